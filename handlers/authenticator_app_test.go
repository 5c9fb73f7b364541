package handlers

import (
	"bytes"
	"encoding/base32"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// appOn reads the key from the page as a person would, into an app of theirs.
func appOn(t testing.TB, o *dbtest.Office, a answer) dbtest.App {
	t.Helper()
	key := between(a.body, `class="kit-app__key"><code>`, `</code>`)
	secret, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(key, " ", ""))
	if err != nil || len(secret) != portal.AppSecretLength || len(strings.Fields(key)) != 8 {
		t.Fatalf("the key %q: %v", key, err)
	}
	return o.AppOfSecret(secret)
}

// appTry is someone whose app waits for its first code.
func appTry(base string, begin func(o *tryOffice) *visitor) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		dbtest.NeedApps(o.t)
		v := begin(o)
		app := appOn(o.t, o.Office, v.post(base).must(http.StatusOK))
		return started{v, base, base + "/check", url.Values{"code": {app.Code()}}, nil}
	}
}

func TestAppIsBoundInSetupAndSignsIn(t *testing.T) {
	dbtest.NeedApps(t)
	v := newVisitor(t)
	o := newTryOffice(t, v.office)
	w := o.settingUp(true)
	w.get("/setup/second-factor").must(http.StatusOK, "An authenticator app: codes on your phone", "A code card or a passkey is as good.")
	page := w.post("/setup/authenticator-app").must(http.StatusOK, "Add an authenticator app", "Step 2 of 3", "Give the app your key")
	if page.at != "/setup/authenticator-app" || !strings.Contains(page.body, `role="img"`) || strings.Contains(page.body, "style=") {
		t.Errorf("the page at %s draws nothing, or with a style of its own", page.at)
	}
	app := appOn(t, v.office, page)
	again := w.get("/setup/authenticator-app")
	if shown := appOn(t, v.office, again); shown.Code() != app.Code() {
		t.Error("the key changed when the page was asked for again")
	}
	if w.another().get("/setup/authenticator-app").at == "/setup/authenticator-app" {
		t.Error("another browser is shown the key")
	}
	wrong := w.post("/setup/authenticator-app/check", "code", app.At(7)).must(http.StatusUnprocessableEntity, "This is not the code", "let your phone set its clock")
	if shown := appOn(t, v.office, wrong); shown.Code() != app.Code() || strings.Contains(wrong.body, app.At(7)) {
		t.Error("after a wrong code the page shows another key, or the code")
	}
	if done := w.post("/setup/authenticator-app/check", "code", " "+app.Code()[:3]+" "+app.Code()[3:]); done.at != "/setup/recovery-codes" {
		t.Fatalf("a right code led to %s: %s", done.at, text(done.body))
	}
	if w.get("/setup/authenticator-app").at != "/setup/second-factor" {
		t.Error("the key is shown after it was bound")
	}
	w.get("/setup/second-factor").must(http.StatusOK, "An authenticator app is added to your account.")
	codes := codesOn(w.post("/setup/recovery-codes").must(http.StatusOK))
	w.post("/setup/recovery-codes/check", "code", codes[0]).must(http.StatusOK)
	if a := w.get("/account/security").must(http.StatusOK, "Your authenticator app was added on", "This is your only second step"); strings.Contains(a.body, "authenticator-app/removal") {
		t.Error("the last second step can be removed")
	}
	w.post("/account/security/authenticator-app/removal").must(http.StatusConflict, "This is your only second factor.")
}

func TestAppOnTheSecurityPage(t *testing.T) {
	dbtest.NeedApps(t)
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	w := v.signedIn(ines)
	w.get("/account/security").must(http.StatusOK, "You have no authenticator app.", "A passkey or a code card is as good.")
	if a := w.get("/account/security/authenticator-app"); a.at != "/account/security" {
		t.Errorf("a page without a key stands at %s", a.at)
	}
	app := appOn(t, v.office, w.post("/account/security/authenticator-app").must(http.StatusOK, "Choose another second step"))
	w.post("/account/security/authenticator-app/check", "code", app.Code()).must(http.StatusOK, "The authenticator app is added.", "Change to another authenticator app")
	v.office.Clock.Add(time.Minute)

	again := v.another()
	halfway(again, ines).must(http.StatusOK, "The code that your authenticator app shows now (6 digits), or the next unused code of your card (8 digits).")
	again.post("/sign-in/second-factor", "code", app.At(5)).must(http.StatusUnprocessableEntity, "Wait until your authenticator app shows the next one")
	if in := again.postOnly("/sign-in/second-factor", "code", app.Code()); in.Code != http.StatusSeeOther {
		t.Fatalf("the code led nowhere: %d", in.Code)
	}
	again.get("/account/security").must(http.StatusOK, "Signed in with password and authenticator app", "and last used on")
	again.get("/es/account/security").must(http.StatusOK, "contraseña y aplicación de autenticación")

	// A screen that was left open is not enough: not to see a key, not to draw one, not to remove the app.
	w.post("/account/security/authenticator-app").must(http.StatusOK, "Give the app your key")
	v.office.Clock.Add(14 * time.Minute)
	w.postOnly("/session/extension").must(http.StatusNoContent)
	v.office.Clock.Add(7 * time.Minute)
	for _, address := range []string{"/account/security/authenticator-app", "/account/security/authenticator-app/removal"} {
		if a := w.post(address); a.at != "/sign-in/again" {
			t.Errorf("POST %s led to %s", address, a.at)
		}
	}
	if a := w.get("/account/security/authenticator-app"); !strings.HasPrefix(a.at, "/sign-in/again") {
		t.Errorf("a stale session is shown the key at %s", a.at)
	}
	w.get("/sign-in/again").must(http.StatusOK, "The code that your authenticator app shows now (6 digits)")
	w.postOnly("/sign-in/again", "code", app.Code()).must(http.StatusSeeOther)
	w.post("/account/security/authenticator-app/removal").must(http.StatusOK, "The authenticator app is removed.", "You have no authenticator app.")
}

func TestAppProvesWhoChoosesANewPassword(t *testing.T) {
	dbtest.NeedApps(t)
	o := newTryOffice(t, newVisitor(t).office)
	o.recovering().get("/setup/proof").must(http.StatusOK, "An unused code of your card (8 digits), or one of your saved recovery codes")
	p := o.newcomer()
	app := o.AddApp(t, p)
	_, link, err := o.SendLink(t.Context(), o.hired[dbtest.Walt.Email].Actor, p.Account, nil)
	o.must(err)
	w := o.visitor()
	w.get("/setup/links/" + link).must(http.StatusOK)
	w.post("/setup").must(http.StatusOK, "The code that your authenticator app shows now (6 digits), an unused code of your card (8 digits), or one of your saved recovery codes")
	w.post("/setup/proof", "code", app.At(9)).must(http.StatusUnprocessableEntity, "Wait until your authenticator app shows the next one")
	if a := w.post("/setup/proof", "code", app.Code()); a.at != "/setup/password" {
		t.Errorf("led to %s", a.at)
	}
}

func TestKeyOfAnAppIsNeitherLoggedNorInAnAddressNorMailed(t *testing.T) {
	dbtest.NeedApps(t)
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	defer slog.SetDefault(before)
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	w := v.signedIn(ines)
	begun := w.postOnly("/account/security/authenticator-app").must(http.StatusSeeOther)
	page := w.follow(begun).must(http.StatusOK)
	app := appOn(t, v.office, page)
	written := portal.WriteAppSecret(app.Secret)
	key := strings.ReplaceAll(written, " ", "")
	bound := w.postOnly("/account/security/authenticator-app/check", "code", app.Code()).must(http.StatusSeeOther)
	for _, a := range []answer{begun, page, bound} {
		for name, values := range a.Header() {
			if strings.Contains(strings.Join(values, " "), key) {
				t.Errorf("the header %s holds the key", name)
			}
		}
	}
	if page.Header().Get("Cache-Control") != "no-store" || strings.Contains(page.body, "otpauth") {
		t.Error("the page may be kept, or holds the key as an address")
	}
	for _, m := range v.office.Post(t) {
		for name, value := range m.Params {
			if strings.Contains(value, key) || strings.Contains(value, written) || strings.Contains(value, app.Code()) {
				t.Errorf("%s holds the key or a code as %s", m.Notice, name)
			}
		}
	}
	if strings.Contains(log.String(), key) || strings.Contains(log.String(), app.Code()) {
		t.Error("the log holds the key or a code")
	}
	dbtest.Absent(t, v.office, key, written, string(app.Secret))
}

func TestAppsAreNotOfferedInFIPSMode(t *testing.T) {
	if portal.AppsAvailable() {
		t.Skip("not in FIPS mode")
	}
	v := newVisitor(t)
	w := newTryOffice(t, v.office).settingUp(true)
	if a := w.get("/setup/second-factor").must(http.StatusOK); strings.Contains(a.body, "authenticator-app") {
		t.Error("setup offers an app")
	}
	w.post("/setup/authenticator-app").must(http.StatusConflict, "Authenticator apps are not available in FIPS mode.")
	ines := v.signedIn(v.office.Hire(t, dbtest.Ines))
	if a := ines.get("/account/security").must(http.StatusOK, "Authenticator apps are not available in FIPS mode."); strings.Contains(a.body, "/authenticator-app") {
		t.Error("the security page offers an app")
	}
	ines.post("/account/security/authenticator-app").must(http.StatusConflict, "Add a passkey or make a code card")
	ines.post("/sign-in/again", "code", "123456").must(http.StatusUnprocessableEntity, "not available in FIPS mode, so we did not use this code")
}
