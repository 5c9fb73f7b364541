package db

import (
	"context"
	"database/sql"
	"io/fs"
	"testing"

	"github.com/pressly/goose/v3"
)

// TestCasesOutliveTheirTableMadeAnew brings a database from before 0045, with a case, its event and its state, up to today.
func TestCasesOutliveTheirTableMadeAnew(t *testing.T) {
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
	if _, err := provider.UpTo(ctx, 44); err != nil {
		t.Fatal(err)
	}
	must := func(statement string) {
		t.Helper()
		if _, err := conn.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	must(`INSERT INTO accounts (id, email, name, name_key, role, status, language, handle, created_at) VALUES ('a', 'rosa@mail.example', 'Rosa', 'rosa', 'taxpayer', 'active', 'en', x'01', 1)`)
	must(`INSERT INTO account_cases (id, account_id, kind, at, by_account, by_name, reason) VALUES ('c', 'a', 'suspension', 1, 'i', 'Ines', 'Threatened a colleague.')`)
	must(`INSERT INTO account_case_events (id, case_id, at, by_account, by_name, state, reason) VALUES ('e', 'c', 1, 'i', 'Ines', 'waiting', '')`)
	must(`INSERT INTO account_case_states (case_id, account_id, kind, state, ends_at) VALUES ('c', 'a', 'suspension', 'waiting', 2)`)
	if err := migrate(ctx, SQLite, conn); err != nil {
		t.Fatal(err)
	}
	var reason string
	if err := conn.QueryRow(`SELECT k.reason FROM account_case_states s JOIN account_cases k ON k.id = s.case_id JOIN account_case_events e ON e.case_id = k.id`).Scan(&reason); err != nil || reason != "Threatened a colleague." {
		t.Errorf("the case says %q, %v", reason, err)
	}
	must(`INSERT INTO account_cases (id, account_id, kind, at, by_account, by_name, reason) VALUES ('d', 'a', 'deceased', 1, 'i', 'Ines', 'Certificate 4711.')`)
	for _, refused := range []string{
		`UPDATE account_cases SET reason = ''`,
		`DELETE FROM account_cases`,
		`INSERT INTO account_cases (id, account_id, kind, at, by_account, by_name, reason) VALUES ('f', 'a', 'whim', 1, 'i', 'Ines', '')`,
		`INSERT INTO account_case_events (id, case_id, at, by_account, by_name, state, reason) VALUES ('g', 'nobody', 1, 'i', 'Ines', 'waiting', '')`,
	} {
		if _, err := conn.Exec(refused); err == nil {
			t.Errorf("%s was taken", refused)
		}
	}
	rows, err := conn.Query(`PRAGMA foreign_key_check`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if rows.Next() {
		t.Error("a row refers to nothing")
	}
}
