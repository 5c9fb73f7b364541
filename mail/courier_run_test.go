package mail

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestACommitWakesTheCourierAndItStopsInGrace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := startFake(t, StartTLS, nil)
		c := newCourier(o, f.Server)
		c.Limits.Look = time.Hour
		c.Limits.Step = time.Minute // so that only the grace can end a stalled step
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { c.Run(ctx); close(done) }()
		time.Sleep(100 * time.Millisecond) // it has looked once and sleeps
		post(t, o, "rosa@example.org")
		for deadline := time.Now().Add(5 * time.Second); len(f.mails()) == 0 && time.Now().Before(deadline); {
			time.Sleep(5 * time.Millisecond)
		}
		f.mu.Lock()
		f.misbehave = map[string]string{"DATA": "stall"}
		f.mu.Unlock()
		post(t, o, "ines@example.org")
		time.Sleep(100 * time.Millisecond)
		stop()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Fatal("the courier did not stop")
		}
		if got := states(outbox(t, o)); got != "sent   1; waiting interrupted  1" {
			t.Errorf("outbox: %s", got)
		}
		if on := outbox(t, o)[0]; on.OnItsWay {
			t.Error("a stopped courier kept its loan")
		}
	})
}

func TestAStallingServerKeepsNobodyFromWriting(t *testing.T) {
	f := startFake(t, None, map[string]string{"DATA": "stall"})
	o := dbtest.Open(t, db.SQLite)
	c := newCourier(o, f.Server)
	c.Limits.Step = 2 * time.Second
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { c.Run(ctx); close(done) }()
	post(t, o, "rosa@example.org")
	time.Sleep(200 * time.Millisecond) // now it hangs in DATA
	began := time.Now()
	for range 20 {
		post(t, o, "ines@example.org")
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("20 acts took %v while the mail server stalled", took)
	}
	stop()
	<-done
}

func TestAMailThatCannotBeWrittenFailsAndTheNextGoes(t *testing.T) {
	f := startFake(t, None, nil)
	o := dbtest.Open(t, db.SQLite)
	post(t, o, "not an address", "panic@example.org", "wordless@example.org", "rosa@example.org")
	c := newCourier(o, f.Server)
	c.Words = func(m portal.Mail) (portal.MailWords, error) {
		switch m.To {
		case "panic@example.org":
			panic("a template that divides by zero")
		case "wordless@example.org":
			return portal.MailWords{}, errors.New("no template")
		}
		return someWords(m)
	}
	c.round(t.Context(), t.Context())
	if got := states(outbox(t, o)); got != strings.Repeat("failed unwritable  1; ", 3)+"sent   1" {
		t.Errorf("outbox: %s", got)
	}
}
