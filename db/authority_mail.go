package db

import (
	"fmt"

	"exchequer/portal"
)

// What both sides of an authority are told, and what is kept back when it is over.

// tellHolders tells everyone who was proved to be a taxpayer, at all their addresses.
func (tx *Tx) tellHolders(taxpayer string, notice portal.Notice, params portal.Params) error {
	rows, err := tx.Rows(`
		SELECT account_id
		FROM assurances
		WHERE taxpayer_id = $1 AND ended_at IS NULL AND assurance <> $2
		ORDER BY id
		LIMIT 20`, taxpayer, string(portal.Matched))
	if err != nil {
		return fmt.Errorf("who stands for a taxpayer: %w", err)
	}
	holders, err := allTexts(rows)
	if err != nil {
		return fmt.Errorf("who stands for a taxpayer: %w", err)
	}
	for _, id := range holders {
		account, err := tx.account(id)
		if err != nil {
			return err
		}
		if err := tx.tell(account, notice, copied(params)); err != nil {
			return err
		}
	}
	return nil
}

// tellRepresentative tells whoever acts for a taxpayer something about that taxpayer. It goes only as long as they do: see
// withdrawMail.
func (tx *Tx) tellRepresentative(a portal.Authority, notice portal.Notice, params portal.Params) error {
	if a.Representative == "" {
		return nil
	}
	account, err := tx.account(a.Representative)
	if err != nil {
		return err
	}
	addresses, err := tx.asking().deliveryAddresses(account.ID, account.Email)
	if err != nil {
		return err
	}
	params = copied(params)
	params["name"] = account.Name
	for _, address := range addresses {
		if !address.DeadAt.IsZero() {
			continue
		}
		id, err := tx.insertMail(mailRow{notice: notice, to: address.Email, language: account.Language, params: params})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`
			INSERT INTO authority_mail (authority_id, outbox_id)
			VALUES ($1, $2)`, a.ID, id); err != nil {
			return fmt.Errorf("note whom mail is about: %w", err)
		}
	}
	return nil
}

func copied(params portal.Params) portal.Params {
	all := portal.Params{}
	for key, value := range params {
		all[key] = value
	}
	return all
}

// withdrawMail keeps back what has not left yet of some e-mails, which a statement about $2 names.
func (tx *Tx) withdrawMail(which, of string) error {
	_, err := tx.Exec(`
		UPDATE outbox
		SET state = 'failed', problem = '`+string(portal.MailWithdrawn)+`', ended_at = $1, leased_until = NULL
		WHERE state = 'waiting' AND id IN (`+which+`)`, Millis(tx.Now), of)
	if err != nil {
		return fmt.Errorf("withdraw mail: %w", err)
	}
	// What was to go with one of them goes by itself.
	_, err = tx.Exec(`
		UPDATE outbox
		SET goes_with = NULL
		WHERE state = 'waiting' AND CAST($1 AS BIGINT) IS NOT NULL AND goes_with IN (`+which+`)`, Millis(tx.Now), of)
	if err != nil {
		return fmt.Errorf("withdraw mail: %w", err)
	}
	return nil
}
