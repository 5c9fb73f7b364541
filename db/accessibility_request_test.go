package db_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestWhoLookedIsKeptOncePerVisit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		receipt, _ := submit(t, o, rosasForm())
		look := func(who portal.Actor) {
			if err := o.LookAtAccessibilityRequest(ctx, who, receipt.Number); err != nil {
				t.Fatal(err)
			}
		}
		look(dbtest.Tomas)
		for range 40 { // an open page gives a sign of life every 20 s, well beyond a look's length
			o.Clock.Add(30 * time.Second)
			if err := o.StayAtAccessibilityRequest(ctx, dbtest.Tomas, receipt.Number); err != nil {
				t.Fatal(err)
			}
		}
		look(dbtest.Tomas)
		o.Clock.Add(16 * time.Minute)
		look(dbtest.Tomas)
		look(dbtest.Sunita)
		f := file(t, o, receipt.Number)
		got := ""
		for _, l := range f.Looks {
			got += fmt.Sprint(l.Name, " ", l.Times, "; ")
		}
		if len(f.Looks) != 2 || f.Looks[0].Times+f.Looks[1].Times != 3 {
			t.Errorf("looked: %s", got)
		}
		if len(f.Present) != 2 {
			t.Errorf("present: %+v", f.Present)
		}
		if present, err := o.PresentAtAccessibilityRequest(ctx, dbtest.Sunita, receipt.Number); err != nil || len(present) != 1 || present[0].Name != dbtest.Tomas.Name {
			t.Errorf("Sunita sees %+v, %v", present, err)
		}
		o.Clock.Add(portal.PresenceLasts)
		if f := file(t, o, receipt.Number); len(f.Present) != 0 {
			t.Errorf("a minute later: %+v", f.Present)
		}
		if err := o.StayAtAccessibilityRequest(ctx, dbtest.Ines, receipt.Number); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("someone stays who never opened it: %v", err)
		}
	})
}

func TestNotesAreKeptForStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		receipt, key := submit(t, o, rosasForm())
		if err := o.AddAccessibilityNote(ctx, dbtest.Ines, receipt.Number, "Called back.\u202e\r\nNo answer."); err != nil {
			t.Fatal(err)
		}
		for _, body := range []string{"", " \u200b", "\xff"} {
			if err := o.AddAccessibilityNote(ctx, dbtest.Ines, receipt.Number, body); portal.CodeOf(err) != portal.Mend {
				t.Errorf("%q: %v", body, err)
			}
		}
		if err := o.AddAccessibilityNote(ctx, dbtest.Ines, 7, "Lost."); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("on no request: %v", err)
		}
		f := file(t, o, receipt.Number)
		if len(f.Notes) != 1 || f.Notes[0].Body != "Called back.\nNo answer." || f.Notes[0].Name != dbtest.Ines.Name || f.Version != 1 {
			t.Errorf("kept %+v at version %d", f.Notes, f.Version)
		}
		take(t, o, dbtest.Tomas, receipt.Number, key, portal.AcknowledgeStep) // a note is no conflict
	})
}

func TestFollowingAskForReferenceAndCode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		receipt, key := submit(t, o, rosasForm())
		other, _ := submit(t, o, rosasForm())
		phone := db.NewFollowUpKey()
		for name, try := range map[string][2]string{
			"wrong code": {receipt.Number.String(), "0000000000"}, "another's code": {receipt.Number.String(), other.Code}, "unknown reference": {"AR-2026-009999", receipt.Code},
			"nothing": {"", ""}, "no reference": {"x", receipt.Code}, "no code": {receipt.Number.String(), ""}, "half a code": {receipt.Number.String(), receipt.Code[:5]},
		} {
			_, err := o.FollowAccessibilityRequest(ctx, dbtest.Nobody, try[0], try[1], phone)
			if err == nil || err.Error() != db.ErrNoSuchFollowUp.Error() {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := o.OwnAccessibilityRequest(ctx, receipt.Number, phone); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("let in without the code: %v", err)
		}
		n, err := o.FollowAccessibilityRequest(ctx, dbtest.Nobody, " ar 2026 000001", portal.WriteCode(receipt.Code), phone)
		if err != nil || n != receipt.Number {
			t.Fatalf("with both: %s, %v", n, err)
		}
		if r, err := o.OwnAccessibilityRequest(ctx, n, phone); err != nil || r.Form != rosasForm() {
			t.Errorf("let in: %+v, %v", r, err)
		}
		if _, err := o.OwnAccessibilityRequest(ctx, other.Number, phone); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("let in to another's: %v", err)
		}
		if _, code, err := o.AccessibilityReceiptOf(ctx, n, phone); err != nil || code != "" {
			t.Errorf("another browser shows the code: %q, %v", code, err)
		}
		o.Clock.Add(db.ReceiptShows + time.Second)
		if _, code, err := o.AccessibilityReceiptOf(ctx, n, key); err != nil || code != "" {
			t.Errorf("the code shows after an hour: %q, %v", code, err)
		}
		o.Clock.Add(db.GrantLasts)
		for _, k := range []db.FollowUpKey{key, phone, nil} {
			if _, err := o.OwnAccessibilityRequest(ctx, n, k); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("let in the next day: %v", err)
			}
			if _, err := o.OwnAccessibilityEvents(ctx, n, k); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("shown events the next day: %v", err)
			}
		}
	})
}

func TestAFormatIsKeptForThePersonAndForgottenAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		form := rosasForm()
		form.ContactBy, form.Contact = portal.ContactByPhone, "(555) 010-0142"
		receipt, key := submit(t, o, form)
		keep := func(keep bool) {
			if err := o.KeepAccessibilityFormat(ctx, dbtest.Nobody, receipt.Number, key, keep); err != nil {
				t.Fatal(err)
			}
		}
		keep(true)
		form.Contact, form.Format = "555.010.0142 ", portal.FormatPrint
		later, laterKey := submit(t, o, form)
		if f := file(t, o, later.Number); f.Standing != portal.FormatBRF {
			t.Errorf("the desk sees %q", f.Standing)
		}
		form.Contact = "555-010-0143"
		someone, _ := submit(t, o, form)
		if f := file(t, o, someone.Number); f.Standing != "" {
			t.Errorf("someone else wants %q", f.Standing)
		}
		keep(false)
		if got, err := o.OwnStandingFormat(ctx, later.Number, laterKey); got != "" || err != nil {
			t.Errorf("after forgetting: %q, %v", got, err)
		}
		if err := o.KeepAccessibilityFormat(ctx, dbtest.Nobody, receipt.Number, laterKey, true); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("someone else's format was kept: %v", err)
		}
	})
}

func TestAPageAskedAboutTwiceIsADefectAndItsOwnerIsToldOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		about := func(page string) {
			form := rosasForm()
			form.Page, form.ContactBy, form.Contact = page, portal.ContactByPhone, "555-010-0142"
			submit(t, o, form)
			settle(t, o)
		}
		about("/forms/a")
		if pages, _, err := o.PageDefects(ctx, dbtest.Ines, portal.PageOpen, nil); err != nil || len(pages) != 0 {
			t.Errorf("one request makes %+v, %v", pages, err)
		}
		for _, page := range []string{"/es/forms/A/", "https://revenue.tamarack.example/forms/a?x=1", "/other", "the yellow form", ""} {
			about(page)
		}
		if got := fmt.Sprint(mailed(t, o)); got != "[accessibility.defect forms@dor.example en map[owner:Forms Unit page:/forms/a requests:2]]" {
			t.Errorf("told %s", got)
		}
		pages, more, err := o.PageDefects(ctx, dbtest.Ines, portal.PageOpen, nil)
		if err != nil || more || len(pages) != 1 || pages[0].Path != "/forms/a" || pages[0].Requests != 3 {
			t.Fatalf("defects %+v, %v", pages, err)
		}
		if err := o.FixPageDefect(ctx, dbtest.Ines, "/forms/a", pages[0].Version-1, "Done."); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("fixed on an older state: %v", err)
		}
		if err := o.FixPageDefect(ctx, dbtest.Ines, "/forms/a", pages[0].Version, " "); portal.CodeOf(err) != portal.Mend {
			t.Errorf("fixed without a word: %v", err)
		}
		if err := o.FixPageDefect(ctx, dbtest.Ines, "/forms/nowhere", 1, "Done."); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("fixed nowhere: %v", err)
		}
		if err := o.FixPageDefect(ctx, dbtest.Ines, "/forms/a", pages[0].Version, "Gave the table headers."); err != nil {
			t.Fatal(err)
		}
		about("/forms/a")
		page, events, err := o.PageDefect(ctx, dbtest.Ines, "/forms/a")
		if err != nil || page.State != portal.PageOpen || len(events) != 3 || events[1].What != "Gave the table headers." || events[0].Told != "Forms Unit" {
			t.Errorf("asked about again: %+v, %+v, %v", page, events, err)
		}
		if got := mailed(t, o); len(got) != 1 {
			t.Errorf("told %q", got)
		}
		if f := file(t, o, portal.NumberOf(2026, 1)); f.OfPage != 4 {
			t.Errorf("the desk sees %d requests about the page", f.OfPage)
		}
	})
}

func TestPageDefectsArePaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for i := range 60 {
			form := rosasForm()
			form.Page = fmt.Sprint("/forms/", i%30)
			submit(t, o, form)
		}
		settle(t, o)
		first, more, err := o.PageDefects(context.Background(), dbtest.Ines, portal.PageOpen, nil)
		if err != nil || len(first) != 25 || !more {
			t.Fatalf("%d pages, %t, %v", len(first), more, err)
		}
		mark := first[24].Mark()
		second, more, err := o.PageDefects(context.Background(), dbtest.Ines, portal.PageOpen, &mark)
		if err != nil || len(second) != 5 || more {
			t.Errorf("then %d pages, %t, %v", len(second), more, err)
		}
	})
}

func TestOpenAndFixedDefectsAreListedTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		for i := range 8 {
			form := rosasForm()
			form.Page = fmt.Sprint("/forms/", i%3) // two of three, and two of the last
			submit(t, o, form)
		}
		submit(t, o, portal.AccessibilityForm{Concern: "Quiet.", Page: "/quiet", Format: portal.FormatText, ContactBy: portal.ContactByPhone, Contact: "555-010-0142", Channel: portal.ChannelWeb})
		settle(t, o)
		page, _, err := o.PageDefect(ctx, dbtest.Ines, "/forms/1")
		if err != nil {
			t.Fatal(err)
		}
		if err := o.FixPageDefect(ctx, dbtest.Ines, page.Path, page.Version, "Gave the table headers."); err != nil {
			t.Fatal(err)
		}
		for state, want := range map[portal.PageState]string{portal.PageOpen: "/forms/0 /forms/2", portal.PageFixed: "/forms/1", "": "/forms/1 /forms/0 /forms/2"} {
			pages, _, err := o.PageDefects(ctx, dbtest.Ines, state, nil)
			var got []string
			for _, p := range pages {
				got = append(got, p.Path)
			}
			if err != nil || strings.Join(got, " ") != want {
				t.Errorf("%q: %q, %v, want %s", state, got, err, want)
			}
			rest, _, err := o.PageDefects(ctx, dbtest.Ines, state, &portal.PageMark{Requests: 3, Path: "/forms/0"})
			if err != nil || state != "" && state != portal.PageOpen && len(rest) != 0 {
				t.Errorf("%q after a mark: %+v, %v", state, rest, err)
			}
			if state == "" && (len(rest) != 1 || rest[0].Path != "/forms/2") {
				t.Errorf("all after a mark: %+v", rest)
			}
		}
	})
}

func TestManyNewRequestsAreSettledOnceAndAPageOnceDefect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for range 40 {
			submit(t, o, rosasForm())
		}
		mailed(t, o)
		total := 0
		var wait sync.WaitGroup
		var mu sync.Mutex
		for range 4 { // several copies of the program settle at once
			wait.Go(func() {
				n, err := o.SettleAccessibility(context.Background(), tamarack)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				total += n
			})
		}
		wait.Wait()
		page, events, err := o.PageDefect(context.Background(), dbtest.Ines, "/forms/sales-guide")
		if err != nil || total != 40 || page.Requests != 40 || len(events) != 1 || len(mailed(t, o)) != 1 {
			t.Errorf("settled %d, page %+v, events %+v, %v", total, page, events, err)
		}
		if n, err := o.SettleAccessibility(context.Background(), tamarack); n != 0 || err != nil {
			t.Errorf("settled again: %d, %v", n, err)
		}
	})
}
