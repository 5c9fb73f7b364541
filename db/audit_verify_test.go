package db_test

import (
	"strings"
	"sync"
	"testing"

	"exchequer/db/dbtest"
)

func TestAnUntouchedTrailIsWholeAndSaysWhenItWasChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		if last, err := o.LastAuditCheck(t.Context(), dbtest.Petra); last != nil || err != nil {
			t.Fatalf("checked before anyone did: %v %v", last, err)
		}
		report, err := o.VerifyAudit(t.Context(), dbtest.Petra)
		if err != nil || report.Broken != nil || report.Checked != 0 {
			t.Fatalf("an empty trail: %+v %v", report, err)
		}
		pile(t, o, 1100) // more than one read
		report, err = o.VerifyAudit(t.Context(), dbtest.Petra)
		if err != nil || report.Broken != nil || report.Checked != 1101 {
			t.Fatalf("%+v %v", report, err)
		}
		if holds, err := o.AuditHolds(t.Context(), 1101, report.Hash); !holds || err != nil {
			t.Errorf("the head that was reported is not there: %v", err)
		}
		for seq, hash := range map[int64][]byte{1100: report.Hash, 5000: report.Hash, 1101: make([]byte, 32)} {
			if holds, _ := o.AuditHolds(t.Context(), seq, hash); holds {
				t.Errorf("record %d is said to have a hash that it has not", seq)
			}
		}
		last, err := o.LastAuditCheck(t.Context(), dbtest.Walt)
		if err != nil || last == nil || !last.Whole || last.Name != dbtest.Petra.Name || last.Checked != "1101" {
			t.Errorf("the last check: %+v %v", last, err)
		}
	})
}

func TestTamperingIsFoundAndNamed(t *testing.T) {
	// Whoever has the database's password can drop the triggers. The chain still tells.
	cases := map[string]struct {
		tamper string
		seq    int64
		why    string
	}{
		"a name":            {`UPDATE audit SET name = 'Someone else' WHERE seq = 7`, 7, "was changed"},
		"a moment":          {`UPDATE audit SET at = at + 1 WHERE seq = 7`, 7, "was changed"},
		"an account":        {`UPDATE audit SET account_id = NULL WHERE seq = 7`, 7, "was changed"},
		"a detail":          {`UPDATE audit SET detail = '{}' WHERE seq = 7`, 7, "was changed"},
		"the first":         {`UPDATE audit SET event = 'test.undone' WHERE seq = 1`, 1, "was changed"},
		"a hash":            {`UPDATE audit SET hash = prev_hash WHERE seq = 7`, 7, "was changed"},
		"a link":            {`UPDATE audit SET prev_hash = hash WHERE seq = 7`, 7, "does not follow"},
		"removed":           {`DELETE FROM audit WHERE seq = 7`, 7, "is missing"},
		"the first removed": {`DELETE FROM audit WHERE seq = 1`, 1, "is missing"},
		"cut off":           {`DELETE FROM audit WHERE seq > 15`, 16, "all after it are missing"},
		"all removed":       {`DELETE FROM audit`, 1, "all after it are missing"},
		"swapped": {`UPDATE audit SET seq = CASE seq WHEN 7 THEN 1008 ELSE 1007 END WHERE seq IN (7, 8);
			UPDATE audit SET seq = seq - 1000 WHERE seq > 1000`, 7, "does not follow"},
		"the head": {`UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 3)`, 20, "not the one that was written last"},
	}
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		raw := o.Raw(t)
		carryOut := func(t *testing.T, statements ...string) {
			t.Helper()
			for _, statement := range statements {
				if _, err := raw.Exec(statement); err != nil {
					t.Fatalf("%s: %v", statement, err)
				}
			}
		}
		if o.URL == "" {
			carryOut(t, `DROP TRIGGER audit_is_never_changed`, `DROP TRIGGER audit_is_never_deleted`)
		} else {
			carryOut(t, `DROP TRIGGER audit_is_never_changed ON audit`)
		}
		var empty []byte
		if err := raw.QueryRow(`SELECT hash FROM audit_head`).Scan(&empty); err != nil {
			t.Fatal(err)
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				carryOut(t, `DELETE FROM audit`)
				if _, err := raw.Exec(`UPDATE audit_head SET seq = 0, hash = $1`, empty); err != nil {
					t.Fatal(err)
				}
				pile(t, o, 20)
				carryOut(t, strings.Split(c.tamper, ";")...)
				report, err := o.VerifyAudit(t.Context(), dbtest.Petra)
				if err != nil || report.Broken == nil || report.Broken.Seq != c.seq || !strings.Contains(report.Broken.Why, c.why) {
					t.Fatalf("found %+v %v, want record %d: %s", report.Broken, err, c.seq, c.why)
				}
				last, err := o.LastAuditCheck(t.Context(), dbtest.Petra)
				if err != nil || last == nil || last.Whole || last.Break != report.Broken.Why {
					t.Errorf("the last check: %+v %v", last, err)
				}
			})
		}
	})
}

func TestTheTrailIsWalkedWhileItGrows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		happen(t, o, 50)
		var wait sync.WaitGroup
		wait.Go(func() { happen(t, o, 200) })
		for range 10 {
			report, err := o.VerifyAudit(t.Context(), dbtest.Petra)
			if err != nil || report.Broken != nil {
				t.Errorf("%+v %v", report.Broken, err)
			}
		}
		wait.Wait()
	})
}
