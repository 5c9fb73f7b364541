package db

import (
	"encoding/json"
	"fmt"
	"time"

	"exchequer/portal"
)

// Notify puts an e-mail notice into the outbox, in the act's transaction: it goes out if and only if the act was
// kept. The address and the params are sealed.
func (tx *Tx) Notify(notice portal.Notice, to string, language portal.Language, params portal.Params) error {
	_, err := tx.insertMail(mailRow{notice: notice, to: to, language: language, params: params})
	return err
}

// notifyTogether puts a notice into the outbox that may go in one e-mail with others of its kind, to the same account at
// the same address: it waits for them a little.
func (tx *Tx) notifyTogether(notice portal.Notice, account, to string, language portal.Language, params portal.Params) error {
	_, err := tx.insertMail(mailRow{
		notice: notice, to: to, language: language, params: params, wait: portal.MailTogetherWithin,
		group: tx.db.keys.Find("mail together", account+"|"+string(language)+"|"+to)[:16],
	})
	return err
}

// mailRow is an e-mail to be written.
type mailRow struct {
	notice   portal.Notice
	to       string
	language portal.Language
	params   portal.Params
	repeats  string // the earlier e-mail that it sends again, "" for none
	group    []byte // nil for one that goes alone
	wait     time.Duration
}

// insertMail writes one e-mail and gives its id.
func (tx *Tx) insertMail(m mailRow) (string, error) {
	id := newID()
	key, err := tx.NewRecordKey("outbox", id)
	if err != nil {
		return "", fmt.Errorf("notify: %w", err)
	}
	said, err := json.Marshal(m.params)
	if err != nil {
		return "", fmt.Errorf("notify: %w", err)
	}
	_, err = tx.Exec(`
		INSERT INTO outbox (id, key_version, data_key, recipient, notice, language, params, created_at, state, tries, due_at, repeats, group_key)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $9, $10, $11)`,
		id, key.Version, key.Wrapped, key.Seal("recipient", []byte(m.to)), string(m.notice), string(m.language),
		key.Seal("params", said), Millis(tx.Now), Millis(tx.Now.Add(m.wait)), nullText(m.repeats), m.group)
	if err != nil {
		return "", fmt.Errorf("notify: %w", err)
	}
	tx.mailed = true
	return id, nil
}
