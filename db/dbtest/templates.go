package dbtest

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"exchequer/db"
	"exchequer/portal"
)

// A migrated database, empty but for what opening it begins, is made once in each process, and every test works on a
// copy: walking all migrations for each test took longer than the tests. The copies share their sealing keys.

var emptySQLite = sync.OnceValues(func() (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "exchequer-template")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := migrateOnce(dir, ""); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, name := range []string{"exchequer.db", "keys.json"} {
		if files[name], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return nil, err
		}
	}
	return files, nil
})

func (o *Office) copySQLite(t testing.TB) {
	t.Helper()
	files, err := emptySQLite()
	if err != nil {
		t.Fatalf("the database that tests copy: %v", err)
	}
	o.write(t, files)
}

func (o *Office) write(t testing.TB, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(o.Dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// postgresTemplate is the name of the database that tests copy, and the keys it was opened with. The server of
// `make test` is thrown away with it; another server keeps one small database a run.
type postgresTemplate struct {
	name string
	keys []byte
}

var emptyPostgres = sync.OnceValues(func() (postgresTemplate, error) {
	template := postgresTemplate{name: "exchequer_template_" + hex.EncodeToString(random(6))}
	dir, err := os.MkdirTemp("", "exchequer-template")
	if err != nil {
		return template, err
	}
	defer os.RemoveAll(dir)
	if err := postgresDo(`CREATE DATABASE ` + template.name); err != nil {
		return template, err
	}
	if err := migrateOnce(dir, postgresAddress(template.name)); err != nil {
		return template, err
	}
	template.keys, err = os.ReadFile(filepath.Join(dir, "keys.json"))
	return template, err
})

func (o *Office) copyPostgres(t testing.TB) {
	t.Helper()
	if os.Getenv(PostgresVariable) == "" {
		t.Fatalf("no PostgreSQL for the tests: run them with make test, or name one in %s", PostgresVariable)
	}
	template, err := emptyPostgres()
	if err != nil {
		t.Fatalf("the database that tests copy: %v", err)
	}
	name := "test_" + hex.EncodeToString(random(6))
	if err := postgresDo(`CREATE DATABASE ` + name + ` TEMPLATE ` + template.name); err != nil {
		t.Fatalf("the tests' PostgreSQL: %v", err)
	}
	t.Cleanup(func() { postgresDo(`DROP DATABASE ` + name + ` WITH (FORCE)`) })
	o.URL = postgresAddress(name)
	o.write(t, map[string][]byte{"keys.json": template.keys})
}

// migrateOnce opens a database as the binary does, and closes it.
func migrateOnce(dir, address string) error {
	keys, err := db.LoadKeys(filepath.Join(dir, "keys.json"))
	if err != nil {
		return err
	}
	d, err := db.Open(context.Background(), db.Options{DataDir: dir, DatabaseURL: address, Keys: keys, Now: NewClock().Now, HashWork: hashWork, SignInLimit: portal.SignInsPerAddress.Count})
	if err != nil {
		return err
	}
	return d.Close()
}

// postgresAddress leads to a database of the tests' server.
func postgresAddress(database string) string {
	address, err := url.Parse(os.Getenv(PostgresVariable))
	if err != nil {
		panic(fmt.Sprintf("%s: %v", PostgresVariable, err))
	}
	address.Path = "/" + database
	return address.String()
}

func postgresDo(statement string) error {
	conn, err := sql.Open("pgx", os.Getenv(PostgresVariable))
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.Exec(statement)
	return err
}
