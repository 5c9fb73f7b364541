package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// EnterPaperAuthority is a clerk's entry of a signed paper form. It opens nothing until a colleague has compared it with the
// paper.
func (d *DB) EnterPaperAuthority(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, taxpayer string, form portal.PaperAuthority) error {
	if err := d.atTaxpayer(ctx, actor, taxpayer); err != nil {
		return err
	}
	offered, err := d.asking(ctx).taxTypes(taxpayer)
	if err != nil {
		return err
	}
	scope, err := form.Check(offered, portal.DateOf(d.Now().In(office.Zone)))
	if err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		account, err := tx.accountByEmail(form.Email)
		if errors.Is(err, portal.ErrNotFound) || err == nil && (account.Role != portal.Taxpayer || account.Status != portal.Active) {
			var check portal.Check
			check.Wrong("email", "Nobody signs in with this e-mail address. Ask the representative to open an account first.")
			return check.Err()
		}
		if err != nil {
			return err
		}
		held, err := tx.assuranceOf(account.ID, taxpayer)
		if err != nil {
			return err
		}
		if held != "" {
			var check portal.Check
			check.Wrong("email", "This account stands for the taxpayer itself.")
			return check.Err()
		}
		record, err := tx.taxpayer(taxpayer)
		if err != nil {
			return err
		}
		n := newAuthority{Authority: portal.Authority{
			Kind: portal.RepresentativeKind, Way: portal.PaperWay, Taxpayer: taxpayer, Called: record.Name(), Representative: account.ID, RepresentativeName: account.Name,
			Scope: scope, Status: portal.AuthorityRequested, LapsesAt: office.AddDays(tx.Now, portal.AuthorityAnswerDays), ExpireAt: endOfDay(scope.Until, office.Zone),
		}}
		if err := tx.within(n.Authority); err != nil {
			return err
		}
		if err := tx.insertAuthority(&n); err != nil {
			return err
		}
		if form.Both {
			joint, err := tx.asking().jointReturns(taxpayer)
			if err != nil {
				return err
			}
			for _, j := range joint {
				if scope.Touches(j) {
					if err := tx.consent(n.ID, j.With); err != nil {
						return err
					}
				}
			}
		}
		return tx.noteAuthority(n.Authority, n.Status, authorityStep{side: portal.SideDepartment, event: portal.PaperAuthorityEntered, words: form.Reason})
	})
}

// DecidePaperAuthority is the word of the second of the staff, who holds the paper. Nobody decides on what they entered.
func (d *DB) DecidePaperAuthority(ctx context.Context, actor portal.Actor, taxpayer, id string, decision portal.Decision, refusal string) error {
	if err := d.atTaxpayer(ctx, actor, taxpayer); err != nil {
		return err
	}
	var why portal.Refusal
	if !decision.Approve {
		var err error
		if why, err = portal.ReadRefusal("refusal", refusal, portal.PaperRefusals); err != nil {
			return err
		}
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.authority(id)
		if err == nil && (a.Taxpayer != taxpayer || a.Way != portal.PaperWay) {
			err = portal.ErrNotFound
		}
		if err != nil {
			return err
		}
		if a.AskedBy == actor.Account {
			return portal.Refuse(portal.Conflict, "You began this, so someone else decides on it. That is what the second person is for.")
		}
		if err := a.May(portal.ApprovePaper); err != nil {
			return err
		}
		if !decision.Approve {
			return tx.refuseAuthority(&a, authorityStep{side: portal.SideDepartment, refusal: why, words: decision.Reason})
		}
		n, err := tx.Exec(`
			UPDATE authorities
			SET agreed_at = $3, version = version + 1
			WHERE id = $1 AND version = $2`, a.ID, a.Version, Millis(tx.Now))
		if err != nil {
			return fmt.Errorf("approve a paper form: %w", err)
		}
		if n == 0 {
			return portal.ErrAuthorityMoved
		}
		a.AgreedAt, a.Version = tx.Now, a.Version+1
		return tx.beginOrAskJointly(&a, authorityStep{side: portal.SideDepartment, words: decision.Reason}, true)
	})
}
