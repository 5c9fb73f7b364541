package db

import (
	"context"

	"exchequer/portal"
)

// Own is the actor's own account.
func (d *DB) Own(ctx context.Context, actor portal.Actor) (a portal.Account, err error) {
	err = d.row(ctx, `
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.id = $1`, actor.Account).Scan(scanAccount(&a)...)
	return a, found(err)
}

// OwnHistory is a page of everything that happened to the actor's sign-in, the latest first and failures too, and one line
// more when there are older ones. Older is the id of the last line of the page before.
func (d *DB) OwnHistory(ctx context.Context, actor portal.Actor, older string) ([]portal.SignIn, error) {
	return d.signInsOf(ctx, actor.Account, older, portal.AccountPageSize+1)
}

// OwnLooks are the times that staff looked at the actor's own account, a page like one of OwnHistory.
func (d *DB) OwnLooks(ctx context.Context, actor portal.Actor, older string) ([]portal.AccountLook, error) {
	return d.accountLooks(ctx, actor.Account, older, portal.AccountPageSize+1)
}

// CallMe changes how the actor is written, and in which language they are written to.
func (d *DB) CallMe(ctx context.Context, actor portal.Actor, self portal.Self) error {
	if err := self.Check(actor); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		tx.Audit(portal.LanguageChosen, subjectOf(a.ID), "language", string(self.Language))
		if err := tx.nameAccount(&a, self.Name); err != nil {
			return err
		}
		return tx.speak(&a, self.Language)
	})
}

// CloseAccount is its owner's wish: nobody signs in any more, and everything is kept as a record. Staff accounts are
// closed by an administrator.
func (d *DB) CloseAccount(ctx context.Context, actor portal.Actor) error {
	if actor.Role != portal.Taxpayer {
		return portal.Refuse(portal.Forbidden, "Accounts of staff are closed by an administrator.")
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		if err := tx.moveAccount(&a, portal.Closed, "Closed by its owner."); err != nil {
			return err
		}
		tx.Audit(portal.AccountClosed, subjectOf(a.ID))
		if _, err := tx.endSessions(a.ID, "", portal.EndedByClosing); err != nil {
			return err
		}
		if err := tx.endInvitations(a.ID, "account closed"); err != nil {
			return err
		}
		return tx.tell(a, portal.NoticeClosed, nil)
	})
}
