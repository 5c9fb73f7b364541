package db

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"fmt"

	"exchequer/portal"
)

// InviteRepresentative offers someone to act for a taxpayer. An e-mail without a link, a name or a word about the taxpayer
// goes to their address, whether or not there is an account with it; the code that this answers with goes from hand to hand:
// only whoever has both can open the invitation.
func (d *DB) InviteRepresentative(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, owner string, form portal.AuthorityInvitation) (a portal.Authority, code string, err error) {
	scope, err := d.CheckInvitation(ctx, actor, office, owner, &form)
	if err != nil {
		return a, "", err
	}
	if err := d.Spend(ctx, portal.InvitationsSent, actor.Account); err != nil {
		return a, "", err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if _, err := tx.ownTaxpayer(owner, scope.Level.Service()); err != nil {
			return err
		}
		record, err := tx.taxpayer(owner)
		if err != nil {
			return err
		}
		n := newAuthority{Authority: portal.Authority{
			Kind: form.Kind, Way: portal.InvitationWay, Taxpayer: owner, Called: record.Name(), Email: form.Email, RepresentativeName: form.Name, Scope: scope,
			Status: portal.AuthorityInvited, LapsesAt: office.AddDays(tx.Now, portal.AuthorityAnswerDays), ExpireAt: endOfDay(scope.Until, office.Zone), AgreedAt: tx.Now, Replaces: form.Replaces,
		}}
		if err := tx.mayInvite(n.Authority, record); err != nil {
			return err
		}
		if n.code, err = portal.NewCode(rand.Reader, portal.FollowUpCodeLength); err != nil {
			return err
		}
		if err := tx.insertAuthority(&n); err != nil {
			return err
		}
		a, code = n.Authority, n.code
		if err := tx.noteAuthority(a, a.Status, authorityStep{side: portal.SideTaxpayer, event: portal.AuthorityWasOffered}); err != nil {
			return err
		}
		account, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		return tx.Notify(portal.NoticeAuthorityInvited, form.Email, account.Language, until(a.LapsesAt))
	})
	return a, code, err
}

// CheckInvitation is what is wrong with an invitation before anything is kept, and what it would be for.
func (d *DB) CheckInvitation(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, owner string, form *portal.AuthorityInvitation) (portal.AuthorityScope, error) {
	now, ask := d.Now(), d.asking(ctx)
	held, err := ask.ownTaxpayer(actor, owner, portal.GiveAccess, now)
	if err != nil {
		return portal.AuthorityScope{}, err
	}
	offered, err := ask.taxTypes(owner)
	if err != nil {
		return portal.AuthorityScope{}, err
	}
	scope, err := form.Check(actor.Email, offered, portal.DateOf(now.In(office.Zone)))
	return scope, portal.Together(err, levelOpen(held, scope.Level))
}

// levelOpen is nil when the taxpayer is sure enough to give a level.
func levelOpen(held portal.Holding, level portal.Level) error {
	var check portal.Check
	if level != "" && !held.Assurance.AtLeast(level.Service().Assurance) {
		check.Wrong("level", "To let someone act for you, we must have seen you in person. Choose “Look only”, or come to our counter first.")
	}
	return check.Err()
}

// mayInvite is nil when the taxpayer may have one more of the kind, and has not asked the same person.
func (tx *Tx) mayInvite(a portal.Authority, record portal.TaxpayerRecord) error {
	if a.Kind == portal.MemberKind && record.Kind != portal.Organization {
		return portal.ErrNotFound // a person has no members
	}
	if a.Replaces != "" {
		old, err := tx.authority(a.Replaces)
		if err != nil {
			return err
		}
		if old.Taxpayer != a.Taxpayer || old.Kind != a.Kind {
			return portal.ErrNotFound
		}
		if old.Status != portal.AuthorityActive {
			return portal.ErrAuthorityMoved
		}
	}
	var same int
	err := tx.Row(`
		SELECT COUNT(*)
		FROM authorities
		WHERE taxpayer_id = $1 AND kind = $2 AND email_hash = $3 AND status = 'invited' AND lapses_at > $4`, a.Taxpayer, string(a.Kind), tx.db.emailHash(a.Email), Millis(tx.Now)).Scan(&same)
	if err != nil {
		return fmt.Errorf("who is invited: %w", err)
	}
	if same > 0 {
		var check portal.Check
		check.Wrong("email", "You have invited this address already, and it was not answered yet. You can make a new code for it, or end the invitation first.")
		return check.Err()
	}
	return tx.within(a)
}

// NewInvitationCode draws another code for an invitation that was not opened: the earlier one works no more.
func (d *DB) NewInvitationCode(ctx context.Context, actor portal.Actor, owner, id string) (a portal.Authority, code string, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if a, err = tx.givenBy(owner, id, portal.GiveAccess); err != nil {
			return err
		}
		if a.May(portal.AcceptInvitation) != nil || a.Representative != "" {
			return portal.ErrAuthorityMoved
		}
		if code, err = portal.NewCode(rand.Reader, portal.FollowUpCodeLength); err != nil {
			return err
		}
		if _, err := tx.Exec(`
			UPDATE authorities
			SET code_hash = $2
			WHERE id = $1`, a.ID, tx.db.invitationHash(a.ID, code)); err != nil {
			return fmt.Errorf("another code: %w", err)
		}
		return tx.noteAuthority(a, "", authorityStep{side: portal.SideTaxpayer, event: portal.AuthorityCodeMade})
	})
	return a, code, err
}

var errInvitationCode = portal.Refuse(portal.Mend, "This is not the code of this invitation. Compare it with what you were told: ten letters and digits, in two groups. Whoever invited you can make a new one.")

// OpenInvitation shows an invitation to whoever reads mail at its address and was handed its code. From then on it is theirs
// to answer.
func (d *DB) OpenInvitation(ctx context.Context, actor portal.Actor, id, typed string) error {
	for _, key := range []string{actor.Account, id} {
		if err := d.Spend(ctx, portal.InvitationCodeTries, key); err != nil {
			return err
		}
	}
	code, readable := portal.ReadCode(typed, portal.FollowUpCodeLength)
	var refused error
	err := d.Act(ctx, actor, func(tx *Tx) error {
		refused = nil
		a, err := tx.sentTo(actor, id)
		if err != nil {
			return err
		}
		if err := a.May(portal.AcceptInvitation); err != nil {
			return err
		}
		if a.Representative != "" {
			tx.Bookkeeping() // opened already, in another tab
			return nil
		}
		var hash []byte
		if err := tx.Row(`SELECT code_hash FROM authorities WHERE id = $1`, id).Scan(&hash); err != nil {
			return err
		}
		if !readable || !hmac.Equal(hash, tx.db.invitationHash(id, code)) {
			refused = errInvitationCode
			tx.Audit(portal.AuthorityCodeWrong, authoritySubject(id))
			return nil
		}
		held, err := tx.assuranceOf(actor.Account, a.Taxpayer)
		if err != nil {
			return err
		}
		if held != "" {
			return portal.Refuse(portal.Conflict, "You stand for this taxpayer yourself, so you need nobody’s authority.")
		}
		account, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		if err := tx.bind(&a, account); err != nil {
			return err
		}
		for _, key := range []string{actor.Account, id} {
			if err := tx.forget(portal.InvitationCodeTries.Name, key); err != nil {
				return err
			}
		}
		return tx.noteAuthority(a, "", authorityStep{side: portal.SideRepresentative, event: portal.AuthorityOpened})
	})
	if err != nil {
		return err
	}
	return refused
}

func (tx *Tx) bind(a *portal.Authority, account portal.Account) error {
	n, err := tx.Exec(`
		UPDATE authorities
		SET representative = $3, representative_name = $4, version = version + 1
		WHERE id = $1 AND version = $2`, a.ID, a.Version, account.ID, account.Name)
	if err != nil {
		return fmt.Errorf("open an invitation: %w", err)
	}
	if n == 0 {
		return portal.ErrAuthorityMoved
	}
	a.Representative, a.RepresentativeName, a.Version = account.ID, account.Name, a.Version+1
	return nil
}

// sentTo is an invitation that is open and went to one of the actor's own addresses, or that they have opened.
func (tx *Tx) sentTo(actor portal.Actor, id string) (portal.Authority, error) {
	a, err := tx.authority(id)
	if err != nil {
		return a, err
	}
	switch {
	case actor.Role != portal.Taxpayer, a.Way != portal.InvitationWay:
		return a, portal.ErrNotFound
	case a.Representative == actor.Account:
	case a.Representative != "":
		return a, portal.ErrNotFound
	default:
		own, err := tx.asking().deliveryAddresses(actor.Account, actor.Email)
		if err != nil {
			return a, err
		}
		mine := false
		for _, address := range own {
			mine = mine || address.Email == a.Email
		}
		if !mine {
			return a, portal.ErrNotFound
		}
	}
	if !tx.Now.Before(a.LapsesAt) {
		return a, portal.ErrAuthorityMoved
	}
	return a, nil
}

// AnswerInvitation is the representative's word. Accepting needs the code to have been entered; an invitation that is a
// mistake is declined without it. Firm is the organization as part of which they act, "" for none.
func (d *DB) AnswerInvitation(ctx context.Context, actor portal.Actor, id string, accept bool, refusal, firm string) error {
	var why portal.Refusal
	if !accept {
		var err error
		if why, err = portal.ReadRefusal("refusal", refusal, portal.RepresentativeRefusals); err != nil {
			return err
		}
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.sentTo(actor, id)
		if err != nil {
			return err
		}
		if err := a.May(portal.AcceptInvitation); err != nil {
			return err
		}
		if !accept {
			return tx.refuseAuthority(&a, authorityStep{side: portal.SideRepresentative, refusal: why})
		}
		if a.Representative == "" {
			return portal.ErrNotFound // the page asks for the code first
		}
		if err := tx.actAs(&a, firm); err != nil {
			return err
		}
		return tx.beginOrAskJointly(&a, authorityStep{side: portal.SideRepresentative}, true)
	})
}
