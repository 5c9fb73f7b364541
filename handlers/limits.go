package handlers

import (
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
)

// requestWindow is the time over which all requests of one address are counted (Login.gov: 300 in 300 s).
const requestWindow = 5 * time.Minute

// addressesCounted bounds the memory that counting takes; above it the counts begin anew.
const addressesCounted = 100_000

// crowd counts requests per address. It stays in memory: writing a row for each page that is read would make reading
// wait for the disk. The limits that guard secrets are kept in the database.
type crowd struct {
	mu    sync.Mutex
	began time.Time
	seen  map[string]int
}

// come counts one request and says how many there were in this window, and when it ends.
func (w *crowd) come(address string, now time.Time) (int, time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil || now.Sub(w.began) >= requestWindow || len(w.seen) >= addressesCounted {
		w.began, w.seen = now, map[string]int{}
	}
	w.seen[address]++
	return w.seen[address], requestWindow - now.Sub(w.began)
}

const (
	breath    = 250 * time.Millisecond
	breathing = 256 // at once: what waits takes memory, and the rest is answered without
)

// breather lets who is over the limit wait a little for being told so: a flood would otherwise come back at once, again
// and again, and keep the cores busy with refusing it.
func (h *Handlers) breather(c echo.Context) {
	select {
	case h.breathers <- struct{}{}:
		defer func() { <-h.breathers }()
	default:
		return
	}
	select {
	case <-time.After(breath):
	case <-ctx(c).Done():
	}
}

// limit is the limit on all requests of one address. Style sheets and a monitor's questions do not count.
func (h *Handlers) limit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Path()
		if h.RequestLimit <= 0 || path == "/healthz" || path == "/readyz" || strings.HasPrefix(path, "/static/") {
			return next(c)
		}
		n, wait := h.visits.come(h.clientAddress(c), time.Now())
		if n > h.RequestLimit {
			many := portal.Refuse(portal.TooMany, "Too many requests came from your network. Wait 5 minutes and try again. If you need us now, call us.")
			many.RetryAfter = wait
			h.breather(c)
			return many
		}
		return next(c)
	}
}
