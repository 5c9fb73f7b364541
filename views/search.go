package views

import (
	"net/url"
	"strconv"
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// SearchAddress is where the site is searched.
const SearchAddress = "/search"

// Asked is a question and what was found.
type Asked struct {
	Question string
	Private  bool // it may hold a number that is someone's alone: Question is empty then
	Page     int  // from 1
	PageSize int
	Result   portal.SearchResult
}

// Search is the page of results.
type Search struct {
	Page
	Asked
	Pager ui.Pager
}

// NewSiteSearch lays the results out.
func NewSiteSearch(p Page, a Asked) Search {
	s := Search{Page: p, Asked: a}
	s.OwnSearch = true
	if a.Question != "" {
		s.Title = p.Say("Search: %s", a.Question)
		s.Address = SearchAddress + "?" + url.Values{"q": {a.Question}}.Encode() // the other language answers the same question
	}
	if a.Result.Total > a.PageSize {
		at := func(page int) string {
			return p.Path(SearchAddress + "?" + url.Values{"q": {a.Question}, "page": {strconv.Itoa(page)}}.Encode())
		}
		last := (a.Result.Total + a.PageSize - 1) / a.PageSize
		if a.Page > 1 {
			s.Pager.Newer, s.Pager.NewerText = at(a.Page-1), p.Say("Earlier results")
		}
		if a.Page < last && a.Page < 20 {
			s.Pager.Older, s.Pager.OlderText = at(a.Page+1), p.Say("More results")
		}
		s.Pager.Shown = p.Say("Page %[1]d of %[2]d", a.Page, min(last, 20))
	}
	return s
}

// found says how much there is.
func (s Search) found() string {
	return s.Count(s.Result.Total, "1 result", "%d results")
}

// searchKinds says what a page is.
func searchKind(k portal.PageKind) portal.Sentence {
	switch k {
	case portal.HelpPage:
		return portal.Say("Help")
	case portal.PolicyPage:
		return portal.Say("Policy")
	}
	return portal.Say("Page")
}

// SearchPageDoc is a page as the search reads it.
func SearchPageDoc(p SitePage) portal.SearchDoc {
	d := portal.SearchDoc{Kind: searchKind(p.Kind), Address: p.Address(), Title: p.Title, Summary: p.Summary, Also: p.Also + " " + strings.ReplaceAll(p.Slug, "-", " "), Text: p.Doc.Plain}
	if p.Borrowed() {
		d.Lang = p.Spoken
	}
	return d
}

// SearchPlaces are what can be found beside the pages: services, forms and letters, by the names that people read on them.
func SearchPlaces(w Words) (docs []portal.SearchDoc) {
	add := func(kind portal.Sentence, address, title, summary, also string) {
		docs = append(docs, portal.SearchDoc{Kind: kind, Address: address, Title: title, Summary: summary, Also: also})
	}
	service, form, letter := portal.Say("Service"), portal.Say("Form"), portal.Say("Letter")
	add(service, "/sign-in", w.Say("Sign in"), w.Say("With a passkey, or with your password and a code."), w.Say("log in login signin sign-on user ID my account"))
	add(service, "/sign-up", w.Say("Open an account"), w.Say("Free, in about five minutes, with or without a smartphone."), w.Say("sign up register create new account"))
	add(service, "/messages", w.Say("Messages"), w.Say("Write to us in private, and read what we answer."), w.Say("inbox secure message mail chat ask"))
	add(service, "/account/security", w.Say("Security of your account"), w.Say("Passkeys, code cards, password, e-mail addresses, and where you are signed in."), w.Say("change password add passkey new phone e-mail address"))
	for _, s := range portal.Services {
		address := "/account"
		if s.Path[0] == '/' {
			address = s.Path
		}
		add(service, address, w.Sentence(s.Name), w.Say("Sign in to do this. We show you what it asks for."), "")
	}
	add(service, "/delivery", w.Say("Paper or electronic"), w.Say("Choose how letters and reminders reach you."), w.Say("paperless e-mail notices mail opt out unsubscribe"))
	add(form, "/accessibility/requests/new", w.Say("Ask for another format"), w.Say("Large print, Braille, audio or plain text of anything from us. It is free, and you need no account."), w.Say("braille audio large print hard copy paper copy"))
	add(form, CheckAddress, w.Say("Check on a request"), w.Say("See where your request stands and what happens next. You need its reference and follow-up code."), w.Say("status follow-up reference"))
	add(form, "/sign-in/password", w.Say("Set a new password"), w.Say("We e-mail you a link that works for a short time."), w.Say("forgot password reset lost"))
	add(form, "/not-me", w.Say("This was not me"), w.Say("Stop your account at once when someone else has used it."), w.Say("hacked stolen account fraud identity theft someone else"))
	add(letter, "/letters/not-mine", w.Say("A letter with a code that you did not ask for"), w.Say("Tell us, and the code opens nothing."), w.Say("identity letter code mailed activation"))
	return docs
}

// first is the number of the first result on the page.
func (s Search) first() string { return strconv.Itoa((s.Asked.Page-1)*s.PageSize + 1) }
