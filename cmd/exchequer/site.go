package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// drainWithin is how long running requests may take to end after a signal. Container engines kill after 10 s or
// 30 s; most requests end within one.
const drainWithin = 8 * time.Second

// site is what runs while the counter is open: its listeners, and the work behind the pages.
type site struct {
	config   *Config
	log      *slog.Logger
	listener net.Listener
	handler  http.Handler
	metrics  http.Handler
	work     []func(context.Context) // what runs beside the pages until its context ends, such as the mailer
	broken   <-chan struct{}         // closed when the disk failed
	closing  chan struct{}           // closed when it begins to drain, for answers that would never end
}

// bind takes the address before anything else is made, and settles the origin where it follows from a port that
// the system chose.
func bind(c *Config) (net.Listener, error) {
	l, err := listen("EXCHEQUER_ADDR", c.Addr)
	if err == nil && c.Origin.Port() == "0" {
		c.Origin = &url.URL{Scheme: "http", Host: fmt.Sprintf("localhost:%d", l.Addr().(*net.TCPAddr).Port)}
	}
	return l, err
}

var errDisk = errors.New("the disk failed, so nothing more is written. Mend the disk, run exchequer verify, and start again.")

// open serves until ctx ends, the disk fails or a listener does; then it drains: no new requests, running ones
// end, work stops. It calls ready once when requests are answered. The caller closes the database.
func (s *site) open(ctx context.Context, ready func()) error {
	config, acme := encryption(s.config)
	if config != nil {
		s.listener = tls.NewListener(s.listener, config)
	}
	servers, listeners := []*http.Server{newServer(s.handler, s.log)}, []net.Listener{s.listener}
	beside := func(variable, address string, h http.Handler) error {
		if address == "" {
			return nil
		}
		l, err := listen(variable, address)
		servers, listeners = append(servers, newServer(h, s.log)), append(listeners, l)
		return err
	}
	pages := http.NewServeMux()
	pages.Handle("GET /metrics", s.metrics)
	if err := errors.Join(
		beside("EXCHEQUER_REDIRECT_ADDR", s.config.RedirectAddr, acme(redirect(s.config.Origin))),
		beside("EXCHEQUER_METRICS_ADDR", s.config.MetricsAddr, pages),
	); err != nil {
		return err
	}

	// Work outlives the signal until the requests have ended: what they put into the outbox may still go.
	workCtx, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	var working sync.WaitGroup
	for _, run := range s.work {
		working.Go(func() { run(workCtx) })
	}
	ended := make(chan error, len(servers))
	for i, server := range servers {
		go func() { ended <- fmt.Errorf("serve %s: %w", listeners[i].Addr(), server.Serve(listeners[i])) }()
	}
	ready()

	var failure error
	select {
	case <-ctx.Done():
		s.log.Info("closing: no new requests, running ones end")
	case <-s.broken:
		failure = errDisk
	case failure = <-ended:
	}

	if s.closing != nil {
		close(s.closing)
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainWithin)
	defer cancel()
	for _, server := range servers {
		if err := server.Shutdown(drain); err != nil {
			s.log.Warn("some requests did not end in time and were cut off", "error", err)
			server.Close()
		}
	}
	stopWork()
	working.Wait()
	return failure
}
