package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestOwnerReadsAllThatHappenedPageByPage(t *testing.T) {
	v := newVisitor(t)
	rosa := v.office.Enrol(t, portal.Actor{Name: "Rosa Delgado", Email: "rosa@mail.example", Address: "198.51.100.77"})
	stranger := v.another()
	for range 30 {
		v.office.Clock.Add(time.Minute)
		stranger.post("/sign-in", "email", rosa.Email, "password", "not her password")
	}
	v.office.Clock.Add(24 * time.Hour)
	w := v.another()
	halfway(w, rosa)
	w.post("/sign-in/second-factor", "code", "0000 0000").must(http.StatusUnprocessableEntity)
	w.post("/sign-in/second-factor", "code", rosa.Codes[0]).must(http.StatusOK)

	w.get("/account/security").must(http.StatusOK, "See all that happened, page by page")
	first := w.get("/account/security/history").must(http.StatusOK, "Signed in with password and code card", "Right password, wrong code of the code card: not let in", "Wrong password: not let in", "Firefox, Linux", "Earlier")
	if n := strings.Count(first.body, "kit-history__one"); n != portal.AccountPageSize {
		t.Errorf("the first page has %d lines", n)
	}
	next := "/account/security/history?older=" + between(first.body, "/account/security/history?older=", `"`)
	second := w.get(next).must(http.StatusOK, "Wrong password: not let in", "Chose keys by a link and signed in", "Latest")
	if n := strings.Count(second.body, "kit-history__one"); n != 8 || strings.Contains(second.body, "?older=") {
		t.Errorf("the second page has %d lines", n)
	}
	w.get("/es"+next).must(http.StatusOK, "Contraseña equivocada: sin acceso", "Lo más reciente")
	w.get("/account/security/history?older=0").must(http.StatusOK, "Nothing happened before that.")

	// Someone else's place in the list shows one's own lines, and nobody else's.
	ines := v.signedIn(v.office.Hire(t, dbtest.Ines))
	ines.get(next).must(http.StatusOK)
	if strings.Contains(ines.get(next).body, "Wrong password") {
		t.Error("someone reads another's history")
	}
	ines.get("/account/security/looks").must(http.StatusNotFound)
	v.another().get("/account/security/history").must(http.StatusOK, "Sign in")
}

func TestOwnerReadsWhoOfTheStaffLookedPageByPage(t *testing.T) {
	v := newVisitor(t)
	rosa := v.office.Enrol(t, portal.Actor{Name: "Rosa Delgado", Email: "rosa@mail.example", Address: "198.51.100.77"})
	w := v.signedIn(rosa)
	w.get("/account/security/looks").must(http.StatusOK, "Nobody of our staff has opened your account.")
	ines := v.office.Hire(t, dbtest.Ines)
	for range portal.AccountPageSize + 2 {
		if err := v.office.LookAtAccount(t.Context(), ines.Actor, rosa.Account, "She is on the phone about her card."); err != nil {
			t.Fatal(err)
		}
	}
	w.get("/account/security").must(http.StatusOK, "Ines Calloway", "See every time that someone looked")
	first := w.get("/account/security/looks").must(http.StatusOK, "Ines Calloway", "Earlier")
	if strings.Contains(first.body, "on the phone") {
		t.Error("the reason, which is for staff, is shown")
	}
	second := w.get("/account/security/looks?older="+between(first.body, "/account/security/looks?older=", `"`)).must(http.StatusOK, "Latest")
	if a, b := strings.Count(first.body, "kit-history__one"), strings.Count(second.body, "kit-history__one"); a != portal.AccountPageSize || b != 2 {
		t.Errorf("the pages have %d and %d lines", a, b)
	}
}
