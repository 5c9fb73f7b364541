package views

import (
	"slices"
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// RequestAct is a step that this account can take with a request as it stands: at once by one press, or in a form.
type RequestAct struct {
	Step    portal.AccessibilityStep
	Does    string // the button that does it
	Opens   string // the link that opens its form, "" when one press does it
	Key     string // the single key of either
	Heading string // of its form
	Hint    string // under the heading
	Inputs  []ui.Input
	Files   bool
	First   bool // what is due next
}

// Slug is the step in an address: "offer-another-way".
func (a RequestAct) Slug() string { return strings.ReplaceAll(string(a.Step), " ", "-") }

// actOrder is how acts stand beside one another: what is due first, what ends it otherwise last.
var actOrder = []portal.AccessibilityStep{
	portal.AcknowledgeStep, portal.ProduceStep, portal.DeliverStep, portal.MeetStep, portal.AnswerStep, portal.CloseStep,
	portal.ConfirmStep, portal.ReopenStep, portal.DeclineStep, portal.EscalateStep, portal.AppealStep,
}

// requestActs are the steps that start from where the request stands and that this account may take.
func requestActs(actor portal.Actor, r portal.AccessibilityRequest, head string) []RequestAct {
	var acts []RequestAct
	for _, step := range actOrder {
		if _, starts := r.Status.Takes(step); starts && actor.MayTake(step) == nil {
			acts = append(acts, requestAct(step, head))
		}
	}
	if len(acts) > 0 && !r.Due.At.IsZero() && slices.Index(actOrder, acts[0].Step) < slices.Index(actOrder, portal.ConfirmStep) {
		acts[0].First = true
	}
	return acts
}

// requestAct is one step in the desk's words. head is who decides about an undue burden.
func requestAct(step portal.AccessibilityStep, head string) RequestAct {
	text := func(label, hint string) ui.Input {
		return ui.Input{Kind: ui.Area, Name: "text", Label: label, Hint: hint, Limit: portal.LongestAnswer, Rows: 8}
	}
	a := RequestAct{Step: step, Files: step.Files()}
	switch step {
	case portal.AcknowledgeStep:
		a.Does, a.Key = "Acknowledge", "a"
	case portal.ProduceStep:
		a.Does, a.Key = "Put in production", "p"
	case portal.DeliverStep:
		a.Does, a.Opens, a.Key = "Deliver answer", "Deliver", "d"
		a.Heading, a.Hint = "Deliver an answer", "Write to the person who asked: they read this, and find the files, on their page."
		a.Inputs = []ui.Input{text("What you send, and how to use it", "")}
	case portal.DeclineStep:
		a.Does, a.Opens = "Offer another way", "Offer another way"
		a.Heading, a.Hint = "Undue burden: offer another way", "The head of the office decides this in writing, and never without another way. The person who asked reads all of it."
		a.Inputs = []ui.Input{
			text("The head’s reason why this would be an undue burden", ""),
			{Name: "head", Label: "Name and title of the head who decided", Value: head, Width: ui.Medium},
			{Kind: ui.Area, Name: "alternative", Label: "What we offer instead", Limit: portal.LongestAnswer, Rows: 5},
		}
	case portal.ConfirmStep:
		a.Does, a.Opens = "Confirm for them", "Confirm for them"
		a.Heading, a.Hint = "Confirm for them", "They told you that they have what they need. This closes the request; it can be reopened."
		told := text("How they told you", "")
		told.Optional, told.Rows = true, 3
		a.Inputs = []ui.Input{told}
	case portal.ReopenStep:
		a.Does, a.Opens = "Reopen for them", "Reopen for them"
		a.Heading, a.Hint = "Reopen for them", "A new promise begins: acknowledge it, then deliver."
		a.Inputs = []ui.Input{text("What is missing, or does not work for them", "")}
	case portal.EscalateStep:
		a.Does, a.Opens = "Record grievance", "Record a grievance"
		a.Heading, a.Hint = "Record a grievance", "They asked for a review. A supervisor meets with them, then answers in writing."
		a.Inputs = []ui.Input{text("What they are not satisfied with, and what they want us to do", "In their words.")}
	case portal.MeetStep:
		a.Does, a.Opens, a.Key = "Record meeting", "Record the meeting", "m"
		a.Heading, a.Hint = "Record the meeting", "The person who asked reads this."
		a.Inputs = []ui.Input{text("When you met, who was there and what was said", "")}
	case portal.AnswerStep:
		a.Does, a.Opens, a.Key = "Send answer", "Answer the grievance", "d"
		a.Heading, a.Hint = "Answer the grievance", "Write to the person who asked. They can appeal after this."
		a.Inputs = []ui.Input{text("The answer, with its reasons", "")}
	case portal.AppealStep:
		a.Does, a.Opens = "Record appeal", "Record an appeal"
		a.Heading, a.Hint = "Record an appeal", "They told you that the answer does not settle it."
		a.Inputs = []ui.Input{text("Why the answer does not settle it", "In their words.")}
	case portal.CloseStep:
		a.Does, a.Opens, a.Key = "Send final decision", "Decide finally", "d"
		a.Heading, a.Hint = "Final decision", "Write to the person who asked. This ends the grievance."
		a.Inputs = []ui.Input{text("The final decision, with its reasons", "")}
	}
	return a
}

// openByItself is the step whose form stands open because it is what comes next.
var openByItself = map[portal.AccessibilityStatus]portal.AccessibilityStep{
	portal.AccessibilityInProduction: portal.DeliverStep,
	portal.GrievanceEscalated:        portal.MeetStep,
	portal.GrievanceMet:              portal.AnswerStep,
	portal.GrievanceAppealed:         portal.CloseStep,
}

// openAct is the act whose form stands open: the one that was asked for, or the one that comes next; nil for none.
func openAct(acts []RequestAct, slug string, status portal.AccessibilityStatus) *RequestAct {
	if slug == "" {
		slug = RequestAct{Step: openByItself[status]}.Slug()
	}
	for i, a := range acts {
		if a.Opens != "" && a.Slug() == slug {
			return &acts[i]
		}
	}
	return nil
}

// told says how the person who asked hears of a step.
func told(r portal.AccessibilityRequest, step portal.AccessibilityStep) string {
	if step == portal.ProduceStep || step == portal.ConfirmStep {
		return ""
	}
	switch r.Form.ContactBy {
	case portal.ContactByEmail:
		return "They are told by e-mail that something changed. The e-mail does not say what."
	case portal.ContactByPhone:
		return "No e-mail goes out: they want to be reached by telephone. Call them at " + r.Form.Contact + "."
	default:
		return "No e-mail goes out: they want to be reached by mail. Write to them."
	}
}

// Assignment is who has the request, and who may have it next.
type Assignment struct {
	Has        string // who has it, in a sentence
	Claim      string // the button that takes it, "" when it is one's own or may not be taken
	Me         string // one's own account id
	PutBack    bool
	Colleagues []ui.Option // to whom it can be handed over; none: it cannot
}

// assignment says who may do what about who has the request.
func assignment(actor portal.Actor, r portal.AccessibilityRequest, colleagues []portal.Actor) Assignment {
	return newAssignment(actor, "request", r.Assignee, r.AssigneeName, r.Status.Closed(), actor.Can(portal.WorkAccessibility), actor.Can(portal.AssignAccessibility), colleagues)
}

// newAssignment is the same for anything of the desk: works says that the actor may work it, assigns that they may hand
// over what others have.
func newAssignment(actor portal.Actor, thing, assignee, name string, closed, works, assigns bool, colleagues []portal.Actor) Assignment {
	a := Assignment{Me: actor.Account}
	mine := assignee != "" && assignee == actor.Account
	switch {
	case mine:
		a.Has = "You have this " + thing + "."
	case assignee == "":
		a.Has = "Nobody has this " + thing + " yet."
	default:
		a.Has = name + " has this " + thing + "."
	}
	if !works || closed || !mine && assignee != "" && !assigns {
		if assignee != "" && !closed {
			a.Has += " Ask them, or a supervisor, to hand it over."
		}
		return a
	}
	switch {
	case assignee == "":
		a.Claim = "Claim"
	case !mine:
		a.Claim = "Take it over"
	}
	a.PutBack = assignee != ""
	for _, c := range colleagues {
		if c.Account != assignee {
			a.Colleagues = append(a.Colleagues, ui.Option{Value: c.Account, Label: c.Name + ", " + string(c.Role)})
		}
	}
	if len(a.Colleagues) > 0 {
		a.Colleagues = append([]ui.Option{{Value: "none", Label: "Choose a colleague"}}, a.Colleagues...)
	}
	return a
}

// answerFiles asks for the files of an answer. again names those that came with an answer that was refused: a browser
// never gives files back.
func answerFiles(again string) ui.Input {
	hint := "Up to 10 files of 25 MB together: PDF, JPG, PNG, TXT, CSV, DOCX, XLSX, BRF or MP3."
	if again != "" {
		hint += " Choose your files again: " + again + "."
	}
	return ui.Input{
		Kind: ui.File, Name: "files", Label: "Files", Hint: hint, Several: true, Optional: true, Accept: strings.Join(portal.AnswerFileRules.Endings, ","),
	}
}

var noteInput = ui.Input{Kind: ui.Area, Name: "note", Label: "Write a note for staff", Limit: portal.LongestNote, Rows: 3}
