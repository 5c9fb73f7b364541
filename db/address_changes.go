package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"exchequer/portal"
)

// AskAddressChange tells us a taxpayer's new address. It goes to a clerk; the account is told at every e-mail address, and
// whoever lives at the address before is told on paper. Home is the department's own state.
func (d *DB) AskAddressChange(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, to portal.Recipient, home string) error {
	if err := to.Check(home); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		h, err := scanHolding(tx.Row(holdingQuery, actor.Account, int64(n)))
		if err != nil {
			return err
		}
		if portal.ChangeAddress.Lacks(actor, h, tx.Now) != portal.NothingMissing {
			return portal.ErrNotFound // the page has said before what is missing
		}
		record, err := tx.taxpayer(h.Taxpayer)
		if err != nil {
			return err
		}
		c := portal.IdentityCase{Number: n, Account: actor.Account, Taxpayer: h.Taxpayer}
		id := newID()
		key, err := tx.NewRecordKey("address_changes", id)
		if err != nil {
			return err
		}
		due := office.AddBusinessDays(tx.Now, portal.AddressChangeDays)
		_, err = tx.Exec(`
			INSERT INTO address_changes (id, key_version, data_key, case_id, account_id, taxpayer_id, name, old_address, new_address, asked_at, due_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			id, key.Version, key.Wrapped, int64(n), actor.Account, h.Taxpayer, record.Name(), strings.Join(record.Address().Lines(), "\n"),
			key.Seal("new_address", []byte(to.Kept())), Millis(tx.Now), Millis(due))
		if isUnique(err) {
			return portal.Refuse(portal.Conflict, "A new address is on its way into our records already. Wait until it is entered, or call us.")
		}
		if err != nil {
			return fmt.Errorf("ask for a change of address: %w", err)
		}
		if err := tx.noteIdentity(n, portal.AddressChangeAsked, "", false); err != nil {
			return err
		}
		if !record.Address().IsZero() {
			if err := tx.insertLetter(c, record, portal.AddressLetter); err != nil {
				return err
			}
		}
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		return tx.tell(a, portal.NoticeAddressChangeAsked, portal.Params{"by": due.In(office.Zone).Format("2006-01-02")})
	})
}

const addressChangeColumns = `id, key_version, data_key, case_id, taxpayer_id, name, old_address, new_address, asked_at, due_at, decided_at, decided_name, entered, reason`

func (d *DB) scanAddressChange(row scanner) (c portal.AddressChange, err error) {
	var version uint32
	var wrapped, sealed []byte
	var from string
	var entered sql.NullBool
	err = found(row.Scan(&c.ID, &version, &wrapped, &c.Case, &c.Taxpayer, &c.Name, &from, &sealed, millis(&c.AskedAt), millis(&c.DueAt), millis(&c.DecidedAt),
		&c.DecidedBy, &entered, &c.Reason))
	if err != nil {
		return c, err
	}
	key, err := d.keys.recordKey("address_changes", c.ID, version, wrapped)
	if err != nil {
		return c, err
	}
	kept, err := key.Open("new_address", sealed)
	c.To, c.From, c.Entered = portal.ReadRecipient(string(kept)), strings.Split(from, "\n"), entered.Bool
	return c, err
}

// AddressChanges are those that wait for a clerk, the oldest first, after one of them; one more than a page when there are
// more.
func (d *DB) AddressChanges(ctx context.Context, actor portal.Actor, after string) ([]portal.AddressChange, error) {
	if err := actor.Permit(portal.WorkIdentity); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT `+addressChangeColumns+`
		FROM address_changes
		WHERE decided_at IS NULL AND id > $1
		ORDER BY id
		LIMIT $2`, after, portal.AddressChangePage+1)
	if err != nil {
		return nil, fmt.Errorf("changes of address: %w", err)
	}
	defer rows.Close()
	var all []portal.AddressChange
	for rows.Next() {
		c, err := d.scanAddressChange(rows)
		if err != nil {
			return nil, fmt.Errorf("changes of address: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// DecideAddressChange says that a clerk entered an address into the core system, or why not.
func (d *DB) DecideAddressChange(ctx context.Context, actor portal.Actor, id string, entered bool, reason string) error {
	if err := actor.Permit(portal.WorkIdentity); err != nil {
		return err
	}
	if !entered {
		var check portal.Check
		if reason = check.Reason("reason-"+id, reason); check.Err() != nil {
			return check.Err()
		}
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		var n portal.IdentityNumber
		var account string
		err := found(tx.Row(`
			UPDATE address_changes
			SET decided_at = $2, decided_by = $3, decided_name = $4, entered = $5, reason = $6
			WHERE id = $1 AND decided_at IS NULL
			RETURNING case_id, account_id`, id, Millis(tx.Now), actor.Account, actor.Name, entered, reason).Scan(&n, &account))
		if err == portal.ErrNotFound {
			return portal.ErrAddressChangeMoved
		}
		if err != nil {
			return fmt.Errorf("decide on an address: %w", err)
		}
		if err := tx.mayEnter(n, entered); err != nil {
			return err
		}
		words, notice := "entered", portal.NoticeAddressChangeEntered
		if !entered {
			words, notice = "not entered: "+reason, portal.NoticeAddressChangeRefused
		}
		if err := tx.noteIdentity(n, portal.AddressChangeDecided, words, !entered); err != nil {
			return err
		}
		a, err := tx.account(account)
		if err != nil {
			return err
		}
		return tx.tell(a, notice, nil)
	})
}

// mayEnter is nil when an address may be entered: not while the taxpayer is frozen, as when whoever lives at the address
// before says that it was not them.
func (tx *Tx) mayEnter(n portal.IdentityNumber, entered bool) error {
	var frozen int
	err := tx.Row(`
		SELECT COUNT(*)
		FROM taxpayer_freezes f
		JOIN identity_cases c ON c.taxpayer_id = f.taxpayer_id
		WHERE c.id = $1 AND f.lifted_at IS NULL`, int64(n)).Scan(&frozen)
	if err != nil {
		return fmt.Errorf("look for a freeze: %w", err)
	}
	if entered && frozen > 0 {
		return portal.Refuse(portal.Conflict, "Changes for this taxpayer are stopped until someone has decided on the case. Do not enter this address yet.")
	}
	return nil
}
