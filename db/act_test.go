package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

const tried portal.Event = "test.tried"

func TestActIsKeptWholeOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		number := func(fail error) (n int64, err error) {
			err = o.Act(ctx, dbtest.Ines, func(tx *db.Tx) error {
				if n, err = tx.NextNumber("test"); err != nil {
					return err
				}
				tx.Audit(tried, "test/1")
				return fail
			})
			return n, err
		}
		if n, err := number(nil); n != 1 || err != nil {
			t.Fatalf("first number: %d, %v", n, err)
		}
		boom := errors.New("boom")
		if _, err := number(boom); !errors.Is(err, boom) {
			t.Fatalf("a failing act answered %v", err)
		}
		if n, err := number(nil); n != 2 || err != nil {
			t.Fatalf("the number after a failed act: %d, %v", n, err)
		}
	})
}

func TestActThatAuditsNothingIsNotKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		silent := func(tx *db.Tx) error { _, err := tx.NextNumber("silent"); return err }
		if err := o.Act(ctx, dbtest.Ines, silent); err == nil {
			t.Fatal("an act without a trace was kept")
		}
		var n int
		if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM numbers`).Scan(&n); err != nil || n != 0 {
			t.Fatalf("it left %d rows, %v", n, err)
		}
	})
}

func TestActsFromManyAtOnceAreAllKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		const people, each = 16, 12
		var wait sync.WaitGroup
		seen := make(chan int64, people*each)
		for range people {
			wait.Go(func() {
				for i := range each {
					err := o.Act(context.Background(), dbtest.Tomas, func(tx *db.Tx) error {
						n, err := tx.NextNumber("many")
						if err != nil {
							return err
						}
						if i%4 == 3 { // some fail, and must take nothing with them
							return errors.New("changed their mind")
						}
						tx.Audit(tried, fmt.Sprint("test/", n))
						seen <- n
						return nil
					})
					if i%4 != 3 && err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		close(seen)
		distinct := map[int64]bool{}
		for n := range seen {
			distinct[n] = true
		}
		const kept = people * each * 3 / 4
		for n := int64(1); n <= kept; n++ {
			if !distinct[n] {
				t.Fatalf("number %d of %d is missing: a failed act took it", n, kept)
			}
		}
	})
}

func TestAuditTrailRefusesChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		if err := o.Act(context.Background(), dbtest.Ines, func(tx *db.Tx) error { tx.Audit(tried, "test/1"); return nil }); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{`UPDATE audit SET name = 'someone else'`, `DELETE FROM audit`} {
			if _, err := o.Raw(t).Exec(statement); err == nil {
				t.Errorf("%s was carried out", statement)
			}
		}
	})
}

func TestPanickingActIsUndoneAndTheOfficeGoesOn(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	err := o.Act(context.Background(), dbtest.Ines, func(tx *db.Tx) error { panic("boom") })
	if err == nil {
		t.Fatal("no error")
	}
	if err := o.Act(context.Background(), dbtest.Ines, func(tx *db.Tx) error { tx.Audit(tried, "test/2"); return nil }); err != nil {
		t.Fatalf("the next act: %v", err)
	}
}

func TestOlderBinaryRefusesNewerDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		if _, err := o.Raw(t).Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, $1)`, true); err != nil {
			t.Fatal(err)
		}
		o.Close()
		_, err := db.Open(context.Background(), db.Options{DataDir: o.Dir, DatabaseURL: o.URL, Keys: o.Keys})
		if err == nil {
			t.Fatal("it opened")
		}
		const says = "the database is at version 99999"
		if got := err.Error(); len(got) < len(says) || got[:len(says)] != says {
			t.Fatalf("it said %q", got)
		}
	})
}
