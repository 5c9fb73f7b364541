package db

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"exchequer/portal"
)

const importColumns = `number, kind, sha256, size, file_id, state, by_name, begun_at, ended_at, rows_done, bytes_done, added, changed, same, rejected, problem`

func scanImport(row scanner) (i portal.Import, err error) {
	err = row.Scan(&i.Number, &i.Kind, &i.SHA256, &i.Size, nullable(&i.FileID), &i.State, &i.ByName, millis(&i.BegunAt), millis(&i.EndedAt), &i.RowsDone, &i.BytesDone,
		&i.Counts.New, &i.Counts.Changed, &i.Counts.Same, &i.Counts.Rejected, &i.Problem)
	return i, found(err)
}

func importSubject(number int64) string { return fmt.Sprint("imports/", number) }

// Import brings a file in from its beginning to its end, or from where an earlier run with the same file was cut off. What
// is wrong with its header is refused before anything is changed. The file is opened twice: first to know it by its hash.
// Progress is called after each batch. When ctx ends, what is done stays done, and the next run goes on behind it.
func (d *DB) Import(ctx context.Context, actor portal.Actor, kind portal.ImportKind, open func() (io.ReadCloser, error), progress func(portal.Import)) (portal.Import, error) {
	if err := actor.Permit(portal.ImportTaxpayers); err != nil {
		return portal.Import{}, err
	}
	sum, size, err := hashOf(ctx, open)
	if err != nil {
		return portal.Import{}, err
	}
	content, err := open()
	if err != nil {
		return portal.Import{}, fmt.Errorf("read the file: %w", err)
	}
	defer content.Close()
	f, err := d.openImportFile(kind, content)
	if err != nil {
		return portal.Import{}, err
	}
	i, err := d.beginImport(ctx, actor, kind, sum, size)
	if err != nil {
		return i, err
	}
	return d.runImport(ctx, actor, i, f, progress)
}

func hashOf(ctx context.Context, open func() (io.ReadCloser, error)) ([]byte, int64, error) {
	content, err := open()
	if err != nil {
		return nil, 0, fmt.Errorf("read the file: %w", err)
	}
	defer content.Close()
	return fileHash(ctx, content)
}

// beginImport makes the record of an import of the command line, or finds the one that was cut off with the same file.
func (d *DB) beginImport(ctx context.Context, actor portal.Actor, kind portal.ImportKind, sum []byte, size int64) (i portal.Import, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) error {
		i, err = scanImport(tx.Row(`
			SELECT `+importColumns+`
			FROM imports
			WHERE sha256 = $1 AND kind = $2 AND state = 'running' AND file_id IS NULL
			ORDER BY number DESC
			LIMIT 1`, sum, string(kind)))
		if err == nil {
			tx.Audit(portal.ImportWentOn, importSubject(i.Number), "rows", fmt.Sprint(i.RowsDone))
			return nil
		}
		if !errors.Is(err, portal.ErrNotFound) {
			return err
		}
		i, err = tx.newImport(kind, portal.ImportRunning, StoredFile{SHA256: sum, Size: size})
		return err
	})
	if err != nil {
		return i, fmt.Errorf("begin an import: %w", err)
	}
	return i, nil
}

func (tx *Tx) newImport(kind portal.ImportKind, state portal.ImportState, file StoredFile) (i portal.Import, err error) {
	i = portal.Import{Kind: kind, SHA256: file.SHA256, Size: file.Size, FileID: file.ID, State: state, ByName: tx.Actor.Name, BegunAt: tx.Now}
	if i.Number, err = tx.NextNumber("imports"); err != nil {
		return i, err
	}
	tx.Audit(portal.ImportBegun, importSubject(i.Number), "kind", string(kind), "sha256", inGroups(file.SHA256))
	_, err = tx.Exec(`
		INSERT INTO imports (number, kind, sha256, size, file_id, state, by_account, by_name, begun_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		i.Number, string(kind), file.SHA256, file.Size, nullText(file.ID), string(state), nullText(tx.Actor.Account), tx.Actor.Name, Millis(tx.Now))
	return i, err
}

// inGroups writes a hash so that a narrow screen can break it: eight digits, a space, eight digits.
func inGroups(sum []byte) string {
	var groups []string
	for digits := hex.EncodeToString(sum); digits != ""; digits = digits[min(8, len(digits)):] {
		groups = append(groups, digits[:min(8, len(digits))])
	}
	return strings.Join(groups, " ")
}

// runImport keeps the rows of a file, batch by batch, and ends the import.
func (d *DB) runImport(ctx context.Context, actor portal.Actor, i portal.Import, f *importFile, progress func(portal.Import)) (portal.Import, error) {
	err := d.inTurn(ctx, i.Number, func(turn *importTurn) error {
		return d.eachBatch(ctx, f, i.RowsDone, turn, func(b importBatch) (err error) {
			if i, err = d.keepBatch(ctx, actor, i, f, turn, b); err == nil && progress != nil {
				progress(i)
			}
			return err
		})
	})
	if err != nil {
		return i, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		c := i.Counts
		tx.Audit(portal.ImportEnded, importSubject(i.Number), "new", fmt.Sprint(c.New), "changed", fmt.Sprint(c.Changed), "same", fmt.Sprint(c.Same), "rejected", fmt.Sprint(c.Rejected))
		i.State, i.EndedAt = portal.ImportDone, tx.Now
		return tx.endImport(i)
	})
	return i, err
}

// eachBatch hands the batches behind the rows that are done to keep, and adapts their size to how long it takes.
func (d *DB) eachBatch(ctx context.Context, f *importFile, done int64, turn *importTurn, keep func(importBatch) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	size := newPace()
	for b := range f.batches(ctx, done, size.now) {
		if b.err != nil {
			return b.err
		}
		if len(b.rows) == 0 {
			if err := turn.renew(ctx); err != nil {
				return err
			}
			continue
		}
		began := time.Now()
		if err := keep(b); err != nil {
			return err
		}
		size.took(len(b.rows), time.Since(began))
	}
	return ctx.Err()
}

// keepBatch is one transaction: the rows, those that were rejected, how far the import has come, and whose turn it is.
func (d *DB) keepBatch(ctx context.Context, actor portal.Actor, before portal.Import, f *importFile, turn *importTurn, b importBatch) (after portal.Import, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if err := turn.keep(tx); err != nil {
			return err
		}
		rows := b.good()
		if err := f.kind.settle(tx.asking(), rows); err != nil {
			return err
		}
		if err := f.kind.write(tx, before.Number, rows); err != nil {
			return err
		}
		if after, err = tx.progressed(before, b, false); err != nil {
			return err
		}
		if c := after.Counts; c.New == before.Counts.New && c.Changed == before.Counts.Changed {
			tx.Bookkeeping() // nothing but the count of what is the same
			return nil
		}
		tx.Audit(portal.RecordsImported, importSubject(before.Number), "rows", fmt.Sprintf("%d to %d", before.RowsDone+1, after.RowsDone),
			"new", fmt.Sprint(after.Counts.New-before.Counts.New), "changed", fmt.Sprint(after.Counts.Changed-before.Counts.Changed))
		return nil
	})
	if err != nil {
		return before, fmt.Errorf("import rows behind %d: %w", before.RowsDone, err)
	}
	return after, nil
}

// progressed writes down what became of a batch.
func (tx *Tx) progressed(before portal.Import, b importBatch, counting bool) (portal.Import, error) {
	after, c := before, &before.Counts
	counts, rejects := b.tally()
	after.Counts = portal.ImportCounts{New: c.New + counts.New, Changed: c.Changed + counts.Changed, Same: c.Same + counts.Same, Rejected: c.Rejected + counts.Rejected}
	after.RowsDone += int64(len(b.rows))
	after.BytesDone = b.rows[len(b.rows)-1].end
	var lines [][]any
	for _, r := range rejects {
		lines = append(lines, []any{before.Number, counting, r.Line, r.Column, r.Reason})
	}
	if err := tx.insertRows("import_rejects", "import, counting, line, column_name, reason", lines); err != nil {
		return before, err
	}
	n, err := tx.Exec(`
		UPDATE imports
		SET rows_done = $1, bytes_done = $2, added = $3, changed = $4, same = $5, rejected = $6
		WHERE number = $7 AND rows_done = $8`,
		after.RowsDone, after.BytesDone, after.Counts.New, after.Counts.Changed, after.Counts.Same, after.Counts.Rejected, before.Number, before.RowsDone)
	if err == nil && n != 1 {
		err = errTurnLost
	}
	return after, err
}

func (tx *Tx) endImport(i portal.Import) error {
	_, err := tx.Exec(`
		UPDATE imports
		SET state = $1, ended_at = $2, problem = $3
		WHERE number = $4`, string(i.State), Millis(i.EndedAt), i.Problem, i.Number)
	return err
}

// ImportRejects are the rows of an import that were not taken, behind a line, in the order of the file. Counting asks for
// those of its preview.
func (d *DB) ImportRejects(ctx context.Context, actor portal.Actor, number int64, counting bool, behind int64, most int) ([]portal.ImportReject, error) {
	if err := actor.Permit(portal.ImportTaxpayers); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT line, column_name, reason
		FROM import_rejects
		WHERE import = $1 AND counting = $2 AND line > $3
		ORDER BY line
		LIMIT $4`, number, counting, behind, most)
	if err != nil {
		return nil, fmt.Errorf("rejected rows: %w", err)
	}
	defer rows.Close()
	var rejects []portal.ImportReject
	for rows.Next() {
		var r portal.ImportReject
		if err := rows.Scan(&r.Line, &r.Column, &r.Reason); err != nil {
			return nil, fmt.Errorf("rejected rows: %w", err)
		}
		rejects = append(rejects, r)
	}
	return rejects, rows.Err()
}
