package db

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// LettersToPrint counts the letters that wait to be printed.
func (d *DB) LettersToPrint(ctx context.Context, actor portal.Actor) (n int, err error) {
	if err := actor.Permit(portal.PrintLetters); err != nil {
		return 0, err
	}
	err = d.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 AS one FROM office_letters WHERE `+lettersReady+` LIMIT 1000) AS waiting`, Millis(d.Now())).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count letters: %w", err)
	}
	return n, nil
}

// lettersReady are those that can be printed now.
const lettersReady = `batch IS NULL AND ended_at IS NULL AND address <> '' AND print_from <= $1`

// MakeLetterBatch puts the letters that wait into a batch, to be printed and mailed together.
func (d *DB) MakeLetterBatch(ctx context.Context, actor portal.Actor) (batch int64, err error) {
	if err := actor.Permit(portal.PrintLetters); err != nil {
		return 0, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.findAddresses(); err != nil {
			return err
		}
		waiting, err := tx.letters(lettersReady, Millis(tx.Now))
		if err != nil {
			return err
		}
		if len(waiting) == 0 {
			return portal.Refuse(portal.Conflict, "No letter waits to be printed. A colleague may have taken them just now: look at the batches.")
		}
		if batch, err = tx.NextNumber("letter batches"); err != nil {
			return err
		}
		_, err = tx.Exec(`
			INSERT INTO letter_batches (number, made_at, made_by, made_by_name, letters)
			VALUES ($1, $2, $3, $4, $5)`, batch, Millis(tx.Now), actor.Account, actor.Name, len(waiting))
		if err != nil {
			return fmt.Errorf("make a batch: %w", err)
		}
		tx.Audit(portal.LettersBatched, fmt.Sprint("letters/", batch), "letters", fmt.Sprint(len(waiting)))
		for _, l := range waiting {
			if _, err := tx.Exec(`UPDATE office_letters SET batch = $2 WHERE id = $1`, l.ID, batch); err != nil {
				return fmt.Errorf("make a batch: %w", err)
			}
		}
		return nil
	})
	return batch, err
}

// PrintLetters draws the codes of a batch, which are in what it answers, this once. Printing it again (the printer jammed,
// a sheet was torn) needs a reason, and draws every code anew, so that a sheet that lies about opens nothing.
func (d *DB) PrintLetters(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, batch int64, reason string) (letters []portal.PrintedLetter, err error) {
	if err := actor.Permit(portal.PrintLetters); err != nil {
		return nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		printed, err := tx.unmailed(batch)
		if err != nil {
			return err
		}
		if printed {
			var check portal.Check
			if reason = check.Reason("reason", reason); check.Err() != nil {
				return check.Err()
			}
		}
		waiting, err := tx.letters(`batch = $1 AND ended_at IS NULL`, batch)
		if err != nil {
			return err
		}
		if len(waiting) == 0 {
			return portal.Refuse(portal.Conflict, "Every letter of this batch is over by now, so there is nothing to print.")
		}
		letters, err = tx.printLetters(office, batch, waiting, reason)
		return err
	})
	return letters, err
}

// unmailed says whether a batch was printed already, or that it was mailed.
func (tx *Tx) unmailed(batch int64) (printed bool, err error) {
	var mailed time.Time
	err = found(tx.Row(`SELECT mailed_at FROM letter_batches WHERE number = $1`+tx.db.engine.forUpdate(), batch).Scan(millis(&mailed)))
	if err != nil {
		return false, err
	}
	if !mailed.IsZero() {
		return true, portal.Refuse(portal.Conflict, "This batch was mailed already. Whoever did not get a letter can ask for another one.")
	}
	var printings int
	err = tx.Row(`SELECT COUNT(*) FROM letter_printings WHERE batch = $1`, batch).Scan(&printings)
	return printings > 0, err
}

func (tx *Tx) printLetters(office portal.IdentityOffice, batch int64, waiting []portal.OfficeLetter, reason string) ([]portal.PrintedLetter, error) {
	_, err := tx.Exec(`
		INSERT INTO letter_printings (id, batch, at, by_name, letters, reason)
		VALUES ($1, $2, $3, $4, $5, $6)`, newID(), batch, Millis(tx.Now), tx.Actor.Name, len(waiting), reason)
	if err != nil {
		return nil, fmt.Errorf("note a printing: %w", err)
	}
	tx.Audit(portal.LettersPrinted, fmt.Sprint("letters/", batch), "letters", fmt.Sprint(len(waiting)), "reason", reason)
	var printed []portal.PrintedLetter
	for _, l := range waiting {
		p, err := tx.printLetter(office, batch, l)
		if err != nil {
			return nil, err
		}
		printed = append(printed, p)
	}
	return printed, nil
}

func (tx *Tx) printLetter(office portal.IdentityOffice, batch int64, l portal.OfficeLetter) (p portal.PrintedLetter, err error) {
	var days int
	if err := tx.Row(`SELECT lasts_days FROM office_letters WHERE id = $1`, l.ID).Scan(&days); err != nil {
		return p, fmt.Errorf("print a letter: %w", err)
	}
	p.OfficeLetter = l
	p.Batch, p.PrintedAt = batch, tx.Now
	if p.Messages, err = tx.db.printedMessages(tx.ctx, tx.asking(), l); err != nil {
		return p, err
	}
	var codeHash []byte
	if l.Kind == portal.CodeLetter {
		if p.Code, err = newLetterCode(); err != nil {
			return p, err
		}
		p.UsableUntil, codeHash = tx.Now.AddDate(0, 0, days), tx.db.letterHash("code", l.ID, p.Code)
	}
	if p.Report, err = portal.NewCode(rand.Reader, portal.LetterCodeLength); err != nil {
		return p, err
	}
	_, err = tx.Exec(`
		UPDATE office_letters
		SET batch = $2, printed_at = $3, usable_until = $4, code_hash = $5, report_hash = $6
		WHERE id = $1`, l.ID, batch, Millis(tx.Now), Millis(p.UsableUntil), codeHash, tx.db.letterHash("report", "", p.Report))
	if err != nil {
		return p, fmt.Errorf("print a letter: %w", err)
	}
	if l.Kind == portal.CodeLetter {
		err = tx.stepLetter(office, l.Case, portal.StepPrinted)
	}
	return p, err
}

// stepLetter brings the reason of a letter to where the letter is.
func (tx *Tx) stepLetter(office portal.IdentityOffice, n portal.IdentityNumber, next portal.Step) error {
	c, err := tx.identityCase(n)
	if err != nil {
		return err
	}
	r, open := c.Reason(portal.PendingLetter)
	if !open || r.Step == next {
		return nil
	}
	if err := tx.takeStep(office, n, r, next); err != nil {
		return err
	}
	return tx.weigh(office, n)
}

// MailLetters marks a batch as handed to the mail, by whoever did it. Everyone who waits for a code is told.
func (d *DB) MailLetters(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, batch int64) error {
	if err := actor.Permit(portal.PrintLetters); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		printed, err := tx.unmailed(batch)
		if err != nil {
			return err
		}
		if !printed {
			return portal.Refuse(portal.Conflict, "This batch was not printed yet, so it cannot be in the mail.")
		}
		if _, err := tx.Exec(`
			UPDATE letter_batches
			SET mailed_at = $2, mailed_by_name = $3
			WHERE number = $1`, batch, Millis(tx.Now), actor.Name); err != nil {
			return fmt.Errorf("mail a batch: %w", err)
		}
		tx.Audit(portal.LettersMailed, fmt.Sprint("letters/", batch))
		letters, err := tx.letters(`batch = $1 AND ended_at IS NULL`, batch)
		if err != nil {
			return err
		}
		for _, l := range letters {
			if err := tx.mailLetter(office, l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (tx *Tx) mailLetter(office portal.IdentityOffice, l portal.OfficeLetter) error {
	ended, why := Millis{}, ""
	if l.Kind != portal.CodeLetter {
		ended, why = Millis(tx.Now), portal.LetterSent
	}
	if _, err := tx.Exec(`
		UPDATE office_letters
		SET mailed_at = $2, ended_at = $3, ended_why = $4
		WHERE id = $1`, l.ID, Millis(tx.Now), ended, why); err != nil {
		return fmt.Errorf("mail a letter: %w", err)
	}
	if l.Kind != portal.CodeLetter {
		return nil
	}
	if err := tx.stepLetter(office, l.Case, portal.StepMailed); err != nil {
		return err
	}
	return tx.tellOfLetter(office, l, portal.NoticeLetterMailed)
}

func (tx *Tx) tellOfLetter(office portal.IdentityOffice, l portal.OfficeLetter, notice portal.Notice) error {
	c, err := scanIdentityCase(tx.Row(identityCaseQuery, int64(l.Case)))
	if err != nil {
		return err
	}
	account, err := tx.account(c.Account)
	if err != nil {
		return err
	}
	return tx.tell(account, notice, portal.Params{"reference": l.Case.String(), "until": l.UsableUntil.In(office.Zone).Format("2006-01-02")})
}

// letters reads letters for an act, in the order in which they are mailed.
func (tx *Tx) letters(where string, args ...any) ([]portal.OfficeLetter, error) {
	rows, err := tx.Rows(`
		SELECT `+letterColumns+`
		FROM office_letters
		WHERE `+where+`
		ORDER BY sort_key, id
		LIMIT 500`+tx.db.engine.forUpdate(), args...)
	if err != nil {
		return nil, fmt.Errorf("letters: %w", err)
	}
	letters, err := scanLetters(rows)
	if err != nil {
		return nil, err
	}
	return letters, tx.asking().addMessages(letters)
}

func scanLetters(rows *sql.Rows) (letters []portal.OfficeLetter, err error) {
	defer rows.Close()
	for rows.Next() {
		l, err := scanLetter(rows)
		if err != nil {
			return nil, fmt.Errorf("letters: %w", err)
		}
		letters = append(letters, l)
	}
	return letters, errors.Join(rows.Err(), rows.Close())
}
