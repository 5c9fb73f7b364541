package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
)

func TestReconcilingIsLoggedWithIdsAndFillsNoLog(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	var last string
	for range faultsLogged + 5 {
		f, err := o.StoreFile(t.Context(), "Rosa Delgado.pdf", "application/pdf", strings.NewReader("words"), 1<<20)
		if err == nil {
			err = o.Act(t.Context(), dbtest.Ines, func(tx *db.Tx) error {
				tx.Audit("test.tried", "test/1")
				return tx.AttachFile(f, "test/1")
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		if last == "" {
			last = f.ID
		}
	}
	if err := os.RemoveAll(filepath.Join(o.Dir, "files")); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	ctx, stop := context.WithTimeout(t.Context(), time.Second) // it would come again in a day
	defer stop()
	reconcileFiles(ctx, o.DB, slog.New(slog.NewJSONHandler(&log, nil)))
	said := log.String()
	if n := strings.Count(said, "cannot be given out"); n != faultsLogged || !strings.Contains(said, last) || !strings.Contains(said, `"faults":25`) || strings.Contains(said, "Rosa") {
		t.Errorf("%d files were named: %s", n, said)
	}
}
