package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// UploadImport takes a file that was stored, looks at its header, and lets the worker count what it would change. Nothing of
// it comes in before someone has seen that and confirmed it.
func (d *DB) UploadImport(ctx context.Context, actor portal.Actor, kind portal.ImportKind, file StoredFile) (i portal.Import, err error) {
	if err := actor.Permit(portal.ImportTaxpayers); err != nil {
		return i, err
	}
	content, err := d.OpenStored(file)
	if err != nil {
		return i, err
	}
	_, err = d.openImportFile(kind, content)
	content.Close()
	if err != nil {
		return i, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if i, err = tx.newImport(kind, portal.ImportCounting, file); err != nil {
			return err
		}
		return tx.AttachFile(file, importSubject(i.Number))
	})
	d.wakeImports()
	return i, err
}

// ConfirmImport lets what was counted come in, by whoever confirms it.
func (d *DB) ConfirmImport(ctx context.Context, actor portal.Actor, number int64) error {
	err := d.decideImport(ctx, actor, number, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		tx.Audit(portal.ImportConfirmed, importSubject(number))
		_, err := tx.Exec(`
			UPDATE imports
			SET state = 'running', by_account = $1, by_name = $2, rows_done = 0, bytes_done = 0, added = 0, changed = 0, same = 0, rejected = 0
			WHERE number = $3`, nullText(tx.Actor.Account), tx.Actor.Name, number)
		return err
	})
	d.wakeImports()
	return err
}

// WithdrawImport lets a counted import go. Its file stays, sealed, with the record.
func (d *DB) WithdrawImport(ctx context.Context, actor portal.Actor, number int64) error {
	return d.decideImport(ctx, actor, number, func(tx *Tx) error {
		tx.Audit(portal.ImportWithdrawn, importSubject(number))
		return tx.endImport(portal.Import{Number: number, State: portal.ImportDropped, EndedAt: tx.Now})
	})
}

// ErrImportDecided is the answer to a decision about an import that is not, or no longer, waiting for one.
var ErrImportDecided = portal.Refuse(portal.Conflict, "This import does not wait for a decision any more. Look at its page again.")

func (d *DB) decideImport(ctx context.Context, actor portal.Actor, number int64, decide func(*Tx) error) error {
	if err := actor.Permit(portal.ImportTaxpayers); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		i, err := scanImport(tx.Row(importQuery+tx.db.engine.forUpdate(), number))
		if err != nil {
			return err
		}
		if i.State != portal.ImportCounted {
			return ErrImportDecided
		}
		return decide(tx)
	})
}

const importQuery = `
	SELECT ` + importColumns + `
	FROM imports
	WHERE number = $1`

// ImportRecord is one import.
func (d *DB) ImportRecord(ctx context.Context, actor portal.Actor, number int64) (portal.Import, error) {
	if err := actor.Permit(portal.ImportTaxpayers); err != nil {
		return portal.Import{}, err
	}
	return scanImport(d.row(ctx, importQuery, number))
}

const importsQuery = `
	SELECT ` + importColumns + `
	FROM imports
	WHERE number < $1
	ORDER BY number DESC
	LIMIT $2`

// Imports are all there were, the newest first, below a number, one more than a page when there are more.
func (d *DB) Imports(ctx context.Context, actor portal.Actor, below int64) ([]portal.Import, error) {
	if err := actor.Permit(portal.ImportTaxpayers); err != nil {
		return nil, err
	}
	if below <= 0 {
		below = 1 << 62
	}
	rows, err := d.rows(ctx, importsQuery, below, portal.ImportPageSize+1)
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	defer rows.Close()
	var all []portal.Import
	for rows.Next() {
		i, err := scanImport(rows)
		if err != nil {
			return nil, fmt.Errorf("list imports: %w", err)
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

// TakeImportRejects writes down that someone downloads the list of rejected rows.
func (d *DB) TakeImportRejects(ctx context.Context, actor portal.Actor, number int64) error {
	if _, err := d.ImportRecord(ctx, actor, number); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.RejectsTaken, importSubject(number))
		return nil
	})
}

func (d *DB) wakeImports() {
	select {
	case d.importsWait <- struct{}{}:
	default: // the worker is already on its way
	}
}

// ImportsWait receives when an import waits for the worker.
func (d *DB) ImportsWait() <-chan struct{} { return d.importsWait }

// WorkImports counts and runs what was uploaded at the office until nothing waits. One that fails is stopped with a sentence
// on its page; what it has kept stays kept.
func (d *DB) WorkImports(ctx context.Context) error {
	for {
		i, actor, err := d.nextImport(ctx)
		if errors.Is(err, portal.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look for imports: %w", err)
		}
		err = d.workImport(ctx, actor, i)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, ErrImportWaits), errors.Is(err, errTurnLost):
			return nil // another copy, or the operator, is at work: later
		case err != nil:
			if stop := d.stopImport(ctx, actor, i); stop != nil {
				return errors.Join(err, stop)
			}
			d.log.Error("an import was stopped", "import", i.Number, "error", err)
		}
	}
}

// nextImport is the oldest import of the office that has to be worked on, and who confirmed or uploaded it.
func (d *DB) nextImport(ctx context.Context) (i portal.Import, actor portal.Actor, err error) {
	i, err = scanImport(d.row(ctx, `
		SELECT `+importColumns+`
		FROM imports
		WHERE state IN ('counting', 'running') AND file_id IS NOT NULL
		ORDER BY number
		LIMIT 1`))
	if err != nil {
		return i, actor, err
	}
	actor = portal.Actor{Name: i.ByName, Role: portal.Administrator}
	err = d.row(ctx, `
		SELECT by_account
		FROM imports
		WHERE number = $1`, i.Number).Scan(nullable(&actor.Account))
	return i, actor, err
}

func (d *DB) workImport(ctx context.Context, actor portal.Actor, i portal.Import) error {
	_, content, err := d.openUnchecked(ctx, importSubject(i.Number), i.FileID)
	if err != nil {
		return err
	}
	defer content.Close()
	f, err := d.openImportFile(i.Kind, content)
	if err != nil {
		return err
	}
	if i.State == portal.ImportCounting {
		return d.countImport(ctx, i, f)
	}
	_, err = d.runImport(ctx, actor, i, f, nil)
	return err
}

// countImport works out what an import would change, and keeps nothing but the counts and the rejected rows. One that was
// cut off begins anew: counting is cheap.
func (d *DB) countImport(ctx context.Context, i portal.Import, f *importFile) error {
	counter := portal.SystemActor("imports")
	if err := d.Act(ctx, counter, func(tx *Tx) error {
		tx.Bookkeeping()
		return tx.countAnew(&i)
	}); err != nil {
		return fmt.Errorf("count an import: %w", err)
	}
	err := d.inTurn(ctx, i.Number, func(turn *importTurn) error {
		return d.eachBatch(ctx, f, 0, turn, func(b importBatch) error {
			if err := f.kind.settle(d.asking(ctx), b.good()); err != nil {
				return err
			}
			return d.Act(ctx, counter, func(tx *Tx) (err error) {
				tx.Bookkeeping()
				if err = turn.keep(tx); err != nil {
					return err
				}
				after, err := tx.progressed(i, b, true)
				if err == nil {
					i = after
				}
				return err
			})
		})
	})
	if err != nil {
		return err
	}
	return d.Act(ctx, counter, func(tx *Tx) error {
		tx.Bookkeeping()
		_, err := tx.Exec(`
			UPDATE imports
			SET state = 'counted'
			WHERE number = $1 AND state = 'counting'`, i.Number)
		return err
	})
}

func (tx *Tx) countAnew(i *portal.Import) error {
	i.RowsDone, i.BytesDone, i.Counts = 0, 0, portal.ImportCounts{}
	if _, err := tx.Exec(`
		DELETE FROM import_rejects
		WHERE import = $1 AND counting`, i.Number); err != nil {
		return err
	}
	_, err := tx.Exec(`
		UPDATE imports
		SET rows_done = 0, bytes_done = 0, added = 0, changed = 0, same = 0, rejected = 0
		WHERE number = $1 AND state = 'counting'`, i.Number)
	return err
}

func (d *DB) stopImport(ctx context.Context, actor portal.Actor, i portal.Import) error {
	return d.Act(context.WithoutCancel(ctx), actor, func(tx *Tx) error {
		now, err := scanImport(tx.Row(importQuery, i.Number))
		if err != nil {
			return err
		}
		tx.Audit(portal.ImportStopped, importSubject(i.Number), "rows", fmt.Sprint(now.RowsDone))
		now.State, now.EndedAt = portal.ImportHalted, tx.Now
		now.Problem = "Something went wrong on our side. The rows up to here are in, each of them whole. Upload the file again to go on: what is in already stays as it is."
		return tx.endImport(now)
	})
}

// ImportsLater is how often the worker looks by itself: after another copy's, or the operator's, import.
const ImportsLater = 15 * time.Second
