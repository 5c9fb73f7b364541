package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"exchequer/portal"
)

// nameKey is a name as accounts are found by it: in small letters, without accents, with single spaces.
func nameKey(name string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))), " ")
}

// FindAccounts finds accounts of the public by an exact e-mail address or by the beginning of a name, in the order of
// their names, one more than a page when there is another page. What is shown is enough to choose; opening one needs a
// reason. Accounts of staff are not found here.
func (d *DB) FindAccounts(ctx context.Context, actor portal.Actor, s portal.AccountSearch) ([]portal.Account, error) {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return nil, err
	}
	email, err := s.Check()
	if err != nil {
		return nil, err
	}
	if err := d.Spend(ctx, portal.AccountsFound, actor.Account); err != nil {
		return nil, err
	}
	query, args, by := taxpayersQuery, []any(nil), "the beginning of a name"
	if email != "" {
		query, args, by = taxpayerQuery, []any{email}, "e-mail address"
	} else {
		key := nameKey(s.Words)
		from := []any{key, ""}
		if s.After != "" {
			if from, err = d.placeOfName(ctx, s.After); err != nil {
				return nil, err
			}
		}
		args = append(from, key+"\U0010FFFF", portal.AccountPageSize+1)
	}
	rows, err := d.rows(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("find accounts: %w", err)
	}
	defer rows.Close()
	var found []portal.Account
	for rows.Next() {
		var a portal.Account
		if err := rows.Scan(scanAccount(&a)...); err != nil {
			return nil, fmt.Errorf("find accounts: %w", err)
		}
		found = append(found, a)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("find accounts: %w", err)
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.AccountsSought, "accounts", "by", by, "shown", fmt.Sprint(min(len(found), portal.AccountPageSize)))
		return nil
	})
	return found, err
}

const taxpayerQuery = `
	SELECT ` + accountColumns + `
	FROM accounts a
	WHERE a.email = $1 AND a.role = 'taxpayer'`

// taxpayersQuery goes on behind a place in the order of names, and ends with the names that begin alike.
const taxpayersQuery = `
	SELECT ` + accountColumns + `
	FROM accounts a
	WHERE a.role = 'taxpayer' AND (a.name_key, a.id) > ($1, $2) AND a.name_key < $3
	ORDER BY a.name_key, a.id
	LIMIT $4`

// placeOfName is where an account stands in that order; an id that nobody has stands at its end.
func (d *DB) placeOfName(ctx context.Context, id string) ([]any, error) {
	var key string
	err := found(d.row(ctx, `
		SELECT name_key
		FROM accounts
		WHERE id = $1 AND role = 'taxpayer'`, id).Scan(&key))
	if errors.Is(err, portal.ErrNotFound) {
		return []any{"\U0010FFFF", ""}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find accounts: %w", err)
	}
	return []any{key, id}, nil
}
