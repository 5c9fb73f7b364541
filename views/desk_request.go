package views

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// DeskRequest is one accessibility request as who works on it sees it.
type DeskRequest struct {
	Desk
	File       portal.AccessibilityFile
	Status     ui.Status
	Due        string
	DueAt      time.Time
	Late       bool
	Turn       string // whose turn it is, when it is not ours
	Steps      []ui.Step
	Current    int
	Presence   Presence
	Asked      []ui.Fact
	Said       []Said
	History    []ui.HistoryItem
	Looks      []ui.HistoryItem
	Acts       []RequestAct
	Open       *RequestAct // the act whose form stands open
	Told       string      // how the person hears of the open act
	Assignment Assignment
	Form       ui.Form // of the open act
	Again      string  // files that were not kept, to be chosen again
	AssignForm ui.Form
	NoteForm   ui.Form
	Changes    []ui.HistoryItem // what happened since the version that was on the screen of who was refused
	Logged     *Logged          // the slip of a request that was logged just now
	Kept       []Kept           // what they wrote, when its form is not there any more
}

// Kept is a text that was typed into a form which the request no longer has.
type Kept struct{ Label, Text string }

// The parts of a request's page that take forms, as their addresses end.
const (
	StepsPart      = "steps"
	AssignmentPart = "assignment"
	NotesPart      = "notes"
)

// Attempt is what someone sent and was refused; the page shows it again, with what is to be mended.
type Attempt struct {
	Part   string // StepsPart, AssignmentPart or NotesPart
	Seen   int64  // the version that they had on their screen
	Values url.Values
	Err    error
	Files  []string // names of files that came with it and were not kept
}

// NewDeskRequest lays a request out at now. open names the act whose form is asked for; try is nil on a fresh page.
func NewDeskRequest(d Desk, office portal.AccessibilityDesk, actor portal.Actor, f portal.AccessibilityFile, colleagues []portal.Actor, open string, try *Attempt, now time.Time) DeskRequest {
	p := DeskRequest{
		Desk: d, File: f, Status: requestStatus(d.Page, f.Status), DueAt: f.Due.At, Late: f.Due.Overdue(now), Due: f.Due.Words(office.Calendar, now),
		Presence: NewPresence(d.Words, f.Number, f.Present, nil),
		Asked:    askedFacts(d.Page, f), Said: whatWasSaid(f.Number, f.Events), History: requestHistory(d.Page, f), Looks: looks(d.Page, f.Looks),
		Acts: requestActs(actor, f.AccessibilityRequest, office.Promise.Coordinator), Assignment: assignment(actor, f.AccessibilityRequest, colleagues),
		Form: ui.Form{Words: d.Words}, AssignForm: ui.Form{Words: d.Words}, NoteForm: ui.Form{Words: d.Words},
	}
	p.Turn = turn(d.Page, office, f.AccessibilityRequest)
	if len(p.Acts) == 0 && p.Turn == "" {
		p.Turn = "A supervisor takes the next step of a grievance."
	}
	p.Steps, p.Current = ownSteps(d.Page, f.AccessibilityRequest, f.Events)
	if try != nil {
		open = p.refused(*try, open)
	}
	if p.Open = openAct(p.Acts, open, f.Status); p.Open != nil {
		p.Told = told(f.AccessibilityRequest, p.Open.Step)
	}
	if try != nil {
		p.keep(*try)
	}
	return p
}

// refused puts an attempt back into its form, and says which form that is.
func (p *DeskRequest) refused(try Attempt, open string) string {
	p.Mistaken = true
	form := ui.Form{Words: p.Words, Values: try.Values, Err: try.Err}
	switch try.Part {
	case NotesPart:
		p.NoteForm = form
	case AssignmentPart:
		p.AssignForm = form
	default:
		p.Form, open = form, RequestAct{Step: portal.AccessibilityStep(try.Values.Get("step"))}.Slug()
		p.Again = strings.Join(try.Files, ", ")
	}
	if try.Seen < p.File.Version && portal.CodeOf(try.Err) == portal.Conflict {
		for _, e := range p.File.Events {
			if e.Version > try.Seen {
				who, what := deed(e)
				p.Changes = append(p.Changes, ui.HistoryItem{At: e.At, Who: who, What: what, Detail: e.Words.Text})
			}
		}
	}
	return open
}

// keep shows the words of an attempt whose form is not there any more, so that they are not lost.
func (p *DeskRequest) keep(try Attempt) {
	step := portal.AccessibilityStep(try.Values.Get("step"))
	if try.Part != StepsPart || p.Open != nil && p.Open.Step == step {
		return
	}
	p.Open, p.Told = nil, "" // another act's form would take these words for its own
	for _, input := range requestAct(step, "").Inputs {
		if text := try.Values.Get(input.Name); text != "" {
			p.Kept = append(p.Kept, Kept{input.Label, text})
		}
	}
}

// Refusal is the form that was refused, for the summary above the page.
func (p DeskRequest) Refusal() ui.Form {
	for _, form := range []ui.Form{p.Form, p.AssignForm, p.NoteForm} {
		if form.Err != nil {
			return form
		}
	}
	return ui.Form{Words: p.Words}
}

// Seen is the version that this page shows, which every act carries.
func (p DeskRequest) Seen() string { return strconv.FormatInt(p.File.Version, 10) }

// To is an address below this request's: "steps", "notes".
func (p DeskRequest) To(part string) string { return RequestAddress(p.File.Number) + "/" + part }

// askedFacts are what the person told us about themselves and what they want.
func askedFacts(p Page, f portal.AccessibilityFile) []ui.Fact {
	name := f.Form.Name
	if name == "" {
		name = "They gave no name"
	}
	format := p.Sentence(f.Form.Format.Sentence())
	if f.Standing != "" {
		format += "\nEvery time: " + p.Sentence(f.Standing.Sentence())
	}
	facts := []ui.Fact{
		{Key: "Format", Value: format},
		{Key: "Who asked", Value: name},
		{Key: p.Sentence(f.Form.ContactBy.Sentence()), Show: copied(p.Words, f.Form.Contact, "how to reach them")},
	}
	if language := languageName(f.Form.Language); language != "" {
		facts = append(facts, ui.Fact{Key: "Language", Value: language + ": answer in " + language})
	}
	if f.Form.Page != "" {
		facts = append(facts, ui.Fact{Key: "About", Show: aboutPage(f.Form.Page, f.PagePath, f.OfPage)})
	}
	arrived := p.ShortDateTime(f.Received) + "\n" + f.Form.Channel.Name()
	if f.LoggedByName != "" {
		arrived += ", logged by " + f.LoggedByName
	}
	facts = append(facts, ui.Fact{Key: "Received", Value: arrived})
	if !f.Status.Grievance() {
		facts = append(facts, ui.Fact{Key: "Promised by", Value: p.ShortDate(f.DeliverBy)})
	}
	return facts
}

// turn says whose turn it is when nothing is due from us.
func turn(p Page, office portal.AccessibilityDesk, r portal.AccessibilityRequest) string {
	switch r.Status {
	case portal.AccessibilityDelivered, portal.AccessibilityDeclined:
		return "It is their turn: they tell us whether it works. Nothing is due from us."
	case portal.GrievanceAnswered:
		return "It is their turn: they can appeal until " + p.Date(office.Promise.AppealBy(office.Calendar, r.Since)) + "."
	case portal.AccessibilityConfirmed, portal.GrievanceFinal:
		return "Closed on " + p.Date(r.Since) + ". It is kept until " + p.Month(r.Since.AddDate(portal.KeepYears, 0, 0)) + " at least."
	}
	return ""
}

// pagesLike is the queue of all requests about a page.
func pagesLike(path string) string {
	return FirstPage(portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}, Page: path})
}

// RequestFlash says what was just done: the event that made this version, when it was one's own and a moment ago.
func RequestFlash(f portal.AccessibilityFile, actor portal.Actor, done string, now time.Time) *ui.Flash {
	if done == NotesPart {
		return &ui.Flash{Tone: ui.Success, Text: "The note is kept. Only staff see it."}
	}
	version, _ := strconv.ParseInt(done, 10, 64)
	for _, e := range f.Events {
		if e.Version != version || e.Account != actor.Account || now.Sub(e.At) > time.Minute {
			continue
		}
		flash := &ui.Flash{Tone: ui.Success, Text: doneWords[e.Step]}
		if len(e.Files) > 0 {
			flash.Text += " " + several(len(e.Files), "file") + " went with it, listed below."
		}
		switch e.Step {
		case portal.HandOverStep:
			flash.Text = e.ToName + " has it now."
		case portal.ClaimStep, portal.ReleaseStep:
		default:
			if words := told(f.AccessibilityRequest, e.Step); words != "" {
				flash.Text += " " + words
			}
		}
		return flash
	}
	return nil
}

var doneWords = map[portal.AccessibilityStep]string{
	portal.ClaimStep: "You have this request now.", portal.ReleaseStep: "It is back in the queue, for anyone.", portal.AcknowledgeStep: "Acknowledged.",
	portal.ProduceStep: "In production.", portal.DeliverStep: "Delivered.", portal.DeclineStep: "Another way is offered.", portal.ConfirmStep: "Confirmed for them. The request is closed.",
	portal.ReopenStep: "Reopened. A new promise begins.", portal.EscalateStep: "The grievance is recorded.", portal.MeetStep: "The meeting is recorded.",
	portal.AnswerStep: "The answer is sent.", portal.AppealStep: "The appeal is recorded.", portal.CloseStep: "The final decision is sent.",
}
