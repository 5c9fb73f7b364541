package db

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"exchequer/portal"
)

// One import works at a time, in however many copies of the program: two would trip over each other's rows. Whose turn it
// is stands in one row; an import that was killed loses its turn when it gave no sign of life for this long.
const turnLasts = 10 * time.Second

var errTurnLost = errors.New("another import went on with this file meanwhile; nothing is lost")

// ErrImportWaits is the answer while another import works.
var ErrImportWaits = portal.Refuse(portal.Conflict, "Another import is at work. Wait until it has ended, then begin again: nothing was changed.")

type importTurn struct {
	d      *DB
	number int64
	holder string
}

// inTurn takes the turn, waiting a little longer than a killed import keeps it, does the work and gives the turn back.
func (d *DB) inTurn(ctx context.Context, number int64, work func(*importTurn) error) error {
	turn := &importTurn{d, number, newID()}
	for patience := time.Now().Add(turnLasts + 2*time.Second); ; {
		taken, err := turn.take(ctx)
		if err != nil {
			return err
		}
		if taken {
			break
		}
		if time.Now().After(patience) {
			return ErrImportWaits
		}
		select {
		case <-time.After(200 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	defer turn.giveBack(context.WithoutCancel(ctx))
	return work(turn)
}

// The turn is counted by the machine's clock: the office's may stand still, in tests and in the making of a demo.
func (t *importTurn) take(ctx context.Context) (taken bool, err error) {
	err = t.d.Act(ctx, portal.SystemActor("imports"), func(tx *Tx) error {
		tx.Bookkeeping()
		now := time.Now()
		n, err := tx.Exec(`
			UPDATE import_turn
			SET import = $1, holder = $2, until = $3
			WHERE one = 1 AND (until < $4 OR holder = '')`, t.number, t.holder, now.Add(turnLasts).UnixMilli(), now.UnixMilli())
		taken = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take the turn of an import: %w", err)
	}
	return taken, nil
}

// keep is part of each batch: rows of an import that lost its turn are not kept.
func (t *importTurn) keep(tx *Tx) error {
	n, err := tx.Exec(`
		UPDATE import_turn
		SET until = $1
		WHERE one = 1 AND holder = $2`, time.Now().Add(turnLasts).UnixMilli(), t.holder)
	if err == nil && n != 1 {
		return errTurnLost
	}
	return err
}

func (t *importTurn) renew(ctx context.Context) error {
	return t.d.Act(ctx, portal.SystemActor("imports"), func(tx *Tx) error {
		tx.Bookkeeping()
		return t.keep(tx)
	})
}

func (t *importTurn) giveBack(ctx context.Context) {
	err := t.d.Act(ctx, portal.SystemActor("imports"), func(tx *Tx) error {
		tx.Bookkeeping()
		_, err := tx.Exec(`
			UPDATE import_turn
			SET holder = '', until = 0
			WHERE one = 1 AND holder = $1`, t.holder)
		return err
	})
	if err != nil {
		t.d.log.Warn("the turn of an import was not given back; the next one waits for it", "seconds", turnLasts.Seconds(), "error", err)
	}
}

// pace says how many rows the next batch takes.
type pace struct{ size atomic.Int64 }

func newPace() *pace {
	p := &pace{}
	p.size.Store(4 * smallestBatch)
	return p
}

func (p *pace) now() int { return int(p.size.Load()) }

// took grows or shrinks the next batch by what this one took, by half at most.
func (p *pace) took(rows int, long time.Duration) {
	if rows < p.now()/2 {
		return // the end of the file
	}
	ideal := int64(float64(rows) * float64(batchTakes) / float64(max(long, time.Millisecond)))
	size := min(max(ideal, int64(rows)/2), int64(rows)*3/2)
	size = min(max(size, smallestBatch), largestBatch) / rowsTogether * rowsTogether // whole statements
	p.size.Store(size)
}
