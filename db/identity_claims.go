package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// ClaimTaxpayer compares what someone knows with the records of a taxpayer, and opens a case when everything fits. What
// does not fit is never said, and costs the same whether the number is known or not.
func (d *DB) ClaimTaxpayer(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, form portal.IdentityClaim) (portal.IdentityNumber, error) {
	if actor.Role != portal.Taxpayer {
		return 0, portal.ErrNotFound
	}
	number, claim, err := form.Check(d.Now())
	if err != nil {
		return 0, err
	}
	if err := d.spendMatch(ctx, actor, number); err != nil {
		return 0, err
	}
	var opened portal.IdentityNumber
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) error {
		opened, refused = 0, nil
		taxpayer, evidence, err := tx.matchTaxpayer(number, claim)
		if err != nil {
			return err
		}
		if taxpayer == "" {
			tx.Audit(portal.IdentityNotMatched, subjectOf(actor.Account), "record", evidence.ForTheRecord())
			refused = portal.ErrNoMatch
			return nil
		}
		opened, err = tx.openIdentityCase(office, portal.IdentityCase{Account: actor.Account, Taxpayer: taxpayer, NameTyped: form.Name, Evidence: evidence.InWords(form.By)})
		return err
	})
	if err != nil {
		return 0, err
	}
	return opened, refused
}

// spendMatch counts a try by account, by network address and by number: by number too, so that nobody spreads guesses about
// one taxpayer over many accounts.
func (d *DB) spendMatch(ctx context.Context, actor portal.Actor, number portal.TaxpayerNumber) error {
	for _, l := range []struct {
		limit portal.Limit
		key   string
	}{
		{portal.MatchesPerAccount, actor.Account},
		{portal.MatchesPerAddress, actor.Address},
		{portal.MatchesPerNumber, string(d.keys.numberHash(number))},
	} {
		if err := d.Spend(ctx, l.limit, l.key); err != nil {
			return err
		}
	}
	return nil
}

// openIdentityCase opens a case, or finds the one that is open. The account is matched from now on.
func (tx *Tx) openIdentityCase(office portal.IdentityOffice, c portal.IdentityCase) (portal.IdentityNumber, error) {
	open, err := tx.openCaseOf(c.Account, c.Taxpayer)
	if err != nil {
		return 0, err
	}
	if open != 0 {
		tx.Audit(portal.IdentityMatched, open.Subject(), "again", "yes")
		return open, nil
	}
	year := tx.Now.In(office.Zone).Year()
	n, err := tx.NextNumber(fmt.Sprint("ID-", year))
	if err != nil {
		return 0, err
	}
	c.Number, c.OpenedAt, c.Status, c.Version = portal.IdentityNumberOf(year, n), tx.Now, portal.IdentityOpen, 1
	_, err = tx.Exec(`
		INSERT INTO identity_cases (id, account_id, taxpayer_id, opened_at, opened_by, opened_by_name, name_typed, address, evidence, status, place, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1)`,
		int64(c.Number), c.Account, c.Taxpayer, Millis(tx.Now), nullText(c.OpenedBy), c.OpenedByName, c.NameTyped, tx.Actor.Address, c.Evidence,
		string(c.Status), placeOfPersons-tx.Now.UnixMilli())
	if err != nil {
		return 0, fmt.Errorf("open an identity case: %w", err)
	}
	if err := tx.noteIdentity(c.Number, portal.IdentityMatched, c.Evidence, true); err != nil {
		return 0, err
	}
	held, err := tx.assuranceOf(c.Account, c.Taxpayer)
	if err != nil {
		return 0, err
	}
	if held == "" {
		if err := tx.grantAssurance(c, portal.Matched, portal.MatchRoute); err != nil {
			return 0, err
		}
	}
	account, err := tx.account(c.Account)
	if err != nil {
		return 0, err
	}
	if err := tx.tell(account, portal.NoticeIdentityBegun, nil); err != nil {
		return 0, err
	}
	return c.Number, tx.lookForOddities(office, c)
}

// openCaseOf is the case of an account and a taxpayer that can still go on, an open or an approved one; 0 when there is
// none. An account has one at a time for each taxpayer.
func (tx *Tx) openCaseOf(account, taxpayer string) (n portal.IdentityNumber, err error) {
	err = found(tx.Row(`
		SELECT id
		FROM identity_cases
		WHERE account_id = $1 AND taxpayer_id = $2 AND status <> 'closed'`, account, taxpayer).Scan(&n))
	if err == portal.ErrNotFound {
		return 0, nil
	}
	return n, err
}
