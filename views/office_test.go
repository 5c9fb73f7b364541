package views_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"exchequer/portal"
	"exchequer/templ/mail"
	"exchequer/views"
)

var walt = portal.Actor{Account: "walt", Name: "Walt Emerson", Role: portal.Administrator}

// officePages are the office's reading pages with everything in them that can be long or wrong.
func officePages() map[string]templ.Component {
	desk := func(title, address string) views.Desk {
		return views.NewDesk(staffPage(title, address), address, nil, func(string) bool { return true })
	}
	id := "0198c0de-0000-7000-8000-00000000000"
	outbox := portal.OutboxPage{Older: true, Newer: true, Mails: []portal.OutboxMail{
		{ID: id + "1", Notice: portal.AccessibilityReceivedNotice, Language: portal.Spanish, To: "r…@a-department-with-a-long-name.example.gov", CreatedAt: noon, State: portal.MailWaiting, Due: noon},
		{ID: id + "2", Notice: portal.NoticeStaffHeld, To: "r…@mail.example", CreatedAt: noon, State: portal.MailWaiting, Due: noon, OnItsWay: true, Tries: 1, Trouble: portal.MailStalled},
		{ID: id + "3", Notice: portal.PageDefectNotice, To: "…", CreatedAt: noon, State: portal.MailFailed, EndedAt: noon.Add(4 * time.Hour), Tries: 48, Trouble: portal.MailUnreachable},
		{ID: id + "4", Notice: portal.GrievanceFinalNotice, To: "r…@mail.example", CreatedAt: noon, State: portal.MailSent, EndedAt: noon.Add(time.Second), Tries: 1, Repeats: id + "3"},
	}}
	counts := portal.OutboxCounts{Waiting: 2, WaitingSince: noon, Failed: 3, SentLately: 1204, HeldUp: 2, HeldUpTrouble: portal.MailUnreachable}
	tries := []portal.OutboxTry{{At: noon, State: portal.MailWaiting, Trouble: portal.MailDeferred, Reply: "451 4.7.1"}, {At: noon, State: portal.MailFailed, Trouble: portal.MailRefused, Reply: "554 5.7.1"}}
	hash := bytes.Repeat([]byte{0xab}, 32)
	records := []portal.AuditRecord{
		{Seq: 1_204_003, At: noon, Account: "walt", Name: "Walt Emerson", Role: portal.Administrator, Session: id, Address: "2001:db8:85a3:8d3:1319:8a2e:370:7348", Event: portal.MailHasFailed, Subject: "mail/" + id + "3", Detail: `{"trouble":"unreachable"}`, Prev: hash, Hash: hash},
		{Seq: 1_204_002, At: noon, Event: portal.AccessibilityWasReceived, Subject: "accessibility/AR-2026-000123", Detail: `{"channel":"web","format":"large-print"}`, Prev: hash, Hash: hash},
		{Seq: 1_204_001, At: noon, Name: "The mailer", Role: portal.System, Event: "test.tried", Subject: "audit", Detail: "not json", Prev: hash, Hash: hash},
	}
	trail := portal.AuditPage{Records: records, Older: true, Newer: true}
	var wrong portal.Check
	wrong.Wrong("from", "Enter the day as month, day and year, like 11/21/2026.")
	return map[string]templ.Component{
		"mail":              views.NewMailPage(desk("Mail", "/office/mail"), walt, portal.OutboxFilter{}, outbox, counts, true).Show(),
		"mail-empty":        views.NewMailPage(desk("Mail", "/office/mail"), walt, portal.OutboxFilter{State: portal.MailFailed}, portal.OutboxPage{}, portal.OutboxCounts{}, false).Show(),
		"one-mail":          views.NewOneMailPage(desk("E-mail", "/office/mail/"+id+"3"), walt, outbox.Mails[2], tries, true).Show(),
		"audit":             views.NewAuditPage(desk("Audit trail", "/office/audit"), views.AuditQuery{Actor: "walt"}, trail, []portal.Event{portal.MailHasFailed, portal.AccessibilityMoved}, &portal.ChainCheck{At: noon, Name: "Petra Lindqvist", Checked: "1204003", Whole: true}, nil).Show(),
		"audit-broken":      views.NewAuditPage(desk("Audit trail", "/office/audit"), views.AuditQuery{}, trail, nil, &portal.ChainCheck{At: noon, Name: "operator", Break: "Record 7 was changed after it was written: its hash does not fit what it says."}, nil).Show(),
		"audit-refused":     views.NewAuditPage(desk("Audit trail", "/office/audit"), views.AuditQuery{From: "yesterday"}, portal.AuditPage{}, nil, nil, wrong.Err()).Show(),
		"audit-empty":       views.NewAuditPage(desk("Audit trail", "/office/audit"), views.AuditQuery{}, portal.AuditPage{}, nil, nil, nil).Show(),
		"audit-record":      views.NewAuditRecordPage(desk("Record", "/office/audit/1204003"), portal.AuditPlace{AuditRecord: records[0], Before: &records[1], Fits: true, Follows: true}).Show(),
		"audit-record-torn": views.NewAuditRecordPage(desk("Record", "/office/audit/1204001"), portal.AuditPlace{AuditRecord: records[2], After: &records[1]}).Show(),
	}
}

// letters are e-mails as mail readers show them.
func letters(t *testing.T) map[string]string {
	t.Helper()
	composer := mail.NewComposer(department().Profile)
	pages := map[string]string{}
	for _, notice := range []portal.Notice{portal.AccessibilityAcknowledgedNotice, portal.NoticeInvited, portal.NoticePasskeyBound} {
		for _, language := range portal.Languages {
			words, err := composer.Write(portal.Mail{Notice: notice, Language: language, CreatedAt: noon, Params: portal.Params{
				"name": "Rosa Delgado", "reference": "AR-2026-000123", "deliver_by": "2026-12-08", "passkey": "Blue key",
				"secret": "https://a-department-with-a-long-name.example.gov/setup/links/0198c0de00007000800000000000000198c0de0000700080000",
			}})
			if err != nil {
				t.Fatal(err)
			}
			pages[fmt.Sprintf("letter-%s-%s", notice, language)] = words.HTML
		}
	}
	return pages
}

// TestTheOfficesPagesAndLettersAreAccessible opens each in both schemes, wide and at 320 px.
func TestTheOfficesPagesAndLettersAreAccessible(t *testing.T) {
	pages := letters(t)
	for name, shown := range officePages() {
		pages[name] = draw(t, shown)
	}
	origin := serve(t, func(mux *http.ServeMux) {
		for name, markup := range pages {
			isLetter := strings.HasPrefix(name, "letter-")
			mux.HandleFunc("/"+name, func(w http.ResponseWriter, _ *http.Request) {
				if isLetter { // a mail reader has no policy of ours, and a letter nothing but style attributes
					w.Header().Set("Content-Type", "text/html; charset=utf-8")
					fmt.Fprint(w, markup)
					return
				}
				answer(w, markup)
			})
		}
	})
	checker := axe(t)
	ctx, said := chrome(t)
	pictures := os.Getenv("EXCHEQUER_GALLERY")
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		for _, scheme := range []string{"light", "dark"} {
			call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
			do(t, ctx, chromedp.EmulateViewport(320, 800))
			do(t, ctx, chromedp.Navigate(origin+"/"+name))
			if do(t, ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth")) {
				t.Errorf("%s scrolls sideways at 320 px", name)
			}
			if pictures != "" {
				picture(t, ctx, filepath.Join(pictures, name+"-"+scheme+"-narrow.png"), 360)
				picture(t, ctx, filepath.Join(pictures, name+"-"+scheme+"-wide.png"), 1280)
			}
			do(t, ctx, chromedp.EmulateViewport(1280, 900))
			for _, finding := range findings(t, ctx, checker) {
				t.Errorf("%s in %s: %s", name, scheme, finding)
			}
			for _, complaint := range said.take() {
				if !strings.Contains(complaint, "favicon") { // a letter has none, and a mail reader asks for none
					t.Errorf("%s in %s: the browser says: %s", name, scheme, complaint)
				}
			}
		}
	}
}

func TestTheOfficesPagesShowNothingRaw(t *testing.T) {
	for name, shown := range officePages() {
		if page := draw(t, shown); bytes.Contains([]byte(page), []byte("%!")) || bytes.Contains([]byte(page), []byte("@ui.")) || bytes.Contains([]byte(page), []byte("@audit")) {
			t.Errorf("%s shows markup or a slip of a sentence", name)
		}
	}
}
