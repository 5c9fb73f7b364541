package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// Names of the counters that close a sign-in for a while after failures.
const (
	passwordCounter     = "wrong passwords in a row"
	secondFactorCounter = "wrong second factors in a row"
)

// EnterPassword is the first step of signing in. A right password answers with the token of a session that waits for
// the second factor, or that goes on setting the account up. A wrong one, an unknown address and a password that was
// disabled answer with the same words after the same work.
func (d *DB) EnterPassword(ctx context.Context, visitor portal.Actor, try portal.Attempt) (token string, s portal.Session, err error) {
	email, _ := portal.EmailAddress(try.Email)
	if err := d.SpendSignIn(ctx, visitor.Address); err != nil {
		return "", s, err
	}
	if err := d.Within(ctx, portal.WrongPasswords, email+" "+visitor.Address); err != nil {
		return "", s, err
	}
	if c, err := readCounter(d.row(ctx, counterQuery, d.counterKey(passwordCounter, email))); err != nil {
		return "", s, fmt.Errorf("enter password: %w", err)
	} else if err := c.closed(d.Now()); err != nil {
		return "", s, err
	}
	known, err := d.passwordOf(ctx, email)
	if err != nil {
		return "", s, fmt.Errorf("enter password: %w", err)
	}
	hash, err := d.hashing.hash(ctx, NormalPassword(try.Password), known.salt, known.iterations)
	if err != nil {
		return "", s, err
	}
	right := known.matches(hash) && known.id != "" && known.disabled.IsZero()
	var refused error
	err = d.Act(ctx, visitor, func(tx *Tx) (err error) {
		token, s, refused, err = tx.enterPassword(try, email, known, right)
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return "", portal.Session{}, err
	}
	return token, s, nil
}

// passwordOf is the password to compare with. For an address that nobody has it is one that nothing matches, so that
// the same work is done.
func (d *DB) passwordOf(ctx context.Context, email string) (password, error) {
	var account string
	err := d.row(ctx, `SELECT id FROM accounts WHERE email = $1`, email).Scan(&account)
	if err == nil {
		p, err := d.scanPassword(d.row(ctx, passwordQuery, account))
		if !errors.Is(err, portal.ErrNotFound) {
			return p, err
		}
	} else if found(err) != portal.ErrNotFound {
		return password{}, err
	}
	return password{account: account, salt: make([]byte, saltLength), iterations: d.hashing.passwordWork, hash: make([]byte, hashLength)}, nil
}

func (tx *Tx) enterPassword(try portal.Attempt, email string, known password, right bool) (token string, s portal.Session, refused, err error) {
	// Of tries that were hashed at the same time only the first counts: the others would outrun the delay.
	c, err := tx.lockCounter(passwordCounter, email)
	if err != nil {
		return "", s, nil, err
	}
	if refused := c.closed(tx.Now); refused != nil {
		tx.Audit(portal.SignInRefused, subjectOf(known.account), "why", "too soon after a wrong password")
		return "", s, refused, nil
	}
	if !right {
		return "", s, portal.ErrWrongSignIn, tx.passwordWrong(try, email, known, c)
	}
	a, err := tx.account(known.account)
	if err != nil {
		return "", s, nil, err
	}
	if refused, err := tx.passwordRight(a, email, known); refused != nil || err != nil {
		return "", s, refused, err
	}
	s = portal.Session{Account: a.ID, Stage: portal.HalfSignedIn, Address: tx.Actor.Address, Device: try.Device, Return: try.Return, Known: try.Known == a.ID}
	if a.Status == portal.PendingSecondFactor {
		open, err := tx.mayGoOn(a)
		if err != nil {
			return "", s, nil, err
		}
		if !open {
			tx.Audit(portal.SignInRefused, subjectOf(a.ID), "why", "the invitation has ended")
			return "", s, a.Open(), tx.noteSignIn(a.ID, portal.OutcomeClosed, "", "", try.Device)
		}
		s.Stage = portal.SettingUp
	} else if refused := a.Open(); refused != nil {
		tx.Audit(portal.SignInRefused, subjectOf(a.ID), "why", string(a.Status))
		return "", s, refused, tx.noteSignIn(a.ID, portal.OutcomeClosed, "", "", try.Device)
	}
	tx.Audit(portal.PasswordRight, subjectOf(a.ID))
	token, err = tx.openSession(&s)
	return token, s, nil, err
}

// passwordRight sets the counters back. A password that was replaced or disabled while this try was hashed is wrong.
func (tx *Tx) passwordRight(a portal.Account, email string, known password) (refused, err error) {
	n, err := tx.Exec(`
		UPDATE passwords
		SET failures = 0
		WHERE id = $1 AND replaced_at IS NULL AND disabled_at IS NULL`, known.id)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		tx.Audit(portal.SignInRefused, subjectOf(a.ID), "why", "the password was replaced meanwhile")
		return portal.ErrWrongSignIn, nil
	}
	return nil, tx.forget(passwordCounter, email)
}

// passwordWrong counts a wrong password: for the address typed, which may be nobody's, so that the delay tells
// nothing; for it from this network address; and for the account's own password, if there is one.
func (tx *Tx) passwordWrong(try portal.Attempt, email string, known password, c counter) error {
	tx.Audit(portal.SignInRefused, subjectOf(known.account), "why", "wrong password")
	if c.count >= portal.AuthenticatorFailures { // the day on which it was closed is over
		if err := tx.forget(passwordCounter, email); err != nil {
			return err
		}
	}
	if _, err := tx.fail(passwordCounter, email, func(failures int) time.Time {
		return tx.Now.Add(portal.PasswordDelay(failures, tx.Now, cmp.Or(try.Zone, time.UTC)))
	}); err != nil {
		return err
	}
	if _, err := tx.spend(portal.WrongPasswords, email+" "+tx.Actor.Address); err != nil {
		return err
	}
	if known.account == "" {
		return nil
	}
	if known.id != "" {
		if err := tx.authenticatorFailed("passwords", known.id, known.account, "password"); err != nil {
			return err
		}
	}
	if err := tx.noteSignIn(known.account, portal.OutcomePasswordWrong, "", "", try.Device); err != nil {
		return err
	}
	return tx.manyAccounts(known.account)
}

// disableAfter disables an authenticator at its hundredth failure in a row (NIST SP 800-63B-4), and tells its owner.
func (tx *Tx) disableAfter(failures int, table, id, account, what string) error {
	if failures != portal.AuthenticatorFailures {
		return nil
	}
	if _, err := tx.Exec(`
		UPDATE `+table+`
		SET disabled_at = $2
		WHERE id = $1`, id, Millis(tx.Now)); err != nil {
		return fmt.Errorf("disable %s: %w", what, err)
	}
	a, err := tx.account(account)
	if err != nil {
		return err
	}
	tx.Audit(portal.AuthenticatorDisabled, subjectOf(account), "authenticator", what, "why", "100 failures in a row")
	return tx.tell(a, portal.NoticeDisabled, portal.Params{"authenticator": what})
}

// noteSignIn writes a line of the history that the account's owner reads.
func (tx *Tx) noteSignIn(account string, outcome portal.Outcome, method portal.Method, passkey, device string) error {
	_, err := tx.Exec(`
		INSERT INTO sign_ins (id, account_id, at, outcome, method, passkey_name, device, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		newID(), account, Millis(tx.Now), string(outcome), string(method), passkey, device, tx.Actor.Address)
	if err != nil {
		return fmt.Errorf("note sign-in: %w", err)
	}
	return nil
}

// SignIns are the latest lines of the actor's history.
func (d *DB) SignIns(ctx context.Context, actor portal.Actor, limit int) ([]portal.SignIn, error) {
	return d.signInsOf(ctx, actor.Account, "", limit)
}

const signInsQuery = `
	SELECT id, at, outcome, method, passkey_name, device, address
	FROM sign_ins
	WHERE account_id = $1 AND id < $2
	ORDER BY id DESC
	LIMIT $3`

// newestID is above every id that we make, in the order of either engine.
const newestID = "ffffffff-ffff-ffff-ffff-ffffffffffff"

// signInsOf are lines of an account's history, older than a line when its id is given.
func (d *DB) signInsOf(ctx context.Context, account, older string, limit int) ([]portal.SignIn, error) {
	rows, err := d.rows(ctx, signInsQuery, account, cmp.Or(older, newestID), limit)
	if err != nil {
		return nil, fmt.Errorf("sign-ins: %w", err)
	}
	defer rows.Close()
	var lines []portal.SignIn
	for rows.Next() {
		var l portal.SignIn
		if err := rows.Scan(&l.ID, millis(&l.At), &l.Outcome, &l.Method, &l.Passkey, &l.Device, &l.Address); err != nil {
			return nil, fmt.Errorf("sign-ins: %w", err)
		}
		lines = append(lines, l)
	}
	return lines, rows.Err()
}

// subjectOf is how the audit trail names an account. An address that nobody has leaves nothing: people type their
// password into the wrong field.
func subjectOf(account string) string { return "account/" + cmp.Or(account, "unknown") }
