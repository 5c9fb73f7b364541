package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// writer is SQLite's one writing connection. Acts that wait together are committed together, each within its own
// savepoint: one fsync serves them all (three times the acts of serial commits, security.md).
type writer struct {
	db    *DB
	pool  *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	work  chan *job
	quit  chan struct{}
	done  chan struct{}
	once  sync.Once
}

type job struct {
	ctx  context.Context
	run  func(txConn) error
	err  error
	done chan struct{}
}

// together bounds how many acts share a commit, so that none waits long for the others.
const together = 128

var errClosed = errors.New("the database is closed")

func startWriter(pool *sql.DB, d *DB) (*writer, error) {
	conn, err := pool.Conn(context.Background())
	if err != nil {
		return nil, fmt.Errorf("open the writing connection: %w", err)
	}
	w := &writer{
		db:    d,
		pool:  pool,
		conn:  conn,
		stmts: map[string]*sql.Stmt{},
		work:  make(chan *job, together),
		quit:  make(chan struct{}),
		done:  make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

// do hands an act to the writer and waits until it is on the disk, or was undone.
func (w *writer) do(ctx context.Context, run func(txConn) error) error {
	j := &job{ctx: ctx, run: run, done: make(chan struct{})}
	select {
	case w.work <- j:
	case <-w.quit:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-j.done:
		return j.err
	case <-w.done: // stopped between our sending and its reading
		select {
		case <-j.done:
			return j.err
		default:
			return errClosed
		}
	}
}

func (w *writer) loop() {
	defer close(w.done)
	for {
		select {
		case <-w.quit:
			return
		case first := <-w.work:
			w.commitTogether(first)
		}
	}
}

// commitTogether runs the first act and all that came meanwhile, and answers them after one commit.
func (w *writer) commitTogether(first *job) {
	select {
	case <-w.db.broken:
		first.finish(errors.New("the disk failed: nothing is written any more"))
		return
	default:
	}
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		first.finish(fmt.Errorf("begin: %w", err))
		return
	}
	kept := make([]*job, 0, together)
	for j, more := first, true; more; {
		if err := w.one(j); err != nil {
			j.finish(err)
			if isBroken(err) {
				break
			}
		} else {
			kept = append(kept, j)
		}
		if len(kept) == together {
			break
		}
		select {
		case j = <-w.work:
		default:
			more = false
		}
	}
	err := w.exec("COMMIT")
	if err != nil {
		w.db.noteBroken(err)
		err = fmt.Errorf("commit: %w", err)
		w.exec("ROLLBACK") // SQLite may have done so already
	}
	for _, j := range kept {
		j.finish(err)
	}
}

// one runs an act within a savepoint, so that its failing takes nothing else with it.
func (w *writer) one(j *job) (err error) {
	if err := j.ctx.Err(); err != nil {
		return err // whoever asked has gone: do not do it behind their back
	}
	if err := w.exec("SAVEPOINT act"); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("an act panicked: %v\n%s", p, debug.Stack())
		}
		if err != nil {
			if undo := w.exec("ROLLBACK TO act"); undo != nil {
				err = errors.Join(err, fmt.Errorf("undo: %w", undo))
			}
		}
		if release := w.exec("RELEASE act"); release != nil && err == nil {
			err = fmt.Errorf("release: %w", release)
		}
	}()
	return j.run(w)
}

func (j *job) finish(err error) {
	j.err = err
	close(j.done)
}

// stop lets the act under way finish. It may be called again.
func (w *writer) stop() error {
	var errs []error
	w.once.Do(func() { errs = w.close() })
	return errors.Join(errs...)
}

func (w *writer) close() (errs []error) {
	close(w.quit)
	<-w.done
	for _, stmt := range w.stmts {
		errs = append(errs, stmt.Close())
	}
	return append(errs, w.conn.Close(), w.pool.Close())
}

func (w *writer) exec(query string) error {
	_, err := w.ExecContext(context.Background(), query)
	return err
}

// statement prepares a query once on the writing connection. Only the loop calls it.
func (w *writer) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	w.stmts[query] = stmt
	return stmt, nil
}

// ExecContext, QueryContext and QueryRowContext make the writer the txConn of the act that it runs.
func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := w.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := w.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (w *writer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := w.statement(ctx, query)
	if err != nil {
		return w.conn.QueryRowContext(ctx, query, args...) // carries the same error to Scan
	}
	return stmt.QueryRowContext(ctx, args...)
}
