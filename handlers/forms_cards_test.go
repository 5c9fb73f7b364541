package handlers

import (
	"net/url"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// postedTo is where a card by mail goes.
var postedTo = url.Values{"recipient": {"Rosa Delgado"}, "line1": {"12 Alder Lane"}, "line2": {"Apt 3"}, "city": {"Fernwick"}, "state": {"TK"}, "zip": {"00501"}}

// printed is a taxpayer whose card by mail was ordered and printed, with its codes.
func (o *tryOffice) printed() (p dbtest.Person, id string, codes []string) {
	p = o.taxpayer()
	o.must(o.OrderPostedCard(o.t.Context(), p.Actor, portal.Recipient{Name: "Rosa Delgado", Line1: "12 Alder Lane", City: "Fernwick", State: "TX", ZIP: "75001"}, ""))
	card, err := o.OwnPostedCard(o.t.Context(), p.Actor)
	o.must(err)
	o.staff(dbtest.Ines)
	_, codes, err = o.PrintPostedCard(o.t.Context(), o.hired[dbtest.Ines.Email].Actor, card.ID, "")
	o.must(err)
	return p, card.ID, codes
}

func postedArrivalTry(o *tryOffice) started {
	p, _, codes := o.printed()
	v := o.visitor()
	v.cookies[sessionCookie] = p.Token
	return started{v, "/account/security", "/account/security/code-card/arrival", url.Values{"posted_code": {codes[0]}}, nil}
}

func postedSheetTry(o *tryOffice) started {
	_, id, _ := o.printed()
	at := "/desk/accounts/cards/" + id
	return started{o.staff(dbtest.Ines), at, at + "/sheet", url.Values{"reason": {"The printer jammed."}}, nil}
}
