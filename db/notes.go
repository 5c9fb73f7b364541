package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// What staff write for staff lies in a table of its own for each kind of work, sealed: no query for the public reaches it.

// keepNote seals a note into its table, about what a column names.
func (tx *Tx) keepNote(table, of string, id int64, body string) error {
	note := newID()
	seal, err := tx.NewRecordKey(table, note)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO `+table+` (id, key_version, data_key, `+of+`, at, account_id, name, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		note, seal.Version, seal.Wrapped, id, Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, seal.Seal("body", []byte(body)))
	return err
}

// notesOf opens the notes about one thing, the oldest first.
func (d *DB) notesOf(ctx context.Context, table, of string, id int64) ([]portal.AccessibilityNote, error) {
	notes, err := listOf(d.asking(ctx), `
		SELECT id, key_version, data_key, at, name, body
		FROM `+table+`
		WHERE `+of+` = $1
		ORDER BY id`, func(row scanner) (note portal.AccessibilityNote, err error) {
		var id string
		var version uint32
		var wrapped, body []byte
		if err := row.Scan(&id, &version, &wrapped, millis(&note.At), &note.Name, &body); err != nil {
			return note, err
		}
		seal, err := d.keys.recordKey(table, id, version, wrapped)
		if err != nil {
			return note, err
		}
		body, err = seal.Open("body", body)
		note.Body = string(body)
		return note, err
	}, id)
	if err != nil {
		return nil, fmt.Errorf("notes: %w", err)
	}
	return notes, nil
}
