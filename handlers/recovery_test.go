package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func secretIn(t *testing.T, mails []portal.Mail, notice portal.Notice) string {
	t.Helper()
	for _, m := range mails {
		if m.Notice == notice {
			return m.Params["secret"][strings.LastIndexByte(m.Params["secret"], '/')+1:]
		}
	}
	t.Fatalf("no %s in %v", notice, mails)
	return ""
}

// TestLostEverythingButAMailboxAndASheet walks through a recovery: a link, a saved code, a day, a new password.
func TestLostEverythingButAMailboxAndASheet(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	v.post("/sign-in/password", "email", ines.Email)
	v.get("/setup/links/" + secretIn(t, v.office.Links(t), portal.NoticeNewPasswordLink))
	v.post("/setup").must(http.StatusOK, "Show that it is you", "13 letters and digits")
	v.post("/setup/proof", "code", ines.Recovery[1]).must(http.StatusOK, "Your recovery has begun", "we now wait 24 hours")
	if past := v.get("/setup/password"); past.at != "/sign-in?ended=1" {
		t.Errorf("the session goes on to %s", past.at)
	}
	v.signedIn(ines).get("/account/security").must(http.StatusOK, "A recovery of this account waits", "Stop the recovery")
	v.office.Post(t)
	v.office.Clock.Add(24 * time.Hour)
	link := secretIn(t, v.office.Links(t), portal.NoticeRecoveryReady)
	v.get("/setup/links/" + link)
	v.post("/setup").must(http.StatusOK, "Choose a password")
	v.post("/setup/password", "password", "quiet lanterns over the bay").must(http.StatusOK, "Your new password is saved and you are signed in")
}

// TestRecoveryIsStoppedFromAMailbox opens the page first, as programs that look into e-mail do, and nothing happens.
func TestRecoveryIsStoppedFromAMailbox(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	v.post("/sign-in/password", "email", ines.Email)
	v.get("/setup/links/" + secretIn(t, v.office.Links(t), portal.NoticeNewPasswordLink))
	v.post("/setup")
	v.post("/setup/proof", "code", ines.Recovery[1])
	link := secretIn(t, v.office.Post(t), portal.NoticeRecoveryBegun)
	for range 2 {
		v.another().get("/links/"+link).must(http.StatusOK, "Stop the recovery of your account", "Your password and your second steps stay as they are")
	}
	w := v.another()
	if page := w.get("/es/links/" + link); page.at != "/es/links" || strings.Contains(page.body, link) {
		t.Errorf("the token is still in sight at %s", page.at)
	}
	w.post("/links").must(http.StatusOK, "The recovery is stopped")
	w.get("/links/"+link).must(http.StatusNotFound, "This link was used already")
	v.signedIn(ines).get("/account/security").must(http.StatusOK, "Security")
	if page := v.signedIn(ines).get("/account/security"); strings.Contains(page.body, "A recovery of this account waits") {
		t.Error("it still waits")
	}
}

func TestLostTheSecondStepButNotThePassword(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	halfway(v, ines).must(http.StatusOK, "You lost your second step: use a saved recovery code")
	v.get("/sign-in/second-factor?lost=1").must(http.StatusOK, "one of your saved recovery codes")
	v.post("/sign-in/second-factor", "code", "0000-0000-00000").must(http.StatusUnprocessableEntity, "This code is not right")
	v.post("/sign-in/second-factor", "code", portal.WriteCode(ines.Recovery[1])).must(http.StatusOK, "Add a second step")
	if past := v.get("/desk"); past.at != "/sign-in?next=%2Fdesk" {
		t.Errorf("it reaches %s", past.at)
	}
	v.post("/setup/code-card").must(http.StatusOK, "Your code card")
	saved := codesOn(v.post("/setup/recovery-codes").must(http.StatusOK))
	if in := v.post("/setup/recovery-codes/check", "code", saved[0], "codes", strings.Join(saved, " ")); in.at != "/desk" {
		t.Errorf("it ended at %s", in.at)
	}
}

func TestFurtherAddressesOnTheSecurityPage(t *testing.T) {
	v := newVisitor(t)
	ines := v.office.Hire(t, dbtest.Ines)
	w := v.signedIn(ines)
	v.office.Post(t)
	w.post("/account/security/addresses", "email", "ines").must(http.StatusUnprocessableEntity, "Enter an e-mail address")
	page := w.post("/account/security/addresses", "email", "ines@home.example").must(http.StatusOK, "We have sent an e-mail to the new address", "Not confirmed yet")
	id := between(page.body, "/account/security/addresses/", "/removal")
	v.get("/links/"+secretIn(t, v.office.Post(t), portal.NoticeConfirmAddress)).must(http.StatusOK, "Confirm your e-mail address")
	v.post("/links").must(http.StatusOK, "Your address is confirmed")
	v.signedIn(v.office.Hire(t, dbtest.Walt)).post("/account/security/addresses/" + id + "/removal").must(http.StatusNotFound)
	w.post("/account/security/addresses/"+id+"/sign-in").must(http.StatusOK, "You sign in with that address from now on")
	page = w.get("/account/security").must(http.StatusOK, "ines@home.example You sign in with it", ines.Email)
	w.post("/account/security/addresses/"+between(page.body, "/account/security/addresses/", "/sign-in")+"/removal").must(http.StatusOK, "The address is removed")
}
