package portal

import (
	"slices"
	"time"
)

// CaseKind is what two of the staff decide together about an account of the public: one begins, another decides.
type CaseKind string

const (
	RecoveryCase    CaseKind = "recovery"    // someone lost every key and stands at the counter
	SuspensionCase  CaseKind = "suspension"  //
	RestorationCase CaseKind = "restoration" // lifting a suspension
	DeceasedCase    CaseKind = "deceased"    // the owner has died
	LivingCase      CaseKind = "living"      // the owner has not died: the mistake is put right
)

// CaseState is how far such a case has come.
type CaseState string

const (
	CaseWaiting  CaseState = "waiting"  // for someone else to decide
	CaseApproved CaseState = "approved" // a recovery: the link is on its way, the code is to be printed
	CaseProved   CaseState = "proved"   // the person showed link and code, and chooses new keys
	CaseDone     CaseState = "done"     //
	CaseRefused  CaseState = "refused"  //
	CaseEnded    CaseState = "ended"    // its time was over, or a newer one was begun
)

// caseMoves is the whole table of what may follow what.
var caseMoves = map[CaseState][]CaseState{
	CaseWaiting:  {CaseApproved, CaseDone, CaseRefused, CaseEnded},
	CaseApproved: {CaseProved, CaseEnded},
	CaseProved:   {CaseDone, CaseEnded},
}

// May reports whether a case may go from this state to the next.
func (s CaseState) May(next CaseState) bool { return slices.Contains(caseMoves[s], next) }

// Approved is what a case becomes when its second person agrees: a recovery waits for its owner, the others are done.
func (k CaseKind) Approved() CaseState {
	if k == RecoveryCase {
		return CaseApproved
	}
	return CaseDone
}

// Decide is who may decide on such a case.
func (k CaseKind) Decide() Permission {
	if k == RecoveryCase {
		return ApproveRecoveries
	}
	return DecideSuspensions
}

// Waits is how long a case waits for its second person.
func (k CaseKind) Waits() time.Duration {
	if k == RecoveryCase {
		return RecoveryWaits
	}
	return SuspensionWaits
}

const (
	RecoveryWaits   = 24 * time.Hour     // product.md, Identity
	RecoveryLasts   = 24 * time.Hour     // the link and the code on paper, once approved
	SuspensionWaits = 7 * 24 * time.Hour // a proposal that nobody takes up does not hang over an account
)

// Event is what the audit trail calls a step of such a case: "recovery.begun", "suspension.done".
func (k CaseKind) Event(s CaseState) Event {
	if s == CaseWaiting {
		return Event(k) + ".begun"
	}
	return Event(k) + "." + Event(s)
}

// RecoveryPaperMade is that the code was printed for the person. It is a step, and no state.
const RecoveryPaperMade Event = "recovery.paper-code-made"

// RecoveryPaperLength is how long the code on paper is: 50 bits, tried within limits only.
const RecoveryPaperLength = FollowUpCodeLength

// PaperCode is the kind of that code, as codes are told apart by their length.
const PaperCode CodeKind = "paper"

// AccountCase is one such case.
type AccountCase struct {
	ID        string
	Account   Account
	Kind      CaseKind
	State     CaseState
	At        time.Time // when it was begun
	By        string    // the account of who began it
	ByName    string
	Reason    string
	Document  DocumentKind // of a recovery
	LastFour  string       // of a recovery: for whoever decides
	EndsAt    time.Time
	PaperMade bool
	Events    []CaseEvent
}

// CaseEvent is one step of a case, and what was written about it.
type CaseEvent struct {
	At     time.Time
	ByName string
	State  CaseState
	Reason string
}

// Open reports that something can still come of it.
func (c AccountCase) Open(now time.Time) bool {
	return (c.State == CaseWaiting || c.State == CaseApproved || c.State == CaseProved) && now.Before(c.EndsAt)
}

// CheckDecision is nil when the actor may decide on it now. Nobody decides what they began, and nobody on their own
// account.
func (c AccountCase) CheckDecision(actor Actor, now time.Time) error {
	switch {
	case !actor.Can(c.Kind.Decide()):
		return ErrForbidden
	case actor.Account == c.By || actor.Account == c.Account.ID:
		return Refuse(Conflict, "You began this, so someone else decides on it. That is what the second person is for.")
	case c.State != CaseWaiting:
		return Refuse(Conflict, "Someone else has decided on this already. Nothing was changed.")
	case !c.Open(now):
		return errCaseOver
	}
	return nil
}

// CheckPaper is nil when the actor may print the code on paper now. It is whoever stands at the counter with the person
// and began the recovery; whoever approved it never sees the code.
func (c AccountCase) CheckPaper(actor Actor, now time.Time) error {
	switch {
	case actor.Account != c.By:
		return Refuse(Forbidden, "Only the colleague who began this at the counter prints the code.")
	case c.State == CaseWaiting && c.Open(now):
		return Refuse(Conflict, "This recovery is not approved yet. Ask a supervisor to look at it.")
	case c.State == CaseWaiting || !c.Open(now) && c.State == CaseApproved:
		return errCaseOver
	case c.State != CaseApproved:
		return Refuse(Conflict, "This recovery needs no code any more. Its page says how it went.")
	}
	return nil
}

var errCaseOver = Refuse(Conflict, "Nobody decided on this in time, so it ended. Begin again if it is still needed.")

// Decision is what the second person decides, and why.
type Decision struct {
	Approve bool
	Reason  string
}

// ReadDecision reads the form of a decision.
func ReadDecision(decision, reason string) (Decision, error) {
	var check Check
	if decision != "approve" && decision != "refuse" {
		check.Wrong("decision", "Choose whether you approve it or refuse it.")
	}
	d := Decision{Approve: decision == "approve"}
	d.Reason = check.Reason("reason", reason)
	return d, check.Err()
}

// RecoveryStart is what a clerk notes who begins a recovery at the counter.
type RecoveryStart struct {
	Documents
	Face bool // the clerk compared the face with the picture
}

// Check cleans it, or says what is wrong with it.
func (r *RecoveryStart) Check() error {
	var check Check
	r.Documents.Check(&check)
	if !r.Face {
		check.Wrong("face", "Compare the person’s face with the picture, then tick the box. Without that, begin nothing.")
	}
	return check.Err()
}

// NextDeath is what may be proposed about the owner's death for an account in this status, "" when nothing.
func (s AccountStatus) NextDeath() CaseKind {
	switch {
	case s == Deceased:
		return LivingCase
	case s.May(Deceased):
		return DeceasedCase
	}
	return ""
}

// NextSuspension is what may be proposed for an account in this status, "" when nothing.
func (s AccountStatus) NextSuspension() CaseKind {
	switch {
	case s == Suspended:
		return RestorationCase
	case s.May(Suspended):
		return SuspensionCase
	}
	return ""
}
