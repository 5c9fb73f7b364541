package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"exchequer/portal"
)

// What we write to people who get no e-mail of it is printed: with its words for who chose paper, as a notice for whom our
// e-mails do not reach. All of one day goes in one letter.

// putOnPaper puts the last message of a case, which is ours, into the letter of its owner. Reader is whose wish it is, the zero
// one where nobody has an account that reads the case.
func (tx *Tx) putOnPaper(office portal.MessageOffice, c portal.Case, reader portal.Account, paper portal.Paper) error {
	l := portal.OfficeLetter{Kind: portal.MessagesLetter, Owner: c.Owner, Account: reader.ID, Taxpayer: c.Taxpayer, Language: cmp.Or(reader.Language, c.Language)}
	var err error
	if l.Case, err = tx.identityBehind(reader.ID, c.Taxpayer); err != nil {
		return err
	}
	id, err := tx.letterOfToday(office, l)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO letter_messages (case_id, n, letter_id, at, words)
		VALUES ($1, $2, $3, $4, $5)`, int64(c.Number), c.LastN, id, Millis(tx.Now), paper == portal.PaperWords)
	if err != nil {
		return fmt.Errorf("put a message on paper: %w", err)
	}
	tx.Audit(portal.LetterMessaged, c.Number.Subject(), "message", fmt.Sprint(c.LastN), "words", fmt.Sprint(paper == portal.PaperWords))
	to, err := tx.asking().mailTo(l)
	if err != nil || len(to.lines) > 0 || reader.ID == "" {
		return err
	}
	// Nobody told us where letters go: until someone does, an e-mail is better than nothing.
	return tx.acknowledge(reader, portal.NoticeMessageArrived)
}

// letterOfToday is the letter that waits for an owner; a new one waits until tomorrow where one of today is being printed.
func (tx *Tx) letterOfToday(office portal.MessageOffice, l portal.OfficeLetter) (id string, err error) {
	const waiting = `
		SELECT id
		FROM office_letters
		WHERE owner = $1 AND kind = 'messages' AND batch IS NULL AND ended_at IS NULL`
	err = found(tx.Row(waiting+tx.db.engine.forUpdate(), l.Owner).Scan(&id))
	if !errors.Is(err, portal.ErrNotFound) {
		return id, err
	}
	var last Millis
	err = found(tx.Row(`
		SELECT b.made_at
		FROM office_letters l
		JOIN letter_batches b ON b.number = l.batch
		WHERE l.owner = $1 AND l.kind = 'messages'
		ORDER BY l.id DESC
		LIMIT 1`, l.Owner).Scan(&last))
	if err != nil && !errors.Is(err, portal.ErrNotFound) {
		return "", fmt.Errorf("the last letter: %w", err)
	}
	l.PrintFrom = tx.Now
	if err == nil && office.DaysBetween(time.Time(last), tx.Now) == 0 {
		l.PrintFrom = office.AddDays(tx.Now, 0).Add(time.Millisecond)
	}
	to, err := tx.asking().mailTo(l)
	if err != nil {
		return "", err
	}
	l.Name, l.Address = to.name, to.lines
	if err := tx.keepLetter(l, to.sortKey, 0); err != nil {
		return "", err
	}
	err = tx.Row(waiting+tx.db.engine.forUpdate(), l.Owner).Scan(&id)
	return id, err
}

// identityBehind is the case by which an account stands for a taxpayer, 0 for none: a letter that nobody asked for leads there.
func (tx *Tx) identityBehind(account, taxpayer string) (n portal.IdentityNumber, err error) {
	err = found(tx.Row(`
		SELECT case_id
		FROM assurances
		WHERE account_id = $1 AND taxpayer_id = $2 AND ended_at IS NULL`, account, taxpayer).Scan(&n))
	if errors.Is(err, portal.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

// mailTo is whom a letter goes to, and where: no lines where nobody knows.
type mailTo struct {
	name    string
	lines   []string
	sortKey string
}

// mailTo is the address on record of the taxpayer whom a letter is about; for who asked something general, that of the taxpayer
// whom they were proved to be, or else the one that they told us.
func (a asking) mailTo(l portal.OfficeLetter) (to mailTo, err error) {
	taxpayer := l.Taxpayer
	if taxpayer == "" {
		err = found(a.row(`
			SELECT taxpayer_id
			FROM assurances
			WHERE account_id = $1 AND ended_at IS NULL AND assurance <> 'matched'
			ORDER BY id DESC
			LIMIT 1`, l.Owner).Scan(&taxpayer))
		if errors.Is(err, portal.ErrNotFound) {
			return a.toldAddress(l.Owner)
		}
		if err != nil {
			return to, err
		}
	}
	record, err := a.taxpayer(taxpayer)
	if err != nil {
		return to, err
	}
	to.name = record.Name()
	if address := record.Address(); !address.IsZero() {
		to.lines, to.sortKey = address.Lines(), address.SortKey()
	}
	return to, nil
}

// findAddresses completes letters that nobody had an address for when they were written.
func (tx *Tx) findAddresses() error {
	waiting, err := tx.letters(`batch IS NULL AND ended_at IS NULL AND address = ''`)
	if err != nil {
		return err
	}
	for _, l := range waiting {
		to, err := tx.asking().mailTo(l)
		if err != nil {
			return err
		}
		if len(to.lines) == 0 {
			continue
		}
		if _, err := tx.Exec(`
			UPDATE office_letters
			SET name = $2, address = $3, sort_key = $4
			WHERE id = $1`, l.ID, to.name, strings.Join(to.lines, "\n"), to.sortKey); err != nil {
			return fmt.Errorf("address a letter: %w", err)
		}
	}
	return nil
}

// LettersWithoutAddress wait until an address is on record, or someone tells us one.
func (d *DB) LettersWithoutAddress(ctx context.Context, actor portal.Actor) ([]portal.OfficeLetter, error) {
	if err := actor.Permit(portal.PrintLetters); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT `+letterColumns+`
		FROM office_letters
		WHERE batch IS NULL AND ended_at IS NULL AND address = ''
		ORDER BY sort_key, id
		LIMIT 50`)
	if err != nil {
		return nil, fmt.Errorf("letters without an address: %w", err)
	}
	letters, err := scanLetters(rows)
	if err != nil {
		return nil, err
	}
	lacking := letters[:0]
	for _, l := range letters { // an address may be known by now: such a letter is in the next batch
		to, err := d.asking(ctx).mailTo(l)
		if err != nil {
			return nil, err
		}
		if len(to.lines) == 0 {
			lacking = append(lacking, l)
		}
	}
	return lacking, d.asking(ctx).addMessages(lacking)
}

// addMessages adds to letters which messages they bring.
func (a asking) addMessages(letters []portal.OfficeLetter) error {
	for i, l := range letters {
		if l.Kind != portal.MessagesLetter {
			continue
		}
		var err error
		if letters[i].Brings, err = listOf(a, `
			SELECT case_id, n, words
			FROM letter_messages
			WHERE letter_id = $1
			ORDER BY case_id, n
			LIMIT 200`, func(row scanner) (m portal.LetterMessage, err error) {
			err = row.Scan(&m.Case, &m.N, &m.Words)
			return m, err
		}, l.ID); err != nil {
			return fmt.Errorf("messages of a letter: %w", err)
		}
	}
	return nil
}

// printedMessages are the messages of a letter, with their words where it brings them.
func (d *DB) printedMessages(ctx context.Context, a asking, l portal.OfficeLetter) (all []portal.PrintedMessage, err error) {
	for _, brings := range l.Brings {
		p := portal.PrintedMessage{LetterMessage: brings}
		if err := a.row(`SELECT subject FROM message_cases WHERE id = $1`, int64(brings.Case)).Scan(&p.Subject); err != nil {
			return nil, fmt.Errorf("a message of a letter: %w", err)
		}
		f := portal.CaseFile{Case: portal.Case{Number: brings.Case}}
		if f.Messages, err = listOf(a, `
			SELECT n, id, at, side, account_id, name, COALESCE(authority_id, ''), language, body
			FROM messages
			WHERE case_id = $1 AND n = $2`, scanMessage, int64(brings.Case), brings.N); err != nil {
			return nil, fmt.Errorf("a message of a letter: %w", err)
		}
		if err := d.addFiles(ctx, &f); err != nil {
			return nil, err
		}
		if p.Message = f.Messages[0]; !brings.Words { // others may open mail: words go to who chose paper alone
			p.Subject, p.Body, p.Files = "", "", nil
		}
		all = append(all, p)
	}
	return all, nil
}

// paperOf is how far the letters have come that bring messages of a case.
func (a asking) paperOf(n portal.CaseNumber) ([]portal.MessagePaper, error) {
	all, err := listOf(a, `
		SELECT m.case_id, m.n, m.words, m.at, l.printed_at, l.mailed_at, l.address = ''
		FROM letter_messages m
		JOIN office_letters l ON l.id = m.letter_id
		WHERE m.case_id = $1
		ORDER BY m.n DESC
		LIMIT 200`, func(row scanner) (p portal.MessagePaper, err error) {
		err = row.Scan(&p.Case, &p.N, &p.Words, millis(&p.AskedAt), millis(&p.PrintedAt), millis(&p.MailedAt), &p.NoAddress)
		return p, err
	}, int64(n))
	if err != nil {
		return nil, fmt.Errorf("paper of a case: %w", err)
	}
	return all, nil
}
