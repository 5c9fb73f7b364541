package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Where secure messages are.
const (
	MessagesAddress   = "/messages"
	NewMessageAddress = "/messages/new"
	DraftsAddress     = "/messages/drafts"
)

// CaseAddress is where a case of one's own is.
func CaseAddress(n portal.CaseNumber) string { return MessagesAddress + "/" + n.String() }

// DraftAddress is where a draft is.
func DraftAddress(id string) string { return DraftsAddress + "/" + id }

// Inbox is one list of the cases of whom someone acts for.
type Inbox struct {
	Acting  portal.Acting
	Filter  portal.CaseFilter
	Lines   []portal.CaseLine
	More    bool // the list goes on in the direction in which it was paged
	Waiting int
	Unread  int
	Drafts  []portal.Draft
	Topics  []portal.Topic
	Now     time.Time
	Stopped bool // whoever asks may not write messages
}

// at is the address of a list, going on from a mark when key is not "".
func (i Inbox) at(p Page, state, key string, mark *portal.QueueMark) string {
	q := url.Values{}
	if state != "" {
		q.Set("list", state)
	}
	if i.Filter.Words != "" {
		q.Set("q", i.Filter.Words)
	}
	if key != "" {
		q.Set(key, mark.String())
	}
	address := p.Path(MessagesAddress)
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	return address
}

// lists are the ways to look at an inbox.
func (i Inbox) lists(p Page) []ui.Filter {
	list := func(text, state string, count int) ui.Filter {
		f := ui.Filter{Text: text, Address: p.Path(MessagesAddress), Count: count, Current: i.Filter.Words == "" && i.Filter.State == state}
		if state != "" {
			f.Address += "?list=" + state
		}
		return f
	}
	return []ui.Filter{
		list(p.Say("All messages"), portal.InboxAll, -1), list(p.Say("Waiting for you"), portal.InboxWaiting, i.Waiting),
		{Text: p.Say("Drafts"), Address: p.Path(DraftsAddress), Count: len(i.Drafts)}, list(p.Say("Archive"), portal.InboxArchived, -1),
	}
}

func (i Inbox) pager(p Page) (pager ui.Pager) {
	n := len(i.Lines)
	if n == 0 {
		return pager
	}
	back := i.Filter.Before != nil && i.Filter.After == nil
	if i.Filter.After != nil && i.Filter.Words == "" || back && i.More {
		pager.Newer = i.at(p, i.Filter.State, "before", i.Lines[0].Mark())
	}
	if back || i.More {
		mark := i.Lines[n-1].Mark()
		pager.Older = i.at(p, i.Filter.State, "after", mark)
	}
	return pager
}

// empty says what it means that nothing is there.
func (i Inbox) empty(p Page) string {
	switch {
	case i.Filter.Words != "":
		return p.Say("Nothing found. Every word must be in one message: try fewer words, or another spelling.")
	case i.Filter.State == portal.InboxWaiting:
		return p.Say("Nothing waits for you.")
	case i.Filter.State == portal.InboxArchived:
		return p.Say("Nothing is put away. What you archive stays here, kept as a tax record.")
	}
	return p.Say("No messages yet. Write to us: what you send is private, and we answer here.")
}

// topicOf is what a case is about, as its list says it.
func topicOf(p Page, topics []portal.Topic, id, taxType, period string) string {
	about := ""
	for _, t := range topics {
		if t.ID == id {
			about = t.NameIn(p.Language)
		}
	}
	if taxType != "" && about == "" {
		about = taxType
	}
	return joined(about, period)
}

// threadStatus is where a case stands, with the shape that says whose turn it is.
func threadStatus(p Page, s portal.CaseStatus) ui.Status {
	look := ui.Working
	switch s {
	case portal.CaseAwaitingTaxpayer:
		look = ui.Waiting
	case portal.CaseResolved, portal.CaseClosed:
		look = ui.Done
	}
	return ui.Status{Text: p.Sentence(s.Sentence()), Look: look}
}

// lineDue says what happens next in a case.
func lineDue(p Page, l portal.CaseLine) string {
	if l.Status.Ours() && !l.DueAt.IsZero() {
		return p.Say("We answer by %s", p.DayMonth(l.DueAt))
	}
	return ""
}

// SavedAt says when a draft was saved, as its page announces it.
func SavedAt(w Words, at time.Time) string { return w.Say("Saved to drafts, %s", w.Time(at)) }

// MessagesFlash says what the act before did, nil for nothing.
func MessagesFlash(p Page, done string) *ui.Flash {
	text := map[string]string{
		"saved":      p.Say("Saved to drafts. NOT SENT yet."),
		"back":       p.Say("Taken back. It was not sent; it is a draft again."),
		"dropped":    p.Say("The draft is put away. Nothing was sent."),
		"archived":   p.Say("Archived: put away, and kept as a tax record. A new message brings it back."),
		"unarchived": p.Say("Taken out of the archive."),
		"reported":   p.Say("We received your report. A supervisor looks at it."),
	}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}
