package db

import (
	"context"
	"errors"
	"fmt"
	"time"

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

// lookForOddities stops what is granted until someone has looked, where a claim is odd: both sides are told.
func (tx *Tx) lookForOddities(office portal.IdentityOffice, c portal.IdentityCase) error {
	var odd []string
	record, err := tx.taxpayer(c.Taxpayer)
	if err != nil {
		return err
	}
	if record.DiedOn != "" {
		odd = append(odd, "The taxpayer number is on the death file ("+string(record.DiedOn)+").")
	}
	others, err := tx.othersWhoStandFor(c)
	if err != nil {
		return err
	}
	if len(others) > 0 {
		odd = append(odd, fmt.Sprintf("%d other account(s) stand for this taxpayer already.", len(others)))
	}
	day := Millis(tx.Now.Add(-24 * time.Hour))
	for _, rule := range []struct {
		query, says string
		args        []any
		most        int
	}{
		{`SELECT COUNT(DISTINCT taxpayer_id) FROM (SELECT taxpayer_id, opened_at FROM identity_cases WHERE address = $1 ORDER BY id DESC LIMIT 200) AS latest WHERE opened_at > $2`,
			"%d taxpayers were claimed from one network address within a day.", []any{tx.Actor.Address, day}, portal.OddTaxpayersPerAddress},
		{`SELECT COUNT(DISTINCT taxpayer_id) FROM (SELECT taxpayer_id FROM identity_cases WHERE account_id = $1 ORDER BY id DESC LIMIT 200) AS latest`,
			"This account has claimed %d taxpayers.", []any{c.Account}, portal.OddTaxpayersPerAccount},
	} {
		n := 0
		if err := tx.Row(rule.query, rule.args...).Scan(&n); err != nil {
			return fmt.Errorf("look at other claims: %w", err)
		}
		if n >= rule.most && c.OpenedBy == "" { // a clerk at the counter opens many cases from one address
			odd = append(odd, fmt.Sprintf(rule.says, n))
		}
	}
	for _, why := range odd {
		if err := tx.suspect(office, c, why); err != nil {
			return err
		}
	}
	for _, other := range others {
		account, err := tx.account(other)
		if err != nil {
			return err
		}
		if err := tx.tell(account, portal.NoticeIdentityElsewhere, nil); err != nil {
			return err
		}
	}
	return nil
}

// othersWhoStandFor are the other accounts that hold an assurance for the case's taxpayer.
func (tx *Tx) othersWhoStandFor(c portal.IdentityCase) ([]string, error) {
	rows, err := tx.Rows(`
		SELECT account_id
		FROM assurances
		WHERE taxpayer_id = $1 AND account_id <> $2 AND ended_at IS NULL
		ORDER BY id
		LIMIT 20`, c.Taxpayer, c.Account)
	if err != nil {
		return nil, fmt.Errorf("who else stands for a taxpayer: %w", err)
	}
	defer rows.Close()
	var others []string
	for rows.Next() {
		var other string
		if err := rows.Scan(&other); err != nil {
			return nil, fmt.Errorf("who else stands for a taxpayer: %w", err)
		}
		others = append(others, other)
	}
	return others, errors.Join(rows.Err(), rows.Close())
}

// suspect puts a reason in the case's way that only the office takes out again, freezes what could be stolen, tells the
// owner of the account, and writes to the address on record.
func (tx *Tx) suspect(office portal.IdentityOffice, c portal.IdentityCase, why string) error {
	added, err := tx.addReason(office, c.Number, portal.PendingFraud, why)
	if err != nil {
		return err
	}
	if !added { // someone looks at this case already: one more thing for them to see
		return tx.noteIdentity(c.Number, portal.IdentityReasonAdded, why, true)
	}
	if err := tx.freeze(c, why); err != nil {
		return err
	}
	if err := tx.alertByPost(c); err != nil {
		return err
	}
	account, err := tx.account(c.Account)
	if err != nil {
		return err
	}
	if err := tx.tell(account, portal.NoticeIdentityChecked, portal.Params{"reference": c.Number.String()}); err != nil {
		return err
	}
	return tx.weigh(office, c.Number)
}

// freeze stops changes of money and addresses for a taxpayer.
func (tx *Tx) freeze(c portal.IdentityCase, why string) error {
	_, err := tx.Exec(`
		INSERT INTO taxpayer_freezes (id, taxpayer_id, case_id, at, why)
		VALUES ($1, $2, $3, $4, $5)`, newID(), c.Taxpayer, int64(c.Number), Millis(tx.Now), why)
	if err != nil {
		return fmt.Errorf("freeze a taxpayer: %w", err)
	}
	tx.Audit(portal.TaxpayerFrozen, c.Number.Subject(), "why", why)
	return nil
}

// unfreeze takes away what a case froze.
func (tx *Tx) unfreeze(c portal.IdentityCase, why string) error {
	n, err := tx.Exec(`
		UPDATE taxpayer_freezes
		SET lifted_at = $2, lifted_by_name = $3, lifted_why = $4
		WHERE case_id = $1 AND lifted_at IS NULL`, int64(c.Number), Millis(tx.Now), tx.Actor.Name, why)
	if err != nil {
		return fmt.Errorf("lift a freeze: %w", err)
	}
	if n > 0 {
		tx.Audit(portal.TaxpayerUnfrozen, c.Number.Subject(), "why", why)
	}
	return nil
}
