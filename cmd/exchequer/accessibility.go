package main

import (
	"context"
	"log/slog"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// settleEvery is how long a new request may wait until search finds it and its page is counted.
const settleEvery = 3 * time.Second

// settleAccessibility does what follows from new requests and nobody waits for, until its context ends.
func settleAccessibility(ctx context.Context, d *db.DB, desk portal.AccessibilityDesk, log *slog.Logger) {
	for {
		if _, err := d.SettleAccessibility(ctx, desk); err != nil && ctx.Err() == nil {
			log.Error("new accessibility requests could not be settled; trying again", "error", err)
		}
		select {
		case <-time.After(settleEvery):
		case <-ctx.Done():
			return
		}
	}
}
