package handlers

import (
	"fmt"
	"net/url"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// reviewTry is someone new in front of the terms.
func reviewTry(part string) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		p, v := o.taxpayer(), o.visitor()
		v.cookies[sessionCookie] = p.Token
		pair, err := o.TermsInForce(o.t.Context())
		o.must(err)
		right := url.Values{"service": {pair.Service.ID}, "conduct": {pair.Conduct.ID}}
		if part == "agreements" {
			right.Set("back", "/account/security")
			right.Set("word", portal.CheckWord(p.Account, pair.Service, pair.Conduct, portal.English))
		}
		return started{v, "/terms/review?back=/account/security", "/terms/" + part, right, nil}
	}
}

// draftTry is an administrator, or a supervisor who publishes, in front of a draft that is as far as its form asks.
func draftTry(part string) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		walt, sunita := o.staff(dbtest.Walt), o.staff(dbtest.Sunita)
		ctx, admin := o.t.Context(), o.hired[dbtest.Walt.Email].Actor
		right := url.Values{"words_en": {"## Rules\n\nBe kind."}, "words_es": {"## Reglas\n\nSea amable."}, "changes_en": {"Shorter."}, "changes_es": {"Más corto."}, "change": {"minor"}, "effective_on": {"2027-03-01"}}
		seen := func() int {
			draft, err := o.TermsDraft(ctx, admin, portal.RulesOfConduct)
			if err != nil {
				return 0
			}
			return draft.Version
		}
		if part != "draft" || seen() == 0 {
			o.must(o.SaveTermsDraft(ctx, admin, portal.TermsDraft{Text: portal.RulesOfConduct, Version: seen(), Change: portal.MinorChange, EffectiveOn: "2027-03-01",
				Words:   map[portal.Language]string{portal.English: fmt.Sprintf("## Rules\n\nBe kind, %d times.", o.came), portal.Spanish: fmt.Sprintf("## Reglas\n\nSea amable, %d veces.", o.came)},
				Changes: map[portal.Language]string{portal.English: "Shorter.", portal.Spanish: "Más corto."}}))
		}
		v := walt
		if part == "publication" {
			o.must(o.ProposeTerms(ctx, admin, portal.RulesOfConduct, seen(), testProfile.Zone()))
			v = sunita
		}
		switch part {
		case "proposal", "publication":
			right = url.Values{}
		case "withdrawal":
			right = url.Values{"reason": {"Not now, said the commissioner."}}
		}
		right.Set("seen", fmt.Sprint(seen()))
		return started{v, "/office/terms/conduct", "/office/terms/conduct/" + part, right, nil}
	}
}
