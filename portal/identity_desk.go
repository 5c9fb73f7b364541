package portal

import "time"

// What the desk does about cases. The subject is the case.
const (
	IdentityLookedAt     Event = "identity.looked-at"
	IdentitySought       Event = "identity.sought" // with how it was sought and how many were shown, never the words
	IdentityAssigned     Event = "identity.assigned"
	IdentityNoted        Event = "identity.noted"
	IdentityOpenedAtDesk Event = "identity.opened-at-counter"
	IdentityVisited      Event = "identity.visited" // passed, or not
	IdentityPictures     Event = "identity.pictures-sent"
	IdentityPictureSeen  Event = "identity.picture-seen" // one of the staff looked at one
	IdentityReviewed     Event = "identity.reviewed"
	IdentityVouched      Event = "identity.vouched"
	IdentityDecided      Event = "identity.decided"
	IdentityChecklist    Event = "identity.checklist-read"
)

// IdentityFilter is which cases a list holds.
type IdentityFilter struct {
	QueueFilter
	Pending Pending // only those that wait for this; "" holds none back
}

// Pendings in the order in which the desk's filter offers them.
var Pendings = []Pending{PendingReview, PendingVisit, PendingReferee, PendingLetter, PendingFraud, PendingSupervisor}

// Clean drops what no list understands.
func (f IdentityFilter) Clean() IdentityFilter {
	f.QueueFilter = f.QueueFilter.Clean()
	for _, p := range Pendings {
		if f.Pending == p {
			return f
		}
	}
	f.Pending = ""
	return f
}

// Mark is the case's place in its list.
func (c IdentityCase) Mark() *QueueMark { return &QueueMark{c.Place, int64(c.Number)} }

// InQueue reports that staff may open the case without saying why: it waits for someone, or it is theirs. Everything else
// asks for a reason (need to know).
func (c IdentityCase) InQueue(actor Actor) bool {
	return c.Status == IdentityOpen || c.Assignee == actor.Account
}

// ErrSayWhyCase asks for the reason before a case is opened that is not in the queue.
var ErrSayWhyCase = Refuse(Conflict, "This case is closed and was not yours. Say why you look at it. Its owner sees that you looked.")

// Refusals of a search among cases.
var (
	ErrNumberInSearch = Refuse(Mend, "This looks like a taxpayer number, and nothing was looked up: addresses lie in logs and histories. Open “Find a taxpayer”, and look the number up there.")
	ErrSearchMore     = Refuse(Mend, "Enter a reference like ID-2026-000123, a whole e-mail address, or at least two letters of the name.")
)

// CheckAssign is nil when the actor may give the case to someone. A clerk takes what nobody has, and hands over what is
// their own.
func (c IdentityCase) CheckAssign(actor Actor, seen int64) error {
	switch {
	case c.Version != seen || c.Status != IdentityOpen:
		return ErrIdentityMoved
	case c.Assignee != "" && c.Assignee != actor.Account && !actor.Can(DecideIdentity):
		return Refuse(Conflict, "%s has this case. Ask them, or a supervisor, to hand it over.", c.AssigneeName)
	}
	return nil
}

// IdentityFile is the whole record of a case at the desk.
type IdentityFile struct {
	IdentityCase
	Record    TaxpayerRecord
	Events    []IdentityEvent
	Notes     []AccessibilityNote
	Present   []Presence
	Letters   []OfficeLetter
	Visits    []Visit
	Captures  []Capture
	Referees  []RefereeStatement
	Decisions []IdentityDecision
	Others    []IdentityCase // of the same taxpayer or the same account
	Frozen    bool
	Held      Assurance // what the account holds for the taxpayer now
	Ties      Ties      // of who looks
}

// Capture is the latest pair of pictures, the zero one when there is none.
func (f IdentityFile) Capture() Capture {
	if len(f.Captures) == 0 {
		return Capture{}
	}
	return f.Captures[0]
}

// Took reports that an account took part in proving this case: they visited, reviewed, or wrote down who vouches.
func (f IdentityFile) Took(account string) bool {
	for _, v := range f.Visits {
		if v.ByAccount == account {
			return true
		}
	}
	for _, c := range f.Captures {
		if c.By(account) {
			return true
		}
	}
	for _, r := range f.Referees {
		if r.ByAccount == account {
			return true
		}
	}
	return false
}

// MayDecide is nil when the actor may decide about a reason of this case: a second person, and for what blocks it one who
// supervises.
func (f IdentityFile) MayDecide(actor Actor, p Pending) error {
	if p.Blocks() {
		if err := actor.Permit(DecideIdentity); err != nil {
			return err
		}
	} else if err := actor.Permit(WorkIdentity); err != nil {
		return err
	}
	if f.Took(actor.Account) {
		return ErrDecideOwn
	}
	return f.Ties.MayProof(false)
}

// IdentityLine is a case in the auditors' list: no names, no numbers of taxpayers.
type IdentityLine struct {
	Number   IdentityNumber
	OpenedAt time.Time
	Status   IdentityStatus
	Counter  bool // opened at the counter
}
