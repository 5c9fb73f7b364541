// Package db is all that is durable: acts, reads, migrations, sealing and stored files.
//
// An act is one exported method, one transaction and one sentence of the office's business; every act goes
// through DB.Act. A read takes the actor too and has the permission in its WHERE.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"exchequer/portal"
)

// Options says where the data is and what the database needs from outside.
type Options struct {
	DataDir     string           // database file and sealed files; made (mode 0700) when missing
	DatabaseURL string           // "postgres://…", or "" for SQLite in DataDir
	Keys        *Keys            // the sealing keys
	Now         func() time.Time // the clock; time.Now when nil
	Log         *slog.Logger     // slog.Default() when nil
	SignInLimit int              // tries to sign in from one address in a minute; 0 is no limit
	Scanner     bool             // the office has a clamd: files are given out when that has found nothing
	HashWork    int              // iterations of a new password's hash; portal.PasswordIterations when 0. Tests alone set fewer
}

// DB is the office's memory. Its methods may be called by many goroutines.
type DB struct {
	engine  Engine
	dataDir string
	keys    *Keys
	now     func() time.Time
	log     *slog.Logger

	scanner bool         // the office has a clamd
	signIns portal.Limit // tries to sign in from one address
	hashing *hashing     // passwords and codes, one at a time for each core

	readers *sql.DB // SQLite: query-only connections; PostgreSQL: the one pool
	reads   *statements
	writer  *writer // SQLite alone: the one connection that writes

	uploads uploadLocks

	mailWaits   chan struct{} // woken after a commit that put mail into the outbox
	linksWait   chan struct{} // woken when someone wants a link by e-mail
	importsWait chan struct{} // woken when an import of the office waits for its worker
	filesWait   chan struct{} // woken after a commit that attached a file for clamd to look at
	broken      chan struct{} // closed when the disk failed
	breakOnce   sync.Once
}

// Open connects, brings the schema up to this binary's version and starts the writer. It refuses a database
// that a newer binary has already changed.
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{
		engine:      SQLite,
		dataDir:     o.DataDir,
		keys:        o.Keys,
		now:         o.Now,
		log:         o.Log,
		scanner:     o.Scanner,
		signIns:     portal.SignInsPerAddress,
		hashing:     newHashing(o.HashWork),
		mailWaits:   make(chan struct{}, 1),
		linksWait:   make(chan struct{}, 1),
		importsWait: make(chan struct{}, 1),
		filesWait:   make(chan struct{}, 1),
		broken:      make(chan struct{}),
	}
	d.signIns.Count = o.SignInLimit
	if d.now == nil {
		d.now = time.Now
	}
	if d.log == nil {
		d.log = slog.Default()
	}
	if d.keys == nil {
		return nil, errors.New("open database: no sealing keys given")
	}
	if err := os.MkdirAll(o.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	var err error
	if o.DatabaseURL == "" {
		err = d.openSQLite(ctx)
	} else {
		d.engine = Postgres
		err = d.openPostgres(ctx, o.DatabaseURL)
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	d.reads = &statements{prepare: d.readers.PrepareContext}
	if err := d.beginTerms(ctx); err != nil {
		d.Close()
		return nil, fmt.Errorf("begin the terms: %w", err)
	}
	return d, nil
}

func (d *DB) openSQLite(ctx context.Context) error {
	writing, err := sql.Open("sqlite", sqliteDSN(d.dataDir, false))
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	writing.SetMaxOpenConns(1)
	if err := checkSQLiteVersion(ctx, writing); err != nil {
		writing.Close()
		return err
	}
	if err := migrate(ctx, SQLite, writing); err != nil {
		writing.Close()
		return err
	}
	if d.writer, err = startWriter(writing, d); err != nil {
		return err
	}
	if d.readers, err = sql.Open("sqlite", sqliteDSN(d.dataDir, true)); err != nil {
		return fmt.Errorf("open the database for reading: %w", err)
	}
	d.readers.SetMaxOpenConns(readerCount())
	d.readers.SetMaxIdleConns(readerCount())
	return nil
}

func (d *DB) openPostgres(ctx context.Context, address string) error {
	if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return errors.New("EXCHEQUER_DATABASE_URL must begin with postgres://, or be left out for SQLite")
	}
	var err error
	if d.readers, err = sql.Open("pgx", address); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	d.readers.SetMaxOpenConns(32)
	d.readers.SetMaxIdleConns(32)
	return migrate(ctx, Postgres, d.readers)
}

// checkSQLiteVersion refuses an SQLite before 3.51.3, which could corrupt a database in WAL mode.
func checkSQLiteVersion(ctx context.Context, conn *sql.DB) error {
	var version string
	if err := conn.QueryRowContext(ctx, `SELECT sqlite_version()`).Scan(&version); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	var major, minor, patch int
	fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch)
	if major*1_000_000+minor*1_000+patch < 3_051_003 {
		return fmt.Errorf("this binary carries SQLite %s, which can corrupt a database: build it with 3.51.3 or later", version)
	}
	return nil
}

// Close lets the running acts finish and closes the connections.
func (d *DB) Close() error {
	var errs []error
	if d.writer != nil {
		errs = append(errs, d.writer.stop())
	}
	if d.readers != nil {
		errs = append(errs, d.readers.Close())
	}
	return errors.Join(errs...)
}

// Ready reports whether the database answers and may be written.
func (d *DB) Ready(ctx context.Context) error {
	select {
	case <-d.broken:
		return errors.New("the disk failed: nothing is written any more")
	default:
	}
	var one int
	return d.readers.QueryRowContext(ctx, `SELECT 1`).Scan(&one)
}

// Broken is closed when the disk failed: the program must say so and exit, since a write that was retried after
// a failed fsync could be reported as safe while it is not.
func (d *DB) Broken() <-chan struct{} { return d.broken }

// MailWaits receives after a commit that put mail into the outbox.
func (d *DB) MailWaits() <-chan struct{} { return d.mailWaits }

// Engine says which of the two engines this is.
func (d *DB) Engine() Engine { return d.engine }

// Now is the office's clock, in UTC and whole milliseconds, as acts see it.
func (d *DB) Now() time.Time { return d.now().UTC().Truncate(time.Millisecond) }

func (d *DB) noteBroken(err error) {
	if !isBroken(err) {
		return
	}
	d.breakOnce.Do(func() {
		d.log.Error("the disk failed; nothing is written any more", "error", err)
		close(d.broken)
	})
}

// newID makes a UUIDv7: made in Go so that both engines agree, and in the order of time so that rows that are
// made together lie together.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// row reads one row outside an act.
func (d *DB) row(ctx context.Context, query string, args ...any) scanner {
	stmt, err := d.reads.get(ctx, query)
	if err != nil {
		return failedRow{err}
	}
	return stmt.QueryRowContext(ctx, args...)
}

// rows reads rows outside an act. The caller closes them.
func (d *DB) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := d.reads.get(ctx, query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// scanner is what a row of either engine, or of an act, can do.
type scanner interface{ Scan(dest ...any) error }

type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }

// found turns "no rows" into the one answer that never tells missing from forbidden.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return portal.ErrNotFound
	}
	return err
}

// statements keeps prepared statements by their text: preparing is the larger part of a short query's cost.
type statements struct {
	prepare func(context.Context, string) (*sql.Stmt, error)
	byText  sync.Map // string → *sql.Stmt
}

func (s *statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := s.byText.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	if earlier, loaded := s.byText.LoadOrStore(query, stmt); loaded {
		stmt.Close()
		return earlier.(*sql.Stmt), nil
	}
	return stmt, nil
}
