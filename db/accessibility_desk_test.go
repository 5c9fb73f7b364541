package db_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// filled puts requests of every status into an office, received over some weeks, and gives their numbers.
func filled(t testing.TB, o *dbtest.Office, count int) []portal.RequestNumber {
	t.Helper()
	steps := [][]portal.AccessibilityStep{
		{}, {portal.AcknowledgeStep}, {portal.AcknowledgeStep, portal.ProduceStep}, {portal.DeliverStep}, {portal.DeliverStep, portal.ConfirmStep},
		{portal.DeclineStep}, {portal.EscalateStep}, {portal.EscalateStep, portal.MeetStep}, {portal.DeliverStep, portal.ReopenStep},
	}
	o.Clock.Add(-time.Duration(count) * 8 * time.Hour)
	var numbers []portal.RequestNumber
	for i := range count {
		form := rosasForm()
		form.Format = portal.AccessibilityFormats[i%len(portal.AccessibilityFormats)]
		form.Page = []string{"/forms/a", "/forms/b", ""}[i%3]
		form.Concern = fmt.Sprintf("Concern number %d about the table.", i)
		receipt, key := submit(t, o, form)
		numbers = append(numbers, receipt.Number)
		for _, step := range steps[i%len(steps)] {
			who := dbtest.Sunita
			if i%2 == 0 && step == portal.AcknowledgeStep {
				who = dbtest.Ines
			}
			take(t, o, who, receipt.Number, key, step)
		}
		o.Clock.Add(8 * time.Hour)
	}
	return numbers
}

// all walks a list to its end, page by page.
func all(t testing.TB, o *dbtest.Office, who portal.Actor, filter portal.AccessibilityFilter) (requests []portal.AccessibilityRequest) {
	t.Helper()
	for {
		page, next, err := o.AccessibilityQueue(context.Background(), who, filter)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) > portal.QueuePageSize || next != nil && len(page) != portal.QueuePageSize {
			t.Fatalf("a page of %d", len(page))
		}
		if requests = append(requests, page...); next == nil {
			return requests
		}
		filter.After = portal.ReadQueueMark(next.String())
	}
}

func TestTheQueueShowsTheOverdueFirstAndEveryRequestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		numbers := filled(t, o, 90)
		everything := all(t, o, dbtest.Ines, portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}})
		seen := map[portal.RequestNumber]bool{}
		var last portal.AccessibilityRequest
		for i, r := range everything {
			seen[r.Number] = true
			if i > 0 && !r.Due.At.IsZero() && (last.Due.At.IsZero() || r.Due.At.Before(last.Due.At)) {
				t.Errorf("%s, due %s, comes after %s, due %s", r.Number, r.Due.At, last.Number, last.Due.At)
			}
			if last.Status.Closed() && !r.Status.Closed() {
				t.Errorf("%s comes after closed %s", r.Number, last.Number)
			}
			if r.Form.Contact != "" || r.Form.Name != "" {
				t.Error("a list opens seals")
			}
			last = r
		}
		if len(everything) != len(numbers) || len(seen) != len(numbers) || !everything[0].Due.Overdue(o.Now()) {
			t.Errorf("%d listed, %d different, of %d", len(everything), len(seen), len(numbers))
		}
	})
}

func TestFiltersHoldBackExactlyTheOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		filled(t, o, 60)
		everything := all(t, o, dbtest.Ines, portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}})
		now := o.Now()
		filters := map[string]struct {
			filter portal.AccessibilityFilter
			holds  func(portal.AccessibilityRequest) bool
		}{
			"to do":   {portal.AccessibilityFilter{}, func(r portal.AccessibilityRequest) bool { return !r.Due.At.IsZero() }},
			"overdue": {portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListOverdue}}, func(r portal.AccessibilityRequest) bool { return r.Due.Overdue(now) }},
			"waiting": {portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListWaiting}}, func(r portal.AccessibilityRequest) bool { return r.Due.At.IsZero() && !r.Status.Closed() }},
			"closed":  {portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListClosed}}, func(r portal.AccessibilityRequest) bool { return r.Status.Closed() }},
			"mine":    {portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll, Whose: portal.WhoseMine}}, func(r portal.AccessibilityRequest) bool { return r.Assignee == "ines" }},
			"nobodys": {portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll, Whose: portal.WhoseNobodys}}, func(r portal.AccessibilityRequest) bool { return r.Assignee == "" }},
			"braille": {portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}, Format: portal.FormatBraille}, func(r portal.AccessibilityRequest) bool { return r.Form.Format == portal.FormatBraille }},
			"page":    {portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}, Page: "/forms/b"}, func(r portal.AccessibilityRequest) bool { return r.PagePath == "/forms/b" }},
			"several": {
				portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListOverdue}, Page: "/forms/a", Format: portal.FormatPrint},
				func(r portal.AccessibilityRequest) bool {
					return r.PagePath == "/forms/a" && r.Form.Format == portal.FormatPrint && r.Due.Overdue(now)
				},
			},
		}
		for _, status := range portal.AccessibilityStatuses {
			filters[string(status)] = struct {
				filter portal.AccessibilityFilter
				holds  func(portal.AccessibilityRequest) bool
			}{portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: string(status)}}, func(r portal.AccessibilityRequest) bool { return r.Status == status }}
		}
		for name, tt := range filters {
			var want, got []string
			for _, r := range everything {
				if tt.holds(r) {
					want = append(want, r.Number.String())
				}
			}
			for _, r := range all(t, o, dbtest.Ines, tt.filter) {
				got = append(got, r.Number.String())
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
			counts, err := o.AccessibilityCounts(context.Background(), dbtest.Ines, []portal.AccessibilityFilter{tt.filter})
			if err != nil || counts[0] != len(want) {
				t.Errorf("%s: counted %v, %v, want %d", name, counts, err, len(want))
			}
		}
	})
}

func TestCountsEndWhereNobodyNeedsThem(t *testing.T) {
	o := dbtest.Open(t, "sqlite")
	for range portal.CountedUpTo + 20 {
		submit(t, o, rosasForm())
	}
	counts, err := o.AccessibilityCounts(context.Background(), dbtest.Ines, []portal.AccessibilityFilter{{}})
	if err != nil || counts[0] != portal.CountedUpTo+1 {
		t.Errorf("counted %v, %v", counts, err)
	}
	lists := []portal.AccessibilityFilter{{QueueFilter: portal.QueueFilter{State: portal.ListClosed}}, {}, {QueueFilter: portal.QueueFilter{Whose: portal.WhoseMine}}, {}, {QueueFilter: portal.QueueFilter{State: portal.ListClosed}}}
	if counts, err := o.AccessibilityCounts(context.Background(), dbtest.Ines, lists); err != nil || !slices.Equal(counts, []int{0, 100, 0, 100, 0}) {
		t.Errorf("asked twice: %v, %v", counts, err)
	}
}

func TestOnlyStaffWithTheRoleSeeRequests(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		receipt, _ := submit(t, o, rosasForm())
		for _, who := range []portal.Actor{dbtest.Nobody, dbtest.Rosa, dbtest.Petra, dbtest.Walt} {
			_, _, queue := o.AccessibilityQueue(ctx, who, portal.AccessibilityFilter{})
			_, _, search := o.SearchAccessibilityRequests(ctx, who, "table", nil)
			_, file := o.AccessibilityFile(ctx, who, receipt.Number)
			_, next := o.NextAccessibilityRequest(ctx, who)
			_, counts := o.AccessibilityCounts(ctx, who, []portal.AccessibilityFilter{{}})
			_, _, pages := o.PageDefects(ctx, who, portal.PageOpen, nil)
			_, _, page := o.PageDefect(ctx, who, "/forms/sales-guide")
			_, present := o.PresentAtAccessibilityRequest(ctx, who, receipt.Number)
			for what, err := range map[string]error{
				"queue": queue, "search": search, "file": file, "next": next, "counts": counts, "pages": pages, "page": page, "present": present,
				"look": o.LookAtAccessibilityRequest(ctx, who, receipt.Number), "stay": o.StayAtAccessibilityRequest(ctx, who, receipt.Number),
				"note": o.AddAccessibilityNote(ctx, who, receipt.Number, "Called."), "fix": o.FixPageDefect(ctx, who, "/forms/sales-guide", 1, "Fixed."),
			} {
				if portal.CodeOf(err) != portal.Forbidden {
					t.Errorf("%s, %s: %v", who.Role, what, err)
				}
			}
		}
		if _, err := o.AccessibilityMonths(ctx, dbtest.Rosa, o.Now(), 1); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a taxpayer sees figures: %v", err)
		}
	})
}

func TestTheNextRequestIsMineThenNobodysAndTheOldestDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		if _, err := o.NextAccessibilityRequest(ctx, dbtest.Ines); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("with nothing to do: %v", err)
		}
		first, _ := submit(t, o, rosasForm())
		o.Clock.Add(24 * time.Hour)
		second, key := submit(t, o, rosasForm())
		take(t, o, dbtest.Ines, second.Number, key, portal.AcknowledgeStep) // hers, due later
		if n, err := o.NextAccessibilityRequest(ctx, dbtest.Ines); n != second.Number || err != nil {
			t.Errorf("Ines works %s next, %v", n, err)
		}
		if n, err := o.NextAccessibilityRequest(ctx, dbtest.Tomas); n != first.Number || err != nil {
			t.Errorf("Tomás works %s next, %v", n, err)
		}
	})
}

func TestSearchFindsWordsAsPeopleTypeThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		for _, concern := range []string{
			"The TABLE of rates, in braille.", "Necesito la guía de IVA en audio, número 42.", "O'Neil's form: 50% of it \"quoted\" AND unreadable.", "العربية: الجدول لا يُقرأ",
		} {
			form := rosasForm()
			form.Concern, form.Page, form.Name = concern, "/forms/sales-guide", "Secretname"
			submit(t, o, form)
		}
		settle(t, o)
		for typed, want := range map[string]string{
			"table": "1", "Table,": "1", "tab": "", "rates braille": "1", "rates audio": "", "guía": "2", "guia": "2", "NUMERO": "2", "sales": "4321", "o'neil": "3",
			"and": "3", `"quoted"`: "3", "50%": "3", "* OR concern:": "", "الجدول": "4", "secretname": "", "": "", "   ": "", "') --": "", strings.Repeat("a ", 5000): "",
			"-table": "1", "NEAR(table rates)": "", "^table": "1",
		} {
			requests, next, err := o.SearchAccessibilityRequests(ctx, dbtest.Ines, typed, nil)
			got := ""
			for _, r := range requests {
				got += fmt.Sprint(int64(r.Number) % 10)
			}
			if len(typed) < 100 && (got != want || err != nil || next != nil) {
				t.Errorf("%q found %q, %v, want %q", typed, got, err, want)
			}
			if err != nil {
				t.Errorf("%.20q: %v", typed, err)
			}
		}
	})
}

func TestSearchIsPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for range 30 {
			submit(t, o, rosasForm())
		}
		settle(t, o)
		first, next, err := o.SearchAccessibilityRequests(context.Background(), dbtest.Ines, "table", nil)
		if err != nil || len(first) != 25 || next == nil || first[0].Number != portal.NumberOf(2026, 30) {
			t.Fatalf("%d found, next %v, %v", len(first), next, err)
		}
		second, next, err := o.SearchAccessibilityRequests(context.Background(), dbtest.Ines, "table", next)
		if err != nil || len(second) != 5 || next != nil || second[4].Number != portal.NumberOf(2026, 1) {
			t.Errorf("then %d found, next %v, %v", len(second), next, err)
		}
	})
}

// TestEveryListIsReadInTheOrderOfAnIndex keeps lists from growing slower with the table: none is sorted, and none is read
// from its beginning.
func TestEveryListIsReadInTheOrderOfAnIndex(t *testing.T) {
	o := dbtest.Open(t, "sqlite")
	mark := &portal.QueueMark{Place: 1, ID: int64(portal.NumberOf(2026, 1))}
	states := []string{portal.ListToDo, portal.ListOverdue, portal.ListWaiting, portal.ListClosed, portal.ListAll, string(portal.AccessibilityDelivered)}
	for _, state := range states {
		for _, whose := range []portal.Whose{portal.WhoseAnyones, portal.WhoseMine, portal.WhoseNobodys} {
			for _, format := range []portal.AccessibilityFormat{"", portal.FormatBRF} {
				for _, page := range []string{"", "/forms/a"} {
					for _, f := range []portal.AccessibilityFilter{{}, {QueueFilter: portal.QueueFilter{After: mark}}, {QueueFilter: portal.QueueFilter{Before: mark}}} {
						f.State, f.Whose, f.Format, f.Page = state, whose, format, page
						plan, err := o.PlanOfAccessibilityQueue(dbtest.Ines, f)
						if err != nil {
							t.Fatal(err)
						}
						whole := state == portal.ListAll && whose == "" && format == "" && page == "" && f.After == nil && f.Before == nil
						if strings.Contains(plan, "TEMP B-TREE") || !strings.Contains(plan, "USING INDEX") || strings.Contains(plan, "SCAN") && !whole {
							t.Errorf("%+v is read so:\n%s", f, plan)
						}
						if paged := f.After != nil || f.Before != nil; paged && !strings.Contains(plan, "place=? AND id") {
							t.Errorf("%+v walks through all that is due at the mark's moment:\n%s", f, plan)
						}
					}
				}
			}
		}
	}
}

func TestWhoLookedIsFoundByTheRequestAlone(t *testing.T) {
	o := dbtest.Open(t, "sqlite")
	if plan, err := o.PlanOf(db.AccessibilityLooks, "accessibility/AR-2026-000001", "x"); err != nil || !strings.Contains(plan, "audit_by_subject") {
		t.Errorf("it is read so, %v:\n%s", err, plan)
	}
}
