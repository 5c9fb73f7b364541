package views

import (
	"net/url"
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// MessageQueueAddress is where the desk's queue of messages is.
const MessageQueueAddress = "/desk/messages"

// MessageEventsAddress tells open pages of the desk that cases changed.
const MessageEventsAddress = MessageQueueAddress + "/events"

// MessageBench is the queue of cases.
var MessageBench = Bench{
	Address: MessageQueueAddress, Title: "Messages", Thing: "case", Asks: "What it is about",
	Comes: "They come in when taxpayers write.",
	Find:  "Reference or words, like MC-2026-000123", Finer: "Filter by queue or status", Names: []string{"queue"},
}

// DeskCaseAddress is where a case is worked on.
func DeskCaseAddress(n portal.CaseNumber) string { return MessageQueueAddress + "/" + n.String() }

// MessageFirstPage is the address of the list that a filter chooses, from its beginning.
func MessageFirstPage(f portal.DeskFilter) string {
	return MessageBench.At(messageList(f), "", "")
}

func messageList(f portal.DeskFilter) List {
	return List{f.QueueFilter, url.Values{"queue": {f.Queue}}}
}

// NewMessageQueue lays a page of the queue out, at now. Queues are those that the actor works, colleagues those who can be
// given cases.
func NewMessageQueue(d Desk, office portal.MessageOffice, actor portal.Actor, f portal.DeskFilter, queues, all []string, colleagues []portal.Actor, cases []portal.Case, more bool, counted []int, now time.Time) Queue {
	rows := MessageRows(d.Page, office, actor, cases, now)
	for i, c := range cases {
		if c.Status != portal.CaseClosed {
			rows[i].Choice = c.Number.String() + " " + strconv.FormatInt(c.Version, 10)
		}
	}
	q := newQueue(d, MessageBench, messageList(f), messageFilters(queues), rows, more, counted)
	q.Here = MessageBench.At(messageList(f), "", "")
	if len(queues) == 0 {
		q.Empty = "You work no queue yet. A supervisor adds you to one, under “Queues and training”."
	}
	if actor.Can(portal.WorkMessages) {
		q.Bulk = &Bulk{Address: MessageQueueAddress + "/bulk", Inputs: bulkInputs(actor, all, colleagues)}
	}
	return q
}

// NewMessageSearch lays out what was found by words.
func NewMessageSearch(d Desk, office portal.MessageOffice, actor portal.Actor, words string, queues []string, cases []portal.Case, paged, more bool, now time.Time) Queue {
	rows := MessageRows(d.Page, office, actor, cases, now)
	for i, c := range cases {
		rows[i].Mark = &portal.QueueMark{ID: int64(c.Number)}
	}
	q := newSearch(d, MessageBench, messageFilters(queues), words, rows, paged, more)
	q.Empty = "No case of your queues holds all of these words. Try fewer, or the reference."
	return q
}

func messageFilters(queues []string) []ui.Input {
	states := stateOptions()
	for _, s := range portal.CaseStatuses {
		states = append(states, ui.Option{Value: string(s), Label: deskCaseStatus(s).Text})
	}
	options := []ui.Option{{Value: "", Label: "All of yours"}}
	for _, q := range queues {
		options = append(options, ui.Option{Value: q, Label: q})
	}
	return []ui.Input{
		{Kind: ui.Select, Name: "state", Label: "List", Options: states},
		{Kind: ui.Select, Name: "queue", Label: "Queue", Options: options},
	}
}

func bulkInputs(actor portal.Actor, queues []string, colleagues []portal.Actor) []ui.Input {
	who := []ui.Option{{Value: actor.Account, Label: "Myself"}, {Value: "", Label: "Nobody: put back"}}
	for _, c := range colleagues {
		who = append(who, ui.Option{Value: c.Account, Label: c.Name + ", " + string(c.Role)})
	}
	where := []ui.Option{{Value: "", Label: "Choose a queue"}}
	for _, q := range queues {
		where = append(where, ui.Option{Value: q, Label: q})
	}
	return []ui.Input{
		{Kind: ui.Select, Name: "act", Label: "With the chosen cases", Value: "assign", Options: []ui.Option{
			{Value: "assign", Label: "Hand over"}, {Value: "resolve", Label: "Resolve"}, {Value: "move", Label: "Move to another queue"},
		}},
		{Kind: ui.Select, Name: "to", Label: "Hand over to", Options: who, Value: actor.Account},
		{Kind: ui.Select, Name: "queue", Label: "Move to", Options: where},
	}
}

// MessageRows puts cases into the words of a list, at now.
func MessageRows(p Page, office portal.MessageOffice, actor portal.Actor, cases []portal.Case, now time.Time) []QueueRow {
	rows := make([]QueueRow, 0, len(cases))
	for _, c := range cases {
		row := QueueRow{
			ID: "row-" + c.Number.String(), Address: DeskCaseAddress(c.Number), Reference: c.Number.String(), Concern: c.Subject, Language: string(c.Language),
			About: joined(c.OpenedByName, queueAndTax(c), c.Period), Status: deskCaseStatus(c.Status), DueAt: c.DueAt, Whose: c.AssigneeName,
			Mine: c.Assignee != "" && c.Assignee == actor.Account, Mark: c.PlaceMark(),
		}
		row.Due, row.Late = caseDue(p, office, c, now)
		if c.DueAt.IsZero() {
			row.DueAt = c.LastAt
		}
		if row.Mine {
			row.Whose = "You"
		}
		rows = append(rows, row)
	}
	return rows
}

// caseDue is the promise in words, or whose turn it is.
func caseDue(p Page, office portal.MessageOffice, c portal.Case, now time.Time) (words string, late bool) {
	switch {
	case c.Snoozed(now):
		return "Put off until " + p.DayMonth(c.SnoozedUntil), false
	case c.Status.Ours():
		return office.DueWords(c.DueAt, now, "answer", true), !c.DueAt.IsZero() && now.After(c.DueAt)
	case c.Status == portal.CaseAwaitingTaxpayer:
		return "Answered " + p.DayMonth(c.LastAt), false
	}
	return "Since " + p.DayMonth(c.Since), false
}

// deskCaseStatus is where a case stands, with the shape that says whose turn it is.
func deskCaseStatus(s portal.CaseStatus) ui.Status {
	switch s {
	case portal.CaseNew:
		return ui.Status{Text: "New", Look: ui.Fresh}
	case portal.CaseAssigned:
		return ui.Status{Text: "Assigned", Look: ui.Working}
	case portal.CaseAwaitingTaxpayer:
		return ui.Status{Text: "Waits for them", Look: ui.Waiting}
	case portal.CaseAwaitingDepartment:
		return ui.Status{Text: "Waits for us", Look: ui.Working}
	case portal.CaseResolved:
		return ui.Status{Text: "Resolved", Look: ui.Done}
	}
	return ui.Status{Text: "Closed", Look: ui.Stopped}
}

// BulkPage says what became of each of several cases.
type BulkPage struct {
	Desk
	Went   []BulkLine
	Stayed []BulkLine
	Said   string
}

// BulkLine is one of them; Why is what kept it.
type BulkLine struct{ Reference, Address, Why string }

// NewBulkPage lays the results out.
func NewBulkPage(d Desk, results []portal.BulkResult) BulkPage {
	p := BulkPage{Desk: d}
	for _, r := range results {
		line := BulkLine{Reference: r.Number.String(), Address: DeskCaseAddress(r.Number)}
		if r.Err == nil {
			p.Went = append(p.Went, line)
			continue
		}
		line.Why = d.Sentence(saidBy(r.Err))
		p.Stayed = append(p.Stayed, line)
	}
	p.Said = plural(len(p.Went), "1 case went.", "%d cases went.") + " " + plural(len(p.Stayed), "1 stayed as it was.", "%d stayed as they were.")
	return p
}

// saidBy is the sentence of an error that a person may hear: that of its first field, when it has some.
func saidBy(err error) portal.Sentence {
	if refused, ok := err.(*portal.Error); ok {
		if len(refused.Fields) > 0 {
			return refused.Fields[0].Sentence
		}
		return refused.Message
	}
	return portal.Sentence{}
}

// queueAndTax is a case's queue, with its tax where the queue does not say it already.
func queueAndTax(c portal.Case) string {
	if c.TaxType == c.Queue {
		return c.Queue
	}
	return joined(c.Queue, c.TaxType)
}
