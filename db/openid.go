package db

import (
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"time"

	"exchequer/portal"
)

// BeginOpenID remembers that a browser is sent to a provider of identities. State is what the provider gives back,
// browser what this browser alone holds; both are new, and the database keeps their hashes.
func (d *DB) BeginOpenID(ctx context.Context, address string, c portal.OpenIDCeremony) (state, browser string, err error) {
	if err := d.Spend(ctx, portal.CeremoniesBegun, address); err != nil {
		return "", "", err
	}
	state, browser = newToken(), newToken()
	err = d.Act(ctx, portal.SystemActor("sign-in"), func(tx *Tx) error {
		tx.Bookkeeping()
		_, err := tx.Exec(`
			INSERT INTO openid_ceremonies (state_hash, browser_hash, purpose, session_id, return_to, language, begun_at, expires_at, about)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			tokenHash(state), tokenHash(browser), string(c.Purpose), c.Session, c.Return, string(c.Language), Millis(tx.Now), Millis(tx.Now.Add(portal.OpenIDLasts)), c.About)
		return err
	})
	if err != nil {
		return "", "", fmt.Errorf("begin at a provider: %w", err)
	}
	return state, browser, nil
}

// TakeOpenID uses a ceremony up, whoever brings its state: a second answer finds nothing. It is given to the browser that
// began it alone, for what it was begun for, and only while its time lasts; otherwise all states are alike,
// portal.OpenIDLate.
func (d *DB) TakeOpenID(ctx context.Context, state, browser string, purposes ...portal.OpenIDPurpose) (c portal.OpenIDCeremony, err error) {
	var whose []byte
	var expires time.Time
	err = d.Act(ctx, portal.SystemActor("sign-in"), func(tx *Tx) error {
		tx.Bookkeeping()
		return tx.Row(`
			DELETE FROM openid_ceremonies
			WHERE state_hash = $1
			RETURNING browser_hash, purpose, session_id, return_to, language, begun_at, expires_at, about`, tokenHash(state)).
			Scan(&whose, &c.Purpose, &c.Session, &c.Return, &c.Language, millis(&c.BegunAt), millis(&expires), &c.About)
	})
	switch {
	case found(err) == portal.ErrNotFound:
		return portal.OpenIDCeremony{}, portal.OpenIDLate
	case err != nil:
		return portal.OpenIDCeremony{}, fmt.Errorf("take what was begun at a provider: %w", err)
	case !slices.Contains(purposes, c.Purpose):
		return portal.OpenIDCeremony{}, portal.OpenIDLate
	case subtle.ConstantTimeCompare(whose, tokenHash(browser)) != 1 || !d.Now().Before(expires):
		return portal.OpenIDCeremony{}, portal.OpenIDLate
	}
	return c, nil
}
