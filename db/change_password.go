package db

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

// ChangePassword replaces the actor's password by a new one. The current one is asked for, with the same delays as at the
// sign-in page: a screen that was left open must not be enough. All other sessions end, and every address is told.
func (d *DB) ChangePassword(ctx context.Context, actor portal.Actor, current string, choice portal.SetupChoice) error {
	choice.Password = NormalPassword(choice.Password)
	if err := choice.Check(portal.Account{Email: actor.Email, Name: actor.Name}); err != nil {
		return err
	}
	if err := d.Within(ctx, portal.WrongPasswords, actor.Email+" "+actor.Address); err != nil {
		return err
	}
	if c, err := readCounter(d.row(ctx, counterQuery, d.counterKey(passwordCounter, actor.Email))); err != nil {
		return fmt.Errorf("change password: %w", err)
	} else if err := c.closed(d.Now()); err != nil {
		return err
	}
	known, err := d.passwordOf(ctx, actor.Email)
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	hash, err := d.hashing.hash(ctx, NormalPassword(current), known.salt, known.iterations)
	if err != nil {
		return err
	}
	right := known.matches(hash) && known.id != "" && known.disabled.IsZero()
	p, err := d.newPassword(ctx, actor.Account, choice.Password)
	if err != nil {
		return err
	}
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		refused, err = tx.changePassword(known, right, p)
		return err
	})
	return cmp.Or(err, refused)
}

func (tx *Tx) changePassword(known password, right bool, p password) (refused, err error) {
	open, a, err := tx.stillOpen(tx.Actor.Session, portal.SignedIn)
	if err != nil {
		return nil, err
	}
	c, err := tx.lockCounter(passwordCounter, a.Email)
	if err != nil {
		return nil, err
	}
	if refused := c.closed(tx.Now); refused != nil {
		tx.Audit(portal.SignInRefused, subjectOf(a.ID), "why", "too soon after a wrong password")
		return refused, nil
	}
	if !right {
		return wrongCurrentPassword(), tx.passwordWrong(portal.Attempt{Email: a.Email, Device: open.Device, Zone: time.UTC}, a.Email, known, c)
	}
	if refused, err := tx.passwordRight(a, a.Email, known); refused != nil || err != nil {
		return refused, err
	}
	tx.Audit(portal.PasswordChosen, subjectOf(a.ID))
	if err := tx.setPassword(p); err != nil {
		return nil, err
	}
	if _, err := tx.endSessions(a.ID, open.ID, portal.EndedByPassword); err != nil {
		return nil, err
	}
	return nil, tx.tell(a, portal.NoticePasswordChosen, nil)
}

func wrongCurrentPassword() error {
	var check portal.Check
	check.Wrong("current", "This is not your current password. Nothing was changed.")
	return check.Err()
}
