package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"exchequer/portal"
)

const passkeyColumns = `
	p.id, p.account_id, p.name, p.credential_id, p.public_key, p.format, p.aaguid, p.transports, p.sign_count, p.backup_eligible,
	p.backed_up, p.user_verified, p.discoverable, p.bound_at, p.last_used_at, p.last_device, p.last_address, p.failures, p.removed_at`

type passkeyRow struct {
	portal.Passkey
	transports string
}

func (p *passkeyRow) dest() []any {
	return []any{
		&p.ID, &p.Account, &p.Name, &p.CredentialID, &p.PublicKey, &p.Format, &p.AAGUID, &p.transports, &p.Count, &p.BackupEligible,
		&p.BackedUp, &p.UserVerified, &p.Discoverable, millis(&p.BoundAt), millis(&p.LastUsedAt), &p.LastDevice, &p.LastAddress, &p.Failures, millis(&p.RemovedAt),
	}
}

func (p *passkeyRow) passkey() portal.Passkey {
	if p.transports != "" {
		p.Transports = strings.Split(p.transports, ",")
	}
	return p.Passkey
}

// Passkeys are an account's, the first bound first.
func (d *DB) Passkeys(ctx context.Context, account string) ([]portal.Passkey, error) {
	rows, err := d.rows(ctx, `
		SELECT `+passkeyColumns+`
		FROM passkeys p
		WHERE p.account_id = $1 AND p.removed_at IS NULL AND p.disabled_at IS NULL
		ORDER BY p.id`, account)
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	defer rows.Close()
	var passkeys []portal.Passkey
	for rows.Next() {
		var p passkeyRow
		if err := rows.Scan(p.dest()...); err != nil {
			return nil, fmt.Errorf("passkeys: %w", err)
		}
		passkeys = append(passkeys, p.passkey())
	}
	return passkeys, rows.Err()
}

// AccountByHandle finds whose passkey answered at the sign-in page, where nobody has typed an e-mail address.
func (d *DB) AccountByHandle(ctx context.Context, handle []byte) (a portal.Account, err error) {
	err = d.row(ctx, `
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.handle = $1`, handle).Scan(scanAccount(&a)...)
	return a, found(err)
}

// BindPasskey adds a passkey whose registration was checked. In setup it is the second factor; signed in, it needs a
// fresh sign-in.
func (d *DB) BindPasskey(ctx context.Context, actor portal.Actor, s portal.Session, p portal.Passkey) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		open, a, err := tx.mayBind(s)
		if err != nil {
			return err
		}
		if p.Name, err = tx.freePasskeyName(a.ID, p.Name); err != nil {
			return err
		}
		_, err = tx.Exec(`
			INSERT INTO passkeys (id, account_id, name, credential_id, public_key, format, aaguid, transports, sign_count,
				backup_eligible, backed_up, user_verified, discoverable, bound_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			newID(), a.ID, p.Name, p.CredentialID, p.PublicKey, p.Format, p.AAGUID, strings.Join(p.Transports, ","), int64(p.Count),
			p.BackupEligible, p.BackedUp, p.UserVerified, p.Discoverable, Millis(tx.Now))
		if isUnique(err) {
			return portal.ErrPasskeyTwice
		}
		if err != nil {
			return fmt.Errorf("bind passkey: %w", err)
		}
		tx.Audit(portal.PasskeyBound, subjectOf(a.ID), "name", p.Name)
		if a.Status.Pending() {
			return nil
		}
		if err := tx.changedKeys(a, open, "The passkey “"+p.Name+"” was bound", true); err != nil {
			return err
		}
		return tx.tell(a, portal.NoticePasskeyBound, portal.Params{"passkey": p.Name})
	})
}

// freePasskeyName tells a new passkey from those that are called the same: two phones of one model are two keys.
func (tx *Tx) freePasskeyName(account, name string) (string, error) {
	for n, free := 1, name; ; n++ {
		if n > 1 {
			free = fmt.Sprintf("%s (%d)", name, n)
		}
		var taken int
		err := tx.Row(`
			SELECT COUNT(*)
			FROM passkeys
			WHERE account_id = $1 AND name = $2 AND removed_at IS NULL`, account, free).Scan(&taken)
		if err != nil || taken == 0 {
			return free, err
		}
	}
}

// RenamePasskey gives one of the actor's passkeys another name.
func (d *DB) RenamePasskey(ctx context.Context, actor portal.Actor, id, name string) error {
	name, err := portal.CheckPasskeyName(name)
	if err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		n, err := tx.Exec(`
			UPDATE passkeys
			SET name = $3
			WHERE id = $1 AND account_id = $2 AND removed_at IS NULL`, id, actor.Account, name)
		if err != nil {
			return fmt.Errorf("rename passkey: %w", err)
		}
		if n == 0 {
			return portal.ErrNotFound
		}
		tx.Audit(portal.PasskeyRenamed, subjectOf(actor.Account), "name", name)
		return nil
	})
}

// RemovePasskey takes one of the actor's passkeys away, but never the last second factor: that would lock them out.
func (d *DB) RemovePasskey(ctx context.Context, actor portal.Actor, id string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account) // locked: two removals at once must not each see the other's passkey
		if err != nil {
			return err
		}
		var name string
		err = tx.Row(`
			UPDATE passkeys
			SET removed_at = $3, removed_why = 'by its owner'
			WHERE id = $1 AND account_id = $2 AND removed_at IS NULL
			RETURNING name`, id, actor.Account, Millis(tx.Now)).Scan(&name)
		if err := found(err); err != nil {
			return err
		}
		left, err := tx.secondFactors(actor.Account)
		if err != nil {
			return err
		}
		if left.Count() == 0 {
			return portal.ErrLastSecondFactor
		}
		tx.Audit(portal.PasskeyRemoved, subjectOf(actor.Account), "name", name)
		return tx.tell(a, portal.NoticePasskeyRemoved, portal.Params{"passkey": name})
	})
}

func (tx *Tx) removePasskeys(account, why string) (int64, error) {
	n, err := tx.Exec(`
		UPDATE passkeys
		SET removed_at = $2, removed_why = $3
		WHERE account_id = $1 AND removed_at IS NULL`, account, Millis(tx.Now), why)
	if err != nil {
		return 0, fmt.Errorf("remove passkeys: %w", err)
	}
	return n, nil
}

// Shown is a rightly signed assertion of one of our passkeys.
type Shown struct {
	Account      string
	CredentialID []byte
	portal.Assertion
	Device string
}

// SignInByPasskey lets in who showed a passkey alone: with the user verified in this very assertion it is two factors.
func (d *DB) SignInByPasskey(ctx context.Context, visitor portal.Actor, shown Shown, returnTo string) (token string, s portal.Session, err error) {
	refused, err := d.actWithPasskey(ctx, visitor, shown, true, func(tx *Tx, a portal.Account, p portal.Passkey) error {
		s = portal.Session{Account: a.ID, Stage: portal.HalfSignedIn, Address: visitor.Address, Device: shown.Device, Return: returnTo}
		if _, err := tx.openSession(&s); err != nil {
			return err
		}
		token, err = tx.completeSignIn(&s, a, portal.ByPasskey, p.Name)
		return err
	})
	return token, s, cmp.Or(err, refused)
}

// ShowPasskey is the second step with a passkey, after the password.
func (d *DB) ShowPasskey(ctx context.Context, actor portal.Actor, s portal.Session, shown Shown) (token string, err error) {
	refused, err := d.actWithPasskey(ctx, actor, shown, false, func(tx *Tx, a portal.Account, p portal.Passkey) error {
		open, _, err := tx.stillOpen(s.ID, portal.HalfSignedIn)
		if err != nil {
			return err
		}
		token, err = tx.completeSignIn(&open, a, portal.ByPasswordPasskey, p.Name)
		return err
	})
	return token, cmp.Or(err, refused)
}

// ShowPasskeyAgain is step-up with a passkey; it answers with the session's new token.
func (d *DB) ShowPasskeyAgain(ctx context.Context, actor portal.Actor, shown Shown) (token string, err error) {
	refused, err := d.actWithPasskey(ctx, actor, shown, false, func(tx *Tx, a portal.Account, p portal.Passkey) (err error) {
		token, err = tx.stepUp(a, portal.ByPasswordPasskey, p.Name, shown.Device)
		return err
	})
	return token, cmp.Or(err, refused)
}

// ProveByPasskey lets someone who recovers show a bound passkey, before they choose a new password.
func (d *DB) ProveByPasskey(ctx context.Context, actor portal.Actor, s portal.Session, shown Shown) error {
	refused, err := d.actWithPasskey(ctx, actor, shown, false, func(tx *Tx, a portal.Account, p portal.Passkey) error {
		open, _, err := tx.stillOpen(s.ID, portal.SettingUp)
		if err != nil {
			return err
		}
		return tx.prove(open)
	})
	return cmp.Or(err, refused)
}

// actWithPasskey judges the assertion and goes on only if it may be believed. What it says of itself is written back
// in the same statement that compares it, so that of two copies answering at once one is found out.
func (d *DB) actWithPasskey(ctx context.Context, actor portal.Actor, shown Shown, alone bool, then func(*Tx, portal.Account, portal.Passkey) error) (refused, err error) {
	// A pause after wrong codes holds up the second step, where someone may be guessing. A passkey alone cannot be
	// guessed: it stays the owner's way in while someone else tries.
	if !alone {
		if err := d.secondFactorOpen(ctx, shown.Account); err != nil {
			return nil, err
		}
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		refused = nil
		a, err := tx.account(shown.Account)
		if err != nil {
			return err
		}
		var row passkeyRow
		err = tx.Row(`
			SELECT `+passkeyColumns+`
			FROM passkeys p
			WHERE p.credential_id = $1 AND p.account_id = $2 AND p.removed_at IS NULL AND p.disabled_at IS NULL`+d.engine.forUpdate(),
			shown.CredentialID, a.ID).Scan(row.dest()...)
		if found(err) == portal.ErrNotFound {
			return portal.ErrPasskeyUnknown
		}
		if err != nil {
			return err
		}
		p := row.passkey()
		if refused = p.Judge(shown.Assertion, alone); refused != nil {
			return tx.passkeyRefused(a, p, refused, shown.Device)
		}
		if refused = a.Open(); refused != nil {
			tx.Audit(portal.SignInRefused, subjectOf(a.ID), "why", string(a.Status))
			return tx.noteSignIn(a.ID, portal.OutcomeClosed, "", p.Name, shown.Device)
		}
		if _, err := tx.Exec(`
			UPDATE passkeys
			SET sign_count = $2, backed_up = $3, last_used_at = $4, last_device = $5, last_address = $6, failures = 0
			WHERE id = $1`, p.ID, int64(shown.Count), shown.BackedUp, Millis(tx.Now), shown.Device, actor.Address); err != nil {
			return fmt.Errorf("use passkey: %w", err)
		}
		if err := tx.secondFactorRight(a.ID); err != nil {
			return err
		}
		return then(tx, a, p)
	})
	return refused, err
}

// passkeyRefused writes down why a passkey was not believed. A copy puts the account on hold.
func (tx *Tx) passkeyRefused(a portal.Account, p portal.Passkey, why error, device string) error {
	tx.Audit(portal.SecondFactorRefused, subjectOf(a.ID), "passkey", p.Name, "why", why.Error())
	if !errors.Is(why, portal.ErrPasskeyCopied) {
		return tx.noteSignIn(a.ID, portal.OutcomePasskeyWrong, "", p.Name, device)
	}
	if err := tx.noteSignIn(a.ID, portal.OutcomePasskeyCopied, "", p.Name, device); err != nil {
		return err
	}
	return tx.holdForCopy(a, p)
}

// PasskeyRefused counts an assertion that could not be checked at all: wrongly signed, or made for another site.
func (d *DB) PasskeyRefused(ctx context.Context, actor portal.Actor, account string, credentialID []byte, why, device string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.SecondFactorRefused, subjectOf(account), "why", why)
		if account == "" {
			return nil
		}
		if err := tx.secondFactorWrong(account); err != nil {
			return err
		}
		var id string
		var failures int
		err := tx.Row(`
			UPDATE passkeys
			SET failures = failures + 1
			WHERE credential_id = $1 AND account_id = $2 AND removed_at IS NULL
			RETURNING id, failures`, credentialID, account).Scan(&id, &failures)
		if err == nil {
			err = tx.disableAfter(failures, "passkeys", id, account, "passkey")
		}
		if err := found(err); err != nil && err != portal.ErrNotFound {
			return err
		}
		return tx.noteSignIn(account, portal.OutcomePasskeyWrong, "", "", device)
	})
}
