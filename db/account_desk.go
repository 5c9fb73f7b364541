package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// DeskAccount is an account of the public as the desk sees it: how it stands and what happened to it, never a code, a key
// or a token.
type DeskAccount struct {
	portal.Account
	Version  string // of what was decided about it; acts name the one that their screen showed
	Look     portal.AccountLook
	Passkeys []portal.Passkey
	Card     Codes
	Recovery Codes
	Sessions []portal.Session
	SignIns  []portal.SignIn // one more than a page when there are older ones
	Changes  []AccountChange
	Looks    []portal.AccountLook
	Cases    []portal.AccountCase // that wait for someone, or for the person
}

// DeskAccount reads an account for someone who has said why they look at it. Older is the id of the last line of the page
// of its sign-ins before.
func (d *DB) DeskAccount(ctx context.Context, actor portal.Actor, id, older string) (a DeskAccount, err error) {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return a, err
	}
	if a.Look, err = d.openLook(ctx, actor, id); err != nil {
		return a, err
	}
	err = found(d.row(ctx, `
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.id = $1 AND (a.role = 'taxpayer' OR $2)`, id, actor.Role == portal.System).Scan(scanAccount(&a.Account)...))
	if err != nil {
		return a, err
	}
	if err := d.row(ctx, accountVersionQuery, id).Scan(&a.Version); err != nil {
		return a, fmt.Errorf("version of an account: %w", err)
	}
	if a.Passkeys, err = d.Passkeys(ctx, id); err != nil {
		return a, err
	}
	owner := portal.Actor{Account: id}
	if a.Card, err = d.CodesOf(ctx, owner, portal.CardCodes); err != nil {
		return a, err
	}
	if a.Recovery, err = d.CodesOf(ctx, owner, portal.RecoverySaved); err != nil {
		return a, err
	}
	if a.Sessions, err = d.OpenSessions(ctx, owner); err != nil {
		return a, err
	}
	if a.SignIns, err = d.signInsOf(ctx, id, older, portal.AccountPageSize+1); err != nil {
		return a, err
	}
	if a.Changes, err = d.accountChanges(ctx, id); err != nil {
		return a, err
	}
	if a.Looks, err = d.accountLooks(ctx, id, "", portal.AccountPageSize); err != nil {
		return a, err
	}
	a.Cases, err = d.openCasesOf(ctx, id)
	return a, err
}

// EndAccountSessions signs the owner of an account out everywhere, and tells them.
func (d *DB) EndAccountSessions(ctx context.Context, actor portal.Actor, id, seen, reason string) (ended int64, err error) {
	err = d.onAccount(ctx, actor, id, seen, reason, func(tx *Tx, a portal.Account, reason string) (err error) {
		ended, err = tx.endSessions(a.ID, "", portal.EndedByDesk)
		if err != nil {
			return err
		}
		tx.Audit(portal.SessionsEnded, subjectOf(a.ID), "sessions", fmt.Sprint(ended), "reason", reason)
		return tx.tell(a, portal.NoticeSessionsEnded, nil)
	})
	return ended, err
}

// HoldAccount keeps everyone out of an account until someone has talked with its owner: its sessions end, and links that
// are on their way no longer open.
func (d *DB) HoldAccount(ctx context.Context, actor portal.Actor, id, seen, reason string) error {
	return d.onAccount(ctx, actor, id, seen, reason, func(tx *Tx, a portal.Account, reason string) error {
		if err := tx.moveAccount(&a, portal.OnHold, reason); err != nil {
			return err
		}
		tx.Audit(portal.AccountHeld, subjectOf(a.ID), "reason", reason)
		if err := tx.shut(a, portal.EndedByHold, "on hold"); err != nil {
			return err
		}
		if err := tx.tell(a, portal.NoticeHeld, nil); err != nil {
			return err
		}
		return tx.tellReleasers(a)
	})
}

// shut ends what is open of an account: sessions, links, and a recovery that is under way.
func (tx *Tx) shut(a portal.Account, why portal.SessionEnd, link string) error {
	if _, err := tx.endSessions(a.ID, "", why); err != nil {
		return err
	}
	if err := tx.endInvitations(a.ID, link); err != nil {
		return err
	}
	return tx.endCases(a.ID, portal.RecoveryCase, "The account is "+link+".")
}

// ReleaseAccount lets the owner of an account on hold sign in again, from the account's page.
func (d *DB) ReleaseAccount(ctx context.Context, actor portal.Actor, id, seen, reason string) error {
	if err := actor.Permit(portal.ReleaseHolds); err != nil {
		return err
	}
	return d.onAccount(ctx, actor, id, seen, reason, func(tx *Tx, a portal.Account, reason string) error {
		return tx.release(a, reason)
	})
}

// ReopenAccount opens an account again that its owner closed: everything in it was kept.
func (d *DB) ReopenAccount(ctx context.Context, actor portal.Actor, id, seen, reason string) error {
	if err := actor.Permit(portal.ReleaseHolds); err != nil {
		return err
	}
	return d.onAccount(ctx, actor, id, seen, reason, func(tx *Tx, a portal.Account, reason string) error {
		if a.Status != portal.Closed {
			return portal.Refuse(portal.Conflict, "This account is not closed. Look at it again before you decide.")
		}
		if err := tx.moveAccount(&a, portal.Active, reason); err != nil {
			return err
		}
		tx.Audit(portal.AccountReopened, subjectOf(a.ID), "reason", reason)
		return tx.tell(a, portal.NoticeReopened, nil)
	})
}

// onAccount is the one way to an act that takes something away from an account, or gives it back: with a reason.
func (d *DB) onAccount(ctx context.Context, actor portal.Actor, id, seen, reason string, do func(tx *Tx, a portal.Account, reason string) error) error {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.atDesk(id, seen)
		if err != nil {
			return err
		}
		return do(tx, a, reason)
	})
}

// HandOutCardAtCounter makes a new code card for someone who stands at the counter and showed a document. The codes are
// told this once.
func (d *DB) HandOutCardAtCounter(ctx context.Context, actor portal.Actor, id, seen string, shown portal.Documents) (a portal.Account, plain []string, err error) {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return a, nil, err
	}
	var check portal.Check
	shown.Check(&check)
	if err := check.Err(); err != nil {
		return a, nil, err
	}
	if _, err := d.openLook(ctx, actor, id); err != nil {
		return a, nil, err // before the work of hashing
	}
	c, err := d.newCodes(ctx, portal.CardCodes)
	if err != nil {
		return a, nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		if a, err = tx.atDesk(id, seen); err != nil {
			return err
		}
		if err := portal.CheckAtCounter(actor, a); err != nil {
			return err
		}
		if _, err := tx.keepDocuments(a, "code card", shown); err != nil {
			return err
		}
		tx.Audit(portal.CodeCardHandedOut, subjectOf(a.ID), "document", string(shown.Kind))
		return tx.issueCodes(a, c)
	})
	if err != nil {
		return a, nil, err
	}
	return a, c.plain, nil
}

// keepDocuments writes down what was shown at the counter, the last four characters sealed.
func (tx *Tx) keepDocuments(a portal.Account, purpose string, shown portal.Documents) (id string, err error) {
	id = newID()
	key, err := tx.NewRecordKey("account_documents", id)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(`
		INSERT INTO account_documents (id, key_version, data_key, account_id, at, by_account, by_name, purpose, kind, last_four)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, key.Version, key.Wrapped, a.ID, Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, purpose, string(shown.Kind), key.Seal("last_four", []byte(shown.LastFour)))
	if err != nil {
		return "", fmt.Errorf("keep what was shown: %w", err)
	}
	return id, nil
}

// OperatorAccount finds any account by its e-mail address, for the operator alone.
func (d *DB) OperatorAccount(ctx context.Context, operator portal.Actor, typed string) (a DeskAccount, err error) {
	if operator.Role != portal.System {
		return a, portal.ErrForbidden
	}
	email, _ := portal.EmailAddress(typed)
	var id string
	err = found(d.row(ctx, `
		SELECT id
		FROM accounts
		WHERE email = $1`, email).Scan(&id))
	if errors.Is(err, portal.ErrNotFound) {
		return a, portal.Refuse(portal.NotFound, "Nobody signs in with this e-mail address.")
	}
	if err != nil {
		return a, fmt.Errorf("find an account: %w", err)
	}
	err = d.Act(ctx, operator, func(tx *Tx) error {
		tx.Audit(portal.AccountLookedAt, subjectOf(id), "why", "asked for at the command line")
		return nil
	})
	if err != nil {
		return a, err
	}
	return d.DeskAccount(ctx, operator, id, "")
}
