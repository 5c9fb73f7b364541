package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// presence is who has something of the desk open: a table, and its column that says what.
type presence struct{ table, of string }

// presenceFresh is how young a sign of life may be that needs no renewing: pages that are loaded twice write once.
const presenceFresh = 10 * time.Second

// stay is an open page's sign of life. It is not a look: the page was opened before, and that stands in the audit trail.
// ErrNotFound means that they never opened it.
func (p presence) stay(ctx context.Context, d *DB, actor portal.Actor, id int64) error {
	seen, err := p.seen(ctx, d, actor, id)
	if err != nil || d.Now().Sub(seen) < presenceFresh {
		return err
	}
	if seen.IsZero() {
		return portal.ErrNotFound
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Bookkeeping()
		return p.come(tx, id)
	})
}

// seen is when the actor's page last gave a sign of life, zero when never.
func (p presence) seen(ctx context.Context, d *DB, actor portal.Actor, id int64) (seen time.Time, err error) {
	err = d.row(ctx, `
		SELECT seen_at
		FROM `+p.table+`
		WHERE `+p.of+` = $1 AND account_id = $2`, id, actor.Account).Scan(millis(&seen))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return seen, err
}

func (p presence) come(tx *Tx, id int64) error {
	_, err := tx.Exec(`
		INSERT INTO `+p.table+` (`+p.of+`, account_id, name, seen_at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (`+p.of+`, account_id) DO UPDATE SET seen_at = $4, name = $3`, id, tx.Actor.Account, tx.Actor.Name, Millis(tx.Now))
	return err
}

// others are those who have it open now, but for the actor.
func (p presence) others(ctx context.Context, d *DB, actor portal.Actor, id int64) ([]portal.Presence, error) {
	present, err := listOf(d.asking(ctx), `
		SELECT account_id, name, seen_at
		FROM `+p.table+`
		WHERE `+p.of+` = $1 AND seen_at > $2 AND account_id <> $3
		ORDER BY name
		LIMIT 10`, func(row scanner) (o portal.Presence, err error) {
		err = row.Scan(&o.Account, &o.Name, millis(&o.Seen))
		return o, err
	}, id, Millis(d.Now().Add(-portal.PresenceLasts)), actor.Account)
	if err != nil {
		return nil, fmt.Errorf("who has it open: %w", err)
	}
	return present, nil
}
