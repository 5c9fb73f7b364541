package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
)

func TestVerifyProvesTheChainBesideARunningCopy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		env := []string{"EXCHEQUER_DATA=" + o.Dir, "EXCHEQUER_DATABASE_URL=" + o.URL}
		err := o.Act(t.Context(), dbtest.Ines, func(tx *db.Tx) error {
			for i := range 12 {
				tx.Audit("test.tried", fmt.Sprint("test/", i))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		stdout, stderr, code := run(t, env, "verify")
		if code != exitOK || !strings.Contains(stdout, "is whole: 12 records") {
			t.Fatalf("code %d: %s%s", code, stdout, stderr)
		}
		head := regexp.MustCompile(`head (12:[0-9a-f]{64})`).FindStringSubmatch(stdout)
		if head == nil {
			t.Fatalf("no head in %s", stdout)
		}
		// The walk itself is on the trail now, and the head of before still holds.
		stdout, stderr, code = run(t, env, "verify", "--head", head[1])
		if code != exitOK || !strings.Contains(stdout, "is whole: 13 records") || !strings.Contains(stdout, "Record 12 is the one") {
			t.Errorf("code %d: %s%s", code, stdout, stderr)
		}
		other := strings.Repeat("0", 64)
		if _, stderr, code := run(t, env, "verify", "--head", "12:"+other); code != exitFail || !strings.Contains(stderr, "cut off or written anew") {
			t.Errorf("another head: code %d: %s", code, stderr)
		}
		if _, stderr, code := run(t, env, "verify", "--head", "5000"+head[1][2:]); code != exitFail || !strings.Contains(stderr, "cut off or written anew") {
			t.Errorf("a head beyond the end: code %d: %s", code, stderr)
		}

		raw := o.Raw(t)
		drop := `DROP TRIGGER audit_is_never_changed`
		if o.URL != "" {
			drop += ` ON audit`
		}
		for _, statement := range []string{drop, `UPDATE audit SET name = 'Someone else' WHERE seq = 5`} {
			if _, err := raw.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		stdout, stderr, code = run(t, env, "verify")
		if code != exitFail || !strings.Contains(stderr, "BROKEN at record 5") || !strings.Contains(stderr, "was changed") || strings.Contains(stdout, "is whole") {
			t.Errorf("a tampered trail: code %d: %s%s", code, stdout, stderr)
		}
	})
}

func TestVerifyNamesFilesThatAreNotAsTheyWereReceived(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		env := []string{"EXCHEQUER_DATA=" + o.Dir, "EXCHEQUER_DATABASE_URL=" + o.URL}
		var files []string
		for range 3 {
			f, err := o.StoreFile(t.Context(), "Rosa Delgado.pdf", "application/pdf", strings.NewReader("the same length, another key"), 1<<20)
			if err == nil {
				err = o.Act(t.Context(), dbtest.Ines, func(tx *db.Tx) error {
					tx.Audit("test.tried", "test/1")
					return tx.AttachFile(f, "test/1")
				})
			}
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, filepath.Join(o.Dir, "files", f.ID[34:], f.ID))
		}
		verify := func(code int, says string, args ...string) (stdout string) {
			t.Helper()
			stdout, stderr, got := run(t, env, append([]string{"verify"}, args...)...)
			if got != code || !strings.Contains(stdout+stderr, says) || strings.Contains(stdout+stderr, "Rosa") {
				t.Errorf("verify %v: code %d: %s%s", args, got, stdout, stderr)
			}
			return stdout
		}
		verify(exitOK, "The files are there: 3")
		verify(exitOK, "The files are whole: 3", "--files")

		raw, err := os.ReadFile(files[0])
		if err == nil {
			err = os.WriteFile(files[1], raw, 0o600) // swapped for another
		}
		if err != nil {
			t.Fatal(err)
		}
		verify(exitOK, "The files are there: 3")
		if stdout := verify(exitFail, "1 of 3 files are MISSING or DAMAGED", "--files"); !strings.Contains(stdout, "file "+filepath.Base(files[1])+" of test/1: It was changed") {
			t.Errorf("the swapped file is not named: %s", stdout)
		}
		if err := os.Remove(files[2]); err != nil {
			t.Fatal(err)
		}
		if stdout := verify(exitFail, "Put them back from a backup"); !strings.Contains(stdout, filepath.Base(files[2])+" of test/1: It is missing.") || !strings.Contains(stdout, "trail is whole") {
			t.Errorf("the missing file is not named, or the trail was not walked: %s", stdout)
		}
	})
}

func TestVerifyNeverReassuresAboutNothing(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "dta")
	_, stderr, code := run(t, []string{"EXCHEQUER_DATA=" + empty}, "verify")
	if code != exitFail || !strings.Contains(stderr, "nothing to verify") {
		t.Errorf("code %d: %s", code, stderr)
	}
	if _, err := os.Stat(empty); err == nil {
		t.Error("verify made a data folder")
	}
	for _, args := range [][]string{{"verify", "all"}, {"verify", "--head", "12"}, {"verify", "--head", "x:" + strings.Repeat("0", 64)}, {"verify", "--head", "0:" + strings.Repeat("0", 64)}} {
		if _, stderr, code := run(t, nil, args...); code != exitUsage {
			t.Errorf("%v: code %d: %s", args, code, stderr)
		}
	}
}
