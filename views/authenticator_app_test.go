package views_test

import (
	"strings"
	"testing"

	"exchequer/portal"
	"exchequer/views"
)

func TestKeyIsDrawnWithoutAStyleAndWithoutAnAddress(t *testing.T) {
	secret := []byte("12345678901234567890")
	for _, language := range portal.Languages {
		p := page(language, "", "/setup/authenticator-app")
		for _, email := range []string{"rosa@mail.example", strings.Repeat("a", 64) + "@" + strings.Repeat("b", 180) + ".example"} {
			app, err := views.AuthenticatorApp{Base: "/setup/authenticator-app", Back: "/setup/second-factor", SettingUp: true}.Draw(p, email, secret)
			if err != nil {
				t.Fatalf("%s: %v", email, err)
			}
			var drawn strings.Builder
			if err := views.AuthenticatorAppPage(p, app).Render(t.Context(), &drawn); err != nil {
				t.Fatal(err)
			}
			for _, needed := range []string{"GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ", `data-copy="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"`, `role="img"`, `<path d="M4 4h7v1h-7z`} {
				if !strings.Contains(drawn.String(), needed) {
					t.Errorf("%s, %s: the page lacks %q", language, email, needed)
				}
			}
			for _, never := range []string{"style=", "otpauth", "?secret"} {
				if strings.Contains(drawn.String(), never) {
					t.Errorf("%s, %s: the page has %q", language, email, never)
				}
			}
		}
	}
}

func TestStaffPageTellsOfEverySecondStep(t *testing.T) {
	for line, want := range map[*views.StaffLine]string{
		{}: "None", {App: true}: "An authenticator app", {Passkeys: 2, App: true, CardLeft: 7}: "2 passkeys, an authenticator app, a card with 7 codes left",
	} {
		if got := line.Ways(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
