package handlers

import (
	"net/http"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestOwnerChoosesNameAndLanguageAndCloses(t *testing.T) {
	v := newVisitor(t)
	rosa := v.office.Enrol(t, portal.Actor{Name: "Rosa Delgado", Email: "rosa@mail.example", Address: "198.51.100.77"})
	w := v.signedIn(rosa)
	w.get("/account").must(http.StatusOK, "Hello, Rosa Delgado.", "You have one second step")
	w.post("/account/security/name", "called", "", "language", "fr").must(http.StatusUnprocessableEntity, "Enter your name, as we should write it.", "Choose a language.")
	w.post("/account/security/name", "called", "Rosa M. Delgado", "language", "es").must(http.StatusOK, "We write to you so from now on.", "Signed in as Rosa M. Delgado")
	w.get("/account/security").must(http.StatusOK, "Close your account")
	w.post("/account/security/closing").must(http.StatusUnprocessableEntity, "Tick the box")
	w.post("/account/security/closing", "sure", "yes").must(http.StatusOK, "Your account is closed.")
	if mails := v.office.Post(t); len(mails) == 0 || mails[len(mails)-1].Language != "es" {
		t.Errorf("told: %+v", mails)
	}
	v.signedIn(rosa).get("/account").must(http.StatusOK, "Sign in")
	v.another().post("/sign-in", "email", rosa.Email, "password", dbtest.Password).must(http.StatusForbidden, "You closed this account. Everything in it is kept.")

	sunita := v.signedIn(v.office.Hire(t, dbtest.Sunita))
	sunita.post("/desk/accounts/looks", "account", rosa.Account, "reason", "She asked for it back on the phone.").must(http.StatusOK, "Open it again")
	page := sunita.get("/desk/accounts/"+rosa.Account+"?act=reopening").must(http.StatusOK, "Be sure that it is them")
	seen := between(page.body, `name="seen" value="`, `"`)
	sunita.post("/desk/accounts/"+rosa.Account+"/reopening", "seen", seen, "reason", "no").must(http.StatusUnprocessableEntity, "Say why")
	sunita.post("/desk/accounts/"+rosa.Account+"/reopening", "seen", seen, "reason", "She called from the number we know.").must(http.StatusOK, "The account is open again.")
	sunita.post("/desk/accounts/"+rosa.Account+"/reopening", "seen", seen, "reason", "She called from the number we know.").must(http.StatusConflict)
	again := v.another()
	again.post("/sign-in", "email", rosa.Email, "password", dbtest.Password).must(http.StatusOK, "Second step")
	again.post("/sign-in/second-factor", "code", rosa.Codes[0])
	again.get("/account/security").must(http.StatusOK, "Who of our staff looked", "Sunita Brandt")

	ines := v.signedIn(v.office.Hire(t, dbtest.Ines))
	ines.post("/account/security/name", "called", "Sunita Brandt", "language", "en").must(http.StatusUnprocessableEntity, "Your work stands under your name.")
	ines.post("/account/security/name", "called", "Ines Calloway", "language", "es").must(http.StatusOK, "We write to you so from now on.")
	ines.get("/account/security/closing").must(http.StatusNotFound)
	ines.post("/account/security/closing", "sure", "yes").must(http.StatusNotFound)
}

func TestPasswordIsChangedWithTheCurrentOne(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	w, other := v.signedIn(ines), v.another()
	halfway(other, ines)
	other.post("/sign-in/second-factor", "code", ines.Codes[0]).must(http.StatusOK)
	w.get("/account/security").must(http.StatusOK, "Change your password")
	w.post("/account/security/password", "current", dbtest.Password, "password", "short").must(http.StatusUnprocessableEntity, "This password is too short")
	w.post("/account/security/password", "current", dbtest.Password, "password", "Tamarackers-2026").must(http.StatusUnprocessableEntity, "Our office keeps a list of passwords that are too well known, and this one is on it. Choose another.")
	w.post("/account/security/password", "current", "not her password", "password", "quiet lanterns over the bay").must(http.StatusUnprocessableEntity, "This is not your current password. Nothing was changed.")
	w.post("/account/security/password", "current", dbtest.Password, "password", "quiet lanterns over the bay").must(http.StatusTooManyRequests, "Wait a second")
	v.office.Clock.Add(time.Minute)
	w.post("/account/security/password", "current", dbtest.Password, "password", "quiet lanterns over the bay").must(http.StatusOK, "Your password is changed, and your other sessions have ended.")
	if a := other.get("/desk"); a.at != "/sign-in?ended=1&next=%2Fdesk" {
		t.Errorf("the other session reaches %s", a.at)
	}
	told := false
	for _, m := range v.office.Post(t) {
		told = told || m.Notice == portal.NoticePasswordChosen && m.Params["stop"] != ""
	}
	if !told {
		t.Error("its owner was not told")
	}
	v.another().post("/sign-in", "email", ines.Email, "password", "quiet lanterns over the bay").must(http.StatusOK, "Second step")
}
