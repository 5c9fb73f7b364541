package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// BeginFederated notes that the owner of a case goes to a provider that may have proved who they are. Nothing waits for
// them meanwhile: whoever stays there has begun nothing.
func (d *DB) BeginFederated(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) error {
	if err := d.Spend(ctx, portal.FederatedTries, actor.Account); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.ownIdentityCase(n)
		if err != nil {
			return err
		}
		if err := c.CheckFederated(); err != nil {
			return err
		}
		return tx.noteIdentity(n, portal.IdentityRouteBegun, string(portal.FederatedRoute), false)
	})
}

// ProveFederated settles a case with the word of a provider, judged already, when the person whom it vouches for is the
// taxpayer of the case. What does not fit is never said.
func (d *DB) ProveFederated(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, shown portal.OpenIDIdentity, person portal.FederatedPerson) error {
	var refused error
	err := d.Act(ctx, actor, func(tx *Tx) error {
		refused = nil
		c, err := tx.ownIdentityCase(n)
		if err != nil {
			return err
		}
		if err := c.CheckFederated(); err != nil {
			return err
		}
		fit, err := tx.fitPerson(c.Taxpayer, person)
		if err != nil {
			return err
		}
		if !fit.IsTaxpayer() {
			refused = portal.FederatedMisfit
			return tx.refuseFederated(n, portal.FederatedMisfit, shown, fit.ForTheRecord())
		}
		odd, err := tx.noteFederated(c, shown, fit)
		if err != nil {
			return err
		}
		if err := tx.settleFederated(office, c, shown, fit); err != nil {
			return err
		}
		if odd != "" {
			if err := tx.suspect(office, c, odd); err != nil {
				return err
			}
		}
		return tx.weigh(office, n)
	})
	if err != nil {
		return err
	}
	return refused
}

// fitPerson compares a person with the records of a taxpayer.
func (tx *Tx) fitPerson(taxpayer string, person portal.FederatedPerson) (portal.FederatedFit, error) {
	record, err := tx.taxpayer(taxpayer)
	if err != nil {
		return portal.FederatedFit{}, err
	}
	same := 0
	if !person.Number.IsZero() {
		err = tx.Row(`
			SELECT COUNT(*)
			FROM taxpayer_numbers
			WHERE number_hash = $1 AND taxpayer_id = $2 AND superseded_at IS NULL`, tx.db.keys.numberHash(person.Number), taxpayer).Scan(&same)
		if err != nil {
			return portal.FederatedFit{}, fmt.Errorf("compare a taxpayer number: %w", err)
		}
	}
	return person.Fit(record, same > 0), nil
}

// noteFederated keeps whose identity it is and what it was worth. It answers with what is odd about it, for staff: an
// identity belongs to one person, and a person is one taxpayer.
func (tx *Tx) noteFederated(c portal.IdentityCase, shown portal.OpenIDIdentity, fit portal.FederatedFit) (odd string, err error) {
	hash := tx.db.keys.Find("federated identity", shown.Issuer+"\x00"+shown.Subject)
	if _, err := tx.Exec(`
		INSERT INTO federated_identities (identity_hash, account_id, issuer, shown_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, hash, c.Account, shown.Issuer, Millis(tx.Now)); err != nil {
		return "", fmt.Errorf("keep a federated identity: %w", err)
	}
	var owner string
	var others int
	err = tx.Row(`
		SELECT i.account_id,
			(SELECT COUNT(*) FROM federated_proofs p JOIN identity_cases k ON k.id = p.case_id WHERE p.identity_hash = $1 AND k.taxpayer_id <> $2)
		FROM federated_identities i
		WHERE i.identity_hash = $1`, hash, c.Taxpayer).Scan(&owner, &others)
	if err != nil {
		return "", fmt.Errorf("whose federated identity: %w", err)
	}
	if _, err := tx.Exec(`
		INSERT INTO federated_proofs (id, case_id, identity_hash, at, context, checked_at, name_fit, number_fit, zip_fit)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		newID(), int64(c.Number), hash, Millis(tx.Now), shown.ContextName(), Millis(shown.VerifiedAt), string(fit.Name), string(fit.Number), string(fit.ZIP)); err != nil {
		return "", fmt.Errorf("keep a federated proof: %w", err)
	}
	switch {
	case owner != c.Account:
		return "The same identity at the sign-in service was shown with another account before.", nil
	case others > 0:
		return "The same identity at the sign-in service was shown for another taxpayer before.", nil
	}
	return "", nil
}

// settleFederated adds the reason and takes it out at once: the proof came with it.
func (tx *Tx) settleFederated(office portal.IdentityOffice, c portal.IdentityCase, shown portal.OpenIDIdentity, fit portal.FederatedFit) error {
	if _, err := tx.addReason(office, c.Number, portal.PendingFederated, ""); err != nil {
		return err
	}
	c, err := tx.identityCase(c.Number)
	if err != nil {
		return err
	}
	r, open := c.Reason(portal.PendingFederated)
	if !open {
		return portal.ErrIdentityMoved
	}
	return tx.settle(c, r, portal.Proved, vouched(shown)+"; "+fit.ForTheRecord())
}

func vouched(shown portal.OpenIDIdentity) string {
	return shown.Issuer + ", " + shown.ContextName() + ", checked " + moment(shown.VerifiedAt)
}

// FederatedRefused writes down that a way to a provider led to nothing, for the case that it was about when that is the
// actor's, for the account otherwise. The identity is empty when the provider named none that could be believed.
func (d *DB) FederatedRefused(ctx context.Context, actor portal.Actor, about portal.IdentityNumber, why portal.OpenIDRefusal, shown portal.OpenIDIdentity) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		_, err := tx.ownIdentityCase(about)
		if err == portal.ErrNotFound {
			tx.Audit(portal.FederatedWasRefused, subjectOf(actor.Account), "why", string(why))
			return nil
		}
		if err != nil {
			return err
		}
		return tx.refuseFederated(about, why, shown, "")
	})
}

func (tx *Tx) refuseFederated(n portal.IdentityNumber, why portal.OpenIDRefusal, shown portal.OpenIDIdentity, fit string) error {
	words := string(why)
	if shown.Subject != "" {
		words += ": " + vouched(shown)
	}
	if fit != "" {
		words += "; " + fit
	}
	return tx.noteIdentity(n, portal.FederatedWasRefused, words, true)
}
