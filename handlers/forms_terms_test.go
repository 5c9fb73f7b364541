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

// deliveryTry is someone who agreed to the terms, and chooses how things reach them.
func deliveryTry(o *tryOffice) started {
	p := o.taxpayer()
	o.Agree(o.t, p)
	v := o.visitor()
	v.cookies[sessionCookie] = p.Token
	return started{v, "/delivery", "/delivery/choices", url.Values{"letters": {"paper"}, "messages": {"electronic"}, "reminders": {"none"}}, nil}
}

// mailingAddressTry is someone on no tax record who tells us where letters go.
func mailingAddressTry(o *tryOffice) started {
	v := o.visitor()
	v.cookies[sessionCookie] = o.taxpayer().Token
	return started{v, "/delivery/address", "/delivery/address", url.Values{"recipient": {"Rosa Delgado"}, "line1": {"12 Alder Lane"}, "line2": {"Apt 3"}, "city": {"Fernwick"}, "state": {"TX"}, "zip": {"75001"}}, nil}
}

// returnTry is a clerk in front of an e-mail that no program understood.
func returnTry(o *tryOffice) started {
	o.came++
	_, _, err := o.TakeReturn(o.t.Context(), portal.SystemActor("test"), portal.ReturnedMail{Kind: portal.ReturnUnknown, Raw: []byte(fmt.Sprint("What letter? ", o.came)), Text: "What letter?"})
	o.must(err)
	waiting, err := o.MailReturns(o.t.Context(), dbtest.Ines, portal.ReturnFilter{})
	o.must(err)
	at := "/office/mail/bounces/" + waiting[0].ID
	return started{o.staff(dbtest.Ines), at, at + "/settlement", url.Values{"note": {"Called her back; all is well."}}, nil}
}
