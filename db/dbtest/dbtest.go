// Package dbtest opens real databases for tests, one of each engine, with people in them who have names and lives.
package dbtest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// PostgresVariable names a PostgreSQL database whose role may make databases: each test has one of its own. `make test`
// starts a server for them.
const PostgresVariable = "EXCHEQUER_TEST_DATABASE_URL"

// The people of the tests. Staff stand for their role; features that need an account of theirs add it.
var (
	Ines   = portal.Actor{Account: "ines", Name: "Ines Calloway", Email: "ines@dor.example", Role: portal.Clerk, Session: "ines-session", Address: "192.0.2.1"}
	Tomas  = portal.Actor{Account: "tomas", Name: "Tomás Oyelaran", Email: "tomas@dor.example", Role: portal.Clerk, Session: "tomas-session", Address: "192.0.2.2"}
	Sunita = portal.Actor{Account: "sunita", Name: "Sunita Brandt", Email: "sunita@dor.example", Role: portal.Supervisor, Session: "sunita-session", Address: "192.0.2.3"}
	Walt   = portal.Actor{Account: "walt", Name: "Walt Emerson", Email: "walt@dor.example", Role: portal.Administrator, Session: "walt-session", Address: "192.0.2.4"}
	Petra  = portal.Actor{Account: "petra", Name: "Petra Lindqvist", Email: "petra@dor.example", Role: portal.Auditor, Session: "petra-session", Address: "192.0.2.5"}
	Rosa   = portal.Actor{Account: "rosa", Name: "Rosa Delgado", Email: "rosa@mail.example", Role: portal.Taxpayer, Session: "rosa-session", Address: "198.51.100.7"}
	Nobody = portal.Actor{Address: "198.51.100.9"}
)

// Clock is a clock that tests set. It starts on Friday, November 20, 2026, 10:00 in the department's zone.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts at the usual moment of the tests.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

// Add moves the clock.
func (c *Clock) Add(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// Set puts the clock at a moment.
func (c *Clock) Set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.now = t }

// Office is one database under test.
type Office struct {
	*db.DB
	Clock *Clock
	Keys  *db.Keys
	Dir   string
	URL   string // PostgreSQL alone

	Scanner bool // the office has a clamd, from the next Reopen on
}

// Each runs a test on both engines.
func Each(t *testing.T, test func(t *testing.T, o *Office)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, Open(t, db.SQLite)) })
	t.Run("postgres", func(t *testing.T) { test(t, Open(t, db.Postgres)) })
}

// Open opens one database under test and closes it with the test.
func Open(t testing.TB, engine db.Engine) *Office {
	t.Helper()
	o := &Office{Clock: NewClock(), Dir: t.TempDir()}
	if engine == db.Postgres {
		o.copyPostgres(t)
	} else {
		o.copySQLite(t)
	}
	o.Reopen(t)
	return o
}

// hashWork keeps tests from spending their time on hashing. The real work is tested where it matters.
const hashWork = 1000

// Reopen opens the same database again, as after a restart. The earlier one must be closed.
func (o *Office) Reopen(t testing.TB) {
	t.Helper()
	keys, err := db.LoadKeys(filepath.Join(o.Dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	o.Keys = keys
	o.DB, err = db.Open(context.Background(), db.Options{DataDir: o.Dir, DatabaseURL: o.URL, Keys: keys, Now: o.Clock.Now, HashWork: hashWork, Scanner: o.Scanner, SignInLimit: portal.SignInsPerAddress.Count})
	if err != nil {
		t.Fatal(err)
	}
	d := o.DB
	t.Cleanup(func() { d.Close() })
}

// Raw is a connection past the house's door, for tests that tamper.
func (o *Office) Raw(t testing.TB) *sql.DB {
	t.Helper()
	driver, source := "sqlite", "file:"+filepath.Join(o.Dir, "exchequer.db")+"?_pragma=busy_timeout(5000)"
	if o.URL != "" {
		driver, source = "pgx", o.URL
	}
	conn, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
