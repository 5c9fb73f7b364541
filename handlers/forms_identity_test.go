package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// rosasClaim is what Rosa knows of her own records.
func rosasClaim() url.Values {
	return url.Values{"number": {dbtest.RosasNumber}, "name": {"Rosa Delgado"}, "street": {"12 Alder Street"}, "zip": {"56001"}, "by": {"letter"}, "letter": {dbtest.RosasLetter}, "year": {""}, "figure": {""}, "amount": {""}}
}

// rosasReturn is the same with her return in hand.
func rosasReturn() url.Values {
	return url.Values{"number": {dbtest.RosasNumber}, "name": {"Rosa Delgado"}, "street": {"12 Alder Street"}, "zip": {"56001"}, "by": {"figure"}, "letter": {""}, "year": {"2025"}, "figure": {string(portal.FederalAGI)}, "amount": {dbtest.RosasFigure}}
}

// claimTry is someone new in front of the form of claims, an hour after the last one: tries of a number are counted.
func claimTry(right func() url.Values) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		o.records()
		o.Clock.Add(time.Hour)
		return started{o.visitor().signedIn(o.taxpayer()), "/account/identity/new", "/account/identity/claims", right(), nil}
	}
}

// records are imported once.
func (o *tryOffice) records() {
	if !o.imported {
		o.Records(o.t)
		o.imported = true
	}
}

// proving is someone who has matched, with the address of their case.
func (o *tryOffice) proving() (v *visitor, who dbtest.Person, at string) {
	o.records()
	o.Clock.Add(portal.LettersMonth)
	who = o.taxpayer()
	v = o.visitor().signedIn(who)
	a := v.post("/account/identity/claims", flat(rosasClaim())...).must(http.StatusOK)
	cases, err := o.OwnIdentityCases(o.t.Context(), who.Actor)
	o.must(err)
	if len(cases) != 1 {
		o.t.Fatalf("%d cases; the page says %s", len(cases), text(a.body))
	}
	return v, who, "/account/identity/" + cases[0].Number.String()
}

func flat(values url.Values) (pairs []string) {
	for name, value := range values {
		pairs = append(pairs, name, value[0])
	}
	return pairs
}

func routeTry(o *tryOffice) started {
	v, _, at := o.proving()
	return started{v, at, at + "/routes", url.Values{"route": {string(portal.VisitRoute)}}, nil}
}

func federatedTry(o *tryOffice) started {
	v, _, at := o.proving()
	return started{v, at + "?for=" + portal.SeeRecords.ID, at + "/federated", url.Values{"for": {portal.SeeRecords.ID}}, nil}
}

func departureTry(o *tryOffice) started {
	s := routeTry(o)
	s.v.post(s.address, "route", string(portal.VisitRoute)).must(http.StatusOK)
	return started{s.v, s.page, s.page + "/departures", url.Values{"pending": {string(portal.PendingVisit)}}, nil}
}

// mailed is someone whose letter is in the mail.
func (o *tryOffice) mailed() (v *visitor, at string, batch int64) {
	v, _, at = o.proving()
	v.post(at+"/routes", "route", string(portal.LetterRoute)).must(http.StatusOK)
	batch, err := o.MakeLetterBatch(o.t.Context(), dbtest.Ines)
	o.must(err)
	office := portal.IdentityOffice{Calendar: portal.NewCalendar(time.UTC)}
	_, err = o.PrintLetters(o.t.Context(), dbtest.Ines, office, batch, "")
	o.must(err)
	return v, at, batch
}

func letterCodeTry(o *tryOffice) started {
	v, at, _ := o.mailed()
	return started{v, at, at + "/code", url.Values{"code": {"11111-22222"}}, nil}
}

func reprintTry(o *tryOffice) started {
	_, _, batch := o.mailed()
	at := fmt.Sprintf("/desk/letters/%d", batch)
	return started{o.visitor().signedIn(o.newcomer()), at, at + "/printings", url.Values{"reason": {"The printer jammed on one sheet."}}, nil}
}
