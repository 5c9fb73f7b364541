package handlers

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestARequestsPageTellsEverythingAndWhoLookedIsKept(t *testing.T) {
	r := openRoom(t)
	at := r.asks(func(f *portal.AccessibilityForm) { f.Language = portal.Spanish })
	a := r.ines.get(at).must(200, "AR-2026-000001", "The table of rates cannot be read", "Rosa Delgado", "rosa.delgado@mail.example", "Electronic Braille (BRF)",
		"Spanish: answer in Spanish", "Acknowledge: due in 1 business day (Nov 23)", "Nobody has this request yet.", "Who looked: 1", "Internal notes", "Step 1 of 5: Received")
	if got := r.events(at, portal.AccessibilityWasLookedAt); got != 1 {
		t.Errorf("%d looks are kept", got)
	}
	if a.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the page may be stored: %q", a.Header().Get("Cache-Control"))
	}
	r.ines.get(at).must(200)
	r.sunita.get(at).must(200, "Who looked: 2", "Ines Calloway has this open too.")
	if got := r.events(at, portal.AccessibilityWasLookedAt); got != 2 {
		t.Errorf("%d looks are kept of two people", got)
	}
}

func TestUnknownRequestsAreNotFound(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	for _, unknown := range []string{"/desk/accessibility/AR-2026-000999", "/desk/accessibility/nonsense", at + "/files/2/0199", at + "/files/x/0199"} {
		r.ines.get(unknown).must(404)
	}
	for _, part := range []string{"/steps", "/assignment", "/notes", "/presence"} {
		for _, ref := range []string{"AR-2026-000999", "nonsense"} {
			r.ines.post("/desk/accessibility/"+ref+part, "seen", "1", "step", "acknowledge", "note", "A note.", "to", "").must(404)
		}
	}
}

func TestARequestWalksFromReceiptToConfirmation(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	r.ines.post(at+"/assignment", "seen", "1", "to", r.people["Ines Calloway"].Account).must(200, "You have this request now.", "Ines Calloway took the request")
	r.take(r.ines, at, portal.AcknowledgeStep).must(200, "Acknowledged. They are told by e-mail", "Deliver: due in")
	r.take(r.ines, at, portal.ProduceStep).must(200, "In production.", "Deliver an answer")
	a := r.upload(r.ines, at+"/steps", []string{"seen", r.seen(at), "step", "deliver", "text", "The guide as electronic Braille."}, []string{"guía de ventas.brf", "  ,! GUIDE\r\n", "read me.txt", "Open the BRF."})
	a.must(200, "Delivered. 2 files went with it", "The guide as electronic Braille.", "guía de ventas.brf", "read me.txt", "SHA-256", "It is their turn")
	r.take(r.ines, at, portal.ConfirmStep, "text", "She called.").must(200, "Confirmed for them.", "Ines Calloway confirmed it for them", "All steps are done.", "Closed on Friday, November 20, 2026")
	r.take(r.ines, at, portal.ReopenStep, "text", "Table 3 is missing.").must(200, "Reopened.", "Step 1 of 5: Reopened")

	file := r.ines.send(httptest.NewRequest(GET, linkTo(t, a.body, "/files/"), nil))
	if file.Code != 200 || file.body != "  ,! GUIDE\r\n" {
		t.Errorf("the file came as %d, %q", file.Code, file.body)
	}
	if d := file.Header().Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") || !strings.Contains(d, "gu%C3%ADa%20de%20ventas.brf") {
		t.Errorf("it is called %q", d)
	}
	if csp := file.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "sandbox") {
		t.Errorf("it is not sandboxed: %q", csp)
	}
	if r.events(at, portal.AccessibilityFileTaken) != 1 {
		t.Error("who took it is not kept")
	}
}

func TestAGrievanceWalksToItsEnd(t *testing.T) {
	r := openRoom(t)
	at := r.asks(func(f *portal.AccessibilityForm) { f.ContactBy, f.Contact = portal.ContactByPhone, "555-010-0142" })
	r.take(r.sunita, at, portal.DeclineStep, "text", "1,200 maps.", "head", "M. Adeyemi, Deputy Commissioner", "alternative", "We read any map to you.").
		must(200, "Another way is offered.", "Call them at 555-010-0142", "Decided by M. Adeyemi", "We read any map to you.")
	r.take(r.ines, at, portal.EscalateStep, "text", "I want the maps.").must(200, "The grievance is recorded.", "A supervisor takes the next step of a grievance.")
	for _, step := range []portal.AccessibilityStep{portal.MeetStep, portal.AnswerStep, portal.CloseStep, portal.DeclineStep} {
		r.take(r.ines, at, step, "text", "x", "head", "x", "alternative", "x").must(403)
	}
	r.take(r.sunita, at, portal.MeetStep, "text", "We met on Friday.").must(200, "The meeting is recorded.")
	r.take(r.sunita, at, portal.AnswerStep, "text", "Three maps as relief prints.").must(200, "The answer is sent.", "they can appeal until Monday, December 7, 2026")
	r.take(r.ines, at, portal.AppealStep, "text", "Three are too few.").must(200, "The appeal is recorded.")
	r.take(r.sunita, at, portal.CloseStep, "text", "Ten maps.").must(200, "The final decision is sent.", "All steps are done.", "Closed on")
	if text := text(r.ines.get(at).body); strings.Contains(text, "What you can do") {
		t.Error("something can be done after the final decision")
	}
}

func TestHandingOverClaimingAndPuttingBack(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	ines, tomas := r.people["Ines Calloway"].Account, r.people["Tomás Oyelaran"].Account
	r.ines.post(at+"/assignment", "seen", "1", "to", tomas).must(200, "Tomás Oyelaran has it now.", "Ask them, or a supervisor, to hand it over.")
	r.ines.post(at+"/assignment", "seen", "2", "to", ines).must(409, "Tomás Oyelaran has this request. Ask them, or a supervisor, to hand it over.")
	for _, stranger := range []string{"none", "nobody-like-this", r.Hire(t, dbtest.Walt).Account} {
		r.tomas.post(at+"/assignment", "seen", "2", "to", stranger).must(422, "There is 1 answer to mend", "Choose a colleague who works accessibility requests.")
	}
	r.sunita.get(at).must(200, "Take it over", "Put it back for anyone", "Ines Calloway, clerk")
	r.tomas.post(at+"/assignment", "seen", "2", "to", "").must(200, "It is back in the queue, for anyone.")
	if f := r.file(at); f.Assignee != "" || f.Version != 3 {
		t.Errorf("it is %q's, version %d", f.AssigneeName, f.Version)
	}
}

func TestNotesAreForStaffAndKeptWhenRefused(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	r.ines.post(at+"/notes", "note", "Called back at 10:15.").must(200, "The note is kept. Only staff see it.", "Called back at 10:15.")
	r.ines.post(at+"/notes", "note", " \n").must(422, "Write the note first.")
	long := strings.Repeat("ñ", portal.LongestNote+1)
	if a := r.ines.post(at+"/notes", "note", long).must(422, "This is too long"); !strings.Contains(a.body, long) {
		t.Error("a long note is lost")
	}
	if f := r.file(at); len(f.Notes) != 1 || f.Version != 1 {
		t.Errorf("%d notes, version %d", len(f.Notes), f.Version)
	}
}

func TestTwoClerksSeeEachOtherAndHearOfChanges(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	poll := func(v *visitor, seen, shows string) answer {
		request := httptest.NewRequest(POST, at+"/presence?seen="+seen, strings.NewReader("shows="+shows))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("HX-Request", "true")
		request.Header.Set("Exchequer-Background", "presence")
		return v.send(request)
	}
	poll(r.ines, "1", "").must(404) // who never opened it is not there
	r.ines.get(at)
	if a := poll(r.ines, "1", ""); a.Code != 204 {
		t.Errorf("nothing new was answered %d", a.Code)
	}
	r.tomas.get(at).must(200, "Ines Calloway has this open too.")
	a := poll(r.ines, "1", "").must(200, "Tomás Oyelaran has this open too.")
	if strings.Contains(a.body, "<html") {
		t.Error("the line comes with a whole page")
	}
	if a := poll(r.ines, "1", "Tom%C3%A1s+Oyelaran+has+this+open+too."); a.Code != 204 {
		t.Errorf("the same line was sent twice, %d", a.Code)
	}
	r.take(r.tomas, at, portal.AcknowledgeStep)
	poll(r.ines, "1", "").must(200, "Tomás Oyelaran acknowledged it at 10:00 a.m. CST, while you had this open.", "Show how it stands now")
	r.Clock.Add(2 * time.Minute)
	poll(r.ines, "2", "")
	r.Clock.Add(20 * time.Minute)
	if a := poll(r.ines, "2", ""); a.Code != 401 || a.Header().Get("HX-Redirect") != "" || len(a.Header().Values("Set-Cookie")) != 0 {
		t.Errorf("after the session a page that asks by itself is answered %d, to %q", a.Code, a.Header().Get("HX-Redirect"))
	}
}

func TestALoggedRequestsSlipIsShownOnItsPageOnce(t *testing.T) {
	r := openRoom(t)
	r.ines.post("/desk/accessibility/log", logged()...).must(200, "AR-2026-000001", "Read these out, or print them", "Ines Calloway logged the request, which came by telephone")
	if strings.Contains(text(r.ines.get("/desk/accessibility/AR-2026-000001").body), "Read these out") {
		t.Error("the slip is shown again")
	}
}
