package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

// Acting is for whom an account acts: what its session chose, as long as it may, otherwise the taxpayer whom it was first
// proved to be, otherwise nobody. It is read on every request, and nothing of it is kept: an authority that was ended, has
// expired or is suspended is one no more with the next click.
func (d *DB) Acting(ctx context.Context, actor portal.Actor) (portal.Acting, error) {
	alone := portal.ActingAlone(actor)
	if actor.Role != portal.Taxpayer {
		return alone, nil
	}
	return d.asking(ctx).acting(actor, d.Now())
}

// acting is the same within an act, as it stands in it.
func (tx *Tx) acting() (portal.Acting, error) { return tx.asking().acting(tx.Actor, tx.Now) }

func (a asking) acting(actor portal.Actor, now time.Time) (portal.Acting, error) {
	alone := portal.ActingAlone(actor)
	var own portal.Acting
	var chosen string
	err := found(a.row(actingQuery, actor.Account, actor.Session).Scan(&own.Taxpayer, &own.Case, &own.Name, &own.Assurance, &chosen))
	if err == portal.ErrNotFound {
		own = alone
		err = found(a.row(`SELECT acting_for FROM sessions WHERE id = $1 AND account_id = $2`, actor.Session, actor.Account).Scan(&chosen))
		if err == portal.ErrNotFound {
			return alone, nil
		}
	}
	switch {
	case err != nil:
		return alone, fmt.Errorf("for whom they act: %w", err)
	case chosen == actor.Account:
		return alone, nil
	case !own.Alone():
		own.Owner = own.Taxpayer
	}
	if chosen == "" || chosen == own.Taxpayer {
		return own, nil
	}
	held, err := a.authorities(`a.representative = $1 AND a.taxpayer_id = $2 AND a.status = 'active'`, `ORDER BY a.kind, a.id`, actor.Account, chosen)
	if err != nil {
		return alone, err
	}
	for _, one := range held {
		if one.InForce(now) {
			return portal.ActingBy(one), nil
		}
	}
	return own, nil
}

// What is shown of a taxpayer whom we are not sure of is what the account itself typed.
const actingQuery = `
	SELECT s.taxpayer_id, s.case_id, c.name_typed, s.assurance, COALESCE((SELECT n.acting_for FROM sessions n WHERE n.id = $2), '') AS chosen
	FROM assurances s
	JOIN identity_cases c ON c.id = s.case_id
	WHERE s.account_id = $1 AND s.ended_at IS NULL
	ORDER BY CASE WHEN s.taxpayer_id = COALESCE((SELECT n.acting_for FROM sessions n WHERE n.id = $2), '') THEN 0 ELSE 1 END, s.id
	LIMIT 1`

// ActFor chooses for whom the session acts from now on: a taxpayer's id, or the account's own for nobody. It is audited, and
// a taxpayer reads that someone began to act for them.
func (d *DB) ActFor(ctx context.Context, actor portal.Actor, owner string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
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
		now, err := tx.acting()
		if err != nil {
			return err
		}
		if now.Owner != owner { // it was not theirs to choose
			return portal.ErrNotFound
		}
		tx.Audit(portal.ActingChanged, "session/"+actor.Session, "authority", now.Authority)
		return tx.did(now, portal.DidSwitch, "")
	})
}
