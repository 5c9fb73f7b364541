package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"time"

	"exchequer/db"
	"exchequer/handlers"
	"exchequer/mail"
	"exchequer/portal"
	"exchequer/scan"
	"exchequer/static"
	letters "exchequer/templ/mail"
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
	o, err := openOffice(ctx, c, log, time.Now)
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
	if err := o.BeginTopics(context.Background()); err != nil {
		return nil, fmt.Errorf("the topics to begin with: %w", err)
	}
	if err := o.BeginModules(context.Background()); err != nil {
		return nil, fmt.Errorf("the texts to begin with: %w", err)
	}
	figures := newMetrics(string(o.Engine()))
	closing := make(chan struct{})
	pages, err := handlers.New(handlers.Options{
		Closing:           closing,
		DB:                o.DB,
		Profile:           o.profile,
		Logo:              o.logo,
		Origin:            c.Origin,
		TrustedProxies:    c.TrustedProxies,
		Log:               log,
		RefusedPasswords:  c.RefusedPasswords,
		MailConfigured:    c.SMTP != nil,
		ScannerConfigured: c.Clamd != "",
		RequestLimit:      c.RequestLimit,
		Agency:            named(&c.OIDC),
		Federated:         named(&c.IdentityOIDC),
		Observe:           figures.observe,
	})
	if err != nil {
		return nil, fmt.Errorf("put the site together: %w", err)
	}
	s := &site{config: c, log: log, listener: listener, handler: pages, metrics: figures, broken: o.Broken(), closing: closing}
	s.work = append(s.work, func(ctx context.Context) { logAuditHead(ctx, o.DB, log) })
	s.work = append(s.work, func(ctx context.Context) { reconcileFiles(ctx, o.DB, log) })
	desk := portal.NewAccessibilityDesk(o.profile, c.Origin.String())
	s.work = append(s.work, func(ctx context.Context) { settleAccessibility(ctx, o.DB, desk, log) })
	s.work = append(s.work, func(ctx context.Context) { watchSignIn(ctx, o.DB, portal.NewIdentityOffice(o.profile), log) })
	s.work = append(s.work, func(ctx context.Context) { sendLinks(ctx, o.DB, c.Origin.String(), log) })
	s.work = append(s.work, func(ctx context.Context) { workImports(ctx, o.DB, log) })
	if c.Clamd != "" {
		s.work = append(s.work, scan.NewInspector(o.DB, scan.NewClamd(c.Clamd), log).Run)
	}
	s.work = append(s.work, func(ctx context.Context) { sendMessages(ctx, o.DB, portal.NewMessageOffice(o.profile), log) })
	s.work = append(s.work, func(ctx context.Context) { closeResolved(ctx, o.DB, portal.NewMessageOffice(o.profile), log) })
	s.work = append(s.work, func(ctx context.Context) { remindUnread(ctx, o.DB, log) })
	if c.SMTP != nil {
		courier := &mail.Courier{Outbox: o.DB, Server: *c.SMTP, Sender: c.MailFrom, Words: letters.NewComposer(o.profile).Write, Log: log, Limits: mail.DefaultLimits,
			Origin: c.Origin.String(), Bounce: c.BounceAddress}
		s.work = append(s.work, courier.Run)
	}
	return s, nil
}

// sendLinks sends the links that people want by e-mail as soon as they want them, and those of recoveries whose day of
// waiting is over.
func sendLinks(ctx context.Context, d *db.DB, origin string, log *slog.Logger) {
	addresses := db.MailAddressesAt(origin)
	for {
		if _, err := d.SendWantedLinks(ctx, addresses); err != nil && ctx.Err() == nil {
			log.Error("links were not sent", "error", err)
		}
		if _, err := d.TellRecoveriesReady(ctx, addresses); err != nil && ctx.Err() == nil {
			log.Error("links of recoveries were not sent", "error", err)
		}
		select {
		case <-d.LinksWait():
		case <-time.After(time.Minute): // those of another copy, or of one that was killed
		case <-ctx.Done():
			return
		}
	}
}

// remindUnread sends the reminders that have come due, now and every hour.
func remindUnread(ctx context.Context, d *db.DB, log *slog.Logger) {
	for {
		if _, err := d.RemindUnread(ctx); err != nil && ctx.Err() == nil {
			log.Error("reminders were not sent", "error", err)
		}
		select {
		case <-time.After(time.Hour):
		case <-ctx.Done():
			return
		}
	}
}

// workImports counts and brings in what administrators upload.
func workImports(ctx context.Context, d *db.DB, log *slog.Logger) {
	for {
		if err := d.WorkImports(ctx); err != nil && ctx.Err() == nil {
			log.Error("imports do not work", "error", err)
		}
		select {
		case <-d.ImportsWait():
		case <-time.After(db.ImportsLater):
		case <-ctx.Done():
			return
		}
	}
}

// logAuditHead writes the last record's number and hash into the log, now and once a day. Logs are kept elsewhere:
// whoever cuts off the end of the trail cannot change what they say. `exchequer verify` compares the two.
func logAuditHead(ctx context.Context, d *db.DB, log *slog.Logger) {
	daily(ctx, func() {
		switch records, hash, err := d.AuditHead(ctx); {
		case err == nil:
			log.Info("head of the audit trail", "records", records, "hash", hex.EncodeToString(hash))
		case ctx.Err() == nil:
			log.Error("the head of the audit trail could not be read", "error", err)
		}
	})
}
