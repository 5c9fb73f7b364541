package portal

import (
	"slices"
	"time"
)

// CaseStatus is where a case stands.
type CaseStatus string

const (
	CaseNew                CaseStatus = "new"
	CaseAssigned           CaseStatus = "assigned"
	CaseAwaitingTaxpayer   CaseStatus = "awaiting-taxpayer"
	CaseAwaitingDepartment CaseStatus = "awaiting-department"
	CaseResolved           CaseStatus = "resolved"
	CaseClosed             CaseStatus = "closed"
)

// CaseStatuses in the order of a case's life.
var CaseStatuses = []CaseStatus{CaseNew, CaseAssigned, CaseAwaitingTaxpayer, CaseAwaitingDepartment, CaseResolved, CaseClosed}

// Ours reports that the next step is the department's: a promise runs.
func (s CaseStatus) Ours() bool {
	return s == CaseNew || s == CaseAssigned || s == CaseAwaitingDepartment
}

// Sentence is the status as the taxpayer reads it: whose turn it is.
func (s CaseStatus) Sentence() Sentence {
	switch s {
	case CaseNew:
		return Say("Waits for a clerk")
	case CaseAssigned:
		return Say("With a clerk")
	case CaseAwaitingTaxpayer:
		return Say("Waits for you")
	case CaseAwaitingDepartment:
		return Say("Waits for us")
	case CaseResolved:
		return Say("Resolved")
	case CaseClosed:
		return Say("Closed")
	}
	return Sentence{Text: string(s)}
}

// CaseStep is what takes a case from one status to another, or changes something about it.
type CaseStep string

const (
	StepOpened        CaseStep = "opened"         // by the first message
	StepTaxpayerWrote CaseStep = "taxpayer wrote" //
	StepAnswered      CaseStep = "answered"       // and waits for the taxpayer
	StepInterim       CaseStep = "interim answer" // not the answer yet
	StepAnsweredFor   CaseStep = "answered and resolved"
	StepAssigned      CaseStep = "assigned"
	StepReleased      CaseStep = "given back"
	StepResolved      CaseStep = "resolved"
	StepReopened      CaseStep = "reopened"
	StepClosed        CaseStep = "closed"
	StepMoved         CaseStep = "moved to another queue"
	StepSnoozed       CaseStep = "put off"
	StepWoken         CaseStep = "taken up again"
	StepArchived      CaseStep = "archived" // by the taxpayer: put away, kept
	StepUnarchived    CaseStep = "taken out of the archive"
	StepMerged        CaseStep = "merged"
	StepUnmerged      CaseStep = "merge undone"
)

// caseSteps is the whole table: what each step makes of each status. What it does not name is refused.
var caseSteps = map[CaseStep]map[CaseStatus]CaseStatus{
	StepTaxpayerWrote: {
		CaseNew: CaseNew, CaseAssigned: CaseAssigned, CaseAwaitingTaxpayer: CaseAwaitingDepartment,
		CaseAwaitingDepartment: CaseAwaitingDepartment, CaseResolved: CaseAwaitingDepartment,
	},
	StepAnswered:    fromOpen(CaseAwaitingTaxpayer),
	StepAnsweredFor: fromOpen(CaseResolved),
	StepInterim: {
		CaseNew: CaseAwaitingDepartment, CaseAssigned: CaseAwaitingDepartment, CaseAwaitingDepartment: CaseAwaitingDepartment,
		CaseAwaitingTaxpayer: CaseAwaitingDepartment,
	},
	StepAssigned: {
		CaseNew: CaseAssigned, CaseAssigned: CaseAssigned, CaseAwaitingTaxpayer: CaseAwaitingTaxpayer,
		CaseAwaitingDepartment: CaseAwaitingDepartment, CaseResolved: CaseResolved,
	},
	StepReleased: {
		CaseAssigned: CaseNew, CaseAwaitingTaxpayer: CaseAwaitingTaxpayer, CaseAwaitingDepartment: CaseAwaitingDepartment, CaseResolved: CaseResolved,
	},
	StepResolved: {CaseNew: CaseResolved, CaseAssigned: CaseResolved, CaseAwaitingTaxpayer: CaseResolved, CaseAwaitingDepartment: CaseResolved},
	StepReopened: {CaseResolved: CaseAwaitingDepartment},
	StepClosed:   {CaseResolved: CaseClosed},
	StepMoved:    stays(CaseNew, CaseAssigned, CaseAwaitingTaxpayer, CaseAwaitingDepartment, CaseResolved),
	StepSnoozed:  stays(CaseNew, CaseAssigned, CaseAwaitingDepartment),
	StepWoken:    stays(CaseNew, CaseAssigned, CaseAwaitingDepartment),

	StepArchived: stays(CaseStatuses...), StepUnarchived: stays(CaseStatuses...),
	StepMerged: stays(CaseStatuses...), StepUnmerged: stays(CaseStatuses...),
}

func fromOpen(to CaseStatus) map[CaseStatus]CaseStatus {
	return map[CaseStatus]CaseStatus{CaseNew: to, CaseAssigned: to, CaseAwaitingTaxpayer: to, CaseAwaitingDepartment: to, CaseResolved: to}
}

func stays(statuses ...CaseStatus) map[CaseStatus]CaseStatus {
	stay := map[CaseStatus]CaseStatus{}
	for _, s := range statuses {
		stay[s] = s
	}
	return stay
}

// Next is the status after a step. A step that does not fit is a conflict: the page that offered it was out of date.
func (s CaseStatus) Next(step CaseStep) (CaseStatus, error) {
	if next, ok := caseSteps[step][s]; ok {
		return next, nil
	}
	if s == CaseClosed {
		return s, ErrCaseClosed
	}
	return s, ErrCaseMoved
}

// Step is what a reply does to a case.
func (o ReplyOutcome) Step() CaseStep {
	switch o {
	case OutcomeResolve:
		return StepAnsweredFor
	case OutcomeInterim:
		return StepInterim
	}
	return StepAnswered
}

// Case is one matter, and where it stands.
type Case struct {
	Number       CaseNumber
	Owner        string
	Taxpayer     string
	OpenedBy     string
	OpenedByName string
	OpenedAt     time.Time
	Topic        string
	TaxType      string
	Period       string
	Letter       string
	Follows      CaseNumber
	Language     Language
	Subject      string
	AnswerDays   int

	Queue        string
	Status       CaseStatus
	Since        time.Time
	DueAt        time.Time // zero when nothing is ours to do
	Place        int64
	Version      int64
	Assignee     string
	AssigneeName string
	SnoozedUntil time.Time
	LookedAt     time.Time // when one of us first opened it
	AnsweredAt   time.Time // when we first answered
	ResolvedAt   time.Time
	LastN        int64
	LastAt       time.Time
	LastSide     Side
	OursN        int64 // the last message of ours; 0 for none
	Archived     bool
}

// Line is what an inbox shows of a case.
type CaseLine struct {
	Number   CaseNumber
	Status   CaseStatus
	Topic    string
	TaxType  string
	Period   string
	Language Language
	Subject  string
	LastN    int64
	LastAt   time.Time
	LastSide Side
	OursN    int64
	ReadN    int64 // up to where the reader has read
	DueAt    time.Time
	Archived bool
}

// Mark is its place in the inbox.
func (l CaseLine) Mark() *QueueMark { return &QueueMark{l.LastAt.UnixMilli(), int64(l.Number)} }

// Unread reports that something of ours has not been read by whoever looks.
func (l CaseLine) Unread() bool { return l.OursN > l.ReadN }

// MessageEvent is something that happened to a case beside its messages.
type MessageEvent struct {
	Version int64
	At      time.Time
	Account string
	Name    string
	Role    Role
	Step    CaseStep
	Status  CaseStatus
	ToName  string
	Words   string
}

// ForTaxpayer reports that the taxpayer reads of it.
func (e MessageEvent) ForTaxpayer() bool {
	return slices.Contains([]CaseStep{StepAssigned, StepResolved, StepReopened, StepClosed, StepArchived, StepUnarchived, StepInterim, StepAnsweredFor}, e.Step)
}

// CaseFilter is which part of an inbox a list holds.
type CaseFilter struct {
	State  string // "", "waiting", "unread", "resolved", "archived"
	Words  string
	After  *QueueMark
	Before *QueueMark
}

// Lists of an inbox.
const (
	InboxAll      = ""
	InboxWaiting  = "waiting" // for the taxpayer
	InboxArchived = "archive"
)

// Clean drops what no inbox understands.
func (f CaseFilter) Clean() CaseFilter {
	if f.State != InboxWaiting && f.State != InboxArchived {
		f.State = InboxAll
	}
	f.Words = Excerpt(f.Words, 200)
	return f
}

// What is done about cases and messages; the subject is the case, or the draft.
const (
	MessageHeld    Event = "message.to-be-sent"
	MessageUndone  Event = "message.taken-back"
	MessageSent    Event = "message.sent"
	DraftDiscarded Event = "message.draft-put-away"
	CaseRead       Event = "message.read"
	CaseStepped    Event = "message.step"
	CaseLookedAt   Event = "message.looked-at"
	CaseNotShown   Event = "message.refused" // someone asked for a case that they may not see
	CaseExported   Event = "message.copied"
)

// CaseFile is a case as its page shows it.
type CaseFile struct {
	Case
	Messages  []Message // a page of them, in their order
	Events    []MessageEvent
	Reads     []MessageRead
	Following []CaseNumber // cases that go on from this one
	Paper     []MessagePaper
}

// PaperOf is how far the letter has come that brings a message; false where none does.
func (f CaseFile) PaperOf(n int64) (MessagePaper, bool) {
	for _, p := range f.Paper {
		if p.N == n {
			return p, true
		}
	}
	return MessagePaper{}, false
}

// MessageRead is that someone has read up to a message.
type MessageRead struct {
	Account string
	N       int64
	At      time.Time
	Name    string
}
