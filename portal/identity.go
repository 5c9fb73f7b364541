package portal

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// IdentityNumber is a case's number within the office: its year, and a running number within the year.
type IdentityNumber int64

// IdentityNumberOf makes the number of a year's n-th case.
func IdentityNumberOf(year int, n int64) IdentityNumber { return IdentityNumber(NumberOf(year, n)) }

// String is the reference that people quote: "ID-2026-000123".
func (n IdentityNumber) String() string {
	return fmt.Sprintf("ID-%04d-%06d", int64(n)/requestsAYear, int64(n)%requestsAYear)
}

// Subject is what the audit trail and stored files call the case.
func (n IdentityNumber) Subject() string { return "identity/" + n.String() }

var identityReference = regexp.MustCompile(`^ID-?(\d{4})-?(\d{6,9})$`)

// ReadIdentityNumber reads a reference as people type it. False means that it cannot be one.
func ReadIdentityNumber(typed string) (IdentityNumber, bool) {
	if len(typed) > 100 {
		return 0, false
	}
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "–", "-", "—", "-", "\u2011", "-").Replace(strings.ToUpper(typed))
	m := identityReference.FindStringSubmatch(plain)
	if m == nil {
		return 0, false
	}
	year, _ := strconv.Atoi(m[1]) // the pattern lets digits through only
	n, _ := strconv.ParseInt(m[2], 10, 64)
	return IdentityNumberOf(year, n), year >= 2000 && n > 0
}

// Pending is a reason why a case is not finished. A case is a set of them: each comes and goes by itself, and the case is
// approved only when the set is empty.
type Pending string

const (
	PendingLetter     Pending = "letter"     // the code on the letter
	PendingVisit      Pending = "visit"      //
	PendingReview     Pending = "review"     // pictures, and two clerks
	PendingReferee    Pending = "referee"    //
	PendingFederated  Pending = "federated"  // another service has checked the person; begun and done in one
	PendingFraud      Pending = "fraud"      // something about the claim is odd; someone looks
	PendingSupervisor Pending = "supervisor" // a clerk proofed whom they should not have proofed alone
)

// Blocks reports that nothing is granted while this reason is there, however much else is done.
func (p Pending) Blocks() bool { return p == PendingFraud || p == PendingSupervisor }

// Route is the way that this reason is part of, "" for what the office itself put there.
func (p Pending) Route() Route {
	switch p {
	case PendingLetter:
		return LetterRoute
	case PendingVisit:
		return VisitRoute
	case PendingReview:
		return ReviewRoute
	case PendingReferee:
		return RefereeRoute
	case PendingFederated:
		return FederatedRoute
	}
	return ""
}

// Asks are the reasons that a route begins with. Pictures alone do not say where someone lives: the code on a letter goes
// with them (NIST SP 800-63A-4, 4.1.6 and 4.2.6.1: a code mailed to a validated address).
func (r Route) Asks() []Pending {
	switch r {
	case LetterRoute:
		return []Pending{PendingLetter}
	case VisitRoute:
		return []Pending{PendingVisit}
	case ReviewRoute:
		return []Pending{PendingReview, PendingLetter}
	case RefereeRoute:
		return []Pending{PendingReferee}
	case FederatedRoute:
		return []Pending{PendingFederated}
	}
	return nil
}

// Settlement is how a reason went away.
type Settlement string

const (
	StillPending Settlement = ""
	Proved       Settlement = "done"
	Refused      Settlement = "refused"
	WithdrawnBy  Settlement = "withdrawn"  // by the person, who chose another way
	NotNeeded    Settlement = "not needed" // something stronger was done
)

// Step is how far a reason has come, in the words that the person sees too.
type Step string

const (
	StepRequested Step = "requested" // letter: to be printed
	StepPrinted   Step = "printed"
	StepMailed    Step = "mailed"
	StepExpected  Step = "expected"   // visit, pictures: the person's turn
	StepToReview  Step = "to review"  // pictures are there: the first clerk
	StepToConfirm Step = "to confirm" // the second clerk, another one
	StepToDecide  Step = "to decide"  // referee, fraud, supervisor
	StepSettled   Step = "settled"    //
)

// Ours reports that the next thing is for the office to do.
func (s Step) Ours() bool {
	switch s {
	case StepRequested, StepPrinted, StepToReview, StepToConfirm, StepToDecide:
		return true
	}
	return false
}

// BeginsAt is the first step of a reason.
func (p Pending) BeginsAt() Step {
	switch p {
	case PendingLetter:
		return StepRequested
	case PendingVisit, PendingReview, PendingFederated:
		return StepExpected
	}
	return StepToDecide
}

// Reason is one reason of one case.
type Reason struct {
	ID        string
	Pending   Pending
	Step      Step
	Since     time.Time // when the step began
	DueAt     time.Time // until when we promised the next step; zero when it is the person's
	Note      string    // evidence, for staff
	Outcome   Settlement
	SettledAt time.Time
	SettledBy string // name; "" for the person
}

// Open reports that it is still pending.
func (r Reason) Open() bool { return r.Outcome == StillPending }

// IdentityStatus is where a case stands.
type IdentityStatus string

const (
	IdentityOpen     IdentityStatus = "open"
	IdentityApproved IdentityStatus = "approved"
	IdentityClosed   IdentityStatus = "closed" // without an approval
)

// Standing is what a case's reasons add up to: what has been earned so far, by which way, and where the case stands. It is
// approved when something was earned and the set is empty, and closed when the office said no; a person who left every way
// may choose another.
func Standing(reasons []Reason) (earned Assurance, by Route, status IdentityStatus) {
	earned, by, status = Matched, MatchRoute, IdentityOpen
	open, blocked, refused := false, false, false
	proved := map[Pending]bool{}
	for _, r := range reasons {
		open = open || r.Open()
		blocked = blocked || r.Pending.Blocks() && r.Outcome != Proved && r.Outcome != NotNeeded
		refused = refused || r.Pending.Blocks() && r.Outcome == Refused
		proved[r.Pending] = proved[r.Pending] || r.Outcome == Proved
	}
	if !blocked {
		for _, route := range []Route{LetterRoute, ReviewRoute, RefereeRoute, FederatedRoute, VisitRoute} {
			done := true
			for _, p := range route.Asks() {
				done = done && proved[p]
			}
			if done {
				earned, by = route.Earns(), route
			}
		}
	}
	switch {
	case refused:
		status = IdentityClosed
	case !open && earned != Matched:
		status = IdentityApproved
	}
	return earned, by, status
}

// IdentityOffice is what the rules of proving know of the department.
type IdentityOffice struct{ Calendar }

// NewIdentityOffice reads a profile once, at start.
func NewIdentityOffice(p Profile) IdentityOffice { return IdentityOffice{p.Calendar()} }

// Due is until when we promise the next step of a reason that came to this one; zero when the next step is the person's.
func (o IdentityOffice) Due(now time.Time, p Pending, s Step) time.Time {
	if days := p.Promise(s); days > 0 {
		return o.AddBusinessDays(now, days)
	}
	return time.Time{}
}

// Settles are the reasons that are no longer needed once a route is done: what earns as much or less.
func (r Route) Settles() []Pending {
	var settled []Pending
	for _, other := range Routes {
		if other != r && r.Earns().AtLeast(other.Earns()) && !slices.Contains(r.Asks(), other.Asks()[0]) {
			settled = append(settled, other.Asks()[0])
		}
	}
	return settled
}

// Promise is in how many business days we promise the next step, 0 when it is not ours.
func (p Pending) Promise(s Step) int {
	switch {
	case s == StepRequested || s == StepPrinted:
		return 2
	case s == StepToReview || s == StepToConfirm:
		return 3
	case s == StepToDecide && p == PendingSupervisor:
		return 2
	case s == StepToDecide:
		return 5
	}
	return 0
}
