package db_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

var checker = portal.SystemActor("operator")

// store puts a file on the disk that belongs to nothing yet.
func store(t *testing.T, o *dbtest.Office, content []byte) db.StoredFile {
	t.Helper()
	f, err := o.StoreFile(t.Context(), "guide.pdf", "application/pdf", bytes.NewReader(content), 25<<20)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// attach makes files an answer's.
func attach(t *testing.T, o *dbtest.Office, files ...db.StoredFile) {
	t.Helper()
	err := o.Act(t.Context(), dbtest.Ines, func(tx *db.Tx) error {
		for _, f := range files {
			if err := tx.AttachFile(f, "test/1"); err != nil {
				return err
			}
		}
		tx.Audit("test.tried", "test/1")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func received(t *testing.T, o *dbtest.Office, size int) db.StoredFile {
	t.Helper()
	content := make([]byte, size)
	rand.Read(content)
	f := store(t, o, content)
	attach(t, o, f)
	return f
}

// age makes a file look as if it was last changed that long ago.
func age(t *testing.T, path string, by time.Duration) {
	t.Helper()
	if err := os.Chtimes(path, time.Time{}, time.Now().Add(-by)); err != nil {
		t.Fatal(err)
	}
}

func lies(path string) bool { _, err := os.Stat(path); return err == nil }

// reconcile gives what was done, and the faults by the file's id.
func reconcile(t *testing.T, o *dbtest.Office) (db.FilesReport, map[string]string) {
	t.Helper()
	faults := map[string]string{}
	report, err := o.ReconcileFiles(t.Context(), time.Now(), func(f db.FileFault) { faults[f.ID] = f.Why })
	if err != nil {
		t.Fatal(err)
	}
	return report, faults
}

func verify(t *testing.T, o *dbtest.Office, contents bool) (db.FilesReport, map[string]string) {
	t.Helper()
	faults := map[string]string{}
	report, err := o.VerifyFiles(t.Context(), checker, contents, func(f db.FileFault) { faults[f.ID] = f.Why })
	if err != nil {
		t.Fatal(err)
	}
	return report, faults
}

const day = 24 * time.Hour

func TestFilesThatBelongToNothingArePutAwayAfterADayAndRemovedAfterAMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ours, old, young := received(t, o, 10), store(t, o, []byte("old")), store(t, o, []byte("young"))
		age(t, o.FilePath(ours.ID), 400*day)
		age(t, o.FilePath(old.ID), 25*time.Hour)
		age(t, o.FilePath(young.ID), 23*time.Hour)
		if got, _ := reconcile(t, o); got != (db.FilesReport{Files: 1, PutAway: 1}) {
			t.Errorf("first: %+v", got)
		}
		if !lies(o.FilePath(ours.ID)) || !lies(o.FilePath(young.ID)) || lies(o.FilePath(old.ID)) || !lies(o.UnclaimedPath(old.ID)) {
			t.Error("what was attached or is young was moved, or what is old was not")
		}
		age(t, o.UnclaimedPath(old.ID), 29*day)
		if got, _ := reconcile(t, o); got != (db.FilesReport{Files: 1}) {
			t.Errorf("within the month: %+v", got)
		}
		age(t, o.UnclaimedPath(old.ID), 31*day)
		if got, _ := reconcile(t, o); got != (db.FilesReport{Files: 1, Removed: 1}) || lies(o.UnclaimedPath(old.ID)) {
			t.Errorf("after the month: %+v", got)
		}
		if got, faults := reconcile(t, o); got != (db.FilesReport{Files: 1}) || len(faults) > 0 {
			t.Errorf("with nothing left to do: %+v, %v", got, faults)
		}
	})
}

func TestAFileThatWasPutAwayTooEarlyComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := store(t, o, []byte("slow, or the database of another day was open"))
		age(t, o.FilePath(f.ID), 2*day)
		reconcile(t, o)
		attach(t, o, f)
		if _, faults := verify(t, o, false); !strings.Contains(faults[f.ID], "files/unclaimed") {
			t.Errorf("verify says %q", faults)
		}
		if got, faults := reconcile(t, o); got != (db.FilesReport{Files: 1, PutBack: 1}) || len(faults) > 0 {
			t.Errorf("%+v, %v", got, faults)
		}
		if got, faults := verify(t, o, true); got != (db.FilesReport{Files: 1}) {
			t.Errorf("%+v, %v", got, faults)
		}
	})
}

func TestHalvesOfFilesAreRemovedAndWhatIsNotOursStays(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	folder := filepath.Dir(o.FilePath(received(t, o, 1).ID))
	for name, by := range map[string]time.Duration{".incoming-1": 25 * time.Hour, ".incoming-2": 23 * time.Hour, "notes.txt": 90 * day} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		age(t, filepath.Join(folder, name), by)
	}
	if got, _ := reconcile(t, o); got != (db.FilesReport{Files: 1, Removed: 1}) {
		t.Errorf("%+v", got)
	}
	if lies(filepath.Join(folder, ".incoming-1")) || !lies(filepath.Join(folder, ".incoming-2")) || !lies(filepath.Join(folder, "notes.txt")) {
		t.Error("an old half stayed, or something else went")
	}
}

func TestFilesThatAreMissingCutOffOrSwappedAreNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		whole, empty, missing, cut, swapped, other := received(t, o, 200_000), received(t, o, 0), received(t, o, 10), received(t, o, 70_000), received(t, o, 64<<10), received(t, o, 64<<10)
		if report, faults := verify(t, o, true); report != (db.FilesReport{Files: 6}) {
			t.Fatalf("before any harm: %+v, %v", report, faults)
		}
		raw, err := os.ReadFile(o.FilePath(other.ID))
		for _, err := range []error{err, os.Remove(o.FilePath(missing.ID)), os.Truncate(o.FilePath(cut.ID), 65_000), os.WriteFile(o.FilePath(swapped.ID), raw, 0o600)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for name, faults := range map[string]map[string]string{
			"reconcile": second(reconcile(t, o)), "verify": second(verify(t, o, false)), "verify with contents": second(verify(t, o, true)),
		} {
			want := 2
			if name == "verify with contents" {
				want = 3
				if !strings.Contains(faults[swapped.ID], "another file lies in its place") {
					t.Errorf("%s: the swapped file: %q", name, faults[swapped.ID])
				}
			}
			if len(faults) != want || faults[missing.ID] != "It is missing." || !strings.Contains(faults[cut.ID], "65000 bytes on the disk and should have 70056") {
				t.Errorf("%s, beside %s and %s: %v", name, whole.ID, empty.ID, faults)
			}
		}
		if err := os.WriteFile(o.FilePath(empty.ID), make([]byte, 28), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, faults := verify(t, o, true); faults[empty.ID] == "" {
			t.Error("an empty file that was changed passes")
		}
	})
}

func second[A, B any](_ A, b B) B { return b }

func TestFilesAreWalkedInMoreThanOneStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		// All in one folder, so that its listing too takes several steps: only the records and the names matter here.
		pattern, attached := store(t, o, []byte("x")), []db.StoredFile{}
		for i := range db.FilesTogether + 20 {
			f := pattern
			f.ID = fmt.Sprintf("%s%06daa", pattern.ID[:28], i)
			raw, err := os.ReadFile(o.FilePath(pattern.ID))
			if err != nil {
				t.Fatal(err)
			}
			os.MkdirAll(filepath.Dir(o.FilePath(f.ID)), 0o700)
			if err := os.WriteFile(o.FilePath(f.ID), raw, 0o600); err != nil {
				t.Fatal(err)
			}
			age(t, o.FilePath(f.ID), 2*day)
			if i%4 > 0 {
				attached = append(attached, f)
			}
		}
		attach(t, o, attached...)
		got, faults := reconcile(t, o)
		if want := (db.FilesReport{Files: len(attached), PutAway: db.FilesTogether + 20 - len(attached)}); got != want || len(faults) > 0 {
			t.Errorf("%+v, not %+v; %v", got, want, faults)
		}
	})
}

func TestCopiesReconcileOneFolderAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for range 40 {
			f := store(t, o, []byte("x"))
			age(t, o.FilePath(f.ID), 2*day)
			received(t, o, 5)
		}
		reports := make(chan db.FilesReport)
		for range 4 {
			go func() {
				report, err := o.ReconcileFiles(t.Context(), time.Now(), func(f db.FileFault) { t.Errorf("%+v", f) })
				if err != nil {
					t.Error(err)
				}
				reports <- report
			}()
		}
		away := 0
		for range 4 {
			away += (<-reports).PutAway
		}
		if away != 40 {
			t.Errorf("%d of 40 were put away", away)
		}
	})
}

func TestStaffWhoMayNotReadTheTrailDoNotVerifyFiles(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	if _, err := o.VerifyFiles(t.Context(), dbtest.Ines, false, func(db.FileFault) {}); err == nil {
		t.Error("a clerk may")
	}
}
