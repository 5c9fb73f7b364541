package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// MailAddresses turn the tokens of links into the addresses that open them, in a language.
type MailAddresses struct {
	Setup func(portal.Language, string) string // goes on setting up, or recovering
	Link  func(portal.Language, string) string // does the one thing that the link is for
}

// MailAddressesAt are those of a site at its public address.
func MailAddressesAt(origin string) MailAddresses {
	at := func(path string) func(portal.Language, string) string {
		return func(language portal.Language, token string) string { return origin + language.Prefix() + path + token }
	}
	return MailAddresses{Setup: at("/setup/links/"), Link: at("/links/")}
}

func lifeOf(purpose portal.MailLinkPurpose) time.Duration {
	if purpose == portal.ToCancelRecovery {
		return portal.RecoveryWait + portal.RecoveryUsable
	}
	return portal.AddressLinkLasts
}

// beginRecovery starts the day of waiting, and sends the link that cancels it to every address. One that waits already
// goes on as it was.
func (tx *Tx) beginRecovery(a portal.Account, device string, addresses MailAddresses) error {
	if _, err := tx.recovery(a.ID); err == nil || !errors.Is(err, portal.ErrNotFound) {
		return err
	}
	id := newID()
	usable := tx.Now.Add(portal.RecoveryWait)
	_, err := tx.Exec(`
		INSERT INTO recoveries (id, account_id, begun_at, usable_from, ends_at, address, device)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, a.ID, Millis(tx.Now), Millis(usable), Millis(usable.Add(portal.RecoveryUsable)), tx.Actor.Address, device)
	if err != nil {
		return fmt.Errorf("begin a recovery: %w", err)
	}
	tx.Audit(portal.RecoveryBegun, subjectOf(a.ID))
	token, err := tx.newMailLink(portal.ToCancelRecovery, a.ID, id)
	if err != nil {
		return err
	}
	return tx.tell(a, portal.NoticeRecoveryBegun, portal.Params{"secret": addresses.Link(a.Language, token), "device": device})
}

const recoveryQuery = `
	SELECT id, begun_at, usable_from, ends_at, device
	FROM recoveries
	WHERE account_id = $1 AND ended_at IS NULL`

func scanRecovery(row scanner) (r portal.Recovery, err error) {
	err = row.Scan(&r.ID, millis(&r.Begun), millis(&r.UsableFrom), millis(&r.Ends), &r.Device)
	return r, found(err)
}

// recovery is the account's open one; one whose time to use it has passed is ended first, and not found.
func (tx *Tx) recovery(account string) (portal.Recovery, error) {
	r, err := scanRecovery(tx.Row(recoveryQuery+tx.db.engine.forUpdate(), account))
	if err == nil && !tx.Now.Before(r.Ends) {
		return portal.Recovery{}, cmp.Or[error](tx.endRecovery(r.ID, "not used in time"), portal.ErrNotFound)
	}
	return r, err
}

// recoveryWaited reports that whoever opens a link shown a saved recovery code a day ago, and uses the recovery up.
func (tx *Tx) recoveryWaited(account string, recovering bool) (bool, error) {
	if !recovering {
		return false, nil
	}
	r, err := tx.recovery(account)
	if errors.Is(err, portal.ErrNotFound) || err == nil && !r.Usable(tx.Now) {
		return false, nil
	}
	if err := cmp.Or(err, tx.endRecovery(r.ID, "used")); err != nil {
		return false, err
	}
	a, err := tx.account(account)
	if err != nil {
		return false, err
	}
	return true, tx.loseAssurance(a, "recovered after a day's wait")
}

// Recovery is the open recovery of an account, for its owner's eyes.
func (d *DB) Recovery(ctx context.Context, actor portal.Actor) (*portal.Recovery, error) {
	r, err := scanRecovery(d.row(ctx, recoveryQuery, actor.Account))
	if errors.Is(err, portal.ErrNotFound) || err == nil && !d.Now().Before(r.Ends) {
		return nil, nil
	}
	return &r, err
}

func (tx *Tx) endRecovery(id, why string) error {
	n, err := tx.Exec(`
		UPDATE recoveries
		SET ended_at = $2, ended_why = $3
		WHERE id = $1 AND ended_at IS NULL`, id, Millis(tx.Now), why)
	if err != nil {
		return fmt.Errorf("end a recovery: %w", err)
	}
	if n == 0 {
		return portal.Refuse(portal.Conflict, "This recovery is over already. Nothing had to be stopped.")
	}
	return nil
}

// cancelRecovery stops it, with the link that may be open already, and tells every address.
func (tx *Tx) cancelRecovery(a portal.Account, id, why string) error {
	if err := tx.endRecovery(id, why); err != nil {
		return err
	}
	tx.Audit(portal.RecoveryCancelled, subjectOf(a.ID), "why", why)
	if err := tx.endInvitations(a.ID, "recovery cancelled"); err != nil {
		return err
	}
	if _, err := tx.Exec(`
		UPDATE sessions
		SET ended_at = $2, ended_why = $3
		WHERE account_id = $1 AND stage = $4 AND ended_at IS NULL`, a.ID, Millis(tx.Now), string(portal.EndedByOwner), string(portal.SettingUp)); err != nil {
		return fmt.Errorf("cancel a recovery: %w", err)
	}
	return tx.tell(a, portal.NoticeRecoveryCancelled, nil)
}

// CancelRecovery lets someone who is signed in stop a recovery that they did not begin.
func (d *DB) CancelRecovery(ctx context.Context, actor portal.Actor) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		r, err := tx.recovery(a.ID)
		if err != nil {
			return err
		}
		return tx.cancelRecovery(a, r.ID, "cancelled by its owner, signed in")
	})
}

// TellRecoveriesReady sends the link with which to go on to each whose day of waiting is over. It says how many; a clock
// calls it every minute.
func (d *DB) TellRecoveriesReady(ctx context.Context, addresses MailAddresses) (told int, err error) {
	for {
		done := false
		err := d.Act(ctx, portal.SystemActor("recovery"), func(tx *Tx) (err error) {
			done, err = tx.tellRecoveryReady(addresses)
			return err
		})
		if err != nil || !done {
			return told, err
		}
		told++
	}
}

func (tx *Tx) tellRecoveryReady(addresses MailAddresses) (done bool, err error) {
	var id, account string
	err = tx.Row(`
		SELECT id, account_id
		FROM recoveries
		WHERE ended_at IS NULL AND told_at IS NULL AND usable_from <= $1
		ORDER BY usable_from
		LIMIT 1`+tx.db.engine.skipLocked(), Millis(tx.Now)).Scan(&id, &account)
	if found(err) == portal.ErrNotFound {
		tx.Bookkeeping()
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("recoveries that are ready: %w", err)
	}
	if _, err := tx.Exec(`
		UPDATE recoveries
		SET told_at = $2
		WHERE id = $1`, id, Millis(tx.Now)); err != nil {
		return false, err
	}
	a, err := tx.account(account)
	if err != nil {
		return false, err
	}
	tx.Audit(portal.RecoveryReady, subjectOf(a.ID))
	_, err = tx.makeLink(a, true, portal.RecoveryUsable, portal.NoticeRecoveryReady, func(token string) string { return addresses.Setup(a.Language, token) })
	return true, err
}
