package db

import (
	"cmp"
	"context"
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
		case open.Recovering && open.Proved && (a.Status == portal.Active || a.Status == portal.OnHold):
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

// ProveByCode lets someone who came by a link show a code of their card or app, and goes on; or a saved recovery code, and then
// the recovery waits for a day: the link and the sheet are all that a thief of a mailbox and of a drawer would need. The
// answer is then portal.ErrRecoveryWaits, and the session is over.
func (d *DB) ProveByCode(ctx context.Context, actor portal.Actor, s portal.Session, kind portal.CodeKind, typed string, addresses MailAddresses) error {
	shown, err := d.tryCode(ctx, actor, kind, typed)
	if err != nil {
		return err
	}
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		open, a, err := tx.stillOpen(s.ID, portal.SettingUp)
		if err != nil {
			return err
		}
		if refused, err = tx.useCode(a, shown, open.Device); refused != nil || err != nil {
			return err
		}
		if kind == portal.RecoverySaved {
			tx.Audit(portal.RecoveryCodeUsed, subjectOf(a.ID))
			refused = portal.ErrRecoveryWaits
			if err := tx.beginRecovery(a, open.Device, addresses); err != nil {
				return err
			}
			return tx.endSession(a.ID, open.ID, portal.EndedByRecovery)
		}
		return tx.prove(open)
	})
	return cmp.Or(err, refused)
}

// RecoverBySavedCode is for someone who knows the password and has lost every second factor: the two together lead at
// once to binding new ones. It answers with the token of a session that reaches nothing else.
func (d *DB) RecoverBySavedCode(ctx context.Context, actor portal.Actor, s portal.Session, typed string) (token string, err error) {
	shown, err := d.tryCode(ctx, actor, portal.RecoverySaved, typed)
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
		tx.Audit(portal.RecoveryCodeUsed, subjectOf(a.ID))
		if err := tx.tell(a, portal.NoticeRecoveryCodeUsed, nil); err != nil {
			return err
		}
		token = newToken()
		_, err = tx.Exec(`
			UPDATE sessions
			SET stage = $2, token_hash = $3, method = $4, started_at = $5, recovering = $6, proved = $6
			WHERE id = $1 AND ended_at IS NULL`, open.ID, string(portal.SettingUp), tokenHash(token), string(portal.ByPasswordRecovery), Millis(tx.Now), true)
		return err
	})
	return token, cmp.Or(err, refused)
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
	shown, err := d.tryCode(ctx, actor, portal.RecoverySaved, typed)
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
				WHERE c.set_id = $1 AND c.hash = $2 AND c.used_at IS NULL)`, shown.set.id, shown.hash, Millis(tx.Now))
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
	if ready.Count() == 0 || !ready.RecoverySaved {
		return "", portal.Refuse(portal.Conflict, "A step is missing: add a passkey or an authenticator app or print a code card, and save recovery codes.")
	}
	if a.Status == portal.PendingSecondFactor {
		if err := tx.moveAccount(&a, portal.Active, ""); err != nil {
			return "", err
		}
		tx.Audit(portal.AccountActivated, subjectOf(a.ID), "role", string(a.Role))
	}
	if a.Status == portal.OnHold { // put there by the owner: beginSetup let nobody else come here
		if err := tx.moveAccount(&a, portal.Active, "The owner recovered it."); err != nil {
			return "", err
		}
		tx.Audit(portal.AccountReleased, subjectOf(a.ID), "reason", "the owner recovered it")
	}
	return tx.completeSignIn(s, a, portal.BySetup, "")
}
