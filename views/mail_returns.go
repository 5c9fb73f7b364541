package views

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// ReturnsAddress is where the office reads mail that came back.
const ReturnsAddress = "/office/mail/bounces"

// MailReturns lists what came back to the address for bounces.
type MailReturns struct {
	Desk
	Filters []ui.Filter
	Lines   []portal.MailReturn
	Empty   string
	Pager   ui.Pager
}

// NewMailReturns lays a page out; found is one more than a page when there are older ones.
func NewMailReturns(d Desk, f portal.ReturnFilter, found []portal.MailReturn, counts map[portal.ReturnKind]int) MailReturns {
	p := MailReturns{Desk: d, Lines: found, Empty: "Nothing of this kind has come back.", Pager: ui.Pager{NewerText: "Newest", OlderText: "Older"}}
	if f.Kind == "" {
		p.Empty = "Nothing waits for you. What programs could read was settled by itself."
	}
	add := func(text string, kind portal.ReturnKind) {
		p.Filters = append(p.Filters, ui.Filter{Text: text, Address: returnsAddress(kind, ""), Count: min(counts[kind], portal.CountedUpTo), More: counts[kind] > portal.CountedUpTo, Current: f.Kind == kind})
	}
	add("To be read", "")
	for _, kind := range portal.ReturnKinds {
		add(kind.Name(), kind)
	}
	if f.Older != "" {
		p.Pager.Newer = returnsAddress(f.Kind, "")
	}
	if len(found) > portal.ReturnPage {
		p.Lines = found[:portal.ReturnPage]
		p.Pager.Older = returnsAddress(f.Kind, p.Lines[portal.ReturnPage-1].ID)
	}
	return p
}

func returnsAddress(kind portal.ReturnKind, older string) string {
	q := url.Values{}
	if kind != "" {
		q.Set("kind", string(kind))
	}
	if older != "" {
		q.Set("older", older)
	}
	if len(q) == 0 {
		return ReturnsAddress
	}
	return ReturnsAddress + "?" + q.Encode()
}

// returnStatus says whether someone has to look.
func returnStatus(m portal.MailReturn) ui.Status {
	switch {
	case m.SettledAt.IsZero():
		return ui.Status{Text: "To be read", Look: ui.Waiting}
	case m.SettledName == "":
		return ui.Status{Text: "By itself", Look: ui.Fresh}
	}
	return ui.Status{Text: "Settled", Look: ui.Done}
}

// MailReturnPage is one e-mail that came back.
type MailReturnPage struct {
	Desk
	portal.MailReturn
	Facts []ui.Fact
	Form  ui.Form
}

// NewMailReturnPage lays it out; values and err are of a note that was refused.
func NewMailReturnPage(d Desk, m portal.MailReturn, values url.Values, err error) MailReturnPage {
	d.Page = mistaken(d.Page, err)
	p := MailReturnPage{Desk: d, MailReturn: m, Form: formOf(d.Page, values, err)}
	p.Facts = []ui.Fact{{Key: "Came", Value: d.ShortDateTime(m.At)}, {Key: "Taken for", Value: m.Kind.Name()}, {Key: "From, as it says", Value: firstText(m.From, "–")}, {Key: "Subject", Value: firstText(m.Subject, "–")}}
	if m.Status != "" {
		p.Facts = append(p.Facts, ui.Fact{Key: "Status code", Value: m.Status})
	}
	p.Facts = append(p.Facts, ui.Fact{Key: "Size", Value: fmt.Sprintf("%d bytes", m.Size)})
	if m.Mail != "" {
		p.Facts = append(p.Facts, ui.Fact{Key: "Answers", Value: "an e-mail of ours"})
	} else {
		p.Facts = append(p.Facts, ui.Fact{Key: "Answers", Value: "no e-mail of ours that we know"})
	}
	if !m.SettledAt.IsZero() {
		p.Facts = append(p.Facts, ui.Fact{Key: "Settled", Value: joined(d.ShortDateTime(m.SettledAt), firstText(m.SettledName, "by itself"), m.SettledNote)})
	}
	return p
}

// text is what it says, or why there is nothing.
func (p MailReturnPage) text() string {
	if strings.TrimSpace(p.Text) == "" || !utf8.ValidString(p.Text) {
		return "It holds no text that could be shown."
	}
	return p.Text
}

// ReturnFlash says what was just done.
func ReturnFlash(done string) *ui.Flash {
	if done != "settled" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: "It is settled, with your note. It stays on record."}
}

// TellReturns puts the number of those to be read beside their link.
func (d *Desk) TellReturns(n int) {
	for _, g := range d.Nav {
		for i, l := range g.Links {
			if l.Address == ReturnsAddress {
				g.Links[i] = counted(l, n)
			}
		}
	}
}
