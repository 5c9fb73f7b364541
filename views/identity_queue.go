package views

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// IdentityQueueAddress is where the queue of identity cases is.
const IdentityQueueAddress = "/desk/identity"

// IdentityBench is the queue of identity cases.
var IdentityBench = Bench{
	Address: IdentityQueueAddress, Title: "Identity cases", Thing: "case", Asks: "Whose account, and what it waits for",
	Comes:   "People begin them from their account, or at the counter.",
	Buttons: []BenchLink{{"Checklists", IdentityQueueAddress + "/checklists", ""}},
	Find:    "Reference, name or e-mail address", Finer: "Filter by what it waits for", Names: []string{"pending"},
}

// IdentityCaseAddress is where a case is worked on.
func IdentityCaseAddress(n portal.IdentityNumber) string {
	return IdentityQueueAddress + "/" + n.String()
}

func identityList(f portal.IdentityFilter) List {
	return List{f.QueueFilter, url.Values{"pending": {string(f.Pending)}}}
}

// IdentityFirstPage is the address of the list that a filter chooses, from its beginning.
func IdentityFirstPage(f portal.IdentityFilter) string {
	return IdentityBench.At(identityList(f), "", "")
}

// NewIdentityQueue lays a page of the queue out, at now.
func NewIdentityQueue(d Desk, office portal.IdentityOffice, actor portal.Actor, f portal.IdentityFilter, cases []portal.IdentityCase, more bool, counted []int, now time.Time) Queue {
	return newQueue(d, IdentityBench, identityList(f), identityFilters(), IdentityRows(d.Page, office, actor, cases, now), more, counted)
}

// NewIdentitySearch lays out whose cases were found by an e-mail address or a name; a case whose reference was typed is opened
// at once.
func NewIdentitySearch(d Desk, office portal.IdentityOffice, actor portal.Actor, words string, cases []portal.IdentityCase, paged, more bool, refused *portal.Error, now time.Time) Queue {
	q := newSearch(d, IdentityBench, identityFilters(), words, IdentityRows(d.Page, office, actor, cases, now), paged, more)
	q.Empty = "No case belongs to this name or e-mail address. A name is found by its beginning, an e-mail address when it is whole."
	switch _, reference := portal.ReadIdentityNumber(words); {
	case reference:
		q.Empty = "No case has this reference. It begins with ID, then the year, and six digits."
	case refused != nil:
		q.Empty = refused.Message.String()
	}
	return q
}

func identityFilters() []ui.Input {
	pendings := []ui.Option{{Value: "", Label: "Anything"}}
	for _, p := range portal.Pendings {
		pendings = append(pendings, ui.Option{Value: string(p), Label: pendingName(p)})
	}
	return []ui.Input{
		{Kind: ui.Select, Name: "state", Label: "List", Options: stateOptions()},
		{Kind: ui.Select, Name: "pending", Label: "Waits for", Options: pendings},
	}
}

// IdentityRows puts cases into the words of a list, at now.
func IdentityRows(p Page, office portal.IdentityOffice, actor portal.Actor, cases []portal.IdentityCase, now time.Time) []QueueRow {
	rows := make([]QueueRow, 0, len(cases))
	for _, c := range cases {
		row := QueueRow{
			ID: "row-" + c.Number.String(), Address: IdentityCaseAddress(c.Number), Reference: c.Number.String(), Concern: c.AccountName,
			Status: identityStatus(c), DueAt: c.DueAt, Late: !c.DueAt.IsZero() && now.After(c.DueAt), Whose: c.AssigneeName,
			Mine: c.Assignee != "" && c.Assignee == actor.Account, Mark: c.Mark(),
		}
		if row.Concern == "" {
			row.Concern = "An account without a name"
		}
		var waits []string
		for _, r := range c.Reasons {
			waits = append(waits, pendingName(r.Pending)+": "+stepWords(r.Step))
		}
		slices.Sort(waits)
		row.About = strings.Join(waits, " · ")
		row.Due = identityDue(p, office, c, now)
		if c.DueAt.IsZero() {
			row.DueAt = c.OpenedAt
		}
		if row.Mine {
			row.Whose = "You"
		}
		rows = append(rows, row)
	}
	return rows
}

// identityDue is the next promise in words, or whose turn it is.
func identityDue(p Page, office portal.IdentityOffice, c portal.IdentityCase, now time.Time) string {
	if words := office.DueWords(c.DueAt, now, nextTask(c), true); words != "" {
		return words
	}
	if c.Status != portal.IdentityOpen {
		return "Opened " + p.ShortDate(c.OpenedAt)
	}
	return "Waits for them. Opened " + p.DayMonth(c.OpenedAt)
}

// nextTask is what is ours to do next.
func nextTask(c portal.IdentityCase) string {
	tasks := map[portal.Step]string{
		portal.StepToDecide: "decide", portal.StepToReview: "look at the pictures", portal.StepToConfirm: "second look at the pictures",
		portal.StepRequested: "print the letter", portal.StepPrinted: "mail the letter",
	}
	task, due := "go on", time.Time{}
	for _, r := range c.Reasons {
		if words := tasks[r.Step]; words != "" && r.Open() && (due.IsZero() || r.DueAt.Before(due)) { // the promise that ends first
			task, due = words, r.DueAt
		}
	}
	return task
}

// identityStatus is where a case stands, with the shape that says whose turn it is.
func identityStatus(c portal.IdentityCase) ui.Status {
	switch c.Status {
	case portal.IdentityApproved:
		return ui.Status{Text: "Approved", Look: ui.Done}
	case portal.IdentityClosed:
		return ui.Status{Text: "Closed, not approved", Look: ui.Stopped}
	}
	switch {
	case c.Blocked():
		return ui.Status{Text: "Stopped until we decide", Look: ui.Serious}
	case !c.DueAt.IsZero():
		return ui.Status{Text: "Waits for us", Look: ui.Working}
	}
	return ui.Status{Text: "Waits for the person", Look: ui.Waiting}
}

// pendingName is what a reason is called at the desk.
func pendingName(p portal.Pending) string {
	return map[portal.Pending]string{
		portal.PendingLetter: "Letter with a code", portal.PendingVisit: "Visit to the counter", portal.PendingReview: "Pictures",
		portal.PendingReferee: "Referee", portal.PendingFederated: "Sign-in service", portal.PendingFraud: "Something odd", portal.PendingSupervisor: "A supervisor’s look",
	}[p]
}

// stepWords is how far a reason has come, and whom it waits for.
func stepWords(s portal.Step) string {
	return map[portal.Step]string{
		portal.StepRequested: "to be printed by us", portal.StepPrinted: "printed, to be mailed by us", portal.StepMailed: "mailed; waits for the code",
		portal.StepExpected: "waits for the person", portal.StepToReview: "waits for the first clerk", portal.StepToConfirm: "waits for the second clerk",
		portal.StepToDecide: "waits for a decision", portal.StepSettled: "settled",
	}[s]
}

// IdentityWhyPage asks why someone opens a case that is not in the queue.
type IdentityWhyPage struct {
	Desk
	Number portal.IdentityNumber
	Form   ui.Form
}

// NewIdentityWhyPage lays it out; values and err are of a form that was refused.
func NewIdentityWhyPage(d Desk, n portal.IdentityNumber, values url.Values, err error) IdentityWhyPage {
	d.Page = mistaken(d.Page, err)
	return IdentityWhyPage{Desk: d, Number: n, Form: formOf(d.Page, values, err)}
}

func (p IdentityWhyPage) why() ui.Input {
	in := whyInput(p.Form)
	in.Hint = "One sentence, like “Called about the visit last week”. It opens the case to you for one hour."
	return in
}
