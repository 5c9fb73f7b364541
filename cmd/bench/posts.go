package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// handOver measures a post without its way through the network: the act that a person waits for, and how quickly what was held
// for its 15 seconds becomes messages after them. The clock is the bench's own, so that nobody waits.
func (c *counter) handOver(ctx context.Context, lasting time.Duration) error {
	keys, err := db.LoadKeys(filepath.Join(c.folder, "keys.json"))
	if err != nil {
		return err
	}
	var ahead atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	d, err := db.Open(ctx, db.Options{DataDir: c.folder, Keys: keys, Now: clock, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	defer d.Close()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		return err
	}
	office := portal.MessageOffice{Calendar: portal.NewCalendar(zone)}
	fmt.Printf("\nPosts to %s messages without the network, on the disk with synchronous FULL\n", thousands(c.messages))
	for _, callers := range []int{1, 16, 128} {
		if err := c.refresh(ctx); err != nil {
			return err
		}
		var sent atomic.Int64
		act, err := load(callers, lasting, func(*rand.Rand) error {
			i := c.nextOpen()
			o := c.ownerOf(i)
			actor := portal.Actor{Account: o.account, Name: "Taxpayer", Role: portal.Taxpayer, Session: "session-" + o.account, Address: "198.51.100.1"}
			acting := portal.Acting{Owner: o.taxpayer, Taxpayer: o.taxpayer}
			text := portal.DraftText{Language: portal.English, Body: answerText}
			_, err := d.SendNewDraft(ctx, actor, acting, newID(), caseNumber(i), 0, 1, 1<<30, text, "Firefox, Linux")
			sent.Add(1)
			return err
		})
		if err != nil {
			return fmt.Errorf("posts without the network: %w", err)
		}
		ahead.Add(int64(portal.UndoSend + time.Second))
		began := time.Now()
		if _, err := d.SendDue(ctx, office); err != nil {
			return err
		}
		fmt.Printf("  %3d at once: %6.0f a second, p50 %8s, p99 %8s; after their 15 seconds %6.0f a second become messages\n", callers, act.rate, round(act.p50), round(act.p99),
			float64(sent.Load())/time.Since(began).Seconds())
		if _, err := d.SettleMessages(ctx); err != nil {
			return err
		}
	}
	return nil
}
