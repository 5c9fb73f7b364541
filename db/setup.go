package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// mayBind is asked by every act that changes the ways in which someone signs in. It is allowed to a session that sets
// the account up, once it has chosen a password, and to one that is signed in and has shown its factors lately.
func (tx *Tx) mayBind(s portal.Session) (open portal.Session, a portal.Account, err error) {
	if open, a, err = tx.stillOpen(s.ID, s.Stage); err != nil {
		return open, a, err
	}
	switch open.Stage {
	case portal.SettingUp:
		if a.Status != portal.PendingSecondFactor && !(open.Recovering && open.Proved) {
			return open, a, portal.ErrSessionOver
		}
		return open, a, nil
	case portal.SignedIn:
		if err := a.Open(); err != nil {
			return open, a, err
		}
		return open, a, tx.stepUpFresh()
	}
	return open, a, portal.ErrSessionOver
}

// ChoosePassword sets the password of someone who came by a link, and the name of an account that has none yet. Someone
// who recovers has shown a second factor or a recovery code before.
func (d *DB) ChoosePassword(ctx context.Context, actor portal.Actor, s portal.Session, choice portal.SetupChoice) error {
	choice.Password = NormalPassword(choice.Password)
	if err := choice.Check(portal.Account{Email: actor.Email, Name: actor.Name}); err != nil {
		return err
	}
	p, err := d.newPassword(ctx, s.Account, choice.Password)
	if err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		open, a, err := tx.stillOpen(s.ID, portal.SettingUp)
		if err != nil {
			return err
		}
		tx.Audit(portal.PasswordChosen, subjectOf(a.ID))
		switch {
		case open.Recovering && open.Proved && a.Status == portal.Active:
			if _, err := tx.endSessions(a.ID, s.ID, portal.EndedByPassword); err != nil {
				return err
			}
			if err := tx.tell(a, portal.NoticePasswordChosen, nil); err != nil {
				return err
			}
			if err := tx.finishRecovery(open, a); err != nil {
				return err
			}
		case !open.Recovering && a.Status == portal.PendingPassword:
			if err := tx.moveAccount(&a, portal.PendingSecondFactor, ""); err != nil {
				return err
			}
			if err := tx.nameAccount(&a, choice.Name); err != nil {
				return err
			}
		default:
			return portal.ErrSessionOver
		}
		if err := tx.forget(passwordCounter, a.Email); err != nil {
			return err
		}
		return tx.setPassword(p)
	})
}

// nameAccount is how we write the account's owner from now on.
func (tx *Tx) nameAccount(a *portal.Account, name string) error {
	if name == a.Name {
		return nil
	}
	a.Name = name
	tx.Audit(portal.AccountNamed, subjectOf(a.ID))
	_, err := tx.Exec(`
		UPDATE accounts
		SET name = $2, name_key = $3
		WHERE id = $1`, a.ID, name, nameKey(name))
	if err != nil {
		return fmt.Errorf("name an account: %w", err)
	}
	return nil
}

// ProveByCode lets someone who recovers show a code of their card or a saved recovery code, before they choose a new
// password. The link came by e-mail, so the two together are what product.md asks for.
func (d *DB) ProveByCode(ctx context.Context, actor portal.Actor, s portal.Session, kind portal.CodeKind, typed string) error {
	set, hash, err := d.tryCode(ctx, actor, kind, typed)
	if err != nil {
		return err
	}
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		open, a, err := tx.stillOpen(s.ID, portal.SettingUp)
		if err != nil {
			return err
		}
		if refused, err = tx.useCode(a, kind, set, hash, open.Device); refused != nil || err != nil {
			return err
		}
		if kind == portal.RecoverySaved {
			tx.Audit(portal.RecoveryCodeUsed, subjectOf(a.ID))
			if err := tx.tell(a, portal.NoticeRecoveryCodeUsed, nil); err != nil {
				return err
			}
		}
		return tx.prove(open)
	})
	return cmp.Or(err, refused)
}

func (tx *Tx) prove(s portal.Session) error {
	tx.Audit(portal.SteppedUp, "session/"+s.ID, "for", "a new password")
	n, err := tx.Exec(`
		UPDATE sessions
		SET proved = $2
		WHERE id = $1 AND recovering AND ended_at IS NULL`, s.ID, true)
	if err != nil {
		return fmt.Errorf("prove: %w", err)
	}
	if n == 0 {
		return portal.ErrSessionOver
	}
	return nil
}

// IssueCodes gives the session's account a new code card, or a new sheet of recovery codes, and answers with the codes:
// this once, since afterwards only their hashes are kept.
func (d *DB) IssueCodes(ctx context.Context, actor portal.Actor, s portal.Session, kind portal.CodeKind) ([]string, error) {
	c, err := d.newCodes(ctx, kind)
	if err != nil {
		return nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		_, a, err := tx.mayBind(s)
		if err != nil {
			return err
		}
		return tx.issueCodes(a, c)
	})
	if err != nil {
		return nil, err
	}
	return c.plain, nil
}

func (tx *Tx) issueCodes(a portal.Account, c codes) error {
	event, notice := portal.CodeCardIssued, portal.NoticeCodeCardIssued
	if c.kind == portal.RecoverySaved {
		event, notice = portal.RecoveryCodesIssued, portal.NoticeRecoveryCodes
	}
	tx.Audit(event, subjectOf(a.ID))
	if err := tx.setCodes(a.ID, c); err != nil {
		return err
	}
	if a.Status.Pending() {
		return nil // whoever sets an account up knows that they are doing so
	}
	return tx.tell(a, notice, nil)
}

// SaveRecoveryCodes believes that the codes were saved when one of them is typed; it stays unused. It answers with the
// token of a signed-in session when that was the last step of setting up, and with "" when already signed in.
func (d *DB) SaveRecoveryCodes(ctx context.Context, actor portal.Actor, s portal.Session, typed string) (token string, err error) {
	set, hash, err := d.tryCode(ctx, actor, portal.RecoverySaved, typed)
	if err != nil {
		return "", err
	}
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		token = ""
		open, a, err := tx.mayBind(s)
		if err != nil {
			return err
		}
		n, err := tx.Exec(`
			UPDATE code_sets
			SET saved_at = $3
			WHERE id = $1 AND replaced_at IS NULL AND EXISTS (
				SELECT 1
				FROM codes c
				WHERE c.set_id = $1 AND c.hash = $2 AND c.used_at IS NULL)`, set.id, hash, Millis(tx.Now))
		if err != nil {
			return fmt.Errorf("save recovery codes: %w", err)
		}
		if n == 0 {
			return errNotSaved
		}
		tx.Audit(portal.RecoveryCodesSaved, subjectOf(a.ID))
		if open.Stage == portal.SignedIn {
			return nil
		}
		token, err = tx.finishSetup(&open, a)
		return err
	})
	return token, err
}

var errNotSaved = func() error {
	var check portal.Check
	check.Wrong("code", "This is not one of the codes above. Type any one of them, just as you saved it.")
	return check.Err()
}()

// FinishRecovery signs someone in who has chosen a new password and used no recovery code up.
func (d *DB) FinishRecovery(ctx context.Context, actor portal.Actor, s portal.Session) (token string, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		open, a, err := tx.mayBind(s)
		if err != nil {
			return err
		}
		token, err = tx.finishSetup(&open, a)
		return err
	})
	return token, err
}

// finishSetup opens the account: there is a password, a second factor and a sheet of recovery codes that was saved.
func (tx *Tx) finishSetup(s *portal.Session, a portal.Account) (token string, err error) {
	ready, err := tx.secondFactors(a.ID)
	if err != nil {
		return "", err
	}
	if ready.total() == 0 || !ready.recoverySaved {
		return "", portal.Refuse(portal.Conflict, "A step is missing: bind a passkey or print a code card, and save recovery codes.")
	}
	if a.Status == portal.PendingSecondFactor {
		if err := tx.moveAccount(&a, portal.Active, ""); err != nil {
			return "", err
		}
		tx.Audit(portal.AccountActivated, subjectOf(a.ID), "role", string(a.Role))
	}
	return tx.completeSignIn(s, a, portal.BySetup, "")
}

// secondFactors counts what an account can sign in with beside its password.
type secondFactors struct {
	passkeys      int
	cardCodes     int
	recoverySaved bool
}

func (f secondFactors) total() int { return f.passkeys + f.cardCodes }

func (tx *Tx) secondFactors(account string) (f secondFactors, err error) {
	if err := tx.Row(`
		SELECT COUNT(*)
		FROM passkeys
		WHERE account_id = $1 AND removed_at IS NULL AND disabled_at IS NULL`, account).Scan(&f.passkeys); err != nil {
		return f, err
	}
	card, err := scanCodes(tx.Row(codesSummaryQuery, account, string(portal.CardCodes)))
	if err != nil {
		return f, err
	}
	sheet, err := scanCodes(tx.Row(codesSummaryQuery, account, string(portal.RecoverySaved)))
	if err != nil && !errors.Is(err, portal.ErrNotFound) {
		return f, err
	}
	if card.Disabled.IsZero() {
		f.cardCodes = card.Left
	}
	f.recoverySaved = !sheet.SavedAt.IsZero()
	return f, nil
}
