package main

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"exchequer/db"
)

const accountUsage = `exchequer account show EMAIL
exchequer account hold EMAIL --reason R
exchequer account release EMAIL --reason R
exchequer account end-sessions EMAIL --reason R`

// account looks at one account and closes it off, or opens it again, when the desk cannot: at night, or because the last
// supervisor is locked out too. It needs the box, and the audit trail shows it as the operator's.
func (m *Main) account(ctx context.Context, args []string) error {
	acts := map[string]func(ctx context.Context, o *office, a db.DeskAccount, reason string) (string, error){
		"show": nil, "hold": holdFromBox, "release": releaseFromBox, "end-sessions": endSessionsFromBox,
	}
	if len(args) == 0 {
		return usage("account is written so:\n%s", accountUsage)
	}
	name := args[0]
	act, known := acts[name]
	if !known {
		return usage("account is written so:\n%s", accountUsage)
	}
	// The address comes before the flags, or behind them.
	email, flags := "", args[1:]
	if len(flags) > 0 && !strings.HasPrefix(flags[0], "-") {
		email, flags = flags[0], flags[1:]
	}
	var reason string
	c, rest, err := m.configure("account "+name, flags, func(f *flag.FlagSet) {
		if act != nil {
			f.StringVar(&reason, "reason", "", "why, in a sentence; it stands in the audit trail")
		}
	})
	if err != nil {
		return err
	}
	if email == "" && len(rest) > 0 {
		email, rest = rest[0], rest[1:]
	}
	if email == "" || len(rest) > 0 || act != nil && reason == "" {
		return usage("account %s needs an e-mail address%s:\n%s", name, map[bool]string{true: " and --reason"}[act != nil], accountUsage)
	}
	o, err := m.prepare(ctx, c)
	if err != nil {
		return err
	}
	defer o.Close()
	a, err := o.OperatorAccount(ctx, operator, email)
	if err != nil {
		return sentences(err)
	}
	if act == nil {
		m.showAccount(a, o.profile.Zone())
		return nil
	}
	said, err := act(ctx, o, a, reason)
	if err != nil {
		return sentences(err)
	}
	fmt.Fprintf(m.Stdout, "%s (%s): %s\n", a.Email, a.Role, said)
	return nil
}

func holdFromBox(ctx context.Context, o *office, a db.DeskAccount, reason string) (string, error) {
	return "on hold. Nobody can sign in with it; its owner is told by e-mail.", o.HoldAccount(ctx, operator, a.ID, a.Version, reason)
}

func releaseFromBox(ctx context.Context, o *office, a db.DeskAccount, reason string) (string, error) {
	return "released. Its owner can sign in again and is told by e-mail.", o.ReleaseAccount(ctx, operator, a.ID, a.Version, reason)
}

func endSessionsFromBox(ctx context.Context, o *office, a db.DeskAccount, reason string) (string, error) {
	ended, err := o.EndAccountSessions(ctx, operator, a.ID, a.Version, reason)
	return fmt.Sprintf("%d sessions ended.", ended), err
}

// showAccount prints how an account stands and what was decided about it: no code, no key, no token.
func (m *Main) showAccount(a db.DeskAccount, zone *time.Location) {
	moment := func(t time.Time) string { return t.In(zone).Format("2006-01-02 15:04 MST") }
	table := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "E-mail\t%s\nName\t%s\nRole\t%s\nStatus\t%s\nMade\t%s\n", a.Email, a.Name, a.Role, a.Status, moment(a.CreatedAt))
	fmt.Fprintf(table, "Passkeys\t%d\nCode card\t%d codes left\nRecovery codes\t%d left\nSigned in\t%d browsers\n", len(a.Passkeys), a.Card.Left, a.Recovery.Left, len(a.Sessions))
	for _, c := range a.Cases {
		fmt.Fprintf(table, "%s\t%s, begun by %s, ends %s\n", c.Kind, c.State, c.ByName, moment(c.EndsAt))
	}
	if len(a.SignIns) > 0 {
		fmt.Fprintf(table, "Last try\t%s, %s\n", moment(a.SignIns[0].At), a.SignIns[0].Outcome)
	}
	table.Flush()
	fmt.Fprintln(m.Stdout, "\nWhat was decided:")
	for _, d := range slices.Backward(a.Changes) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", moment(d.At), d.Becomes, d.ByName, strings.ReplaceAll(d.Reason, "\n", " "))
	}
	table.Flush()
}
