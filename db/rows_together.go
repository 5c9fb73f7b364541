package db

import (
	"database/sql"
	"fmt"
	"strings"
)

// rowsTogether is how many rows one statement writes or looks up: an import would spend most of its time on the way to the
// database and back otherwise, and two texts of each statement are all that has to be prepared.
const rowsTogether = 50

// insertRows writes rows of one table, many with one statement.
func (tx *Tx) insertRows(table, columns string, rows [][]any) error {
	for len(rows) > 0 {
		n := 1
		if len(rows) >= rowsTogether {
			n = rowsTogether
		}
		var args []any
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		if _, err := tx.Exec(tx.db.engine.insertText(table, columns, n, len(rows[0])), args...); err != nil {
			return fmt.Errorf("write into %s: %w", table, err)
		}
		rows = rows[n:]
	}
	return nil
}

func (e Engine) insertText(table, columns string, rows, width int) string {
	var text strings.Builder
	fmt.Fprintf(&text, "INSERT INTO %s (%s) VALUES ", table, columns)
	for i := range rows {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(e.placeholders(i*width, width))
	}
	return text.String()
}

// lookUp reads the rows that any of the keys name. The query ends with "IN", and the keys are laid out behind it, the last
// one repeated so that the statement's text is always the same.
func lookUp[K any](a asking, query string, keys []K, scan func(*sql.Rows) error) error {
	for len(keys) > 0 {
		n := min(len(keys), rowsTogether)
		args := make([]any, rowsTogether)
		for i := range args {
			args[i] = keys[min(i, n-1)]
		}
		keys = keys[n:]
		if err := func() error {
			rows, err := a.rows(query+" "+a.engine.placeholders(0, rowsTogether), args...)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				if err := scan(rows); err != nil {
					return err
				}
			}
			return rows.Err()
		}(); err != nil {
			return err
		}
	}
	return nil
}
