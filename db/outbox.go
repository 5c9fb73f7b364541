package db

import (
	"encoding/json"
	"fmt"

	"exchequer/portal"
)

// Notify puts an e-mail notice into the outbox, in the act's transaction: it goes out if and only if the act was
// kept. The address and the params are sealed.
func (tx *Tx) Notify(notice portal.Notice, to string, language portal.Language, params portal.Params) error {
	_, err := tx.insertMail(notice, to, language, params, "")
	return err
}

// insertMail writes one e-mail and gives its id. repeats is the earlier e-mail that it sends again, "" for none.
func (tx *Tx) insertMail(notice portal.Notice, to string, language portal.Language, params portal.Params, repeats string) (string, error) {
	id := newID()
	key, err := tx.NewRecordKey("outbox", id)
	if err != nil {
		return "", fmt.Errorf("notify: %w", err)
	}
	said, err := json.Marshal(params)
	if err != nil {
		return "", fmt.Errorf("notify: %w", err)
	}
	_, err = tx.Exec(`
		INSERT INTO outbox (id, key_version, data_key, recipient, notice, language, params, created_at, state, tries, due_at, repeats)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', 0, $8, $9)`,
		id, key.Version, key.Wrapped, key.Seal("recipient", []byte(to)), string(notice), string(language),
		key.Seal("params", said), Millis(tx.Now), nullText(repeats))
	if err != nil {
		return "", fmt.Errorf("notify: %w", err)
	}
	tx.mailed = true
	return id, nil
}
