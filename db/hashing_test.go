package db

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/portal"
)

func TestOneHashForEachCoreAtATime(t *testing.T) {
	h := newHashing(0)
	if h.passwordWork != 600_000 {
		t.Errorf("a password is hashed %d times", h.passwordWork)
	}
	var working, most atomic.Int32
	var wait sync.WaitGroup
	for range 4 * cap(h.turns) {
		wait.Go(func() {
			done, err := h.turn(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			defer done()
			now := working.Add(1)
			for {
				seen := most.Load()
				if now <= seen || most.CompareAndSwap(seen, now) {
					break
				}
			}
			time.Sleep(5 * time.Millisecond)
			working.Add(-1)
		})
	}
	wait.Wait()
	if int(most.Load()) > cap(h.turns) {
		t.Errorf("%d hashes at once on %d cores", most.Load(), cap(h.turns))
	}
}

func TestFloodOfSignInsIsToldToComeBack(t *testing.T) {
	h := newHashing(1000)
	for range cap(h.turns) {
		done, err := h.turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer done()
	}
	h.waiting.Store(int32(hashQueue * cap(h.turns))) // the queue is full
	var busy *portal.Error
	if _, err := h.hash(t.Context(), "password", make([]byte, saltLength), 1000); !errors.As(err, &busy) || busy.Code != portal.Unavailable || busy.RetryAfter == 0 {
		t.Errorf("answered %v", err)
	}
	h.waiting.Store(0)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.turn(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("who has gone away: %v", err)
	}
}
