package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// Where our letters go to someone who is no taxpayer on record, as they told us. Whoever was proved to be a taxpayer gets them
// at the address on record, and nowhere else.

// MailingAddress is where letters go to the actor: whether that is the address on record of a taxpayer whom they were proved
// to be, which nobody types here, or else the one that they told us, if any.
func (d *DB) MailingAddress(ctx context.Context, actor portal.Actor) (m portal.MailingAddress, err error) {
	a := d.asking(ctx)
	to, err := a.mailTo(portal.OfficeLetter{Owner: actor.Account})
	if err != nil {
		return m, err
	}
	var holds bool
	if err := a.row(`
		SELECT EXISTS (SELECT 1 FROM assurances WHERE account_id = $1 AND ended_at IS NULL AND assurance <> 'matched')`, actor.Account).Scan(&holds); err != nil {
		return m, err
	}
	return portal.MailingAddress{Name: to.name, Lines: to.lines, OnRecord: holds}, nil
}

// TellMailingAddress takes an address for letters. Home is the department's own state.
func (d *DB) TellMailingAddress(ctx context.Context, actor portal.Actor, to portal.Recipient, home string) error {
	if err := to.Check(home); err != nil {
		return err
	}
	m, err := d.MailingAddress(ctx, actor)
	if err != nil {
		return err
	}
	if m.OnRecord {
		return portal.Refuse(portal.Conflict, "Your letters go to the address on your tax records. Change it there: open “Change your address” under “Prove who you are”.")
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		id := newID()
		key, err := tx.NewRecordKey("mailing_addresses", id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`
			INSERT INTO mailing_addresses (id, key_version, data_key, account_id, at, recipient)
			VALUES ($1, $2, $3, $4, $5, $6)`, id, key.Version, key.Wrapped, a.ID, Millis(tx.Now), key.Seal("recipient", []byte(to.Kept()))); err != nil {
			return fmt.Errorf("keep a mailing address: %w", err)
		}
		tx.Audit(portal.MailingAddressTold, subjectOf(a.ID))
		return tx.tell(a, portal.NoticeDeliveryChanged, nil)
	})
}

// toldAddress is the address that an account's owner told us last.
func (a asking) toldAddress(account string) (to mailTo, err error) {
	var id string
	var version uint32
	var wrapped, sealed []byte
	err = found(a.row(`
		SELECT id, key_version, data_key, recipient
		FROM mailing_addresses
		WHERE account_id = $1
		ORDER BY id DESC
		LIMIT 1`, account).Scan(&id, &version, &wrapped, &sealed))
	if errors.Is(err, portal.ErrNotFound) {
		return to, nil
	}
	if err != nil {
		return to, fmt.Errorf("where letters go: %w", err)
	}
	key, err := a.keys.recordKey("mailing_addresses", id, version, wrapped)
	if err != nil {
		return to, err
	}
	kept, err := key.Open("recipient", sealed)
	if err != nil {
		return to, err
	}
	r := portal.ReadRecipient(string(kept))
	return mailTo{name: r.Name, lines: r.Lines()[1:], sortKey: r.SortKey()}, nil
}
