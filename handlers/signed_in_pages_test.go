package handlers

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// TestEveryPageOfSomeoneSignedInSignsOut opens each page without parameters as whoever it is for: ASVS 7.4.4.
func TestEveryPageOfSomeoneSignedInSignsOut(t *testing.T) {
	v := newVisitor(t)
	walt := v.signedIn(v.office.Hire(t, dbtest.Walt)) // administrators do not work queues
	sunita := v.signedIn(v.office.Hire(t, dbtest.Sunita))
	rosa := v.signedIn(v.office.Enrol(t, portal.Actor{Name: "Rosa Delgado", Email: "rosa@mail.example", Address: "198.51.100.77"}))
	pages := 0
	for _, r := range testHandlers(t).routes() {
		if r.method != GET || strings.ContainsAny(r.path, ":*") || r.audience.name == machine.name {
			continue
		}
		for name, who := range map[string]*visitor{"administrator": walt, "supervisor": sunita, "taxpayer": rosa} {
			a := who.send(httptest.NewRequest(GET, r.path, nil))
			if a.Code != http.StatusOK || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
				continue // leads on, is a file, or is for others
			}
			pages++
			if !strings.Contains(a.body, `action="/sign-out"`) {
				t.Errorf("%s shows a %s no way to sign out", r.path, name)
			}
		}
	}
	if pages < 60 {
		t.Errorf("only %d pages were seen", pages)
	}
}

var passwordField = regexp.MustCompile(`<input[^>]*autocomplete="(current|new)-password"[^>]*>`)

// TestPasswordFieldsHideWhatIsTypedAndTakeWhatIsPasted: ASVS 6.2.6 and 6.2.7.
func TestPasswordFieldsHideWhatIsTypedAndTakeWhatIsPasted(t *testing.T) {
	v := newVisitor(t)
	rosa := v.signedIn(v.office.Enrol(t, portal.Actor{Name: "Rosa Delgado", Email: "rosa@mail.example", Address: "198.51.100.77"}))
	newcomer := newTryOffice(t, v.office).settingUp(false)
	for address, p := range map[string]struct {
		who    *visitor
		fields int
	}{"/sign-in": {v.another(), 1}, "/account/security/password": {rosa, 2}, "/setup/password": {newcomer, 1}} {
		page := p.who.get(address).must(http.StatusOK, "Show password")
		fields := passwordField.FindAllString(page.body, -1)
		if len(fields) != p.fields {
			t.Errorf("%s has %d password fields: %q", address, len(fields), fields)
		}
		for _, field := range fields {
			for _, never := range []string{"onpaste", "oncopy", "readonly", "maxlength", `autocomplete="off"`} {
				if strings.Contains(field, never) {
					t.Errorf("%s: %s has %s", address, field, never)
				}
			}
			if !strings.Contains(field, `type="password"`) {
				t.Errorf("%s: %s shows what is typed", address, field)
			}
		}
	}
}
