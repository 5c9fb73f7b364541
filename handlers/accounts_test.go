package handlers

import (
	"net/http"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// counter is a clerk's browser, a supervisor's, and a taxpayer with an account.
func counter(t testing.TB) (ines, sunita, door *visitor, rosa dbtest.Person) {
	t.Helper()
	door = newVisitor(t)
	rosa = door.office.Enrol(t, dbtest.Rosa)
	return door.signedIn(door.office.Hire(t, dbtest.Ines)), door.signedIn(door.office.Hire(t, dbtest.Sunita)), door, rosa
}

func TestClerkFindsAnAccountAndSaysWhy(t *testing.T) {
	ines, _, door, rosa := counter(t)
	at := "/desk/accounts/" + rosa.Account
	ines.get("/desk").must(http.StatusOK, "Find an account", "Recoveries")
	ines.get("/desk/accounts").must(http.StatusOK, "beginning of a name")
	ines.get("/desk/accounts?search=r").must(http.StatusUnprocessableEntity, "at least two letters")
	ines.get("/desk/accounts?search=ines@dor.example").must(http.StatusOK, "We found no account of the public here.")
	page := ines.get("/desk/accounts?search=ROSA").must(http.StatusOK, "Rosa Delgado", "Why do you look?")
	if strings.Contains(page.body, rosa.Email) {
		t.Error("the list shows the whole e-mail address")
	}
	for _, who := range []string{rosa.Account, "nobody", door.office.Who(t, ines.cookies[sessionCookie]).Account} {
		if page := ines.get("/desk/accounts/"+who).must(http.StatusOK, "Open an account", "Why do you look?"); strings.Contains(page.body, "Rosa") {
			t.Error("the account is shown without a reason")
		}
	}
	ines.post("/desk/accounts/looks", "account", rosa.Account, "reason", "x").must(http.StatusUnprocessableEntity, "Say why, in a sentence")
	ines.post("/desk/accounts/looks", "account", "nobody", "reason", "She called about her card.").must(http.StatusNotFound, "We found no account of the public here.")
	ines.post("/desk/accounts/looks", "account", rosa.Account, "reason", "She called about her card.").must(http.StatusOK, "Rosa Delgado", rosa.Email,
		"10 codes left", "8 codes left", "Firefox, Linux", "She called about her card.", "Put it on hold", "asked for an account with this e-mail address", "finished setting the account up")
	if page := ines.get(at); strings.Contains(page.body, "Release it") {
		t.Error("a clerk is offered a supervisor's act")
	}
	petra := door.signedIn(door.office.Hire(t, dbtest.Petra))
	petra.get(at).must(http.StatusForbidden)
	petra.get("/desk/accounts/recoveries").must(http.StatusForbidden)
	door.signedIn(rosa).get(at).must(http.StatusNotFound)
}

func TestClerkHelpsAtTheCounter(t *testing.T) {
	ines, sunita, door, rosa := counter(t)
	at := "/desk/accounts/" + rosa.Account
	look := func(v *visitor) string {
		t.Helper()
		v.post("/desk/accounts/looks", "account", rosa.Account, "reason", "She stands at my counter.").must(http.StatusOK)
		return between(v.get(at+"?act=hold").must(http.StatusOK).body, `name="seen" value="`, `"`)
	}
	seen := look(ines)
	ines.get(at+"?act=card").must(http.StatusOK, "Which document did they show?", "Last four characters")
	ines.post(at+"/code-card", "seen", "earlier", "document", "passport", "last_four", "4F17").must(http.StatusConflict, "Someone changed this account just now.", "4F17")
	card := ines.post(at+"/code-card", "seen", seen, "document", "passport", "last_four", "4f17").must(http.StatusOK, "These codes are shown this once", "Code card of Rosa Delgado")
	w := door.another()
	w.post("/sign-in", "email", rosa.Email, "password", dbtest.Password).must(http.StatusOK)
	w.post("/sign-in/second-factor", "code", codesOn(card)[0]).must(http.StatusOK)

	ines.post(at+"/hold", "seen", seen, "reason", "She says that someone else signs in.").must(http.StatusOK, "The account is on hold.", "put the account on hold", "She says that someone else signs in.")
	if a := w.get("/account/security"); a.at == "/account/security" {
		t.Error("the session is open")
	}
	ines.post(at+"/release", "seen", seen, "reason", "It was her after all.").must(http.StatusForbidden)
	sunita.post("/desk/accounts/looks", "account", rosa.Account, "reason", "Ines asked me to look.").must(http.StatusOK, "Release it")
	seen = between(sunita.get(at+"?act=release").must(http.StatusOK).body, `name="seen" value="`, `"`)
	sunita.post(at+"/release", "seen", seen, "reason", "It was her after all.").must(http.StatusOK, "The account is released.")
	ines.post(at+"/sessions/ending", "seen", look(ines), "reason", "She asked for it herself.").must(http.StatusOK, "Their sessions have ended.")
}

func TestRecoveryAtTheCounterFromBeginningToEnd(t *testing.T) {
	ines, sunita, door, rosa := counter(t)
	at := "/desk/accounts/" + rosa.Account
	ines.post("/desk/accounts/looks", "account", rosa.Account, "reason", "She lost her keys in a fire.").must(http.StatusOK)
	seen := between(ines.get(at+"?act=recovery").must(http.StatusOK, "I compared the face").body, `name="seen" value="`, `"`)
	ines.post(at+"/recoveries", "seen", seen, "document", "passport", "last_four", "4F17").must(http.StatusUnprocessableEntity, "Compare the person’s face with the picture")
	page := ines.post(at+"/recoveries", "seen", seen, "document", "passport", "last_four", "4F17", "face", "compared").must(http.StatusOK, "The recovery waits for a supervisor.", "A supervisor decides on this.")
	c, _, _ := strings.Cut(page.at, "?")
	ines.post(c+"/decision", "decision", "approve", "reason", "I looked at it twice.").must(http.StatusForbidden)
	ines.post(c+"/paper").must(http.StatusConflict, "This recovery is not approved yet.")

	sunita.get("/desk/accounts/recoveries").must(http.StatusOK, "Rosa Delgado", "Ines Calloway")
	sunita.get(c).must(http.StatusOK, "passport, number ending in 4F17", "Decide")
	door.office.Post(t)
	sunita.post(c+"/decision", "decision", "approve", "reason", "I looked at the passport too.").must(http.StatusOK, "Approved. The link is on its way")
	sunita.post(c+"/decision", "decision", "approve", "reason", "I looked at the passport too.").must(http.StatusConflict, "Someone else has decided on this already.")
	sunita.post(c+"/paper").must(http.StatusForbidden, "Only the colleague who began this at the counter prints the code.")
	ines.get("/desk/accounts/recoveries").must(http.StatusOK, "Rosa Delgado", "Approved")
	ines.get(c).must(http.StatusOK, "Show the code to print")
	paper := ines.post(c+"/paper").must(http.StatusOK, "This code is shown this once", "Code for Rosa Delgado")
	code := between(paper.body, "<code>", "</code>")

	var link string
	for _, m := range door.office.Post(t) {
		if m.Notice == portal.NoticeRecoveryLink {
			_, link, _ = strings.Cut(m.Params["secret"], "http://localhost:8080")
		}
	}
	w := door.another()
	w.get(link).must(http.StatusOK)
	w.post("/setup").must(http.StatusOK, "Show that it is you", "The code on the sheet from our counter")
	w.post("/setup/proof", "code", "ABCDE-FGHJK").must(http.StatusUnprocessableEntity, "This code is not right")
	w.post("/setup/proof", "code", code).must(http.StatusOK, "Choose a password")
	if a := w.post("/setup/password", "password", "quiet lanterns over the bay").must(http.StatusOK); a.at != "/setup/second-factor" {
		t.Errorf("led to %s", a.at)
	}
	w.post("/setup/code-card").must(http.StatusOK)
	codes := codesOn(w.post("/setup/recovery-codes").must(http.StatusOK))
	if in := w.postOnly("/setup/recovery-codes/check", "code", codes[0]); in.Code != http.StatusSeeOther {
		t.Errorf("the end of it answered %d", in.Code)
	}
	v := door.another()
	v.post("/sign-in", "email", rosa.Email, "password", "quiet lanterns over the bay").must(http.StatusOK)
	v.post("/sign-in/second-factor", "code", rosa.Codes[0]).must(http.StatusUnprocessableEntity)
	sunita.get(c).must(http.StatusOK, "chose a new password; the old keys were removed", "Done")
}

func TestSuspensionOfAnAccountIsDecidedByAnother(t *testing.T) {
	ines, sunita, door, rosa := counter(t)
	walt := door.signedIn(door.office.Hire(t, dbtest.Walt))
	at := "/desk/accounts/" + rosa.Account
	for _, step := range []struct {
		by, decides *visitor
		done        string
	}{{sunita, walt, "The account is suspended."}, {ines, sunita, "The suspension is lifted."}} {
		step.by.post("/desk/accounts/looks", "account", rosa.Account, "reason", "She threatened a colleague.").must(http.StatusOK)
		seen := between(step.by.get(at+"?act=suspension").must(http.StatusOK).body, `name="seen" value="`, `"`)
		step.by.post(at+"/suspensions", "seen", seen, "reason", "She threatened a colleague.").must(http.StatusOK, "Your proposal waits for a colleague")
		list := step.decides.get("/desk/accounts/suspensions").must(http.StatusOK, "Rosa Delgado")
		c := "/desk/accounts/suspensions/" + between(list.body, `href="/desk/accounts/suspensions/`, `"`)
		if step.by == sunita {
			step.by.get(c).must(http.StatusOK, "You began this, so someone else decides on it.")
			step.by.post(c+"/decision", "decision", "approve", "reason", "I said so myself.").must(http.StatusConflict, "You began this")
		} else {
			step.by.get(c).must(http.StatusForbidden)
		}
		step.decides.post(c+"/decision", "decision", "approve", "reason", "I heard the recording.").must(http.StatusOK, step.done)
	}
	ines.get("/desk/accounts/suspensions").must(http.StatusForbidden)
	w := door.another()
	w.post("/sign-in", "email", rosa.Email, "password", dbtest.Password).must(http.StatusOK, "Second step")
}
