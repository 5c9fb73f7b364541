package db_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// uploadDesk is an office with a draft of Rosa's.
type uploadDesk struct {
	*dbtest.Counter
	t     *testing.T
	draft portal.Draft
}

func openUploads(t *testing.T, o *dbtest.Office) uploadDesk {
	t.Helper()
	c := o.OpenCounter(t)
	draft, err := o.BeginDraft(bg, c.Rosa.Actor, acting(t, c, c.Rosa), 0, 0, question)
	if err != nil {
		t.Fatal(err)
	}
	return uploadDesk{c, t, draft}
}

// begin makes a place for a file.
func (u uploadDesk) begin(name string, size int, mark string) portal.DraftFile {
	u.t.Helper()
	f, err := u.BeginDraftFile(bg, u.Rosa.Actor, u.draft.ID, name, int64(size), mark)
	if err != nil {
		u.t.Fatal(err)
	}
	return f
}

// part brings a part, and answers how far the file has come.
func (u uploadDesk) part(f portal.DraftFile, at int64, content io.Reader) int64 {
	u.t.Helper()
	f, err := u.PutDraftFilePart(bg, u.Rosa.Actor, u.draft.ID, f.ID, at, content)
	if err != nil {
		u.t.Fatal(err)
	}
	return f.Received
}

func (u uploadDesk) send() error {
	u.t.Helper()
	d, err := u.Draft(bg, u.Rosa.Actor, u.draft.ID)
	if err != nil {
		u.t.Fatal(err)
	}
	_, err = u.SendDraft(bg, u.Rosa.Actor, d.ID, d.Version, 0, d.DraftText, "")
	return err
}

func TestAFileComesInPartsAndGoesOnWhereItBrokeOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		u := openUploads(t, o)
		content := make([]byte, 300_000)
		rand.Read(content)
		f := u.begin("tax.pdf", len(content), "mark")
		if got := u.part(f, 0, bytes.NewReader(content[:100_000])); got != 65536 {
			t.Errorf("of 100,000 bytes, %d are safe: whole chunks are", got)
		}
		if err := u.send(); err != portal.ErrFilesUnderWay {
			t.Errorf("sent with half a file: %v", err)
		}
		o.Close()
		o.Reopen(t) // a restart
		if again := u.begin("tax.pdf", len(content), "mark"); again.ID != f.ID || again.Received != 65536 {
			t.Errorf("the file begins anew: %+v", again)
		}
		if _, err := o.PutDraftFilePart(bg, u.Rosa.Actor, u.draft.ID, f.ID, 0, bytes.NewReader(content)); err != portal.ErrUploadElsewhere {
			t.Errorf("a part that came before: %v", err)
		}
		if _, err := o.PutDraftFilePart(bg, u.Otis.Actor, u.draft.ID, f.ID, 65536, bytes.NewReader(content)); !errors.Is(err, portal.ErrNotFound) {
			t.Errorf("someone else’s draft: %v", err)
		}
		if got := u.part(f, 65536, bytes.NewReader(content[65536:])); got != int64(len(content)) {
			t.Errorf("%d have come in", got)
		}
		if got := u.part(f, 65536, bytes.NewReader(content[65536:])); got != int64(len(content)) {
			t.Errorf("the last part again: %d", got)
		}
		sum := sha256.Sum256(content)
		for range 2 { // and again after a lost answer
			done, err := o.FinishDraftFile(bg, u.Rosa.Actor, u.draft.ID, f.ID, "")
			if err != nil || done.State != portal.DraftFileReceived || !bytes.Equal(done.SHA256, sum[:]) || done.Name != "tax.pdf" {
				t.Fatalf("%+v, %v", done, err)
			}
		}
		if err := u.send(); err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(portal.UndoSend)
		if _, err := o.SendDue(bg, u.Desk); err != nil {
			t.Fatal(err)
		}
		d, err := o.Draft(bg, u.Rosa.Actor, u.draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		c, err := o.Case(bg, u.Ines.Actor, d.SentCase, 0)
		if err != nil || len(c.Messages) != 1 || len(c.Messages[0].Files) != 1 || c.Messages[0].Files[0].Name != "tax.pdf" || !bytes.Equal(c.Messages[0].Files[0].SHA256, sum[:]) {
			t.Fatalf("%+v, %v", c.Messages, err)
		}
		for _, who := range []portal.Actor{u.Ines.Actor, u.Rosa.Actor} {
			stored, opened, err := o.OpenMessageFile(bg, who, d.SentCase, 1, f.ID)
			if err != nil {
				t.Fatalf("%s: %v", who.Name, err)
			}
			got, err := io.ReadAll(opened)
			opened.Close()
			if err != nil || !bytes.Equal(got, content) || stored.Kind != "application/pdf" {
				t.Errorf("%s is given %d bytes, %v", who.Name, len(got), err)
			}
		}
		for _, who := range []portal.Actor{u.Otis.Actor, u.Tomas.Actor, {Role: portal.Visitor}} {
			if _, _, err := o.OpenMessageFile(bg, who, d.SentCase, 1, f.ID); !errors.Is(err, portal.ErrNotFound) {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
		if _, _, err := o.OpenMessageFile(bg, u.Rosa.Actor, d.SentCase, 2, f.ID); !errors.Is(err, portal.ErrNotFound) {
			t.Errorf("under another message: %v", err)
		}
		if err := o.RemoveDraftFile(bg, u.Rosa.Actor, u.draft.ID, f.ID); err != portal.ErrDraftOver {
			t.Errorf("removed after it was sent: %v", err)
		}
	})
}

func TestFilesOfADraftHaveLimits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		u := openUploads(t, o)
		for name, tt := range map[string]struct {
			size int64
			says string
		}{
			"big.pdf": {26 << 20, "big.pdf does not fit"}, "empty.pdf": {0, "nothing in empty.pdf"}, "tool.exe": {10, "We do not take files like tool.exe"}, "talk.mp3": {10, "We take these kinds: PDF, JPG, PNG, TXT, CSV, DOCX, XLSX."},
		} {
			if _, err := o.BeginDraftFile(bg, u.Rosa.Actor, u.draft.ID, name, tt.size, name); portal.CodeOf(err) != portal.Mend || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: %v", name, err)
			}
		}
		first := u.begin("first.pdf", 20<<20, "1")
		if _, err := o.BeginDraftFile(bg, u.Rosa.Actor, u.draft.ID, "second.pdf", 6<<20, "2"); err == nil {
			t.Error("26 MB together are taken")
		}
		if err := o.RemoveDraftFile(bg, u.Rosa.Actor, u.draft.ID, first.ID); err != nil {
			t.Fatal(err)
		}
		if f, err := o.PutDraftFilePart(bg, u.Rosa.Actor, u.draft.ID, first.ID, 0, strings.NewReader("words")); err != nil || f.State != portal.DraftFileRemoved {
			t.Errorf("a part of a file that was removed: %+v, %v", f, err)
		}
		for i := range portal.MessageFileRules.Most {
			u.begin("second.pdf", 1<<20, strings.Repeat("x", i+1))
		}
		if _, err := o.BeginDraftFile(bg, u.Rosa.Actor, u.draft.ID, "more.pdf", 10, "more"); err == nil || !strings.Contains(err.Error(), "up to 10 files") {
			t.Errorf("the eleventh: %v", err)
		}
		stored, err := o.StoreFile(bg, "form.txt", "text/plain", strings.NewReader("words"), 100)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.AddDraftFiles(bg, u.Rosa.Actor, u.draft.ID, []db.StoredFile{stored}); portal.CodeOf(err) != portal.Mend {
			t.Errorf("the eleventh with a form: %v", err)
		}
		o.Clock.Add(portal.UploadLasts + time.Second)
		if n, err := o.SweepUploads(bg); n != 10 || err != nil {
			t.Errorf("%d halves were given up, %v", n, err)
		}
		if err := o.AddDraftFiles(bg, u.Rosa.Actor, u.draft.ID, []db.StoredFile{stored}); err != nil {
			t.Errorf("and then there is room again: %v", err)
		}
		files, err := o.DraftFiles(bg, u.Rosa.Actor, u.draft.ID)
		if err != nil || len(files) != 1 || files[0].State != portal.DraftFileReceived || files[0].Name != "form.txt" {
			t.Errorf("%+v, %v", files, err)
		}
		if _, err := o.DraftFiles(bg, u.Otis.Actor, u.draft.ID); !errors.Is(err, portal.ErrNotFound) {
			t.Errorf("someone else’s: %v", err)
		}
		for _, tamper := range []string{`DELETE FROM draft_files`, `UPDATE draft_files SET size = 1`, `DELETE FROM draft_file_events`, `UPDATE draft_file_events SET reason = ''`} {
			if _, err := o.Raw(t).Exec(tamper); err == nil {
				t.Errorf("%s went through", tamper)
			}
		}
	})
}

func TestARejectedFileLeavesItsReasonAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		u := openUploads(t, o)
		f := u.begin("tax.pdf", 5, "mark")
		u.part(f, 0, strings.NewReader("words"))
		done, err := o.FinishDraftFile(bg, u.Rosa.Actor, u.draft.ID, f.ID, "macros")
		if err != nil || done.State != portal.DraftFileRejected {
			t.Fatalf("%+v, %v", done, err)
		}
		if left, _ := filepath.Glob(filepath.Join(o.Dir, "files", "*", "*")); len(left) > 0 {
			t.Errorf("%v", left)
		}
		var raw []byte
		if err := o.Raw(t).QueryRow(`SELECT name FROM draft_files`).Scan(&raw); err != nil || bytes.Contains(raw, []byte("tax")) {
			t.Errorf("the name lies open: %q, %v", raw, err)
		}
		if err := u.send(); err != nil { // it does not hold the message back
			t.Fatal(err)
		}
	})
}

func TestAnInfectedFileHoldsItsMessageBack(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	withScanner(t, o)
	u := openUploads(t, o)
	f := u.begin("tax.pdf", 5, "mark")
	u.part(f, 0, strings.NewReader("words"))
	if _, err := o.FinishDraftFile(bg, u.Rosa.Actor, u.draft.ID, f.ID, ""); err != nil {
		t.Fatal(err)
	}
	settleFile(t, o, f.ID, portal.FileQuarantined, "Eicar")
	if err := u.send(); err != portal.ErrFileInfected {
		t.Errorf("sent with a virus: %v", err)
	}
	if err := o.RemoveDraftFile(bg, u.Rosa.Actor, u.draft.ID, f.ID); err != nil {
		t.Fatal(err)
	}
	if err := u.send(); err != nil {
		t.Errorf("without it: %v", err)
	}
}

func TestALargeFileNeverLiesInMemory(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	u := openUploads(t, o)
	const size = 25 << 20
	f := u.begin("scan.pdf", size, "mark")
	var most uint64
	watched := readerFunc(func(p []byte) (int, error) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapAlloc)
		return len(p), nil
	})
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	for at := int64(0); at < size; {
		at = u.part(f, at, io.LimitReader(watched, 1<<20))
	}
	if _, err := o.FinishDraftFile(bg, u.Rosa.Actor, u.draft.ID, f.ID, ""); err != nil {
		t.Fatal(err)
	}
	grown := int64(most) - int64(before.HeapAlloc)
	t.Logf("25 MB came in with %.1f MB of memory, what waits to be collected included", float64(grown)/1e6)
	if grown > 8<<20 {
		t.Errorf("%d MB of memory", grown>>20)
	}
	if info, err := os.Stat(filepath.Join(o.Dir, "files", f.ID[len(f.ID)-2:], f.ID)); err != nil || info.Size() < size {
		t.Errorf("%v, %v", info, err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
