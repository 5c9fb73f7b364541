package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"exchequer/portal"
)

// ResendMail sends an e-mail again. One that failed goes back into the outbox, with all its tries before it. One
// that was sent is written anew, since mail servers and readers drop a second e-mail with the same Message-ID.
func (d *DB) ResendMail(ctx context.Context, actor portal.Actor, id string) error {
	if err := actor.Permit(portal.ResendMail); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		var state portal.MailState
		err := tx.Row(`
			SELECT state
			FROM outbox
			WHERE id = $1`+tx.db.engine.forUpdate(), id).Scan(&state)
		if err != nil {
			return found(err)
		}
		switch state {
		case portal.MailFailed:
			n, err := waitAgain(tx, id)
			if err != nil {
				return err
			}
			if n == 0 {
				return portal.ErrMailWithdrawn
			}
			tx.Audit(portal.MailWasResent, "mail/"+id)
			return nil
		case portal.MailSent:
			return repeatMail(tx, id)
		default:
			return portal.ErrMailOnItsWay
		}
	})
}

// ResendFailedMail puts all that failed back into the outbox, and says how many that is: what a wrong password or
// an outage left behind is one act to mend.
func (d *DB) ResendFailedMail(ctx context.Context, actor portal.Actor) (int, error) {
	if err := actor.Permit(portal.ResendMail); err != nil {
		return 0, err
	}
	var n int64
	err := d.Act(ctx, actor, func(tx *Tx) (err error) {
		if n, err = waitAgain(tx, ""); err != nil {
			return err
		}
		if n == 0 {
			tx.Bookkeeping() // somebody was faster: nothing changed
			return nil
		}
		tx.Audit(portal.MailWasResent, "mail/failed", "e-mails", fmt.Sprint(n))
		return nil
	})
	return int(n), err
}

// waitAgain puts one failed e-mail, or all of them with "", back into the outbox.
func waitAgain(tx *Tx, id string) (int64, error) {
	n, err := tx.Exec(`
		UPDATE outbox
		SET
			state = 'waiting',
			tries = 0,
			due_at = $1,
			leased_until = NULL,
			goes_with = NULL,
			ended_at = NULL,
			problem = '',
			reply = ''
		WHERE state = 'failed' AND problem <> '`+string(portal.MailWithdrawn)+`' AND (id = $2 OR CAST($2 AS TEXT) = '')`, Millis(tx.Now), id)
	if err != nil {
		return 0, fmt.Errorf("send mail again: %w", err)
	}
	tx.mailed = tx.mailed || n > 0
	return n, nil
}

func repeatMail(tx *Tx, id string) error {
	var repeat string
	err := tx.Row(`
		SELECT id
		FROM outbox
		WHERE repeats = $1`, id).Scan(&repeat)
	if err == nil {
		return portal.ErrMailSentAgain
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("send mail again: %w", err)
	}
	var version uint32
	var wrapped, recipient, params []byte
	var notice portal.Notice
	var language portal.Language
	err = tx.Row(`
		SELECT
			key_version,
			data_key,
			recipient,
			notice,
			language,
			params
		FROM outbox
		WHERE id = $1`, id).Scan(&version, &wrapped, &recipient, &notice, &language, &params)
	if err != nil {
		return fmt.Errorf("send mail again: %w", err)
	}
	to, said, err := openMail(tx.db.keys, id, version, wrapped, recipient, params)
	if err != nil {
		return fmt.Errorf("send mail again: %w", err)
	}
	again, err := tx.insertMail(mailRow{notice: notice, to: to, language: language, params: said, repeats: id})
	if err != nil {
		return err
	}
	tx.Audit(portal.MailWasResent, "mail/"+id, "as", "mail/"+again)
	return nil
}
