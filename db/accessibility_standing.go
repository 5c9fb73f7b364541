package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"exchequer/portal"
)

// KeepAccessibilityFormat remembers the format of a request for everything that this person asks for later, or forgets
// it again with an empty format. People are known by how we reach them, under a keyed hash.
func (d *DB) KeepAccessibilityFormat(ctx context.Context, actor portal.Actor, n portal.RequestNumber, key FollowUpKey, keep bool) error {
	r, err := d.OwnAccessibilityRequest(ctx, n, key)
	if err != nil {
		return err
	}
	format := ""
	if keep {
		format = string(r.Form.Format)
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.AccessibilityFormatStands, n.Subject(), "format", format)
		_, err := tx.Exec(`
			INSERT INTO accessibility_standing_formats (id, contact_hash, request_id, at, format)
			VALUES ($1, $2, $3, $4, $5)`, newID(), d.contactHash(r.Form), int64(n), Millis(tx.Now), format)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep the format of %s: %w", n, err)
	}
	return nil
}

// OwnStandingFormat is the format that the person of this request wants every time, "" when they never said.
func (d *DB) OwnStandingFormat(ctx context.Context, n portal.RequestNumber, key FollowUpKey) (portal.AccessibilityFormat, error) {
	r, err := d.OwnAccessibilityRequest(ctx, n, key)
	if err != nil {
		return "", err
	}
	return d.standingFormat(ctx, r.Form)
}

func (d *DB) standingFormat(ctx context.Context, form portal.AccessibilityForm) (format portal.AccessibilityFormat, err error) {
	err = d.row(ctx, `
		SELECT format
		FROM accessibility_standing_formats
		WHERE contact_hash = $1
		ORDER BY id DESC
		LIMIT 1`, d.contactHash(form)).Scan(&format)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("standing format: %w", err)
	}
	return format, nil
}

// contactHash knows a person again however they type the same contact: capitals and spaces do not count, and of a
// telephone number nothing but its digits does.
func (d *DB) contactHash(form portal.AccessibilityForm) []byte {
	contact := strings.ToLower(strings.Join(strings.Fields(form.Contact), " "))
	if form.ContactBy == portal.ContactByPhone {
		contact = strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, contact)
	}
	return d.keys.Find("accessibility contact", string(form.ContactBy)+" "+contact)
}
