package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// ReportLetter says "I did not ask for this" with the reference on a letter. It needs no account: the code of the letter
// dies, nothing about money can be changed, and someone looks at the case. Known and unknown references answer alike.
func (d *DB) ReportLetter(ctx context.Context, visitor portal.Actor, office portal.IdentityOffice, typed, words string) error {
	var check portal.Check
	code, readable := portal.ReadCode(typed, portal.LetterCodeLength)
	if !readable {
		check.Wrong("reference", "Enter the reference at the bottom of the letter: ten letters and digits, in two groups.")
	}
	words = check.Lines("words", words, 1000)
	if portal.MayHoldTaxpayerNumber(words) {
		check.Wrong("words", "Leave the taxpayer number out. We find the case by the reference.")
	}
	if err := check.Err(); err != nil {
		return err
	}
	if err := d.Spend(ctx, portal.LetterReports, visitor.Address); err != nil {
		return err
	}
	return d.Act(ctx, visitor, func(tx *Tx) error {
		l, err := scanLetter(tx.Row(`
			SELECT `+letterColumns+`
			FROM office_letters
			WHERE report_hash = $1`, tx.db.letterHash("report", "", code)))
		if err == portal.ErrNotFound {
			tx.Audit(portal.LetterUnasked, "letters/unknown")
			return nil
		}
		if err != nil {
			return fmt.Errorf("find a letter: %w", err)
		}
		if l.Case == 0 {
			return tx.messagesNotAskedFor(l, words)
		}
		return tx.letterNotAskedFor(office, l.Case, words)
	})
}

const saidUnasked = "Whoever got our letter says that they did not ask for it."

// messagesNotAskedFor is that about a letter behind which nobody was proved to be a taxpayer: those who work on its cases read
// of it among the internal notes.
func (tx *Tx) messagesNotAskedFor(l portal.OfficeLetter, words string) error {
	said := saidUnasked
	if words != "" {
		said += " “" + words + "”"
	}
	letters := []portal.OfficeLetter{l}
	if err := tx.asking().addMessages(letters); err != nil {
		return err
	}
	by := tx.Actor
	defer func() { tx.Actor = by }()
	tx.Actor.Name = "Whoever got our letter"
	noted := map[portal.CaseNumber]bool{}
	for _, m := range letters[0].Brings {
		if noted[m.Case] {
			continue
		}
		noted[m.Case] = true
		tx.Audit(portal.LetterUnasked, m.Case.Subject())
		if err := tx.keepNote("message_notes", "case_id", int64(m.Case), said); err != nil {
			return fmt.Errorf("note who did not ask: %w", err)
		}
	}
	return nil
}

func (tx *Tx) letterNotAskedFor(office portal.IdentityOffice, n portal.IdentityNumber, words string) error {
	c, err := tx.identityCase(n)
	if err != nil {
		return err
	}
	said := saidUnasked
	if words != "" {
		said += " “" + words + "”"
	}
	if err := tx.noteIdentity(n, portal.LetterUnasked, said, true); err != nil {
		return err
	}
	if err := tx.endLetters(n, portal.CodeLetter, portal.LetterReported); err != nil {
		return err
	}
	if c.Status == portal.IdentityClosed {
		return nil // it came to nothing already
	}
	if c.Status == portal.IdentityApproved { // too late for the code, not for the records
		if err := tx.endAssurance("account_id = $3 AND taxpayer_id = $4", "reported", c.Account, c.Taxpayer); err != nil {
			return err
		}
	}
	return tx.suspect(office, c, said)
}
