package views

import (
	"exchequer/portal"
	"exchequer/templ/ui"
)

// OwnStep is one question to the person who asked: what is missing, why a review, why an appeal.
type OwnStep struct {
	Page
	Request  portal.AccessibilityRequest
	Form     ui.Form
	Question string
	Hint     string
	Button   string
	Action   string // where it is sent
	Back     string // the request's page
	Open     bool   // the step can still be taken; otherwise the text is only shown, so that it is not lost
	Changed  string // where the request stands now, when it changed while the page was open
}

// NewOwnStep asks for the words that a step needs.
func NewOwnStep(p Page, r portal.AccessibilityRequest, step portal.AccessibilityStep, form ui.Form) OwnStep {
	s := OwnStep{Page: p, Request: r, Form: form, Back: p.Path(OwnRequestAddress(r.Number))}
	_, s.Open = r.Status.Takes(step)
	switch step {
	case portal.ReopenStep:
		s.Action = s.Back + "/reopening"
		s.Question = p.Say("What is missing, or does not work?")
		s.Hint = p.Say("For example, a page that is missing, a table that cannot be read, or a file that does not open.")
		s.Button = p.Say("Send it to us")
	case portal.AppealStep:
		s.Action = s.Back + "/appeal"
		s.Question = p.Say("Why does our answer not settle it?")
		s.Hint = p.Say("Tell us what our answer did not take into account. We look at all of it again, and decide.")
		s.Button = p.Say("Send appeal")
	default:
		s.Action = s.Back + "/grievance"
		s.Question = p.Say("What should we look at again?")
		s.Hint = p.Say("Tell us what you are not satisfied with, and what you want us to do. A supervisor reads this and arranges to meet with you, in person or by telephone.")
		s.Button = p.Say("Ask for a review")
	}
	if portal.CodeOf(form.Err) == portal.Conflict {
		s.Changed = p.Say("It now stands at: %s.", r.Status.Sentence())
	}
	return s
}
