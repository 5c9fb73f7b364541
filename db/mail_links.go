package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// A link in an e-mail that signs nobody in does one thing and is used up by it. Programs that look into e-mail open
// links too, so opening shows a page, and its button does the thing.

// MailLink is a link that may still be used.
type MailLink struct {
	Purpose portal.MailLinkPurpose
	account string
	subject string
}

// newMailLink makes a link for the subject that the purpose is about, and answers with its token.
func (tx *Tx) newMailLink(purpose portal.MailLinkPurpose, account, subject string) (token string, err error) {
	token = newToken()
	_, err = tx.Exec(`
		INSERT INTO mail_links (token_hash, purpose, account_id, subject_id, made_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		tokenHash(token), string(purpose), account, subject, Millis(tx.Now), Millis(tx.Now.Add(lifeOf(purpose))))
	if err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	return token, nil
}

// MailLink says what a link would do, or that it is over.
func (d *DB) MailLink(ctx context.Context, token string) (l MailLink, err error) {
	err = d.row(ctx, `
		SELECT purpose, account_id, subject_id
		FROM mail_links
		WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2`, tokenHash(token), Millis(d.Now())).Scan(&l.Purpose, &l.account, &l.subject)
	if found(err) == portal.ErrNotFound {
		return l, errMailLinkOver
	}
	return l, err
}

var errMailLinkOver = portal.Refuse(portal.NotFound, "This link was used already, or its time is over. Sign in to see how your account stands, or call us.")

// UseMailLink does what the link is for. Of many parallel tries exactly one finds it unused.
func (d *DB) UseMailLink(ctx context.Context, visitor portal.Actor, token string) (purpose portal.MailLinkPurpose, err error) {
	if err := d.SpendSignIn(ctx, visitor.Address); err != nil {
		return "", err
	}
	err = d.Act(ctx, visitor, func(tx *Tx) error {
		var l MailLink
		err := tx.Row(`
			UPDATE mail_links
			SET used_at = $2
			WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
			RETURNING purpose, account_id, subject_id`, tokenHash(token), Millis(tx.Now)).Scan(&l.Purpose, &l.account, &l.subject)
		if found(err) == portal.ErrNotFound {
			return errMailLinkOver
		}
		if err != nil {
			return fmt.Errorf("use a link: %w", err)
		}
		a, err := tx.account(l.account)
		if err != nil {
			return err
		}
		purpose = l.Purpose
		switch l.Purpose {
		case portal.ToConfirmAddress:
			return tx.confirmAddress(a, l.subject)
		case portal.ToCancelRecovery:
			return tx.cancelRecovery(a, l.subject, "cancelled by a link in an e-mail")
		}
		return errMailLinkOver
	})
	return purpose, err
}
