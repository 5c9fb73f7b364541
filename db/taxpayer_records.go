package db

import (
	"encoding/json"
	"fmt"

	"exchequer/portal"
)

const lettersQuery = `
	SELECT id, number, kind, issued_on, account
	FROM taxpayer_letters
	WHERE taxpayer_id = $1 AND superseded_at IS NULL
	ORDER BY issued_on DESC, id DESC`

// letters are those issued to a taxpayer, the latest first.
func (a asking) letters(taxpayer string) ([]portal.IssuedLetter, error) {
	letters, err := list(a, lettersQuery, taxpayer, func(row scanner) (l portal.IssuedLetter, err error) {
		err = row.Scan(&l.ID, &l.Number, &l.Kind, &l.IssuedOn, &l.Account)
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("letters of a taxpayer: %w", err)
	}
	return letters, nil
}

const returnsQuery = `
	SELECT id, key_version, data_key, type, period_ends, figures, superseded_at
	FROM taxpayer_returns
	WHERE taxpayer_id = $1
	ORDER BY period_ends DESC, id DESC`

// returns are a taxpayer's, the latest first, with their figures and as they were before they were amended: people look
// at the copy that they have.
func (a asking) returns(taxpayer string) ([]portal.FiledReturn, error) {
	returns, err := list(a, returnsQuery, taxpayer, func(row scanner) (r portal.FiledReturn, err error) {
		var version uint32
		var wrapped, sealed []byte
		if err := row.Scan(&r.ID, &version, &wrapped, &r.Type, &r.PeriodEnds, &sealed, millis(&r.SupersededAt)); err != nil {
			return r, err
		}
		key, err := a.keys.recordKey("taxpayer_returns", r.ID, version, wrapped)
		if err != nil {
			return r, err
		}
		plain, err := key.Open("figures", sealed)
		if err != nil {
			return r, err
		}
		return r, json.Unmarshal(plain, &r.Figures)
	})
	if err != nil {
		return nil, fmt.Errorf("returns of a taxpayer: %w", err)
	}
	return returns, nil
}

const (
	taxAccountsQuery = `
		SELECT id, number, type
		FROM tax_accounts
		WHERE taxpayer_id = $1
		ORDER BY id`
	taxPeriodsQuery = `
		SELECT begins_on, ends_on, status
		FROM tax_periods
		WHERE account_id = $1 AND superseded_at IS NULL
		ORDER BY begins_on DESC`
)

// taxAccounts are a taxpayer's, with their periods.
func (a asking) taxAccounts(taxpayer string) ([]portal.TaxAccount, error) {
	accounts, err := list(a, taxAccountsQuery, taxpayer, func(row scanner) (t portal.TaxAccount, err error) {
		err = row.Scan(&t.ID, &t.Number, &t.Type)
		return t, err
	})
	for i := range accounts {
		if err != nil {
			break
		}
		accounts[i].Periods, err = list(a, taxPeriodsQuery, accounts[i].ID, func(row scanner) (p portal.TaxPeriod, err error) {
			var status string
			err = row.Scan(&p.Begins, &p.Ends, &status)
			p.Open = status == "open"
			return p, err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("tax accounts of a taxpayer: %w", err)
	}
	return accounts, nil
}
