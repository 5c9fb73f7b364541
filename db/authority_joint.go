package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// Joint returns: what is about one asks both taxpayers. A clerk notes which they are.

const jointColumns = `j.id, CASE WHEN j.taxpayer_id = $1 THEN j.other_id ELSE j.taxpayer_id END AS with_id, j.tax_type, j.year_from, j.year_to`

// jointReturns are those of a taxpayer that stand today.
func (a asking) jointReturns(taxpayer string) ([]portal.JointReturn, error) {
	all, err := list(a, `
		SELECT `+jointColumns+`, n.name
		FROM joint_returns j
		JOIN taxpayer_names n ON n.taxpayer_id = CASE WHEN j.taxpayer_id = $1 THEN j.other_id ELSE j.taxpayer_id END AND n.superseded_at IS NULL AND NOT n.former
		WHERE (j.taxpayer_id = $1 OR j.other_id = $1) AND j.ended_at IS NULL
		ORDER BY j.year_from, j.id
		LIMIT 100`, taxpayer, func(row scanner) (j portal.JointReturn, err error) {
		err = row.Scan(&j.ID, &j.With, &j.TaxType, &j.From, &j.To, &j.WithName)
		return j, err
	})
	if err != nil {
		return nil, fmt.Errorf("joint returns: %w", err)
	}
	return all, nil
}

// unagreed are the joint returns within an authority's scope to which the other taxpayer has not agreed.
func (a asking) unagreed(of portal.Authority) (open []portal.JointReturn, err error) {
	if of.Taxpayer == "" || of.Kind == portal.MemberKind {
		return nil, nil
	}
	joint, err := a.jointReturns(of.Taxpayer)
	if err != nil || len(joint) == 0 {
		return nil, err
	}
	agreed, err := a.agreedTo(of.ID)
	if err != nil {
		return nil, err
	}
	for _, j := range joint {
		if of.Scope.Touches(j) && !agreed[j.With] {
			open = append(open, j)
		}
	}
	return open, nil
}

// agreedTo are the taxpayers of joint returns who have agreed to an authority.
func (a asking) agreedTo(authority string) (map[string]bool, error) {
	rows, err := a.rows(`
		SELECT taxpayer_id
		FROM joint_consents
		WHERE authority_id = $1 AND ended_at IS NULL`, authority)
	if err != nil {
		return nil, fmt.Errorf("who agreed: %w", err)
	}
	all, err := allTexts(rows)
	if err != nil {
		return nil, fmt.Errorf("who agreed: %w", err)
	}
	agreed := map[string]bool{}
	for _, one := range all {
		agreed[one] = true
	}
	return agreed, nil
}

func (tx *Tx) consent(authority, taxpayer string) error {
	_, err := tx.Exec(`
		INSERT INTO joint_consents (id, authority_id, taxpayer_id, at, by_account, by_name)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`, newID(), authority, taxpayer, Millis(tx.Now), nullText(tx.Actor.Account), tx.Actor.Name)
	if err != nil {
		return fmt.Errorf("agree to an authority: %w", err)
	}
	return nil
}

// JointAuthority is an authority that another taxpayer gave and that touches a joint return of one's own.
type JointAuthority struct {
	portal.Authority
	Giver  string // the other taxpayer's name
	Agreed bool
}

// JointAuthorities are those that ask a taxpayer to agree, and those to which they agreed.
func (d *DB) JointAuthorities(ctx context.Context, actor portal.Actor, owner string) (all []JointAuthority, err error) {
	ask := d.asking(ctx)
	if _, err := ask.ownTaxpayer(actor, owner, portal.SeeRepresentatives, d.Now()); err != nil {
		return nil, err
	}
	joint, err := ask.jointReturns(owner)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, j := range joint {
		given, err := ask.authorities(`a.taxpayer_id = $1 AND a.kind = 'representative' AND a.agreed_at IS NOT NULL AND a.status IN ('awaiting taxpayer', 'active')`, `ORDER BY a.id`, j.With)
		if err != nil {
			return nil, err
		}
		for _, one := range given {
			if seen[one.ID] || !one.Scope.Touches(j) {
				continue
			}
			seen[one.ID] = true
			agreed, err := ask.agreedTo(one.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, JointAuthority{one, j.WithName, agreed[owner]})
		}
	}
	return all, nil
}

// AnswerJointly is the other taxpayer's word on an authority that touches a joint return: agreeing, refusing, or taking back
// what was agreed. When all have agreed it begins.
func (d *DB) AnswerJointly(ctx context.Context, actor portal.Actor, owner, id string, agrees bool) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.authority(id)
		if err != nil {
			return err
		}
		service := portal.SeeRepresentatives // taking back asks no more than looking
		if agrees {
			service = a.Scope.Level.Service()
		}
		if err := tx.mayAnswerJointly(a, owner, service); err != nil {
			return err
		}
		if !agrees {
			return tx.refuseJointly(a, owner)
		}
		if err := a.May(portal.AgreeJointly); err != nil {
			return err
		}
		if err := tx.consent(a.ID, owner); err != nil {
			return err
		}
		if err := tx.noteAuthority(a, "", authorityStep{side: portal.SideJoint, event: portal.JointlyAgreed}); err != nil {
			return err
		}
		if a.Status == portal.AuthorityActive {
			return nil
		}
		return tx.beginOrAskJointly(&a, authorityStep{side: portal.SideJoint}, false)
	})
}

// mayAnswerJointly is nil when the actor stands for a taxpayer who has a joint return in the authority's scope.
func (tx *Tx) mayAnswerJointly(a portal.Authority, owner string, service portal.Service) error {
	if _, err := tx.ownTaxpayer(owner, service); err != nil {
		return err
	}
	if a.Taxpayer == "" || a.Taxpayer == owner {
		return portal.ErrNotFound
	}
	joint, err := tx.asking().jointReturns(a.Taxpayer)
	if err != nil {
		return err
	}
	for _, j := range joint {
		if j.With == owner && a.Scope.Touches(j) {
			return nil
		}
	}
	return portal.ErrNotFound
}

func (tx *Tx) refuseJointly(a portal.Authority, owner string) error {
	if err := a.May(portal.RefuseJointly); err != nil {
		return err
	}
	if _, err := tx.Exec(`
		UPDATE joint_consents
		SET ended_at = $3
		WHERE authority_id = $1 AND taxpayer_id = $2 AND ended_at IS NULL`, a.ID, owner, Millis(tx.Now)); err != nil {
		return fmt.Errorf("take an agreement back: %w", err)
	}
	if a.Status == portal.AuthorityActive { // the rest of it goes on; the joint years are closed to the representative at once
		return tx.noteAuthority(a, "", authorityStep{side: portal.SideJoint, event: portal.JointlyRefused})
	}
	return tx.refuseAuthority(&a, authorityStep{side: portal.SideJoint, refusal: portal.RefusedJoint})
}

// NoteJointReturn is a clerk's entry that two taxpayers file a tax together for some years. What representatives of either
// may see of it waits from now on until both have agreed.
func (d *DB) NoteJointReturn(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, taxpayer string, form portal.JointForm) error {
	if err := d.atTaxpayer(ctx, actor, taxpayer); err != nil {
		return err
	}
	offered, err := d.asking(ctx).taxTypes(taxpayer)
	if err != nil {
		return err
	}
	number, joint, err := form.Check(offered, portal.DateOf(d.Now().In(office.Zone)))
	if err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		other, err := tx.taxpayerByNumber(number)
		if errors.Is(err, portal.ErrNotFound) || err == nil && (other.ID == taxpayer || other.Kind != portal.Person) {
			var check portal.Check
			check.Wrong("number", "No other person has this number in our records. Compare it with the return.")
			return check.Err()
		}
		if err != nil {
			return err
		}
		id := newID()
		tx.Audit(portal.JointReturnNoted, taxpayerSubject(taxpayer), "joint", id, "reason", form.Reason)
		_, err = tx.Exec(`
			INSERT INTO joint_returns (id, taxpayer_id, other_id, tax_type, year_from, year_to, at, by_account, by_name, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			id, taxpayer, other.ID, joint.TaxType, joint.From, joint.To, Millis(tx.Now), nullText(actor.Account), actor.Name, form.Reason)
		if err != nil {
			return fmt.Errorf("note a joint return: %w", err)
		}
		return nil
	})
}

// EndJointReturn takes a joint return out of what stands, for a reason.
func (d *DB) EndJointReturn(ctx context.Context, actor portal.Actor, taxpayer, id, reason string) error {
	if err := d.atTaxpayer(ctx, actor, taxpayer); err != nil {
		return err
	}
	var check portal.Check
	if reason = check.Reason("ending_reason", reason); check.Err() != nil {
		return check.Err()
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		n, err := tx.Exec(`
			UPDATE joint_returns
			SET ended_at = $3, ended_by_name = $4, ended_why = $5
			WHERE id = $1 AND (taxpayer_id = $2 OR other_id = $2) AND ended_at IS NULL`, id, taxpayer, Millis(tx.Now), actor.Name, reason)
		if err != nil {
			return fmt.Errorf("end a joint return: %w", err)
		}
		if n == 0 {
			return portal.ErrAuthorityMoved
		}
		tx.Audit(portal.JointReturnEnded, taxpayerSubject(taxpayer), "joint", id, "reason", reason)
		return nil
	})
}
