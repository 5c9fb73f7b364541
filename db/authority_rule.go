package db

import (
	"fmt"
	"strings"
	"time"

	"exchequer/portal"
)

// What representatives and members may do with cases: a part of the one rule of who may see a case (message_rule.go), read
// anew in every statement that asks it.

// byAuthority is the rule for authorities, as a condition on message_cases: in force, not suspended, far enough for the use,
// and for the case's tax and year. A case that names no tax or year may be about any; so may a joint return be, to which the
// other taxpayer has not agreed.
func byAuthority(account string, use caseUse, now time.Time) condition {
	return only(`EXISTS (SELECT 1 FROM authorities a WHERE a.taxpayer_id = message_cases.taxpayer_id AND `+authorityCovers(use)+`)`, account, Millis(now))
}

// authorityCovers is a condition on an authority a and a case; its values are the account and the moment.
func authorityCovers(use caseUse) string {
	least := portal.ViewLevel
	if use == toWrite {
		least = portal.MessageLevel
	}
	var enough []string
	for _, l := range portal.Levels {
		if l.Allows(least) {
			enough = append(enough, "'"+string(l)+"'")
		}
	}
	return `a.representative = ? AND a.status = 'active' AND (a.expires_at IS NULL OR a.expires_at > ?)
		AND a.level IN (` + strings.Join(enough, ", ") + `)
		AND (a.tax_types = '' OR (message_cases.tax_type <> '' AND ` + oneOfTypes + `))
		AND ` + withinYears("a") + `
		AND NOT ` + suspendedExpression + `
		AND (a.kind = 'member' OR NOT EXISTS (
			SELECT 1
			FROM joint_returns j
			WHERE j.ended_at IS NULL AND (j.taxpayer_id = a.taxpayer_id OR j.other_id = a.taxpayer_id)
				AND (message_cases.tax_type = '' OR message_cases.tax_type = j.tax_type)
				AND (message_cases.period = '' OR (` + withinYears("j") + `))
				AND NOT EXISTS (
					SELECT 1
					FROM joint_consents k
					WHERE k.authority_id = a.id AND k.ended_at IS NULL AND k.taxpayer_id = CASE WHEN j.taxpayer_id = a.taxpayer_id THEN j.other_id ELSE j.taxpayer_id END)))`
}

// oneOfTypes finds the case's tax among the lines of an authority's: taken out, something is missing.
const oneOfTypes = `REPLACE('
' || a.tax_types || '
', '
' || message_cases.tax_type || '
', '') <> '
' || a.tax_types || '
'`

// withinYears compares the year with which a case's period begins; four digits compare as texts on both engines.
func withinYears(table string) string {
	year := `SUBSTR(message_cases.period, 1, 4)`
	return `(` + table + `.year_from = 0 OR (message_cases.period <> '' AND ` + year + ` >= CAST(` + table + `.year_from AS TEXT)))
		AND (` + table + `.year_to = 0 OR (message_cases.period <> '' AND ` + year + ` <= CAST(` + table + `.year_to AS TEXT)))`
}

// authorityIn is the authority by which the actor uses a case, "" when the case is their own.
func (tx *Tx) authorityIn(c portal.Case, use caseUse) (string, error) {
	if tx.Actor.Role != portal.Taxpayer || c.Taxpayer == "" {
		return "", nil
	}
	held, err := tx.assuranceOf(tx.Actor.Account, c.Taxpayer)
	if err != nil || held != "" {
		return "", err
	}
	text, args := only(authorityCovers(use), tx.Actor.Account, Millis(tx.Now)).placed([]any{int64(c.Number)})
	var id string
	err = found(tx.Row(`
		SELECT a.id
		FROM message_cases
		JOIN authorities a ON a.taxpayer_id = message_cases.taxpayer_id
		WHERE message_cases.id = $1 AND `+text+`
		ORDER BY a.kind, a.id
		LIMIT 1`, args...).Scan(&id))
	if err == portal.ErrNotFound {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("by what they act: %w", err)
	}
	return id, nil
}

// didInCase writes down what someone did in a case that is not their own, for the taxpayer to read.
func (tx *Tx) didInCase(c portal.Case, what portal.RepresentativeDid) error {
	id, err := tx.authorityIn(c, toRead)
	if err != nil || id == "" {
		return err
	}
	return tx.did(portal.Acting{Taxpayer: c.Taxpayer, Under: &portal.Authority{ID: id}}, what, c.Number.String())
}

// didWithDraft writes down what a representative did with a draft, for the taxpayer to read: that they write, and never what.
func (tx *Tx) didWithDraft(draft portal.Draft, what portal.RepresentativeDid) error {
	if draft.Authority == "" {
		return nil
	}
	reference := ""
	if draft.Case != 0 {
		reference = draft.Case.String()
	}
	return tx.did(portal.Acting{Taxpayer: draft.Taxpayer, Under: &portal.Authority{ID: draft.Authority}}, what, reference)
}

// draftOpen is a condition on drafts: one that was begun for another taxpayer is there as long as its writer acts for them. Its
// last value, $3, is the moment.
const draftOpen = `(authority_id IS NULL OR EXISTS (
		SELECT 1
		FROM authorities a
		WHERE a.representative = message_drafts.account_id AND a.taxpayer_id = message_drafts.taxpayer_id AND a.status = 'active'
			AND (a.expires_at IS NULL OR a.expires_at > $3) AND NOT ` + suspendedExpression + `))`

// writesFor are the authorities by which the actor may write for a taxpayer now; not found when there is none.
func (tx *Tx) writesFor(taxpayer string) (all []portal.Authority, err error) {
	held, err := tx.asking().authorities(`a.representative = $1 AND a.taxpayer_id = $2 AND a.status = 'active'`, `ORDER BY a.kind, a.id`, tx.Actor.Account, taxpayer)
	if err != nil {
		return nil, err
	}
	for _, a := range held {
		if a.Allows(portal.MessageLevel, tx.Now) {
			all = append(all, a)
		}
	}
	if len(all) == 0 {
		return nil, portal.ErrNotFound
	}
	return all, nil
}

// mayStartBy is the authority that lets the actor write a new matter about a tax and a period.
func (tx *Tx) mayStartBy(taxpayer, taxType, period string) (string, error) {
	held, err := tx.writesFor(taxpayer)
	if err != nil {
		return "", err
	}
	for _, a := range held {
		if a.Covers(taxType, portal.YearOf(period)) {
			return a.ID, nil
		}
	}
	var check portal.Check
	check.Wrong("topic", "This is outside of what you may act in. Choose a matter of a tax and a year that your authority is for.")
	return "", check.Err()
}

// readersByAuthority are the authorities whose holders may read a case now, each of them once.
func (tx *Tx) readersByAuthority(c portal.Case) ([]portal.Authority, error) {
	rows, err := tx.Rows(`
		SELECT a.representative
		FROM authorities a
		WHERE a.taxpayer_id = $1 AND a.status = 'active'
		ORDER BY a.id
		LIMIT 300`, c.Taxpayer)
	if err != nil {
		return nil, fmt.Errorf("who reads a case: %w", err)
	}
	accounts, err := allTexts(rows)
	if err != nil {
		return nil, fmt.Errorf("who reads a case: %w", err)
	}
	var all []portal.Authority
	was := tx.Actor
	defer func() { tx.Actor = was }()
	told := map[string]bool{}
	for _, account := range accounts {
		if told[account] {
			continue
		}
		told[account] = true
		tx.Actor = portal.Actor{Account: account, Role: portal.Taxpayer}
		id, err := tx.authorityIn(c, toRead)
		if err != nil {
			return nil, err
		}
		if id != "" {
			all = append(all, portal.Authority{ID: id, Representative: account})
		}
	}
	return all, nil
}
