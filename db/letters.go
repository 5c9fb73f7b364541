package db

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"exchequer/portal"
)

// Letters that the desk prints. The code on one is drawn when it is printed: it is on the paper, and here as a keyed hash.

// requestLetter asks for a letter with a code to the address on record.
func (tx *Tx) requestLetter(office portal.IdentityOffice, c portal.IdentityCase) error {
	record, err := tx.taxpayer(c.Taxpayer)
	if err != nil {
		return err
	}
	if record.Address().IsZero() {
		return portal.Refuse(portal.Conflict, "We have no address for you on record, so we cannot send a letter. Come to our counter with an ID instead.")
	}
	asked, err := tx.lettersAsked(c.Taxpayer)
	if err != nil {
		return err
	}
	if err := portal.CheckNextLetter(asked, tx.Now); err != nil {
		return err
	}
	if err := tx.endLetters(c.Number, portal.CodeLetter, portal.LetterReplaced); err != nil {
		return err
	}
	if err := tx.insertLetter(c, record, portal.CodeLetter); err != nil {
		return err
	}
	return tx.manyToOneMailbox(office, c, record)
}

// lettersAsked is when the latest letters with codes to a taxpayer were asked for, the newest first, whoever asked.
func (tx *Tx) lettersAsked(taxpayer string) (asked []time.Time, err error) {
	rows, err := tx.Rows(`
		SELECT requested_at
		FROM office_letters
		WHERE taxpayer_id = $1 AND kind = 'identity code' AND requested_at > $2
		ORDER BY requested_at DESC
		LIMIT 20`, taxpayer, Millis(tx.Now.Add(-portal.LettersMonth)))
	if err != nil {
		return nil, fmt.Errorf("letters that were asked for: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var at time.Time
		if err := rows.Scan(millis(&at)); err != nil {
			return nil, fmt.Errorf("letters that were asked for: %w", err)
		}
		asked = append(asked, at)
	}
	return asked, rows.Err()
}

func (tx *Tx) insertLetter(c portal.IdentityCase, record portal.TaxpayerRecord, kind portal.LetterKind) error {
	account, err := tx.account(c.Account)
	if err != nil {
		return err
	}
	address := record.Address()
	lasts := portal.LetterCodeDays
	if address.OutsideContiguous() {
		lasts = portal.LetterCodeDaysAway
	}
	return tx.keepLetter(portal.OfficeLetter{
		Kind: kind, Owner: c.Taxpayer, Case: c.Number, Account: c.Account, Taxpayer: c.Taxpayer, Language: account.Language,
		Name: record.Name(), Address: address.Lines(), PrintFrom: tx.Now,
	}, address.SortKey(), lasts)
}

func (tx *Tx) keepLetter(l portal.OfficeLetter, sortKey string, lasts int) error {
	_, err := tx.Exec(`
		INSERT INTO office_letters (id, kind, owner, case_id, account_id, taxpayer_id, language, name, address, sort_key, lasts_days, requested_at, print_from)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT DO NOTHING`,
		newID(), string(l.Kind), l.Owner, nullNumber(int64(l.Case)), nullText(l.Account), nullText(l.Taxpayer), string(l.Language), l.Name, strings.Join(l.Address, "\n"),
		sortKey, lasts, Millis(tx.Now), Millis(l.PrintFrom))
	if err != nil {
		return fmt.Errorf("ask for a letter: %w", err)
	}
	return nil
}

// alertByPost writes to the address on record that someone claims to be the taxpayer: it reaches them even when the account
// is a thief's.
func (tx *Tx) alertByPost(c portal.IdentityCase) error {
	record, err := tx.taxpayer(c.Taxpayer)
	if err != nil || record.Address().IsZero() {
		return err
	}
	return tx.insertLetter(c, record, portal.AlertLetter)
}

// manyToOneMailbox looks at how many accounts have lately asked for letters to the same address.
func (tx *Tx) manyToOneMailbox(office portal.IdentityOffice, c portal.IdentityCase, record portal.TaxpayerRecord) error {
	var accounts int
	err := tx.Row(`
		SELECT COUNT(DISTINCT account_id)
		FROM (SELECT account_id FROM office_letters WHERE address = $1 AND requested_at > $2 AND kind = 'identity code' LIMIT 200) AS latest`,
		strings.Join(record.Address().Lines(), "\n"), Millis(tx.Now.Add(-portal.LettersMonth))).Scan(&accounts)
	if err != nil {
		return fmt.Errorf("look at other letters: %w", err)
	}
	if accounts < portal.OddAccountsPerMailbox {
		return nil
	}
	return tx.suspect(office, c, fmt.Sprintf("%d accounts asked for letters to this mailing address within 30 days.", accounts))
}

// endLetters ends the letters of a case that are under way.
func (tx *Tx) endLetters(n portal.IdentityNumber, kind portal.LetterKind, why string) error {
	_, err := tx.Exec(`
		UPDATE office_letters
		SET ended_at = $3, ended_why = $4
		WHERE case_id = $1 AND kind = $2 AND ended_at IS NULL`, int64(n), string(kind), Millis(tx.Now), why)
	if err != nil {
		return fmt.Errorf("end letters: %w", err)
	}
	return nil
}

// AskForLetter asks for another letter for a case whose reason is still there.
func (d *DB) AskForLetter(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.ownIdentityCase(n)
		if err != nil {
			return err
		}
		r, open := c.Reason(portal.PendingLetter)
		if !open {
			return portal.ErrIdentityMoved
		}
		if err := tx.requestLetter(office, c); err != nil {
			return err
		}
		if r.Step != portal.StepRequested {
			if err := tx.takeStep(office, n, r, portal.StepRequested); err != nil {
				return err
			}
		} else if err := tx.noteIdentity(n, portal.IdentityStepped, "letter requested again", false); err != nil {
			return err
		}
		return tx.weigh(office, n)
	})
}

// EnterLetterCode is the code from a letter. Of parallel tries with the right code one wins.
func (d *DB) EnterLetterCode(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, typed string) error {
	if err := d.Spend(ctx, portal.LetterCodeTries, actor.Account); err != nil {
		return err
	}
	code, readable := portal.ReadCode(typed, portal.LetterCodeLength)
	var refused error
	err := d.Act(ctx, actor, func(tx *Tx) error {
		refused = nil
		c, err := tx.ownIdentityCase(n)
		if err != nil {
			return err
		}
		r, open := c.Reason(portal.PendingLetter)
		if !open {
			return portal.ErrIdentityMoved
		}
		used, over, err := tx.useLetterCode(n, code, readable)
		if err != nil {
			return err
		}
		if !used {
			refused = portal.ErrLetterCode
			if over {
				refused = portal.ErrLetterCodeOver
			}
			return tx.noteIdentity(n, portal.IdentityCodeWrong, "", true)
		}
		if err := tx.forget(portal.LetterCodeTries.Name, actor.Account); err != nil {
			return err
		}
		if err := tx.settle(c, r, portal.Proved, ""); err != nil {
			return err
		}
		return tx.weigh(office, n)
	})
	if err != nil {
		return err
	}
	return refused
}

// useLetterCode uses the case's letter up when the code is its own.
func (tx *Tx) useLetterCode(n portal.IdentityNumber, code string, readable bool) (used, over bool, err error) {
	rows, err := tx.Rows(`
		SELECT id, usable_until, code_hash
		FROM office_letters
		WHERE case_id = $1 AND kind = 'identity code' AND ended_at IS NULL AND printed_at IS NOT NULL`, int64(n))
	if err != nil {
		return false, false, fmt.Errorf("letters of a case: %w", err)
	}
	defer rows.Close()
	right, until := "", time.Time{}
	for rows.Next() {
		var id string
		var usable time.Time
		var hash []byte
		if err := rows.Scan(&id, millis(&usable), &hash); err != nil {
			return false, false, fmt.Errorf("letters of a case: %w", err)
		}
		if readable && hmac.Equal(hash, tx.db.letterHash("code", id, code)) {
			right, until = id, usable
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return false, false, err
	}
	if right == "" {
		return false, false, nil
	}
	if tx.Now.After(until) {
		return false, true, nil
	}
	ended, err := tx.Exec(`
		UPDATE office_letters
		SET ended_at = $2, ended_why = $3
		WHERE id = $1 AND ended_at IS NULL`, right, Millis(tx.Now), portal.LetterUsed)
	return ended == 1, false, err
}

// letterHash is what we keep of a code on a letter: it opens nothing without the key outside the database.
func (d *DB) letterHash(what, id, code string) []byte {
	return d.keys.Find("letter "+what, id+" "+code)
}

func newLetterCode() (string, error) { return portal.NewCode(rand.Reader, portal.LetterCodeLength) }

const letterColumns = `id, kind, owner, COALESCE(case_id, 0), COALESCE(account_id, ''), COALESCE(taxpayer_id, ''), language, name, address, requested_at, print_from, batch, printed_at, mailed_at, usable_until, ended_at, ended_why`

func scanLetter(row scanner) (l portal.OfficeLetter, err error) {
	var address string
	var batch sql.NullInt64
	err = row.Scan(&l.ID, &l.Kind, &l.Owner, &l.Case, &l.Account, &l.Taxpayer, &l.Language, &l.Name, &address, millis(&l.RequestedAt), millis(&l.PrintFrom), &batch, millis(&l.PrintedAt), millis(&l.MailedAt),
		millis(&l.UsableUntil), millis(&l.EndedAt), &l.EndedWhy)
	if l.Batch = batch.Int64; address != "" {
		l.Address = strings.Split(address, "\n")
	}
	return l, found(err)
}

// lettersOfCase are the letters of a case, the newest first. Whoever calls it has checked that the case may be read.
func (d *DB) lettersOfCase(ctx context.Context, n portal.IdentityNumber) ([]portal.OfficeLetter, error) {
	rows, err := d.rows(ctx, `
		SELECT `+letterColumns+`
		FROM office_letters
		WHERE case_id = $1
		ORDER BY id DESC
		LIMIT 40`, int64(n))
	if err != nil {
		return nil, fmt.Errorf("letters of a case: %w", err)
	}
	return scanLetters(rows)
}

// RemindOfLetters tells people by e-mail, once, of a letter that was mailed two weeks ago and whose code was not used. A clock
// calls it, and calls again while it answers true: each act is short.
func (d *DB) RemindOfLetters(ctx context.Context, office portal.IdentityOffice) (more bool, err error) {
	const together = 50
	err = d.Act(ctx, portal.SystemActor("deadlines"), func(tx *Tx) error {
		tx.Bookkeeping() // what is told is in the outbox, and each reminder is noted with its case
		rows, err := tx.Rows(lettersToRemindQuery, Millis(tx.Now.Add(-portal.LetterReminder)), Millis(tx.Now), together)
		if err != nil {
			return fmt.Errorf("letters to remind of: %w", err)
		}
		letters, err := scanLetters(rows)
		if err != nil {
			return err
		}
		more = len(letters) == together
		for _, l := range letters {
			if _, err := tx.Exec(`UPDATE office_letters SET reminded_at = $2 WHERE id = $1`, l.ID, Millis(tx.Now)); err != nil {
				return fmt.Errorf("remind of a letter: %w", err)
			}
			if err := tx.tellOfLetter(office, l, portal.NoticeLetterReminder); err != nil {
				return err
			}
		}
		return nil
	})
	return more, err
}

const lettersToRemindQuery = `
	SELECT ` + letterColumns + `
	FROM office_letters
	WHERE kind = 'identity code' AND reminded_at IS NULL AND ended_at IS NULL AND mailed_at IS NOT NULL AND mailed_at <= $1 AND usable_until > $2
	ORDER BY mailed_at
	LIMIT $3`
