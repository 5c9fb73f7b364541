package portal

import (
	"testing"
	"time"
)

func TestAccountsMoveOnlyAsTheTableSays(t *testing.T) {
	all := []AccountStatus{PendingEmail, PendingPassword, PendingSecondFactor, Active, OnHold, Suspended, Withdrawn, Closed, Deceased}
	allowed := map[[2]AccountStatus]bool{
		{PendingEmail, PendingPassword}: true, {PendingEmail, Withdrawn}: true,
		{PendingPassword, PendingSecondFactor}: true, {PendingPassword, Withdrawn}: true,
		{PendingSecondFactor, Active}: true, {PendingSecondFactor, PendingPassword}: true, {PendingSecondFactor, Withdrawn}: true,
		{Active, OnHold}: true, {Active, Suspended}: true, {OnHold, Active}: true, {OnHold, Suspended}: true,
		{Suspended, Active}: true, {Withdrawn, PendingEmail}: true, {Active, Closed}: true, {Closed, Active}: true,
		{Active, Deceased}: true, {OnHold, Deceased}: true, {Suspended, Deceased}: true, {Closed, Deceased}: true,
		{Deceased, Active}: true,
	}
	for _, from := range all {
		for _, to := range all {
			if from.May(to) != allowed[[2]AccountStatus{from, to}] {
				t.Errorf("%s → %s: %v", from, to, from.May(to))
			}
		}
		if open := (Account{Status: from}).Open() == nil; open != (from == Active) {
			t.Errorf("an account that is %s is open: %v", from, open)
		}
	}
}

func TestEmailAddressesAreKeptInOneForm(t *testing.T) {
	for typed, want := range map[string]string{
		" Ines@DOR.Example ": "ines@dor.example", "a+b@sub.dor.example": "a+b@sub.dor.example", "o'neil@dor.example": "o'neil@dor.example",
	} {
		if got, ok := EmailAddress(typed); !ok || got != want {
			t.Errorf("%q: %q, %v", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "ines", "@dor.example", "ines@", "ines@localhost", "a@b@c.example", "Ines <i@dor.example>", "i@dor.example, j@dor.example", "i@dor.example\nBcc: all", "i\xff@dor.example", "\"a b\"@dor.example"} {
		if got, ok := EmailAddress(typed); ok {
			t.Errorf("%q was read as %q", typed, got)
		}
	}
}

func TestLastAdministratorAndOneselfStay(t *testing.T) {
	walt := Actor{Account: "walt", Role: Administrator}
	other := Account{ID: "ada", Role: Administrator, Status: Active}
	for name, c := range map[string]struct {
		actor   Actor
		account Account
		count   int
		want    Code
	}{
		"another of two":         {walt, other, 2, ""},
		"oneself":                {walt, Account{ID: "walt", Role: Administrator, Status: Active}, 2, Conflict},
		"the last":               {SystemActor("operator"), other, 1, Conflict},
		"a suspended one":        {walt, Account{ID: "ada", Role: Administrator, Status: Suspended}, 1, ""},
		"a clerk":                {walt, Account{ID: "ines", Role: Clerk, Status: Active}, 1, ""},
		"by a supervisor":        {Actor{Account: "sunita", Role: Supervisor}, other, 2, Forbidden},
		"by a clerk, on oneself": {Actor{Account: "ines", Role: Clerk}, Account{ID: "ines", Role: Clerk, Status: Active}, 2, Forbidden},
	} {
		if got := CodeOf(CheckStaffChange(c.actor, c.account, c.count)); got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

func TestPasskeysAreJudgedByWhatTheySayNow(t *testing.T) {
	key := Passkey{Count: 5, UserVerified: true}
	synced := Passkey{BackupEligible: true, BackedUp: true}
	for name, c := range map[string]struct {
		key   Passkey
		a     Assertion
		alone bool
		want  error
	}{
		"next count, verified, alone": {key, Assertion{Count: 6, UserVerified: true}, true, nil},
		"unverified as second factor": {key, Assertion{Count: 6}, false, nil},
		"unverified alone":            {key, Assertion{Count: 6}, true, ErrPasskeyUnverified},
		"same count":                  {key, Assertion{Count: 5, UserVerified: true}, true, ErrPasskeyCopied},
		"lower count":                 {key, Assertion{Count: 1}, false, ErrPasskeyCopied},
		"stopped counting":            {key, Assertion{Count: 0}, false, ErrPasskeyCopied},
		"never counted":               {synced, Assertion{BackupEligible: true, UserVerified: true}, true, nil},
		"began to count":              {synced, Assertion{BackupEligible: true, Count: 1}, false, nil},
		"no longer eligible":          {synced, Assertion{UserVerified: true}, true, ErrPasskeyChanged},
		"suddenly eligible":           {key, Assertion{Count: 6, BackupEligible: true}, false, ErrPasskeyChanged},
		"state without eligibility":   {key, Assertion{Count: 6, BackedUp: true}, false, ErrPasskeyChanged},
		"copy taken away":             {synced, Assertion{BackupEligible: true}, false, nil},
	} {
		if got := c.key.Judge(c.a, c.alone); got != c.want && (got == nil || c.want == nil || got.Error() != c.want.Error()) {
			t.Errorf("%s: %v, not %v", name, got, c.want)
		}
	}
}

func TestPasskeyNamesItselfUntilItsOwnerDoes(t *testing.T) {
	for want, p := range map[string]Passkey{
		"Windows Hello":        {AAGUID: "08987058-cadc-4b81-b6e1-30de50dcbe96", Transports: []string{"internal"}},
		"Phone with a passkey": {Transports: []string{"hybrid"}}, "Security key": {Transports: []string{"usb"}},
		"Chrome, Linux": {Transports: []string{"internal", "hybrid"}}, "Passkey": {},
	} {
		if got := p.GuessName("Chrome, Linux").String(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestSessionDeadlines(t *testing.T) {
	began := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		s    Session
		want time.Time
	}{
		"idle":        {Session{Stage: SignedIn, StartedAt: began, TouchedAt: began.Add(time.Hour)}, began.Add(75 * time.Minute)},
		"at the end":  {Session{Stage: SignedIn, StartedAt: began, TouchedAt: began.Add(12*time.Hour - time.Minute)}, began.Add(12 * time.Hour)},
		"second step": {Session{Stage: HalfSignedIn, StartedAt: began, TouchedAt: began}, began.Add(10 * time.Minute)},
		"setting up":  {Session{Stage: SettingUp, StartedAt: began, TouchedAt: began}, began.Add(time.Hour)},
	} {
		if got := c.s.Deadline(); !got.Equal(c.want) || !c.s.Open(c.want.Add(-1)) || c.s.Open(c.want) {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

func TestReturnLeadsOnlyWithinTheSite(t *testing.T) {
	for path, want := range map[string]string{
		"/desk/accessibility?state=overdue": "/desk/accessibility?state=overdue", "/es/accessibility": "/es/accessibility",
		"": "", "/": "", "//evil.example": "", "https://evil.example": "", "/\\evil.example": "", "/desk\r\nSet-Cookie: a": "", "desk": "",
		"/sign-in": "", "/sign-out": "", "/es/sign-in": "", "/setup/password": "", "/session/extension": "",
	} {
		if got := SafeReturn(path); got != want {
			t.Errorf("%q: %q", path, got)
		}
	}
}

func TestDevicesAreToldInTwoWords(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0": "Edge, Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0":                                                "Firefox, Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1":          "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36":                                  "Chrome, Android",
		"": "", "curl/8.0": "",
	} {
		if got := Device(agent); got != want {
			t.Errorf("%q: %q", agent, got)
		}
	}
}
