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

// OfficeLetter is a letter that the desk prints, and how far it has come.
type OfficeLetter struct {
	ID          string
	Kind        LetterKind
	Case        IdentityNumber
	Language    Language
	Name        string
	Address     []string
	RequestedAt time.Time
	Batch       int64
	PrintedAt   time.Time
	MailedAt    time.Time
	UsableUntil time.Time
	EndedAt     time.Time
	EndedWhy    string
}

// LetterKind is what a letter is for.
type LetterKind string

const (
	CodeLetter  LetterKind = "identity code"
	AlertLetter LetterKind = "identity alert"

	AddressLetter LetterKind = "address change" // to the address before
)

// A mailed code is 10 characters and lives 21 days, 30 outside the contiguous states (NIST SP 800-63A-4; Login.gov).
const (
	LetterCodeLength   = FollowUpCodeLength
	LetterCodeDays     = 21
	LetterCodeDaysAway = 30
	LettersApart       = 24 * time.Hour
	LettersAMonth      = 4
	LettersMonth       = 30 * 24 * time.Hour
	LetterReminder     = 14 * 24 * time.Hour
)

// Usable reports that its code can be used at now.
func (l OfficeLetter) Usable(now time.Time) bool {
	return l.Kind == CodeLetter && l.EndedAt.IsZero() && !l.PrintedAt.IsZero() && !now.After(l.UsableUntil)
}

// CheckNextLetter is nil when another letter may be asked for, given when the latest ones were asked for, the newest first.
func CheckNextLetter(asked []time.Time, now time.Time) error {
	within := 0
	for _, at := range asked {
		if now.Sub(at) < LettersMonth {
			within++
		}
	}
	switch {
	case len(asked) > 0 && now.Sub(asked[0]) < LettersApart:
		return &Error{Code: TooMany, RetryAfter: LettersApart - now.Sub(asked[0]), Message: Say("A letter was asked for within the last 24 hours. Give the mail a few days before you ask for another one, or come to our counter.")}
	case within >= LettersAMonth:
		return &Error{Code: TooMany, RetryAfter: 24 * time.Hour, Message: Say("We sent %d letters in 30 days, which is the most we send. Come to our counter instead, or call us: the address may be wrong.", LettersAMonth)}
	}
	return nil
}

var (
	ErrLetterCode     = Refuse(Mend, "This is not the code of our latest letter. Compare it with the letter: ten letters and digits, in two groups.")
	ErrLetterCodeOver = Refuse(Mend, "The time of this code is over. Ask for another letter, or come to our counter.")
)

// Why letters end.
const (
	LetterUsed     = "used"
	LetterReplaced = "replaced"
	LetterReported = "reported" // whoever got it did not ask for it
	LetterLeft     = "left"     // the person chose another way
	LetterOver     = "over"
	LetterSent     = "sent" // an alert needs no answer
)

// PrintedLetter is a letter with what is on its paper alone.
type PrintedLetter struct {
	OfficeLetter
	Code   string // "" on an alert
	Report string // by which whoever gets it can say that they did not ask for it
}

// LetterBatch is a pile of letters that were printed and mailed together.
type LetterBatch struct {
	Number   int64
	MadeAt   time.Time
	MadeBy   string
	Letters  int
	MailedAt time.Time
	MailedBy string
}

// LetterBatchPage is how many batches one page shows.
const LetterBatchPage = 25

// LetterPrinting is one time that a batch was printed: the first, or again for a reason.
type LetterPrinting struct {
	At      time.Time
	ByName  string
	Letters int
	Reason  string
}

// What is done with letters. The subject is the batch, or the case.
const (
	LettersBatched Event = "letters.batched"
	LettersPrinted Event = "letters.printed" // with how many, and the reason when it was not the first time
	LettersMailed  Event = "letters.mailed"
	LetterUnasked  Event = "letters.not-asked-for"
)
