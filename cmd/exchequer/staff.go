package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

const staffUsage = `exchequer staff invite --email E --role administrator|supervisor|clerk|auditor [--name N]`

// staff invites people. The first administrator of a new office begins so; everyone else is better invited at
// /office/staff, where it is also seen who did.
func (m *Main) staff(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "invite" {
		return usage("staff is written so:\n%s", staffUsage)
	}
	var i portal.Invitation
	var role string
	c, rest, err := m.configure("staff invite", args[1:], func(f *flag.FlagSet) {
		f.StringVar(&i.Email, "email", "", "the person's e-mail address; they sign in with it")
		f.StringVar(&role, "role", "", "administrator, supervisor, clerk or auditor")
		f.StringVar(&i.Name, "name", "", "the person's name; made from the e-mail address when left out")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 || i.Email == "" || role == "" {
		return usage("staff invite needs --email and --role, and nothing else but --name:\n%s", staffUsage)
	}
	i.Role = portal.StaffRole(role)
	o, err := m.prepare(ctx, c)
	if err != nil {
		return err
	}
	defer o.Close()
	a, link, err := o.InviteStaff(ctx, operator, i, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(m.Stdout, "%s (%s) can set up the account within 24 hours, once, at\n\n%s\n\nWhoever holds this link becomes %s: hand it over in person or over a line you trust.\n",
		a.Name, a.Role, c.Origin.JoinPath("setup", "links", link), a.Role)
	return nil
}

// watchSignIn tells owners of passwords that nobody followed up, and sweeps what signing in leaves behind.
func watchSignIn(ctx context.Context, d *db.DB, log *slog.Logger) {
	minute, hour := time.NewTicker(time.Minute), time.NewTicker(time.Hour)
	defer minute.Stop()
	defer hour.Stop()
	for {
		var err error
		select {
		case <-minute.C:
			_, err = d.TellPasswordAlone(ctx)
		case <-hour.C:
			err = d.SweepSignIn(ctx)
		case <-ctx.Done():
			return
		}
		if err != nil && ctx.Err() == nil {
			log.Error("watching sign-ins", "error", err)
		}
	}
}
