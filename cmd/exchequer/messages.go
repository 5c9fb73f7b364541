package main

import (
	"context"
	"log/slog"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// sendMessages sends what was held long enough, and puts it into the index. A message waits 15 seconds, so that looking once a
// second is soon enough for those that were held meanwhile, by this copy of the program or another.
func sendMessages(ctx context.Context, d *db.DB, office portal.MessageOffice, log *slog.Logger) {
	for {
		next, err := d.SendDue(ctx, office)
		if err == nil {
			_, err = d.SettleMessages(ctx)
		}
		if err != nil && ctx.Err() == nil {
			log.Error("messages were not sent", "error", err)
		}
		wait := time.Second
		if !next.IsZero() {
			wait = min(wait, max(next.Sub(d.Now()), 10*time.Millisecond))
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}

// closesEvery is how often the program looks for resolved cases to close: a day counts, not a minute.
const closesEvery = 10 * time.Minute

// closeResolved closes cases that were resolved long enough ago.
func closeResolved(ctx context.Context, d *db.DB, office portal.MessageOffice, log *slog.Logger) {
	for {
		if _, err := d.CloseResolvedCases(ctx, office); err != nil && ctx.Err() == nil {
			log.Error("resolved cases were not closed", "error", err)
		}
		select {
		case <-time.After(closesEvery):
		case <-ctx.Done():
			return
		}
	}
}
