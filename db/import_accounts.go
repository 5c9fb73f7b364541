package db

import (
	"database/sql"
	"fmt"

	"exchequer/portal"
)

func readAccountRow(h portal.ImportHeader, row []string) (any, string, portal.TaxpayerNumber, *portal.ImportReject) {
	a, problem := portal.ReadAccountRow(h, row)
	return a, a.Number + "\x1f" + string(a.Period.Begins), portal.TaxpayerNumber{}, problem
}

// knownAccount is a tax account that stands, or that an earlier row of the batch makes.
type knownAccount struct {
	id, taxpayer, kind string
	made               bool // by this batch
}

// plannedAccount is what settling found of a row of accounts.
type plannedAccount struct {
	account *knownAccount
	makes   bool   // the row that makes it
	period  string // the id of the period that stands, "" for none
}

func settleAccounts(a asking, rows []*importRow) error {
	known, err := taxpayersOf(a, rows, func(r *importRow) string { return r.said.(portal.AccountRow).Taxpayer })
	if err != nil {
		return err
	}
	numbers := make([]string, len(rows))
	for i, r := range rows {
		numbers[i] = r.said.(portal.AccountRow).Number
	}
	accounts := map[string]*knownAccount{}
	if err := lookUp(a, `
		SELECT id, taxpayer_id, number, type
		FROM tax_accounts
		WHERE number IN`, numbers, func(rows *sql.Rows) error {
		t, number := &knownAccount{}, ""
		err := rows.Scan(&t.id, &t.taxpayer, &number, &t.kind)
		accounts[number] = t
		return err
	}); err != nil {
		return fmt.Errorf("look tax accounts up: %w", err)
	}
	periods, err := periodsOf(a, accounts)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.outcome != rowRejected {
			settleAccount(a, r, known, accounts, periods)
		}
	}
	return nil
}

type knownPeriod struct {
	id string
	portal.TaxPeriod
}

// periodsOf are the periods that stand, by the account's id and their first day.
func periodsOf(a asking, accounts map[string]*knownAccount) (map[string]knownPeriod, error) {
	var ids []string
	for _, t := range accounts {
		ids = append(ids, t.id)
	}
	periods := map[string]knownPeriod{}
	err := lookUp(a, `
		SELECT id, account_id, begins_on, ends_on, status
		FROM tax_periods
		WHERE superseded_at IS NULL AND account_id IN`, ids, func(rows *sql.Rows) error {
		var p knownPeriod
		var account, status string
		err := rows.Scan(&p.id, &account, &p.Begins, &p.Ends, &status)
		p.Open = status == "open"
		periods[account+string(p.Begins)] = p
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look tax periods up: %w", err)
	}
	return periods, nil
}

func settleAccount(a asking, r *importRow, known map[string]*knownTaxpayer, accounts map[string]*knownAccount, periods map[string]knownPeriod) {
	said := r.said.(portal.AccountRow)
	k := known[said.Taxpayer]
	if r.refuseNumberIn(a, "account", said.Number, k.hash); r.outcome == rowRejected {
		return
	}
	t := accounts[said.Number]
	plan := plannedAccount{account: t}
	switch {
	case t == nil:
		t = &knownAccount{id: newID(), taxpayer: k.id, kind: said.Type, made: true}
		accounts[said.Number] = t
		r.stored = plannedAccount{account: t, makes: true}
		return
	case t.taxpayer != k.id:
		r.refuse("account", "Another taxpayer has this tax account.")
		return
	case t.kind != said.Type:
		r.refuse("type", "This tax account is of another type.")
		return
	}
	p, there := periods[t.id+string(said.Period.Begins)]
	switch {
	case said.Period.Begins == "" || there && p.TaxPeriod == said.Period:
		r.outcome = rowIsSame
	case there:
		r.outcome, plan.period = rowChanged, p.id
	}
	r.stored = plan
}

func writeAccounts(tx *Tx, number int64, rows []*importRow) error {
	var accounts, periods [][]any
	var closed []string
	for _, r := range rows {
		if r.outcome != rowIsNew && r.outcome != rowChanged {
			continue
		}
		said, plan := r.said.(portal.AccountRow), r.stored.(plannedAccount)
		if plan.makes {
			accounts = append(accounts, []any{plan.account.id, plan.account.taxpayer, said.Number, said.Type, Millis(tx.Now), number})
		}
		if plan.period != "" {
			closed = append(closed, plan.period)
		}
		if said.Period.Begins != "" {
			status := "closed"
			if said.Period.Open {
				status = "open"
			}
			periods = append(periods, []any{newID(), plan.account.id, string(said.Period.Begins), string(said.Period.Ends), status, Millis(tx.Now), number})
		}
	}
	if err := tx.supersede("tax_periods", closed); err != nil {
		return err
	}
	if err := tx.insertRows("tax_accounts", "id, taxpayer_id, number, type, added_at, import", accounts); err != nil {
		return err
	}
	return tx.insertRows("tax_periods", "id, account_id, begins_on, ends_on, status, since, import", periods)
}
