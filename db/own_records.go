package db

import (
	"context"

	"exchequer/portal"
)

// OwnRecords is what the department has about a taxpayer, for an account that is sure enough to be them. Whoever is not is
// answered as if nothing were there: the page has said before what is missing.
func (d *DB) OwnRecords(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) (r portal.TaxpayerRecord, accounts []portal.TaxAccount, letters []portal.IssuedLetter, err error) {
	h, err := d.Holding(ctx, actor, n)
	if err != nil {
		return r, nil, nil, err
	}
	if portal.SeeRecords.Lacks(actor, h, d.Now()) != portal.NothingMissing {
		return r, nil, nil, portal.ErrNotFound
	}
	a := d.asking(ctx)
	if r, err = a.taxpayer(h.Taxpayer); err != nil {
		return r, nil, nil, err
	}
	if accounts, err = a.taxAccounts(h.Taxpayer); err != nil {
		return r, nil, nil, err
	}
	letters, err = a.letters(h.Taxpayer)
	return r, accounts, letters, err
}
