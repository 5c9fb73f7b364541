package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// Acting is for whom an account acts: what its session chose, as long as it may, otherwise the taxpayer whom it was first
// proved to be, otherwise nobody.
func (d *DB) Acting(ctx context.Context, actor portal.Actor) (portal.Acting, error) {
	alone := portal.ActingAlone(actor)
	if actor.Role != portal.Taxpayer {
		return alone, nil
	}
	var a portal.Acting
	var chosen string
	err := found(d.row(ctx, actingQuery, actor.Account, actor.Session).Scan(&a.Taxpayer, &a.Case, &a.Name, &a.Assurance, &chosen))
	switch {
	case err == portal.ErrNotFound:
		return alone, nil
	case err != nil:
		return alone, fmt.Errorf("for whom they act: %w", err)
	case chosen == actor.Account:
		return alone, nil
	}
	a.Owner = a.Taxpayer
	return a, nil
}

// What is shown of a taxpayer whom we are not sure of is what the account itself typed.
const actingQuery = `
	SELECT s.taxpayer_id, s.case_id, c.name_typed, s.assurance, COALESCE((SELECT n.acting_for FROM sessions n WHERE n.id = $2), '') AS chosen
	FROM assurances s
	JOIN identity_cases c ON c.id = s.case_id
	WHERE s.account_id = $1 AND s.ended_at IS NULL
	ORDER BY CASE WHEN s.taxpayer_id = COALESCE((SELECT n.acting_for FROM sessions n WHERE n.id = $2), '') THEN 0 ELSE 1 END, s.id
	LIMIT 1`

// ActFor chooses for whom the session acts from now on: a taxpayer's id, or the account's own for nobody.
func (d *DB) ActFor(ctx context.Context, actor portal.Actor, owner string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		if owner != actor.Account {
			held, err := tx.assuranceOf(actor.Account, owner)
			if err != nil {
				return err
			}
			if held == "" {
				return portal.ErrNotFound
			}
		}
		n, err := tx.Exec(`
			UPDATE sessions
			SET acting_for = $3
			WHERE id = $1 AND account_id = $2 AND ended_at IS NULL`, actor.Session, actor.Account, owner)
		if err != nil {
			return fmt.Errorf("act for someone: %w", err)
		}
		if n == 0 {
			return portal.ErrNotFound
		}
		tx.Audit(portal.ActingChanged, "session/"+actor.Session)
		return nil
	})
}
