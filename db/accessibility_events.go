package db

import (
	"context"
	"encoding/json"
	"fmt"

	"exchequer/portal"
)

func insertAccessibilityEvent(tx *Tx, r portal.AccessibilityRequest, step portal.AccessibilityStep, toName string, words portal.AccessibilityWords) error {
	id := newID()
	var keyVersion any
	var wrapped, sealed []byte
	if words != (portal.AccessibilityWords{}) {
		seal, err := tx.NewRecordKey("accessibility_events", id)
		if err != nil {
			return err
		}
		said, err := json.Marshal(words)
		if err != nil {
			return err
		}
		keyVersion, wrapped, sealed = int64(seal.Version), seal.Wrapped, seal.Seal("words", said)
	}
	_, err := tx.Exec(`
		INSERT INTO accessibility_events (id, request_id, version, at, account_id, name, role, step, status, to_name, key_version, data_key, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		id, int64(r.Number), r.Version, Millis(tx.Now), nullText(tx.Actor.Account), tx.Actor.Name, string(tx.Actor.Role), string(step), string(r.Status), toName,
		keyVersion, wrapped, sealed)
	if err != nil {
		return fmt.Errorf("keep what happened: %w", err)
	}
	return nil
}

// accessibilityEvents are what happened to a request since a version of it, oldest first. Whoever calls it has asked for
// permission.
func (d *DB) accessibilityEvents(ctx context.Context, n portal.RequestNumber, since int64) ([]portal.AccessibilityEvent, error) {
	rows, err := d.rows(ctx, `
		SELECT id, version, at, account_id, name, role, step, status, to_name, COALESCE(key_version, 0), data_key, words
		FROM accessibility_events
		WHERE request_id = $1 AND version > $2
		ORDER BY version`, int64(n), since)
	if err != nil {
		return nil, fmt.Errorf("events of %s: %w", n, err)
	}
	defer rows.Close()
	var events []portal.AccessibilityEvent
	for rows.Next() {
		var e portal.AccessibilityEvent
		var id string
		var version uint32
		var wrapped, words []byte
		err := rows.Scan(&id, &e.Version, millis(&e.At), nullable(&e.Account), &e.Name, &e.Role, &e.Step, &e.Status, &e.ToName, &version, &wrapped, &words)
		if err == nil && len(words) > 0 {
			e.Words, err = d.openWords(id, version, wrapped, words)
		}
		if err != nil {
			return nil, fmt.Errorf("events of %s: %w", n, err)
		}
		events = append(events, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("events of %s: %w", n, err)
	}
	rows.Close()
	for i, e := range events {
		if e.Step.Files() {
			if events[i].Files, err = d.answerFiles(ctx, n, e.Version); err != nil {
				return nil, err
			}
		}
	}
	return events, nil
}

func (d *DB) openWords(id string, version uint32, wrapped, sealed []byte) (words portal.AccessibilityWords, err error) {
	seal, err := d.keys.recordKey("accessibility_events", id, version, wrapped)
	if err != nil {
		return words, err
	}
	said, err := seal.Open("words", sealed)
	if err != nil {
		return words, err
	}
	return words, json.Unmarshal(said, &words)
}
