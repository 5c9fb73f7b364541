package db

import (
	"context"
	"io"

	"exchequer/portal"
)

// What tests outside look at.
const AccessibilityTallies = accessibilityTallies

// AccessibilityLooks is the query for who looked.
const AccessibilityLooks = accessibilityLooksQuery

// PlanOfAccessibilityQueue is how SQLite means to read a list.
func (d *DB) PlanOfAccessibilityQueue(actor portal.Actor, filter portal.AccessibilityFilter) (string, error) {
	query, args := accessibilityQueue.query(d, actor, filter.QueueFilter, finerAccessibility(filter))
	return d.PlanOf(query, args...)
}

// PlanOfMessageQueue is how SQLite means to read a list of cases for who works these queues.
func (d *DB) PlanOfMessageQueue(actor portal.Actor, queues []string, f portal.DeskFilter) (string, error) {
	q, finer := d.deskWalks(actor, queues, f)
	query, args := q.query(d, actor, f.QueueFilter, finer)
	return d.PlanOf(query, args...)
}

// PlanOf is how SQLite means to answer a query, a step a line.
func (d *DB) PlanOf(query string, args ...any) (plan string, err error) {
	rows, err := d.readers.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return "", err
		}
		plan += step + "\n"
	}
	return plan, rows.Err()
}

// FilePath is where a stored file lies, and UnclaimedPath where it lies when it belongs to nothing.
func (d *DB) FilePath(id string) string      { return d.filePath(id) }
func (d *DB) UnclaimedPath(id string) string { return d.unclaimedPath(id) }

// FilesTogether is how many files one step of a walk looks at.
const FilesTogether = filesTogether

// The queries with which the desk reads accounts.
const (
	TaxpayersQuery      = taxpayersQuery
	TaxpayerQuery       = taxpayerQuery
	AccountLooksQuery   = accountLooksQuery
	LookOpenQuery       = lookOpenQuery
	CasesWaitingQuery   = casesWaitingQuery
	CasesToPrintQuery   = casesToPrintQuery
	AccountVersionQuery = accountVersionQuery
	SignInsQuery        = signInsQuery
	PaperQuery          = paperQuery
	CasesOverQuery      = casesOverQuery
	CardsToPostQuery    = postedCardsToPostQuery
	CardsOverQuery      = postedCardsOverQuery
)

// CasesCountQuery counts those that wait.
var (
	CasesCountQuery = casesCountQuery
	CardsCountQuery = postedCardsCountQuery
)

// What acts of other features read of taxpayers.
func (tx *Tx) TaxpayerByNumber(n portal.TaxpayerNumber) (portal.TaxpayerRecord, error) {
	return tx.taxpayerByNumber(n)
}
func (tx *Tx) Taxpayer(id string) (portal.TaxpayerRecord, error) { return tx.taxpayer(id) }
func (tx *Tx) MatchTaxpayer(n portal.TaxpayerNumber, c portal.MatchClaim) (string, portal.MatchEvidence, error) {
	return tx.matchTaxpayer(n, c)
}

// TaxpayerQueries are the queries with which taxpayers are read.
var TaxpayerQueries = map[string]string{
	"number": nearestNumberQuery, "id": taxpayerByIDQuery, "names": taxpayerNamesQuery, "addresses": taxpayerAddressesQuery, "death": diedOnQuery,
	"letters": lettersQuery, "accounts": taxAccountsQuery, "periods": taxPeriodsQuery, "returns": returnsQuery,
	"named": taxpayersNamedQuery, "looks": taxpayerLooksQuery, "look": taxpayerLookOpenQuery,
}

// ReadCSV reads a file of commas as an import does.
func ReadCSV(content io.Reader, each func(row []string, line, end int64, problem error)) error {
	for rows := newCSVRows(content); ; {
		row, line, end, problem, err := rows.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		each(row, line, end, problem)
	}
}

// ProveReason settles a reason as proved, as the acts of the desk do.
func (d *DB) ProveReason(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, p portal.Pending) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.identityCase(n)
		if err != nil {
			return err
		}
		r, open := c.Reason(p)
		if !open {
			return portal.ErrIdentityMoved
		}
		if err := tx.settle(c, r, portal.Proved, ""); err != nil {
			return err
		}
		return tx.weigh(office, n)
	})
}
