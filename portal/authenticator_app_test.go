package portal_test

import (
	"testing"
	"time"

	"exchequer/portal"
)

// rfcSecret is the secret of RFC 6238's test vectors.
var rfcSecret = []byte("12345678901234567890")

func TestAppCodesAreThoseOfTheStandard(t *testing.T) {
	needApps(t)
	// RFC 6238, appendix B, writes eight digits; six are their end.
	for seconds, code := range map[int64]string{59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"} {
		if got := portal.AppCode(rfcSecret, time.Unix(seconds, 0)); got != code[2:] {
			t.Errorf("at %d: %s, not %s", seconds, got, code[2:])
		}
	}
}

func TestAppCodeMayBeOneStepOffAndWorksOnce(t *testing.T) {
	needApps(t)
	now := time.Unix(1234567890, 0)
	for steps := -3; steps <= 3; steps++ {
		shown := portal.AppCode(rfcSecret, now.Add(time.Duration(steps)*30*time.Second))
		step, ok := portal.MatchAppCode(rfcSecret, shown, now, 0)
		if want := steps >= -1 && steps <= 1; ok != want {
			t.Errorf("%d steps off: %v", steps, ok)
		}
		if !ok {
			continue
		}
		if _, again := portal.MatchAppCode(rfcSecret, shown, now, step); again {
			t.Errorf("%d steps off: taken twice", steps)
		}
		if _, earlier := portal.MatchAppCode(rfcSecret, shown, now, step+1); earlier {
			t.Errorf("%d steps off: taken after a later one", steps)
		}
	}
}

func TestKindsOfCodesAreToldByTheirLength(t *testing.T) {
	for typed, want := range map[string]portal.CodeKind{
		"123456": portal.AppCodes, " 123 456 ": portal.AppCodes, "１２３-４５６": portal.AppCodes, "1234 5678": portal.CardCodes,
		"ABCD-EFGH-JKMNP": portal.RecoverySaved, "0000-0000-00000": portal.RecoverySaved, "": portal.CardCodes, "12345": portal.CardCodes, "12345a": portal.CardCodes,
	} {
		if got := portal.KindOfCode(typed); got != want {
			t.Errorf("%q is of the kind %q, not %q", typed, got, want)
		}
	}
}

func TestAppSecretIsWrittenInGroupsAndReadFromAPicture(t *testing.T) {
	if got := portal.WriteAppSecret(rfcSecret); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Errorf("by hand: %s", got)
	}
	got := portal.AppAddress("Tamarack: Revenue & Taxes", "rosa+tax@mail.example", rfcSecret)
	if want := "otpauth://totp/Tamarack%20Revenue%20%26%20Taxes:rosa%2Btax%40mail.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tamarack%20Revenue%20%26%20Taxes"; got != want {
		t.Errorf("in the picture: %s", got)
	}
}

func TestSecondFactorsAreCountedAsSteps(t *testing.T) {
	for f, want := range map[portal.SecondFactors]int{
		{}: 0, {CardCodes: 10}: 1, {App: true}: 1, {Passkeys: 2, CardCodes: 1, App: true}: 4, {RecoverySaved: true}: 0,
	} {
		if f.Count() != want {
			t.Errorf("%+v are %d", f, f.Count())
		}
	}
}

// needApps skips where the hash of apps is not allowed.
func needApps(t *testing.T) {
	t.Helper()
	if !portal.AppsAvailable() {
		t.Skip("not available in FIPS mode")
	}
}
