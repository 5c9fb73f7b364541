package portal

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// AccountStatus says how far an account has come, and whether it may be used.
type AccountStatus string

const (
	PendingEmail        AccountStatus = "pending e-mail"        // invited; the link was not opened
	PendingPassword     AccountStatus = "pending password"      //
	PendingSecondFactor AccountStatus = "pending second factor" // and recovery codes
	Active              AccountStatus = "active"                //
	OnHold              AccountStatus = "on hold"               // a passkey seemed to be copied, or staff put it there
	Suspended           AccountStatus = "suspended"             // by an administrator, for a reason
	Withdrawn           AccountStatus = "withdrawn"             // an invitation that was taken back
	Closed              AccountStatus = "closed"                // by its owner: a tombstone, everything is kept as a record
	Deceased            AccountStatus = "deceased"              // its owner died: two of the staff said so, everything is kept
)

// accountMoves is the whole table of what may follow what.
var accountMoves = map[AccountStatus][]AccountStatus{
	PendingEmail:        {PendingPassword, Withdrawn},
	PendingPassword:     {PendingSecondFactor, Withdrawn},
	PendingSecondFactor: {Active, PendingPassword, Withdrawn}, // a new link begins again
	Active:              {OnHold, Suspended, Closed, Deceased},
	OnHold:              {Active, Suspended, Deceased},
	Suspended:           {Active, Deceased},
	Closed:              {Active, Deceased}, // opened again by staff
	Deceased:            {Active},           // two said that it was a mistake
	Withdrawn:           {PendingEmail},
}

// May reports whether an account may go from this status to the next.
func (s AccountStatus) May(next AccountStatus) bool { return slices.Contains(accountMoves[s], next) }

// Pending reports that the account was not yet set up to its end.
func (s AccountStatus) Pending() bool {
	return s == PendingEmail || s == PendingPassword || s == PendingSecondFactor
}

// Account is a person's sign-in.
type Account struct {
	ID        string
	Email     string // as EmailAddress writes it; the address that signs in
	Name      string
	Role      Role
	Status    AccountStatus
	Language  Language
	Handle    []byte // 64 random bytes: what passkeys know the account by, never the e-mail address
	CreatedAt time.Time
}

// Actor is the account at work in a session.
func (a Account) Actor(s Session, address string) Actor {
	return Actor{Account: a.ID, Name: a.Name, Email: a.Email, Role: a.Role, Session: s.ID, Address: address, SignedInAt: s.SignedInAt}
}

// Open is nil when the account may sign in. It is asked only after a right password or a right passkey: to everyone
// else all accounts, and none, answer alike.
func (a Account) Open() error {
	switch a.Status {
	case Active:
		return nil
	case OnHold:
		return ErrOnHold
	case Suspended:
		return Refuse(Forbidden, "This account is suspended. Call us, or an administrator if you work here: they can tell you why, and how to have it looked at again.")
	case Closed:
		return Refuse(Forbidden, "You closed this account. Everything in it is kept. Call us to have it opened again.")
	case Deceased:
		return Refuse(Forbidden, "We were told that the owner of this account has died, and we are sorry. Nobody can sign in with it any more; everything in it is kept. If you look after their affairs, or if this is a mistake, call us: we help you on.")
	default:
		return Refuse(Forbidden, "This account is not set up yet. Open the link in your e-mail. If it has ended, ask for a new one on the sign-in page.")
	}
}

// ErrOnHold tells the owner of an account on hold, and nobody else, what happened.
var ErrOnHold = Refuse(Forbidden, "We put this account on hold to protect it, because something about it was unusual. Nobody can sign in with it now. Call us, or a supervisor if you work here: we look at it together and release it.")

// ErrWrongSignIn is the one answer to an unknown address, a wrong password and a disabled one.
var ErrWrongSignIn = Refuse(Mend, "The e-mail address or the password is not right. Check both, then try again.")

// What happened to accounts and their authenticators.
const (
	LinkOpened            Event = "account.link-opened"
	PasswordChosen        Event = "account.password-chosen"
	PasskeyBound          Event = "account.passkey-bound"
	PasskeyRenamed        Event = "account.passkey-renamed"
	PasskeyRemoved        Event = "account.passkey-removed"
	CodeCardIssued        Event = "account.code-card-issued"
	AppBegun              Event = "account.authenticator-app-begun" // a secret waits for its first code
	AppBound              Event = "account.authenticator-app-bound"
	AppRemoved            Event = "account.authenticator-app-removed"
	RecoveryCodesIssued   Event = "account.recovery-codes-issued"
	RecoveryCodesSaved    Event = "account.recovery-codes-saved"
	RecoveryCodeUsed      Event = "account.recovery-code-used"
	AccountActivated      Event = "account.activated"
	AccountHeld           Event = "account.held"
	AccountReleased       Event = "account.released"
	AuthenticatorDisabled Event = "account.authenticator-disabled"
	AccountClosed         Event = "account.closed"
	AccountReopened       Event = "account.reopened"
	LanguageChosen        Event = "account.language-chosen"
)

// What an account's owner, and for a hold the staff too, are told by e-mail.
const (
	NoticeInvited          Notice = "account.invited"           // secret: the link
	NoticeNewPasswordLink  Notice = "account.new-password-link" // secret: the link
	NoticePasswordChosen   Notice = "account.password-chosen"
	NoticePasskeyBound     Notice = "account.passkey-bound"
	NoticePasskeyRemoved   Notice = "account.passkey-removed"
	NoticeCodeCardIssued   Notice = "account.code-card-issued"
	NoticeAppBound         Notice = "account.authenticator-app-bound"
	NoticeAppRemoved       Notice = "account.authenticator-app-removed"
	NoticeRecoveryCodes    Notice = "account.recovery-codes-issued"
	NoticeRecoveryCodeUsed Notice = "account.recovery-code-used"
	NoticeDisabled         Notice = "account.authenticator-disabled"
	NoticeHeld             Notice = "account.held"       // to the owner
	NoticeStaffHeld        Notice = "account.staff-held" // to supervisors and administrators
	NoticeReleased         Notice = "account.released"
	NoticeSuspended        Notice = "account.suspended"
	NoticeRestored         Notice = "account.restored"
	NoticeClosed           Notice = "account.closed"
	NoticeReopened         Notice = "account.reopened"
	NoticeDeceased         Notice = "account.deceased"     // to the account's addresses, for who looks after the owner's affairs
	NoticeNotDeceased      Notice = "account.not-deceased" // our mistake, put right
	NoticeRoleChanged      Notice = "account.role-changed"
	NoticeNewDevice        Notice = "signin.new-device"
	NoticePasswordAlone    Notice = "signin.password-alone" // the right password, and then no second factor
)

// Changes reports that the notice tells of something that a thief could have done: it carries a code with which the owner
// protects the account.
func (n Notice) Changes() bool {
	switch n {
	case NoticePasswordChosen, NoticePasskeyBound, NoticePasskeyRemoved, NoticeAppBound, NoticeAppRemoved, NoticeCodeCardIssued, NoticeRecoveryCodes, NoticeRecoveryCodeUsed,
		NoticeIdentityBegun, NoticeAssuranceRaised, NoticeAddressChangeAsked, NoticeNewDevice, NoticePasswordAlone, NoticeAddressAdded, NoticeAddressRemoved, NoticeSignInAddress,
		NoticeAgencyBound, NoticeAgencyRemoved, NoticePostedCardOrdered, NoticePostedCardWorks:
		return true
	}
	return false
}

// How long a link lives.
const (
	InvitationLasts      = 24 * time.Hour   // NIST SP 800-63A-4, 3.8: confirmation codes by e-mail
	NewPasswordLinkLasts = 30 * time.Minute // Login.gov
)

const (
	longestEmail = 254 // RFC 5321: a path of 256 with its angle brackets
	longestName  = 100
)

// EmailAddress writes an e-mail address in the one way in which we keep and compare it: without spaces around it, and
// in small letters. It answers false when it cannot be one.
func EmailAddress(typed string) (string, bool) {
	typed = strings.TrimSpace(typed)
	if len(typed) > longestEmail || !utf8.ValidString(typed) || strings.ContainsFunc(typed, unicode.IsControl) {
		return "", false
	}
	address, err := mail.ParseAddress(typed)
	if err != nil || address.Name != "" || strings.ContainsAny(typed, "<>\" ") {
		return "", false
	}
	at := strings.LastIndexByte(address.Address, '@')
	if at < 1 || !strings.Contains(strings.Trim(address.Address[at+1:], "."), ".") {
		return "", false
	}
	return strings.ToLower(address.Address), true
}
