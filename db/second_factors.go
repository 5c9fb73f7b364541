package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// secondFactorsQuery is the one place that says what still counts as a second factor.
const secondFactorsQuery = `
	SELECT
		(SELECT COUNT(*)
		 FROM passkeys
		 WHERE account_id = $1 AND removed_at IS NULL AND disabled_at IS NULL),
		(SELECT COUNT(*)
		 FROM code_sets s
		 JOIN codes c ON c.set_id = s.id
		 WHERE s.account_id = $1 AND s.kind = 'card' AND s.replaced_at IS NULL AND s.disabled_at IS NULL AND c.used_at IS NULL),
		(SELECT COUNT(*)
		 FROM authenticator_apps
		 WHERE account_id = $1 AND bound_at IS NOT NULL AND removed_at IS NULL AND disabled_at IS NULL),
		(SELECT COUNT(*)
		 FROM code_sets
		 WHERE account_id = $1 AND kind = 'recovery' AND replaced_at IS NULL AND saved_at IS NOT NULL)`

func scanSecondFactors(row scanner) (f portal.SecondFactors, err error) {
	var apps, sheets int
	if err := row.Scan(&f.Passkeys, &f.CardCodes, &apps, &sheets); err != nil {
		return f, fmt.Errorf("second factors: %w", err)
	}
	f.App = apps > 0 && portal.AppsAvailable() // where its codes cannot be checked, it opens nothing
	f.RecoverySaved = sheets > 0
	return f, nil
}

// SecondFactors counts what an account can sign in with beside its password.
func (d *DB) SecondFactors(ctx context.Context, account string) (portal.SecondFactors, error) {
	return scanSecondFactors(d.row(ctx, secondFactorsQuery, account))
}

func (tx *Tx) secondFactors(account string) (portal.SecondFactors, error) {
	return scanSecondFactors(tx.Row(secondFactorsQuery, account))
}
