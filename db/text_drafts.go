package db

import (
	"fmt"

	"exchequer/portal"
)

// What the office writes for everyone is drafted, proposed, and published by a second person, or withdrawn. Terms and pages have
// tables of their own for their words, with the same columns for that way.
const (
	termsDrafts = "terms_drafts"
	pageDrafts  = "page_drafts"
)

// proposeText notes who asks for a second person to publish an open draft.
func (tx *Tx) proposeText(table, id string) error {
	_, err := tx.Exec(`
		UPDATE `+table+`
		SET state = 'proposed', version = version + 1, proposed_at = $2, proposed_by = $3, proposed_name = $4
		WHERE id = $1`, id, Millis(tx.Now), tx.Actor.Account, tx.Actor.Name)
	if err != nil {
		return fmt.Errorf("propose a draft: %w", err)
	}
	return nil
}

// endText notes how an open draft ended, by whom and why. It stays on record.
func (tx *Tx) endText(table, id string, state portal.TextState, why string) error {
	_, err := tx.Exec(`
		UPDATE `+table+`
		SET state = $2, version = version + 1, ended_at = $3, ended_by = $4, ended_name = $5, ended_why = $6
		WHERE id = $1`, id, string(state), Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, why)
	if err != nil {
		return fmt.Errorf("end a draft: %w", err)
	}
	return nil
}
