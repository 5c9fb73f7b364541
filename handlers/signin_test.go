package handlers

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// halfway enters the right password.
func halfway(v *visitor, p dbtest.Person) answer {
	v.t.Helper()
	return v.post("/sign-in", "email", p.Email, "password", dbtest.Password)
}

func TestStaffSignInWithPasswordAndCard(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	v.get("/sign-in?next=/account/security").must(http.StatusOK, "Sign in", "E-mail address", "Password")
	page := v.post("/sign-in", "email", " INES@dor.example ", "password", dbtest.Password, "next", "/account/security").must(http.StatusOK, "Second step", "Code")
	if page.at != "/sign-in/second-factor" {
		t.Errorf("led to %s", page.at)
	}
	in := v.postOnly("/sign-in/second-factor", "code", portal.WriteCode(ines.Codes[0])).must(http.StatusSeeOther)
	if to := in.Header().Get("Location"); to != "/account/security" {
		t.Errorf("led to %s", to)
	}
	if again := v.send(httptest.NewRequest(GET, "/sign-in", nil)); again.Code != http.StatusSeeOther || again.Header().Get("Location") != "/account" {
		t.Errorf("the sign-in page answers %d for who is signed in", again.Code)
	}
}

func TestSessionCookieIsOpaqueAndChangesWithEachStep(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	v.cookies[sessionCookie] = "planted-by-someone-else"
	halfway(v, ines)
	half := v.cookies[sessionCookie]
	in := v.postOnly("/sign-in/second-factor", "code", ines.Codes[0])
	full := v.cookies[sessionCookie]
	if half == "planted-by-someone-else" || full == half || len(full) < 43 {
		t.Errorf("tokens: %q, then %q", half, full)
	}
	for _, c := range in.Result().Cookies() {
		if c.Name == sessionCookie && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 0 || !c.Expires.IsZero() || c.Path != "/") {
			t.Errorf("the cookie: %+v", c)
		}
	}
	// The half-way token is worth nothing any more.
	w := v.another()
	w.cookies[sessionCookie] = half
	if a := w.get("/account/security"); a.at == "/account/security" {
		t.Error("a token from before the second step opens the account")
	}
}

func TestUnknownAddressAndWrongPasswordSayTheSame(t *testing.T) {
	v := newVisitor(t)
	v.office.Hire(t, dbtest.Ines)
	known := v.post("/sign-in", "email", "ines@dor.example", "password", "not her password").must(http.StatusUnprocessableEntity, "The e-mail address or the password is not right.")
	unknown := v.another().post("/sign-in", "email", "nobo@dor.example", "password", "not her password")
	same := func(a answer) string {
		return regexp.MustCompile(`nonce="[^"]*"|[a-z]+@dor\.example`).ReplaceAllString(a.body, "")
	}
	if known.Code != unknown.Code || same(known) != same(unknown) {
		t.Errorf("they differ: %d and %d", known.Code, unknown.Code)
	}
	if !strings.Contains(known.body, `value="ines@dor.example"`) || strings.Contains(known.body, "not her password") {
		t.Error("the address must stay in the form, the password must not")
	}
}

func TestSignInAsksForWhatIsMissing(t *testing.T) {
	v := newVisitor(t)
	v.post("/sign-in", "email", "", "password", "").must(http.StatusUnprocessableEntity, "There are 2 answers to mend", "Enter your e-mail address", "Enter your password")
	v.post("/es/sign-in", "email", "x", "password", "y").must(http.StatusUnprocessableEntity, "Escriba su correo electrónico")
	if a := v.post("/sign-in", "email", "<script>alert(1)</script>", "password", "x"); strings.Contains(a.body, "<script>alert") {
		t.Error("a script came back")
	}
}

func TestTooFastGuessesAreToldHowLongToWait(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	v.post("/sign-in", "email", ines.Email, "password", "not her password")
	a := halfway(v, ines).must(http.StatusTooManyRequests, "Wait a second")
	if a.Header().Get("Retry-After") != "1" {
		t.Errorf("Retry-After: %q", a.Header().Get("Retry-After"))
	}
}

func TestWrongCodeIsRefusedInWords(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	halfway(v, ines)
	for _, code := range []string{"", "00000000", "1234", "abc", strings.Repeat("9", 5000), "0123456789ABC"} {
		v.post("/sign-in/second-factor", "code", code).must(http.StatusUnprocessableEntity, "This code is not right, or was used already.")
	}
}

func TestPagesOfSignInLeadBackWithoutTheirSession(t *testing.T) {
	v := newVisitor(t)
	for _, address := range []string{"/sign-in/second-factor", "/setup", "/setup/password", "/setup/second-factor", "/setup/recovery-codes", "/setup/proof", "/sign-in/again", "/account/security", "/held-form"} {
		if a := v.get(address); !strings.HasPrefix(a.at, "/sign-in") || a.Code != http.StatusOK {
			t.Errorf("%s led to %s, %d", address, a.at, a.Code)
		}
	}
	for _, address := range []string{"/sign-in/second-factor", "/setup/password", "/setup/code-card", "/setup/recovery-codes", "/setup/recovery-codes/check", "/sign-in/again"} {
		if a := v.post(address, "code", "1", "password", "kettle orbit plaza"); !strings.HasPrefix(a.at, "/sign-in") {
			t.Errorf("POST %s led to %s, %d", address, a.at, a.Code)
		}
	}
	v.post("/setup").must(http.StatusNotFound, "This link was used already, or its time is over.")
}

func TestSignOutEndsTheSessionAndCleansTheBrowser(t *testing.T) {
	v := newVisitor(t)
	w := v.signedIn(v.office.Hire(t, dbtest.Ines))
	token := w.cookies[sessionCookie]
	out := w.postOnly("/sign-out").must(http.StatusSeeOther)
	if clear := out.Header().Get("Clear-Site-Data"); !strings.Contains(clear, `"cookies"`) || !strings.Contains(clear, `"storage"`) {
		t.Errorf("Clear-Site-Data: %s", clear)
	}
	w.follow(out).must(http.StatusOK, "You are signed out.")
	w.cookies[sessionCookie] = token
	if a := w.get("/account/security"); a.at == "/account/security" {
		t.Error("the token still opens the account")
	}
}

func TestSessionIsExtendedOnPurposeAndEndsWhenIdle(t *testing.T) {
	v := newVisitor(t)
	w := v.signedIn(v.office.Hire(t, dbtest.Ines))
	w.office.Clock.Add(14 * time.Minute)
	a := w.postOnly("/session/extension").must(http.StatusNoContent)
	if a.Header().Get("Session-Ends-In") != "900" || a.Header().Get("Session-Limit-In") != "42360" {
		t.Errorf("ends in %s s, limit in %s s", a.Header().Get("Session-Ends-In"), a.Header().Get("Session-Limit-In"))
	}
	w.office.Clock.Add(14 * time.Minute)
	w.get("/account/security").must(http.StatusOK)
	w.office.Clock.Add(15 * time.Minute)
	w.postOnly("/session/extension").must(http.StatusUnauthorized)
	w.get("/account/security").must(http.StatusOK, "We signed you out", "What you typed is kept")
}

func TestPagesThatAskByThemselvesKeepNoSessionOpen(t *testing.T) {
	v := newVisitor(t)
	w := v.signedIn(v.office.Hire(t, dbtest.Ines))
	for range 14 {
		w.office.Clock.Add(time.Minute)
		r := httptest.NewRequest(GET, "/account/security", nil)
		r.Header.Set("Exchequer-Background", "1")
		w.send(r).must(http.StatusOK)
	}
	w.office.Clock.Add(time.Minute)
	if a := w.get("/account/security"); a.at == "/account/security" {
		t.Error("the session idled for fifteen minutes and is open")
	}
}

func TestFormThatMeetsAnEndedSessionIsKept(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	w := v.signedIn(ines)
	w.office.Clock.Add(16 * time.Minute)
	typed := "Mr. Okafor needs the letter in 24 pt,\nand “large” means <large>."
	w.post("/account/security/passkeys/some/name", "name", typed, "password", "never kept").must(http.StatusOK, "What you typed is kept", "Sign in")
	halfway(w, ines).must(http.StatusOK)
	page := w.post("/sign-in/second-factor", "code", ines.Codes[0]).must(http.StatusOK, "What you typed is kept", "Mr. Okafor needs the letter in 24 pt,", "Send it now")
	if !strings.Contains(page.body, `action="/account/security/passkeys/some/name?held=1"`) || strings.Contains(page.body, "never kept") || strings.Contains(page.body, "<large>") {
		t.Errorf("the page of it:\n%s", page.body)
	}
	// Someone else at the same browser does not get it.
	tomas := w.signedIn(v.office.Hire(t, dbtest.Tomas))
	tomas.cookies[heldCookie] = w.cookies[heldCookie]
	if a := tomas.postOnly("/held-form/removal"); a.Code != http.StatusSeeOther {
		t.Errorf("answered %d", a.Code)
	}
	w.get("/held-form").must(http.StatusOK, "Mr. Okafor")
	if a := w.postOnly("/held-form/removal"); a.Code != http.StatusSeeOther || w.cookies[heldCookie] != "" {
		t.Errorf("let go: %d", a.Code)
	}
}

func TestFormsOfStrangersAreNotKept(t *testing.T) {
	v := newVisitor(t)
	v.cookies[sessionCookie] = "made up"
	a := v.postOnly("/account/security/passkeys/some/name", "name", "typed").must(http.StatusSeeOther)
	if v.cookies[heldCookie] != "" || !strings.HasPrefix(a.Header().Get("Location"), "/sign-in") {
		t.Errorf("held, or led to %s", a.Header().Get("Location"))
	}
}

func TestHeldFormIsSentOnceOrLetGo(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	w := v.signedIn(ines)
	w.office.Clock.Add(16 * time.Minute)
	w.post("/account/security/passkeys/some/name", "name", "typed")
	halfway(w, ines)
	w.post("/sign-in/second-factor", "code", ines.Codes[0]).must(http.StatusOK, "typed")
	w.post("/account/security/passkeys/some/name?held=1", "name", "typed").must(http.StatusNotFound) // there is no such passkey
	if w.cookies[heldCookie] != "" {
		t.Error("it was sent, and is still held")
	}
}

func TestFormWithFilesKeepsItsWords(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	w := v.signedIn(ines)
	w.office.Clock.Add(16 * time.Minute)
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("files", "answer.pdf")
	if err != nil {
		t.Fatal(err)
	}
	file.Write(make([]byte, 300<<10))
	form.WriteField("answer", "The letter in large print is enclosed.")
	form.Close()
	r := httptest.NewRequest(POST, "/desk/accessibility/AR-2026-000001/steps", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w.follow(w.send(r)).must(http.StatusOK, "What you typed is kept")
	halfway(w, ines)
	w.post("/sign-in/second-factor", "code", ines.Codes[0]).must(http.StatusOK, "The letter in large print is enclosed.", "Files are not kept: choose them again on the form.")
}
