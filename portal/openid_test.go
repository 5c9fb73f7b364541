package portal

import (
	"testing"
	"time"
)

func TestAnIdentityIsTakenOnlyWhenItWasCheckedWellAndLately(t *testing.T) {
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	begun := now.Add(-3 * time.Minute)
	in := OpenIDDemand{Contexts: []string{"two", "three"}, MaxAge: AgencyMaxAge(AgencySignIn)}
	anew := OpenIDDemand{Contexts: []string{"two"}, MaxAge: AgencyMaxAge(AgencyStepUp)}
	at := func(ago time.Duration) OpenIDIdentity {
		return OpenIDIdentity{Issuer: "https://login.example.gov", Subject: "ines", Context: "two", VerifiedAt: now.Add(-ago)}
	}
	other := func(change func(*OpenIDIdentity)) OpenIDIdentity {
		i := at(0)
		change(&i)
		return i
	}
	for name, c := range map[string]struct {
		demand OpenIDDemand
		shown  OpenIDIdentity
		want   error
	}{
		"just now":                        {in, at(0), nil},
		"another context that counts":     {in, other(func(i *OpenIDIdentity) { i.Context = "three" }), nil},
		"as long ago as a session idles":  {in, at(SessionIdle), nil},
		"with clocks a minute apart":      {in, at(SessionIdle + OpenIDSkew), nil},
		"longer ago":                      {in, at(SessionIdle + OpenIDSkew + time.Second), OpenIDStale},
		"a little ahead of us":            {in, at(-OpenIDSkew), nil},
		"in the future":                   {in, at(-OpenIDSkew - time.Second), OpenIDWrong},
		"anew":                            {anew, at(time.Minute), nil},
		"anew, as the clocks differ":      {anew, at(4 * time.Minute), nil},
		"anew, but before it was asked":   {anew, at(4*time.Minute + time.Second), OpenIDStale},
		"no context":                      {in, other(func(i *OpenIDIdentity) { i.Context = "" }), OpenIDWeak},
		"a context that does not count":   {in, other(func(i *OpenIDIdentity) { i.Context = "tw" }), OpenIDWeak},
		"contexts are not parts of words": {in, other(func(i *OpenIDIdentity) { i.Context = "two three" }), OpenIDWeak},
		"nobody":                          {in, other(func(i *OpenIDIdentity) { i.Subject = "" }), OpenIDWrong},
		"it does not say when":            {in, other(func(i *OpenIDIdentity) { i.VerifiedAt = time.Time{} }), OpenIDWrong},
		"no context counts":               {OpenIDDemand{MaxAge: time.Hour}, at(0), OpenIDWeak},
	} {
		if got := c.demand.Judge(c.shown, begun, now); got != c.want {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

func TestEveryRefusalAtTheAgencyHasItsSentence(t *testing.T) {
	for _, r := range []OpenIDRefusal{
		OpenIDUnreachable, OpenIDLate, OpenIDDenied, OpenIDAsks, OpenIDBusy, OpenIDMisfit, OpenIDWrong, OpenIDWeak, OpenIDStale,
		AgencyUnknown, AgencyTaken, AgencyHasOne, AgencyOther, AgencyHeld, AgencySuspended, AgencyNotOpen,
		AgencyClosed(OnHold), AgencyClosed(Suspended), AgencyClosed(Closed), OpenIDFault("access_denied"), OpenIDFault("made up"),
	} {
		if e, ok := AgencySaid(r).(*Error); !ok || len(e.Message.Text) < 30 {
			t.Errorf("%s says nothing", r)
		}
	}
	if AgencySaid("made up") != nil || AgencySaid("") != nil {
		t.Error("words that are none say something")
	}
}

func TestWhatAProviderSaysIsKeptShortAndPlain(t *testing.T) {
	i := OpenIDIdentity{Methods: []string{"pwd", "o\u202etp\x00"}, Context: "a\nb"}
	if got := i.Checked(); got != "pwd, otp" {
		t.Errorf("%q", got)
	}
	if got := i.ContextName(); got != "a b" {
		t.Errorf("%q", got)
	}
	long := OpenIDIdentity{Methods: make([]string, 5000)}
	if n := len(long.Checked()); n > longestContext+10 {
		t.Errorf("%d bytes", n)
	}
}
