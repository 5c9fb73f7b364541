package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// operator is who acts when a command of this program changes something.
var operator = portal.SystemActor("operator")

// office is a department as its data folder holds it.
type office struct {
	*db.DB
	keys    *db.Keys
	profile portal.Profile
	logo    []byte // nil for the sample's mark
}

// openOffice opens what every command that touches data needs, with a clock. The caller closes it.
func openOffice(ctx context.Context, c *Config, log *slog.Logger, now func() time.Time) (*office, error) {
	o := &office{}
	var err error
	if o.profile, err = loadProfile(c.Data); err != nil {
		return nil, err
	}
	if o.profile.Logo != "" {
		if o.logo, err = os.ReadFile(c.inData(o.profile.Logo)); err != nil {
			return nil, fmt.Errorf("read the department's logo: %w", err)
		}
	}
	if o.keys, err = db.LoadKeys(c.KeyFile); err != nil {
		return nil, err
	}
	o.DB, err = db.Open(ctx, db.Options{DataDir: c.Data, DatabaseURL: c.DatabaseURL, Keys: o.keys, Now: now, Log: log, SignInLimit: c.SignInLimit, Scanner: c.Clamd != ""})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// logger writes JSON lines to standard error, one an event, for machines to collect.
func (m *Main) logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(m.Stderr, &slog.HandlerOptions{Level: level}))
}

// prepare is how a command that is neither serve nor demo begins: settings, warnings in words, and the office.
func (m *Main) prepare(ctx context.Context, c *Config) (*office, error) {
	for _, warning := range c.Warnings {
		fmt.Fprintln(m.Stderr, "warning:", warning)
	}
	return openOffice(ctx, c, m.logger(slog.LevelWarn), time.Now)
}
