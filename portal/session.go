package portal

import (
	"strings"
	"time"
)

// How long sessions live (Login.gov).
const (
	SessionIdle    = 15 * time.Minute
	SessionTotal   = 12 * time.Hour
	SessionWarning = 150 * time.Second // before either ends
)

const (
	// SessionTouch is how often a session in use is written down: at most once in this while, so that reading a page
	// does not write. The deadline that pages show is counted from what was written.
	SessionTouch = time.Minute

	// SecondFactorWithin is how long after the password the second factor may follow.
	SecondFactorWithin = 10 * time.Minute

	// SetupWithin is how long setting an account up may take, from opening the link.
	SetupWithin = time.Hour
)

// Stage is how far the person of a session has come. Only SignedIn opens rooms.
type Stage string

const (
	SettingUp    Stage = "setting up"     // came by a link; chooses a password and second factors
	HalfSignedIn Stage = "half signed in" // the password was right, the second factor is awaited
	SignedIn     Stage = "signed in"
)

// Method is how someone signed in.
type Method string

const (
	ByPasskey         Method = "passkey"
	ByPasswordPasskey Method = "password and passkey"
	ByPasswordCard    Method = "password and code card"
	ByPasswordApp     Method = "password and authenticator app"
	ByAgency          Method = "agency sign-in" // two factors, by the authentication contexts that the operator takes
	BySetup           Method = "link and setup"

	ByPasswordRecovery Method = "password and recovery code" // reaches nothing but new second factors
)

// Session is one browser's time with an account.
type Session struct {
	ID         string // public: it stands in the audit trail. The cookie's token is another thing
	Account    string
	Stage      Stage
	Method     Method
	StartedAt  time.Time // of this stage
	SignedInAt time.Time // when both factors were last shown
	TouchedAt  time.Time // when it was last seen in use, at most SessionTouch ago
	EndedAt    time.Time
	EndedWhy   SessionEnd
	Address    string
	Device     string // "Firefox, Windows"
	Return     string // where to go after signing in: a path of ours
	Recovering bool   // with SettingUp: the account was active before, and chooses a new password
	Known      bool   // this browser had a session of the account before
	Proved     bool   // with Recovering: an authenticator or a recovery code was shown
}

// SessionEnd says why a session ended.
type SessionEnd string

const (
	EndedBySignOut   SessionEnd = "signed out"
	EndedEverywhere  SessionEnd = "signed out everywhere"
	EndedByOwner     SessionEnd = "ended from another session"
	EndedByStaff     SessionEnd = "ended by an administrator"
	EndedByDesk      SessionEnd = "ended at our desk"
	EndedByHold      SessionEnd = "account put on hold"
	EndedBySuspended SessionEnd = "account suspended"
	EndedByDeath     SessionEnd = "owner deceased"
	EndedByPassword  SessionEnd = "password changed"
	EndedByRole      SessionEnd = "role changed"
	EndedByRetry     SessionEnd = "begun anew"
	EndedByClosing   SessionEnd = "account closed"
	EndedByRecovery  SessionEnd = "recovery waits"
)

// Total is the moment at which the session ends whatever happens.
func (s Session) Total() time.Time {
	switch s.Stage {
	case SettingUp:
		return s.StartedAt.Add(SetupWithin)
	case HalfSignedIn:
		return s.StartedAt.Add(SecondFactorWithin)
	default:
		return s.StartedAt.Add(SessionTotal)
	}
}

// Deadline is the moment at which the session ends if nothing happens.
func (s Session) Deadline() time.Time {
	if idle := s.TouchedAt.Add(SessionIdle); s.Stage == SignedIn && idle.Before(s.Total()) {
		return idle
	}
	return s.Total()
}

// Open reports whether the session may still be used.
func (s Session) Open(now time.Time) bool { return s.EndedAt.IsZero() && now.Before(s.Deadline()) }

// What happened to sessions.
const (
	SignInSucceeded     Event = "signin.succeeded"
	SignInRefused       Event = "signin.refused"
	PasswordRight       Event = "signin.password-right"
	SecondFactorRefused Event = "signin.second-factor-refused"
	SteppedUp           Event = "signin.stepped-up"
	SignedOut           Event = "session.signed-out"
	SessionsEnded       Event = "session.ended"
)

// ErrSessionOver is the answer to a step of signing in or setting up whose session has ended.
var ErrSessionOver = Refuse(SignInAgain, "This took longer than we wait, so we stopped it to protect the account. Begin again.")

// SafeReturn keeps an address to go to after signing in only when it is a path of ours: never another site's, and
// never one that signs out or in.
func SafeReturn(path string) string {
	if len(path) < 2 || len(path) > 2000 || path[0] != '/' || path[1] == '/' || strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f }) {
		return ""
	}
	for _, ours := range []string{"/sign-", "/setup", "/session", "/es/sign-", "/es/setup"} {
		if strings.HasPrefix(path, ours) {
			return ""
		}
	}
	return path
}

// Device tells a browser and its system from what the browser says of itself: "Firefox, Windows". People know their
// devices by these two words; more would only help to follow them around.
func Device(userAgent string) string {
	pick := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(userAgent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := pick("Edg", "Edge", "OPR/", "Opera", "SamsungBrowser", "Samsung Internet", "Firefox", "Firefox", "FxiOS", "Firefox",
		"CriOS", "Chrome", "Chrome", "Chrome", "Chromium", "Chromium", "Safari", "Safari")
	system := pick("Windows", "Windows", "iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "CrOS", "ChromeOS", "Mac OS X", "Mac",
		"Linux", "Linux")
	switch {
	case browser == "" && system == "":
		return ""
	case browser == "" || system == "":
		return browser + system
	}
	return browser + ", " + system
}

// Attempt is someone at the sign-in page.
type Attempt struct {
	Email    string
	Password string
	Device   string         // what the browser says of itself, in two words
	Return   string         // where they were going
	Known    string         // the account of a session that this browser had before, "" when none
	Zone     *time.Location // the office's: a password that was closed opens again when its day ends
}

// Outcome is how a try to sign in went, in the history that the account's owner reads.
type Outcome string

const (
	OutcomeSignedIn      Outcome = "signed in"
	OutcomeSteppedUp     Outcome = "second factor shown again"
	OutcomePasswordWrong Outcome = "wrong password"
	OutcomePasswordRight Outcome = "right password"
	OutcomeCodeWrong     Outcome = "wrong code"
	OutcomePasskeyWrong  Outcome = "passkey refused"
	OutcomePasskeyCopied Outcome = "passkey seemed copied"
	OutcomeClosed        Outcome = "account not open"
	OutcomeAgencyRefused Outcome = "agency sign-in refused"
)

// SignIn is one line of that history.
type SignIn struct {
	ID      string
	At      time.Time
	Outcome Outcome
	Method  Method
	Passkey string // its name; with ByAgency, what the agency says that it checked
	Device  string
	Address string
}
