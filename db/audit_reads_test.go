package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// happen writes n records, one a minute, by different people about different things.
func happen(t *testing.T, o *dbtest.Office, n int) {
	t.Helper()
	people := []portal.Actor{dbtest.Ines, dbtest.Tomas, dbtest.Sunita, dbtest.Nobody}
	for i := range n {
		err := o.Act(context.Background(), people[i%len(people)], func(tx *db.Tx) error {
			tx.Audit(portal.Event([]string{"test.tried", "test.done", "other.done"}[i%3]), fmt.Sprintf("%s/%d", []string{"test", "other"}[i%2], i/10), "n", fmt.Sprint(i))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(time.Minute)
	}
}

// pile writes n records in one act.
func pile(t *testing.T, o *dbtest.Office, n int) {
	t.Helper()
	err := o.Act(context.Background(), dbtest.Ines, func(tx *db.Tx) error {
		for i := range n {
			tx.Audit(tried, fmt.Sprint("test/", i))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheTrailIsPagedBothWaysWithoutGaps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		const records = 2*portal.AuditPageSize + 7
		pile(t, o, records)
		var f portal.AuditFilter
		next := int64(records)
		pages := 0
		for more := true; more; pages++ {
			page, err := o.AuditTrail(t.Context(), dbtest.Petra, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page.Records {
				if r.Seq != next {
					t.Fatalf("record %d where %d belongs", r.Seq, next)
				}
				next--
			}
			if page.Newer != (pages > 0) {
				t.Errorf("page %d: newer ones offered %v", pages, page.Newer)
			}
			more, f.Older = page.Older, page.Records[len(page.Records)-1].Seq
		}
		if next != 0 || pages != 3 {
			t.Errorf("%d pages, and %d records were not shown", pages, next)
		}
		page, err := o.AuditTrail(t.Context(), dbtest.Petra, portal.AuditFilter{Newer: 7})
		if err != nil || len(page.Records) != portal.AuditPageSize || page.Records[0].Seq != 57 || !page.Newer || !page.Older {
			t.Errorf("back from record 7: %d records from %d, newer %v, %v", len(page.Records), page.Records[0].Seq, page.Newer, err)
		}
	})
}

func TestTheTrailIsFiltered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		began := o.Clock.Now()
		happen(t, o, 40)
		for name, c := range map[string]struct {
			filter portal.AuditFilter
			want   int
		}{
			"all":                  {portal.AuditFilter{}, 40},
			"an event":             {portal.AuditFilter{Event: "test.done"}, 13},
			"an account":           {portal.AuditFilter{Actor: "ines"}, 10},
			"part of a name":       {portal.AuditFilter{Actor: "OYELA"}, 10},
			"a percent sign":       {portal.AuditFilter{Actor: "%"}, 0},
			"a subject":            {portal.AuditFilter{Subject: "test/1"}, 5},
			"a kind":               {portal.AuditFilter{Subject: "other"}, 20},
			"behind the kind":      {portal.AuditFilter{Subject: "3"}, 10},
			"nothing of the sort":  {portal.AuditFilter{Subject: "AR-2026-000001"}, 0},
			"from a moment":        {portal.AuditFilter{From: began.Add(30 * time.Minute)}, 10},
			"before a moment":      {portal.AuditFilter{To: began.Add(30 * time.Minute)}, 30},
			"between two":          {portal.AuditFilter{From: began.Add(10 * time.Minute), To: began.Add(12 * time.Minute)}, 2},
			"before all":           {portal.AuditFilter{To: began}, 0},
			"after all":            {portal.AuditFilter{From: began.Add(time.Hour)}, 0},
			"an event by somebody": {portal.AuditFilter{Event: "test.tried", Actor: "ines", Subject: "test"}, 4},
		} {
			page, err := o.AuditTrail(t.Context(), dbtest.Petra, c.filter)
			if err != nil || len(page.Records) != c.want {
				t.Errorf("%s: %d records, want %d; %v", name, len(page.Records), c.want, err)
			}
		}
	})
}

func TestTheTrailIsForAuditorsAndAdministratorsAlone(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	happen(t, o, 3)
	for _, actor := range []portal.Actor{dbtest.Nobody, dbtest.Rosa, dbtest.Ines, dbtest.Sunita} {
		_, err := o.AuditTrail(t.Context(), actor, portal.AuditFilter{})
		_, one := o.AuditRecord(t.Context(), actor, 1)
		export := o.ExportAudit(t.Context(), actor, portal.AuditFilter{}, "csv", func(portal.AuditRecord) error { return nil })
		_, verify := o.VerifyAudit(t.Context(), actor)
		_, last := o.LastAuditCheck(t.Context(), actor)
		for what, err := range map[string]error{"read": err, "one": one, "export": export, "verify": verify, "last check": last} {
			if portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s may %s: %v", actor.Name, what, err)
			}
		}
	}
}

func TestARecordComesWithItsNeighbours(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		happen(t, o, 3)
		for seq := int64(1); seq <= 3; seq++ {
			r, err := o.AuditRecord(t.Context(), dbtest.Walt, seq)
			if err != nil || r.Seq != seq || (r.Before != nil) != (seq > 1) || (r.After != nil) != (seq < 3) {
				t.Fatalf("record %d: %+v %v", seq, r, err)
			}
			if !r.Fits || !r.Follows {
				t.Errorf("record %d is said to fit %v and to follow %v", seq, r.Fits, r.Follows)
			}
		}
		for _, seq := range []int64{-1, 0, 4} {
			if _, err := o.AuditRecord(t.Context(), dbtest.Walt, seq); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("record %d: %v", seq, err)
			}
		}
	})
}

func TestTheTrailKnowsItsEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		happen(t, o, 7)
		events, err := o.AuditEvents(t.Context(), dbtest.Petra)
		if err != nil || !slices.Equal(events, []portal.Event{"other.done", "test.done", "test.tried"}) {
			t.Errorf("%v %v", events, err)
		}
		if _, err := o.AuditEvents(t.Context(), dbtest.Ines); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk reads them: %v", err)
		}
	})
}

func TestAnExportHoldsAllThatWasChosenAndIsItselfOnTheTrail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		pile(t, o, 1203) // more than two reads
		seen := int64(0)
		err := o.ExportAudit(t.Context(), dbtest.Petra, portal.AuditFilter{}, "csv", func(r portal.AuditRecord) error {
			if seen++; r.Seq != seen {
				t.Fatalf("record %d where %d belongs", r.Seq, seen)
			}
			return nil
		})
		if err != nil || seen != 1203 {
			t.Errorf("%d records, %v", seen, err)
		}
		page, err := o.AuditTrail(t.Context(), dbtest.Petra, portal.AuditFilter{Event: portal.AuditExported})
		if err != nil || len(page.Records) != 1 || page.Records[0].Name != dbtest.Petra.Name || page.Records[0].Detail != `{"format":"csv"}` {
			t.Errorf("the trail says of it %+v %v", page.Records, err)
		}
		full := errors.New("the disk of whoever asked is full")
		if err := o.ExportAudit(t.Context(), dbtest.Petra, portal.AuditFilter{}, "csv", func(portal.AuditRecord) error { return full }); !errors.Is(err, full) {
			t.Errorf("an export that cannot be written: %v", err)
		}
	})
}
