package db_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// tamarack is the department of these tests.
var tamarack = portal.NewAccessibilityDesk(portal.Profile{
	TimeZone: "America/Chicago",
	Holidays: []portal.Holiday{{Date: "2026-11-26"}, {Date: "2026-11-27"}, {Date: "2026-12-25"}},
	PageOwners: []portal.PageOwner{
		{Prefix: "/", Name: "Web Team", Email: "web@dor.example"}, {Prefix: "/forms", Name: "Forms Unit", Email: "forms@dor.example"},
	},
	Accessibility: portal.AccessibilityPromise{AcknowledgeDays: 1, DeliverDays: 10, MeetDays: 15, AnswerDays: 15, AppealDays: 15, Coordinator: "M. Adeyemi"},
}, "https://revenue.tamarack.example")

func rosasForm() portal.AccessibilityForm {
	return portal.AccessibilityForm{
		Concern: "The table of rates cannot be read with my screen reader.", Page: "/es/forms/Sales-Guide?year=2026", Format: portal.FormatBRF,
		ContactBy: portal.ContactByEmail, Contact: "rosa.delgado@mail.example", Name: "Rosa Delgado", Channel: portal.ChannelWeb, Language: portal.Spanish,
	}
}

// submit sends a request in as a visitor with a browser of their own.
func submit(t testing.TB, o *dbtest.Office, form portal.AccessibilityForm) (db.AccessibilityReceipt, db.FollowUpKey) {
	t.Helper()
	key := db.NewFollowUpKey()
	receipt, err := o.SubmitAccessibilityRequest(context.Background(), dbtest.Nobody, tamarack, form, key)
	if err != nil {
		t.Fatal(err)
	}
	return receipt, key
}

// settle does what the program does beside its pages, every few seconds.
func settle(t testing.TB, o *dbtest.Office) {
	t.Helper()
	if _, err := o.SettleAccessibility(context.Background(), tamarack); err != nil {
		t.Fatal(err)
	}
}

// take takes a step on the request as it stands now.
func take(t testing.TB, o *dbtest.Office, who portal.Actor, n portal.RequestNumber, key db.FollowUpKey, step portal.AccessibilityStep) {
	t.Helper()
	if err := o.TakeAccessibilityStep(context.Background(), who, tamarack, db.AccessibilityAct{
		Number: n, Seen: file(t, o, n).Version, Step: step, Words: wordsFor(step), Key: key,
	}); err != nil {
		t.Fatal(err)
	}
}

func wordsFor(step portal.AccessibilityStep) portal.AccessibilityWords {
	w := portal.AccessibilityWords{}
	if step.NeedsWords() {
		w.Text = "Words of the step " + string(step) + "."
	}
	if step == portal.DeclineStep {
		w.Head, w.Alternative = "M. Adeyemi", "A clerk reads it to you."
	}
	return w
}

func file(t testing.TB, o *dbtest.Office, n portal.RequestNumber) portal.AccessibilityFile {
	t.Helper()
	f, err := o.AccessibilityFile(context.Background(), dbtest.Ines, n)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func mailed(t testing.TB, o *dbtest.Office) (notices []string) {
	t.Helper()
	for {
		m, wait, err := o.ClaimMail(context.Background(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if m == nil || wait > 0 {
			return notices
		}
		notices = append(notices, fmt.Sprint(m.Notice, " ", m.To, " ", m.Language, " ", m.Params))
	}
}

func TestARequestIsTakenInWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		receipt, key := submit(t, o, rosasForm())
		if receipt.Number.String() != "AR-2026-000001" || len(receipt.Code) != 10 {
			t.Fatalf("receipt %+v", receipt)
		}
		f := file(t, o, receipt.Number)
		if f.Form != rosasForm() || f.PagePath != "/forms/sales-guide" || f.Status != portal.AccessibilityReceived || f.Version != 1 {
			t.Errorf("kept %+v", f.AccessibilityRequest)
		}
		if f.Due.Clock != portal.AcknowledgeClock || f.Due.At.In(tamarack.Zone).Format(time.DateTime) != "2026-11-23 23:59:59" || tamarack.DateOf(f.DeliverBy) != "2026-12-08" {
			t.Errorf("promised %+v, delivery by %s", f.Due, f.DeliverBy)
		}
		want := []string{"accessibility.received rosa.delgado@mail.example es map[acknowledge_by:2026-11-23 name:Rosa Delgado reference:AR-2026-000001]"}
		if got := mailed(t, o); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("mailed %q", got)
		}
		if second, _ := submit(t, o, rosasForm()); second.Number.String() != "AR-2026-000002" || second.Code == receipt.Code {
			t.Errorf("the second is %+v", second)
		}
		r, code, err := o.AccessibilityReceiptOf(context.Background(), receipt.Number, key)
		if err != nil || code != receipt.Code || r.Number != receipt.Number {
			t.Errorf("the receipt once more: %q, %v", code, err)
		}
	})
}

func TestNobodyIsMailedWhoWantsToBeReachedAnotherWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		form := rosasForm()
		form.ContactBy, form.Contact = portal.ContactByPhone, "555-010-0142"
		receipt, key := submit(t, o, form)
		for _, step := range []portal.AccessibilityStep{portal.AcknowledgeStep, portal.DeliverStep} {
			take(t, o, dbtest.Ines, receipt.Number, key, step)
		}
		if got := mailed(t, o); len(got) != 0 {
			t.Errorf("mailed %q", got)
		}
	})
}

func TestAFormThatIsNotWholeIsNotKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		form := rosasForm()
		form.Concern = " "
		_, err := o.SubmitAccessibilityRequest(context.Background(), dbtest.Nobody, tamarack, form, nil)
		if portal.CodeOf(err) != portal.Mend {
			t.Errorf("answered %v", err)
		}
		form = rosasForm()
		form.Channel = portal.ChannelFax
		if _, err := o.SubmitAccessibilityRequest(context.Background(), dbtest.Nobody, tamarack, form, nil); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a visitor logs a fax: %v", err)
		}
		if receipt, _ := submit(t, o, rosasForm()); receipt.Number.String() != "AR-2026-000001" {
			t.Errorf("numbers were lost: %s", receipt.Number)
		}
	})
}

func TestWhatStaffLogBeganWhenItReachedUs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		form := rosasForm()
		form.Channel, form.Came = portal.ChannelMail, time.Date(2026, 11, 17, 15, 0, 0, 0, time.UTC)
		key := db.NewFollowUpKey()
		receipt, err := o.SubmitAccessibilityRequest(context.Background(), dbtest.Ines, tamarack, form, key)
		if err != nil {
			t.Fatal(err)
		}
		f := file(t, o, receipt.Number)
		if f.LoggedByName != "Ines Calloway" || !f.Received.Equal(form.Came) || tamarack.DateOf(f.Due.At) != "2026-11-18" {
			t.Errorf("logged by %q, received %s, due %s", f.LoggedByName, f.Received, f.Due.At)
		}
		if _, code, err := o.AccessibilityReceiptOf(context.Background(), receipt.Number, key); err != nil || code != receipt.Code {
			t.Errorf("the clerk cannot read the code out: %q, %v", code, err)
		}
	})
}

func TestNamesAndContactsAreSealed(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	form := rosasForm()
	form.Name, form.Contact = "Canary Featherstone", "canary.featherstone@mail.example"
	receipt, key := submit(t, o, form)
	take(t, o, dbtest.Ines, receipt.Number, key, portal.AcknowledgeStep)
	if err := o.TakeAccessibilityStep(context.Background(), dbtest.Ines, tamarack, db.AccessibilityAct{
		Number: receipt.Number, Seen: 2, Step: portal.DeliverStep, Words: portal.AccessibilityWords{Text: "Dear Canary Featherstone"},
	}); err != nil {
		t.Fatal(err)
	}
	if err := o.AddAccessibilityNote(context.Background(), dbtest.Ines, receipt.Number, "Canary Featherstone called."); err != nil {
		t.Fatal(err)
	}
	o.Close()
	files, _ := filepath.Glob(filepath.Join(o.Dir, "exchequer.db*"))
	for _, path := range files {
		raw, _ := os.ReadFile(path)
		for _, secret := range []string{"Featherstone", "featherstone", receipt.Code, key.String()} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("%q can be read in %s", secret, filepath.Base(path))
			}
		}
	}
	o.Reopen(t)
	if f := file(t, o, receipt.Number); f.Form.Name != form.Name || f.Events[1].Words.Text != "Dear Canary Featherstone" || f.Notes[0].Body != "Canary Featherstone called." {
		t.Error("what was sealed does not open again")
	}
}

func TestWhatWasAskedAndWhatHappenedIsNeverChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		receipt, key := submit(t, o, rosasForm())
		submit(t, o, rosasForm())
		settle(t, o) // makes the page a defect
		take(t, o, dbtest.Ines, receipt.Number, key, portal.AcknowledgeStep)
		if err := o.AddAccessibilityNote(context.Background(), dbtest.Ines, receipt.Number, "Called."); err != nil {
			t.Fatal(err)
		}
		if err := o.KeepAccessibilityFormat(context.Background(), dbtest.Nobody, receipt.Number, key, true); err != nil {
			t.Fatal(err)
		}
		raw := o.Raw(t)
		for _, statement := range []string{
			`UPDATE accessibility_requests SET concern = 'x'`, `UPDATE accessibility_requests SET received_at = 0`, `UPDATE accessibility_requests SET code_hash = data_key`,
			`DELETE FROM accessibility_requests`, `UPDATE accessibility_events SET name = 'x'`, `DELETE FROM accessibility_events`,
			`UPDATE accessibility_notes SET name = 'x'`, `DELETE FROM accessibility_notes`, `UPDATE accessibility_standing_formats SET format = 'x'`,
			`DELETE FROM accessibility_standing_formats`, `UPDATE accessibility_page_events SET what = 'x'`, `DELETE FROM accessibility_page_events`,
		} {
			if _, err := raw.Exec(statement); err == nil {
				t.Errorf("%s was done", statement)
			}
		}
	})
}

func TestRequestsFromManyAtOnceAreAllNumberedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		var wait sync.WaitGroup
		numbers := make(chan portal.RequestNumber, 96)
		for range 12 {
			wait.Go(func() {
				for range 8 {
					receipt, err := o.SubmitAccessibilityRequest(context.Background(), dbtest.Nobody, tamarack, rosasForm(), nil)
					if err != nil {
						t.Error(err)
					}
					numbers <- receipt.Number
				}
			})
		}
		wait.Wait()
		close(numbers)
		seen := map[portal.RequestNumber]bool{}
		for n := range numbers {
			seen[n] = true
		}
		if len(seen) != 96 || !seen[portal.NumberOf(2026, 96)] {
			t.Errorf("%d numbers", len(seen))
		}
		settle(t, o)
		page, _, err := o.PageDefect(context.Background(), dbtest.Ines, "/forms/sales-guide")
		if err != nil || page.Requests != 96 || page.State != portal.PageOpen {
			t.Errorf("the page counts %+v, %v", page, err)
		}
	})
}
