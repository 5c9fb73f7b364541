package db_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestKeyFileIsMadeForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := db.LoadKeys(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := db.LoadKeys(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Fatalf("a key file that others can read was answered %v", err)
	}
}

func TestSealedValueOpensOnlyInItsPlace(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	var key, other db.RecordKey
	err := o.Act(context.Background(), dbtest.Ines, func(tx *db.Tx) (err error) {
		tx.Audit(tried, "test/1")
		if key, err = tx.NewRecordKey("outbox", "1"); err != nil {
			return err
		}
		other, err = tx.NewRecordKey("outbox", "2")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sealed := key.Seal("recipient", []byte("rosa@mail.example"))
	if bytes.Contains(sealed, []byte("rosa")) {
		t.Fatal("it lies open")
	}
	if plain, err := key.Open("recipient", sealed); err != nil || string(plain) != "rosa@mail.example" {
		t.Fatalf("opened as %q, %v", plain, err)
	}
	if _, err := key.Open("params", sealed); err == nil {
		t.Error("it opened in another column")
	}
	if _, err := other.Open("recipient", sealed); err == nil {
		t.Error("it opened in another row")
	}
}

func TestSealedTablesAreAllRewrapped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		query := `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = 'data_key' WHERE m.type = 'table' ORDER BY 1`
		if o.URL != "" {
			query = `SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND column_name = 'data_key' ORDER BY 1`
		}
		rows, err := o.Raw(t).Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var sealed []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				t.Fatal(err)
			}
			sealed = append(sealed, name)
		}
		listed := slices.Sorted(slices.Values(db.SealedTables()))
		if !slices.Equal(sealed, listed) {
			t.Fatalf("the schema seals %v, a rotation re-wraps %v", sealed, listed)
		}
	})
}

func TestRotationResumesAfterItWasKilled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		const letters = 450 // more than two batches
		ctx := context.Background()
		for i := range letters {
			err := o.Act(ctx, dbtest.Ines, func(tx *db.Tx) error {
				tx.Audit(tried, fmt.Sprint("test/", i))
				return tx.Notify("test.notice", "rosa@mail.example", portal.English, nil)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Keys.Rotate(); err != nil {
			t.Fatal(err)
		}
		killed, kill := context.WithCancel(ctx)
		_, err := o.RewrapKeys(killed, operator, func(table string, done int) { kill() })
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("the killed rotation answered %v", err)
		}
		o.Close()
		o.Reopen(t)
		n, err := o.RewrapKeys(ctx, operator, nil)
		if err != nil || n == 0 || n >= letters {
			t.Fatalf("the second run re-wrapped %d of %d, %v", n, letters, err)
		}
		var old int
		if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM outbox WHERE key_version <> $1`, o.Keys.Current()).Scan(&old); err != nil || old != 0 {
			t.Fatalf("%d left under the old key, %v", old, err)
		}
	})
}
