package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// AskForAuthority asks a taxpayer, whom the representative knows by a letter of ours, to let them act. Whether there is such
// a taxpayer is never said: a request that fits nobody stands in the same list, with the same words, until it lapses; and
// the taxpayer is asked later, by the clock, so that the answer takes as long.
func (d *DB) AskForAuthority(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, claim portal.AuthorityClaim, level portal.Level) (string, error) {
	if actor.Role != portal.Taxpayer {
		return "", portal.ErrNotFound
	}
	number, match, err := claim.Check(d.Now())
	var check portal.Check
	if !level.Allows(portal.ViewLevel) {
		check.Wrong("level", "Choose what you ask for.")
	}
	if err := portal.Together(err, check.Err()); err != nil {
		return "", err
	}
	if err := d.spendMatch(ctx, actor, number); err != nil {
		return "", err
	}
	var id string
	err = d.Act(ctx, actor, func(tx *Tx) error {
		taxpayer, evidence, err := tx.matchTaxpayer(number, match)
		if err != nil {
			return err
		}
		fits, err := tx.mayAsk(taxpayer)
		if err != nil {
			return err
		}
		n := newAuthority{Authority: portal.Authority{
			Kind: portal.RepresentativeKind, Way: portal.RequestWay, Called: claim.Name, Representative: actor.Account, RepresentativeName: actor.Name,
			Scope: portal.AuthorityScope{Level: level}, Status: portal.AuthorityRequested, LapsesAt: office.AddDays(tx.Now, portal.AuthorityAnswerDays),
		}}
		event := portal.AuthorityAskedVain
		if fits {
			n.Taxpayer, event = taxpayer, portal.AuthorityWasAsked
		}
		if err := tx.insertAuthority(&n); err != nil {
			return err
		}
		id = n.ID
		return tx.noteAuthority(n.Authority, n.Status, authorityStep{side: portal.SideRepresentative, event: event, words: evidence.ForTheRecord()})
	})
	return id, err
}

// mayAsk reports that a request goes on to a taxpayer: the details fit one, whom the actor neither is nor acts for nor has
// asked already. Otherwise it lies as one that fits nobody.
func (tx *Tx) mayAsk(taxpayer string) (bool, error) {
	var n int
	err := tx.Row(`
		SELECT (SELECT COUNT(*) FROM assurances WHERE account_id = $1 AND taxpayer_id = $2 AND ended_at IS NULL)
			+ (SELECT COUNT(*) FROM authorities WHERE representative = $1 AND taxpayer_id = $2 AND kind = 'representative' AND status IN ('invited', 'requested', 'awaiting taxpayer', 'active'))`,
		tx.Actor.Account, taxpayer).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("who has asked: %w", err)
	}
	return taxpayer != "" && n == 0, nil
}

// forwardTogether is how many one act of the clock takes: short acts leave the writer free for people.
const forwardTogether = 50

// ForwardRequests asks the taxpayers of requests that fit one, and tells whether there may be more.
func (d *DB) ForwardRequests(ctx context.Context) (more bool, err error) {
	return d.eachAuthority(ctx, `a.status = 'requested' AND a.way = 'request' AND a.taxpayer_id IS NOT NULL AND a.lapses_at > $1`, func(tx *Tx, a portal.Authority) error {
		if err := tx.moveAuthority(&a, portal.AuthorityAwaiting, authorityStep{side: portal.SideClock}); err != nil {
			return err
		}
		return tx.tellHolders(a.Taxpayer, portal.NoticeAuthorityAsked, until(a.LapsesAt))
	})
}

// AnswerRequest is the taxpayer's word on a request: accepted for what they say, not for what was asked; or refused for one
// of the reasons that the representative reads.
func (d *DB) AnswerRequest(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, owner, id string, accept bool, form portal.ScopeForm, refusal string) error {
	now, ask := d.Now(), d.asking(ctx)
	service := portal.GiveAccess
	if !accept {
		service = portal.SeeRepresentatives // to say no asks no more than looking
	}
	held, err := ask.ownTaxpayer(actor, owner, service, now)
	if err != nil {
		return err
	}
	var scope portal.AuthorityScope
	var why portal.Refusal
	if accept {
		offered, err := ask.taxTypes(owner)
		if err != nil {
			return err
		}
		var check portal.Check
		scope = form.Check(&check, offered, portal.DateOf(now.In(office.Zone)))
		if err := portal.Together(check.Err(), levelOpen(held, scope.Level)); err != nil {
			return err
		}
		service = scope.Level.Service()
	} else if why, err = portal.ReadRefusal("refusal", refusal, portal.TaxpayerRefusals); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.givenBy(owner, id, service)
		if err != nil {
			return err
		}
		if err := a.May(portal.AcceptRequest); err != nil {
			return err
		}
		if !tx.Now.Before(a.LapsesAt) {
			return portal.ErrAuthorityMoved
		}
		if !accept {
			return tx.refuseAuthority(&a, authorityStep{side: portal.SideTaxpayer, refusal: why})
		}
		if err := tx.setScope(&a, scope, office.Zone); err != nil {
			return err
		}
		if err := tx.within(a); err != nil {
			return err
		}
		return tx.beginOrAskJointly(&a, authorityStep{side: portal.SideTaxpayer}, true)
	})
}

// ChangeScope gives someone who acts already another scope: a new authority takes the place of the earlier one, at once, or
// when the other taxpayer of a joint return has agreed.
func (d *DB) ChangeScope(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, owner, id string, form portal.ScopeForm) error {
	now, ask := d.Now(), d.asking(ctx)
	held, err := ask.ownTaxpayer(actor, owner, portal.GiveAccess, now)
	if err != nil {
		return err
	}
	offered, err := ask.taxTypes(owner)
	if err != nil {
		return err
	}
	var check portal.Check
	scope := form.Check(&check, offered, portal.DateOf(now.In(office.Zone)))
	if err := portal.Together(check.Err(), levelOpen(held, scope.Level)); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		old, err := tx.givenBy(owner, id, scope.Level.Service())
		if err != nil {
			return err
		}
		if old.Status != portal.AuthorityActive {
			return portal.ErrAuthorityMoved
		}
		if old.Kind == portal.MemberKind {
			scope.TaxTypes, scope.From, scope.To = nil, 0, 0
		}
		n := newAuthority{Authority: portal.Authority{
			Kind: old.Kind, Way: portal.InvitationWay, Taxpayer: owner, Called: old.Called, Representative: old.Representative, RepresentativeName: old.RepresentativeName,
			Scope: scope, Status: portal.AuthorityInvited, LapsesAt: office.AddDays(tx.Now, portal.AuthorityAnswerDays), ExpireAt: endOfDay(scope.Until, office.Zone), AgreedAt: tx.Now, Replaces: old.ID,
		}}
		if err := tx.within(n.Authority); err != nil {
			return err
		}
		if err := tx.insertAuthority(&n); err != nil {
			return err
		}
		if err := tx.noteAuthority(n.Authority, n.Status, authorityStep{side: portal.SideTaxpayer, event: portal.AuthorityWasOffered}); err != nil {
			return err
		}
		if err := tx.actAs(&n.Authority, old.Firm); err != nil && portal.CodeOf(err) != portal.Mend { // they may have left it
			return err
		}
		return tx.beginOrAskJointly(&n.Authority, authorityStep{side: portal.SideTaxpayer}, true)
	})
}
