package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// endAuthority ends one that was agreed to, or offered: from this act on nobody acts by it. Mail about the taxpayer that has
// not left yet stays here, and what the representative was about to send becomes a draft that nobody sends.
func (tx *Tx) endAuthority(a *portal.Authority, becomes portal.AuthorityStatus, s authorityStep, tell bool) error {
	was := a.Status
	if err := tx.moveAuthority(a, becomes, s); err != nil {
		return err
	}
	if err := tx.withdrawMail(`SELECT outbox_id FROM authority_mail WHERE authority_id = $2`, a.ID); err != nil {
		return err
	}
	if err := tx.stopSending(`authority_id = $1`, a.ID); err != nil {
		return err
	}
	if was != portal.AuthorityActive || !tell {
		return nil
	}
	if err := tx.tellHolders(a.Taxpayer, portal.NoticeAuthorityOver, nil); err != nil {
		return err
	}
	return tx.tellRepresentative(*a, portal.NoticeAuthorityLost, nil)
}

// stopSending takes messages back that wait to be sent: they are drafts again.
func (tx *Tx) stopSending(where, of string) error {
	_, err := tx.Exec(`
		UPDATE message_drafts
		SET state = 'open', send_at = NULL
		WHERE state = 'held' AND `+where, of)
	if err != nil {
		return fmt.Errorf("stop what was to be sent: %w", err)
	}
	return nil
}

// RevokeAuthority is the taxpayer's "end this": at once, of whatever waits or is active.
func (d *DB) RevokeAuthority(ctx context.Context, actor portal.Actor, owner, id string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.givenBy(owner, id, portal.SeeRepresentatives)
		if err != nil {
			return err
		}
		if err := a.May(portal.RevokeAuthority); err != nil {
			return err
		}
		return tx.endAuthority(&a, portal.AuthorityRevoked, authorityStep{side: portal.SideTaxpayer}, true)
	})
}

// givenBy is an authority of a taxpayer whom the actor was proved to be, with what a service asks.
func (tx *Tx) givenBy(owner, id string, service portal.Service) (portal.Authority, error) {
	if _, err := tx.ownTaxpayer(owner, service); err != nil {
		return portal.Authority{}, err
	}
	a, err := tx.authority(id)
	if err == nil && (a.Taxpayer != owner || a.Status == portal.AuthorityRequested) {
		return a, portal.ErrNotFound
	}
	return a, err
}

// WithdrawAuthority gives up, as the representative, what was asked for or given.
func (d *DB) WithdrawAuthority(ctx context.Context, actor portal.Actor, id string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.authority(id)
		if err == nil && a.Representative != actor.Account {
			err = portal.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := a.May(portal.WithdrawAuthority); err != nil {
			return err
		}
		return tx.endAuthority(&a, portal.AuthorityWithdrawn, authorityStep{side: portal.SideRepresentative}, true)
	})
}

// EndAuthority ends one at the desk, for one of the reasons that both sides read, with words for the record.
func (d *DB) EndAuthority(ctx context.Context, actor portal.Actor, taxpayer, id, refusal, words string) error {
	if err := d.atTaxpayer(ctx, actor, taxpayer); err != nil {
		return err
	}
	why, err := portal.ReadRefusal("ending", refusal, portal.DepartmentEndings)
	var check portal.Check
	words = check.Reason("ending_words", words)
	if err := portal.Together(err, check.Err()); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.authority(id)
		if err == nil && a.Taxpayer != taxpayer {
			err = portal.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := a.May(portal.EndAuthority); err != nil {
			return err
		}
		return tx.endAuthority(&a, portal.AuthorityEnded, authorityStep{side: portal.SideDepartment, refusal: why, words: words}, true)
	})
}

// atTaxpayer is nil for one of the staff who works authorities and has said why they look at this taxpayer.
func (d *DB) atTaxpayer(ctx context.Context, actor portal.Actor, taxpayer string) error {
	if err := actor.Permit(portal.WorkAuthorities); err != nil {
		return err
	}
	_, err := scanTaxpayerLook(d.row(ctx, taxpayerLookOpenQuery, actor.Session, taxpayer, Millis(d.Now().Add(-portal.TaxpayerLookLasts)), actor.Account))
	if portal.CodeOf(err) == portal.NotFound {
		return portal.ErrSayWhyTaxpayer
	}
	return err
}
