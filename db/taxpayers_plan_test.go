package db

import (
	"context"
	"database/sql"
	"io/fs"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

// TestANumberIsLookedUpInItsIndexAlone brings numbers from before 0062 up to today, and asks SQLite how it finds one.
func TestANumberIsLookedUpInItsIndexAlone(t *testing.T) {
	ctx := context.Background()
	conn, err := sql.Open("sqlite", sqliteDSN(t.TempDir(), false))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetMaxOpenConns(1)
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		t.Fatal(err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, conn, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(ctx, 61); err != nil {
		t.Fatal(err)
	}
	const number = `INSERT INTO taxpayer_numbers (id, key_version, data_key, taxpayer_id, type, number_hash, number, last_four, since, superseded_at, import) VALUES ($1, 1, x'00', 'T', 'SSN', $2, x'00', x'00', 1, $3, 1)`
	if _, err := conn.Exec(`INSERT INTO taxpayers (id, core_key, kind, source, added_at, import) VALUES ('T', 'T-1', 'person', x'00', 1, 1)`); err != nil {
		t.Fatal(err)
	}
	for id, closed := range map[string]any{"now": nil, "before": 2} {
		if _, err := conn.Exec(number, id, []byte("hash"), closed); err != nil {
			t.Fatal(err)
		}
	}
	if err := migrate(ctx, SQLite, conn); err != nil {
		t.Fatal(err)
	}
	var found []byte
	var kind, taxpayer, key, sort string
	var added int64
	if err := conn.QueryRow(nearestNumberQuery, []byte("h")).Scan(&found, &kind, &taxpayer, &key, &sort, &added); err != nil || string(found) != "hash" || taxpayer != "T" {
		t.Errorf("found %q of %q, %v", found, taxpayer, err)
	}
	if _, err := conn.Exec(number, "twice", []byte("hash"), nil); !isUnique(err) {
		t.Errorf("a number belongs to two: %v", err)
	}
	rows, err := conn.Query(`EXPLAIN QUERY PLAN `+nearestNumberQuery, []byte("h"))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var id, parent, unused int
		var line string
		if err := rows.Scan(&id, &parent, &unused, &line); err != nil {
			t.Fatal(err)
		}
		plan.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil || !strings.Contains(plan.String(), "COVERING INDEX taxpayer_numbers_by_hash") {
		t.Errorf("%v, %s", err, plan.String())
	}
}
