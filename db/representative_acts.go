package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// did writes down what someone did or looked at by an authority, for the taxpayer to read. Whoever acts for themselves leaves
// nothing here.
func (tx *Tx) did(acting portal.Acting, what portal.RepresentativeDid, reference string) error {
	if acting.Under == nil {
		return nil
	}
	_, err := tx.Exec(`
		INSERT INTO representative_acts (taxpayer_id, id, authority_id, account_id, name, at, what, reference)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		acting.Taxpayer, newID(), acting.Under.ID, tx.Actor.Account, tx.Actor.Name, Millis(tx.Now), string(what), reference)
	if err != nil {
		return fmt.Errorf("note what a representative did: %w", err)
	}
	return nil
}

// NoteLook writes down that a representative looked at something. It is an act of its own, before what they look at is
// shown: what could not be written down is not shown.
func (d *DB) NoteLook(ctx context.Context, actor portal.Actor, acting portal.Acting, what portal.RepresentativeDid, reference string) error {
	if acting.Under == nil {
		return nil
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if _, err := tx.actsBy(acting); err != nil {
			return err
		}
		tx.Audit(portal.RepresentativeLooked, authoritySubject(acting.Under.ID), "what", string(what), "reference", reference)
		return tx.did(acting, what, reference)
	})
}

// actsBy reads an authority again within the act, and is not found when it is no longer one to act by: between a page and
// its click the taxpayer may have ended it.
func (tx *Tx) actsBy(acting portal.Acting) (portal.Authority, error) {
	if acting.Under == nil {
		return portal.Authority{}, nil
	}
	a, err := tx.authority(acting.Under.ID)
	if err == nil && (a.Representative != tx.Actor.Account || a.Taxpayer != acting.Taxpayer || !a.InForce(tx.Now)) {
		err = portal.ErrNotFound
	}
	return a, err
}

// RepresentativeActs are what representatives did and looked at for a taxpayer, the latest first, before one of them; one
// more than a page when there are more. Authority narrows them to one, "" for all.
func (d *DB) RepresentativeActs(ctx context.Context, actor portal.Actor, owner, authority, before string) ([]portal.RepresentativeAct, error) {
	ask := d.asking(ctx)
	if _, err := ask.ownTaxpayer(actor, owner, portal.SeeRepresentatives, d.Now()); err != nil {
		return nil, err
	}
	if before == "" {
		before = "g" // behind every id
	}
	rows, err := ask.rows(`
		SELECT r.id, r.at, r.authority_id, r.name, a.kind, r.what, r.reference
		FROM representative_acts r
		JOIN authorities a ON a.id = r.authority_id
		WHERE r.taxpayer_id = $1 AND r.id < $2 AND (r.authority_id = $3 OR CAST($3 AS TEXT) = '')
		ORDER BY r.id DESC
		LIMIT $4`, owner, before, authority, portal.AuthorityPage+1)
	if err != nil {
		return nil, fmt.Errorf("what representatives did: %w", err)
	}
	defer rows.Close()
	var all []portal.RepresentativeAct
	for rows.Next() {
		var r portal.RepresentativeAct
		if err := rows.Scan(&r.ID, millis(&r.At), &r.Authority, &r.Name, &r.Kind, &r.What, &r.Reference); err != nil {
			return nil, fmt.Errorf("what representatives did: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// ClientRecords is what the department has about a taxpayer, for their representative, as far as the authority goes: the
// accounts and letters of its taxes. The number stays hidden, and the taxpayer reads that it was looked at.
func (d *DB) ClientRecords(ctx context.Context, actor portal.Actor, acting portal.Acting) (r portal.TaxpayerRecord, accounts []portal.TaxAccount, letters []portal.IssuedLetter, err error) {
	if acting.Under == nil || !acting.MayRead() {
		return r, nil, nil, portal.ErrNotFound
	}
	if err := d.NoteLook(ctx, actor, acting, portal.DidSeeRecord, ""); err != nil {
		return r, nil, nil, err
	}
	a := d.asking(ctx)
	if r, err = a.taxpayer(acting.Taxpayer); err != nil {
		return r, nil, nil, err
	}
	all, err := a.taxAccounts(acting.Taxpayer)
	if err != nil {
		return r, nil, nil, err
	}
	issued, err := a.letters(acting.Taxpayer)
	if err != nil {
		return r, nil, nil, err
	}
	accounts, letters = withinScope(acting, all, issued)
	r.Number, r.Names, r.Addresses = portal.NumberShown{}, r.Names[:min(1, len(r.Names))], nil
	return r, accounts, letters, nil
}

// withinScope leaves what an authority is for: periods by their years, letters by their account's tax, and those of no
// account only to whoever acts in all.
func withinScope(acting portal.Acting, all []portal.TaxAccount, issued []portal.IssuedLetter) (accounts []portal.TaxAccount, letters []portal.IssuedLetter) {
	types := map[string]string{}
	for _, one := range all {
		types[one.Number] = one.Type
		var periods []portal.TaxPeriod
		for _, p := range one.Periods {
			if acting.Covers(one.Type, string(p.Ends)) {
				periods = append(periods, p)
			}
		}
		if len(periods) > 0 {
			one.Periods = periods
			accounts = append(accounts, one)
		}
	}
	for _, l := range issued {
		if acting.Covers(types[l.Account], "") {
			letters = append(letters, l)
		}
	}
	return accounts, letters
}
