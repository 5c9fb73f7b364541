package db

import (
	"context"
	"fmt"
	"maps"
	"time"

	"exchequer/portal"
)

// holdForCopy puts an account on hold whose passkey answered as a copy would: somewhere there may be a second one. The
// passkey is gone for good; the others wait with the account until a supervisor or an administrator releases it.
func (tx *Tx) holdForCopy(a portal.Account, p portal.Passkey) error {
	if _, err := tx.Exec(`
		UPDATE passkeys
		SET removed_at = $2, removed_why = 'seemed copied'
		WHERE id = $1 AND removed_at IS NULL`, p.ID, Millis(tx.Now)); err != nil {
		return fmt.Errorf("hold: %w", err)
	}
	tx.Audit(portal.PasskeyRemoved, subjectOf(a.ID), "name", p.Name, "why", "it answered as a copy would")
	if a.Status != portal.Active {
		return nil
	}
	if err := tx.moveAccount(&a, portal.OnHold, "The passkey “"+p.Name+"” answered as a copy would."); err != nil {
		return err
	}
	tx.Audit(portal.AccountHeld, subjectOf(a.ID), "passkey", p.Name)
	if err := tx.raise(a.ID, portal.RuleCopiedPasskey, "The passkey “"+p.Name+"” answered as a copy would."); err != nil {
		return err
	}
	if err := tx.shut(a, portal.EndedByHold, "on hold"); err != nil {
		return err
	}
	if err := tx.tell(a, portal.NoticeHeld, nil); err != nil {
		return err
	}
	return tx.tellReleasers(a)
}

// tellReleasers tells everyone who can release the account, but for its owner.
func (tx *Tx) tellReleasers(held portal.Account) error {
	rows, err := tx.Rows(`
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.role IN ($1, $2) AND a.status = $3 AND a.id <> $4
		ORDER BY a.id
		LIMIT 100`, string(portal.Supervisor), string(portal.Administrator), string(portal.Active), held.ID)
	if err != nil {
		return fmt.Errorf("tell of a hold: %w", err)
	}
	defer rows.Close()
	var releasers []portal.Account
	for rows.Next() {
		var a portal.Account
		if err := rows.Scan(scanAccount(&a)...); err != nil {
			return fmt.Errorf("tell of a hold: %w", err)
		}
		releasers = append(releasers, a)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("tell of a hold: %w", err)
	}
	notice, params := portal.NoticeStaffHeld, portal.Params{"person": held.Name}
	if !held.Role.Staff() { // whose it is stands at the desk: an e-mail names nobody of the public
		notice, params = portal.NoticePublicHeld, portal.Params{}
	}
	for _, a := range releasers {
		if err := tx.tell(a, notice, maps.Clone(params)); err != nil {
			return err
		}
	}
	return nil
}

// Hold is an account on hold, since when and why.
type Hold struct {
	portal.Account
	Since  time.Time
	Reason string
}

// Holds are the accounts on hold, the oldest hold first.
func (d *DB) Holds(ctx context.Context, actor portal.Actor) ([]Hold, error) {
	if err := actor.Permit(portal.ReleaseHolds); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT `+accountColumns+`, c.at, c.reason
		FROM accounts a
		JOIN account_changes c ON c.id = (
			SELECT MAX(l.id)
			FROM account_changes l
			WHERE l.account_id = a.id AND l.becomes = $1)
		WHERE a.status = $1
		ORDER BY c.at
		LIMIT 200`, string(portal.OnHold))
	if err != nil {
		return nil, fmt.Errorf("holds: %w", err)
	}
	defer rows.Close()
	var holds []Hold
	for rows.Next() {
		var h Hold
		if err := rows.Scan(append(scanAccount(&h.Account), millis(&h.Since), &h.Reason)...); err != nil {
			return nil, fmt.Errorf("holds: %w", err)
		}
		holds = append(holds, h)
	}
	return holds, rows.Err()
}

// ReleaseHold lets the owner of an account on hold sign in again, after someone has talked with them.
func (d *DB) ReleaseHold(ctx context.Context, actor portal.Actor, id, reason string) error {
	if err := actor.Permit(portal.ReleaseHolds); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(id)
		if err != nil {
			return err
		}
		return tx.release(a, reason)
	})
}

func (tx *Tx) release(a portal.Account, reason string) error {
	if a.Status != portal.OnHold {
		return portal.Refuse(portal.Conflict, "This account is not on hold any more. Someone was faster.")
	}
	if err := tx.moveAccount(&a, portal.Active, reason); err != nil {
		return err
	}
	tx.Audit(portal.AccountReleased, subjectOf(a.ID), "reason", reason)
	return tx.tell(a, portal.NoticeReleased, nil)
}
