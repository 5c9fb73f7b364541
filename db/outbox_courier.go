package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// courier is who acts when mail is carried.
var courier = portal.SystemActor("The mailer")

// ClaimMail lends the e-mail that is due longest to a courier for a time. When the courier dies the loan runs out
// and the e-mail is due again. With nothing due it returns nil, how long until something is, and writes nothing.
func (d *DB) ClaimMail(ctx context.Context, lease time.Duration) (*portal.Mail, time.Duration, error) {
	wait, err := d.MailDue(ctx)
	if err != nil || wait > 0 {
		return nil, wait, err
	}
	var m *portal.Mail
	err = d.Act(ctx, courier, func(tx *Tx) (err error) {
		tx.Bookkeeping()
		m, err = claimMail(tx, lease)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("claim mail: %w", err)
	}
	return m, 0, nil
}

// never is how long nobody needs to look when no mail waits at all.
const never = 24 * time.Hour

// MailDue is how long it is until something is due: 0 when something is.
func (d *DB) MailDue(ctx context.Context) (time.Duration, error) {
	var due time.Time
	err := d.row(ctx, `
		SELECT due_at
		FROM outbox
		WHERE state = 'waiting' AND goes_with IS NULL
		ORDER BY due_at, id
		LIMIT 1`).Scan(millis(&due))
	if errors.Is(err, sql.ErrNoRows) {
		return never, nil
	}
	if err != nil {
		return 0, fmt.Errorf("when is mail due: %w", err)
	}
	return max(0, due.Sub(d.Now())), nil
}

func claimMail(tx *Tx, lease time.Duration) (*portal.Mail, error) {
	var m portal.Mail
	var version uint32
	var wrapped, recipient, params, group []byte
	var trouble portal.MailTrouble
	err := tx.Row(`
		SELECT
			id,
			key_version,
			data_key,
			recipient,
			notice,
			language,
			params,
			created_at,
			tries,
			problem,
			group_key
		FROM outbox
		WHERE state = 'waiting' AND due_at <= $1 AND goes_with IS NULL
		ORDER BY due_at, id
		LIMIT 1`+tx.db.engine.skipLocked(), Millis(tx.Now)).
		Scan(&m.ID, &version, &wrapped, &recipient, &m.Notice, &m.Language, &params, millis(&m.CreatedAt), &m.Tries, &trouble, &group)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // another courier was faster
	}
	if err != nil {
		return nil, err
	}
	// The loan moves the due time, so that the index alone finds what is free.
	if _, err := tx.Exec(`
		UPDATE outbox
		SET due_at = $1, leased_until = $1
		WHERE id = $2`, Millis(tx.Now.Add(lease)), m.ID); err != nil {
		return nil, err
	}
	m.ClaimedAt, m.Return = tx.Now, tx.db.keys.returnToken(m.ID)
	if group != nil {
		if err := tx.gatherMail(&m, group, trouble.MayHaveGone()); err != nil {
			return nil, err
		}
	}
	m.To, m.Params, err = openMail(tx.db.keys, m.ID, version, wrapped, recipient, params)
	if err != nil {
		// One e-mail that cannot be opened must not hold up all behind it: without an address the courier
		// gives it up, and the desk is told.
		tx.db.log.Error("an e-mail in the outbox cannot be opened", "mail", m.ID, "error", err)
		m.To, m.Params = "", nil
	}
	return &m, nil
}

func openMail(keys *Keys, id string, version uint32, wrapped, recipient, params []byte) (string, portal.Params, error) {
	key, err := keys.recordKey("outbox", id, version, wrapped)
	if err != nil {
		return "", nil, err
	}
	to, err := key.Open("recipient", recipient)
	if err != nil {
		return "", nil, err
	}
	plain, err := key.Open("params", params)
	if err != nil {
		return "", nil, err
	}
	var said portal.Params
	if err := json.Unmarshal(plain, &said); err != nil {
		return "", nil, fmt.Errorf("open outbox.params of %s: %w", id, err)
	}
	return string(to), said, nil
}

// SettleMail records how a try ended, and takes the loan back. Mail that another courier has already settled, after
// this one's loan ran out, stays as it is.
func (d *DB) SettleMail(ctx context.Context, try portal.MailTry) error {
	err := d.Act(ctx, courier, func(tx *Tx) error {
		tx.Bookkeeping()
		return settleMail(tx, try)
	})
	if err != nil {
		return fmt.Errorf("settle mail %s: %w", try.Mail, err)
	}
	return nil
}

func settleMail(tx *Tx, try portal.MailTry) error {
	due, ended := tx.Now.Add(try.Again), time.Time{}
	if try.State != portal.MailWaiting {
		due, ended = tx.Now, tx.Now
	}
	changed, err := tx.Exec(`
		UPDATE outbox
		SET
			state = $1,
			tries = tries + 1,
			due_at = $2,
			leased_until = NULL,
			ended_at = $3,
			problem = $4,
			reply = $5
		WHERE (id = $6 OR goes_with = $6) AND state = 'waiting'`,
		string(try.State), Millis(due), Millis(ended), string(try.Trouble), try.Reply, try.Mail)
	if err != nil || changed == 0 {
		return err
	}
	if _, err := tx.Exec(`
		INSERT INTO outbox_tries (outbox_id, id, at, state, trouble, reply)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		try.Mail, newID(), Millis(tx.Now), string(try.State), string(try.Trouble), try.Reply); err != nil {
		return err
	}
	switch try.State {
	case portal.MailSent:
		tx.Audit(portal.MailWasSent, "mail/"+try.Mail)
	case portal.MailFailed:
		details := []string{"trouble", string(try.Trouble)}
		if try.Reply != "" {
			details = append(details, "reply", try.Reply)
		}
		tx.Audit(portal.MailHasFailed, "mail/"+try.Mail, details...)
		if try.Trouble == portal.MailNoSuchPerson {
			return tx.mailBounced(try.Mail, portal.NoSuchRecipient)
		}
	}
	return nil
}
