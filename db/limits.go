package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// Counters live in the database so that a restart, or a second copy of the program, forgets nothing. They stand under
// keyed hashes: whom they count cannot be read from a backup.

// Spend counts one use of a limit by whoever the key names (an address, an account), or answers how long to wait.
// It is a short transaction of its own, since a use counts even when what follows fails.
func (d *DB) Spend(ctx context.Context, limit portal.Limit, key string) error {
	var refused error
	err := d.Act(ctx, portal.SystemActor("limits"), func(tx *Tx) (err error) {
		tx.Bookkeeping()
		refused, err = tx.spend(limit, key)
		return err
	})
	if err != nil {
		return fmt.Errorf("count %s: %w", limit.Name, err)
	}
	return refused
}

// SpendSignIn counts one try to sign in from an address, as far as the department wants them limited. Who is over the
// limit already is refused without a write: a flood must not keep the disk busy.
func (d *DB) SpendSignIn(ctx context.Context, address string) error {
	if d.signIns.Count <= 0 {
		return nil
	}
	if err := d.Within(ctx, d.signIns, address); err != nil {
		return err
	}
	return d.Spend(ctx, d.signIns, address)
}

// Within reports, without counting, how long to wait before a limit may be used again; nil when it may be now.
// Pages that count failures alone ask this first, and Spend when they have failed.
func (d *DB) Within(ctx context.Context, limit portal.Limit, key string) error {
	c, err := readCounter(d.row(ctx, counterQuery, d.counterKey(limit.Name, key)))
	if err != nil {
		return fmt.Errorf("look at %s: %w", limit.Name, err)
	}
	return c.within(limit, d.Now())
}

// forget sets a counter back, as after a success.
func (tx *Tx) forget(name, key string) error {
	_, err := tx.Exec(`
		DELETE FROM limits
		WHERE key = $1`, tx.db.counterKey(name, key))
	return err
}

// spend counts one use within an act. The first answer is what to tell the person, nil when within the limit: the act
// must commit all the same, or the count would be lost. The statement is one, so that of many parallel uses none
// passes uncounted.
func (tx *Tx) spend(limit portal.Limit, key string) (refused, err error) {
	var c counter
	err = tx.Row(`
		INSERT INTO limits (key, count, opened_at)
		VALUES ($1, 1, $2)
		ON CONFLICT (key) DO UPDATE
		SET count = CASE WHEN limits.opened_at <= $3 THEN 1 ELSE limits.count + 1 END,
		    opened_at = CASE WHEN limits.opened_at <= $3 THEN $2 ELSE limits.opened_at END
		RETURNING count, opened_at`,
		tx.db.counterKey(limit.Name, key), Millis(tx.Now), Millis(tx.Now.Add(-limit.While))).Scan(&c.count, millis(&c.opened))
	if err != nil {
		return nil, err
	}
	if c.count > limit.Count {
		return portal.Wait(c.opened.Add(limit.While).Sub(tx.Now)), nil
	}
	return nil, nil
}

// counter is one row of limits. Blocked stands beside the count for what is closed for a while after failures.
type counter struct {
	count   int
	opened  time.Time
	blocked time.Time
}

func (c counter) within(limit portal.Limit, now time.Time) error {
	if ends := c.opened.Add(limit.While); c.count >= limit.Count && now.Before(ends) {
		return portal.Wait(ends.Sub(now))
	}
	return nil
}

// closed is what to tell a person while the counter is blocked.
func (c counter) closed(now time.Time) error {
	if now.Before(c.blocked) {
		return portal.Wait(c.blocked.Sub(now))
	}
	return nil
}

const counterQuery = `
	SELECT count, opened_at, blocked_until
	FROM limits
	WHERE key = $1`

func readCounter(row scanner) (c counter, err error) {
	err = row.Scan(&c.count, millis(&c.opened), millis(&c.blocked))
	if errors.Is(err, sql.ErrNoRows) {
		return counter{}, nil
	}
	return c, err
}

// lockCounter reads a counter that this act may change, and on PostgreSQL keeps parallel tries waiting behind it. The
// row is made first: a row that is not there cannot be locked, and all first tries would pass together.
func (tx *Tx) lockCounter(name, key string) (counter, error) {
	if _, err := tx.Exec(`
		INSERT INTO limits (key, count, opened_at)
		VALUES ($1, 0, $2)
		ON CONFLICT (key) DO NOTHING`, tx.db.counterKey(name, key), Millis(tx.Now)); err != nil {
		return counter{}, err
	}
	return readCounter(tx.Row(counterQuery+tx.db.engine.forUpdate(), tx.db.counterKey(name, key)))
}

// fail counts a failure under a name and closes it until the moment that blocked works out from the count.
func (tx *Tx) fail(name, key string, blocked func(failures int) time.Time) (failures int, err error) {
	err = tx.Row(`
		INSERT INTO limits (key, count, opened_at)
		VALUES ($1, 1, $2)
		ON CONFLICT (key) DO UPDATE SET count = limits.count + 1
		RETURNING count`, tx.db.counterKey(name, key), Millis(tx.Now)).Scan(&failures)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`
		UPDATE limits
		SET blocked_until = $2, opened_at = $3
		WHERE key = $1`, tx.db.counterKey(name, key), blocked(failures).UnixMilli(), Millis(tx.Now))
	return failures, err
}

func (d *DB) counterKey(name, key string) []byte { return d.keys.Find("limit "+name, key) }

// counterKept is longer than every limit's while: a counter that old limits nobody.
const counterKept = 48 * time.Hour

// sweepLimits removes counters that limit nobody any more.
func (tx *Tx) sweepLimits() error {
	_, err := tx.Exec(`
		DELETE FROM limits
		WHERE opened_at < $1`, Millis(tx.Now.Add(-counterKept)))
	return err
}
