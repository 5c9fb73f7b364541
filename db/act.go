package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"exchequer/portal"
)

// Tx is one act under way. Acts, and the lower-case helpers that they share, speak to the database through it.
type Tx struct {
	Now   time.Time    // the moment of the act: UTC, whole milliseconds
	Actor portal.Actor // who acts

	ctx     context.Context
	db      *DB
	conn    txConn
	audited []entry
	mailed  bool
	filed   bool // a file came in that clamd should look at
	aside   bool // bookkeeping: nothing to audit
}

// txConn is what an act needs of its connection: SQLite's writer keeps prepared statements, pgx does so itself.
type txConn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// errUnaudited is a mistake of ours, not of a person: an act that leaves no trace must not be kept.
var errUnaudited = errors.New("an act that audits nothing is not kept")

// Act runs fn in one transaction and keeps what it did only if fn returned nil and audited something. The audit
// entries join the hash chain, and mail joins the outbox, in the same transaction. On SQLite, acts that wait
// together are committed together. fn may be run again from its start when PostgreSQL asks for it, so it must set
// what it captures, not add to it.
func (d *DB) Act(ctx context.Context, actor portal.Actor, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tx := func(conn txConn) *Tx {
		return &Tx{Now: d.Now(), Actor: actor, ctx: context.WithoutCancel(ctx), db: d, conn: conn}
	}
	var mailed, filed bool
	run := func(conn txConn) error {
		t := tx(conn)
		if err := fn(t); err != nil {
			return err
		}
		if len(t.audited) == 0 && !t.aside {
			return errUnaudited
		}
		mailed, filed = t.mailed, t.filed
		if len(t.audited) == 0 {
			return nil
		}
		return t.appendAudit()
	}
	var err error
	if d.writer != nil {
		err = d.writer.do(ctx, run)
	} else {
		err = d.actOnPostgres(ctx, run)
	}
	if err != nil {
		d.noteBroken(err)
		return err
	}
	if mailed {
		wake(d.mailWaits)
	}
	if filed {
		wake(d.filesWait)
	}
	return nil
}

// actTries is how often an act that lost a race is run before the loss is reported.
const actTries = 6

func (d *DB) actOnPostgres(ctx context.Context, run func(txConn) error) error {
	var err error
	for try := range actTries {
		if try > 0 {
			time.Sleep(time.Duration(1+rand.IntN(10<<try)) * time.Millisecond)
		}
		err = func() error {
			tx, err := d.readers.BeginTx(context.WithoutCancel(ctx), nil)
			if err != nil {
				return fmt.Errorf("begin: %w", err)
			}
			defer tx.Rollback() // after a commit this does nothing
			if err := run(tx); err != nil {
				return err
			}
			return tx.Commit()
		}()
		if !isRetryable(err) {
			return err
		}
	}
	return err
}

// Bookkeeping marks an act as the program's own: a loan of mail to the courier, a count of tries, a session's last
// sign of life. No person's business changes in it, so it may leave no trace; it is the only way to leave none.
func (tx *Tx) Bookkeeping() { tx.aside = true }

// Exec changes rows and says how many.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	result, err := tx.conn.ExecContext(tx.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Row reads one row as the act sees it.
func (tx *Tx) Row(query string, args ...any) scanner {
	return tx.conn.QueryRowContext(tx.ctx, query, args...)
}

// Rows reads rows as the act sees them. The caller closes them before the next statement.
func (tx *Tx) Rows(query string, args ...any) (*sql.Rows, error) {
	return tx.conn.QueryContext(tx.ctx, query, args...)
}

// NextNumber counts within a name, "AR-2026": 1, 2, 3 and no gap, since it is part of the act.
func (tx *Tx) NextNumber(name string) (int64, error) {
	var n int64
	err := tx.Row(`
		INSERT INTO numbers (name, last)
		VALUES ($1, 1)
		ON CONFLICT (name) DO UPDATE SET last = numbers.last + 1
		RETURNING last`, name).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("next number of %s: %w", name, err)
	}
	return n, nil
}
