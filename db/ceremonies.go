package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

// A ceremony is what the server must remember between asking a passkey and reading its answer. It is kept whole, on
// the server, for a minute, and goes at its first use: an answer cannot be played again.

// BeginCeremony keeps a ceremony's data and answers with the token by which the browser names it. The session is the
// one that it belongs to, "" at the sign-in page.
func (d *DB) BeginCeremony(ctx context.Context, address, purpose, session, data string) (token string, err error) {
	if err := d.Spend(ctx, portal.CeremoniesBegun, address); err != nil {
		return "", err
	}
	token = newToken()
	err = d.Act(ctx, portal.SystemActor("sign-in"), func(tx *Tx) error {
		tx.Bookkeeping()
		_, err := tx.Exec(`
			INSERT INTO ceremonies (token_hash, purpose, session_id, data, expires_at)
			VALUES ($1, $2, $3, $4, $5)`,
			tokenHash(token), purpose, session, data, Millis(tx.Now.Add(portal.CeremonyLasts)))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("begin ceremony: %w", err)
	}
	return token, nil
}

// TakeCeremony gives a ceremony's data back, once, and only for what and for whom it was begun.
func (d *DB) TakeCeremony(ctx context.Context, token, purpose, session string) (data string, err error) {
	var whose, what string
	var expires time.Time
	err = d.Act(ctx, portal.SystemActor("sign-in"), func(tx *Tx) error {
		tx.Bookkeeping()
		return tx.Row(`
			DELETE FROM ceremonies
			WHERE token_hash = $1
			RETURNING purpose, session_id, data, expires_at`, tokenHash(token)).Scan(&what, &whose, &data, millis(&expires))
	})
	switch {
	case found(err) == portal.ErrNotFound:
		return "", portal.ErrPasskeyLate
	case err != nil:
		return "", fmt.Errorf("take ceremony: %w", err)
	case what != purpose || whose != session || !d.Now().Before(expires):
		return "", portal.ErrPasskeyLate
	}
	return data, nil
}

// SweepSignIn removes counters, ceremonies, held forms and links in e-mails whose time is over. A clock calls it every hour.
func (d *DB) SweepSignIn(ctx context.Context) error {
	return d.Act(ctx, portal.SystemActor("sign-in"), func(tx *Tx) error {
		tx.Bookkeeping()
		for _, sweep := range []string{
			`DELETE FROM ceremonies WHERE expires_at < $1`,
			`DELETE FROM openid_ceremonies WHERE expires_at < $1`,
			`DELETE FROM held_forms WHERE expires_at < $1`,
			`DELETE FROM mail_links WHERE expires_at < $1`,                             // whether one was used stands in the audit trail
			`DELETE FROM wanted_links WHERE wanted_at < CAST($1 AS BIGINT) - 86400000`, // a day: none could be opened
		} {
			if _, err := tx.Exec(sweep, Millis(tx.Now)); err != nil {
				return fmt.Errorf("sweep: %w", err)
			}
		}
		return tx.sweepLimits()
	})
}
