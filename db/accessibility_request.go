package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// AccessibilityFile is everything about one request, for who works on it.
func (d *DB) AccessibilityFile(ctx context.Context, actor portal.Actor, n portal.RequestNumber) (f portal.AccessibilityFile, err error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return f, err
	}
	if f.AccessibilityRequest, err = d.openAccessibilityRequest(d.row(ctx, accessibilityFileQuery, int64(n)), &f.OfPage); err != nil {
		return f, err
	}
	if f.Version > 1 { // every event makes a version: the first has none
		if f.Events, err = d.accessibilityEvents(ctx, n, 0); err != nil {
			return f, err
		}
	}
	if f.Notes, err = d.accessibilityNotes(ctx, n); err != nil {
		return f, err
	}
	if f.Looks, err = d.accessibilityLooks(ctx, n); err != nil {
		return f, err
	}
	if f.Present, err = d.PresentAtAccessibilityRequest(ctx, actor, n); err != nil {
		return f, err
	}
	f.Standing, err = d.standingFormat(ctx, f.Form)
	return f, err
}

// accessibilityFileQuery reads a whole request, and how often its page was asked about.
const accessibilityFileQuery = `
	SELECT ` + wholeAccessibilityColumns + `,
	       COALESCE((SELECT p.requests FROM accessibility_pages p WHERE p.path = page_path), 0)
	FROM accessibility_requests
	WHERE id = $1`

// LookAtAccessibilityRequest writes down that someone opened a request, and that they have it open now. Coming back
// within portal.LookLasts is the same look.
func (d *DB) LookAtAccessibilityRequest(ctx context.Context, actor portal.Actor, n portal.RequestNumber) error {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return err
	}
	seen, err := d.seenAt(ctx, actor, n)
	if err != nil {
		return fmt.Errorf("look at %s: %w", n, err)
	}
	if seen.IsZero() || d.Now().Sub(seen) >= portal.LookLasts {
		err = d.Act(ctx, actor, func(tx *Tx) error {
			if err := tx.knownAccessibilityRequest(n); err != nil {
				return err
			}
			tx.Audit(portal.AccessibilityWasLookedAt, n.Subject())
			return tx.bePresent(n)
		})
	} else {
		err = d.StayAtAccessibilityRequest(ctx, actor, n)
	}
	if err != nil {
		return fmt.Errorf("look at %s: %w", n, err)
	}
	return nil
}

// presenceFresh is how young a sign of life may be that needs no renewing: pages that are loaded twice write once.
const presenceFresh = 10 * time.Second

// StayAtAccessibilityRequest is an open page's sign of life. It is not a look: the page was opened before, and that
// stands in the audit trail.
func (d *DB) StayAtAccessibilityRequest(ctx context.Context, actor portal.Actor, n portal.RequestNumber) error {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return err
	}
	seen, err := d.seenAt(ctx, actor, n)
	if err != nil || d.Now().Sub(seen) < presenceFresh {
		return err
	}
	if seen.IsZero() {
		return portal.ErrNotFound // they never opened it
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Bookkeeping()
		return tx.bePresent(n)
	})
}

func (d *DB) seenAt(ctx context.Context, actor portal.Actor, n portal.RequestNumber) (seen time.Time, err error) {
	err = d.row(ctx, `
		SELECT seen_at
		FROM accessibility_presence
		WHERE request_id = $1 AND account_id = $2`, int64(n), actor.Account).Scan(millis(&seen))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return seen, err
}

// knownAccessibilityRequest is ErrNotFound when there is no such request.
func (tx *Tx) knownAccessibilityRequest(n portal.RequestNumber) error {
	var id int64
	return found(tx.Row(`
		SELECT id
		FROM accessibility_requests
		WHERE id = $1`, int64(n)).Scan(&id))
}

func (tx *Tx) bePresent(n portal.RequestNumber) error {
	_, err := tx.Exec(`
		INSERT INTO accessibility_presence (request_id, account_id, name, seen_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (request_id, account_id) DO UPDATE SET seen_at = $4, name = $3`, int64(n), tx.Actor.Account, tx.Actor.Name, Millis(tx.Now))
	return err
}

// PresentAtAccessibilityRequest is who else has the request open now.
func (d *DB) PresentAtAccessibilityRequest(ctx context.Context, actor portal.Actor, n portal.RequestNumber) ([]portal.Presence, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT account_id, name, seen_at
		FROM accessibility_presence
		WHERE request_id = $1 AND seen_at > $2 AND account_id <> $3
		ORDER BY name
		LIMIT 10`, int64(n), Millis(d.Now().Add(-portal.PresenceLasts)), actor.Account)
	if err != nil {
		return nil, fmt.Errorf("who has %s open: %w", n, err)
	}
	defer rows.Close()
	var present []portal.Presence
	for rows.Next() {
		var p portal.Presence
		if err := rows.Scan(&p.Account, &p.Name, millis(&p.Seen)); err != nil {
			return nil, fmt.Errorf("who has %s open: %w", n, err)
		}
		present = append(present, p)
	}
	return present, rows.Err()
}

// accessibilityLooksQuery finds who opened a request, the last first. The empty text keeps the engine from the index of
// events, which holds the looks at every request.
const accessibilityLooksQuery = `
	SELECT name, role, COUNT(*), MAX(at)
	FROM audit
	WHERE subject = $1 AND event || '' = $2
	GROUP BY account_id, name, role
	ORDER BY MAX(at) DESC`

func (d *DB) accessibilityLooks(ctx context.Context, n portal.RequestNumber) ([]portal.Look, error) {
	rows, err := d.rows(ctx, accessibilityLooksQuery, n.Subject(), string(portal.AccessibilityWasLookedAt))
	if err != nil {
		return nil, fmt.Errorf("who looked at %s: %w", n, err)
	}
	defer rows.Close()
	var looks []portal.Look
	for rows.Next() {
		var l portal.Look
		if err := rows.Scan(&l.Name, &l.Role, &l.Times, millis(&l.Last)); err != nil {
			return nil, fmt.Errorf("who looked at %s: %w", n, err)
		}
		looks = append(looks, l)
	}
	return looks, rows.Err()
}

// AddAccessibilityNote keeps what staff write for staff. It changes nothing of the request, and so meets no conflict.
func (d *DB) AddAccessibilityNote(ctx context.Context, actor portal.Actor, n portal.RequestNumber, body string) error {
	if err := actor.Permit(portal.WorkAccessibility); err != nil {
		return err
	}
	var c portal.Check
	if body = c.Lines("note", body, portal.LongestNote); body == "" {
		c.Wrong("note", "Write the note first.")
	}
	if err := c.Err(); err != nil {
		return err
	}
	err := d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.knownAccessibilityRequest(n); err != nil {
			return err
		}
		note := newID()
		seal, err := tx.NewRecordKey("accessibility_notes", note)
		if err != nil {
			return err
		}
		tx.Audit(portal.AccessibilityWasNoted, n.Subject())
		_, err = tx.Exec(`
			INSERT INTO accessibility_notes (id, key_version, data_key, request_id, at, account_id, name, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			note, seal.Version, seal.Wrapped, int64(n), Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, seal.Seal("body", []byte(body)))
		return err
	})
	if err != nil {
		return fmt.Errorf("note on %s: %w", n, err)
	}
	return nil
}

func (d *DB) accessibilityNotes(ctx context.Context, n portal.RequestNumber) ([]portal.AccessibilityNote, error) {
	rows, err := d.rows(ctx, `
		SELECT id, key_version, data_key, at, name, body
		FROM accessibility_notes
		WHERE request_id = $1
		ORDER BY id`, int64(n))
	if err != nil {
		return nil, fmt.Errorf("notes on %s: %w", n, err)
	}
	defer rows.Close()
	var notes []portal.AccessibilityNote
	for rows.Next() {
		var note portal.AccessibilityNote
		var id string
		var version uint32
		var wrapped, body []byte
		if err := rows.Scan(&id, &version, &wrapped, millis(&note.At), &note.Name, &body); err != nil {
			return nil, fmt.Errorf("notes on %s: %w", n, err)
		}
		seal, err := d.keys.recordKey("accessibility_notes", id, version, wrapped)
		if err != nil {
			return nil, err
		}
		if body, err = seal.Open("body", body); err != nil {
			return nil, err
		}
		note.Body = string(body)
		notes = append(notes, note)
	}
	return notes, rows.Err()
}
