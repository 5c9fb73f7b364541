package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

const staffUsage = `exchequer staff invite --email E --role administrator|supervisor|clerk|auditor [--name N]
exchequer staff recover --email E`

// staff invites people, and lets someone in again who lost every key. The first administrator of a new office begins
// so; everyone else is better invited at /office/staff, where it is also seen who did.
func (m *Main) staff(ctx context.Context, args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "invite":
			return m.inviteStaff(ctx, args[1:])
		case "recover":
			return m.recoverStaff(ctx, args[1:])
		}
	}
	return usage("staff is written so:\n%s", staffUsage)
}

func (m *Main) inviteStaff(ctx context.Context, args []string) error {
	var i portal.Invitation
	var role string
	c, rest, err := m.configure("staff invite", args, func(f *flag.FlagSet) {
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
		return sentences(err)
	}
	fmt.Fprintf(m.Stdout, "%s (%s) can set up the account within 24 hours, once, at\n\n%s\n\nWhoever holds this link becomes %s: hand it over in person or over a line you trust.\n",
		a.Name, a.Role, c.Origin.JoinPath("setup", "links", link), a.Role)
	return nil
}

// recoverStaff makes a link to choose a new password and a code card to go with it. An office whose last administrator
// lost every key would otherwise have no way in.
func (m *Main) recoverStaff(ctx context.Context, args []string) error {
	var email string
	c, rest, err := m.configure("staff recover", args, func(f *flag.FlagSet) {
		f.StringVar(&email, "email", "", "the e-mail address with which the person signs in")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 || email == "" {
		return usage("staff recover needs --email, and nothing else:\n%s", staffUsage)
	}
	o, err := m.prepare(ctx, c)
	if err != nil {
		return err
	}
	defer o.Close()
	a, link, codes, err := o.RecoverStaff(ctx, operator, email)
	if err != nil {
		return sentences(err)
	}
	fmt.Fprintf(m.Stdout, "%s (%s) can choose a new password within 30 minutes, once, at\n\n%s\n\nwith one of these codes, which are also the new code card:\n\n",
		a.Name, a.Role, c.Origin.JoinPath("setup", "links", link))
	for _, code := range codes {
		fmt.Fprintln(m.Stdout, portal.WriteCode(code))
	}
	fmt.Fprintf(m.Stdout, "\nMake sure that it is they who ask: whoever holds link and codes becomes %s. They were told by e-mail.\n", a.Name)
	return nil
}

// sentences are what an operator reads of a refusal: what to do, without the names of fields.
func sentences(err error) error {
	var said *portal.Error
	if !errors.As(err, &said) {
		return err
	}
	if len(said.Fields) == 0 {
		return errors.New(said.Message.String())
	}
	var text []string
	for _, f := range said.Fields {
		text = append(text, f.Sentence.String())
	}
	return errors.New(strings.Join(text, " "))
}

// watchSignIn tells owners of passwords that nobody followed up, ends what nobody decided in time, and sweeps what signing
// in leaves behind.
func watchSignIn(ctx context.Context, d *db.DB, office portal.IdentityOffice, log *slog.Logger) {
	minute, hour := time.NewTicker(time.Minute), time.NewTicker(time.Hour)
	defer minute.Stop()
	defer hour.Stop()
	for {
		var err error
		select {
		case <-minute.C:
			if _, err = d.TellPasswordAlone(ctx); err == nil {
				err = errors.Join(d.EndCases(ctx), d.EndPostedCards(ctx), keepAuthorities(ctx, d))
			}
		case <-hour.C:
			err = errors.Join(d.SweepSignIn(ctx), remindOfLetters(ctx, d, office))
		case <-ctx.Done():
			return
		}
		if err != nil && ctx.Err() == nil {
			log.Error("watching sign-ins", "error", err)
		}
	}
}

// keepAuthorities goes on until time has nothing more to do to authorities.
func keepAuthorities(ctx context.Context, d *db.DB) error {
	for {
		if more, err := d.KeepAuthorities(ctx); err != nil || !more {
			return err
		}
	}
}

// remindOfLetters goes on until nobody is left to be reminded.
func remindOfLetters(ctx context.Context, d *db.DB, office portal.IdentityOffice) error {
	for {
		if more, err := d.RemindOfLetters(ctx, office); err != nil || !more {
			return err
		}
	}
}
