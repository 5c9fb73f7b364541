package handlers

import (
	"net/http"
	"net/url"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// deskRepresentativeTries are the desk's forms about who acts for whom.
var deskRepresentativeTries = []formTry{
	{
		row: "POST /desk/taxpayers/:id/representatives", begin: paperTry,
		fields: map[string]formKind{
			"email": needed, "level": chosen, "types": chosen, "type": carried, "years": chosen, "from": carried, "to": carried, "lasts": chosen,
			"until.month": carried, "until.day": carried, "until.year": carried, "reason": needed,
		},
	},
	{
		row: "POST /desk/taxpayers/:id/representatives/:authority/decision", fields: map[string]formKind{"decision": chosen, "reason": needed, "refusal": carried},
		begin: func(o *tryOffice) started {
			s := paperTry(o)
			s.v.post(s.address, flat(s.right)...).must(http.StatusOK)
			sunita := o.atDesk(dbtest.Sunita)
			id := between(sunita.get(s.page).must(http.StatusOK).body, s.page+"/", "/decision")
			return started{sunita, s.page, s.page + "/" + id + "/decision", url.Values{"decision": {"approve"}, "reason": {"Compared with the paper."}, "refusal": {""}}, nil}
		},
	},
	{
		row: "POST /desk/taxpayers/:id/representatives/:authority/ending", fields: map[string]formKind{"ending": chosen, "ending_words": needed},
		begin: func(o *tryOffice) started {
			v, page, id := o.activeAtDesk(dbtest.Ines)
			return started{v, page, page + "/" + id + "/ending", url.Values{"ending": {string(portal.RefusedLaw)}, "ending_words": {"The court’s order of November 2."}}, nil}
		},
	},
	{
		row: "POST /desk/taxpayers/:id/representatives/:authority/suspension", fields: map[string]formKind{"whom": carried, "suspension_reason": needed},
		begin: func(o *tryOffice) started {
			v, page, id := o.activeAtDesk(dbtest.Sunita)
			return started{v, page, page + "/" + id + "/suspension", url.Values{"whom": {"person"}, "suspension_reason": {"Threatened a colleague, twice."}}, nil}
		},
	},
	{
		row: "POST /desk/taxpayers/:id/joint-returns", fields: map[string]formKind{"number": needed, "tax": chosen, "from": needed, "to": needed, "joint_reason": needed},
		begin: func(o *tryOffice) started {
			g := o.representedRosa()
			return started{o.atDesk(dbtest.Ines), "/desk/taxpayers/" + g.owner + "/representatives", "/desk/taxpayers/" + g.owner + "/joint-returns",
				url.Values{"number": {dbtest.OtisNumber}, "tax": {"Individual income tax"}, "from": {"2024"}, "to": {"2025"}, "joint_reason": {"The return of 2024, line 5."}}, nil}
		},
	},
	{
		row: "POST /desk/taxpayers/:id/joint-returns/:joint/ending", fields: map[string]formKind{"ending_reason": needed},
		begin: func(o *tryOffice) started {
			g := o.representedRosa()
			v, base := o.atDesk(dbtest.Ines), "/desk/taxpayers/"+g.owner
			page := v.post(base+"/joint-returns", "number", dbtest.OtisNumber, "tax", "Individual income tax", "from", "2024", "to", "2025", "joint_reason", "The return of 2024, line 5.").must(http.StatusOK)
			id := between(page.body, base+"/joint-returns/", "/ending")
			return started{v, base + "/representatives", base + "/joint-returns/" + id + "/ending", url.Values{"ending_reason": {"It was another couple’s."}}, nil}
		},
	},
	{
		row: "POST /desk/representatives/suspensions/:id/decision", fields: map[string]formKind{"decision": chosen, "reason": needed},
		begin: func(o *tryOffice) started {
			v, page, id := o.activeAtDesk(dbtest.Sunita, "firm")
			v.post(page+"/"+id+"/suspension", "whom", "firm", "suspension_reason", "Threatened a colleague, twice.").must(http.StatusOK)
			return o.suspensionTry("decision", url.Values{"decision": {"refuse"}, "reason": {"It was someone else."}}, nil)
		},
	},
	{
		row: "POST /desk/representatives/suspensions/:id/lifting", fields: map[string]formKind{"lifting": needed}, whole: true,
		begin: func(o *tryOffice) started {
			v, page, id := o.activeAtDesk(dbtest.Sunita)
			v.post(page+"/"+id+"/suspension", "whom", "person", "suspension_reason", "Threatened a colleague, twice.").must(http.StatusOK)
			return o.suspensionTry("lifting", url.Values{"lifting": {"They sent an apology."}}, map[string]string{"lifting": "lifting-"})
		},
	},
}

// atDesk is one of the staff who has said why they look at Rosa's records.
func (o *tryOffice) atDesk(who portal.Actor) *visitor {
	v := o.staff(who)
	v.post("/desk/taxpayers/looks", "taxpayer", o.given.owner, "reason", "A paper form came by mail.").must(http.StatusOK)
	return v
}

func paperTry(o *tryOffice) started {
	g := o.representedRosa()
	raw := o.Raw(o.t)
	_, err := raw.Exec(`UPDATE authorities SET status = 'lapsed', ended_at = 1 WHERE status = 'requested'`)
	o.must(err)
	o.must(raw.Close())
	page := "/desk/taxpayers/" + g.owner + "/representatives"
	right := url.Values{"email": {"beatriz@ortiz.example"}, "reason": {"Form of November 12, box 14."}}
	for name, values := range aScope {
		right[name] = values
	}
	return started{o.atDesk(dbtest.Ines), page, page, right, nil}
}

// activeAtDesk is an authority in force, before one of the staff; with "firm", given to someone who acts as part of one.
func (o *tryOffice) activeAtDesk(who portal.Actor, as ...string) (v *visitor, page, id string) {
	o.liftAll()
	id, firm := "", ""
	v2, id := o.offered()
	if len(as) > 0 {
		firm = between(v2.get("/representatives/held/"+id).must(http.StatusOK).body, `<option value="0`, `"`)
		firm = "0" + firm
	}
	v2.post("/representatives/invitations/"+id+"/acceptance", "firm", firm).must(http.StatusOK)
	return o.atDesk(who), "/desk/taxpayers/" + o.given.owner + "/representatives", id
}

// liftAll ends the suspensions of earlier tries.
func (o *tryOffice) liftAll() {
	raw := o.Raw(o.t)
	for _, statement := range []string{`UPDATE representation_suspensions SET state = 'refused' WHERE state = 'waiting'`, `UPDATE representation_suspensions SET state = 'lifted' WHERE state = 'standing'`} {
		_, err := raw.Exec(statement)
		o.must(err)
	}
	o.must(raw.Close())
}

// suspensionTry is another supervisor before what waits or stands.
func (o *tryOffice) suspensionTry(part string, right url.Values, called map[string]string) started {
	v := o.staff(portal.Actor{Name: "Nadia Petrov", Email: "nadia@dor.example", Role: portal.Supervisor, Address: "192.0.2.77"})
	page := v.get("/desk/representatives").must(http.StatusOK)
	id := between(page.body, "/desk/representatives/suspensions/", "/"+part)
	for name, prefix := range called {
		called[name] = prefix + id
	}
	return started{v, "/desk/representatives", "/desk/representatives/suspensions/" + id + "/" + part, right, called}
}
