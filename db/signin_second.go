package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// What a wrong code is told says nothing of why: one that was used, that never was, and one of a card that was replaced
// are alike. Each says what to enter instead.
var (
	errWrongCode    = portal.Refuse(portal.Mend, "This code is not right, or was used already. Enter the next unused code of your newest card.")
	errWrongAppCode = portal.Refuse(portal.Mend, "This code is not right, or was used already. Wait until your authenticator app shows the next one, and enter that. If it is refused too, let your phone set its clock by itself.")
)

// EnterCode is the second step with a code card or an authenticator app: it ends the wait of a half-signed-in session
// and answers with the new token.
func (d *DB) EnterCode(ctx context.Context, s portal.Session, actor portal.Actor, typed string) (token string, err error) {
	shown, err := d.tryCode(ctx, actor, secondFactorKind(typed), typed)
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
		if refused, err = tx.useCode(a, shown, open.Device); refused != nil || err != nil {
			return err
		}
		token, err = tx.completeSignIn(&open, a, shown.method(), "")
		return err
	})
	return token, cmp.Or(err, refused)
}

// shownCode is a code as it was typed, with what takes time already done.
type shownCode struct {
	kind   portal.CodeKind
	digits string  // of an app, "" when it cannot be one
	set    codeSet // of the others
	hash   []byte  // nil when nothing can match
}

func (c shownCode) method() portal.Method {
	if c.kind == portal.AppCodes {
		return portal.ByPasswordApp
	}
	return portal.ByPasswordCard
}

// secondFactorKind is what a code at the second step is. Saved recovery codes open no session: there, one counts as a
// wrong code of the card.
func secondFactorKind(typed string) portal.CodeKind {
	if kind := portal.KindOfCode(typed); kind == portal.AppCodes {
		return kind
	}
	return portal.CardCodes
}

// tryCode does what takes time outside of the act: it looks whether the account's second factors are closed for a
// while, and hashes what was typed.
func (d *DB) tryCode(ctx context.Context, actor portal.Actor, kind portal.CodeKind, typed string) (shownCode, error) {
	c := shownCode{kind: kind}
	if err := d.secondFactorOpen(ctx, actor.Account); err != nil {
		return c, err
	}
	if kind == portal.AppCodes {
		if !portal.AppsAvailable() {
			return c, portal.ErrAppInFIPSMode
		}
		c.digits, _ = portal.ReadAppCode(typed)
		return c, nil
	}
	var err error
	c.set, err = scanCodeSet(d.row(ctx, codeSetQuery, actor.Account, string(kind)))
	if err != nil && !errors.Is(err, portal.ErrNotFound) {
		return c, fmt.Errorf("enter code: %w", err)
	}
	code, ok := portal.ReadCodeOf(kind, typed)
	if !ok || c.set.id == "" || !c.set.disabled.IsZero() {
		return c, nil // hashing it would be in vain: nothing can match
	}
	c.hash, err = d.hashCode(ctx, kind, code, c.set.salt, c.set.iterations)
	return c, err
}

// secondFactorOpen is nil when no run of failures has closed the account's second factors for a while.
func (d *DB) secondFactorOpen(ctx context.Context, account string) error {
	c, err := readCounter(d.row(ctx, counterQuery, d.counterKey(secondFactorCounter, account)))
	if err != nil {
		return fmt.Errorf("second factor: %w", err)
	}
	return c.closed(d.Now())
}

// useCode uses a code up, or counts the failure: for the one authenticator that it was to be of, and for the pause that
// all of them share.
func (tx *Tx) useCode(a portal.Account, c shownCode, device string) (refused, err error) {
	if refused, err := tx.secondFactorClosed(a.ID); refused != nil || err != nil {
		return refused, err
	}
	table, wrong := "code_sets", errWrongCode
	take := func() (id string, taken bool, err error) { return tx.takeCardCode(a.ID, c) }
	if c.kind == portal.AppCodes {
		table, wrong = "authenticator_apps", errWrongAppCode
		take = func() (id string, taken bool, err error) { return tx.takeAppCode(a.ID, c.digits) }
	}
	id, taken, err := take()
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, tx.secondFactorRight(a.ID)
	}
	tx.Audit(portal.SecondFactorRefused, subjectOf(a.ID), "with", c.kind.Name())
	if id != "" {
		if err := tx.authenticatorFailed(table, id, a.ID, c.kind.Name()); err != nil {
			return nil, err
		}
	}
	if err := tx.secondFactorWrong(a.ID); err != nil {
		return nil, err
	}
	return wrong, tx.noteSignIn(a.ID, portal.OutcomeCodeWrong, c.method(), "", device)
}

// takeCardCode uses a code of a card or of a recovery sheet up. The set's id is "" when none can be asked.
func (tx *Tx) takeCardCode(account string, c shownCode) (id string, taken bool, err error) {
	current, err := scanCodeSet(tx.Row(codeSetQuery+tx.db.engine.forUpdate(), account, string(c.kind)))
	if errors.Is(err, portal.ErrNotFound) || err == nil && !current.disabled.IsZero() {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	if c.hash == nil || current.id != c.set.id {
		return current.id, false, nil
	}
	if taken, err = tx.takeCode(current.id, c.hash); taken {
		_, err = tx.Exec(`
			UPDATE code_sets
			SET failures = 0
			WHERE id = $1`, current.id)
	}
	return current.id, taken, err
}

// authenticatorFailed counts a failure of one row of a table of authenticators.
func (tx *Tx) authenticatorFailed(table, id, account, what string) error {
	var failures int
	if err := tx.Row(`
		UPDATE `+table+`
		SET failures = failures + 1
		WHERE id = $1
		RETURNING failures`, id).Scan(&failures); err != nil {
		return fmt.Errorf("count a failure of a %s: %w", what, err)
	}
	return tx.disableAfter(failures, table, id, account, what)
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
	if (method == portal.ByPasswordCard || method == portal.ByPasswordApp || method == portal.ByAgency) && !s.Known {
		if err := tx.tell(a, portal.NoticeNewDevice, portal.Params{"device": s.Device}); err != nil {
			return "", err
		}
	}
	return token, tx.noteSignIn(a.ID, portal.OutcomeSignedIn, method, passkey, s.Device)
}

// ShowCodeAgain is step-up with a code card or an authenticator app: the session counts as freshly signed in, under a new
// token.
func (d *DB) ShowCodeAgain(ctx context.Context, actor portal.Actor, typed, device string) (token string, err error) {
	shown, err := d.tryCode(ctx, actor, secondFactorKind(typed), typed)
	if err != nil {
		return "", err
	}
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		_, a, err := tx.stillOpen(actor.Session, portal.SignedIn)
		if err != nil {
			return err
		}
		if refused, err = tx.useCode(a, shown, device); refused != nil || err != nil {
			return err
		}
		token, err = tx.stepUp(a, shown.method(), "", device)
		return err
	})
	return token, cmp.Or(err, refused)
}

// stepUp makes the session fresh, and gives it a new token: one that was stolen before opens nothing sensitive.
func (tx *Tx) stepUp(a portal.Account, method portal.Method, passkey, device string) (token string, err error) {
	token = newToken()
	n, err := tx.Exec(`
		UPDATE sessions
		SET signed_in_at = $2, touched_at = $2, token_hash = $3
		WHERE id = $1 AND ended_at IS NULL`, tx.Actor.Session, Millis(tx.Now), tokenHash(token))
	if err != nil {
		return "", fmt.Errorf("step up: %w", err)
	}
	if n == 0 {
		return "", portal.ErrSessionOver
	}
	tx.Audit(portal.SteppedUp, "session/"+tx.Actor.Session, "with", string(method))
	return token, tx.noteSignIn(a.ID, portal.OutcomeSteppedUp, method, passkey, device)
}
