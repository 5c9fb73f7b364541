package portal

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// PageKind is what a page of the public site is for; its address follows from it.
type PageKind string

const (
	HomePage     PageKind = "home"
	IndexPage    PageKind = "index" // what stands above a list: of the help, of the policies
	ServicesPage PageKind = "services"
	HelpPage     PageKind = "help"
	PolicyPage   PageKind = "policy"
	ContactPage  PageKind = "contact"
	BrowsersPage PageKind = "browsers"
)

// PageKinds are all kinds. Only help and policies can be begun at the office; of the others there is one each, and the
// program brings it.
var PageKinds = []PageKind{HomePage, IndexPage, ServicesPage, HelpPage, PolicyPage, ContactPage, BrowsersPage}

// NewPageKinds are those that the office begins.
var NewPageKinds = []PageKind{HelpPage, PolicyPage}

// PageAddress is where a page is read, without the language's prefix.
func PageAddress(kind PageKind, slug string) string {
	switch kind {
	case HomePage:
		return "/"
	case HelpPage:
		return "/help/" + slug
	case PolicyPage:
		return "/policies/" + slug
	}
	return "/" + slug
}

// PageGroup is the heading under which a page stands in a list.
type PageGroup string

// The groups of the help, in the order in which the list has them. Policies have one group.
const (
	NoGroup         PageGroup = ""
	LettersGroup    PageGroup = "letters"
	AccountGroup    PageGroup = "account"
	MoneyGroup      PageGroup = "money"
	PeopleGroup     PageGroup = "people"
	SuspiciousGroup PageGroup = "suspicious"
	MoreGroup       PageGroup = "more"
)

// PageGroups of the help, in order.
var PageGroups = []PageGroup{LettersGroup, AccountGroup, MoneyGroup, PeopleGroup, SuspiciousGroup, MoreGroup}

// Name is the heading.
func (g PageGroup) Name() Sentence {
	switch g {
	case LettersGroup:
		return Say("Letters and answers")
	case AccountGroup:
		return Say("Your account")
	case MoneyGroup:
		return Say("Paying and refunds")
	case PeopleGroup:
		return Say("You and the people you help")
	case SuspiciousGroup:
		return Say("Staying safe")
	}
	return Say("More help")
}

// SitePage is a page of the public site: what it is, and its words in each language.
type SitePage struct {
	Slug     string // one in all languages, so that each page has its like in the other ones
	Kind     PageKind
	Group    PageGroup
	Wanted   int  // its place among the most wanted tasks of the home page; 0 is none
	ReviewBy Date // when somebody looks whether it is still true
	Words    map[Language]PageWords
}

// PageWords is a page in one language.
type PageWords struct {
	Title   string
	Summary string // one sentence: in lists, in search results, for search engines
	Also    string // what people call it when they search
	Body    string // Markdown
}

// Address is where the page is read, without the language's prefix.
func (p SitePage) Address() string { return PageAddress(p.Kind, p.Slug) }

// In is the page in a language, or in English where it has no translation; spoken is the language that it is in.
func (p SitePage) In(l Language) (words PageWords, spoken Language) {
	if words, ok := p.Words[l]; ok && words.Title != "" {
		return words, l
	}
	return p.Words[English], English
}

// Missing are the languages into which nobody has translated the page.
func (p SitePage) Missing() (missing []Language) {
	for _, l := range Languages {
		if p.Words[l].Title == "" {
			missing = append(missing, l)
		}
	}
	return missing
}

// PageVersion is one published version of a page.
type PageVersion struct {
	SitePage
	Number        int // 1, 2, 3…
	Shipped       bool
	PublishedAt   time.Time
	ProposedName  string
	PublishedName string
	Changes       map[Language]string // what is new, in a sentence; "" for the first
}

// VersionAddress is where the version can be read for good.
func (v PageVersion) VersionAddress() string {
	at := v.Address()
	if at == "/" {
		at = "/home"
	}
	return at + "/versions/" + strconv.Itoa(v.Number)
}

// HasVersions reports that readers are offered the page's earlier versions: of policies, since people relied on them.
func (p SitePage) HasVersions() bool { return p.Kind == PolicyPage }

// InPageOrder puts pages into the order of lists: by group, what is wanted most before the rest, then by title.
func InPageOrder(pages []PageVersion) {
	place := func(wanted int) int {
		if wanted == 0 {
			return 1 << 20
		}
		return wanted
	}
	slices.SortStableFunc(pages, func(a, b PageVersion) int {
		return cmp.Or(
			cmp.Compare(slices.Index(PageGroups, a.Group), slices.Index(PageGroups, b.Group)),
			cmp.Compare(place(a.Wanted), place(b.Wanted)),
			cmp.Compare(a.Words[English].Title, b.Words[English].Title),
		)
	})
}

// PageProblem is one thing to mend in a page's text, and where it stands.
type PageProblem struct {
	Line, Column int // from 1
	Sentence
}

// Said is the problem with its place.
func (p PageProblem) Said() Sentence {
	return Say("Line %[1]d, column %[2]d: %[3]s", p.Line, p.Column, p.Sentence)
}

// PageHref is an address that a page's text links to.
type PageHref struct {
	Address      string
	Line, Column int
}
