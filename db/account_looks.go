package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// LookAtAccount writes down who of the staff looks at whose account, and why, and so opens it to them for a while, in this
// session. An account that is not there and one of the staff answer alike, and both tries are audited.
func (d *DB) LookAtAccount(ctx context.Context, actor portal.Actor, id, reason string) error {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	vain := false
	err := d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.publicAccount(id)
		if vain = errors.Is(err, portal.ErrNoSuchAccount); vain {
			tx.Audit(portal.AccountLookVain, subjectOf(""))
			return nil
		}
		if err != nil {
			return err
		}
		return tx.look(a, reason)
	})
	if err == nil && vain {
		return portal.ErrNoSuchAccount
	}
	return err
}

func (tx *Tx) look(a portal.Account, reason string) error {
	tx.Audit(portal.AccountLookedAt, subjectOf(a.ID), "why", reason)
	_, err := tx.Exec(`
		INSERT INTO account_looks (id, account_id, at, by_account, by_name, by_role, session_id, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		newID(), a.ID, Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, string(tx.Actor.Role), tx.Actor.Session, reason)
	if err != nil {
		return fmt.Errorf("look at an account: %w", err)
	}
	return nil
}

const lookOpenQuery = `
	SELECT id, at, by_name, by_role, reason
	FROM account_looks
	WHERE session_id = $1 AND account_id = $2 AND at > $3 AND by_account = $4
	ORDER BY at DESC
	LIMIT 1`

func scanLook(row scanner) (l portal.AccountLook, err error) {
	err = found(row.Scan(&l.ID, millis(&l.At), &l.ByName, &l.ByRole, &l.Reason))
	return l, err
}

// openLook is the reason for which the actor may look at an account now, ErrSayWhy when there is none. The system needs
// none: who runs the operator's commands has the whole database before them.
func (d *DB) openLook(ctx context.Context, actor portal.Actor, id string) (portal.AccountLook, error) {
	if actor.Role == portal.System {
		return portal.AccountLook{}, nil
	}
	return sayWhy(scanLook(d.row(ctx, lookOpenQuery, actor.Session, id, Millis(d.Now().Add(-portal.AccountLookLasts)), actor.Account)))
}

func sayWhy(l portal.AccountLook, err error) (portal.AccountLook, error) {
	if errors.Is(err, portal.ErrNotFound) {
		return l, portal.ErrSayWhy
	}
	return l, err
}

// publicAccount is an account of the public. Those of staff are not found.
func (tx *Tx) publicAccount(id string) (portal.Account, error) {
	a, err := tx.account(id)
	if errors.Is(err, portal.ErrNotFound) || err == nil && a.Role != portal.Taxpayer {
		return portal.Account{}, portal.ErrNoSuchAccount
	}
	return a, err
}

// atDesk is asked by every act of the desk about an account: the actor has said why they look at it, and what their screen
// showed is still so. Seen is the version of that screen, "" for the operator, who has none.
func (tx *Tx) atDesk(id, seen string) (portal.Account, error) {
	if tx.Actor.Role == portal.System {
		return tx.account(id)
	}
	a, err := tx.publicAccount(id)
	if err != nil {
		return a, err
	}
	if _, err := sayWhy(scanLook(tx.Row(lookOpenQuery, tx.Actor.Session, id, Millis(tx.Now.Add(-portal.AccountLookLasts)), tx.Actor.Account))); err != nil {
		return a, err
	}
	var version string
	if err := tx.Row(accountVersionQuery, id).Scan(&version); err != nil {
		return a, fmt.Errorf("version of an account: %w", err)
	}
	if version != seen {
		return a, portal.ErrAccountMoved
	}
	return a, tx.stepUpFresh()
}

// accountVersionQuery is the last thing that was decided about an account: a screen that showed another is stale.
const accountVersionQuery = `
	SELECT id
	FROM account_changes
	WHERE account_id = $1
	ORDER BY id DESC
	LIMIT 1`

const accountLooksQuery = `
	SELECT id, at, by_name, by_role, reason
	FROM account_looks
	WHERE account_id = $1 AND id < $2
	ORDER BY id DESC
	LIMIT $3`

// accountLooks are the last times that staff looked at an account, before a time when its id is given.
func (d *DB) accountLooks(ctx context.Context, id, older string, limit int) ([]portal.AccountLook, error) {
	rows, err := d.rows(ctx, accountLooksQuery, id, cmp.Or(older, newestID), limit)
	if err != nil {
		return nil, fmt.Errorf("who looked at an account: %w", err)
	}
	defer rows.Close()
	var looks []portal.AccountLook
	for rows.Next() {
		l, err := scanLook(rows)
		if err != nil {
			return nil, fmt.Errorf("who looked at an account: %w", err)
		}
		looks = append(looks, l)
	}
	return looks, rows.Err()
}
