package db

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"exchequer/portal"
)

// openOffice opens a plain SQLite office for tests from inside the package.
func openOffice(t *testing.T) *DB {
	t.Helper()
	dir := t.TempDir()
	keys, err := LoadKeys(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Open(context.Background(), Options{DataDir: dir, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func keep(t *testing.T, d *DB, subject string, content []byte) StoredFile {
	t.Helper()
	f, err := d.StoreFile(context.Background(), "answer.pdf", "application/pdf", bytes.NewReader(content), 25<<20)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Act(context.Background(), portal.SystemActor("test"), func(tx *Tx) error {
		tx.Audit("test.tried", subject)
		return tx.AttachFile(f, subject)
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFileComesBackAsItWasAndLiesSealed(t *testing.T) {
	d := openOffice(t)
	for _, size := range []int{0, 1, chunkPlain - 1, chunkPlain, chunkPlain + 1, 3*chunkPlain + 17} {
		content := make([]byte, size)
		rand.Read(content)
		f := keep(t, d, "test/1", content)
		again, reader, err := d.openFile(context.Background(), "test/1", f.ID)
		if err != nil {
			t.Fatalf("%d bytes: %v", size, err)
		}
		got, err := io.ReadAll(reader)
		reader.Close()
		sum := sha256.Sum256(content)
		if err != nil || !bytes.Equal(got, content) || again.Name != "answer.pdf" || !bytes.Equal(again.SHA256, sum[:]) {
			t.Fatalf("%d bytes came back as %d, %q, %v", size, len(got), again.Name, err)
		}
		raw, err := os.ReadFile(d.filePath(f.ID))
		if err != nil || (size > 32 && bytes.Contains(raw, content[:32])) {
			t.Fatalf("%d bytes lie open on the disk, %v", size, err)
		}
	}
}

func TestFileReadsFromTheMiddle(t *testing.T) {
	d := openOffice(t)
	content := make([]byte, 2*chunkPlain+5)
	rand.Read(content)
	f := keep(t, d, "test/1", content)
	_, reader, err := d.openFile(context.Background(), "test/1", f.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _, at := range []int64{chunkPlain - 3, 7, 2 * chunkPlain, int64(len(content))} {
		if _, err := reader.Seek(at, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(reader); err != nil || !bytes.Equal(got, content[at:]) {
			t.Fatalf("from %d: %d bytes, %v", at, len(got), err)
		}
	}
}

func TestFileOfAnotherSubjectIsNotFound(t *testing.T) {
	d := openOffice(t)
	f := keep(t, d, "test/1", []byte("hers"))
	if _, _, err := d.openFile(context.Background(), "test/2", f.ID); !errors.Is(err, portal.ErrNotFound) {
		t.Fatalf("answered %v", err)
	}
}

func TestCutOrChangedFileDoesNotOpen(t *testing.T) {
	d := openOffice(t)
	content := bytes.Repeat([]byte("exchequer"), 20_000)
	for name, harm := range map[string]func(raw []byte) []byte{
		"a bit flipped":      func(raw []byte) []byte { raw[100] ^= 1; return raw },
		"last chunk cut off": func(raw []byte) []byte { return raw[:chunkSealed] },
		"chunks swapped": func(raw []byte) []byte {
			return append(append(append([]byte{}, raw[chunkSealed:2*chunkSealed]...), raw[:chunkSealed]...), raw[2*chunkSealed:]...)
		},
	} {
		f := keep(t, d, "test/1", content)
		raw, err := os.ReadFile(d.filePath(f.ID))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(d.filePath(f.ID), harm(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		_, reader, err := d.openFile(context.Background(), "test/1", f.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(reader); err == nil {
			t.Errorf("%s: it was read all the same", name)
		}
		reader.Close()
	}
}

func TestTooLargeFileIsRefusedAndLeavesNothing(t *testing.T) {
	d := openOffice(t)
	_, err := d.StoreFile(context.Background(), "big.bin", "application/pdf", io.LimitReader(rand.Reader, 100_001), 100_000)
	if !errors.Is(err, ErrFileTooLarge) {
		t.Fatalf("answered %v", err)
	}
	filepath.WalkDir(filepath.Join(d.dataDir, "files"), func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			t.Errorf("it left %s", path)
		}
		return err
	})
}

func TestOnlyFilesThatAreKnownToBeCleanAreGivenOut(t *testing.T) {
	d := openOffice(t)
	d.scanner = true
	f := keep(t, d, "test/1", []byte("words"))
	for _, tt := range []struct {
		verdict portal.FileState
		code    portal.Code
	}{{"", portal.Unavailable}, {portal.FileScanError, portal.Unavailable}, {portal.FileClean, ""}, {portal.FileQuarantined, portal.Forbidden}} {
		if tt.verdict != "" {
			if err := d.SettleFile(context.Background(), portal.FileCheck{File: f.ID, Verdict: tt.verdict, By: "clamd"}); err != nil {
				t.Fatal(err)
			}
		}
		_, content, err := d.openFile(context.Background(), "test/1", f.ID)
		if portal.CodeOf(err) != tt.code || (err == nil) != (tt.code == "") {
			t.Errorf("%q: %v", tt.verdict, err)
		}
		if content != nil {
			content.Close()
		}
	}
	_, content, err := d.openUnchecked(context.Background(), "test/1", f.ID)
	if err != nil {
		t.Fatal(err)
	}
	content.Close()
}
