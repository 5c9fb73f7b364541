package db

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"exchequer/portal"
)

// stopCode is what a notice about a change carries: ten characters that, typed into a page of ours, protect the account.
// It is no link, it signs nobody in, and it can do nothing else.
func (tx *Tx) stopCode(a portal.Account) (string, error) {
	code, err := portal.NewCode(rand.Reader, portal.FollowUpCodeLength)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(`
		INSERT INTO mail_links (token_hash, purpose, account_id, subject_id, made_at, expires_at)
		VALUES ($1, $2, $3, '', $4, $5)`,
		tx.db.stopHash(code), string(portal.ToSayNotMe), a.ID, Millis(tx.Now), Millis(tx.Now.Add(portal.NotMeLasts)))
	if err != nil {
		return "", fmt.Errorf("make a code that stops: %w", err)
	}
	return portal.WriteCode(code), nil
}

// stopHash finds a code again; its key lies outside the database, since ten characters alone could be guessed from a hash.
func (d *DB) stopHash(code string) []byte { return d.keys.Find("stop code", code) }

// SayNotMeByCode protects the account that a code from an e-mail belongs to. Of many parallel tries exactly one counts.
func (d *DB) SayNotMeByCode(ctx context.Context, visitor portal.Actor, typed string) error {
	if err := d.SpendSignIn(ctx, visitor.Address); err != nil {
		return err
	}
	code, ok := portal.ReadCode(typed, portal.FollowUpCodeLength)
	if !ok {
		return notMeCode()
	}
	return d.Act(ctx, visitor, func(tx *Tx) error {
		var account string
		var made time.Time
		err := tx.Row(`
			UPDATE mail_links
			SET used_at = $2
			WHERE token_hash = $1 AND purpose = $3 AND used_at IS NULL AND expires_at > $2
			RETURNING account_id, made_at`, tx.db.stopHash(code), Millis(tx.Now), string(portal.ToSayNotMe)).Scan(&account, millis(&made))
		if found(err) == portal.ErrNotFound {
			return notMeCode()
		}
		if err != nil {
			return fmt.Errorf("not me: %w", err)
		}
		a, err := tx.account(account)
		if err != nil {
			return err
		}
		return tx.notMe(a, made, "By the code in an e-mail of "+moment(made)+".")
	})
}

// notMeCode is the one answer to a code that is wrong, used or over.
func notMeCode() error {
	var check portal.Check
	check.Wrong("code", "We do not know this code, or its two weeks are over. Check it against the e-mail, or call us.")
	return check.Err()
}

// SayNotMe protects the actor's own account, from its security page. Since is the moment from which on they did nothing.
func (d *DB) SayNotMe(ctx context.Context, actor portal.Actor, since time.Time) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		return tx.notMe(a, since, "On the security page, about what happened from "+moment(since)+" on.")
	})
}

// notMe takes away what was bound since an hour before that moment, puts the account on hold, and leaves the rest to a
// person. Recoveries under way are stopped: they may be the thief's.
func (tx *Tx) notMe(a portal.Account, at time.Time, evidence string) error {
	tx.Audit(portal.OwnerSaidNo, subjectOf(a.ID))
	since := Millis(at.Add(-time.Hour))
	if _, err := tx.Exec(`
		UPDATE passkeys
		SET removed_at = $3, removed_why = 'not by its owner'
		WHERE account_id = $1 AND bound_at >= $2 AND removed_at IS NULL`, a.ID, since, Millis(tx.Now)); err != nil {
		return fmt.Errorf("not me: %w", err)
	}
	if _, err := tx.Exec(`
		UPDATE authenticator_apps
		SET removed_at = $3, removed_why = 'not by its owner', secret = NULL
		WHERE account_id = $1 AND bound_at >= $2 AND removed_at IS NULL`, a.ID, since, Millis(tx.Now)); err != nil {
		return fmt.Errorf("not me: %w", err)
	}
	if _, err := tx.Exec(`
		UPDATE agency_identities
		SET removed_at = $3, removed_why = 'not by its owner'
		WHERE account_id = $1 AND bound_at >= $2 AND removed_at IS NULL`, a.ID, since, Millis(tx.Now)); err != nil {
		return fmt.Errorf("not me: %w", err)
	}
	if _, err := tx.Exec(`
		UPDATE code_sets
		SET replaced_at = $3
		WHERE account_id = $1 AND issued_at >= $2 AND replaced_at IS NULL`, a.ID, since, Millis(tx.Now)); err != nil {
		return fmt.Errorf("not me: %w", err)
	}
	if _, err := tx.Exec(`
		UPDATE recoveries
		SET ended_at = $2, ended_why = 'not by its owner'
		WHERE account_id = $1 AND ended_at IS NULL`, a.ID, Millis(tx.Now)); err != nil {
		return fmt.Errorf("not me: %w", err)
	}
	if err := tx.voidPostedCard(a.ID, "Not by its owner."); err != nil {
		return err
	}
	if err := tx.raise(a.ID, portal.RuleNotMe, evidence); err != nil {
		return err
	}
	if a.Status != portal.Active {
		return nil
	}
	if err := tx.holdAccount(a, portal.NotMeReason); err != nil {
		return err
	}
	return tx.tellReleasers(a)
}

// heldByOwner reports that an account is on hold because its owner said so: then they may take it back by recovering it.
func (tx *Tx) heldByOwner(a portal.Account) (bool, error) {
	if a.Status != portal.OnHold {
		return false, nil
	}
	var reason string
	err := tx.Row(`
		SELECT reason
		FROM account_changes
		WHERE account_id = $1 AND becomes = $2
		ORDER BY id DESC
		LIMIT 1`, a.ID, string(portal.OnHold)).Scan(&reason)
	return reason == portal.NotMeReason, err
}
