package db_test

import (
	"context"
	"slices"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestColleaguesAreThoseWhoCouldTakeARequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		people := map[string]dbtest.Person{}
		for _, who := range []portal.Actor{dbtest.Walt, dbtest.Ines, dbtest.Tomas, dbtest.Sunita, dbtest.Petra} {
			people[who.Name] = o.Hire(t, who)
		}
		names := func(who string) (names []string) {
			t.Helper()
			colleagues, err := o.AccessibilityColleagues(ctx, people[who].Actor)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range colleagues {
				if c.Account == "" || c.Permit(portal.WorkAccessibility) != nil {
					t.Errorf("%+v could not take it", c)
				}
				names = append(names, c.Name)
			}
			return names
		}
		if got := names("Ines Calloway"); !slices.Equal(got, []string{"Sunita Brandt", "Tomás Oyelaran"}) {
			t.Errorf("Ines could ask %q", got)
		}
		if err := o.Suspend(ctx, people["Walt Emerson"].Actor, people["Tomás Oyelaran"].Account, "Left the office in October."); err != nil {
			t.Fatal(err)
		}
		if got := names("Ines Calloway"); !slices.Equal(got, []string{"Sunita Brandt"}) {
			t.Errorf("after Tomás left Ines could ask %q", got)
		}
		for _, who := range []portal.Actor{dbtest.Nobody, dbtest.Rosa, people["Walt Emerson"].Actor, people["Petra Lindqvist"].Actor} {
			if _, err := o.AccessibilityColleagues(ctx, who); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s sees colleagues: %v", who.Name, err)
			}
		}
	})
}

func TestAnOpenPageHearsOfWhatChangedSince(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		receipt, key := submit(t, o, rosasForm())
		take(t, o, dbtest.Ines, receipt.Number, key, portal.AcknowledgeStep)
		take(t, o, dbtest.Tomas, receipt.Number, key, portal.ProduceStep)
		for seen, want := range map[int64]int{1: 2, 2: 1, 3: 0} {
			changes, err := o.AccessibilityChanges(ctx, dbtest.Sunita, receipt.Number, seen)
			if err != nil || len(changes) != want {
				t.Errorf("since version %d: %+v, %v", seen, changes, err)
			}
			if want > 0 && changes[len(changes)-1].Name != dbtest.Tomas.Name {
				t.Errorf("since version %d the last was %s", seen, changes[len(changes)-1].Name)
			}
		}
		if _, err := o.AccessibilityChanges(ctx, dbtest.Petra, receipt.Number, 1); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("the auditor hears of them: %v", err)
		}
	})
}

func TestNobodyLooksAtWhatIsNotThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		n := portal.NumberOf(2026, 999)
		if err := o.LookAtAccessibilityRequest(context.Background(), dbtest.Ines, n); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("looked at %s: %v", n, err)
		}
		if err := o.StayAtAccessibilityRequest(context.Background(), dbtest.Ines, n); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("stays at %s: %v", n, err)
		}
	})
}

func TestPagesOfAListLeadBackTheWayTheyCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		filled(t, o, 60)
		filter := portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}}
		queue := func(after, before *portal.QueueMark) ([]portal.RequestNumber, []portal.AccessibilityRequest, bool) {
			t.Helper()
			filter.After, filter.Before = after, before
			requests, next, err := o.AccessibilityQueue(ctx, dbtest.Ines, filter)
			if err != nil {
				t.Fatal(err)
			}
			var numbers []portal.RequestNumber
			for _, r := range requests {
				numbers = append(numbers, r.Number)
			}
			return numbers, requests, next != nil
		}
		first, page1, _ := queue(nil, nil)
		second, page2, _ := queue(page1[len(page1)-1].Mark(), nil)
		_, page3, more := queue(page2[len(page2)-1].Mark(), nil)
		if len(page3) != 10 || more {
			t.Fatalf("the last page has %d", len(page3))
		}
		if got, _, more := queue(nil, page3[0].Mark()); !slices.Equal(got, second) || !more {
			t.Errorf("back from the third page: %v, more %t", got, more)
		}
		if got, _, more := queue(nil, page2[0].Mark()); !slices.Equal(got, first) || more {
			t.Errorf("back from the second page: %v, more %t", got, more)
		}
		// What is nearer to the beginning than a page shows the whole first page.
		if got, _, more := queue(nil, page1[3].Mark()); !slices.Equal(got, first) || more {
			t.Errorf("back from within the first page: %v, more %t", got, more)
		}
	})
}

func TestARequestIsFoundByItsNumberWithItsSealsClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		receipt, _ := submit(t, o, rosasForm())
		r, err := o.FindAccessibilityRequest(ctx, dbtest.Ines, receipt.Number)
		if err != nil || r.Number != receipt.Number || r.Form.Contact != "" || r.Form.Name != "" {
			t.Errorf("found %+v, %v", r, err)
		}
		if _, err := o.FindAccessibilityRequest(ctx, dbtest.Ines, receipt.Number+1); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("another is found: %v", err)
		}
		if _, err := o.FindAccessibilityRequest(ctx, dbtest.Petra, receipt.Number); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("the auditor finds it: %v", err)
		}
	})
}
