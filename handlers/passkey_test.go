package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// keyed is Ines with a passkey bound on her security page.
func keyed(t testing.TB) (*visitor, dbtest.Person, *key) {
	t.Helper()
	v := newVisitor(t)
	ines, k := v.office.Hire(t, dbtest.Ines), newKey(t)
	k.bind(v.signedIn(ines), "/account/security/passkeys").leads("/account/security?done=bound")
	return v, ines, k
}

func TestPasskeyIsBoundInSetupAndSignsInAlone(t *testing.T) {
	v := newVisitor(t)
	_, link, err := v.office.InviteStaff(t.Context(), portal.SystemActor("operator"), portal.Invitation{Email: dbtest.Ines.Email, Name: dbtest.Ines.Name, Role: portal.Clerk}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if a := v.get("/setup/links/"+link).must(http.StatusOK, "Set up your account", "Begin"); a.at != "/setup" {
		t.Errorf("the token stays in the address: %s", a.at)
	}
	v.post("/setup").must(http.StatusOK, "Choose a password")
	v.post("/setup/password", "password", "short").must(http.StatusUnprocessableEntity, "too short: 5 of at least 12")
	v.post("/setup/password", "password", "Department of Revenue").must(http.StatusUnprocessableEntity, "too close to your name")
	v.post("/setup/password", "password", dbtest.Password).must(http.StatusOK, "Add a second step")
	k := newKey(t)
	k.bind(v, "/setup/passkey").leads("/setup/recovery-codes")
	v.get("/setup/recovery-codes").must(http.StatusOK, "Recovery codes")
	page := v.post("/setup/recovery-codes").must(http.StatusOK, "These codes are shown this once")
	codes := codesOn(page)
	if len(codes) != portal.RecoveryCodes {
		t.Fatalf("%d codes on the page", len(codes))
	}
	again := v.post("/setup/recovery-codes/check", "code", "0000", "codes", strings.Join(codes, " ")).must(http.StatusUnprocessableEntity, "This is not one of the codes above")
	if len(codesOn(again)) != len(codes) {
		t.Error("the codes are gone after a typing mistake")
	}
	file := v.postOnly("/setup/recovery-codes/file", "codes", strings.Join(codes, " ")+" <script>").must(http.StatusOK)
	if !strings.Contains(file.body, codes[0]) || strings.Contains(file.body, "script") || !strings.HasPrefix(file.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("the file:\n%s", file.body)
	}
	if in := v.postOnly("/setup/recovery-codes/check", "code", strings.ToLower(codes[2])).must(http.StatusSeeOther); in.Header().Get("Location") != "/account" {
		t.Errorf("led to %s", in.Header().Get("Location"))
	}
	v.get("/account/security").must(http.StatusOK, "Last used Not used yet", "This is your only second step")

	w := v.another()
	k.show(w, "/sign-in/passkey").leads("/account")
	w.get("/account/security").must(http.StatusOK, "Signed in with passkey", "Firefox, Linux")
}

func codesOn(page answer) (codes []string) {
	for part := range strings.SplitSeq(page.body, "<code>") {
		if code, _, ok := strings.Cut(part, "</code>"); ok && len(code) < 20 {
			codes = append(codes, code)
		}
	}
	return codes
}

func TestPasskeyIsTheSecondStepAfterThePassword(t *testing.T) {
	v, ines, k := keyed(t)
	k.auth.Options.UserNotVerified = true // after a password, touching the key is enough
	halfway(v, ines)
	k.show(v, "/sign-in/second-factor/passkey").leads("/account")
	v.get("/account/security").must(http.StatusOK, "Signed in with password and passkey (Passkey)")
}

func TestPasskeyAloneMustVerifyTheUser(t *testing.T) {
	v, _, k := keyed(t)
	k.auth.Options.UserNotVerified = true
	a := k.show(v, "/sign-in/passkey")
	if a.Code != http.StatusUnprocessableEntity {
		t.Errorf("answered %d %s", a.Code, a.body)
	}
	if v.cookies[sessionCookie] != "" {
		t.Error("it opened a session")
	}
}

func TestWrongPasskeysAreRefusedInWords(t *testing.T) {
	v, ines, k := keyed(t)

	stranger := newKey(t)
	stranger.auth.Options.UserHandle = k.auth.Options.UserHandle
	stranger.show(v, "/sign-in/passkey").refused(http.StatusUnprocessableEntity, "not bound to an account here")

	nobody := newKey(t)
	nobody.auth.Options.UserHandle = []byte(strings.Repeat("x", 64))
	nobody.show(v, "/sign-in/passkey").refused(http.StatusUnprocessableEntity, "not bound to an account here")

	forged := newKey(t) // her credential's id, another key behind it
	forged.auth.Options.UserHandle, forged.cred.ID, forged.cred.Counter = k.auth.Options.UserHandle, k.cred.ID, 100
	forged.show(v, "/sign-in/passkey").refused(http.StatusUnprocessableEntity, "We could not check this passkey’s answer")

	elsewhere := *k
	elsewhere.site.Origin = "https://dor.example.evil.example"
	elsewhere.show(v, "/sign-in/passkey").refused(http.StatusUnprocessableEntity, "made for another site")

	halfway(v, ines)
	stranger.show(v, "/sign-in/second-factor/passkey").refused(http.StatusUnprocessableEntity, "not bound to an account here")
	if len(v.cookies[sessionCookie]) > 0 {
		if a := v.get("/account/security"); a.at == "/account/security" {
			t.Error("one of them opened the account")
		}
	}
}

func TestPasskeysAnswerCannotBePlayedAgain(t *testing.T) {
	v, _, k := keyed(t)
	answer := k.sign(begin(v, "/sign-in/passkey"))
	v.postJSON("/sign-in/passkey", answer).leads("/account")
	v.another().postJSON("/sign-in/passkey", answer).refused(http.StatusUnprocessableEntity, "The minute for using the passkey is over")
	// Nor does it fit another ceremony.
	answer["ceremony"] = begin(v.another(), "/sign-in/passkey").Ceremony
	v.another().postJSON("/sign-in/passkey", answer).refused(http.StatusUnprocessableEntity, "We could not check")
}

func TestCeremonyEndsAfterAMinute(t *testing.T) {
	v, _, k := keyed(t)
	answer := k.sign(begin(v, "/sign-in/passkey"))
	v.office.Clock.Add(time.Minute)
	v.postJSON("/sign-in/passkey", answer).refused(http.StatusUnprocessableEntity, "The minute for using the passkey is over")
}

func TestCeremonyServesOnePurposeAndOneSession(t *testing.T) {
	v, ines, k := keyed(t)
	alone := k.sign(begin(v, "/sign-in/passkey"))
	halfway(v, ines)
	v.postJSON("/sign-in/second-factor/passkey", alone).refused(http.StatusUnprocessableEntity, "The minute")
	mine := k.sign(begin(v, "/sign-in/second-factor/passkey"))
	other := v.another()
	halfway(other, ines)
	other.postJSON("/sign-in/second-factor/passkey", mine).refused(http.StatusUnprocessableEntity, "The minute")
}

func TestCopiedPasskeyHoldsTheAccount(t *testing.T) {
	v, ines, k := keyed(t)
	walt := v.signedIn(v.office.Hire(t, dbtest.Walt))
	k.show(v, "/sign-in/passkey").leads("/account")
	k.cred.Counter = 0 // an earlier copy of the key answers
	k.show(v.another(), "/sign-in/passkey").refused(http.StatusForbidden, "answered as a copy would")
	if a := v.get("/account/security"); a.at == "/account/security" {
		t.Error("her session is still open")
	}
	halfway(v.another(), ines).must(http.StatusForbidden, "We put this account on hold to protect it")
	walt.get("/account/security").must(http.StatusOK)
}

func TestPasskeyWhoseBackupFlagChangedGetsAnotherWay(t *testing.T) {
	v, ines, k := keyed(t)
	k.auth.Options.BackupEligible = true
	k.show(v, "/sign-in/passkey").refused(http.StatusUnprocessableEntity, "Sign in another way")
	k.auth.Options.BackupEligible, k.auth.Options.BackupState = false, true
	k.show(v, "/sign-in/passkey").refused(http.StatusUnprocessableEntity, "Sign in another way")
	halfway(v, ines)
	if in := v.postOnly("/sign-in/second-factor", "code", ines.Codes[0]); in.Code != http.StatusSeeOther {
		t.Errorf("the other way: %d", in.Code)
	}
}

func TestPasskeyIsNotBoundTwice(t *testing.T) {
	v, ines, k := keyed(t)
	b := begin(v.signedIn(ines), "/account/security/passkeys")
	if !strings.Contains(string(b.Options), "excludeCredentials") {
		t.Error("the browser is not told which passkeys are bound")
	}
	tomas := v.signedIn(v.office.Hire(t, dbtest.Tomas))
	k.bind(tomas, "/account/security/passkeys").refused(http.StatusConflict, "already bound to an account")
}

func TestBindingAPasskeyNeedsAFreshSignIn(t *testing.T) {
	v, ines, k := keyed(t)
	w := v.signedIn(ines)
	for range 2 {
		v.office.Clock.Add(11 * time.Minute)
		w.get("/account/security").must(http.StatusOK)
	}
	w.get("/account/security").must(http.StatusOK, "Before a change here we ask for your second step again.")
	a := w.postJSON("/account/security/passkeys/ceremony", struct{}{})
	if a.Code != http.StatusUnauthorized || a.json()["again"] != "yes" {
		t.Errorf("answered %d %s", a.Code, a.body)
	}
	w.get("/sign-in/again?next=/account/security").must(http.StatusOK, "Show that it is you")
	k.show(w, "/sign-in/again/passkey").leads("/account")
	newKey(t).bind(w, "/account/security/passkeys").leads("/account/security?done=bound")
}

func TestNonsenseInACeremonyIsRefusedQuietly(t *testing.T) {
	v, ines, _ := keyed(t)
	halfway(v, ines)
	for _, address := range []string{"/sign-in/passkey", "/sign-in/second-factor/passkey"} {
		b := begin(v, address)
		for _, credential := range []string{`null`, `{}`, `"text"`, `{"id":"a","rawId":"a","type":"public-key","response":{}}`, `[1,2,3]`} {
			v.postJSON(address, b.with(credential)).refused(http.StatusUnprocessableEntity, "")
			b = begin(v, address)
		}
		v.postJSON(address, map[string]any{}).refused(http.StatusUnprocessableEntity, "The minute")
		v.postJSON(address, strings.Repeat("x", 100_000)).refused(http.StatusUnprocessableEntity, "We could not check")
	}
}
