package db

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"exchequer/portal"
)

// A form that is posted after its session has ended is held, sealed, until its writer has signed in again: nothing
// that someone typed is lost to a time-out, with or without JavaScript.

// heldFormLasts is as long as a session at most: whoever comes back later begins a new day.
const heldFormLasts = portal.SessionTotal

// HeldForm is a form that waits to be sent.
type HeldForm struct {
	ID     string
	Path   string // where it was going
	Fields url.Values
	HeldAt time.Time
}

// HoldForm keeps a form and answers with the token by which this browser alone finds it again. Account is the one
// whose session had ended: what strangers post is not kept.
func (d *DB) HoldForm(ctx context.Context, account, path string, fields url.Values) (token string, err error) {
	if err := d.Spend(ctx, portal.FormsHeld, account); err != nil {
		return "", err
	}
	token = newToken()
	err = d.Act(ctx, portal.SystemActor("sessions"), func(tx *Tx) error {
		tx.Bookkeeping()
		id := newID()
		key, err := tx.NewRecordKey("held_forms", id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`
			INSERT INTO held_forms (id, key_version, data_key, token_hash, account_id, path, form, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			id, key.Version, key.Wrapped, tokenHash(token), account, path, key.Seal("form", []byte(fields.Encode())),
			Millis(tx.Now), Millis(tx.Now.Add(heldFormLasts)))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("hold form: %w", err)
	}
	return token, nil
}

// HeldForm finds a held form again for the actor, if they are the one that wrote it.
func (d *DB) HeldForm(ctx context.Context, actor portal.Actor, token string) (f HeldForm, err error) {
	if actor.Account == "" || token == "" {
		return f, portal.ErrNotFound
	}
	var version uint32
	var wrapped, sealed []byte
	err = d.row(ctx, `
		SELECT id, key_version, data_key, path, form, created_at
		FROM held_forms
		WHERE token_hash = $1 AND account_id = $2 AND expires_at > $3`,
		tokenHash(token), actor.Account, Millis(d.Now())).Scan(&f.ID, &version, &wrapped, &f.Path, &sealed, millis(&f.HeldAt))
	if err := found(err); err != nil {
		return f, err
	}
	key, err := d.keys.recordKey("held_forms", f.ID, version, wrapped)
	if err != nil {
		return f, err
	}
	form, err := key.Open("form", sealed)
	if err != nil {
		return f, err
	}
	if f.Fields, err = url.ParseQuery(string(form)); err != nil {
		return f, fmt.Errorf("held form: %w", err)
	}
	return f, nil
}

// DropForm forgets a held form: it was sent, or its writer no longer wants it.
func (d *DB) DropForm(ctx context.Context, actor portal.Actor, token string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Bookkeeping()
		_, err := tx.Exec(`
			DELETE FROM held_forms
			WHERE token_hash = $1 AND account_id = $2`, tokenHash(token), actor.Account)
		return err
	})
}
