package main

import (
	"context"
	"log/slog"
	"time"

	"exchequer/db"
)

// faultsLogged is how many files the log names, so that a lost disk does not fill it. `exchequer verify` names all.
const faultsLogged = 20

// reconcileFiles brings the data folder and the database together again, now and once a day.
func reconcileFiles(ctx context.Context, d *db.DB, log *slog.Logger) {
	daily(ctx, func() {
		named := 0
		report, err := d.ReconcileFiles(ctx, time.Now(), func(f db.FileFault) {
			if named++; named <= faultsLogged {
				log.Error("a file cannot be given out as it was received", "file", f.ID, "why", f.Why)
			}
		})
		switch {
		case ctx.Err() != nil:
		case err != nil:
			log.Error("the files could not be compared with their records; trying again in a day", "error", err)
		case report.Faults > 0:
			log.Error("files are missing or damaged: run exchequer verify, which names them all, and put them back from a backup", "files", report.Files, "faults", report.Faults)
		}
		if report.PutAway+report.PutBack+report.Removed > 0 {
			log.Warn("files that belong to nothing were put away into files/unclaimed, or removed after a month there",
				"put_away", report.PutAway, "put_back", report.PutBack, "removed", report.Removed)
		}
		if halves, err := d.SweepUploads(ctx); err != nil && ctx.Err() == nil {
			log.Error("halves of files that nobody went on with could not be given up", "error", err)
		} else if halves > 0 {
			log.Info("halves of files that nobody went on with for a week were given up", "halves", halves)
		}
		if err == nil {
			log.Info("files compared with their records", "files", report.Files, "faults", report.Faults)
		}
	})
}

// daily does something now and once a day, until its context ends.
func daily(ctx context.Context, do func()) {
	for {
		do()
		select {
		case <-time.After(24 * time.Hour):
		case <-ctx.Done():
			return
		}
	}
}
