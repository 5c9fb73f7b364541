package views

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"exchequer/portal"
	"exchequer/templ/paper"
	"exchequer/templ/ui"
)

// Letters is what waits to be printed, and the batches that were.
type Letters struct {
	Desk
	Waiting int
	Lacking []portal.OfficeLetter // those that have no address
	Batches []portal.LetterBatch
	Pager   ui.Pager
	Err     error
}

// NewLetters lays a page out; batches are one more than a page when there are more.
func NewLetters(d Desk, waiting int, lacking []portal.OfficeLetter, batches []portal.LetterBatch, before int64, refused error) Letters {
	l := Letters{Desk: d, Waiting: waiting, Lacking: lacking, Batches: batches, Err: refused, Pager: ui.Pager{NewerText: "Newest", OlderText: "Older"}}
	if len(batches) > portal.LetterBatchPage {
		l.Batches = batches[:portal.LetterBatchPage]
		l.Pager.Older = fmt.Sprintf("/desk/letters?before=%d", l.Batches[len(l.Batches)-1].Number)
	}
	if before > 0 {
		l.Pager.Newer = "/desk/letters"
	}
	return l
}

// LetterBatch is one batch with its letters. Their codes are on the paper, and not here.
type LetterBatch struct {
	Desk
	Batch     portal.LetterBatch
	Letters   []portal.OfficeLetter
	Printings []portal.LetterPrinting
	Values    url.Values
	Err       error
}

// LettersFlash says what was done.
func LettersFlash(done string) *ui.Flash {
	switch done {
	case "batched":
		return &ui.Flash{Tone: ui.Success, Text: "The batch is made. Print it, put the letters into envelopes, and mark it as mailed."}
	case "mailed":
		return &ui.Flash{Tone: ui.Success, Text: "The batch is marked as mailed. Everyone who waits for a code was told by e-mail."}
	}
	return nil
}

// LettersPDF puts letters on paper.
func LettersPDF(profile portal.Profile, site string, letters []portal.PrintedLetter) ([]byte, error) {
	return paper.Print(paper.Office{Profile: profile, Site: site}, letters)
}

func letterKind(l portal.OfficeLetter) string {
	switch l.Kind {
	case portal.AlertLetter:
		return "Alert: someone claims to be them"
	case portal.AddressLetter:
		return "A new address was told to us"
	case portal.ProofedLetter:
		return "Someone was proofed as them"
	case portal.MessagesLetter:
		if l.ReadsOut() {
			return "Our " + plural(len(l.Brings), "message", "%d messages") + " in words"
		}
		return "Something waits: our e-mail comes back"
	}
	return "Code to confirm the address"
}

// letterState is how far a letter has come, for the desk.
func letterState(p Page, l portal.OfficeLetter) ui.Status {
	switch l.EndedWhy {
	case portal.LetterUsed:
		return ui.Status{Text: "Code used", Look: ui.Done}
	case portal.LetterSent:
		return ui.Status{Text: "Mailed", Look: ui.Done}
	case portal.LetterReported:
		return ui.Status{Text: "Reported: not asked for", Look: ui.Serious}
	case portal.LetterReplaced:
		return ui.Status{Text: "Replaced by a newer one", Look: ui.Stopped}
	case "":
	default:
		return ui.Status{Text: "Over", Look: ui.Stopped}
	}
	switch {
	case !l.MailedAt.IsZero():
		return ui.Status{Text: "Mailed, usable until " + p.ShortDate(l.UsableUntil), Look: ui.Waiting}
	case !l.PrintedAt.IsZero():
		return ui.Status{Text: "Printed", Look: ui.Working}
	}
	return ui.Status{Text: "To be printed", Look: ui.Fresh}
}

func batchState(p Page, b portal.LetterBatch) ui.Status {
	if b.MailedAt.IsZero() {
		return ui.Status{Text: "Not mailed yet", Look: ui.Fresh}
	}
	return ui.Status{Text: "Mailed " + p.ShortDate(b.MailedAt) + " by " + b.MailedBy, Look: ui.Done}
}

func lettersWait(n int) string {
	if n == 0 {
		return "No letter waits to be printed"
	}
	return several(n, "letter") + " to print"
}

func lastLine(l portal.OfficeLetter) string {
	if len(l.Address) == 0 {
		return ""
	}
	return l.Address[len(l.Address)-1]
}

func printingText(p portal.LetterPrinting) string {
	said := several(p.Letters, "letter") + " printed by " + p.ByName
	if p.Reason != "" {
		return said + ", again: " + p.Reason
	}
	return said
}

// LetterScreen is one letter in the words of its paper.
type LetterScreen struct {
	Desk
	Letter     portal.PrintedLetter
	Words      ui.Words // of the letter's language
	Body, Foot []paper.Part
}

// NewLetterScreen lays a letter out. Its codes are on the paper alone.
func NewLetterScreen(d Desk, profile portal.Profile, site string, l portal.PrintedLetter) LetterScreen {
	s := LetterScreen{Desk: d, Letter: l, Words: ui.Words{Language: l.Language, Zone: profile.Zone()}}
	s.Body, s.Foot = paper.LetterWords(paper.Office{Profile: profile, Site: site}, s.Words, l)
	return s
}

// LetterAddress is where the desk reads a letter of a batch.
func LetterAddress(l portal.OfficeLetter) string {
	return fmt.Sprintf("/desk/letters/%d/letters/%s", l.Batch, l.ID)
}

// to is what stands in the window of the envelope.
func (s LetterScreen) to() string {
	return strings.Join(append([]string{s.Letter.Name}, s.Letter.Address...), "\n")
}

func (s LetterScreen) dated() string {
	said := s.Words.Say("Reference") + " " + s.Letter.Reference()
	if s.Letter.PrintedAt.IsZero() {
		return said
	}
	return s.Words.Date(s.Letter.PrintedAt) + ", " + said
}

// lang is the language of a part.
func (s LetterScreen) lang(p paper.Part) string {
	return string(cmp.Or(p.Language, s.Letter.Language, portal.English))
}

// mailLines say how far the letter has come that brings a message.
func mailLines(p Page, m portal.MessagePaper) string {
	about := p.Say("On paper, in words")
	if !m.Words {
		about = p.Say("On paper: that it waits here, since our e-mails come back")
	}
	switch {
	case !m.MailedAt.IsZero():
		return p.Say("%[1]s: printed %[2]s, mailed %[3]s", about, p.ShortDate(m.PrintedAt), p.ShortDate(m.MailedAt))
	case !m.PrintedAt.IsZero():
		return p.Say("%[1]s: printed %[2]s, not mailed yet", about, p.ShortDate(m.PrintedAt))
	case m.NoAddress:
		return p.Say("%s: we know no mailing address. Tell us one under “How things reach you”.", about)
	}
	return p.Say("%s: not printed yet", about)
}

func (b LetterBatch) address() string { return fmt.Sprintf("/desk/letters/%d", b.Batch.Number) }
