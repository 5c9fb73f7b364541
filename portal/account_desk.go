package portal

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// What the desk does about accounts of the public.
const (
	AccountsSought    Event = "account.sought"               // with how it was sought and how many were shown, never the words
	AccountLookedAt   Event = "account.looked-at"            // with the reason
	AccountLookVain   Event = "account.looked-at-in-vain"    // there is no such account, or it is not one of the public
	CodeCardHandedOut Event = "account.code-card-handed-out" // at the counter, with the kind of document that was shown
)

// What accounts of the public alone are told.
const (
	NoticePublicHeld      Notice = "account.public-held"            // to supervisors and administrators
	NoticePublicSuspended Notice = "account.public-suspended"       // with how to have it looked at again
	NoticeSessionsEnded   Notice = "account.sessions-ended"         // by staff
	NoticeCounterRecovery Notice = "account.counter-recovery-begun" // someone with an ID stands at our counter
	NoticeRecoveryLink    Notice = "account.recovery-link"          // secret: the link; it needs the code on paper
	NoticeRecoveryDone    Notice = "account.recovery-finished"      // old keys no longer work
)

// AccountLookLasts is how long one reason opens one account to one of the staff, in the session in which it was given.
const AccountLookLasts = time.Hour

// AccountsFound keeps anyone of the staff from leafing through the public by the beginnings of names.
var AccountsFound = Limit{"accounts sought by one of the staff", 120, time.Hour}

// AccountPageSize is how many accounts, or lines of an account's history, one page shows.
const AccountPageSize = 25

const shortestNameSought = 2 // letters: fewer would show half of the public

// AccountSearch is what an account is found by.
type AccountSearch struct {
	Words string // an e-mail address, or the beginning of a name
	After string // the id of the last account of the page before
}

// Check says whether the words are an e-mail address, and gives it as we keep it.
func (s *AccountSearch) Check() (email string, err error) {
	var check Check
	s.Words = check.Line("search", s.Words, longestEmail)
	email, isEmail := EmailAddress(s.Words)
	switch {
	case isEmail:
	case strings.Contains(s.Words, "@"):
		check.Wrong("search", "Enter the whole e-mail address, like rosa@example.com, or the beginning of a name.")
	case utf8.RuneCountInString(s.Words) < shortestNameSought:
		check.Wrong("search", "Enter the whole e-mail address, or at least two letters of the name.")
	}
	return email, check.Err()
}

// ErrSayWhy asks for the reason before an account is opened, and again when its while is over.
var ErrSayWhy = Refuse(Conflict, "Say why you look at this account. A reason opens it for one hour.")

// ErrNoSuchAccount is one answer to an account that is not there and to one that is not found at the desk.
var ErrNoSuchAccount = Refuse(NotFound, "We found no account of the public here. Check the e-mail address or the name with the person.")

// ErrAccountMoved is the answer to an act from a screen that shows what is no longer so.
var ErrAccountMoved = Refuse(Conflict, "Someone changed this account just now. Look at it again before you decide.")

// DocumentKind is what someone showed at the counter. We keep no copy of it.
type DocumentKind string

// DocumentKinds in the order in which they are offered.
var DocumentKinds = []DocumentKind{"driver’s license", "state ID card", "passport", "permanent resident card", "tribal ID card", "military ID card"}

// Documents are what someone showed at the counter when they came for a card, or to recover their account.
type Documents struct {
	Kind     DocumentKind
	LastFour string // of its number: enough to find the paper again, too little to use it
}

// Check cleans it, or notes what is wrong with it.
func (d *Documents) Check(check *Check) {
	known := false
	for _, k := range DocumentKinds {
		known = known || d.Kind == k
	}
	if !known {
		check.Wrong("document", "Choose which document the person showed.")
	}
	d.LastFour = strings.ToUpper(check.Line("last_four", d.LastFour, 4))
	if utf8.RuneCountInString(d.LastFour) != 4 || strings.ContainsFunc(d.LastFour, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		check.Wrong("last_four", "Enter the last four letters or digits of the document’s number.")
	}
}

// AccountLook is one time that one of the staff opened an account.
type AccountLook struct {
	ID     string
	At     time.Time
	ByName string
	ByRole Role
	Reason string
}

// CheckAtCounter is nil when something may be handed out for the account at the counter.
func CheckAtCounter(actor Actor, a Account) error {
	switch {
	case actor.Account == a.ID:
		return Refuse(Conflict, "You cannot do this to your own account. Ask a colleague.")
	case a.Status == OnHold:
		return Refuse(Conflict, "This account is on hold. A supervisor releases it first, after talking with its owner.")
	case a.Status != Active:
		return Refuse(Conflict, "This account is not active, so there is nothing to hand out for it. Its page says what can be done.")
	}
	return nil
}
