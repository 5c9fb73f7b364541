package db

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// addressHash finds what is known about an address. The address itself stands nowhere beside it: those of visitors are
// sealed in the outbox, and stay so.
func (k *Keys) addressHash(email string) []byte { return k.Find("e-mail address", email)[:16] }

// addressDead is since when and why e-mail does not reach an address, the zero time while it does.
func (a asking) addressDead(email string) (since time.Time, why portal.AddressTrouble, err error) {
	var state string
	err = a.row(`
		SELECT state, why, at
		FROM address_states
		WHERE address_hash = $1
		ORDER BY id DESC
		LIMIT 1`, a.keys.addressHash(email)).Scan(&state, &why, millis(&since))
	switch {
	case found(err) == portal.ErrNotFound, err == nil && state != "dead":
		return time.Time{}, "", nil
	case err != nil:
		return since, why, fmt.Errorf("whether an address works: %w", err)
	}
	return since, why, nil
}

// mailBounced marks the address of an e-mail as dead, and turns the accounts that use it to paper.
func (tx *Tx) mailBounced(mail string, why portal.AddressTrouble) error {
	var version uint32
	var wrapped, sealed []byte
	err := tx.Row(`
		SELECT key_version, data_key, recipient
		FROM outbox
		WHERE id = $1`, mail).Scan(&version, &wrapped, &sealed)
	if err != nil {
		return fmt.Errorf("who got mail %s: %w", mail, err)
	}
	key, err := tx.db.keys.recordKey("outbox", mail, version, wrapped)
	if err != nil {
		return err
	}
	email, err := key.Open("recipient", sealed)
	if err != nil {
		return err
	}
	return tx.addressDied(string(email), mail, why)
}

func (tx *Tx) addressDied(email, mail string, why portal.AddressTrouble) error {
	since, _, err := tx.asking().addressDead(email)
	if err != nil || !since.IsZero() {
		return err // known already
	}
	if err := tx.noteAddress(email, "dead", string(why), mail); err != nil {
		return err
	}
	tx.Audit(portal.AddressWasMarkedDead, "mail/"+mail, "why", string(why))
	accounts, err := tx.accountsAt(email)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if err := tx.turnToPaper(a); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) noteAddress(email, state, why, mail string) error {
	_, err := tx.Exec(`
		INSERT INTO address_states (address_hash, id, at, state, why, outbox_id)
		VALUES ($1, $2, $3, $4, $5, $6)`, tx.db.keys.addressHash(email), newID(), Millis(tx.Now), state, why, nullText(mail))
	if err != nil {
		return fmt.Errorf("note an address: %w", err)
	}
	return nil
}

// accountsAt are the active accounts of the public that get notices at an address.
func (tx *Tx) accountsAt(email string) ([]portal.Account, error) {
	rows, err := tx.Rows(`
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.role = $2 AND a.status = $3 AND (a.email = $1 OR a.id IN (
			SELECT account_id FROM account_emails WHERE email = $1 AND removed_at IS NULL AND confirmed_at IS NOT NULL))
		ORDER BY a.id
		LIMIT 100`, email, string(portal.Taxpayer), string(portal.Active))
	if err != nil {
		return nil, fmt.Errorf("whose address: %w", err)
	}
	defer rows.Close()
	var all []portal.Account
	for rows.Next() {
		var a portal.Account
		if err := rows.Scan(scanAccount(&a)...); err != nil {
			return nil, fmt.Errorf("whose address: %w", err)
		}
		all = append(all, a)
	}
	return all, errors.Join(rows.Err(), rows.Close())
}

// turnToPaper turns what reached an account electronically to paper, and says so at the addresses that still work.
func (tx *Tx) turnToPaper(a portal.Account) error {
	v, err := tx.asking().delivery(a.ID, a.Email, tx.Now)
	if err != nil {
		return err
	}
	for _, kind := range []portal.DeliveryKind{portal.DeliverLetters, portal.DeliverMessages} {
		if v.Way(kind) != portal.Electronic {
			continue
		}
		if err := tx.insertDelivery(a.ID, kind, portal.OnPaper, portal.DeliveryAddressDead); err != nil {
			return err
		}
		tx.Audit(portal.DeliveryWasTurned, subjectOf(a.ID), "kind", string(kind))
	}
	return tx.tell(a, portal.NoticeDeliveryPaper, nil)
}

// ConfirmAgain sends a link to an address of the actor's that e-mail did not reach: whoever opens it there shows that it
// does again. id is the further address, "sign-in" the one that signs in.
func (d *DB) ConfirmAgain(ctx context.Context, actor portal.Actor, id string, addresses MailAddresses) error {
	if err := d.Spend(ctx, portal.LinksWanted, actor.Email); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		all, err := tx.asking().deliveryAddresses(a.ID, a.Email)
		if err != nil {
			return err
		}
		for _, address := range all {
			if address.ID != id && !(address.SignsIn && id == signInAddress) {
				continue
			}
			subject := address.ID
			if address.SignsIn {
				subject = tx.signInSubject(address.Email)
			}
			token, err := tx.newMailLink(portal.ToConfirmAddress, a.ID, subject)
			if err != nil {
				return err
			}
			tx.Audit(portal.AddressConfirmAgain, subjectOf(a.ID))
			return tx.Notify(portal.NoticeConfirmAddress, address.Email, a.Language, portal.Params{"name": a.Name, "secret": addresses.Link(a.Language, token)})
		}
		return portal.ErrNotFound
	})
}

// signInAddress names the address that signs in where others have their ids.
const signInAddress = "sign-in"

// signInSubject names the address that signs in within a link: when another one signs in by then, the link is over.
func (tx *Tx) signInSubject(email string) string {
	return signInAddress + "/" + hex.EncodeToString(tx.db.keys.addressHash(email))
}

// addressWorks notes that e-mail reaches an address again.
func (tx *Tx) addressWorks(a portal.Account, email string) error {
	since, _, err := tx.asking().addressDead(email)
	if err != nil || since.IsZero() {
		return err
	}
	tx.Audit(portal.AddressWorksAgain, subjectOf(a.ID))
	return tx.noteAddress(email, "alive", "confirmed", "")
}
