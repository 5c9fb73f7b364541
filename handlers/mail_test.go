package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// mailed puts an e-mail into the outbox and lets one try end so.
func mailed(t *testing.T, o *dbtest.Office, try portal.MailTry) string {
	t.Helper()
	err := o.Act(t.Context(), dbtest.Nobody, func(tx *db.Tx) error {
		tx.Audit("test.tried", "test/1")
		return tx.Notify(portal.AccessibilityReceivedNotice, "rosa.canary@mail.example", portal.Spanish, portal.Params{"name": "Rosa Canary", "reference": "AR-2026-000001"})
	})
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := o.ClaimMail(t.Context(), time.Hour)
	if err != nil || m == nil {
		t.Fatal(m, err)
	}
	if try.State == "" {
		return m.ID
	}
	try.Mail = m.ID
	if err := o.SettleMail(t.Context(), try); err != nil {
		t.Fatal(err)
	}
	return m.ID
}

func TestTheMailPageShowsHowMailFares(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		h := testHandlersOf(t, o)
		h.MailConfigured = true
		site := siteFor(h, dbtest.Sunita)
		says(t, visit(site, "/office/mail"), 200, "No e-mail yet.")
		sent := mailed(t, o, portal.MailTry{State: portal.MailSent})
		o.Clock.Add(time.Minute)
		failed := mailed(t, o, portal.MailTry{State: portal.MailFailed, Trouble: portal.MailNoSuchPerson, Reply: "550 5.1.1"})
		mailed(t, o, portal.MailTry{State: portal.MailWaiting, Trouble: portal.MailUnreachable, Again: 5 * time.Minute})
		onItsWay := mailed(t, o, portal.MailTry{})

		list := visit(site, "/office/mail")
		says(t, list, 200, "E-mail does not get through", "We could not reach the mail server.", "2 e-mails wait since Nov 20, 2026, 10:01 a.m. CST",
			"1 e-mail failed", "Send the failed e-mail again", "r…@mail.example", "Request received", "At once", "Being sent now",
			"Next try Nov 20, 2026, 10:06 a.m. CST, 1 try so far", "It answered 550 5.1.1.")
		if strings.Contains(list.Body.String(), "anary") {
			t.Error("the list shows a name or a whole address")
		}
		for state, want := range map[string]string{"waiting": "/office/mail/" + onItsWay, "sent": "/office/mail/" + sent, "failed": "/office/mail/" + failed} {
			page := visit(site, "/office/mail?state="+state)
			says(t, page, 200, `href="`+want+`"`)
			if got := strings.Count(page.Body.String(), `<th scope="row">`); got != map[string]int{"waiting": 2, "sent": 1, "failed": 1}[state] {
				t.Errorf("%s: %d rows", state, got)
			}
		}
		one := visit(site, "/office/mail/"+failed)
		says(t, one, 200, "Try 1:", "given up", "Send it again", "r…@mail.example", "Español")
		if strings.Contains(one.Body.String(), "anary") {
			t.Error("the page shows a name or a whole address")
		}
		for _, id := range []string{"no-such-mail", "01a20078-e246-7b8b-831a-7ecfc4088957", "%00", "%ff", "%27%20OR%201=1"} {
			says(t, visit(site, "/office/mail/"+id), 404)
			says(t, send(site, "/office/mail/"+id+"/tries", nil), 404)
		}
		says(t, visit(site, "/office/mail?state=nonsense&older=x%00y"), 200)
	})
}

func TestFailedMailIsSentAgainFromThePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		h := testHandlersOf(t, o)
		h.MailConfigured = true
		site := siteFor(h, dbtest.Sunita)
		one := mailed(t, o, portal.MailTry{State: portal.MailFailed, Trouble: portal.MailRefused})
		for range 2 {
			mailed(t, o, portal.MailTry{State: portal.MailFailed, Trouble: portal.MailRefused})
		}
		answer := send(site, "/office/mail/"+one+"/tries", nil)
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/office/mail?again=1" {
			t.Errorf("answered %d to %s", answer.Code, answer.Header().Get("Location"))
		}
		says(t, send(site, "/office/mail/"+one+"/tries", nil), 409, "still on its way")
		says(t, visit(site, "/office/mail?again=1"), 200, "The e-mail is on its way again.", "2 e-mails failed")
		if answer := send(site, "/office/mail/tries", nil); answer.Header().Get("Location") != "/office/mail?again=2" {
			t.Errorf("all sent again: %d %s", answer.Code, answer.Header().Get("Location"))
		}
		says(t, visit(site, "/office/mail?again=2"), 200, "2 e-mails are on their way again.")
		for _, odd := range []string{"-1", "x", "<script>"} {
			if page := visit(site, "/office/mail?again="+odd).Body.String(); strings.Contains(page, "kit-flash") || strings.Contains(page, "<script>") {
				t.Errorf("again=%s is repeated", odd)
			}
		}
	})
}

func TestFailedMailIsToldOnEveryPageOfTheDesk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		h := testHandlersOf(t, o)
		says(t, visit(siteFor(h, dbtest.Walt), "/office/audit"), 200, ">Mail</span>")
		for range 2 {
			mailed(t, o, portal.MailTry{State: portal.MailFailed, Trouble: portal.MailRefused})
		}
		for _, who := range []portal.Actor{dbtest.Walt, dbtest.Petra} {
			says(t, visit(siteFor(h, who), "/office/audit"), 200, "Mail: 2 failed")
		}
		if n, err := o.FailedMail(t.Context(), dbtest.Ines); n != 0 || portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk counts %d, %v", n, err)
		}
	})
}

func TestAuditorsSeeMailAndSendNone(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	h := testHandlersOf(t, o)
	id := mailed(t, o, portal.MailTry{State: portal.MailFailed, Trouble: portal.MailRefused})
	site := siteFor(h, dbtest.Petra)
	for _, address := range []string{"/office/mail", "/office/mail/" + id} {
		page := visit(site, address)
		says(t, page, 200)
		if strings.Contains(page.Body.String(), "/tries") {
			t.Errorf("%s offers an auditor to send mail", address)
		}
	}
	for _, address := range []string{"/office/mail/tries", "/office/mail/" + id + "/tries"} {
		says(t, send(site, address, nil), 403)
	}
	for _, who := range []portal.Actor{dbtest.Ines} {
		says(t, visit(siteFor(h, who), "/office/mail"), 403)
	}
	says(t, visit(siteFor(h, dbtest.Rosa), "/office/mail"), 404)
}

func TestMailThatIsNotSetUpIsSaid(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	h := testHandlersOf(t, o)
	site := siteFor(h, dbtest.Walt)
	says(t, visit(site, "/office/mail"), 200, "E-mail is not set up", "EXCHEQUER_SMTP_URL", "No virus scanner is set up", "EXCHEQUER_CLAMD")
	mailed(t, o, portal.MailTry{State: portal.MailWaiting, Trouble: portal.MailUnreachable})
	says(t, visit(site, "/office/mail"), 200, "1 e-mail waits since", "Not tried until e-mail is set up")
}

func TestTheMailListIsPaged(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	h := testHandlersOf(t, o)
	site := siteFor(h, dbtest.Walt)
	for range portal.OutboxPageSize + 1 {
		mailed(t, o, portal.MailTry{State: portal.MailSent})
	}
	first := visit(site, "/office/mail?state=sent").Body.String()
	older := between(first, `rel="next" href="`, `"`)
	if older == "" || strings.Contains(first, `rel="prev"`) {
		t.Fatalf("the first page leads on to %q", older)
	}
	second := visit(site, strings.ReplaceAll(older, "&amp;", "&")).Body.String()
	newer := between(second, `rel="prev" href="`, `"`)
	if newer == "" || strings.Contains(second, `rel="next"`) || strings.Count(second, `<th scope="row">`) != 1 {
		t.Fatalf("the second page leads back to %q", newer)
	}
	if back := visit(site, strings.ReplaceAll(newer, "&amp;", "&")).Body.String(); between(back, `<th scope="row">`, "</th>") != between(first, `<th scope="row">`, "</th>") {
		t.Error("the way back leads elsewhere")
	}
}

// between is what stands between two marks, "" when they are not there.
func between(text, before, after string) string {
	_, rest, found := strings.Cut(text, before)
	if !found {
		return ""
	}
	inside, _, _ := strings.Cut(rest, after)
	return inside
}
