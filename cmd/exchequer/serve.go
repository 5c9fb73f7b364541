package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"exchequer/handlers"
	"exchequer/static"
)

// serve opens the counter and keeps it open until a signal comes.
func (m *Main) serve(ctx context.Context, args []string) error {
	c, rest, err := m.configure("serve", args, nil)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usage("serve takes no arguments, only flags.")
	}
	log := m.logger(slog.LevelInfo)
	for _, warning := range c.Warnings {
		log.Warn(warning)
	}
	listener, err := bind(c)
	if err != nil {
		return err
	}
	defer listener.Close()
	o, err := openOffice(ctx, c, log)
	if err != nil {
		return err
	}
	defer o.Close()
	s, err := newSite(c, o, listener, log)
	if err != nil {
		return err
	}
	return s.open(ctx, func() {
		fmt.Fprintf(m.Stdout, "Exchequer is open at %s\n", c.Origin)
		log.Info("open", "origin", c.Origin.String(), "address", listener.Addr().String(), "version", version, "engine", o.Engine())
	})
}

// newSite puts pages, figures and the mailer together.
func newSite(c *Config, o *office, listener net.Listener, log *slog.Logger) (*site, error) {
	if err := static.Check(); err != nil {
		return nil, err
	}
	figures := newMetrics(string(o.Engine()))
	pages, err := handlers.New(handlers.Options{
		DB:                o.DB,
		Profile:           o.profile,
		Logo:              o.logo,
		Origin:            c.Origin,
		TrustedProxies:    c.TrustedProxies,
		Log:               log,
		MailConfigured:    c.SMTP != nil,
		ScannerConfigured: c.Clamd != "",
		RequestLimit:      c.RequestLimit,
		Observe:           figures.observe,
	})
	if err != nil {
		return nil, fmt.Errorf("put the site together: %w", err)
	}
	s := &site{config: c, log: log, listener: listener, handler: pages, metrics: figures, broken: o.Broken()}
	return s, nil
}
