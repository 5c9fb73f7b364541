package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// office is an administrator's browser, and who works there.
func office(t testing.TB) (walt *visitor, v *visitor, ines dbtest.Person) {
	t.Helper()
	v = newVisitor(t)
	ines = v.office.Hire(t, dbtest.Ines)
	return v.signedIn(v.office.Hire(t, dbtest.Walt)), v, ines
}

func TestAdministratorInvitesAndHandsTheLinkOver(t *testing.T) {
	walt, v, _ := office(t)
	walt.get("/office/staff").must(http.StatusOK, "Ines Calloway", "Walt Emerson", "Active", "Invite someone")
	walt.get("/office/staff/invitations/new").must(http.StatusOK, "Invite someone")
	walt.post("/office/staff/invitations", "email", "no address", "name", "Petra").must(http.StatusUnprocessableEntity, "There are 2 answers to mend", "Enter an e-mail address", "Choose a role")
	page := walt.post("/office/staff/invitations", "email", "petra@dor.example", "name", "Petra Lindqvist", "role", "auditor", "deliver", "show").must(http.StatusOK, "This link is shown this once")
	_, link, ok := strings.Cut(page.body, "http://localhost:8080")
	if !ok {
		t.Fatal("no link on the page")
	}
	link, _, _ = strings.Cut(link, "<")
	petra := v.another()
	petra.get(link).must(http.StatusOK, "Set up your account")
	petra.post("/setup").must(http.StatusOK, "Choose a password")
	v.another().get(link).must(http.StatusOK) // the page opens, but its button finds the link spent
	w := v.another()
	w.get(link)
	w.post("/setup").must(http.StatusNotFound, "This link was used already")
}

func TestInvitationByMailShowsNoLink(t *testing.T) {
	walt, _, _ := office(t)
	page := walt.post("/office/staff/invitations", "email", "petra@dor.example", "role", "auditor", "deliver", "mail").must(http.StatusOK, "is on its way by e-mail", "Petra", "Invited")
	if strings.Contains(page.body, "/setup/links/") {
		t.Error("the link is on the page")
	}
	walt.post(strings.SplitN(page.at, "?", 2)[0]+"/link", "deliver", "mail").must(http.StatusOK, "A new link for Petra")
	walt.post(strings.SplitN(page.at, "?", 2)[0]+"/withdrawal").must(http.StatusOK, "The invitation is withdrawn", "Invite again")
}

func TestAdministratorChangesRolesAndSuspends(t *testing.T) {
	walt, v, ines := office(t)
	at := "/office/staff/" + ines.Account
	walt.get(at).must(http.StatusOK, "Ines Calloway", "Change the role", "Suspend Ines")
	walt.post(at+"/role", "role", "king").must(http.StatusUnprocessableEntity, "Choose a role")
	walt.post(at+"/role", "role", "supervisor").must(http.StatusOK, "Ines Calloway has the new role", "changed the role from clerk to supervisor")
	walt.post(at+"/suspension", "reason", "short").must(http.StatusUnprocessableEntity, "Say why, in a sentence", "short")
	walt.post(at+"/suspension", "reason", "On leave until January, as agreed.").must(http.StatusOK, "is suspended and signed out everywhere", "On leave until January, as agreed.", "Lift the suspension")
	halfway(v.another(), ines).must(http.StatusForbidden, "This account is suspended")
	walt.post(at+"/restoration", "reason", "She is back from leave today.").must(http.StatusOK, "can sign in again")
	walt.post(at+"/sessions/ending").must(http.StatusOK, "is signed out everywhere")
	card := walt.post(at+"/code-card").must(http.StatusOK, "Code card of Ines Calloway", "These codes are shown this once")
	w := v.another()
	halfway(w, ines)
	if in := w.postOnly("/sign-in/second-factor", "code", codesOn(card)[0]); in.Code != http.StatusSeeOther {
		t.Errorf("a code of the handed-out card: %d", in.Code)
	}
}

func TestAdministratorsOwnAccountIsForAnother(t *testing.T) {
	walt, v, _ := office(t)
	me := v.office.Who(t, walt.cookies[sessionCookie])
	page := walt.get("/office/staff/"+me.Account).must(http.StatusOK, "This is your own account.")
	if strings.Contains(page.body, me.Account+"/suspension") {
		t.Error("it offers to suspend oneself")
	}
	walt.post("/office/staff/"+me.Account+"/suspension", "reason", "I want to rest for a while.").must(http.StatusConflict, "You cannot do this to your own account.")
	walt.post("/office/staff/"+me.Account+"/role", "role", "clerk").must(http.StatusConflict, "You cannot do this to your own account.")
}

func TestStaffPagesAreForAdministrators(t *testing.T) {
	walt, v, ines := office(t)
	w := v.signedIn(ines)
	for _, address := range []string{"/office/staff", "/office/staff/invitations/new", "/office/staff/" + ines.Account, "/office/holds"} {
		w.get(address).must(http.StatusForbidden)
	}
	w.post("/office/staff/"+ines.Account+"/role", "role", "administrator").must(http.StatusForbidden)
	walt.get("/office/staff/nobody").must(http.StatusNotFound)
}

func TestStaleActAsksForTheSecondStepAndIsThenSent(t *testing.T) {
	walt, v, ines := office(t)
	person := v.office.Who(t, walt.cookies[sessionCookie])
	for range 2 {
		v.office.Clock.Add(11 * time.Minute)
		walt.get("/office/staff").must(http.StatusOK)
	}
	at := "/office/staff/" + ines.Account
	walt.get(at).must(http.StatusOK, "Before a change here we ask for your second step again.")
	page := walt.post(at+"/suspension", "reason", "On leave until January, as agreed.").must(http.StatusOK, "Show that it is you", "what you were about to do is kept")
	if page.at != "/sign-in/again" {
		t.Errorf("led to %s", page.at)
	}
	_, codes, err := v.office.HandOutCard(t.Context(), portal.SystemActor("operator"), person.Account)
	if err != nil {
		t.Fatal(err)
	}
	walt.post("/sign-in/again", "code", "1111 1111").must(http.StatusUnprocessableEntity, "This code is not right")
	walt.post("/sign-in/again", "code", codes[0]).must(http.StatusOK, "What you typed is kept", "On leave until January, as agreed.", "Send it now")
	walt.post(at+"/suspension?held=1", "reason", "On leave until January, as agreed.").must(http.StatusOK, "is suspended")
}

func TestHeldAccountIsReleasedBySomeoneElse(t *testing.T) {
	v, ines, k := keyed(t)
	sunita := v.signedIn(v.office.Hire(t, dbtest.Sunita))
	k.cred.Counter = 0
	k.show(v, "/sign-in/passkey").refused(http.StatusForbidden, "answered as a copy would")
	sunita.get("/office/holds").must(http.StatusOK, "Ines Calloway", "answered as a copy would", "Release Ines Calloway")
	release := "/office/holds/" + ines.Account + "/release"
	sunita.post(release, "reason-"+ines.Account, "ok").must(http.StatusUnprocessableEntity, "Say why, in a sentence", "ok")
	sunita.post(release, "reason-"+ines.Account, "Talked with Ines; the old key was destroyed.").must(http.StatusOK, "The account is released", "No account is on hold")
	w := v.another()
	halfway(w, ines).must(http.StatusOK, "Second step")
}

func TestNewPasswordByLinkAndSecondStep(t *testing.T) {
	walt, v, ines := office(t)
	page := walt.post("/office/staff/"+ines.Account+"/link", "deliver", "show").must(http.StatusOK, "within 30 minutes")
	_, link, _ := strings.Cut(page.body, "http://localhost:8080")
	link, _, _ = strings.Cut(link, "<")
	w := v.another()
	w.get(link)
	w.post("/setup").must(http.StatusOK, "Show that it is you", "The link in the e-mail alone is not enough.")
	if a := w.get("/setup/password"); a.at != "/setup/proof" {
		t.Errorf("the password before the proof: %s", a.at)
	}
	w.post("/setup/proof", "code", "0000000000000").must(http.StatusUnprocessableEntity)
	w.post("/setup/proof", "code", portal.WriteCode(ines.Codes[0])).must(http.StatusOK, "Choose a password")
	in := w.postOnly("/setup/password", "password", "quiet lanterns over the bay").must(http.StatusSeeOther)
	if in.Header().Get("Location") != "/account/security?done=recovered" {
		t.Errorf("led to %s", in.Header().Get("Location"))
	}
	w.follow(in).must(http.StatusOK, "Your new password is saved and you are signed in.", "9 codes are left on your card.")
}

func TestSecurityPageChangesKeysAndSessions(t *testing.T) {
	v, ines, k := keyed(t)
	w := v.signedIn(ines)
	other := v.another()
	k.show(other, "/sign-in/passkey").leads("/account")
	page := w.get("/account/security").must(http.StatusOK, "Passkeys", "10 codes are left on your card.", "Where you are signed in", "Sign out here", "End it")
	id := between(page.body, "/account/security/passkeys/", "/name")
	w.post("/account/security/passkeys/"+id+"/name", "name-"+id, "").must(http.StatusUnprocessableEntity, "Enter a name by which you know this passkey")
	w.post("/account/security/passkeys/"+id+"/name", "name-"+id, "Blue key").must(http.StatusOK, "The passkey has its new name.", "Blue key")

	session := v.office.Who(t, other.cookies[sessionCookie]).Session
	w.post("/account/security/sessions/"+session+"/ending").must(http.StatusOK, "That session has ended.")
	if a := other.get("/account/security"); a.at == "/account/security" {
		t.Error("the other session is open")
	}
	w.post("/account/security/passkeys/"+id+"/removal").must(http.StatusOK, "The passkey is removed.", "You have no passkey.")
	w.post("/account/security/code-card").must(http.StatusOK, "Your code card")
	w.get("/account/security/recovery-codes").must(http.StatusOK, "Show my recovery codes")
	codes := codesOn(w.post("/account/security/recovery-codes").must(http.StatusOK, "Your recovery codes"))
	w.post("/account/security/recovery-codes/check", "code", "wrong", "codes", strings.Join(codes, " ")).must(http.StatusUnprocessableEntity)
	w.post("/account/security/recovery-codes/check", "code", codes[0]).must(http.StatusOK, "Your new recovery codes are saved.")
	w.post("/account/security/sessions/ending").must(http.StatusOK, "You are signed out everywhere.")
}
