package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"exchequer/portal"
)

// Addresses are an account's e-mail addresses: the one that signs in first, then the others as they were added.
func (d *DB) Addresses(ctx context.Context, actor portal.Actor) ([]portal.Address, error) {
	rows, err := d.rows(ctx, `
		SELECT id, email, added_at, confirmed_at
		FROM account_emails
		WHERE account_id = $1 AND removed_at IS NULL
		ORDER BY id`, actor.Account)
	if err != nil {
		return nil, fmt.Errorf("addresses: %w", err)
	}
	defer rows.Close()
	all := []portal.Address{{Email: actor.Email}}
	for rows.Next() {
		var a portal.Address
		if err := rows.Scan(&a.ID, &a.Email, millis(&a.AddedAt), millis(&a.ConfirmedAt)); err != nil {
			return nil, fmt.Errorf("addresses: %w", err)
		}
		all = append(all, a)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("addresses: %w", err)
	}
	for i := range all {
		if all[i].DeadAt, _, err = d.asking(ctx).addressDead(all[i].Email); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// AddAddress adds one that has to be confirmed from its own mailbox, and tells the others. Whether anyone else uses it
// is not looked at, and so cannot be told.
func (d *DB) AddAddress(ctx context.Context, actor portal.Actor, typed string, addresses MailAddresses) error {
	var check portal.Check
	email, ok := portal.EmailAddress(typed)
	switch {
	case !ok:
		check.Wrong("email", "Enter an e-mail address, like name@example.com.")
	case email == actor.Email:
		check.Wrong("email", "You sign in with this address already. Enter another one.")
	}
	if err := check.Err(); err != nil {
		return err
	}
	if err := d.Spend(ctx, portal.LinksWanted, email); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		n, err := tx.countAddresses(a.ID)
		if err != nil {
			return err
		}
		if n >= portal.MostAddresses {
			return portal.Refuse(portal.Conflict, "You have %d further addresses already. Remove one first.", n)
		}
		id := newID()
		_, err = tx.Exec(`
			INSERT INTO account_emails (id, account_id, email, added_at)
			VALUES ($1, $2, $3, $4)`, id, a.ID, email, Millis(tx.Now))
		if isUnique(err) {
			var check portal.Check
			check.Wrong("email", "You have added this address already.")
			return check.Err()
		}
		if err != nil {
			return fmt.Errorf("add an address: %w", err)
		}
		tx.Audit(portal.AddressAdded, subjectOf(a.ID))
		if err := tx.changedKeys(a, portal.Session{}, "An e-mail address was added", false); err != nil {
			return err
		}
		if err := tx.tell(a, portal.NoticeAddressAdded, nil); err != nil {
			return err
		}
		token, err := tx.newMailLink(portal.ToConfirmAddress, a.ID, id)
		if err != nil {
			return err
		}
		return tx.Notify(portal.NoticeConfirmAddress, email, a.Language, portal.Params{"name": a.Name, "secret": addresses.Link(a.Language, token)})
	})
}

func (tx *Tx) countAddresses(account string) (n int, err error) {
	err = tx.Row(`
		SELECT COUNT(*)
		FROM account_emails
		WHERE account_id = $1 AND removed_at IS NULL`, account).Scan(&n)
	return n, err
}

// confirmAddress is all that the link in the mailbox does: the address counts from now on, or, where e-mail had come back
// from it, counts again.
func (tx *Tx) confirmAddress(a portal.Account, subject string) error {
	if strings.HasPrefix(subject, signInAddress+"/") {
		if subject != tx.signInSubject(a.Email) {
			return errMailLinkOver // another address signs in by now
		}
		tx.Audit(portal.FurtherAddressConfirmed, subjectOf(a.ID))
		return tx.addressWorks(a, a.Email)
	}
	var email string
	err := tx.Row(`
		UPDATE account_emails
		SET confirmed_at = COALESCE(confirmed_at, $3)
		WHERE id = $1 AND account_id = $2 AND removed_at IS NULL
		RETURNING email`, subject, a.ID, Millis(tx.Now)).Scan(&email)
	if found(err) == portal.ErrNotFound {
		return errMailLinkOver
	}
	if err != nil {
		return fmt.Errorf("confirm an address: %w", err)
	}
	tx.Audit(portal.FurtherAddressConfirmed, subjectOf(a.ID))
	return tx.addressWorks(a, email)
}

// RemoveAddress takes a further address away, and tells it and the others so.
func (d *DB) RemoveAddress(ctx context.Context, actor portal.Actor, id string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		if err := tx.tell(a, portal.NoticeAddressRemoved, nil); err != nil { // before: the removed one hears of it too
			return err
		}
		tx.Audit(portal.AddressRemoved, subjectOf(a.ID))
		n, err := tx.Exec(`
			UPDATE account_emails
			SET removed_at = $3
			WHERE id = $1 AND account_id = $2 AND removed_at IS NULL`, id, a.ID, Millis(tx.Now))
		if err != nil {
			return fmt.Errorf("remove an address: %w", err)
		}
		if n == 0 {
			return portal.ErrNotFound
		}
		return nil
	})
}

// SignInWithAddress makes a confirmed further address the one that signs in; the one before becomes a further one.
func (d *DB) SignInWithAddress(ctx context.Context, actor portal.Actor, id string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		var email string
		err = tx.Row(`
			UPDATE account_emails
			SET removed_at = $3
			WHERE id = $1 AND account_id = $2 AND removed_at IS NULL AND confirmed_at IS NOT NULL
			RETURNING email`, id, a.ID, Millis(tx.Now)).Scan(&email)
		if err := found(err); err != nil {
			return err
		}
		if _, err := tx.accountByEmail(email); err == nil {
			return portal.Refuse(portal.Conflict, "Another account signs in with this address. It stays where it is; nothing was changed.")
		}
		if err := tx.tell(a, portal.NoticeSignInAddress, nil); err != nil {
			return err
		}
		tx.Audit(portal.AddressSignsIn, subjectOf(a.ID))
		if err := tx.changedKeys(a, portal.Session{}, "The address that signs in was changed", false); err != nil {
			return err
		}
		if err := tx.forget(passwordCounter, a.Email); err != nil {
			return err
		}
		if _, err := tx.Exec(`
			INSERT INTO account_emails (id, account_id, email, added_at, confirmed_at)
			VALUES ($1, $2, $3, $4, $4)`, newID(), a.ID, a.Email, Millis(tx.Now)); err != nil {
			return fmt.Errorf("change the address that signs in: %w", err)
		}
		_, err = tx.Exec(`
			UPDATE accounts
			SET email = $2
			WHERE id = $1`, a.ID, email)
		if isUnique(err) {
			return portal.Refuse(portal.Conflict, "Another account signs in with this address. It stays where it is; nothing was changed.")
		}
		if err != nil {
			return fmt.Errorf("change the address that signs in: %w", err)
		}
		a.Email = email
		return tx.Notify(portal.NoticeSignInAddress, email, a.Language, portal.Params{"name": a.Name})
	})
}
