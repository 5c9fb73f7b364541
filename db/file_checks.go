package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"exchequer/portal"
)

// inspector is who acts when a file is checked.
var inspector = portal.SystemActor("file checks")

// builtIn is by what the checks were made that stand before every act that attaches a file.
const builtIn = "built-in checks"

// stateOfNew notes that a file was attached: the built-in checks are behind it, and where the office has a clamd it waits for
// that one. Where it has none, it is given out, and waits in case the office gets one.
func (tx *Tx) stateOfNew(f StoredFile) error {
	state, due := portal.FileChecked, Millis(tx.Now)
	switch {
	case f.Size > portal.LargestScanned:
		due = Millis{}
	case tx.db.scanner:
		state = portal.FileReceived
		tx.filed = true
	}
	_, err := tx.Exec(`
		INSERT INTO file_states (file_id, state, since, due_at)
		VALUES ($1, $2, $3, $4)`, f.ID, string(state), Millis(tx.Now), due)
	if err != nil {
		return fmt.Errorf("note the state of a file: %w", err)
	}
	return tx.noteCheck(portal.FileCheck{File: f.ID, Verdict: portal.FileChecked, By: builtIn})
}

func (tx *Tx) noteCheck(check portal.FileCheck) error {
	_, err := tx.Exec(`
		INSERT INTO file_checks (id, file_id, at, verdict, by_what, reason)
		VALUES ($1, $2, $3, $4, $5, $6)`, newID(), check.File, Millis(tx.Now), string(check.Verdict), check.By, check.Reason)
	if err != nil {
		return fmt.Errorf("note a check of a file: %w", err)
	}
	return nil
}

// FilesWait receives when a file came in that clamd should look at.
func (d *DB) FilesWait() <-chan struct{} { return d.filesWait }

// ClaimFile lends out the file that has waited for clamd longest, and its content, nil when it does not lie where it should.
// With nothing waiting it answers how long until something is.
func (d *DB) ClaimFile(ctx context.Context, lease time.Duration) (*portal.FileToCheck, io.ReadCloser, time.Duration, error) {
	wait, err := d.fileDueIn(ctx)
	if err != nil || wait > 0 {
		return nil, nil, wait, err
	}
	var f *portal.FileToCheck
	err = d.Act(ctx, inspector, func(tx *Tx) (err error) {
		tx.Bookkeeping()
		f, err = tx.claimFile(lease)
		return err
	})
	if f == nil || err != nil {
		return nil, nil, 0, err
	}
	stored, err := d.scanFile(d.row(ctx, `
		SELECT id, key_version, data_key, name, kind, size, sha256
		FROM files
		WHERE id = $1`, f.ID))
	if err != nil {
		return nil, nil, 0, fmt.Errorf("claim a file: %w", err)
	}
	content, err := d.StoredContent(stored)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil, 0, nil
	}
	if err != nil {
		return nil, nil, 0, fmt.Errorf("claim a file: %w", err)
	}
	return f, content, 0, nil
}

func (d *DB) fileDueIn(ctx context.Context) (time.Duration, error) {
	var due time.Time
	err := d.row(ctx, `
		SELECT due_at
		FROM file_states
		WHERE due_at IS NOT NULL
		ORDER BY due_at, file_id
		LIMIT 1`).Scan(millis(&due))
	if errors.Is(err, sql.ErrNoRows) {
		return never, nil
	}
	if err != nil {
		return 0, fmt.Errorf("when is a file due: %w", err)
	}
	return max(0, due.Sub(d.Now())), nil
}

func (tx *Tx) claimFile(lease time.Duration) (*portal.FileToCheck, error) {
	var f portal.FileToCheck
	err := tx.Row(`
		SELECT file_id, state
		FROM file_states
		WHERE due_at <= $1
		ORDER BY due_at, file_id
		LIMIT 1`+tx.db.engine.skipLocked(), Millis(tx.Now)).Scan(&f.ID, &f.State)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("claim a file: %w", err)
	}
	during := f.State // a file that was given out before stays so until clamd has spoken
	if during != portal.FileChecked {
		during = portal.FileScanning
	}
	_, err = tx.Exec(`
		UPDATE file_states
		SET state = $2, since = $3, due_at = $4
		WHERE file_id = $1`, f.ID, string(during), Millis(tx.Now), Millis(tx.Now.Add(lease)))
	if err != nil {
		return nil, fmt.Errorf("claim a file: %w", err)
	}
	return &f, nil
}

// SettleFile keeps what clamd said of a file. One that could not be checked is tried again.
func (d *DB) SettleFile(ctx context.Context, check portal.FileCheck) error {
	return d.Act(ctx, inspector, func(tx *Tx) error {
		var before portal.FileState
		var subject string
		err := tx.Row(`
			SELECT s.state, f.subject
			FROM file_states s
			JOIN files f ON f.id = s.file_id
			WHERE s.file_id = $1`+tx.db.engine.forUpdate(), check.File).Scan(&before, &subject)
		if err != nil {
			return fmt.Errorf("settle a file: %w", err)
		}
		tx.Bookkeeping()
		if before == portal.FileQuarantined {
			return nil // another copy of the program was faster
		}
		after, due := check.Verdict, Millis{}
		switch {
		case check.Verdict == portal.FileQuarantined:
			tx.Audit(portal.FileQuarantinedEvent, subject, "file", check.File, "found", check.Reason)
		case check.Verdict == portal.FileScanError:
			if due = Millis(tx.Now.Add(portal.ScanAgain)); before == portal.FileChecked {
				after = before
			}
		}
		_, err = tx.Exec(`
			UPDATE file_states
			SET state = $2, since = $3, due_at = $4
			WHERE file_id = $1`, check.File, string(after), Millis(tx.Now), due)
		if err != nil {
			return fmt.Errorf("settle a file: %w", err)
		}
		if after == portal.FileClean && !before.MayGiveOut() {
			if err := tx.tellSubmitted(subject); err != nil {
				return err
			}
		}
		return tx.noteCheck(check)
	})
}

// FileChecks is how the checking of files stands, for those who see to the office's mail. It counts no further than people
// need.
func (d *DB) FileChecks(ctx context.Context, actor portal.Actor) (c portal.FileChecks, err error) {
	if err := actor.Permit(portal.ReadMail); err != nil {
		return c, err
	}
	count := func(state portal.FileState) string {
		return fmt.Sprintf(`(SELECT COUNT(*) FROM (SELECT 1 AS one FROM file_states WHERE state = '%s' LIMIT %d) AS counted)`, state, portal.CountedUpTo+1)
	}
	var scanning int
	err = d.row(ctx, `
		SELECT `+count(portal.FileReceived)+`, `+count(portal.FileScanning)+`, `+count(portal.FileScanError)+`, `+count(portal.FileQuarantined)).
		Scan(&c.Waiting, &scanning, &c.Failed, &c.Quarantined)
	if err != nil {
		return c, fmt.Errorf("how files are checked: %w", err)
	}
	c.Waiting += scanning
	if c.Failed == 0 {
		return c, nil
	}
	err = d.row(ctx, `
		SELECT at, reason
		FROM file_checks
		WHERE verdict = 'scan error'
		ORDER BY at DESC
		LIMIT 1`).Scan(millis(&c.FailedAt), &c.Why)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return c, fmt.Errorf("how files are checked: %w", err)
	}
	return c, nil
}

// mayGiveOut refuses a file in which something was found, and one of which nobody knows yet.
func (d *DB) mayGiveOut(ctx context.Context, id string) error {
	var state portal.FileState
	err := d.row(ctx, `
		SELECT state
		FROM file_states
		WHERE file_id = $1`, id).Scan(&state)
	if err != nil {
		return fmt.Errorf("the state of file %s: %w", id, err)
	}
	return state.Refusal()
}

// wake tells a worker that something waits, unless it has been told.
func wake(waits chan struct{}) {
	select {
	case waits <- struct{}{}:
	default:
	}
}
