package portal

import "time"

// IdentityCase is one account's claim to be one taxpayer, and how far it has come.
type IdentityCase struct {
	Number       IdentityNumber
	Account      string
	AccountName  string
	Taxpayer     string
	OpenedAt     time.Time
	OpenedBy     string // the clerk's account when it was opened at the counter
	OpenedByName string
	NameTyped    string
	Evidence     string // what was compared, in words for staff
	Status       IdentityStatus
	Place        int64
	DueAt        time.Time // zero when nothing waits for us
	Version      int64
	Assignee     string
	AssigneeName string
	Reasons      []Reason
	Earned       Assurance
	Route        Route
}

// Reason is the case's open reason of this sort.
func (c IdentityCase) Reason(p Pending) (Reason, bool) {
	for _, r := range c.Reasons {
		if r.Pending == p && r.Open() {
			return r, true
		}
	}
	return Reason{}, false
}

// Done reports that a reason of this sort was proved.
func (c IdentityCase) Done(p Pending) bool {
	for _, r := range c.Reasons {
		if r.Pending == p && r.Outcome == Proved {
			return true
		}
	}
	return false
}

// Blocked reports that the office looks at something before it grants anything.
func (c IdentityCase) Blocked() bool {
	for _, r := range c.Reasons {
		if r.Open() && r.Pending.Blocks() {
			return true
		}
	}
	return false
}

// NextDue is until when we promised the next thing that is ours to do; zero when nothing is.
func (c IdentityCase) NextDue() (due time.Time) {
	for _, r := range c.Reasons {
		if r.Open() && r.Step.Ours() && (due.IsZero() || r.DueAt.Before(due)) {
			due = r.DueAt
		}
	}
	return due
}

// IdentityEvent is one thing that happened to a case.
type IdentityEvent struct {
	At       time.Time
	ByName   string // "" for the person
	Event    Event
	Words    string
	ForStaff bool
}

// CheckRoute is nil when the person may begin this way now.
func (c IdentityCase) CheckRoute(r Route) error {
	asks := r.Asks()
	switch {
	case len(asks) == 0 || r == FederatedRoute: // that one begins at the provider's button, and is done when it comes back
		return ErrNotFound
	case c.Status == IdentityClosed:
		return ErrIdentityMoved
	case c.Earned.AtLeast(r.Earns()):
		return Refuse(Conflict, "You have that already, so there is nothing to begin.")
	}
	if _, open := c.Reason(asks[0]); open {
		return Refuse(Conflict, "You have begun this way already. It goes on where it was.")
	}
	return nil
}

// MayLeave reports that the person can stop with this reason: their own ways, while they are not in the office's hands.
func (r Reason) MayLeave() bool {
	return r.Open() && !r.Pending.Blocks() && r.Step != StepToConfirm
}
