package handlers

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// deliver has a request come in, and delivers it some days later.
func deliver(t testing.TB, o *dbtest.Office, format portal.AccessibilityFormat, days int) {
	t.Helper()
	h := testHandlersOf(t, o)
	receipt, err := o.SubmitAccessibilityRequest(t.Context(), dbtest.Nobody, h.requests, portal.AccessibilityForm{
		Concern: "Large print, please.", Format: format, ContactBy: portal.ContactByPhone, Contact: "555-010-0142", Channel: portal.ChannelWeb,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	o.Clock.Add(time.Duration(days) * 24 * time.Hour)
	err = o.TakeAccessibilityStep(t.Context(), dbtest.Ines, h.requests, db.AccessibilityAct{
		Number: receipt.Number, Seen: 1, Step: portal.DeliverStep, Words: portal.AccessibilityWords{Text: "Here it is."},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.Clock.Add(-time.Duration(days) * 24 * time.Hour)
}

func TestFiguresOfAMonth(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	o.Clock.Set(time.Date(2026, 10, 5, 15, 0, 0, 0, time.UTC)) // a Monday
	deliver(t, o, portal.FormatLargePrint, 1)
	deliver(t, o, portal.FormatLargePrint, 3)
	deliver(t, o, portal.FormatAudio, 28)
	askAbout(t, o, "/forms") // nobody answers
	o.Clock.Set(time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC))
	for _, who := range []portal.Actor{dbtest.Ines, dbtest.Sunita, dbtest.Walt, dbtest.Petra} {
		staff := visitor.signedIn(o.Hire(t, who))
		page := staff.get("/desk/accessibility/figures?month=2026-10").must(200, "Accessibility requests, October 2026", "Received 4 Acknowledged on time 25% 1 of 4 Delivered on time 50% 2 of 4 Median time to delivery 3 business days",
			"Large print 2 1 2 0 0 0 2", "Requests by the month in which they came", "Median business days to delivery")
		if !strings.Contains(page.body, `<option value="2026-10" selected>October 2026</option>`) || strings.Contains(page.body, "The month is not over") {
			t.Errorf("%s: the month is not the one that was chosen", who.Role)
		}
		staff.get("/desk/accessibility/figures").must(200, "Accessibility requests, November 2026", "The month is not over: its figures still grow.", "none due yet")
	}
}

func TestFiguresOfNoMonthAreThoseOfThisOne(t *testing.T) {
	visitor := newVisitor(t)
	auditor := visitor.signedIn(visitor.office.Hire(t, dbtest.Petra))
	for _, month := range []string{"2026-12", "2019-01", "October", "2026-13", "%FF", "2026-10-01", "%00", strings.Repeat("2", 4000)} {
		auditor.get("/desk/accessibility/figures?month="+month).must(200, "Accessibility requests, November 2026")
		auditor.get("/desk/accessibility/figures.csv?month="+month).must(422, "Choose a month of the last three years")
	}
}

func TestFiguresAreTakenAwayAsAFileAndThatIsWrittenDown(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	o.Clock.Set(time.Date(2026, 10, 5, 15, 0, 0, 0, time.UTC))
	deliver(t, o, portal.FormatLargePrint, 2)
	o.Clock.Set(time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC))
	petra := o.Hire(t, dbtest.Petra)
	file := visitor.signedIn(petra).get("/desk/accessibility/figures.csv?month=2026-10")
	if file.Code != http.StatusOK || file.Header().Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(file.Header().Get("Content-Disposition"), `attachment; filename="accessibility-figures-2026-10.csv"`) {
		t.Fatalf("answered %d, %v", file.Code, file.Header())
	}
	rows, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
	if err != nil || len(rows) != 1+1+7+5+11 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, want := range map[int]string{
		0: "Month Group Name Received Acknowledged on time Acknowledged late Delivered on time Late Not due yet Ended another way Median business days",
		1: "2026-10 All All requests 1 0 1 1 0 0 0 2", 3: "2026-10 Format Large print 1 0 1 1 0 0 0 2", 9: "2026-10 Channel Web form 1 0 1 1 0 0 0 2",
		14: "2026-09 All All requests 0 0 0 0 0 0 0 ", 24: "2025-11 All All requests 0 0 0 0 0 0 0 ",
	} {
		if got := strings.Join(rows[i], " "); got != want {
			t.Errorf("line %d is %q, want %q", i, got, want)
		}
	}
	trail, err := o.AuditTrail(t.Context(), petra.Actor, portal.AuditFilter{Event: portal.AccessibilityWasExported})
	if err != nil || len(trail.Records) != 1 || trail.Records[0].Name != petra.Name {
		t.Errorf("the trail says %+v, %v", trail.Records, err)
	}
	for _, address := range []string{"/desk/accessibility/figures", "/desk/accessibility/figures.csv"} {
		if a := visitor.another().get(address); !strings.HasPrefix(a.at, "/sign-in?next=") {
			t.Errorf("a visitor at %s came to %s", address, a.at)
		}
	}
}
