package db

import (
	"context"

	"exchequer/portal"
)

// NoteCase keeps what staff write for staff about a case. It changes nothing of the case, and so meets no conflict.
func (d *DB) NoteCase(ctx context.Context, actor portal.Actor, n portal.CaseNumber, body string) error {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return err
	}
	body, err := portal.CheckNote(body)
	if err != nil {
		return err
	}
	return d.caseAsked(ctx, actor, n, d.Act(ctx, actor, func(tx *Tx) error {
		if _, err := tx.caseFor(n, toRead); err != nil {
			return err
		}
		tx.Audit(portal.CaseNoted, n.Subject())
		return tx.keepNote("message_notes", "case_id", int64(n), body)
	}))
}

// CaseNotes are what staff wrote for staff about a case, the oldest first, with the case that they are about.
func (d *DB) CaseNotes(ctx context.Context, actor portal.Actor, n portal.CaseNumber) (c portal.Case, notes []portal.AccessibilityNote, err error) {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return c, nil, err
	}
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{int64(n)})
	c, err = scanMessageCase(d.row(ctx, `
		SELECT `+messageCaseColumns+`
		FROM message_cases
		WHERE id = $1 AND `+rule, args...))
	if portal.CodeOf(err) == portal.NotFound {
		return c, nil, d.caseRefused(ctx, actor, n)
	}
	if err != nil {
		return c, nil, err
	}
	notes, err = d.notesOf(ctx, "message_notes", "case_id", int64(n))
	return c, notes, err
}
