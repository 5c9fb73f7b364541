package db

import (
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

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
	shared, err := tx.othersWithTheBankOf(c.Taxpayer)
	if err != nil {
		return err
	}
	if shared > portal.OddOthersPerBank {
		odd = append(odd, fmt.Sprintf("The bank account for refunds stands on the returns of %d other taxpayers too.", shared))
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

// mostCounted is how far others who share something are counted: past it, the number says nothing more.
const mostCounted = 100

// othersWithTheBankOf is how many other taxpayers' returns send their refunds where this one's do: of the accounts on the
// taxpayer's returns the one that most others share. Amended returns do not count.
func (tx *Tx) othersWithTheBankOf(taxpayer string) (most int, err error) {
	banks, err := list(tx.asking(), `
		SELECT DISTINCT bank_hash
		FROM taxpayer_returns
		WHERE taxpayer_id = $1 AND bank_hash IS NOT NULL AND superseded_at IS NULL`, taxpayer, func(row scanner) (hash []byte, err error) {
		err = row.Scan(&hash)
		return hash, err
	})
	if err != nil {
		return 0, fmt.Errorf("bank accounts of a taxpayer: %w", err)
	}
	for _, bank := range banks {
		others := 0
		if err := tx.Row(`
			SELECT COUNT(*)
			FROM (
				SELECT DISTINCT taxpayer_id
				FROM taxpayer_returns
				WHERE bank_hash = $1 AND taxpayer_id <> $2 AND superseded_at IS NULL
				LIMIT $3
			) AS others`, bank, taxpayer, mostCounted).Scan(&others); err != nil {
			return 0, fmt.Errorf("who shares a bank account: %w", err)
		}
		most = max(most, others)
	}
	return most, nil
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
