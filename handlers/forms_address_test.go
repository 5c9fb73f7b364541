package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// seenInPerson is someone whom a clerk has seen at the counter, in front of the form for a new address. There is one in
// an office: a second account for the same taxpayer would have to wait for someone to look at it.
func (o *tryOffice) seenInPerson() (v *visitor, at string) {
	if o.atCounter != nil {
		waiting, err := o.AddressChanges(o.t.Context(), dbtest.Ines, "")
		o.must(err)
		for _, c := range waiting {
			o.must(o.DecideAddressChange(o.t.Context(), dbtest.Ines, c.ID, true, ""))
		}
		return o.atCounter, o.theirForm
	}
	o.records()
	p := o.taxpayer()
	n, err := o.ClaimTaxpayer(o.t.Context(), p.Actor, tryIdentity, portal.IdentityClaim{Number: dbtest.MillNumber, Name: "Harmon Mill LLC", By: "letter", Letter: "L-2026-000419"})
	o.must(err)
	clerk := o.certified(portal.Clerk)
	desk, address := o.visitor().signedIn(clerk), "/desk/identity/"+n.String()
	desk.get(address).must(http.StatusOK)
	f, err := o.IdentityAtDesk(o.t.Context(), clerk.Actor, n)
	o.must(err)
	visit := visitValues()
	visit.Set("seen", fmt.Sprint(f.Version))
	visit.Set("about", "visit")
	desk.post(address+"/visits", flat(visit)...).must(http.StatusOK)
	o.atCounter, o.theirForm = o.visitor().signedIn(p), "/account/taxpayers/"+n.String()+"/address"
	return o.atCounter, o.theirForm
}

func newHome() url.Values {
	return url.Values{"line1": {"55 Willow Court"}, "line2": {"Unit 2"}, "city": {"Fernwick"}, "state": {"TX"}, "zip": {"75001"}}
}

func addressTry(o *tryOffice) started {
	v, at := o.seenInPerson()
	return started{v, at, at, newHome(), nil}
}

func addressRefusalTry(o *tryOffice) started {
	v, at := o.seenInPerson()
	v.post(at, flat(newHome())...).must(http.StatusOK)
	waiting, err := o.AddressChanges(o.t.Context(), dbtest.Ines, "")
	o.must(err)
	id := waiting[0].ID
	list := "/desk/taxpayers/addresses"
	return started{o.staff(dbtest.Ines), list, list + "/" + id + "/refusal", url.Values{"reason": {"It is a vacant lot, they say."}}, map[string]string{"reason": "reason-" + id}}
}
