package portal

import (
	"slices"
	"strings"
	"time"
)

// CloseResolvedAfter is how long a resolved case waits for another word before it closes by itself. A closed one offers a
// new case that goes on from it.
const CloseResolvedAfter = 30 * 24 * time.Hour

// WritingLasts is how long after a draft was last saved its writer counts as writing it.
const WritingLasts = 2 * time.Minute

// SnoozeLongest is how far ahead a case can be put off.
const SnoozeLongest = 90 * 24 * time.Hour

// SnoozeHour is when in the morning a case that was put off is back.
const SnoozeHour = 8

// BulkLargest is how many cases one form can name: a page of a list.
const BulkLargest = QueuePageSize

// DeskFilter is which cases a list of the desk holds.
type DeskFilter struct {
	QueueFilter
	Queue string // one of the actor's queues; "" for all of them
}

// Clean drops what no list understands. Queues are those that the actor works.
func (f DeskFilter) Clean(queues []string) DeskFilter {
	statuses := make([]string, len(CaseStatuses))
	for i, s := range CaseStatuses {
		statuses[i] = string(s)
	}
	f.QueueFilter = f.QueueFilter.Clean(statuses...)
	if !slices.Contains(queues, f.Queue) {
		f.Queue = ""
	}
	return f
}

// PlaceMark is the case's place in a list of the desk.
func (c Case) PlaceMark() *QueueMark { return &QueueMark{c.Place, int64(c.Number)} }

// Snoozed reports that the case is put off at now.
func (c Case) Snoozed(now time.Time) bool { return c.SnoozedUntil.After(now) && c.Status.Ours() }

// DeskCase is a case as the desk's page shows it.
type DeskCase struct {
	CaseFile
	Notes    int         // how many there are; they stand on their own page
	Present  []Presence  // others than who asks
	Writing  []Presence  // who of them writes a reply
	Held     *Draft      // a colleague's reply that is about to be sent
	Merges   []CaseMerge // that stand
	Reported []int64     // messages that are reported and not decided about
	Works    bool        // the actor may act on it; who opened it with a reason alone reads
}

// CaseMerge is that two cases are about the same matter.
type CaseMerge struct {
	ID     string
	Case   CaseNumber // was merged
	Into   CaseNumber
	At     time.Time
	ByName string
	Why    string
}

// Other is the other case of the two.
func (m CaseMerge) Other(n CaseNumber) CaseNumber {
	if m.Case == n {
		return m.Into
	}
	return m.Case
}

// CaseLook is that one of the staff opened a case.
type CaseLook struct {
	At     time.Time
	Name   string
	Role   Role
	Reason string // "" for a case that was theirs to work on
}

// MessageQueue is a clerks' queue and who works it.
type MessageQueue struct {
	Name    string
	Topics  int // that lead to it
	Members []QueueMember
}

// QueueMember is one of the staff who works messages.
type QueueMember struct {
	Actor
	Since        time.Time // in the queue
	TrainedUntil time.Time // zero when they never took the training
}

// Trained reports that cases open for them at now.
func (m QueueMember) Trained(now time.Time) bool { return now.Before(m.TrainedUntil) }

// CheckAssign is nil when the actor may give the case to someone. A clerk takes what nobody has, and hands over what is
// their own; a supervisor hands over anyone's.
func (c Case) CheckAssign(actor Actor, seen int64) error {
	switch {
	case c.Version != seen:
		return ErrCaseMoved
	case c.Status == CaseClosed:
		return ErrCaseClosed
	case c.Assignee != "" && c.Assignee != actor.Account && !actor.Can(SuperviseMessages):
		return Refuse(Conflict, "%s has this case. Ask them, or a supervisor, to hand it over.", c.AssigneeName)
	}
	return nil
}

// DeskSteps are the steps that one press takes, in the order in which they are offered.
var DeskSteps = []CaseStep{StepResolved, StepReopened, StepClosed, StepWoken}

// SnoozeUntil is the moment at which a case that is put off to a day is back, or what is wrong with the day.
func (o MessageOffice) SnoozeUntil(month, day, year string, now time.Time) (time.Time, error) {
	var check Check
	noon := o.ReadDay(month, day, year)
	local := noon.In(o.Zone)
	at := time.Date(local.Year(), local.Month(), local.Day(), SnoozeHour, 0, 0, 0, o.Zone)
	switch {
	case noon.Equal(NoDay):
		check.Wrong("until", "Enter the day on which the case is to be back, like 11 30 2026.")
	case !at.After(now):
		check.Wrong("until", "Enter a day after today.")
	case at.Sub(now) > SnoozeLongest:
		check.Wrong("until", "Enter a day within the next 90 days.")
	}
	return at, check.Err()
}

// BulkAct is what is done with several cases at once.
type BulkAct string

const (
	BulkAssign  BulkAct = "assign"
	BulkResolve BulkAct = "resolve"
	BulkMove    BulkAct = "move"
)

// BulkOrder is one form for several cases.
type BulkOrder struct {
	Act   BulkAct
	To    Actor  // of BulkAssign; nobody puts the cases back
	Queue string // of BulkMove
	Cases []BulkCase
}

// BulkCase is a case as it was on the screen where it was chosen.
type BulkCase struct {
	Number CaseNumber
	Seen   int64
}

// Check is nil when the form can be carried out.
func (b BulkOrder) Check() error {
	var check Check
	if len(b.Cases) == 0 {
		check.Wrong("case", "Choose one or more cases in the list first.")
	}
	if len(b.Cases) > BulkLargest {
		check.Wrong("case", "These are more cases than a page shows. Choose fewer.")
	}
	if b.Act != BulkAssign && b.Act != BulkResolve && b.Act != BulkMove {
		check.Wrong("act", "Choose what to do with them.")
	}
	if b.Act == BulkMove && b.Queue == "" {
		check.Wrong("queue", "Choose the queue that they go to.")
	}
	return check.Err()
}

// BulkResult is what became of one of them; Err says why nothing did.
type BulkResult struct {
	Number CaseNumber
	Err    error
}

// ReadBulkCase reads a choice of a list: "MC-2026-000123 7".
func ReadBulkCase(text string) (BulkCase, bool) {
	reference, version, _ := strings.Cut(text, " ")
	n, ok := ReadCaseNumber(reference)
	mark := ReadQueueMark(version + ".0")
	if !ok || mark == nil {
		return BulkCase{}, false
	}
	return BulkCase{n, mark.Place}, true
}

// What is done at the desk beside steps; the subject is the case.
const (
	CaseNoted      Event = "message.noted"
	CaseMerged     Event = "message.merged"
	CaseUnmerged   Event = "message.merge-undone"
	CaseLooksRead  Event = "message.looks-read"
	CasesHandedOn  Event = "messages.handed-on" // all of a clerk's; the subject is the clerk
	FiguresOfCases Event = "messages.figures-exported"
)

// Refusals at the desk.
var (
	ErrSayWhyMessage = Refuse(NotFound, "We found no such case in your queues.")
	ErrNotTheirQueue = Refuse(Mend, "Choose a colleague who works this queue, and whose training stands.")
	ErrNoSuchQueue   = Refuse(Mend, "Choose one of the queues.")
	ErrOneTaxpayer   = Refuse(Mend, "Cases of two taxpayers are never linked: each would learn of the other. Check the number.")
	ErrMergedBefore  = Refuse(Conflict, "These two cases are linked already.")
	ErrMergeOver     = Refuse(Conflict, "This link was undone already.")
	ErrOnlyReading   = Refuse(Forbidden, "You opened this case to read it. To work on it you need its queue: a supervisor adds you.")
)
