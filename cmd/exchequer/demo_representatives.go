package main

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
	"exchequer/samples"
)

// demoRepresentative is whom the list of the demo's people calls so: an account of the public that acts for others.
const demoRepresentative portal.Role = "representative"

// planRepresentatives makes up for whom Beatriz Ortiz, who prepares returns, may act: one taxpayer gave her all of it, one a
// part; one signed a paper form, one form has run out, and one taxpayer has not answered yet.
func (p *past) planRepresentatives() {
	const ines, tomas = "Ines Calloway", "Tomás Oyelaran"
	at := func(days float64, do func(ctx context.Context) error) {
		p.moments = append(p.moments, moment{p.ago(days), do})
	}
	all := portal.ScopeForm{Level: "message", Types: "all", Years: "all", Lasts: "open"}
	income := portal.ScopeForm{Level: "view", Types: "some", Some: []string{"Individual income tax"}, Years: "some", From: "2024", To: "2025", Lasts: "until", Until: [3]string{"12", "31", fmt.Sprint(p.now.Year() + 1)}}
	over := p.ago(30)
	short := portal.ScopeForm{Level: "file", Types: "all", Years: "all", Lasts: "until", Until: [3]string{fmt.Sprint(int(over.Month())), fmt.Sprint(over.Day()), fmt.Sprint(over.Year())}}
	at(60, func(ctx context.Context) error { return p.onPaper(ctx, 5, short, ines, tomas) })
	at(24, func(ctx context.Context) error { return p.onPaper(ctx, 4, income, tomas, ines) })
	at(14.5, func(ctx context.Context) error {
		return p.letsAct(ctx, "rosa", all, portal.DidSwitch, portal.DidSeeRecord)
	})
	at(0.6, func(ctx context.Context) error {
		t := samples.At(2)
		_, err := p.AskForAuthority(ctx, p.taxpayer("beatriz"), portal.NewIdentityOffice(p.profile), portal.AuthorityClaim{Number: t.Number, Name: t.First + " " + t.Last, Letter: t.Letters[0].Number}, portal.MessageLevel)
		return err
	})
	for _, days := range []float64{29, 0.5} {
		at(days, func(ctx context.Context) error { return keepAuthorities(ctx, p.DB) })
	}
}

// taxpayer is one of the made-up public who signed in just now.
func (p *past) taxpayer(email string) portal.Actor {
	names := map[string]string{"rosa": "Rosa Delgado", "beatriz": "Beatriz Ortiz"}
	return portal.Actor{Account: p.public.byEmail[email], Name: names[email], Email: email + "@mail.example", Role: portal.Taxpayer, SignedInAt: p.clock.Now(), Address: "198.51.100.20"}
}

// letsAct is a taxpayer who invites Beatriz, hands her the code, and what she does first.
func (p *past) letsAct(ctx context.Context, email string, scope portal.ScopeForm, did ...portal.RepresentativeDid) error {
	giver, beatriz, office := p.taxpayer(email), p.taxpayer("beatriz"), portal.NewIdentityOffice(p.profile)
	held, err := p.Holdings(ctx, giver)
	if err != nil || len(held) == 0 {
		return fmt.Errorf("%s stands for nobody: %w", email, err)
	}
	a, code, err := p.InviteRepresentative(ctx, giver, office, held[0].Taxpayer, portal.AuthorityInvitation{Name: "Beatriz", Email: beatriz.Email, Scope: scope})
	if err != nil {
		return fmt.Errorf("%s invites: %w", email, err)
	}
	if err := p.OpenInvitation(ctx, beatriz, a.ID, code); err != nil {
		return err
	}
	if err := p.AnswerInvitation(ctx, beatriz, a.ID, true, "", ""); err != nil {
		return err
	}
	if a, _, err = p.AuthorityHeld(ctx, beatriz, a.ID); err != nil {
		return err
	}
	for i, what := range did {
		p.clock.set(p.clock.Now().Add(time.Duration(i+1) * time.Minute))
		if err := p.NoteLook(ctx, beatriz, portal.ActingBy(a), what, ""); err != nil {
			return err
		}
	}
	return nil
}

// onPaper is a signed form that one of the staff enters, and another compares with the paper.
func (p *past) onPaper(ctx context.Context, place int, scope portal.ScopeForm, enters, compares string) error {
	t, taxpayer := samples.At(place), ""
	for _, who := range []string{enters, compares} {
		found, err := p.FindTaxpayers(ctx, p.fresh(who), portal.TaxpayerSearch{Words: t.Number, Reason: "A paper form about a representative came by mail."})
		if err != nil {
			return err
		}
		taxpayer = found.ID
	}
	form := portal.PaperAuthority{Email: "beatriz@mail.example", Scope: scope, Reason: "Signed form, scanned as page 3 of the day’s mail."}
	if err := p.EnterPaperAuthority(ctx, p.fresh(enters), portal.NewIdentityOffice(p.profile), taxpayer, form); err != nil {
		return fmt.Errorf("enter a paper form: %w", err)
	}
	desk, err := p.DeskAuthorities(ctx, p.fresh(compares), taxpayer)
	if err != nil {
		return err
	}
	return p.DecidePaperAuthority(ctx, p.fresh(compares), taxpayer, desk.Waiting[0].ID, portal.Decision{Approve: true, Reason: "Compared with the paper: signature and years are right."}, "")
}
