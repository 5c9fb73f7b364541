package db

import (
	"context"
	"fmt"
	"slices"

	"exchequer/portal"
)

// LetterBatches are the batches before one of them, the newest first; 0 begins. One more than a page when there are more.
func (d *DB) LetterBatches(ctx context.Context, actor portal.Actor, before int64) ([]portal.LetterBatch, error) {
	if err := actor.Permit(portal.PrintLetters); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT `+batchColumns+`
		FROM letter_batches
		WHERE number < $1 OR $1 = 0
		ORDER BY number DESC
		LIMIT $2`, before, portal.LetterBatchPage+1)
	if err != nil {
		return nil, fmt.Errorf("batches: %w", err)
	}
	defer rows.Close()
	var batches []portal.LetterBatch
	for rows.Next() {
		b, err := scanBatch(rows)
		if err != nil {
			return nil, fmt.Errorf("batches: %w", err)
		}
		batches = append(batches, b)
	}
	return batches, rows.Err()
}

const batchColumns = `number, made_at, made_by_name, letters, mailed_at, mailed_by_name`

func scanBatch(row scanner) (b portal.LetterBatch, err error) {
	err = row.Scan(&b.Number, millis(&b.MadeAt), &b.MadeBy, &b.Letters, millis(&b.MailedAt), &b.MailedBy)
	return b, found(err)
}

// LetterBatch is one batch with its letters, without their codes, and every time it was printed.
func (d *DB) LetterBatch(ctx context.Context, actor portal.Actor, n int64) (b portal.LetterBatch, letters []portal.OfficeLetter, printings []portal.LetterPrinting, err error) {
	if err := actor.Permit(portal.PrintLetters); err != nil {
		return b, nil, nil, err
	}
	if b, err = scanBatch(d.row(ctx, `SELECT `+batchColumns+` FROM letter_batches WHERE number = $1`, n)); err != nil {
		return b, nil, nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT `+letterColumns+`
		FROM office_letters
		WHERE batch = $1
		ORDER BY sort_key, id
		LIMIT 500`, n)
	if err != nil {
		return b, nil, nil, fmt.Errorf("letters of a batch: %w", err)
	}
	if letters, err = scanLetters(rows); err != nil {
		return b, nil, nil, err
	}
	if err := d.asking(ctx).addMessages(letters); err != nil {
		return b, nil, nil, err
	}
	rows, err = d.rows(ctx, `
		SELECT at, by_name, letters, reason
		FROM letter_printings
		WHERE batch = $1
		ORDER BY id`, n)
	if err != nil {
		return b, nil, nil, fmt.Errorf("printings of a batch: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var p portal.LetterPrinting
		if err := rows.Scan(millis(&p.At), &p.ByName, &p.Letters, &p.Reason); err != nil {
			return b, nil, nil, fmt.Errorf("printings of a batch: %w", err)
		}
		printings = append(printings, p)
	}
	slices.Reverse(printings)
	return b, letters, printings, rows.Err()
}

// LetterOnScreen is one letter of a batch with everything but its codes, which are on the paper alone. That it was read is
// written down.
func (d *DB) LetterOnScreen(ctx context.Context, actor portal.Actor, batch int64, id string) (p portal.PrintedLetter, err error) {
	if err := actor.Permit(portal.PrintLetters); err != nil {
		return p, err
	}
	l, err := scanLetter(d.row(ctx, `
		SELECT `+letterColumns+`
		FROM office_letters
		WHERE id = $1 AND batch = $2`, id, batch))
	if err != nil {
		return p, err
	}
	a, letters := d.asking(ctx), []portal.OfficeLetter{l}
	if err := a.addMessages(letters); err != nil {
		return p, err
	}
	p.OfficeLetter = letters[0]
	if p.Messages, err = d.printedMessages(ctx, a, p.OfficeLetter); err != nil {
		return p, err
	}
	return p, d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.LetterOpened, fmt.Sprint("letters/", batch), "letter", id)
		return nil
	})
}
