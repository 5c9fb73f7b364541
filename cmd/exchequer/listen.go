package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// How long a connection may take. A header is small and comes at once; a body may be 25 MB over a country
// line, for which handlers set shorter deadlines of their own where there is no file.
const (
	headerWithin = 5 * time.Second
	bodyWithin   = 5 * time.Minute
	answerWithin = 10 * time.Minute // counted from the header, so it includes the body
	idleFor      = 2 * time.Minute
	headerBytes  = 16 << 10
)

// listen binds an address, and says in a sentence why it cannot.
func listen(variable, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("something else listens at %s already. Stop it, or choose another address with %s.", address, variable)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this account may not listen at %s. Choose a port above 1023 with %s.", address, variable)
	case err != nil:
		return nil, fmt.Errorf("cannot listen at %s (%s): %w", address, variable, err)
	}
	return l, nil
}

// newServer is an HTTP server with the limits above.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerWithin,
		ReadTimeout:       bodyWithin,
		WriteTimeout:      answerWithin,
		IdleTimeout:       idleFor,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // what strangers' clients do wrong
	}
}

// encryption is how TLS is spoken here, nil where a proxy does it, and what serves ACME's questions on the
// redirecting listener.
func encryption(c *Config) (*tls.Config, func(http.Handler) http.Handler) {
	same := func(h http.Handler) http.Handler { return h }
	switch {
	case c.TLS.Auto:
		m := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			Cache:      autocert.DirCache(c.inData("acme")),
			HostPolicy: autocert.HostWhitelist(c.Origin.Hostname()),
		}
		return &tls.Config{
			MinVersion:     tls.VersionTLS12,
			GetCertificate: m.GetCertificate,
			NextProtos:     []string{"h2", "http/1.1", acme.ALPNProto},
		}, m.HTTPHandler
	case c.TLS.On():
		return &tls.Config{
			MinVersion:   tls.VersionTLS12,
			Certificates: []tls.Certificate{*c.TLS.loadedCertificate},
			NextProtos:   []string{"h2", "http/1.1"},
		}, same
	}
	return nil, same
}

// redirect sends readers from plain HTTP to the origin: to the configured name, never to the one in the request.
// Anything but reading is refused, since what was sent has crossed the network in the clear already.
func redirect(origin *url.URL) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "This address is not encrypted. Use "+origin.String()+".", http.StatusForbidden)
			return
		}
		to := *origin
		to.Path, to.RawPath, to.RawQuery = r.URL.Path, r.URL.RawPath, r.URL.RawQuery
		http.Redirect(w, r, to.String(), http.StatusMovedPermanently)
	})
}
