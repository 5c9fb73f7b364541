package main

import (
	"context"
	"fmt"
	"strings"

	"exchequer/portal"
)

// demoTerms are what the office changed in the terms of service with version 2.0: a paragraph that is new, and words that
// are others.
var demoTerms = map[portal.Language]struct{ was, is, before, new string }{
	portal.English: {
		"You can also call us, write to us or come to our counter.", "You can also call us, write to us, or come to our counter at 500 Larch Street.",
		"This is what happens then.", "You can also keep secure messages and choose paper for letters alone, or the other way around.",
	},
	portal.Spanish: {
		"También puede llamarnos, escribirnos o venir a nuestra ventanilla.", "También puede llamarnos, escribirnos o venir a nuestra ventanilla en 500 Larch Street.",
		"Esto es lo que sucede entonces.", "También puede conservar los mensajes seguros y elegir papel solo para las cartas, o al revés.",
	},
}

// planTerms makes up how the terms fared: most agreed to the first version, the office published another, and some have
// not answered it yet.
func (p *past) planTerms() {
	p.planDelivery()
	const walt, sunita = "Walt Emerson", "Sunita Brandt"
	at := func(days float64, do func(ctx context.Context) error) {
		p.moments = append(p.moments, moment{p.ago(days), do})
	}
	answer := func(days float64, email string, kind portal.TermsAnswerKind, language portal.Language) {
		at(days, func(ctx context.Context) error { return p.answerTerms(ctx, email, kind, language) })
	}
	answer(91.5, "rosa", portal.TermsAgreed, portal.English)
	answer(91, "rosalind", portal.TermsAgreed, portal.English)
	answer(70, "marcus", portal.TermsAgreed, portal.English)
	answer(70, "alma", portal.TermsAgreed, portal.Spanish)
	answer(39, "gordon", portal.TermsDeclined, portal.English)
	at(33, func(ctx context.Context) error { return p.writeTerms(ctx, walt) })
	at(32.5, func(ctx context.Context) error {
		return p.ProposeTerms(ctx, p.fresh(walt), portal.TermsOfService, 1, p.profile.Zone())
	})
	at(31, func(ctx context.Context) error {
		return p.PublishTerms(ctx, p.fresh(sunita), portal.TermsOfService, 2, p.profile.Zone())
	})
	answer(24, "rosa", portal.TermsAgreed, portal.English)
	answer(23.5, "marta", portal.TermsAgreed, portal.English)
	answer(23, "carmen", portal.TermsAgreed, portal.Spanish)
	answer(18, "alma", portal.TermsAgreed, portal.Spanish)
	answer(11, "hyunwoo", portal.TermsDeclined, portal.English)
}

// writeTerms saves the draft of version 2.0.
func (p *past) writeTerms(ctx context.Context, by string) error {
	pair, err := p.TermsInForce(ctx)
	if err != nil {
		return err
	}
	words := map[portal.Language]string{}
	for language, change := range demoTerms {
		before := pair.Service.Words[language]
		after := strings.Replace(before, change.was, change.is, 1)
		after = strings.Replace(after, change.before, change.new+"\n\n"+change.before, 1)
		if !strings.Contains(after, change.is) || !strings.Contains(after, change.new) {
			return fmt.Errorf("the demo's terms in %s no longer fit the first version", language)
		}
		words[language] = after
	}
	return p.SaveTermsDraft(ctx, p.fresh(by), portal.TermsDraft{
		Text: portal.TermsOfService, Change: portal.MajorChange, EffectiveOn: portal.DateOf(p.ago(30).In(p.profile.Zone())), Words: words,
		Changes: map[portal.Language]string{
			portal.English: "You can choose paper for letters and keep messages electronic, or the other way around.",
			portal.Spanish: "Puede elegir papel para las cartas y conservar los mensajes electrónicos, o al revés.",
		},
	})
}

// answerTerms is what one of the public answers to the terms of that day.
func (p *past) answerTerms(ctx context.Context, email string, kind portal.TermsAnswerKind, language portal.Language) error {
	pair, err := p.TermsInForce(ctx)
	if err != nil {
		return err
	}
	owner := p.ownerOf(email)
	err = p.AnswerTerms(ctx, owner, portal.TermsReply{
		Answer: kind, Service: pair.Service.ID, Conduct: pair.Conduct.ID, Language: language,
		Word: portal.CheckWord(owner.Account, pair.Service, pair.Conduct, language),
	})
	if err != nil {
		return fmt.Errorf("%s answers the terms: %w", email, err)
	}
	return nil
}

// ownerOf is one of the made-up public, signed in just now.
func (p *past) ownerOf(email string) portal.Actor {
	return portal.Actor{
		Account: p.public.byEmail[email], Role: portal.Taxpayer, SignedInAt: p.clock.Now(), Session: "demo", Address: fmt.Sprint("198.51.100.", 60+len(email)),
	}
}
