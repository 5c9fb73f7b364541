package views

import (
	"fmt"
	"net/url"
	"strconv"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// DefectsPage lists the pages that more than one person asked about.
type DefectsPage struct {
	Desk
	State portal.PageState // "" for open and fixed together
	Rows  []DefectRow
	Older string // the address of the list's next page, "" at its end
	Begin string // the address of its beginning, "" at it
}

// DefectRow is one such page.
type DefectRow struct {
	portal.PageDefect
	Address  string
	Owner    string
	Requests string
}

// defectStates are the lists, in the order in which they are offered.
var defectStates = []struct{ state, text string }{{"", "All"}, {string(portal.PageOpen), "To fix"}, {string(portal.PageFixed), "Fixed"}}

// NewDefectsPage puts a list of pages into words. owner says who looks after a page.
func NewDefectsPage(d Desk, state portal.PageState, after *portal.PageMark, pages []portal.PageDefect, more bool, owner func(path string) (portal.PageOwner, bool)) DefectsPage {
	p := DefectsPage{Desk: d, State: state}
	for _, page := range pages {
		row := DefectRow{PageDefect: page, Address: DefectAddress(page.Path), Requests: strconv.Itoa(page.Requests), Owner: "Nobody"}
		if o, ok := owner(page.Path); ok {
			row.Owner = o.Name
		}
		p.Rows = append(p.Rows, row)
	}
	if more {
		p.Older = defectsAddress(string(state), pages[len(pages)-1].Mark().String())
	}
	if after != nil {
		p.Begin = defectsAddress(string(state), "")
	}
	return p
}

// DefectsAddress is where the list of pages to fix stands.
const DefectsAddress = "/desk/accessibility/defects"

func defectsAddress(state, after string) string {
	q := url.Values{"state": {state}}
	if state == "" {
		q.Set("state", "all")
	}
	if after != "" {
		q.Set("after", after)
	}
	return DefectsAddress + "?" + q.Encode()
}

// DefectAddress is where one page's defect stands: the path goes as a query, since it may be any address.
func DefectAddress(path string) string { return DefectsAddress + "/page?path=" + url.QueryEscape(path) }

func (p DefectsPage) filters() []ui.Filter {
	var filters []ui.Filter
	for _, i := range []int{1, 2, 0} {
		s := defectStates[i]
		filters = append(filters, ui.Filter{Text: s.text, Address: defectsAddress(s.state, ""), Count: -1, Current: s.state == string(p.State)})
	}
	return filters
}

func (p DefectsPage) pager() ui.Pager {
	return ui.Pager{Newer: p.Begin, NewerText: "Back to the top", Older: p.Older, OlderText: "More"}
}

// nothing says why the list is empty.
func (p DefectsPage) nothing() string {
	if p.Begin != "" {
		return "Nothing more is in this list."
	}
	switch p.State {
	case portal.PageOpen:
		return "No page waits to be fixed. A page comes here when a second person asks about it."
	case portal.PageFixed:
		return "No page has been fixed yet."
	default:
		return "No page has been asked about twice yet. A page comes here when a second person asks about it."
	}
}

// pageStatus is where a page stands, in a word.
func pageStatus(state portal.PageState) ui.Status {
	switch state {
	case portal.PageOpen:
		return ui.Status{Text: "To fix", Look: ui.Working}
	case portal.PageFixed:
		return ui.Status{Text: "Fixed", Look: ui.Done}
	default:
		return ui.Status{Text: "Asked about once", Look: ui.Fresh}
	}
}

// DefectPage is one page, who asked about it, and what happened to it.
type DefectPage struct {
	Desk
	portal.PageDefect
	Owner    *portal.PageOwner // nil when nobody looks after it
	Requests []portal.AccessibilityRequest
	More     string // the address of the rest of them, "" when these are all
	Events   []portal.PageEvent
	Form     ui.Form // of marking it fixed
	Link     string  // where the page itself can be looked at, "" when that is nowhere
}

// NewDefectPage puts one page into words, with what was typed into its form when that was refused.
func NewDefectPage(d Desk, page portal.PageDefect, events []portal.PageEvent, requests []portal.AccessibilityRequest, more bool, values url.Values, mistake error) DefectPage {
	d.Mistaken = mistake != nil
	p := DefectPage{Desk: d, PageDefect: page, Events: events, Requests: requests, Form: ui.Form{Words: d.Words, Values: values, Err: mistake}}
	if owner, ok := d.Profile.OwnerOf(page.Path); ok {
		p.Owner = &owner
	}
	if more {
		p.More = "/desk/accessibility?" + url.Values{"state": {portal.ListAll}, "page": {page.Path}}.Encode()
	}
	if page.Path != "" && page.Path[0] == '/' {
		p.Link = page.Path
	}
	return p
}

func (p DefectPage) facts() []ui.Fact {
	owner := "Nobody. Add an owner for this address to the department’s profile, so that they hear of defects."
	if p.Owner != nil {
		owner = p.Owner.Name + "\n" + p.Owner.Email
	}
	facts := []ui.Fact{
		{Key: "State", Show: ui.StatusTag(pageStatus(p.State))},
		{Key: "Owner", Value: owner},
		{Key: "Asked about", Value: plural(p.PageDefect.Requests, "1 time", "%d times")},
		{Key: "First", Show: ui.Moment(p.Words, p.FirstAt)},
		{Key: "Last", Show: ui.Moment(p.Words, p.LastAt)},
	}
	return facts
}

func (p DefectPage) history() []ui.HistoryItem {
	var items []ui.HistoryItem
	for _, e := range p.Events {
		item := ui.HistoryItem{At: e.At, Who: e.Name}
		switch {
		case e.State == portal.PageFixed:
			item.What, item.Detail = "marked it fixed", e.What
		case e.Told != "":
			item.Who, item.What = "Exchequer", fmt.Sprintf("found a defect and told the owner, %s, by e-mail", e.Told)
		default:
			item.Who, item.What = "Exchequer", "found a defect; nobody looks after the page, so nobody was told"
		}
		items = append(items, item)
	}
	return items
}

// DefectDone says what the act before did, which its redirect names.
func DefectDone(done string) *ui.Flash {
	if done != "fixed" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: "The page is marked as fixed. If someone asks about it again, it comes back here."}
}
