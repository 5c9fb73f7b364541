package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// Reminders are elective mail: one e-mail when something has waited for a week, with a link in its header that ends them
// by one press of a mail program's own button (RFC 8058).

// remind sends the one reminder about something, unless it was sent before or the account wants none. about names the
// thing for good: "terms/…" or "case/…". Of what reaches the account on paper nobody reminds it by e-mail; "" is of anything.
func (tx *Tx) remind(a portal.Account, about string, of portal.DeliveryKind) error {
	n, err := tx.Exec(`
		INSERT INTO reminders (account_id, about, at)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, a.ID, about, Millis(tx.Now))
	if err != nil {
		return fmt.Errorf("remind: %w", err)
	}
	if n == 0 {
		return nil
	}
	v, err := tx.asking().delivery(a.ID, a.Email, tx.Now)
	if err != nil || v.Way(portal.DeliverReminders) != portal.Electronic || of != "" && v.Way(of) != portal.Electronic {
		return err
	}
	for _, address := range v.Addresses {
		if !address.DeadAt.IsZero() {
			continue
		}
		token, err := tx.unsubscribeToken(a.ID, portal.DeliverReminders)
		if err != nil {
			return err
		}
		if err := tx.Notify(portal.NoticeUnread, address.Email, a.Language, portal.Params{"name": a.Name, portal.UnsubscribeParam: token}); err != nil {
			return err
		}
	}
	tx.Audit(portal.WasReminded, subjectOf(a.ID), "about", about)
	return nil
}

// unsubscribeToken makes a link that ends a kind of elective mail for an account.
func (tx *Tx) unsubscribeToken(account string, kind portal.DeliveryKind) (string, error) {
	token := newToken()
	_, err := tx.Exec(`
		INSERT INTO unsubscribe_tokens (token_hash, account_id, kind, made_at, expires_at)
		VALUES ($1, $2, $3, $4, $5)`, tokenHash(token), account, string(kind), Millis(tx.Now), Millis(tx.Now.Add(portal.UnsubscribeLasts)))
	if err != nil {
		return "", fmt.Errorf("make a link to unsubscribe: %w", err)
	}
	return token, nil
}

var errUnsubscribeOver = portal.Refuse(portal.NotFound, "This link is over. Sign in and open “How things reach you”, or call us.")

// UnsubscribeKind says what a link ends, for the page before its button. Nobody needs to sign in.
func (d *DB) UnsubscribeKind(ctx context.Context, token string) (kind portal.DeliveryKind, err error) {
	err = d.row(ctx, `
		SELECT kind
		FROM unsubscribe_tokens
		WHERE token_hash = $1 AND expires_at > $2`, tokenHash(token), Millis(d.Now())).Scan(&kind)
	if found(err) == portal.ErrNotFound {
		return "", errUnsubscribeOver
	}
	return kind, err
}

// Unsubscribe ends a kind of elective mail by its link. Pressed twice it does the same, and it does nothing else; a choice
// that its owner made later, signed in, is theirs to change again.
func (d *DB) Unsubscribe(ctx context.Context, visitor portal.Actor, token string) (kind portal.DeliveryKind, err error) {
	err = d.Act(ctx, visitor, func(tx *Tx) error {
		var account string
		err := tx.Row(`
			SELECT account_id, kind
			FROM unsubscribe_tokens
			WHERE token_hash = $1 AND expires_at > $2`, tokenHash(token), Millis(tx.Now)).Scan(&account, &kind)
		if found(err) == portal.ErrNotFound {
			return errUnsubscribeOver
		}
		if err != nil {
			return fmt.Errorf("unsubscribe: %w", err)
		}
		a, err := tx.account(account)
		if err != nil {
			return err
		}
		v, err := tx.asking().delivery(a.ID, a.Email, tx.Now)
		if err != nil {
			return err
		}
		if v.Way(kind) == portal.NotAtAll {
			tx.Bookkeeping() // pressed before
			return nil
		}
		tx.Audit(portal.DeliveryUnsubscribe, subjectOf(a.ID), "kind", string(kind))
		if err := tx.insertDelivery(a.ID, kind, portal.NotAtAll, portal.DeliveryUnsubscribed); err != nil {
			return err
		}
		return tx.tell(a, portal.NoticeDeliveryChanged, nil)
	})
	return kind, err
}

// remindTogether is how many accounts one act reminds.
const remindTogether = 100

// RemindUnread reminds everyone for whom something has waited for a week, and says how many it looked at. A clock calls it
// every hour.
func (d *DB) RemindUnread(ctx context.Context) (reminded int, err error) {
	for _, remind := range []func(*Tx) (int, error){(*Tx).remindOfTerms, (*Tx).remindOfMessages} {
		for {
			n := 0
			err := d.Act(ctx, portal.SystemActor("reminders"), func(tx *Tx) (err error) {
				tx.Bookkeeping() // those who are reminded stand in the trail one by one
				n, err = remind(tx)
				return err
			})
			if err != nil {
				return reminded, err
			}
			if n == 0 {
				break
			}
			reminded += n
		}
	}
	return reminded, nil
}

// remindOfTerms reminds those who had agreed to the terms before, of a major change that has waited for their answer for a
// week.
func (tx *Tx) remindOfTerms() (int, error) {
	type waiting struct{ account, about string }
	var all []waiting
	rows, err := tx.Rows(`
		SELECT a.account_id, n.id
		FROM (
			SELECT v.id, v.text, v.major
			FROM terms_versions v
			WHERE v.effective_at <= $1 AND v.minor = 0 AND v.major > 1
				AND NOT EXISTS (SELECT 1 FROM terms_versions w WHERE w.text = v.text AND w.major > v.major AND w.effective_at <= $2)) n
		JOIN (SELECT account_id, MAX(id) AS id FROM terms_answers WHERE answer <> 'informed' GROUP BY account_id) l ON 1 = 1
		JOIN terms_answers a ON a.account_id = l.account_id AND a.id = l.id AND a.answer = 'agreed'
		JOIN terms_versions had ON had.id = CASE WHEN n.text = 'service' THEN a.service_id ELSE a.conduct_id END
		JOIN accounts c ON c.id = a.account_id AND c.status = 'active'
		WHERE had.major < n.major
			AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.account_id = a.account_id AND r.about = 'terms/' || n.id)
		ORDER BY a.account_id, n.id
		LIMIT $3`, Millis(tx.Now.Add(-portal.RemindAfter)), Millis(tx.Now), remindTogether)
	if err != nil {
		return 0, fmt.Errorf("whom to remind: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var w waiting
		if err := rows.Scan(&w.account, &w.about); err != nil {
			return 0, fmt.Errorf("whom to remind: %w", err)
		}
		all = append(all, w)
	}
	if err := rows.Close(); err != nil {
		return 0, err
	}
	for _, w := range all {
		a, err := tx.account(w.account)
		if err != nil {
			return 0, err
		}
		if err := tx.remind(a, "terms/"+w.about, ""); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}
