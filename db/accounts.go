package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

const accountColumns = `a.id, a.email, a.name, a.role, a.status, a.language, a.handle, a.created_at`

func scanAccount(a *portal.Account) []any {
	return []any{&a.ID, &a.Email, &a.Name, &a.Role, &a.Status, &a.Language, &a.Handle, millis(&a.CreatedAt)}
}

// account reads an account within an act, and on PostgreSQL keeps others from changing it meanwhile.
func (tx *Tx) account(id string) (a portal.Account, err error) {
	err = tx.Row(`
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.id = $1`+tx.db.engine.forUpdate(), id).Scan(scanAccount(&a)...)
	return a, found(err)
}

func (tx *Tx) accountByEmail(email string) (a portal.Account, err error) {
	err = tx.Row(`
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.email = $1`+tx.db.engine.forUpdate(), email).Scan(scanAccount(&a)...)
	return a, found(err)
}

// insertAccount makes an account that waits for its e-mail address to be confirmed.
func (tx *Tx) insertAccount(a *portal.Account) error {
	a.ID, a.Status, a.Handle, a.CreatedAt = newID(), portal.PendingEmail, randomBytes(64), tx.Now
	_, err := tx.Exec(`
		INSERT INTO accounts (id, email, name, name_key, role, status, language, handle, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, a.Email, a.Name, nameKey(a.Name), string(a.Role), string(a.Status), string(a.Language), a.Handle, Millis(a.CreatedAt))
	if isUnique(err) {
		return portal.Refuse(portal.Conflict, "Someone made an account for this e-mail address just now. Look at the list again.")
	}
	if err != nil {
		return fmt.Errorf("make account: %w", err)
	}
	return tx.noteAccountChange(a.ID, "status", "", string(a.Status), "")
}

// moveAccount takes an account to its next status, and writes down who decided it and why.
func (tx *Tx) moveAccount(a *portal.Account, next portal.AccountStatus, reason string) error {
	if !a.Status.May(next) {
		return portal.ErrAccountMoved
	}
	n, err := tx.Exec(`
		UPDATE accounts
		SET status = $3
		WHERE id = $1 AND status = $2`, a.ID, string(a.Status), string(next))
	if err != nil {
		return fmt.Errorf("move account: %w", err)
	}
	if n == 0 {
		return portal.ErrAccountMoved
	}
	if err := tx.noteAccountChange(a.ID, "status", string(a.Status), string(next), reason); err != nil {
		return err
	}
	if next != portal.Active { // a card in the mail must not open what was closed
		if err := tx.voidPostedCard(a.ID, "The account is "+string(next)+"."); err != nil {
			return err
		}
	}
	a.Status = next
	return nil
}

func (tx *Tx) noteAccountChange(account, what, was, becomes, reason string) error {
	_, err := tx.Exec(`
		INSERT INTO account_changes (id, account_id, at, by_account, by_name, what, was, becomes, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		newID(), account, Millis(tx.Now), nullText(tx.Actor.Account), tx.Actor.Name, what, was, becomes, reason)
	if err != nil {
		return fmt.Errorf("note account change: %w", err)
	}
	return nil
}

// tell sends an account's owner a notice, at every address that they confirmed: a thief who holds one mailbox cannot
// hide from the others what was changed. An address that e-mail no longer reaches is left out.
func (tx *Tx) tell(a portal.Account, notice portal.Notice, params portal.Params) error {
	if params == nil {
		params = portal.Params{}
	}
	params["name"] = a.Name
	addresses, err := tx.asking().deliveryAddresses(a.ID, a.Email)
	if err != nil {
		return err
	}
	if notice.Changes() {
		if params["stop"], err = tx.stopCode(a); err != nil {
			return err
		}
	}
	for _, address := range addresses {
		if !address.DeadAt.IsZero() {
			continue
		}
		if err := tx.Notify(notice, address.Email, a.Language, params); err != nil {
			return err
		}
	}
	return nil
}

// AccountChange is one decision about an account.
type AccountChange struct {
	At           time.Time
	ByName       string
	What         string // "status" or "role"
	Was, Becomes string
	Reason       string
}

func (d *DB) accountChanges(ctx context.Context, account string) ([]AccountChange, error) {
	rows, err := d.rows(ctx, `
		SELECT at, by_name, what, was, becomes, reason
		FROM account_changes
		WHERE account_id = $1
		ORDER BY id DESC
		LIMIT 100`, account)
	if err != nil {
		return nil, fmt.Errorf("account changes: %w", err)
	}
	defer rows.Close()
	var changes []AccountChange
	for rows.Next() {
		var c AccountChange
		if err := rows.Scan(millis(&c.At), &c.ByName, &c.What, &c.Was, &c.Becomes, &c.Reason); err != nil {
			return nil, fmt.Errorf("account changes: %w", err)
		}
		changes = append(changes, c)
	}
	return changes, rows.Err()
}
