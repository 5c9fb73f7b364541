package db_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// attached is a file with words in it, attached to something.
func attached(t *testing.T, o *dbtest.Office, words string) string {
	t.Helper()
	f, err := o.StoreFile(t.Context(), "guide.txt", "text/plain", strings.NewReader(words), 300<<20)
	if err != nil {
		t.Fatal(err)
	}
	err = o.Act(t.Context(), portal.SystemActor("test"), func(tx *db.Tx) error {
		tx.Audit("test.tried", "test/1")
		return tx.AttachFile(f, "test/1")
	})
	if err != nil {
		t.Fatal(err)
	}
	return f.ID
}

// stateOf is where the checking of a file stands, and when clamd looks next.
func stateOf(t *testing.T, o *dbtest.Office, id string) (state string, due int64) {
	t.Helper()
	err := o.Raw(t).QueryRow(`SELECT state, COALESCE(due_at, 0) FROM file_states WHERE file_id = $1`, id).Scan(&state, &due)
	if err != nil {
		t.Fatal(err)
	}
	return state, due
}

// claimed is the file that clamd is given, "" when none waits.
func claimed(t *testing.T, o *dbtest.Office) (id, words string) {
	t.Helper()
	f, content, wait, err := o.ClaimFile(t.Context(), 2*time.Minute)
	if err != nil || f == nil && wait <= 0 {
		t.Fatalf("claim a file: %v, %s", err, wait)
	}
	if f == nil {
		return "", ""
	}
	defer content.Close()
	read, err := io.ReadAll(content)
	if err != nil {
		t.Fatal(err)
	}
	return f.ID, string(read)
}

func withScanner(t *testing.T, o *dbtest.Office) {
	t.Helper()
	o.Close()
	o.Scanner = true
	o.Reopen(t)
}

func settleFile(t *testing.T, o *dbtest.Office, id string, verdict portal.FileState, reason string) {
	t.Helper()
	if err := o.SettleFile(t.Context(), portal.FileCheck{File: id, Verdict: verdict, By: "clamd", Reason: reason}); err != nil {
		t.Fatal(err)
	}
}

func TestFilesWaitForClamdWhereTheOfficeHasOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		withScanner(t, o)
		first := attached(t, o, "first")
		select {
		case <-o.FilesWait():
		default:
			t.Error("nobody was told that a file waits")
		}
		o.Clock.Add(time.Second)
		second := attached(t, o, "second")
		if state, _ := stateOf(t, o, first); state != "received" {
			t.Errorf("a new file is %s", state)
		}
		for _, want := range [][2]string{{first, "first"}, {second, "second"}, {"", ""}} {
			if id, words := claimed(t, o); id != want[0] || words != want[1] {
				t.Errorf("clamd is given %q, want %q", words, want[1])
			}
		}
		settleFile(t, o, first, portal.FileClean, "")
		settleFile(t, o, second, portal.FileQuarantined, "Eicar")
		settleFile(t, o, second, portal.FileClean, "") // another copy, whose clamd knows less
		for id, want := range map[string]string{first: "clean", second: "quarantined"} {
			if state, due := stateOf(t, o, id); state != want || due != 0 {
				t.Errorf("%s, due %d, want %s", state, due, want)
			}
		}
		if id, _ := claimed(t, o); id != "" {
			t.Error("a file that was checked is checked again")
		}
		checks, err := o.FileChecks(t.Context(), portal.Actor{Role: portal.Administrator})
		if err != nil || checks != (portal.FileChecks{Quarantined: 1}) {
			t.Errorf("the office is told %+v, %v", checks, err)
		}
		if _, err := o.FileChecks(t.Context(), portal.Actor{Role: portal.Taxpayer, Account: "x"}); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a taxpayer is told: %v", err)
		}
		for _, tamper := range []string{
			`UPDATE file_checks SET verdict = 'clean'`, `DELETE FROM file_checks`, `DELETE FROM file_states`, `UPDATE file_states SET state = 'clean' WHERE state = 'quarantined'`,
		} {
			if _, err := o.Raw(t).Exec(tamper); err == nil {
				t.Errorf("%s went through", tamper)
			}
		}
	})
}

func TestWhatCouldNotBeCheckedIsTriedAgainAndNeverClean(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		withScanner(t, o)
		id := attached(t, o, "words")
		claimed(t, o)
		settleFile(t, o, id, portal.FileScanError, "clamd does not answer")
		if state, _ := stateOf(t, o, id); state != "scan error" {
			t.Errorf("it is %s", state)
		}
		checks, err := o.FileChecks(t.Context(), portal.Actor{Role: portal.Administrator})
		if err != nil || checks.Failed != 1 || checks.Why != "clamd does not answer" || !checks.FailedAt.Equal(o.Now()) {
			t.Errorf("the office is told %+v, %v", checks, err)
		}
		o.Clock.Add(portal.ScanAgain - time.Second)
		if again, _ := claimed(t, o); again != "" {
			t.Error("tried again too early")
		}
		o.Clock.Add(time.Second)
		if again, _ := claimed(t, o); again != id {
			t.Error("not tried again")
		}
		// The inspector dies: the loan runs out.
		o.Clock.Add(2 * time.Minute)
		if again, _ := claimed(t, o); again != id {
			t.Error("lost with its inspector")
		}
	})
}

func TestFilesOfBeforeAreCheckedOnceThereIsAClamd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		id := attached(t, o, "words")
		large := attached(t, o, string(bytes.Repeat([]byte("a,b\n"), portal.LargestScanned/4+1)))
		if state, _ := stateOf(t, o, id); state != "checked" {
			t.Errorf("without clamd a new file is %s", state)
		}
		withScanner(t, o)
		if got, _ := claimed(t, o); got != id {
			t.Error("it is not checked now")
		}
		if state, _ := stateOf(t, o, id); state != "checked" {
			t.Errorf("while clamd looks, a file that was given out before is %s", state)
		}
		settleFile(t, o, id, portal.FileScanError, "busy")
		if state, due := stateOf(t, o, id); state != "checked" || due != o.Now().Add(portal.ScanAgain).UnixMilli() {
			t.Errorf("after an error it is %s, due %d", state, due)
		}
		o.Clock.Add(portal.ScanAgain)
		if got, _ := claimed(t, o); got != id {
			t.Error("it is not tried again")
		}
		settleFile(t, o, id, portal.FileQuarantined, "Eicar")
		if state, _ := stateOf(t, o, id); state != "quarantined" {
			t.Errorf("with a virus it is %s", state)
		}
		if got, _ := claimed(t, o); got != "" {
			t.Errorf("%s is given to clamd, which is larger than it takes", large)
		}
	})
}

func TestAFileIsLentToOneInspectorAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		withScanner(t, o)
		want := map[string]bool{}
		for i := range 24 {
			want[attached(t, o, fmt.Sprint("words ", i))] = true
		}
		got := make(chan string, 100)
		done := make(chan bool)
		for range 4 {
			go func() {
				defer func() { done <- true }()
				for {
					f, content, wait, err := o.ClaimFile(context.Background(), 2*time.Minute)
					if err != nil || f == nil && wait > 0 {
						return
					}
					if f != nil {
						content.Close()
						got <- f.ID
					}
				}
			}()
		}
		for range 4 {
			<-done
		}
		close(got)
		n := 0
		for id := range got {
			n++
			delete(want, id)
		}
		if n != 24 || len(want) > 0 {
			t.Errorf("%d loans, %d files left out", n, len(want))
		}
	})
}
