package db

import (
	"context"
	"fmt"
	"strings"

	"exchequer/portal"
)

// SearchIdentityCases lists the cases of the account that has an e-mail address, or of accounts and taxpayers whose names begin
// with the words, the newest first after a place. Opening one that is not in the queue still asks why. Each search is audited,
// never with its words, and counted.
func (d *DB) SearchIdentityCases(ctx context.Context, actor portal.Actor, words string, after *portal.QueueMark) ([]portal.IdentityCase, *portal.QueueMark, error) {
	if err := d.mayReview(ctx, actor, portal.ReadIdentity); err != nil {
		return nil, nil, err
	}
	s := portal.AccountSearch{Words: words}
	email, err := s.Check()
	if err != nil {
		return nil, nil, err
	}
	if err := d.Spend(ctx, portal.AccountsFound, actor.Account); err != nil {
		return nil, nil, err
	}
	by, which, args := "e-mail address", casesOfEmail, []any{email}
	if email == "" {
		by = "the beginning of a name"
		which, args = casesOfName(s.Words)
	}
	before := int64(1) << 62
	if after != nil {
		before = after.ID
	}
	args = append(args, before, portal.QueuePageSize+1)
	cases, err := listOf(d.asking(ctx), fmt.Sprintf(`
		SELECT %s
		FROM identity_cases
		WHERE id IN (%s) AND id < $%d
		ORDER BY id DESC
		LIMIT $%d`, identityQueue.columns, which, len(args)-1, len(args)), scanIdentityRow, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("search identity cases: %w", err)
	}
	var next *portal.QueueMark
	if len(cases) > portal.QueuePageSize {
		cases = cases[:portal.QueuePageSize]
		next = cases[len(cases)-1].Mark()
	}
	return cases, next, d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.IdentitySought, "identity", "by", by, "shown", fmt.Sprint(len(cases)))
		return nil
	})
}

const casesOfEmail = `
	SELECT c.id
	FROM accounts a
	JOIN identity_cases c ON c.account_id = a.id
	WHERE a.email = $1
	UNION
	SELECT c.id
	FROM account_emails e
	JOIN identity_cases c ON c.account_id = e.account_id
	WHERE e.email = $1 AND e.confirmed_at IS NOT NULL AND e.removed_at IS NULL`

// casesOfName are those of accounts and of taxpayers whose names begin with the words, each walked along its own index.
func casesOfName(words string) (which string, args []any) {
	until := func(key string) (from, to string) {
		args = append(args, key, key+"\U0010FFFF")
		return fmt.Sprintf("$%d", len(args)-1), fmt.Sprintf("$%d", len(args))
	}
	from, to := until(nameKey(words))
	parts := []string{`
		SELECT c.id
		FROM accounts a
		JOIN identity_cases c ON c.account_id = a.id
		WHERE a.role = 'taxpayer' AND a.name_key >= ` + from + ` AND a.name_key < ` + to}
	keys := portal.SearchKeys(words)
	if org := portal.OrganizationKey(words); org != "" {
		keys = append(keys, org)
	}
	for _, key := range keys {
		from, to := until(key)
		parts = append(parts, `
		SELECT c.id
		FROM taxpayer_names n
		JOIN identity_cases c ON c.taxpayer_id = n.taxpayer_id
		WHERE n.name_key >= `+from+` AND n.name_key < `+to)
	}
	return strings.Join(parts, "\n\t\tUNION"), args
}
