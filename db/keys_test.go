package db_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

var operator = portal.SystemActor("operator")

func TestKeysAreMadeAtFirstStartForTheirOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secrets", "keys.json")
	var wait sync.WaitGroup
	made := make([]*db.Keys, 4)
	for i := range made { // copies that start together must end up with the same key
		wait.Go(func() {
			var err error
			if made[i], err = db.LoadKeys(path); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if t.Failed() {
		return
	}
	for _, k := range made[1:] {
		if k.Current() != 1 || !bytes.Equal(k.Find("taxpayer", "1"), made[0].Find("taxpayer", "1")) {
			t.Error("copies that started together have different keys")
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key file has mode %04o", info.Mode().Perm())
	}
	if bytes.Equal(made[0].Find("taxpayer", "1"), made[0].Find("bank", "1")) {
		t.Error("one value has the same hash for two purposes")
	}
}

func TestKeyFilesThatCannotBeTrustedAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := db.LoadKeys(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(whole, &file); err != nil {
		t.Fatal(err)
	}
	file["current"] = 7
	other, _ := json.Marshal(file)
	for _, c := range []struct {
		name, content, sentence string
		mode                    os.FileMode
	}{
		{"readable by others", string(whole), "can be read by others", 0o640},
		{"cut off", string(whole[:40]), "is not what we wrote", 0o600},
		{"without its current key", string(other), "lacks its current key", 0o600},
		{"with a short key", strings.Replace(string(whole), `"key": "`, `"key": "AAAA`, 1), "bytes, not 32", 0o600},
	} {
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := db.LoadKeys(path); err == nil || !strings.Contains(err.Error(), c.sentence) {
			t.Errorf("a key file %s: %v", c.name, err)
		}
	}
}

func TestRotationsAtOnceLoseNoKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	if _, err := db.LoadKeys(path); err != nil {
		t.Fatal(err)
	}
	const rotations = 8
	var wait sync.WaitGroup
	for range rotations {
		wait.Go(func() {
			k, err := db.LoadKeys(path)
			if err == nil {
				err = k.Rotate()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	k, err := db.LoadKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	if k.Current() != rotations+1 {
		t.Errorf("after %d rotations the version is %d", rotations, k.Current())
	}
}

// put leaves n sealed records behind.
func put(t *testing.T, o *db.DB, n int) {
	t.Helper()
	for range n {
		err := o.Act(context.Background(), dbtest.Ines, func(tx *db.Tx) error {
			tx.Audit(tried, "test/1")
			return tx.Notify("test.notice", "rosa@mail.example", portal.English, portal.Params{"name": "Rosa Delgado"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func versions(t *testing.T, raw *sql.DB) (found []int) {
	t.Helper()
	rows, err := raw.Query(`SELECT DISTINCT key_version FROM outbox ORDER BY key_version`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v int
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		found = append(found, v)
	}
	return found
}

func TestRecordsUnderOldKeysAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		put(t, o.DB, 5)
		if err := o.Keys.Rotate(); err != nil {
			t.Fatal(err)
		}
		put(t, o.DB, 2)
		if left, err := o.RecordsUnderOldKeys(context.Background(), operator); err != nil || left != 5 {
			t.Errorf("after a rotation %d records are left, %v", left, err)
		}
		if done, err := o.RewrapKeys(context.Background(), operator, nil); err != nil || done != 5 {
			t.Errorf("re-wrapped %d records, %v", done, err)
		}
		if left, err := o.RecordsUnderOldKeys(context.Background(), operator); err != nil || left != 0 {
			t.Errorf("after re-wrapping %d records are left, %v", left, err)
		}
	})
}

func TestARunningCopyTakesUpTheNewKey(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	put(t, o.DB, 3)
	elsewhere, err := db.LoadKeys(filepath.Join(o.Dir, "keys.json")) // as `exchequer keys rotate` does in its own process
	if err != nil {
		t.Fatal(err)
	}
	if err := elsewhere.Rotate(); err != nil {
		t.Fatal(err)
	}
	put(t, o.DB, 1)
	if found := versions(t, o.Raw(t)); !slices.Equal(found, []int{1, 2}) {
		t.Errorf("records are under versions %v", found)
	}
	if o.Keys.Current() != 2 {
		t.Errorf("the running copy is at version %d", o.Keys.Current())
	}
}

func TestOnlyTheOperatorRotates(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	if _, err := o.RewrapKeys(context.Background(), dbtest.Walt, nil); portal.CodeOf(err) != portal.Forbidden {
		t.Errorf("an administrator re-wrapped: %v", err)
	}
	if _, err := o.RecordsUnderOldKeys(context.Background(), dbtest.Walt); portal.CodeOf(err) != portal.Forbidden {
		t.Errorf("an administrator counted: %v", err)
	}
}
