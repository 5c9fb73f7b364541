package views

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// OfficePagesAddress is where the office keeps the public site's pages.
const OfficePagesAddress = "/office/pages"

// OfficePageAddress is where one of them is edited.
func OfficePageAddress(slug string) string { return OfficePagesAddress + "/" + slug }

// OfficePages lists the pages, and what there is to do about them.
type OfficePages struct {
	Desk
	Rows    []OfficePageRow
	New     []portal.PageDraft // drafts of pages that are not there yet
	MayEdit bool
}

// OfficePageRow is one page in the list.
type OfficePageRow struct {
	portal.PageVersion
	Due      bool // its day of review is over
	Mistakes int  // in its text, in all languages: the last good version is shown
	Broken   []portal.PageHref
	Grades   map[portal.Language]string
	State    ui.Status // of its draft; empty for none
}

// NewOfficePages lays the list out; drafts are the open ones.
func NewOfficePages(d Desk, actor portal.Actor, rows []OfficePageRow, drafts []portal.PageDraft) OfficePages {
	p := OfficePages{Desk: d, Rows: rows, MayEdit: actor.Can(portal.EditPages)}
	for _, draft := range drafts {
		known := false
		for i := range p.Rows {
			if p.Rows[i].Slug == draft.Slug {
				p.Rows[i].State, known = textStatus(draft.State), true
			}
		}
		if !known {
			p.New = append(p.New, draft)
		}
	}
	return p
}

func textStatus(s portal.TextState) ui.Status {
	if s == portal.Proposed {
		return ui.Status{Text: "Proposed", Look: ui.Waiting}
	}
	return ui.Status{Text: "Draft", Look: ui.Working}
}

// publishedWhen is when a version came, by whom, and what was new in it.
func publishedWhen(w ui.Words, v portal.PageVersion) string {
	said := w.ShortDate(v.PublishedAt) + ", came with the program."
	if !v.Shipped {
		said = w.ShortDate(v.PublishedAt) + ", proposed by " + v.ProposedName + ", published by " + v.PublishedName + "."
	}
	return strings.TrimSpace(said + " " + v.Changes[portal.English])
}

// todo says what there is to do about a page, each in a few words.
func (r OfficePageRow) todo() (list []string) {
	if r.Due {
		list = append(list, "Review was due on "+string(r.ReviewBy))
	}
	for _, l := range r.Missing() {
		list = append(list, "No "+l.Name()+" yet")
	}
	if r.Mistakes > 0 {
		list = append(list, "A mistake in the text: readers get its last good version")
	}
	for _, b := range r.Broken {
		list = append(list, fmt.Sprintf("Line %d: %s leads nowhere", b.Line, b.Address))
	}
	return list
}

// Grade is the school grade at which a text reads, in words.
func Grade(l portal.Language, body string) string {
	grade, ok := portal.ReadingGrade(l, body)
	if !ok {
		return "too short to say"
	}
	text := "grade " + strconv.FormatFloat(grade, 'f', 1, 64)
	if grade > portal.GradeAim {
		text += ", harder than we aim for"
	}
	return text
}

// OfficePageOf is what the office knows of one page.
type OfficePageOf struct {
	Versions []portal.PageVersion // the newest first; none when it is new
	Draft    portal.PageDraft     // the zero one when none is open
	Previews []SitePage           // of the draft, in each language
	Broken   []portal.PageHref
	Fields   portal.PageFields
}

// OfficePage is one page at the office.
type OfficePage struct {
	Desk
	OfficePageOf
	Slug    string
	Name    string
	Status  *ui.Status
	Facts   []ui.Fact
	Form    ui.Form
	End     ui.Form // of withdrawing
	MayEdit bool
	Publish string // "yes", or why this person does not publish it, "" when there is nothing to publish
}

// NewOfficePage lays a page out for actor. part is the form that was refused, with what was typed into it.
func NewOfficePage(d Desk, actor portal.Actor, of OfficePageOf, part string, values url.Values, err error) OfficePage {
	d.Page = mistaken(d.Page, err)
	p := OfficePage{Desk: d, OfficePageOf: of, MayEdit: actor.Can(portal.EditPages), End: ui.Form{Words: d.Words}}
	shown, changes := of.Draft.SitePage, of.Draft.Changes
	if of.Draft.ID == "" {
		shown, changes = of.Versions[0].SitePage, nil
	}
	p.Slug, p.Name = shown.Slug, shown.Words[portal.English].Title
	if p.Name == "" {
		p.Name = p.Slug
	}
	saved := url.Values{"review_by": {string(shown.ReviewBy)}, "group": {string(shown.Group)}}
	if shown.Wanted > 0 {
		saved.Set("wanted", strconv.Itoa(shown.Wanted))
	}
	for _, l := range portal.Languages {
		w, in := shown.Words[l], "_"+string(l)
		for name, value := range map[string]string{"title": w.Title, "summary": w.Summary, "also": w.Also, "body": w.Body, "changes": changes[l]} {
			saved.Set(name+in, value)
		}
	}
	switch part {
	case "withdrawal":
		p.Form, p.End = formOf(d.Page, saved, nil), formOf(d.Page, values, err)
	case "draft":
		p.Form = formOf(d.Page, values, err)
	default:
		p.Form = formOf(d.Page, saved, err)
	}
	if of.Draft.ID == "" {
		return p
	}
	draft := of.Draft
	status := textStatus(draft.State)
	p.Status = &status
	p.Facts = []ui.Fact{{Key: "Saved", Value: joined(d.ShortDateTime(draft.EditedAt), draft.EditedName)}}
	for _, l := range portal.Languages {
		p.Facts = append(p.Facts, ui.Fact{Key: "Reads at, " + l.Name(), Value: Grade(l, draft.Words[l].Body)})
	}
	if draft.State == portal.Proposed {
		p.Facts = append(p.Facts, ui.Fact{Key: "Proposed", Value: joined(d.ShortDateTime(draft.ProposedAt), draft.ProposedName)})
		switch {
		case !actor.Can(portal.PublishPages):
			p.Publish = "A supervisor or an administrator publishes it."
		case portal.Authors{EditedBy: draft.EditedBy, ProposedBy: draft.ProposedBy}.SecondPerson(actor.Account) != nil:
			p.Publish = "You wrote or proposed it, so someone else publishes it."
		default:
			p.Publish = "yes"
		}
	}
	return p
}

// Refusal is the form that was refused.
func (p OfficePage) Refusal() ui.Form {
	if p.End.Err != nil {
		return p.End
	}
	return p.Form
}

func (p OfficePage) at(part string) string { return OfficePageAddress(p.Slug) + "/" + part }

func (p OfficePage) seen() string { return strconv.Itoa(p.Draft.Version) }

// now is the page as readers get it; the zero one when it is new.
func (p OfficePage) now() portal.PageVersion {
	if len(p.Versions) == 0 {
		return portal.PageVersion{}
	}
	return p.Versions[0]
}

func (p OfficePage) diff(l portal.Language) []portal.DiffBlock {
	return portal.PageDiff(p.now().Words[l], p.Draft.Words[l])
}

// spokenWords are the words of a page in a language: what people see in it is shown in it, on a page of the desk too.
func spokenWords(w Words, l portal.Language) Words { return Words{Language: l, Zone: w.Zone} }

// questions are asked once for the page.
func (p OfficePage) questions() []ui.Input {
	var groups []ui.Option
	for _, g := range portal.PageGroups {
		groups = append(groups, ui.Option{Value: string(g), Label: g.Name().String()})
	}
	list := []ui.Input{{Name: "review_by", Label: "Review by", Hint: "Like 2027-11-01. The list reminds us then to look whether the page is still true.", Width: ui.Small, Complete: "off"}}
	kind := p.now().Kind
	if p.Draft.ID != "" {
		kind = p.Draft.Kind
	}
	if kind == portal.HelpPage {
		list = append(list,
			ui.Input{Kind: ui.Radios, Name: "group", Label: "Stands under", Options: groups},
			ui.Input{Name: "wanted", Label: "Place among the most wanted tasks", Hint: "A number from 1 on puts the page on the home page.", Width: ui.Tiny, Optional: true, Mode: "numeric", Complete: "off"})
	}
	return list
}

// asked are the questions that are answered in each language.
func (p OfficePage) asked(l portal.Language) []ui.Input {
	in := func(name, label, hint string) ui.Input {
		return ui.Input{Name: name + "_" + string(l), Label: label + ", " + l.Name(), Hint: hint, Complete: "off"}
	}
	body := in("body", "Text", "## begins a heading, - an item, 1. a step, > a note; [words](/help/letter) is a link, **strong** words, {{phone}} a field. Write “Table: ” and what it shows before a table.")
	body.Kind, body.Rows = ui.Area, 26
	also := in("also", "Other words for it", "What people type when they look for it.")
	also.Optional = true
	return []ui.Input{
		in("title", "Title", ""), in("summary", "Summary", "One sentence. It stands in lists and search results."), also, body,
		in("changes", "What is new", "A sentence. Readers see it beside the version."),
	}
}

// NewPage asks what a new page is for.
type NewPage struct {
	Desk
	Form ui.Form
}

// NewNewPage lays the form out.
func NewNewPage(d Desk, values url.Values, err error) NewPage {
	d.Page = mistaken(d.Page, err)
	return NewPage{Desk: d, Form: formOf(d.Page, values, err)}
}

var newPageInputs = []ui.Input{
	{Kind: ui.Radios, Name: "kind", Label: "What is it for?", Options: []ui.Option{
		{Value: string(portal.HelpPage), Label: "Help", Hint: "What to do in one situation. It stands under /help."},
		{Value: string(portal.PolicyPage), Label: "Policy", Hint: "What we promise or ask. It stands under /policies, and readers can open its versions."},
	}},
	{Name: "title_en", Label: "Title in English", Width: ui.Medium, Complete: "off"},
	{Name: "slug", Label: "Name in the address", Hint: "Small letters, digits and hyphens, such as more-time. It is the same in all languages and never changes.", Width: ui.Medium, Complete: "off"},
}

// OfficePageVersion is a version of a page, and what it changed.
type OfficePageVersion struct {
	Desk
	Version, Before portal.PageVersion
	Previews        []SitePage
}

// OfficePagesFlash says what was just done.
func OfficePagesFlash(done string) *ui.Flash {
	text := map[string]string{
		"saved":     "The draft is saved. Look at the preview and the difference below, then propose it.",
		"proposed":  "The draft is proposed. Someone else publishes it.",
		"published": "The new version is published. Readers see it now.",
		"withdrawn": "The draft is withdrawn. It stays on record.",
	}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}
