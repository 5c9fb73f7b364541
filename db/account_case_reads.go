package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"exchequer/portal"
)

const caseColumns = `
	k.id, k.kind, k.at, k.by_account, k.by_name, k.reason, s.state, s.ends_at, s.code_hash IS NOT NULL, ` + accountColumns

const caseTables = `
	FROM account_case_states s
	JOIN account_cases k ON k.id = s.case_id
	JOIN accounts a ON a.id = s.account_id`

func scanCase(c *portal.AccountCase) []any {
	return append([]any{&c.ID, &c.Kind, millis(&c.At), &c.By, &c.ByName, &c.Reason, &c.State, millis(&c.EndsAt), &c.PaperMade}, scanAccount(&c.Account)...)
}

func (tx *Tx) accountCase(id string, kind portal.CaseKind) (c portal.AccountCase, err error) {
	err = tx.Row(`SELECT `+caseColumns+caseTables+`
		WHERE s.case_id = $1`+tx.db.engine.forUpdate(), id).Scan(scanCase(&c)...)
	if err == nil && !ofKind(c.Kind, kind) {
		return c, portal.ErrNotFound
	}
	return c, found(err)
}

// ofKind lets all that is not a recovery stand in one list: suspensions, deaths, and what lifts either.
func ofKind(is, wanted portal.CaseKind) bool {
	return (is == portal.RecoveryCase) == (wanted == portal.RecoveryCase)
}

// besideSuspensions are the other kinds of that list.
var besideSuspensions = []portal.CaseKind{portal.RestorationCase, portal.DeceasedCase, portal.LivingCase}

// permitCase is for whoever may begin such a case, and for whoever may decide on it.
func permitCase(actor portal.Actor, kind portal.CaseKind) error {
	if actor.Can(portal.FindAccounts) || actor.Can(kind.Decide()) {
		return nil
	}
	return portal.ErrForbidden
}

const casesWaitingQuery = `SELECT ` + caseColumns + caseTables + `
	WHERE s.kind = $1 AND s.state = 'waiting' AND s.ends_at > $2
	ORDER BY s.ends_at, s.case_id
	LIMIT 100`

// casesToPrintQuery are few: recoveries of one day, found among what is open.
const casesToPrintQuery = `SELECT ` + caseColumns + caseTables + `
	WHERE s.state IN ('waiting', 'approved', 'proved') AND s.ends_at > $1 AND s.kind = 'recovery' AND s.state = 'approved' AND k.by_account = $2
	ORDER BY s.ends_at
	LIMIT 100`

// CasesWaiting are the cases that wait for a second person, those that end first on top; with suspensions, the other kinds
// of their list; of recoveries, those that the actor began and may print the code of.
func (d *DB) CasesWaiting(ctx context.Context, actor portal.Actor, kind portal.CaseKind) (waiting []portal.AccountCase, err error) {
	if err := permitCase(actor, kind); err != nil {
		return nil, err
	}
	waiting, err = d.cases(ctx, casesWaitingQuery, string(kind), Millis(d.Now()))
	if err != nil {
		return nil, err
	}
	if kind == portal.RecoveryCase {
		more, err := d.cases(ctx, casesToPrintQuery, Millis(d.Now()), actor.Account)
		return append(waiting, more...), err
	}
	for _, kind := range besideSuspensions {
		more, err := d.cases(ctx, casesWaitingQuery, string(kind), Millis(d.Now()))
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, more...)
	}
	slices.SortStableFunc(waiting, func(a, b portal.AccountCase) int { return a.EndsAt.Compare(b.EndsAt) })
	return waiting, nil
}

// openCasesOf are an account's cases of which something can still come.
func (d *DB) openCasesOf(ctx context.Context, account string) ([]portal.AccountCase, error) {
	return d.cases(ctx, `SELECT `+caseColumns+caseTables+`
		WHERE s.account_id = $1 AND s.state IN ('waiting', 'approved', 'proved') AND s.ends_at > $2
		ORDER BY s.case_id`, account, Millis(d.Now()))
}

func (d *DB) cases(ctx context.Context, query string, args ...any) ([]portal.AccountCase, error) {
	rows, err := d.rows(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("cases: %w", err)
	}
	defer rows.Close()
	var cases []portal.AccountCase
	for rows.Next() {
		var c portal.AccountCase
		if err := rows.Scan(scanCase(&c)...); err != nil {
			return nil, fmt.Errorf("cases: %w", err)
		}
		cases = append(cases, c)
	}
	return cases, rows.Err()
}

var casesCountQuery = `
	SELECT COUNT(*)
	FROM (SELECT 1 AS one FROM account_case_states WHERE kind = $1 AND state = 'waiting' AND ends_at > $2 LIMIT ` + strconv.Itoa(portal.CountedUpTo+1) + `) AS counted`

// CasesToDecide counts the recoveries and the suspensions that wait for a second person, up to portal.CountedUpTo and one
// more each.
func (d *DB) CasesToDecide(ctx context.Context, actor portal.Actor) (recoveries, suspensions int, err error) {
	for _, kind := range append([]portal.CaseKind{portal.RecoveryCase, portal.SuspensionCase}, besideSuspensions...) {
		if permitCase(actor, kind) != nil {
			continue
		}
		n := 0
		if err := d.row(ctx, casesCountQuery, string(kind), Millis(d.Now())).Scan(&n); err != nil {
			return 0, 0, fmt.Errorf("count cases: %w", err)
		}
		if kind == portal.RecoveryCase {
			recoveries += n
		} else {
			suspensions += n
		}
	}
	return recoveries, suspensions, nil
}

// AccountCase reads one case with all that happened to it. Who opens it looks at someone's account, which is written down
// once in a session's while.
func (d *DB) AccountCase(ctx context.Context, actor portal.Actor, kind portal.CaseKind, id string) (c portal.AccountCase, err error) {
	if err := permitCase(actor, kind); err != nil {
		return c, err
	}
	err = d.row(ctx, `SELECT `+caseColumns+caseTables+`
		WHERE s.case_id = $1`, id).Scan(scanCase(&c)...)
	if err := found(err); err != nil {
		return c, err
	}
	if !ofKind(c.Kind, kind) {
		return c, portal.ErrNotFound
	}
	if _, err := d.openLook(ctx, actor, c.Account.ID); err == portal.ErrSayWhy {
		err = d.Act(ctx, actor, func(tx *Tx) error {
			return tx.look(c.Account, "To look at what waits for a decision: "+string(c.Kind)+".")
		})
		if err != nil {
			return c, err
		}
	} else if err != nil {
		return c, err
	}
	if c.Document, c.LastFour, err = d.documentOf(ctx, c.ID); err != nil {
		return c, err
	}
	c.Events, err = d.caseEvents(ctx, c.ID)
	return c, err
}

// documentOf is what was shown when the case was begun, nothing for most.
func (d *DB) documentOf(ctx context.Context, id string) (kind portal.DocumentKind, lastFour string, err error) {
	var record string
	var version uint32
	var wrapped, sealed []byte
	err = found(d.row(ctx, `
		SELECT p.id, p.key_version, p.data_key, p.kind, p.last_four
		FROM account_cases k
		JOIN account_documents p ON p.id = k.document_id
		WHERE k.id = $1`, id).Scan(&record, &version, &wrapped, &kind, &sealed))
	if err == portal.ErrNotFound {
		return "", "", nil
	}
	if err != nil {
		return "", "", fmt.Errorf("what was shown: %w", err)
	}
	key, err := d.keys.recordKey("account_documents", record, version, wrapped)
	if err != nil {
		return "", "", err
	}
	plain, err := key.Open("last_four", sealed)
	return kind, string(plain), err
}

func (d *DB) caseEvents(ctx context.Context, id string) ([]portal.CaseEvent, error) {
	rows, err := d.rows(ctx, `
		SELECT at, by_name, state, reason
		FROM account_case_events
		WHERE case_id = $1
		ORDER BY id DESC
		LIMIT 50`, id)
	if err != nil {
		return nil, fmt.Errorf("what happened to a case: %w", err)
	}
	defer rows.Close()
	var events []portal.CaseEvent
	for rows.Next() {
		var e portal.CaseEvent
		if err := rows.Scan(millis(&e.At), &e.ByName, &e.State, &e.Reason); err != nil {
			return nil, fmt.Errorf("what happened to a case: %w", err)
		}
		events = append(events, e)
	}
	return events, rows.Err()
}
