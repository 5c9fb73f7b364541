package db

import (
	"fmt"

	"exchequer/portal"
)

// tellOfMessage tells whoever waits for a message that it is there: of one of ours, everyone who may read it, by e-mail or on
// paper; of one of theirs, whoever sent it. E-mail never says what it says.
func (tx *Tx) tellOfMessage(office portal.MessageOffice, c portal.Case, draft portal.Draft) error {
	if draft.Side == portal.TaxpayerSide {
		if draft.Authority != "" {
			return tx.tellRepresentative(portal.Authority{ID: draft.Authority, Representative: draft.Account}, portal.NoticeMessageReceived, nil)
		}
		a, err := tx.account(draft.Account)
		if err != nil {
			return err
		}
		return tx.acknowledge(a, portal.NoticeMessageReceived)
	}
	if err := tx.tellReaders(office, c); err != nil {
		return err
	}
	others, err := tx.readersByAuthority(c)
	if err != nil {
		return err
	}
	for _, a := range others {
		if err := tx.tellRepresentative(a, portal.NoticeMessageArrived, nil); err != nil {
			return err
		}
	}
	return nil
}

// tellReaders tells those who may read a case as their own of its last message, which is ours; and puts it on paper where
// one of them gets no e-mail of it, or where nobody has an account that reads it.
func (tx *Tx) tellReaders(office portal.MessageOffice, c portal.Case) error {
	readers, err := tx.readersOf(c)
	if err != nil {
		return err
	}
	most, reader := portal.NoPaper, portal.Account{}
	if len(readers) == 0 && c.Taxpayer != "" {
		most = portal.PaperWords
	}
	for _, a := range readers {
		paper, err := tx.announce(a, portal.DeliverMessages, portal.NoticeMessageArrived)
		if err != nil {
			return err
		}
		if paper > most {
			most, reader = paper, a
		}
	}
	if most == portal.NoPaper {
		return nil
	}
	return tx.putOnPaper(office, c, reader, most)
}

// readersOf are the accounts of the public that may read a case now as their own.
func (tx *Tx) readersOf(c portal.Case) ([]portal.Account, error) {
	rows, err := tx.Rows(`
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.status = 'active' AND (a.id = $1 OR a.id IN (
			SELECT s.account_id FROM assurances s
			WHERE s.taxpayer_id = $1 AND s.ended_at IS NULL AND s.assurance <> 'matched'))
		ORDER BY a.id
		LIMIT 100`, c.Owner)
	if err != nil {
		return nil, fmt.Errorf("who reads a case: %w", err)
	}
	defer rows.Close()
	var all []portal.Account
	for rows.Next() {
		var a portal.Account
		if err := rows.Scan(scanAccount(&a)...); err != nil {
			return nil, fmt.Errorf("who reads a case: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}
