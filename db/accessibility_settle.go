package db

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"exchequer/portal"
)

// settledTogether is how many requests one act settles: the index is written once for all of them.
const settledTogether = 500

// settler is who acts when new requests are settled.
var settler = portal.SystemActor("The index of requests")

// SettleAccessibility does for new requests what nobody waits for: their words go into the index, their pages are
// counted, and a page that was asked about again becomes a defect, whose owner is told. It says how many it settled.
// Killed at any moment, the next call goes on where this one was.
func (d *DB) SettleAccessibility(ctx context.Context, desk portal.AccessibilityDesk) (int, error) {
	total := 0
	for {
		waits := false
		err := d.row(ctx, `
			SELECT EXISTS (SELECT 1 FROM accessibility_requests WHERE id > (SELECT upto FROM accessibility_settled WHERE one = 1))`).Scan(&waits)
		if err != nil || !waits {
			return total, err
		}
		settled := 0
		err = d.Act(ctx, settler, func(tx *Tx) (err error) {
			tx.Bookkeeping()
			settled, err = settleSome(tx, desk)
			return err
		})
		if err != nil {
			return total, fmt.Errorf("settle accessibility requests: %w", err)
		}
		total += settled
	}
}

type unsettled struct {
	id                  int64
	concern, page, path string
	made                time.Time
}

func settleSome(tx *Tx, desk portal.AccessibilityDesk) (int, error) {
	var upto int64
	if err := tx.Row(`
		SELECT upto
		FROM accessibility_settled
		WHERE one = 1` + tx.db.engine.forUpdate()).Scan(&upto); err != nil {
		return 0, err
	}
	batch, err := unsettledAfter(tx, upto)
	if err != nil || len(batch) == 0 {
		return 0, err
	}
	pages, last := map[string]int{}, map[string]time.Time{}
	for _, r := range batch {
		if err := tx.indexWords("accessibility_words", r.id, r.concern, r.page); err != nil {
			return 0, err
		}
		if r.path != "" {
			pages[r.path]++
			last[r.path] = r.made
		}
	}
	for _, path := range slices.Sorted(maps.Keys(pages)) {
		if err := countPage(tx, desk, path, pages[path], last[path]); err != nil {
			return 0, err
		}
	}
	_, err = tx.Exec(`
		UPDATE accessibility_settled
		SET upto = $1
		WHERE one = 1`, batch[len(batch)-1].id)
	return len(batch), err
}

func unsettledAfter(tx *Tx, upto int64) (batch []unsettled, err error) {
	rows, err := tx.Rows(`
		SELECT id, concern, page, page_path, made_at
		FROM accessibility_requests
		WHERE id > $1
		ORDER BY id
		LIMIT $2`, upto, settledTogether)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r unsettled
		if err := rows.Scan(&r.id, &r.concern, &r.page, &r.path, millis(&r.made)); err != nil {
			return nil, err
		}
		batch = append(batch, r)
	}
	return batch, rows.Err()
}
