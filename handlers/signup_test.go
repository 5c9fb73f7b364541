package handlers

import (
	"net/http"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// TestAccountIsOpenedFromThePublicSite walks from the home page to the signed-in home, and counts the pages: eight at
// most.
func TestAccountIsOpenedFromThePublicSite(t *testing.T) {
	for _, language := range portal.Languages {
		prefix := language.Prefix()
		v := newVisitor(t)
		pages := 0
		seen := func(a answer, want ...string) answer {
			t.Helper()
			pages++
			return a.must(http.StatusOK, want...)
		}
		if home := v.get(prefix + "/").must(http.StatusOK); !strings.Contains(home.body, `href="`+prefix+`/sign-up"`) {
			t.Error("the home page does not lead to it")
		}
		seen(v.get(prefix + "/sign-up"))
		seen(v.post(prefix+"/sign-up", "email", " Rosa@mail.example "))
		mails := v.office.Links(t)
		if len(mails) != 1 || mails[0].To != "rosa@mail.example" || mails[0].Notice != portal.NoticeConfirmEmail || mails[0].Language != language {
			t.Fatalf("mail: %+v", mails)
		}
		seen(v.get(prefix + "/setup/links/" + mails[0].Params["secret"]))
		seen(v.post(prefix + "/setup"))
		if empty := v.post(prefix+"/setup/password", "name", "", "password", "short").must(http.StatusUnprocessableEntity); !strings.Contains(empty.body, `href="#name"`) || !strings.Contains(empty.body, `href="#password"`) {
			t.Error("the summary does not lead to both fields")
		}
		if again := v.post(prefix+"/setup/password", "name", "Rosa Delgado", "password", "rosa delgado 1").must(http.StatusUnprocessableEntity); !strings.Contains(again.body, `value="Rosa Delgado"`) {
			t.Error("the name that was typed is gone")
		}
		seen(v.post(prefix+"/setup/password", "name", "Rosa Delgado", "password", "quiet lanterns over the bay"))
		card := codesOn(v.post(prefix + "/setup/code-card").must(http.StatusOK))
		seen(v.get(prefix + "/setup/recovery-codes"))
		saved := codesOn(seen(v.post(prefix + "/setup/recovery-codes")))
		home := seen(v.post(prefix+"/setup/recovery-codes/check", "code", saved[2], "codes", strings.Join(saved, " ")), "Rosa Delgado")
		if home.at != prefix+"/account" || pages > 8 {
			t.Errorf("%s after %d pages", home.at, pages)
		}
		v.get("/desk").must(http.StatusNotFound)

		w := v.another()
		w.post("/sign-in", "email", "rosa@mail.example", "password", "quiet lanterns over the bay").must(http.StatusOK)
		if in := w.post("/sign-in/second-factor", "code", card[0]); in.at != "/account" {
			t.Errorf("signed in to %s", in.at)
		}
	}
}

// TestSignUpAnswersEveryAddressAlike: what differs goes to the mailbox, and nowhere else.
func TestSignUpAnswersEveryAddressAlike(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	v.office.Post(t)
	for _, address := range []string{"/sign-up", "/sign-in/password"} {
		known, unknown := v.another().postOnly(address, "email", ines.Email), v.another().postOnly(address, "email", "nobody@mail.example")
		if known.Code != http.StatusSeeOther || known.Code != unknown.Code || known.body != unknown.body || known.Header().Get("Location") != unknown.Header().Get("Location") {
			t.Errorf("%s: %d and %d, %q and %q", address, known.Code, unknown.Code, known.body, unknown.body)
		}
		for name := range known.Header() {
			if name != "Content-Security-Policy" && known.Header().Get(name) != unknown.Header().Get(name) {
				t.Errorf("%s: the header %s tells", address, name)
			}
		}
	}
	got := map[string]portal.Notice{}
	for _, m := range v.office.Links(t) {
		got[m.To+" "+string(m.Notice)] = m.Notice
	}
	for _, want := range []string{
		ines.Email + " " + string(portal.NoticeAccountExists), ines.Email + " " + string(portal.NoticeNewPasswordLink),
		"nobody@mail.example " + string(portal.NoticeConfirmEmail),
	} {
		if _, ok := got[want]; !ok {
			t.Errorf("no %s in %v", want, got)
		}
	}
}

func TestForgottenPasswordNeedsTheSecondStep(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	v.office.Post(t)
	if page := v.get("/sign-in").must(http.StatusOK); !strings.Contains(page.body, `href="/sign-in/password"`) {
		t.Error("the sign-in page does not lead to it")
	}
	if again := v.post("/sign-in/password", "email", "ines").must(http.StatusUnprocessableEntity, "Enter your e-mail address"); !strings.Contains(again.body, `value="ines"`) {
		t.Error("what was typed is gone")
	}
	v.post("/sign-in/password", "email", ines.Email).must(http.StatusOK, "Look into your e-mail")
	mails := v.office.Links(t)
	if len(mails) != 1 {
		t.Fatalf("mail: %+v", mails)
	}
	v.get("/setup/links/" + mails[0].Params["secret"])
	v.post("/setup").must(http.StatusOK, "Show that it is you")
	if past := v.post("/setup/password", "password", "quiet lanterns over the bay"); past.at != "/sign-in" {
		t.Errorf("without the second step it led to %s", past.at)
	}
	w := v.another()
	w.post("/sign-in/password", "email", ines.Email)
	mails = v.office.Links(t)
	w.get("/setup/links/" + mails[len(mails)-1].Params["secret"])
	w.post("/setup")
	w.post("/setup/proof", "code", ines.Codes[0]).must(http.StatusOK, "Choose a password")
	w.post("/setup/password", "password", "quiet lanterns over the bay").must(http.StatusOK, "Your new password is saved and you are signed in")
	if again := v.another().post("/sign-in", "email", ines.Email, "password", dbtest.Password); again.Code != http.StatusUnprocessableEntity {
		t.Errorf("the old password: %d", again.Code)
	}
}
