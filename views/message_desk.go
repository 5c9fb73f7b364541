package views

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// ReplyPart is the form of a reply.
const ReplyPart = "reply"

// DeskCasePage is one case of messages as who works on it sees it.
type DeskCasePage struct {
	Desk
	File       portal.DeskCase
	Status     ui.Status
	Due        string
	DueAt      time.Time
	Late       bool
	Presence   Presence
	About      []ui.Fact
	Assignment Assignment
	Steps      []CasePress
	Acts       []AccountAct
	Act        *AccountAct // the one whose form is open
	History    []ui.HistoryItem
	Draft      portal.Draft // one's own; without an id there is none
	Newer      *portal.Draft
	Modules    []portal.TextModule
	Since      int64 // messages after this one came while the reply was written; 0 for none
	Harsh      bool  // the reply was warned about
	Form       ui.Form
	Reply      ui.Form
	AssignForm ui.Form
	Now        time.Time
	Looks      bool // the actor may read who looked
}

// CasePress is a step that one press takes.
type CasePress struct {
	Step portal.CaseStep
	Does string
	Key  string
}

var casePresses = map[portal.CaseStep]CasePress{
	portal.StepResolved: {portal.StepResolved, "Resolve", "e"},
	portal.StepReopened: {portal.StepReopened, "Reopen", "o"},
	portal.StepClosed:   {portal.StepClosed, "Close", ""},
	portal.StepWoken:    {portal.StepWoken, "Take it up again", "w"},
}

// DeskCase is what a case's page is made of.
type DeskCase struct {
	Office     portal.MessageOffice
	Actor      portal.Actor
	File       portal.DeskCase
	Colleagues []portal.Actor
	Queues     []string // every queue there is
	Draft      portal.Draft
	Newer      *portal.Draft
	Modules    []portal.TextModule
	Act        string // the form that is asked for
	Try        *Attempt
	Now        time.Time
}

// NewDeskCasePage lays a case out.
func NewDeskCasePage(d Desk, in DeskCase) DeskCasePage {
	c := in.File.Case
	p := DeskCasePage{
		Desk: d, File: in.File, Status: deskCaseStatus(c.Status), DueAt: c.DueAt, Draft: in.Draft, Newer: in.Newer, Modules: in.Modules, Now: in.Now, Looks: in.Actor.Can(portal.ReadLooks),
		Presence: NewCasePresence(c.Number, in.File.Present, in.File.Writing, c.Version, c.Version, c.LastN, c.LastN), History: caseHistory(in.File.Events),
		Assignment: newAssignment(in.Actor, "case", c.Assignee, c.AssigneeName, c.Status == portal.CaseClosed, in.File.Works, in.Actor.Can(portal.SuperviseMessages), in.Colleagues),
		Form:       ui.Form{Words: d.Words}, Reply: ui.Form{Words: d.Words}, AssignForm: ui.Form{Words: d.Words},
	}
	p.Due, p.Late = caseDue(d.Page, in.Office, c, in.Now)
	if c.DueAt.IsZero() {
		p.DueAt = c.LastAt
	}
	p.facts(in.Office)
	if in.File.Works {
		for _, step := range portal.DeskSteps {
			if _, err := c.Status.Next(step); err == nil && (step != portal.StepWoken || c.Snoozed(in.Now)) {
				p.Steps = append(p.Steps, casePresses[step])
			}
		}
	}
	p.Acts = caseActs(in)
	act := in.Act
	if in.Try != nil {
		p.Mistaken = true
		form := ui.Form{Words: d.Words, Values: in.Try.Values, Err: in.Try.Err}
		switch in.Try.Part {
		case AssignmentPart:
			p.AssignForm = form
		case ReplyPart:
			p.Reply, p.Since, p.Harsh = form, in.Try.Seen, in.Try.Err == error(portal.ErrHarshWords)
		default:
			p.Form, act = form, in.Try.Part
		}
	}
	for i := range p.Acts {
		if p.Acts[i].Name == act {
			p.Act = &p.Acts[i]
		}
	}
	return p
}

func (p *DeskCasePage) facts(office portal.MessageOffice) {
	c := p.File.Case
	add := func(key, value string) {
		if value != "" {
			p.About = append(p.About, ui.Fact{Key: key, Value: value})
		}
	}
	add("From", c.OpenedByName)
	add("Queue", c.Queue)
	add("Tax", joined(c.TaxType, c.Period))
	add("Letter", c.Letter)
	add("Language", firstText(languageName(c.Language), "English"))
	add("Opened", p.ShortDateTime(c.OpenedAt))
	add("Promised", plural(c.AnswerDays, "an answer in 1 business day", "an answer in %d business days"))
	if !c.AnsweredAt.IsZero() {
		add("First answer", p.ShortDateTime(c.AnsweredAt))
	}
	if c.Follows != 0 {
		p.About = append(p.About, ui.Fact{Key: "Goes on from", Show: accountLink(c.Follows.String(), DeskCaseAddress(c.Follows))})
	}
	for _, n := range p.File.Following {
		p.About = append(p.About, ui.Fact{Key: "Went on in", Show: accountLink(n.String(), DeskCaseAddress(n))})
	}
	for _, m := range p.File.Merges {
		p.About = append(p.About, ui.Fact{Key: "Same matter as", Show: accountLink(m.Other(c.Number).String(), DeskCaseAddress(m.Other(c.Number)))})
	}
	if c.Taxpayer != "" {
		p.About = append(p.About, ui.Fact{Key: "Taxpayer", Show: accountLink("Their records", "/desk/taxpayers/"+c.Taxpayer)})
	}
}

// caseActs are what needs a form of its own.
func caseActs(in DeskCase) []AccountAct {
	c := in.File.Case
	to := func(part string) string { return DeskCaseAddress(c.Number) + "/" + part }
	why := ui.Input{Kind: ui.Area, Name: "why", Label: "Why?", Hint: "One sentence, for colleagues. The taxpayer does not read it.", Rows: 2, Limit: 500}
	var acts []AccountAct
	if in.File.Works && c.Status != portal.CaseClosed {
		if _, err := c.Status.Next(portal.StepSnoozed); err == nil {
			acts = append(acts, AccountAct{
				Name: "snooze", Text: "Put off", Address: to("snoozes"), Button: "Put it off", Says: "It is back in the queue in the morning of that day, or when the taxpayer writes. The promise to the taxpayer stays as it is.",
				Fields: []ui.Input{{Kind: ui.Date, Name: "until", Label: "Until"}, why},
			})
		}
		queues := []ui.Option{{Value: "", Label: "Choose a queue"}}
		for _, q := range in.Queues {
			if q != c.Queue {
				queues = append(queues, ui.Option{Value: q, Label: q})
			}
		}
		acts = append(acts, AccountAct{
			Name: "move", Text: "Move", Address: to("moves"), Button: "Move it", Says: "To the queue that it belongs to. Who does not work that queue has it no more.",
			Fields: []ui.Input{{Kind: ui.Select, Name: "queue", Label: "Queue", Options: queues}, why},
		})
	}
	if in.File.Works {
		acts = append(acts, AccountAct{
			Name: "merge", Text: "Link with another case", Address: to("merges"), Button: "Link them", Says: "For two cases of one taxpayer about the same matter. Each then points to the other; nothing moves, and the link can be undone.",
			Fields: []ui.Input{{Name: "into", Label: "The other case", Hint: "Like MC-2026-000123.", Width: ui.Medium, Complete: "off"}, why},
		})
		if len(in.File.Merges) > 0 {
			var links []ui.Option
			for _, m := range in.File.Merges {
				links = append(links, ui.Option{Value: m.ID, Label: m.Other(c.Number).String()})
			}
			acts = append(acts, AccountAct{
				Name: "unmerge", Text: "Undo a link", Address: to("unmerges"), Button: "Undo the link", Says: "The two cases no longer point to one another. That they did stays in the history.",
				Fields: []ui.Input{{Kind: ui.Select, Name: "link", Label: "Linked with", Options: links}, why},
			})
		}
	}
	var messages []ui.Option
	for i, m := range slices.Backward(in.File.Messages) {
		if m.Account != in.Actor.Account && len(in.File.Messages)-i <= 25 {
			messages = append(messages, ui.Option{Value: strconv.FormatInt(m.N, 10), Label: strconv.FormatInt(m.N, 10) + ": " + m.Name})
		}
	}
	if len(messages) > 0 {
		acts = append(acts, AccountAct{
			Name: "report", Text: "Report a message", Address: to("reports"), Button: "Report it", Says: "A supervisor looks at it. A threat is told to them at once. If someone is in danger, call 911 first.",
			Fields: append([]ui.Input{{Kind: ui.Select, Name: "message", Label: "Message", Options: messages}}, ReportInputs(in.words())...),
		})
	}
	return acts
}

func (in DeskCase) words() Words { return Words{Language: portal.English, Zone: in.Office.Zone} }

// ReportInputs ask on which ground a message is reported, in the reader's language.
func ReportInputs(w Words) []ui.Input {
	var grounds []ui.Option
	for _, g := range portal.ConductGrounds {
		grounds = append(grounds, ui.Option{Value: string(g), Label: w.Sentence(g.Sentence())})
	}
	return []ui.Input{
		{Kind: ui.Radios, Name: "ground", Label: w.Say("What is wrong with it?"), Options: grounds},
		{Kind: ui.Area, Name: "words", Label: w.Say("What should we know about it?"), Rows: 3, Limit: 1000, Optional: true},
	}
}

// Refusal is the form that was refused, for the summary above the page.
func (p DeskCasePage) Refusal() ui.Form {
	for _, form := range []ui.Form{p.Reply, p.Form, p.AssignForm} {
		if form.Err != nil {
			return form
		}
	}
	return ui.Form{Words: p.Words}
}

// Seen is the version that this page shows, which every act carries.
func (p DeskCasePage) Seen() string { return strconv.FormatInt(p.File.Version, 10) }

// To is an address below this case's.
func (p DeskCasePage) To(part string) string { return DeskCaseAddress(p.File.Number) + "/" + part }

func (p DeskCasePage) seenParts() string {
	return "?seen=" + p.Seen() + "&read=" + strconv.FormatInt(p.File.LastN, 10)
}

// replyValues are what stands in the reply: what was typed, or the draft.
func (p DeskCasePage) replyForm() ui.Form {
	form := p.Reply
	if form.Values == nil || p.Newer != nil {
		form.Values = url.Values{"body": {p.Draft.Body}, "outcome": {string(p.Draft.Outcome)}}
	}
	return form
}

var outcomeInput = ui.Input{Kind: ui.Select, Name: "outcome", Label: "After this reply", Value: string(portal.OutcomeAwait), Options: []ui.Option{
	{Value: string(portal.OutcomeAwait), Label: "We wait for the taxpayer"},
	{Value: string(portal.OutcomeResolve), Label: "The case is resolved"},
	{Value: string(portal.OutcomeInterim), Label: "It stays with us: this is not the answer yet"},
}}

func (p DeskCasePage) moduleInput() ui.Input {
	options := []ui.Option{{Value: "", Label: "Choose a text"}}
	for _, m := range p.Modules {
		options = append(options, ui.Option{Value: m.ID, Label: m.Name})
	}
	return ui.Input{Kind: ui.Select, Name: "module", Label: "Ready-made text", Options: options}
}

func (p DeskCasePage) reported(n int64) bool { return slices.Contains(p.File.Reported, n) }

// earlier is the address of the messages before those shown, "" when there are none.
func (p DeskCasePage) earlier() string {
	if len(p.File.Messages) == 0 || p.File.Messages[0].N <= 1 {
		return ""
	}
	return DeskCaseAddress(p.File.Number) + "?before=" + strconv.FormatInt(p.File.Messages[0].N, 10)
}

func (p DeskCasePage) whole() bool {
	n := len(p.File.Messages)
	return n == 0 || p.File.Messages[n-1].N == p.File.LastN
}

// held says until when one's own reply can be taken back.
func (p DeskCasePage) held() string {
	t := p.Draft.SendAt.In(p.Zone)
	return t.Format("3:04:05 ") + strings.ToLower(t.Format("PM"))
}

// caseDeeds are what happened, after who did it.
var caseDeeds = map[portal.CaseStep]string{
	portal.StepOpened: "opened the case", portal.StepTaxpayerWrote: "wrote", portal.StepAnswered: "answered; waits for the taxpayer", portal.StepInterim: "sent an interim answer",
	portal.StepAnsweredFor: "answered and resolved it", portal.StepAssigned: "gave it to", portal.StepReleased: "put it back for anyone", portal.StepResolved: "resolved it",
	portal.StepReopened: "reopened it", portal.StepClosed: "closed it", portal.StepMoved: "moved it to", portal.StepSnoozed: "put it off", portal.StepWoken: "took it up again",
	portal.StepArchived: "archived it", portal.StepUnarchived: "took it out of the archive", portal.StepMerged: "linked it with another case", portal.StepUnmerged: "undid a link",
}

func caseHistory(events []portal.MessageEvent) []ui.HistoryItem {
	items := make([]ui.HistoryItem, 0, len(events))
	for _, e := range events {
		who := firstText(e.Name, "The system")
		if e.Role == portal.System {
			who = "The system"
		}
		items = append(items, ui.HistoryItem{At: e.At, Who: who, What: strings.TrimSpace(caseDeeds[e.Step] + " " + e.ToName), Detail: e.Words})
	}
	return items
}

// NewCasePresence says who else has a case open, who writes, and what changed since the page was drawn.
func NewCasePresence(n portal.CaseNumber, present, writing []portal.Presence, version, seen, last, read int64) Presence {
	var only []portal.Presence
	for _, one := range present {
		if !slices.ContainsFunc(writing, func(w portal.Presence) bool { return w.Account == one.Account }) {
			only = append(only, one)
		}
	}
	p := newPresence(DeskCaseAddress(n), only)
	if len(writing) > 0 {
		p.Here = joinSentences(writing[0].Name+" is writing a reply.", p.Here)
	}
	switch {
	case last > read:
		p.Changed = "A new message came while you had this open."
	case version != seen:
		p.Changed = "Something happened to this case while you had it open."
	}
	return p
}

func joinSentences(first, second string) string { return strings.TrimSpace(first + " " + second) }

// DeskCaseFlash says what was just done.
func DeskCaseFlash(done string) *ui.Flash {
	text := map[string]string{
		AssignmentPart: "It is assigned.", "resolved": "The case is resolved. It closes by itself in 30 days when nobody writes.", "reopened": "The case is open again.", "closed": "The case is closed.",
		"taken up again": "The case is in the queue again.", "snooze": "The case is put off.", "merge": "The two cases point to one another now.", "unmerge": "The link is undone.",
		"report": "The message is reported. A supervisor looks at it.", "saved": "Your draft is kept. It is not sent.", "undone": "Your reply was not sent. It is a draft again.", "dropped": "Your draft is put away.",
		"moved": "The case is in another queue now.", "used": "The text is in your draft. It is not sent.",
	}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}

// DeskCaseWhyPage asks why someone opens a case that is none of theirs.
type DeskCaseWhyPage struct {
	Desk
	Number portal.CaseNumber
	Form   ui.Form
}

// NewDeskCaseWhyPage lays it out; values and err are of a form that was refused.
func NewDeskCaseWhyPage(d Desk, n portal.CaseNumber, values url.Values, err error) DeskCaseWhyPage {
	d.Page = mistaken(d.Page, err)
	return DeskCaseWhyPage{Desk: d, Number: n, Form: formOf(d.Page, values, err)}
}

func (p DeskCaseWhyPage) why() ui.Input {
	in := whyInput(p.Form)
	in.Hint = "One sentence, like “Called about it, and asked for me”. It opens the case to you for one hour, to read."
	return in
}

// CaseNotesPage is what staff wrote for staff about a case, on its own page and ground.
type CaseNotesPage struct {
	Desk
	Case  portal.Case
	Notes []portal.AccessibilityNote
	Form  ui.Form
}

// NewCaseNotesPage lays it out; values and err are of a note that was refused.
func NewCaseNotesPage(d Desk, c portal.Case, notes []portal.AccessibilityNote, values url.Values, err error) CaseNotesPage {
	d.Page = mistaken(d.Page, err)
	return CaseNotesPage{Desk: d, Case: c, Notes: notes, Form: formOf(d.Page, values, err)}
}

// CaseLooksPage is who of the staff opened a case.
type CaseLooksPage struct {
	Desk
	Number portal.CaseNumber
	Items  []ui.HistoryItem
	Back   bool // who reads this may open the case too
}

// NewCaseLooksPage lays it out.
func NewCaseLooksPage(d Desk, n portal.CaseNumber, looks []portal.CaseLook, back bool) CaseLooksPage {
	p := CaseLooksPage{Desk: d, Number: n, Back: back}
	for _, l := range looks {
		item := ui.HistoryItem{At: l.At, Who: l.Name, What: "(" + string(l.Role) + ") opened it, theirs to work on"}
		if l.Reason != "" {
			item.What, item.Detail = "("+string(l.Role)+") opened it with a reason", l.Reason
		}
		p.Items = append(p.Items, item)
	}
	return p
}
