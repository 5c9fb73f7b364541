package db

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// InviteStaff makes an account that waits for its owner, and answers with the token of a one-time link. With mail,
// the link goes to the e-mail address and the token is not told to whoever invites.
func (d *DB) InviteStaff(ctx context.Context, actor portal.Actor, i portal.Invitation, mail func(token string) string) (a portal.Account, token string, err error) {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return a, "", err
	}
	if err := i.Check(); err != nil {
		return a, "", err
	}
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		if a, err = tx.invitee(i); err != nil {
			return err
		}
		tx.Audit(portal.StaffInvited, subjectOf(a.ID), "email", a.Email, "role", string(a.Role))
		token, err = tx.sendLink(a, false, mail)
		return err
	})
	return a, token, err
}

// invitee is a new account, or one whose earlier invitation was taken back.
func (tx *Tx) invitee(i portal.Invitation) (a portal.Account, err error) {
	a, err = tx.accountByEmail(i.Email)
	switch {
	case errors.Is(err, portal.ErrNotFound):
		a = portal.Account{Email: i.Email, Name: i.Name, Role: i.Role, Language: portal.English}
		return a, tx.insertAccount(&a)
	case err != nil:
		return a, err
	case a.Status != portal.Withdrawn:
		var check portal.Check
		check.Wrong("email", "%s has an account already. Find it in the list of staff.", i.Email)
		return a, check.Err()
	}
	if err := tx.moveAccount(&a, portal.PendingEmail, ""); err != nil {
		return a, err
	}
	a.Name, a.Role = i.Name, i.Role
	_, err = tx.Exec(`
		UPDATE accounts
		SET name = $2, name_key = $4, role = $3
		WHERE id = $1`, a.ID, a.Name, string(a.Role), nameKey(a.Name))
	return a, err
}

// SendLink sends a new one-time link: to someone who has not set the account up yet the invitation again, to someone
// who has, one to choose a new password, which a second factor or a recovery code must confirm.
func (d *DB) SendLink(ctx context.Context, actor portal.Actor, account string, mail func(token string) string) (a portal.Account, token string, err error) {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return a, "", err
	}
	if err := d.Spend(ctx, portal.LinksByMail, account); err != nil {
		return a, "", err
	}
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		if a, err = tx.staffAccount(account); err != nil {
			return err
		}
		switch {
		case a.Status.Pending():
			tx.Audit(portal.StaffInvitedAgain, subjectOf(a.ID))
		case a.Status == portal.Active:
			tx.Audit(portal.StaffNewPasswordLink, subjectOf(a.ID))
		default:
			return portal.Refuse(portal.Conflict, "This account is %s: it cannot get a link.", string(a.Status))
		}
		token, err = tx.sendLink(a, a.Status == portal.Active, mail)
		return err
	})
	return a, token, err
}

// RecoverStaff is for the operator alone: a link to choose a new password, and the code card that must go with it, for
// someone who lost every key.
func (d *DB) RecoverStaff(ctx context.Context, operator portal.Actor, typed string) (a portal.Account, link string, codes []string, err error) {
	if operator.Role != portal.System {
		return a, "", nil, portal.ErrForbidden
	}
	email, _ := portal.EmailAddress(typed)
	err = found(d.row(ctx, `
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.email = $1`, email).Scan(scanAccount(&a)...))
	if errors.Is(err, portal.ErrNotFound) {
		return a, "", nil, portal.Refuse(portal.NotFound, "Nobody signs in with this e-mail address.")
	}
	if err != nil {
		return a, "", nil, fmt.Errorf("recover: %w", err)
	}
	if a, codes, err = d.HandOutCard(ctx, operator, a.ID); err != nil {
		return a, "", nil, err
	}
	if err := d.Act(ctx, operator, func(tx *Tx) error {
		tx.Audit(portal.StaffRecovered, subjectOf(a.ID), "role", string(a.Role))
		return nil
	}); err != nil {
		return a, "", nil, fmt.Errorf("recover: %w", err)
	}
	a, link, err = d.SendLink(ctx, operator, a.ID, nil)
	return a, link, codes, err
}

// sendLink makes a link and withdraws the one before: of two links in two e-mails only the newer opens.
func (tx *Tx) sendLink(a portal.Account, recovering bool, mail func(token string) string) (token string, err error) {
	lasts, notice := portal.InvitationLasts, portal.NoticeInvited
	switch {
	case recovering:
		lasts, notice = portal.NewPasswordLinkLasts, portal.NoticeNewPasswordLink
	case a.Role == portal.Taxpayer:
		notice = portal.NoticeConfirmEmail
	}
	return tx.makeLink(a, recovering, lasts, notice, mail)
}

func (tx *Tx) makeLink(a portal.Account, recovering bool, lasts time.Duration, notice portal.Notice, mail func(token string) string) (token string, err error) {
	if err := tx.endInvitations(a.ID, "a newer link was made"); err != nil {
		return "", err
	}
	token = newToken()
	_, err = tx.Exec(`
		INSERT INTO invitations (id, account_id, token_hash, recovering, created_at, created_by, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		newID(), a.ID, tokenHash(token), recovering, Millis(tx.Now), nullText(tx.Actor.Account), Millis(tx.Now.Add(lasts)))
	if err != nil {
		return "", fmt.Errorf("make link: %w", err)
	}
	if mail == nil {
		return token, nil
	}
	params := portal.Params{"secret": mail(token), "by": tx.Actor.Name, "name": a.Name}
	return "", tx.Notify(notice, a.Email, a.Language, params) // to the address that signs in, and to no other
}

func (tx *Tx) endInvitations(account, why string) error {
	_, err := tx.Exec(`
		UPDATE invitations
		SET ended_at = $2, ended_why = $3
		WHERE account_id = $1 AND ended_at IS NULL`, account, Millis(tx.Now), why)
	if err != nil {
		return fmt.Errorf("end links: %w", err)
	}
	return nil
}

// WithdrawInvitation takes an invitation back from someone who has not set the account up.
func (d *DB) WithdrawInvitation(ctx context.Context, actor portal.Actor, account string) error {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.staffAccount(account)
		if err != nil {
			return err
		}
		tx.Audit(portal.InvitationWithdrawn, subjectOf(account))
		if err := tx.moveAccount(&a, portal.Withdrawn, ""); err != nil {
			return err
		}
		if _, err := tx.endSessions(account, "", portal.EndedByStaff); err != nil {
			return err
		}
		return tx.endInvitations(account, "withdrawn")
	})
}

// errLinkOver is one answer to a link that was used, that ended, and that never was.
var errLinkOver = portal.Refuse(portal.NotFound, "This link was used already, or its time is over. Go to the sign-in page and ask for a new one.")

// OpenLink uses a one-time link up and begins setting the account up, in a session of its own. Of many parallel
// openings exactly one wins.
func (d *DB) OpenLink(ctx context.Context, visitor portal.Actor, link, device string) (token string, s portal.Session, err error) {
	if err := d.SpendSignIn(ctx, visitor.Address); err != nil {
		return "", s, err
	}
	err = d.Act(ctx, visitor, func(tx *Tx) error {
		var account string
		var recovering bool
		err := tx.Row(`
			UPDATE invitations
			SET ended_at = $2, ended_why = 'used'
			WHERE token_hash = $1 AND ended_at IS NULL AND expires_at > $2
			RETURNING account_id, recovering`, tokenHash(link), Millis(tx.Now)).Scan(&account, &recovering)
		if found(err) == portal.ErrNotFound {
			return errLinkOver
		}
		if err != nil {
			return fmt.Errorf("open link: %w", err)
		}
		a, err := tx.account(account)
		if err != nil {
			return err
		}
		if err := tx.beginSetup(&a, recovering); err != nil {
			return err
		}
		tx.Audit(portal.LinkOpened, subjectOf(account))
		s = portal.Session{Account: account, Stage: portal.SettingUp, Method: portal.BySetup, Address: visitor.Address, Device: device, Recovering: recovering}
		if s.Proved, err = tx.recoveryWaited(a.ID, recovering); err != nil {
			return err
		}
		token, err = tx.openSession(&s)
		return err
	})
	return token, s, err
}

// beginSetup takes an account to the choice of a password. Someone who had begun before begins again: what was bound
// then may have been bound by another holder of the earlier link.
func (tx *Tx) beginSetup(a *portal.Account, recovering bool) error {
	switch a.Status {
	case portal.OnHold:
		if mine, err := tx.heldByOwner(*a); !recovering || !mine || err != nil {
			return cmp.Or[error](err, errLinkOver)
		}
		return nil
	case portal.PendingPassword, portal.Active:
		return nil
	case portal.PendingEmail, portal.PendingSecondFactor:
		if _, err := tx.removePasskeys(a.ID, "a new link was opened"); err != nil {
			return err
		}
		if _, err := tx.dropApp(a.ID, "a new link was opened"); err != nil {
			return err
		}
		if err := tx.forgetWaitingApp(a.ID); err != nil {
			return err
		}
		for _, kind := range []portal.CodeKind{portal.CardCodes, portal.RecoverySaved} {
			if err := tx.dropCodes(a.ID, kind); err != nil {
				return err
			}
		}
		if _, err := tx.endSessions(a.ID, "", portal.EndedByStaff); err != nil {
			return err
		}
		return tx.moveAccount(a, portal.PendingPassword, "")
	}
	return errLinkOver
}

// mayGoOn reports whether someone who chose a password may still go on setting the account up: staff within the life of
// the link with which they began, the public whenever they like and from any device.
func (tx *Tx) mayGoOn(a portal.Account) (bool, error) {
	if a.Role == portal.Taxpayer {
		return true, nil
	}
	var expires time.Time
	err := tx.Row(`
		SELECT MAX(expires_at)
		FROM invitations
		WHERE account_id = $1 AND (ended_at IS NULL OR ended_why = 'used')`, a.ID).Scan(millis(&expires))
	return tx.Now.Before(expires), err
}

// stepUpFresh is asked within acts about accounts: a screen that was left open must not be enough.
func (tx *Tx) stepUpFresh() error { return tx.Actor.StepUp(tx.Now) }
