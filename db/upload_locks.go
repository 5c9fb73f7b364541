package db

import (
	"context"
	"sync"
	"time"

	"exchequer/portal"
)

// uploadLocks let one request at a time write into an upload: a sender whose connection was lost may be back before the
// request of before has noticed. Where several copies of the program share a folder, a part that two of them write at once is
// counted once, and what lies on the disk is read back before it is taken.
type uploadLocks struct {
	mu   sync.Mutex
	held map[string]chan struct{} // closed when the lock is given back
}

// lock takes the lock of a file, or answers portal.ErrUploadBusy after a short wait.
func (l *uploadLocks) lock(ctx context.Context, id string) (unlock func(), err error) {
	patience := time.NewTimer(uploadWait)
	defer patience.Stop()
	for {
		l.mu.Lock()
		other, busy := l.held[id]
		if !busy {
			mine := make(chan struct{})
			if l.held == nil {
				l.held = map[string]chan struct{}{}
			}
			l.held[id] = mine
			l.mu.Unlock()
			return func() {
				l.mu.Lock()
				delete(l.held, id)
				l.mu.Unlock()
				close(mine)
			}, nil
		}
		l.mu.Unlock()
		select {
		case <-other:
		case <-patience.C:
			return nil, portal.ErrUploadBusy
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
