package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// KeysRotated is audited once per batch of re-wrapped records, so that the trail shows a rotation's course.
const KeysRotated portal.Event = "keys.rotated"

// sealedTables are the tables that have id, key_version and data_key. A test compares the list with the schema.
var sealedTables = []string{"outbox", "files", "draft_files", "passwords", "held_forms", "wanted_links", "authenticator_apps", "account_documents", "posted_cards", "address_changes", "accessibility_requests", "accessibility_events", "accessibility_notes", "taxpayer_numbers", "taxpayer_returns", "identity_notes", "identity_visits", "identity_referees", "authorities", "message_notes", "mail_returns", "mailing_addresses"}

// rewrapTogether is how many records one act re-wraps: short acts leave the writer free for people.
const rewrapTogether = 200

// RecordsUnderOldKeys counts the records whose data key is not wrapped under the current version: after a rotation
// that was killed there are some.
func (d *DB) RecordsUnderOldKeys(ctx context.Context, actor portal.Actor) (int, error) {
	if actor.Role != portal.System {
		return 0, portal.ErrForbidden
	}
	total := 0
	for _, table := range sealedTables {
		n := 0
		if err := d.row(ctx, `
			SELECT COUNT(*)
			FROM `+table+`
			WHERE key_version < $1`, d.keys.Current()).Scan(&n); err != nil {
			return 0, fmt.Errorf("count records under old keys: %w", err)
		}
		total += n
	}
	return total, nil
}

// RewrapKeys wraps every record's data key under the current key version, in short acts, and tells how many it has
// done so far. Killed at any moment it can be called again: what is done is done, and old versions stay in the key
// file. It returns the number of records re-wrapped.
func (d *DB) RewrapKeys(ctx context.Context, actor portal.Actor, progress func(table string, done int)) (int, error) {
	if actor.Role != portal.System {
		return 0, portal.ErrForbidden
	}
	total := 0
	for _, table := range sealedTables {
		done, last := 0, "0" // below every id, of letters or of digits
		for {
			n, err := d.rewrapSome(ctx, actor, table, &last)
			if err != nil {
				return total, fmt.Errorf("re-wrap %s: %w", table, err)
			}
			if n == 0 {
				break
			}
			done, total = done+n, total+n
			if progress != nil {
				progress(table, done)
			}
		}
	}
	return total, nil
}

// rewrapSome goes on after the last id that an earlier round looked at, so that a rotation reads each table once and
// tables need no index for it.
func (d *DB) rewrapSome(ctx context.Context, actor portal.Actor, table string, last *string) (int, error) {
	type record struct {
		id      string
		version uint32
		wrapped []byte
	}
	var batch []record
	current := d.keys.Current()
	rows, err := d.rows(ctx, `
		SELECT id, key_version, data_key
		FROM `+table+`
		WHERE key_version < $1 AND id > $2
		ORDER BY id
		LIMIT $3`, current, *last, rewrapTogether)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var r record
		if err := rows.Scan(&r.id, &r.version, &r.wrapped); err != nil {
			return 0, err
		}
		batch = append(batch, r)
	}
	if err := rows.Err(); err != nil || len(batch) == 0 {
		return 0, err
	}
	*last = batch[len(batch)-1].id
	err = d.Act(ctx, actor, func(tx *Tx) error {
		for _, r := range batch {
			wrapped, err := d.keys.rewrap(table, r.id, r.version, current, r.wrapped)
			if err != nil {
				return err
			}
			// The old version in the WHERE: a record that changed meanwhile is left for the next round.
			if _, err := tx.Exec(`
				UPDATE `+table+`
				SET key_version = $1, data_key = $2
				WHERE id = $3 AND key_version = $4`, current, wrapped, r.id, r.version); err != nil {
				return err
			}
		}
		tx.Audit(KeysRotated, "keys/"+fmt.Sprint(current), "table", table, "records", fmt.Sprint(len(batch)))
		return nil
	})
	return len(batch), err
}

func (k *Keys) rewrap(table, id string, from, to uint32, wrapped []byte) ([]byte, error) {
	older, err := k.wrappingKey(from)
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", id, err)
	}
	newer, err := k.wrappingKey(to)
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", id, err)
	}
	bound := bind(table, "data_key", id)
	data, err := older.Open(nil, nil, wrapped, bound)
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", id, err)
	}
	return newer.Seal(nil, nil, data, bound), nil
}

// SealedTables names every table whose rows carry a data key of their own.
func SealedTables() []string { return append([]string(nil), sealedTables...) }
