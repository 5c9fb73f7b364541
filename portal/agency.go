package portal

import "time"

// Staff may sign in with their agency's own sign-in. It is bound to an account that exists, by its owner, like a
// further key; it makes no account and knows none by an e-mail address.

// What the agency's sign-in is asked for.
const (
	AgencySignIn OpenIDPurpose = "agency: sign in"
	AgencyStepUp OpenIDPurpose = "agency: step up"
	AgencyBind   OpenIDPurpose = "agency: bind"
)

// AgencyPurposes are all of them.
var AgencyPurposes = []OpenIDPurpose{AgencySignIn, AgencyStepUp, AgencyBind}

// AgencyMaxAge is how long ago the agency may have checked a person who signs in: no longer than a session of ours may
// idle. Otherwise whoever finds a screen that we have signed out would be let in again by the agency's own session.
// Where someone is signed in already it is 0: the agency has to ask them anew.
func AgencyMaxAge(p OpenIDPurpose) time.Duration {
	if p == AgencySignIn {
		return SessionIdle
	}
	return 0
}

// AgencyIdentity is an identity at the agency's sign-in that one of the staff bound to the account. Who it is at the
// agency is kept as a keyed hash alone.
type AgencyIdentity struct {
	ID          string
	Issuer      string
	BoundAt     time.Time
	LastUsedAt  time.Time
	LastDevice  string
	LastAddress string
}

// What happened to agency identities.
const (
	AgencyBound   Event = "account.agency-identity-bound"
	AgencyRemoved Event = "account.agency-identity-removed" // by its owner
	AgencyUnbound Event = "staff.agency-identity-removed"   // by an administrator

	AgencyVouched    Event = "signin.agency-vouched" // what the agency said of a person who was let in
	AgencyWasRefused Event = "signin.agency-refused"
)

// What every address of the account is told about them.
const (
	NoticeAgencyBound   Notice = "account.agency-identity-bound"
	NoticeAgencyRemoved Notice = "account.agency-identity-removed"
)

// Why the agency's sign-in leads to nothing although the agency vouches for the person.
const (
	AgencyUnknown   OpenIDRefusal = "unknown" // bound to nobody, and to nobody of the staff: all alike
	AgencyTaken     OpenIDRefusal = "taken"
	AgencyHasOne    OpenIDRefusal = "has-one"
	AgencyOther     OpenIDRefusal = "other" // of someone else than who is signed in
	AgencyHeld      OpenIDRefusal = "held"
	AgencySuspended OpenIDRefusal = "suspended"
	AgencyNotOpen   OpenIDRefusal = "not-open"
)

var agencySentences = map[OpenIDRefusal]Sentence{
	OpenIDUnreachable: Say("Your agency’s sign-in cannot be reached now. Sign in with your passkey, or with your password and second step; or try again in a few minutes."),
	OpenIDLate:        Say("This was not begun in this browser within the last ten minutes, or it was used already. Begin again."),
	OpenIDDenied:      Say("You stopped at your agency’s sign-in, or it did not let you in. Nothing was changed. Try again, or use another way."),
	OpenIDAsks:        Say("Your agency’s sign-in wanted to ask you something and could not. Sign in to your agency first, then try again here; or use another way."),
	OpenIDBusy:        Say("Your agency’s sign-in has a problem of its own. Try again in a few minutes, or use another way."),
	OpenIDMisfit:      Say("Your agency’s sign-in does not take what we ask of it. Tell an administrator; another way works meanwhile."),
	OpenIDWrong:       Say("We could not check the answer of your agency’s sign-in, so we did not use it. Try again. If it happens again, tell an administrator; another way works meanwhile."),
	OpenIDWeak:        Say("Your agency’s sign-in did not check you with two factors as we ask. Sign out there, sign in again with your card or security key, then try again here; or use another way."),
	OpenIDStale:       Say("Your agency checked you too long ago. Sign out there, then try again here and sign in when it asks you; or use another way."),
	AgencyUnknown:     Say("This agency identity is not bound to an account here. Sign in another way; then you can bind it on your security page."),
	AgencyTaken:       Say("This agency identity is bound to another account here, and each belongs to one. If it is yours, ask an administrator to remove it there first."),
	AgencyHasOne:      Say("An agency identity is bound to your account already. Remove it first if you want to bind another one."),
	AgencyOther:       Say("This agency identity is not the one that is bound to your account. Sign in to your agency as yourself, or show your second step here."),
	AgencyHeld:        ErrOnHold.Message,
	AgencySuspended:   closedSentence(Suspended),
	AgencyNotOpen:     closedSentence(PendingEmail),
}

func closedSentence(s AccountStatus) Sentence { return saidIn(Account{Status: s}.Open()) }

func saidIn(err error) Sentence {
	if e, ok := err.(*Error); ok {
		return e.Message
	}
	return Sentence{}
}

// ErrLastWayIn keeps an agency identity while nothing else could sign in.
var ErrLastWayIn = Refuse(Conflict, "This is your only way to sign in. Bind a passkey or make a new code card first; then you can remove it.")

// AgencyClosed is the refusal of an account that is not open, told to its owner alone.
func AgencyClosed(s AccountStatus) OpenIDRefusal {
	switch s {
	case OnHold:
		return AgencyHeld
	case Suspended:
		return AgencySuspended
	}
	return AgencyNotOpen
}

// AgencySaid is a refusal as people are told it, nil for a word that is none: addresses can be typed.
func AgencySaid(r OpenIDRefusal) error {
	s, ok := agencySentences[r]
	if !ok {
		return nil
	}
	return &Error{Code: Forbidden, Message: s}
}
