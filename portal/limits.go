package portal

import "time"

// Limit is how many times something may be done from one address, or on one account, within a while.
type Limit struct {
	Name  string        // never changes once written: it is part of the counter's key
	Count int           //
	While time.Duration // counted from the first time
}

// The limits of signing in (Login.gov; numbers.md). Those of an address are settings of the department.
var (
	SignInsPerAddress  = Limit{"sign-ins from an address", 20, time.Minute}
	WrongPasswords     = Limit{"wrong passwords for an account from an address", 50, 12 * time.Hour}
	WrongSecondFactors = Limit{"wrong second factors", 10, 10 * time.Minute}
	LinksByMail        = Limit{"links to choose a password", 20, time.Hour}
	FormsHeld          = Limit{"forms held for an account", 30, time.Hour}                 // each is a sealed row for half a day
	CeremoniesBegun    = Limit{"passkey ceremonies from an address", 120, 5 * time.Minute} // each is a row until it is used
)

// Wait is the refusal that says how long: in seconds up to a minute and a half, then in minutes, rounded up.
func Wait(wait time.Duration) *Error {
	e := &Error{Code: TooMany, RetryAfter: max(wait, time.Second)}
	switch seconds := int((wait + time.Second - 1) / time.Second); {
	case seconds <= 1:
		e.Message = Say("That was too fast. Wait a second, then try again.")
	case seconds <= 90:
		e.Message = Say("There were too many tries. Wait %d seconds, then try again.", seconds)
	case seconds <= 2*60*60:
		e.Message = Say("There were too many tries. Wait %d minutes, then try again.", (seconds+59)/60)
	default:
		e.Message = Say("There were too many tries. Wait %d hours, then try again.", (seconds+3599)/3600)
	}
	return e
}

// AuthenticatorFailures in a row disable an authenticator (NIST SP 800-63B-4, 3.2.2).
const AuthenticatorFailures = 100

// PasswordDelay is how long no further password is tried after so many wrong ones in a row (Kanidm). From the
// hundredth on it is the day's end in the office's zone.
func PasswordDelay(failures int, now time.Time, zone *time.Location) time.Duration {
	switch {
	case failures <= 0:
		return 0
	case failures < 3:
		return time.Second
	case failures < 9:
		return 3 * time.Second
	case failures < 25:
		return 5 * time.Second
	case failures < AuthenticatorFailures:
		return 10 * time.Second
	}
	local := now.In(zone)
	return time.Date(local.Year(), local.Month(), local.Day()+1, 0, 0, 0, 0, zone).Sub(now)
}

// The limits of following a request up: a code has 50 bits, and these keep anyone from trying many (numbers.md, mailed
// code: 5 tries in 10 minutes; those of an address are more, because many people may share one).
var (
	FollowUpsPerReference = Limit{"follow-ups of a reference", 5, 10 * time.Minute}
	FollowUpsPerAddress   = Limit{"follow-ups from an address", 30, 10 * time.Minute}
)
