package views

import (
	"slices"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// AnswerSheet is a request and its answer on paper, for whoever asked: in their language, with how to reply. Nothing that
// staff wrote for staff is on it.
type AnswerSheet struct {
	Page
	Tools     layout.SheetTools
	Large     bool
	Reference string
	Today     time.Time
	To        []string // name and, when it goes by mail, the address
	Asked     []ui.Fact
	Since     []ui.HistoryItem // what they wrote to us since
	Answer    *OwnAnswer       // nil while nothing is answered
	Next      string           // where it stands, and who acts next
	Replies   []ui.Fact        // ways to reply
}

// Sizes of a sheet, as its address says them.
const (
	SizeLarge  = "large"
	SizeNormal = "normal"
)

// NewAnswerSheet puts a request on paper. Size "" is large for whoever asked for large print, or wants it every time.
func NewAnswerSheet(p Page, desk portal.AccessibilityDesk, f portal.AccessibilityFile, size string, now time.Time) AnswerSheet {
	p.Language = f.Form.Language
	p.Title = p.Say("Answer to your request %s", f.Number.String())
	p.Account, p.Session = nil, nil // the sheet is theirs, not the clerk's
	s := AnswerSheet{Page: p, Reference: f.Number.String(), Today: now, Next: ownNext(p, desk, f.AccessibilityRequest, now)}
	s.Large = size == SizeLarge || size != SizeNormal && (f.Form.Format == portal.FormatLargePrint || f.Standing == portal.FormatLargePrint)
	s.Tools = sheetTools(s.Reference, s.Large)
	if f.Form.Name != "" {
		s.To = append(s.To, f.Form.Name)
	}
	if f.Form.ContactBy == portal.ContactByMail {
		s.To = append(s.To, strings.Split(f.Form.Contact, "\n")...)
	}
	s.Asked = sheetFacts(p, f.AccessibilityRequest)
	for _, e := range f.Events {
		switch {
		case slices.Contains(answeringSteps, e.Step):
			answer := ownAnswer(p, "", e)
			s.Answer = &answer
		case e.Words.Text != "" && e.Step != portal.MeetStep:
			s.Since = append(s.Since, ui.HistoryItem{At: e.At, Who: ownDeed(p, e.Step, e.Role.Staff()), Detail: e.Words.Text})
		}
	}
	s.Replies = replies(p, desk.Origin)
	return s
}

// answeringSteps are those whose words are an answer.
var answeringSteps = []portal.AccessibilityStep{portal.DeliverStep, portal.DeclineStep, portal.AnswerStep, portal.CloseStep}

func sheetTools(reference string, large bool) layout.SheetTools {
	here := "/desk/accessibility/" + reference
	t := layout.SheetTools{Back: here, BackText: "Back to " + reference, Other: here + "/print?size=" + SizeLarge, OtherText: "In large print"}
	if large {
		t.Other, t.OtherText = here+"/print?size="+SizeNormal, "In normal print"
	}
	return t
}

// sheetFacts are what was asked, without how we reach whoever asked: a sheet lies about.
func sheetFacts(p Page, r portal.AccessibilityRequest) []ui.Fact {
	facts := []ui.Fact{
		{Key: p.Say("Received"), Value: p.Date(r.Received)},
		{Key: p.Say("What you need"), Value: r.Form.Concern},
		{Key: p.Say("Format"), Value: p.Sentence(r.Form.Format.Sentence())},
	}
	if r.Form.Page != "" {
		facts = append(facts, ui.Fact{Key: p.Say("About"), Value: r.Form.Page})
	}
	return facts
}

// replies are the ways to answer us. Our address stands at the top of the sheet, so our hours stand with the telephone.
func replies(p Page, origin string) []ui.Fact {
	var ways []ui.Fact
	for _, way := range waysToReachUs(p) {
		switch way.Key {
		case p.Say("In person"):
			continue
		case p.Say("Phone"):
			way.Value += "\n" + p.Profile.HoursIn(p.Language)
		}
		ways = append(ways, way)
	}
	site := strings.TrimPrefix(strings.TrimPrefix(origin, "https://"), "http://") + p.Path(CheckAddress)
	return append(ways, ui.Fact{Key: p.Say("On our website"), Value: site + "\n" + p.Say("You need the reference and your follow-up code.")})
}

// files says what came with the answer: name and size, one a line.
func (s AnswerSheet) files() []string {
	var files []string
	if s.Answer != nil {
		for _, f := range s.Answer.Files {
			files = append(files, f.Name+" ("+ui.Size(f.Bytes)+")")
		}
	}
	return files
}
