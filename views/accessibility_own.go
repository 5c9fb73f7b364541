package views

import (
	"encoding/hex"
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// OwnRequest is a request as the person who asked sees it.
type OwnRequest struct {
	Page
	Request  portal.AccessibilityRequest
	Steps    []ui.Step
	Current  int
	Next     string // who acts next, and until when
	Late     bool   // we broke our promise, and say so
	Asked    []ui.Fact
	Answers  []OwnAnswer // the newest first
	History  []ui.HistoryItem
	Choices  []OwnChoice
	Standing portal.AccessibilityFormat
	Here     string // its own address
}

// OwnAnswer is what we sent, said or decided.
type OwnAnswer struct {
	Heading     string
	At          time.Time
	Text        string
	Head        string // of an undue burden: who decided
	Alternative string // and what is offered instead
	Files       []ui.FileItem
}

// OwnChoice is something that the person can do about the request now.
type OwnChoice struct {
	Text, Hint string
	Address    string
	Posts      bool // a button that does it at once; otherwise a link to a question
}

// NewOwnRequest puts a request and what happened to it into words, at now.
func NewOwnRequest(p Page, desk portal.AccessibilityDesk, r portal.AccessibilityRequest, events []portal.AccessibilityEvent, standing portal.AccessibilityFormat, now time.Time) OwnRequest {
	o := OwnRequest{Page: p, Request: r, Standing: standing, Here: p.Path(OwnRequestAddress(r.Number)), Late: r.Due.Overdue(now)}
	o.Steps, o.Current = ownSteps(p, r, events)
	o.Next = ownNext(p, desk, r, now)
	o.Asked = ownFacts(p, r)
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		if e.Role.Staff() && e.Step.NeedsWords() && e.Step != portal.ReopenStep && e.Step != portal.EscalateStep && e.Step != portal.AppealStep {
			o.Answers = append(o.Answers, ownAnswer(p, o.Here, e))
		}
		o.History = append(o.History, ownHistory(p, e))
	}
	o.History = append(o.History, ui.HistoryItem{At: r.Received, Who: p.Say("We received your request.")})
	o.Choices = ownChoices(p, desk, r, now)
	return o
}

func ownFacts(p Page, r portal.AccessibilityRequest) []ui.Fact {
	facts := []ui.Fact{
		{Key: p.Say("Received"), Value: p.Date(r.Received)},
		{Key: p.Say("What you need"), Value: r.Form.Concern},
		{Key: p.Say("Format"), Value: p.Sentence(r.Form.Format.Sentence())},
	}
	if r.Form.Page != "" {
		facts = append(facts, ui.Fact{Key: p.Say("About"), Value: r.Form.Page})
	}
	facts = append(facts, ui.Fact{Key: p.Say("How we reach you"), Value: p.Sentence(r.Form.ContactBy.Sentence()) + "\n" + r.Form.Contact})
	if r.Form.Name != "" {
		facts = append(facts, ui.Fact{Key: p.Say("Your name"), Value: r.Form.Name})
	}
	return facts
}

// ownNext says who acts next. A promise that we broke is not painted over.
func ownNext(p Page, desk portal.AccessibilityDesk, r portal.AccessibilityRequest, now time.Time) string {
	if r.Due.Overdue(now) {
		return p.Say("This is late, and we are sorry. We promised it by %s. Someone here sees it at the top of their list. You can also call us and tell us the reference.", p.Date(r.Due.At))
	}
	if promise, ok := r.Due.Promise(p.Date(r.Due.At)); ok {
		return p.Sentence(promise)
	}
	switch r.Status {
	case portal.AccessibilityDelivered:
		return p.Say("Now it is up to you: look at what we sent, and tell us whether it works for you.")
	case portal.AccessibilityDeclined:
		return p.Say("We could not make it in the way you asked, and offer another way below. Tell us whether it works for you, or ask for a review.")
	case portal.GrievanceAnswered:
		appeal := desk.Promise.AppealBy(desk.Calendar, r.Since)
		if now.After(appeal) {
			return p.Say("We answered your grievance. The time to appeal ended on %s.", p.Date(appeal))
		}
		return p.Say("We answered your grievance. If our answer does not settle it, you can appeal until %s.", p.Date(appeal))
	case portal.AccessibilityConfirmed:
		return p.Say("This is closed: you have what you need. If it stops working for you, open it again.")
	default:
		return p.Say("This is closed. Our decision is final.")
	}
}

func ownAnswer(p Page, here string, e portal.AccessibilityEvent) OwnAnswer {
	a := OwnAnswer{At: e.At, Text: e.Words.Text, Head: e.Words.Head, Alternative: e.Words.Alternative}
	switch e.Step {
	case portal.DeliverStep:
		a.Heading = p.Say("What we sent you")
	case portal.DeclineStep:
		a.Heading = p.Say("Why we offer another way")
	case portal.MeetStep:
		a.Heading = p.Say("When we met")
	case portal.CloseStep:
		a.Heading = p.Say("Our final decision")
	default:
		a.Heading = p.Say("Our answer to your grievance")
	}
	for _, f := range e.Files {
		a.Files = append(a.Files, ui.FileItem{
			Name: f.Name, Bytes: f.Size, SHA256: hex.EncodeToString(f.SHA256),
			Address: here + "/answers/" + strconv.FormatInt(e.Version, 10) + "/files/" + f.ID,
		})
	}
	return a
}

// ownHistory tells what happened without naming anyone in the office. What the person wrote stands with it; what we wrote
// has a part of its own on the page.
func ownHistory(p Page, e portal.AccessibilityEvent) ui.HistoryItem {
	item := ui.HistoryItem{At: e.At}
	switch e.Step {
	case portal.AcknowledgeStep:
		item.Who = p.Say("We began to work on it.")
	case portal.ProduceStep:
		item.Who = p.Say("We started to make it.")
	case portal.DeliverStep:
		item.Who = p.Say("We sent you what you asked for.")
	case portal.DeclineStep:
		item.Who = p.Say("We offered another way.")
	case portal.MeetStep:
		item.Who = p.Say("We met with you.")
	case portal.AnswerStep:
		item.Who = p.Say("We answered your grievance.")
	case portal.CloseStep:
		item.Who = p.Say("We made the final decision.")
	default:
		item.Who, item.Detail = ownDeed(p, e.Step, e.Role.Staff()), e.Words.Text
	}
	return item
}

// ownDeed is a step of the person's own, which staff may have written down for them.
func ownDeed(p Page, step portal.AccessibilityStep, forThem bool) string {
	switch {
	case step == portal.ConfirmStep && forThem:
		return p.Say("We noted for you that you have what you need.")
	case step == portal.ConfirmStep:
		return p.Say("You told us that you have what you need.")
	case step == portal.ReopenStep && forThem:
		return p.Say("We opened the request again for you.")
	case step == portal.ReopenStep:
		return p.Say("You opened the request again.")
	case step == portal.EscalateStep && forThem:
		return p.Say("We wrote down your grievance for you.")
	case step == portal.EscalateStep:
		return p.Say("You asked for a grievance review.")
	case forThem:
		return p.Say("We wrote down your appeal for you.")
	default:
		return p.Say("You appealed.")
	}
}

// ownChoices are the steps that start from where the request stands and are the person's to take.
func ownChoices(p Page, desk portal.AccessibilityDesk, r portal.AccessibilityRequest, now time.Time) []OwnChoice {
	here := p.Path(OwnRequestAddress(r.Number))
	var choices []OwnChoice
	offer := func(step portal.AccessibilityStep, c OwnChoice) {
		if _, ok := r.Status.Takes(step); ok {
			choices = append(choices, c)
		}
	}
	offer(portal.ConfirmStep, OwnChoice{Text: p.Say("I have what I need"), Hint: p.Say("This closes the request. You can open it again."), Address: here + "/confirmation", Posts: true})
	offer(portal.ReopenStep, OwnChoice{Text: p.Say("Something is missing or does not work"), Hint: p.Say("Tell us what. We take it up again."), Address: here + "/reopening"})
	offer(portal.EscalateStep, OwnChoice{Text: p.Say("Ask for a grievance review"), Hint: p.Say("A supervisor meets with you, and answers in writing."), Address: here + "/grievance"})
	if !now.After(desk.Promise.AppealBy(desk.Calendar, r.Since)) {
		offer(portal.AppealStep, OwnChoice{Text: p.Say("Appeal"), Hint: p.Say("Tell us why our answer does not settle it. We decide again."), Address: here + "/appeal"})
	}
	return choices
}

// UnderAccessibility is a page below the accessibility page.
func UnderAccessibility(p Page) Page {
	p.Crumbs = []layout.Crumb{{Text: p.Say("Accessibility"), Address: "/accessibility"}}
	return p
}

// CheckDone says what was done on the page before this one; nil for any other word.
func CheckDone(p Page, done string) *ui.Flash {
	if done != "left" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: p.Say("This computer no longer shows your request.")}
}

// OwnRequestDone says what the person just did, by the word that its redirect carries; nil for any other word.
func OwnRequestDone(p Page, done string) *ui.Flash {
	said := func(text string) *ui.Flash { return &ui.Flash{Tone: ui.Success, Text: text} }
	switch done {
	case string(portal.ConfirmStep):
		return said(p.Say("Thank you. We closed your request."))
	case string(portal.ReopenStep):
		return said(p.Say("We opened your request again. Someone reads what you wrote."))
	case string(portal.EscalateStep):
		return said(p.Say("We received your grievance. A supervisor reads what you wrote."))
	case string(portal.AppealStep):
		return said(p.Say("We received your appeal."))
	case "kept":
		return said(p.Say("We remember this format for you."))
	case "forgotten":
		return said(p.Say("We no longer remember a format for you."))
	case "changed":
		return &ui.Flash{Tone: ui.Info, Text: p.Say("Your request changed while you had it open. Look at where it stands now.")}
	default:
		return nil
	}
}
