package db

import (
	"context"
	"fmt"

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
	seen, err := accessibilityPresence.seen(ctx, d, actor, int64(n))
	if err != nil {
		return fmt.Errorf("look at %s: %w", n, err)
	}
	if seen.IsZero() || d.Now().Sub(seen) >= portal.LookLasts {
		err = d.Act(ctx, actor, func(tx *Tx) error {
			if err := tx.knownAccessibilityRequest(n); err != nil {
				return err
			}
			tx.Audit(portal.AccessibilityWasLookedAt, n.Subject())
			return accessibilityPresence.come(tx, int64(n))
		})
	} else {
		err = d.StayAtAccessibilityRequest(ctx, actor, n)
	}
	if err != nil {
		return fmt.Errorf("look at %s: %w", n, err)
	}
	return nil
}

// accessibilityPresence is who has a request open.
var accessibilityPresence = presence{"accessibility_presence", "request_id"}

// StayAtAccessibilityRequest is an open page's sign of life.
func (d *DB) StayAtAccessibilityRequest(ctx context.Context, actor portal.Actor, n portal.RequestNumber) error {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return err
	}
	return accessibilityPresence.stay(ctx, d, actor, int64(n))
}

// knownAccessibilityRequest is ErrNotFound when there is no such request.
func (tx *Tx) knownAccessibilityRequest(n portal.RequestNumber) error {
	var id int64
	return found(tx.Row(`
		SELECT id
		FROM accessibility_requests
		WHERE id = $1`, int64(n)).Scan(&id))
}

// PresentAtAccessibilityRequest is who else has the request open now.
func (d *DB) PresentAtAccessibilityRequest(ctx context.Context, actor portal.Actor, n portal.RequestNumber) ([]portal.Presence, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, err
	}
	return accessibilityPresence.others(ctx, d, actor, int64(n))
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
	body, err := portal.CheckNote(body)
	if err != nil {
		return err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.knownAccessibilityRequest(n); err != nil {
			return err
		}
		tx.Audit(portal.AccessibilityWasNoted, n.Subject())
		return tx.keepNote("accessibility_notes", "request_id", int64(n), body)
	})
	if err != nil {
		return fmt.Errorf("note on %s: %w", n, err)
	}
	return nil
}

func (d *DB) accessibilityNotes(ctx context.Context, n portal.RequestNumber) ([]portal.AccessibilityNote, error) {
	return d.notesOf(ctx, "accessibility_notes", "request_id", int64(n))
}
