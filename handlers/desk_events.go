package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
)

// Open pages of the desk are told that something changed (server-sent events). Nothing of it is in what is sent: the page asks
// for its part again, as anyone would.

// messageEvents is one open page's stream. It ends with the session, with the training, and when the program closes.
func (h *Handlers) messageEvents(c echo.Context) error {
	a, s := actor(c), &stream{session: callerOf(c).session.ID, wake: make(chan struct{}, 1), over: make(chan struct{})}
	if ref := c.QueryParam("case"); ref != "" {
		var ok bool
		if s.number, ok = portal.ReadCaseNumber(ref); !ok {
			return portal.ErrNotFound
		}
		if _, _, _, _, err := h.db.PresentAtCase(ctx(c), a, s.number); err != nil {
			return err
		}
	}
	watchers, err := h.db.Watchers(ctx(c), []string{s.session})
	if err != nil {
		return err
	}
	watcher, may := watchers[s.session]
	if !may {
		return portal.ErrNoTraining
	}
	s.watcher = watcher
	if err := h.watch.join(ctx(c), h.db, s); err != nil {
		return err
	}
	defer h.watch.leave(s)
	out := newEvents(c)
	beat := time.NewTicker(h.watch.beat)
	defer beat.Stop()
	for err = out.say("retry: 5000\n: open\n\n"); err == nil; {
		select {
		case <-s.wake:
			err = out.say("event: changed\ndata: 1\n\n")
		case <-beat.C:
			err = out.say(":\n\n")
		case <-s.over: // asking again would be in vain
			return out.say("event: over\ndata: 1\n\n")
		case <-h.Closing: // another copy, or this one when it is back, goes on
			return nil
		case <-ctx(c).Done():
			return nil
		}
	}
	return nil // nobody listens any more
}

// events writes a stream. A reader that takes nothing for a while is given up.
type events struct {
	out     *echo.Response
	control *http.ResponseController
}

func newEvents(c echo.Context) events {
	e := events{c.Response(), http.NewResponseController(c.Response().Writer)}
	e.out.Header().Set("Content-Type", "text/event-stream")
	e.out.Header().Set("X-Accel-Buffering", "no") // a proxy in between passes it on at once
	c.Set(keyStreams, time.Now())
	_ = e.control.SetReadDeadline(time.Time{}) // nothing more is to be read, and that is no fault
	e.out.WriteHeader(http.StatusOK)
	return e
}

func (e events) say(text string) error {
	if err := e.control.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := e.out.Write([]byte(text)); err != nil {
		return err
	}
	return e.control.Flush()
}

// stream is one open page.
type stream struct {
	session string
	watcher portal.Watcher
	number  portal.CaseNumber // of the case that it shows; 0 for a list
	wake    chan struct{}     // something changed that it shows
	over    chan struct{}     // closed when it may watch no longer
}

// watch looks for all open pages at once: one look a second, whoever many they are, and none while there are none.
type watch struct {
	every, check, beat time.Duration

	mu      sync.Mutex
	streams map[*stream]bool
	stop    context.CancelFunc // of the look, nil while nobody watches
}

func newWatch() *watch {
	return &watch{every: portal.WatchEvery, check: portal.WatchCheck, beat: portal.WatchBeat, streams: map[*stream]bool{}}
}

// join begins to tell a page of changes from now on.
func (w *watch) join(ctx context.Context, d *db.DB, s *stream) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	theirs := 0
	for other := range w.streams {
		if other.watcher.Account == s.watcher.Account {
			theirs++
		}
	}
	if theirs >= portal.WatchesEach {
		return portal.ErrTooManyWatches
	}
	if w.stop == nil {
		seq, err := d.WatchFrom(ctx)
		if err != nil {
			return fmt.Errorf("watch cases: %w", err)
		}
		looking, stop := context.WithCancel(context.WithoutCancel(ctx))
		w.stop = stop
		go w.look(looking, d, seq)
	}
	w.streams[s] = true
	return nil
}

func (w *watch) leave(s *stream) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.streams, s)
	if len(w.streams) == 0 && w.stop != nil {
		w.stop()
		w.stop = nil
	}
}

// look looks until nobody watches. What could not be read is read the next time.
func (w *watch) look(ctx context.Context, d *db.DB, seq int64) {
	tick := time.NewTicker(w.every)
	defer tick.Stop()
	checked := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if changes, last, err := d.CaseChanges(ctx, seq); err == nil {
			seq = last
			w.tell(changes)
		}
		if time.Since(checked) >= w.check {
			checked = time.Now()
			if watchers, err := d.Watchers(ctx, w.sessions()); err == nil {
				w.settle(watchers)
			}
		}
	}
}

// tell wakes the pages that show something that changed.
func (w *watch) tell(changes []portal.CaseChange) {
	if len(changes) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for s := range w.streams {
		if slices.ContainsFunc(changes, s.shows) {
			select {
			case s.wake <- struct{}{}:
			default: // it is being told already
			}
		}
	}
}

func (s *stream) shows(change portal.CaseChange) bool {
	if s.number != 0 {
		return change.Number == s.number
	}
	return change.Listed && (change.Moved || slices.Contains(s.watcher.Queues, change.Queue))
}

// sessions are those of all open pages, each once.
func (w *watch) sessions() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for s := range w.streams {
		all = append(all, s.session)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// settle ends the streams of those who may watch no longer, and takes in which queues the others work now.
func (w *watch) settle(watchers map[string]portal.Watcher) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for s := range w.streams {
		watcher, may := watchers[s.session]
		if !may {
			close(s.over)
			delete(w.streams, s)
			continue
		}
		s.watcher = watcher
	}
}
