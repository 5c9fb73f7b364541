package db

import (
	"errors"
	"fmt"
	"strings"

	"exchequer/portal"
)

// tellOfMessage tells whoever waits for a message that it is there: of one of ours, everyone who may read it, by e-mail or on
// paper; of one of theirs, whoever sent it. E-mail never says what it says.
func (tx *Tx) tellOfMessage(office portal.MessageOffice, c portal.Case, draft portal.Draft) error {
	if draft.Side == portal.TaxpayerSide {
		if err := tx.tellSender(draft.Account, draft.Authority, portal.NoticeMessageReceived); err != nil {
			return err
		}
		return tx.tellSubmitted(draft.FilesSubject())
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

// tellSender tells whoever sent a message what became of it; "" is the authority of who wrote for themselves.
func (tx *Tx) tellSender(account, authority string, notice portal.Notice) error {
	if authority != "" {
		return tx.tellRepresentative(portal.Authority{ID: authority, Representative: account}, notice, nil)
	}
	a, err := tx.account(account)
	if err != nil {
		return err
	}
	return tx.acknowledge(a, notice)
}

// tellSubmitted tells that a submission went through: a message with files, each of which came in whole and was found clean.
// That is known when it is sent or, where clamd has not looked at all of them yet, when it has looked at the last.
func (tx *Tx) tellSubmitted(filesSubject string) error {
	draft, ofDraft := strings.CutPrefix(filesSubject, "draft/")
	if !ofDraft {
		return nil
	}
	var account, authority string
	err := found(tx.Row(`
		SELECT m.account_id, COALESCE(m.authority_id, '')
		FROM messages m
		WHERE m.id = $1 AND m.side = 'taxpayer' AND m.files > 0
			AND NOT EXISTS (SELECT 1 FROM draft_files f JOIN file_states s ON s.file_id = f.id WHERE f.draft_id = m.id AND f.state = 'received' AND s.state NOT IN ($2, $3))`,
		draft, string(portal.FileChecked), string(portal.FileClean)).Scan(&account, &authority))
	if errors.Is(err, portal.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("did a submission go through: %w", err)
	}
	return tx.tellSender(account, authority, portal.NoticeSubmitted)
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
