package dbtest

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

// Absent fails the test when one of the texts lies in the clear anywhere in the database: in SQLite's file or its log,
// or in any row of any table of PostgreSQL's.
func Absent(t testing.TB, o *Office, texts ...string) {
	t.Helper()
	var stored bytes.Buffer
	if o.URL == "" {
		files, err := filepath.Glob(filepath.Join(o.Dir, "exchequer.db*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("the database's files: %v, %v", files, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			stored.Write(content)
		}
	} else {
		dump(t, o, &stored)
	}
	for _, text := range texts {
		// PostgreSQL shows bytes in hexadecimal.
		if bytes.Contains(stored.Bytes(), []byte(text)) || bytes.Contains(stored.Bytes(), []byte(hex.EncodeToString([]byte(text)))) {
			t.Errorf("%q lies in the clear", text)
		}
	}
}

func dump(t testing.TB, o *Office, into *bytes.Buffer) {
	t.Helper()
	conn := o.Raw(t)
	var tables []string
	rows, err := conn.Query(`SELECT table_name FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA()`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	rows.Close()
	for _, table := range tables {
		rows, err := conn.Query(`SELECT CAST(t AS TEXT) FROM ` + table + ` t`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			into.WriteString(row + "\n")
		}
		rows.Close()
	}
}
