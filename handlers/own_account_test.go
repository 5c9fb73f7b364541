package handlers

import (
	"net/http"
	"testing"

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

	ines := v.signedIn(v.office.Hire(t, dbtest.Ines))
	ines.get("/account/security/closing").must(http.StatusNotFound)
	ines.post("/account/security/closing", "sure", "yes").must(http.StatusNotFound)
}
