package handlers

import (
	"net/http"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestAClerkAnswersACaseFromTheQueue(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	v, f, at := o.beforeCase(portal.Clerk)
	v.get("/desk/messages").must(200, f.Number.String(), "Office hours", "due in", "With the chosen cases")
	v.get("/desk/messages/next").must(200, "Are you open on Friday?", "Reply to the taxpayer")
	v.get("/desk/messages?q=friday").must(200, "Nothing found") // not in the index yet
	if _, err := o.SettleMessages(t.Context()); err != nil {
		t.Fatal(err)
	}
	v.get("/desk/messages?q=friday").must(200, f.Number.String())
	if a := v.get("/desk/messages?q=" + f.Number.String()); a.at != at {
		t.Errorf("a reference leads to %s", a.at)
	}
	v.post(at+"/assignment", "seen", "1", "to", v.who(t).Account).must(200, "You have this case.")
	v.postOnly(at+"/assignment", "seen", "1", "to", v.who(t).Account).must(http.StatusConflict, "has moved on")
	v.postOnly(at+"/reply", "version", "0", "read", "1", "body", "What is your password?", "do", "send").must(http.StatusUnprocessableEntity, "This asks for a password", "What is your password?")
	v.postOnly(at+"/reply", "version", "2", "read", "1", "body", "Some bullshit.", "do", "send").must(http.StatusUnprocessableEntity, "may read as an insult", "Send anyway", "Some bullshit.")
	v.post(at+"/reply", "version", "3", "read", "1", "body", "", "module", o.module(), "do", "use").must(200, "The text is in your draft", "thank you for writing. We are looking into case "+f.Number.String())
	v.post(at+"/reply", "version", "4", "read", "1", "body", "We are open until five.", "outcome", "resolve", "do", "send").must(200, "Your reply is being sent", "Take it back", "We are open until five.")
	v.post(at+"/reply", "version", "5", "do", "undo").must(200, "It is a draft again", "We are open until five.")
	v.post(at+"/reply", "version", "5", "read", "1", "body", "We are open until five.", "outcome", "resolve", "do", "send").must(200, "Your reply is being sent")
	o.Clock.Add(portal.UndoSend)
	if _, err := o.SendDue(t.Context(), testOffice(t)); err != nil {
		t.Fatal(err)
	}
	v.get(at).must(200, "Resolved", "Reopen", "for us")
	v.post(at+"/notes", "note", "She was kind.").must(200, "The note is kept", "She was kind.")
	v.get(at + "/looks").must(http.StatusForbidden)
	o.visitor().signedIn(o.clerkOf(portal.Supervisor, "Help desk")).get(at+"/looks").must(200, "theirs to work on")
	if strings.Contains(v.get(at).body, "She was kind.") {
		t.Error("the note stands beside the messages")
	}
}

func TestAReplyThatIsOverTakenIsShownWhatCame(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	v, f, at := o.beforeCase(portal.Clerk)
	other := o.visitor().signedIn(o.clerkOf(portal.Clerk, "Help desk"))
	other.post(at+"/reply", "version", "0", "read", "1", "body", "From the other.", "do", "send").must(200, "is being sent")
	v.postOnly(at+"/reply", "version", "0", "read", "1", "body", "From me.", "do", "send").must(http.StatusConflict, "A colleague has just answered", "is sending this", "From the other.", "From me.")
	o.Clock.Add(portal.UndoSend)
	if _, err := o.SendDue(t.Context(), testOffice(t)); err != nil {
		t.Fatal(err)
	}
	v.postOnly(at+"/reply", "version", "2", "read", "1", "body", "From me.", "do", "send").must(http.StatusConflict, "A new message came while you were writing", "Came while you were writing", "From the other.", "From me.")
	v.post(at+"/reply", "version", "2", "read", "2", "body", "From me.", "do", "send").must(200, "is being sent")
	a := v.postOnly(at+"/drafts", "version", "3", "body", "x")
	if a.Code != http.StatusConflict {
		t.Errorf("a page that saves by itself over what is sent: %d", a.Code)
	}
	_ = f
}

func TestCasesOfOtherQueuesAskWhyAndOpenToBeRead(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	_, f, at := o.beforeCase(portal.Clerk)
	p := o.clerkOf(portal.Clerk, "Collections")
	v := o.visitor().signedIn(p)
	v.get(at).must(http.StatusNotFound, "We found no "+f.Number.String()+" in your queues")
	v.get("/desk/messages/MC-2026-999999").must(http.StatusNotFound, "We found no MC-2026-999999 in your queues")
	v.get("/desk/messages/nonsense").must(http.StatusNotFound)
	v.get(at + "/notes").must(http.StatusNotFound)
	v.postOnly(at+"/notes", "note", "x").must(http.StatusNotFound)
	v.postOnly(at+"/reply", "do", "send", "body", "x").must(http.StatusNotFound)
	v.postOnly(at+"/steps", "seen", "1", "step", "resolved").must(http.StatusNotFound)
	v.postOnly("/desk/messages/MC-2026-999999/looks", "reason", "She called about it.").must(http.StatusNotFound)
	page := v.post(at+"/looks", "reason", "She called about it.").must(200, "Are you open on Friday?", "You opened it to read it")
	if strings.Contains(page.body, "Send reply") || strings.Contains(page.body, `value="resolved"`) {
		t.Error("a reason lets them work on it")
	}
	v.postOnly(at+"/steps", "seen", "1", "step", "resolved").must(http.StatusForbidden, "You opened this case to read it")
	v.postOnly(at+"/reply", "version", "0", "read", "1", "do", "send", "body", "x").must(http.StatusForbidden, "You opened this case to read it")
	o.visitor().signedIn(o.Hire(t, dbtest.Petra)).get(at+"/looks").must(200, "opened it with a reason", "She called about it.")
	taxpayer, _ := o.asking()
	taxpayer.get(at).must(http.StatusNotFound)
	taxpayer.postOnly(at+"/looks", "reason", "She called about it.").must(http.StatusNotFound)
	untrained := o.visitor().signedIn(o.newcomer())
	for _, address := range []string{"/desk/messages", "/desk/messages/next", at, at + "/notes"} {
		untrained.get(address).must(http.StatusForbidden, "Your yearly confidentiality training has lapsed")
	}
	untrained.get("/desk").must(200)
}

func TestSeveralCasesAtOnceSayWhatBecameOfEach(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	v, f, _, other := o.twoCases()
	a := v.post("/desk/messages/bulk", "act", "resolve", "to", "", "queue", "", "case", f.Number.String()+" 1", "case", other+" 9").must(200, "1 case went. 1 stayed as it was.", "This case has moved on")
	if !strings.Contains(a.body, other) {
		t.Error("which one stayed is not said")
	}
	v.postOnly("/desk/messages/bulk", "act", "resolve").must(http.StatusUnprocessableEntity)
}

// who is the account of a browser's session.
func (v *visitor) who(t testing.TB) portal.Actor {
	t.Helper()
	return v.office.Who(t, v.cookies[sessionCookie])
}

func testOffice(t *testing.T) portal.MessageOffice {
	return portal.MessageOffice{Calendar: portal.NewCalendar(dbtest.Zone(t))}
}

// module is the id of the first text that replies can use.
func (o *tryOffice) module() string {
	modules, err := o.TextModules(o.t.Context(), portal.SystemActor("tests"))
	o.must(err)
	return modules[0].ID
}
