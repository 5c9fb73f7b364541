package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// errWrongCode says nothing of why: a code that was used, that never was, and a card that was replaced are alike.
var errWrongCode = portal.Refuse(portal.Mend, "This code is not right, or was used already. Enter the next unused code of your newest card.")

// EnterCode is the second step with a code card: it ends the wait of a half-signed-in session and answers with the
// new token.
func (d *DB) EnterCode(ctx context.Context, s portal.Session, actor portal.Actor, typed string) (token string, err error) {
	set, hash, err := d.tryCode(ctx, actor, portal.CardCodes, typed)
	if err != nil {
		return "", err
	}
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		token = ""
		open, a, err := tx.stillOpen(s.ID, portal.HalfSignedIn)
		if err != nil {
			return err
		}
		if refused, err = tx.useCode(a, portal.CardCodes, set, hash, open.Device); refused != nil || err != nil {
			return err
		}
		token, err = tx.completeSignIn(&open, a, portal.ByPasswordCard, "")
		return err
	})
	return token, cmp.Or(err, refused)
}

// tryCode does what takes time outside of the act: it looks whether the account's second factors are closed for a
// while, and hashes what was typed.
func (d *DB) tryCode(ctx context.Context, actor portal.Actor, kind portal.CodeKind, typed string) (codeSet, []byte, error) {
	if err := d.secondFactorOpen(ctx, actor.Account); err != nil {
		return codeSet{}, nil, err
	}
	set, err := scanCodeSet(d.row(ctx, codeSetQuery, actor.Account, string(kind)))
	if err != nil && !errors.Is(err, portal.ErrNotFound) {
		return set, nil, fmt.Errorf("enter code: %w", err)
	}
	code, ok := portal.ReadCodeOf(kind, typed)
	if !ok || set.id == "" || !set.disabled.IsZero() {
		return set, nil, nil // hashing it would be in vain: nothing can match
	}
	hash, err := d.hashCode(ctx, kind, code, set.salt, set.iterations)
	return set, hash, err
}

// secondFactorOpen is nil when no run of failures has closed the account's second factors for a while.
func (d *DB) secondFactorOpen(ctx context.Context, account string) error {
	c, err := readCounter(d.row(ctx, counterQuery, d.counterKey(secondFactorCounter, account)))
	if err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	return c.closed(d.Now())
}

// useCode uses a code up, or counts the failure.
func (tx *Tx) useCode(a portal.Account, kind portal.CodeKind, set codeSet, hash []byte, device string) (refused, err error) {
	if refused, err := tx.secondFactorClosed(a.ID); refused != nil || err != nil {
		return refused, err
	}
	current, err := scanCodeSet(tx.Row(codeSetQuery+tx.db.engine.forUpdate(), a.ID, string(kind)))
	if err != nil && !errors.Is(err, portal.ErrNotFound) {
		return nil, err
	}
	if hash != nil && current.id == set.id && current.disabled.IsZero() {
		taken, err := tx.takeCode(set.id, hash)
		if err != nil {
			return nil, err
		}
		if taken {
			_, err := tx.Exec(`
				UPDATE code_sets
				SET failures = 0
				WHERE id = $1`, set.id)
			return nil, cmp.Or(err, tx.secondFactorRight(a.ID))
		}
	}
	tx.Audit(portal.SecondFactorRefused, subjectOf(a.ID), "with", kind.Name())
	if current.id != "" && current.disabled.IsZero() {
		var failures int
		if err := tx.Row(`
			UPDATE code_sets
			SET failures = failures + 1
			WHERE id = $1
			RETURNING failures`, current.id).Scan(&failures); err != nil {
			return nil, err
		}
		if err := tx.disableAfter(failures, "code_sets", current.id, a.ID, kind.Name()); err != nil {
			return nil, err
		}
	}
	if err := tx.secondFactorWrong(a.ID); err != nil {
		return nil, err
	}
	return errWrongCode, tx.noteSignIn(a.ID, portal.OutcomeCodeWrong, "", "", device)
}

// secondFactorClosed asks again within the act: parallel tries must not outrun the pause.
func (tx *Tx) secondFactorClosed(account string) (refused, err error) {
	c, err := tx.lockCounter(secondFactorCounter, account)
	if err != nil {
		return nil, err
	}
	if refused := c.closed(tx.Now); refused != nil {
		tx.Audit(portal.SecondFactorRefused, subjectOf(account), "why", "closed after too many failures")
		return refused, nil
	}
	return nil, nil
}

// secondFactorWrong counts a failure; the tenth in a row closes the account's second factors for ten minutes.
func (tx *Tx) secondFactorWrong(account string) error {
	limit := portal.WrongSecondFactors
	failures, err := tx.fail(secondFactorCounter, account, func(failures int) time.Time {
		if failures%limit.Count == 0 {
			return tx.Now.Add(limit.While)
		}
		return time.Time{}
	})
	if err != nil || failures < portal.AlertWrongCodes {
		return err
	}
	return tx.raise(account, portal.RuleWrongCodes, fmt.Sprintf("%d wrong codes in a row after a right password, the latest from %s.", portal.AlertWrongCodes, tx.Actor.Address))
}

func (tx *Tx) secondFactorRight(account string) error {
	return tx.forget(secondFactorCounter, account)
}

// completeSignIn lets a person in: both factors were right. A browser that had no session of this account before is a
// device that we have not seen, unless a passkey vouches for it; the owner is told of it at once.
func (tx *Tx) completeSignIn(s *portal.Session, a portal.Account, method portal.Method, passkey string) (token string, err error) {
	if err := a.Open(); err != nil {
		return "", err
	}
	if token, err = tx.advance(s, method); err != nil {
		return "", err
	}
	tx.Audit(portal.SignInSucceeded, "session/"+s.ID, "account", a.ID, "with", string(method))
	if err := tx.signedInElsewhere(*s); err != nil {
		return "", err
	}
	// Earlier tries of this browser that stopped halfway were this person's too: nobody needs to be warned of them.
	if _, err := tx.Exec(`
		UPDATE sessions
		SET ended_at = $2, ended_why = $3
		WHERE account_id = $1 AND stage = $4 AND address = $5 AND device = $6 AND ended_at IS NULL`,
		a.ID, Millis(tx.Now), string(portal.EndedByRetry), string(portal.HalfSignedIn), s.Address, s.Device); err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	if method == portal.ByPasswordCard && !s.Known {
		if err := tx.tell(a, portal.NoticeNewDevice, portal.Params{"device": s.Device}); err != nil {
			return "", err
		}
	}
	return token, tx.noteSignIn(a.ID, portal.OutcomeSignedIn, method, passkey, s.Device)
}

// ShowCodeAgain is step-up with a code card: the session counts as freshly signed in.
func (d *DB) ShowCodeAgain(ctx context.Context, actor portal.Actor, typed, device string) error {
	set, hash, err := d.tryCode(ctx, actor, portal.CardCodes, typed)
	if err != nil {
		return err
	}
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		_, a, err := tx.stillOpen(actor.Session, portal.SignedIn)
		if err != nil {
			return err
		}
		if refused, err = tx.useCode(a, portal.CardCodes, set, hash, device); refused != nil || err != nil {
			return err
		}
		return tx.stepUp(a, portal.ByPasswordCard, "", device)
	})
	return cmp.Or(err, refused)
}

func (tx *Tx) stepUp(a portal.Account, method portal.Method, passkey, device string) error {
	n, err := tx.Exec(`
		UPDATE sessions
		SET signed_in_at = $2, touched_at = $2
		WHERE id = $1 AND ended_at IS NULL`, tx.Actor.Session, Millis(tx.Now))
	if err != nil {
		return fmt.Errorf("step up: %w", err)
	}
	if n == 0 {
		return portal.ErrSessionOver
	}
	tx.Audit(portal.SteppedUp, "session/"+tx.Actor.Session, "with", string(method))
	return tx.noteSignIn(a.ID, portal.OutcomeSteppedUp, method, passkey, device)
}

// TellPasswordAlone tells owners whose right password was entered, by whom we do not know, without a second factor
// following within five minutes (Login.gov). It answers how many were told; a clock calls it every minute.
func (d *DB) TellPasswordAlone(ctx context.Context) (told int, err error) {
	const patience = 5 * time.Minute
	var waiting bool
	err = d.row(ctx, `
		SELECT EXISTS (
			SELECT 1
			FROM sessions
			WHERE stage = $1 AND ended_at IS NULL AND told_alone = $2 AND started_at < $3)`,
		string(portal.HalfSignedIn), false, Millis(d.Now().Add(-patience))).Scan(&waiting)
	if err != nil || !waiting {
		return 0, err
	}
	err = d.Act(ctx, portal.SystemActor("sign-in"), func(tx *Tx) error {
		tx.Bookkeeping()
		told = 0
		alone, err := tx.passwordsAlone(tx.Now.Add(-patience))
		if err != nil {
			return err
		}
		for session, account := range alone {
			a, err := tx.account(account)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`
				UPDATE sessions
				SET told_alone = $2
				WHERE id = $1`, session, true); err != nil {
				return err
			}
			if err := tx.tell(a, portal.NoticePasswordAlone, nil); err != nil {
				return err
			}
			told++
		}
		return nil
	})
	return told, err
}

func (tx *Tx) passwordsAlone(before time.Time) (map[string]string, error) {
	rows, err := tx.Rows(`
		SELECT id, account_id
		FROM sessions
		WHERE stage = $1 AND ended_at IS NULL AND told_alone = $2 AND started_at < $3
		LIMIT 50`, string(portal.HalfSignedIn), false, Millis(before))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	alone := map[string]string{}
	for rows.Next() {
		var session, account string
		if err := rows.Scan(&session, &account); err != nil {
			return nil, err
		}
		alone[session] = account
	}
	return alone, rows.Err()
}
