package main

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// planAlerts makes up what is unusual about accounts and waits for a decision: someone who knows two passwords and no
// second step, and an owner who says that it was not her.
func (p *past) planAlerts() {
	p.moments = append(p.moments,
		moment{p.ago(0.8), func(ctx context.Context) error { return p.guessCodes(ctx, "marcus", "203.0.113.41") }},
		moment{p.ago(0.6), func(ctx context.Context) error { return p.guessCodes(ctx, "marta", "203.0.113.41") }},
		moment{p.ago(0.25), func(ctx context.Context) error {
			owner := portal.Actor{Account: p.public.byEmail["rosalind"], Name: "Rosalind Achebe", Role: portal.Taxpayer, Address: "198.51.100.20"}
			if err := p.SayNotMe(ctx, owner, p.clock.Now()); err != nil {
				return fmt.Errorf("not me: %w", err)
			}
			return nil
		}},
	)
}

// guessCodes is a thief with the password of an account.
func (p *past) guessCodes(ctx context.Context, email, address string) error {
	thief := portal.Actor{Address: address}
	token, _, err := p.EnterPassword(ctx, thief, portal.Attempt{Email: email + "@mail.example", Password: p.public.secrets[email], Device: "Chrome, Linux"})
	if err != nil {
		return fmt.Errorf("try the account of %s: %w", email, err)
	}
	session, account, err := p.Session(ctx, token)
	if err != nil {
		return fmt.Errorf("try the account of %s: %w", email, err)
	}
	for range portal.AlertWrongCodes {
		if _, err := p.EnterCode(ctx, session, account.Actor(session, address), "1111 2222"); portal.CodeOf(err) != portal.Mend {
			return fmt.Errorf("a wrong code for %s: %w", email, err)
		}
	}
	return nil
}
