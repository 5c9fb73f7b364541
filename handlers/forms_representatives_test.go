package handlers

import (
	"net/http"
	"net/url"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// scopeAsked are the kinds of the answers that say what an authority is for, with more.
func scopeAsked(more map[string]formKind) map[string]formKind {
	all := map[string]formKind{
		"owner": carried, "level": chosen, "types": chosen, "type": carried, "years": chosen, "from": carried, "to": carried, "lasts": chosen,
		"until.month": carried, "until.day": carried, "until.year": carried,
	}
	for name, kind := range more {
		all[name] = kind
	}
	return all
}

// representativeTries are the forms about who acts for whom.
var representativeTries = []formTry{
	{
		row: "POST /acting", fields: map[string]formKind{"owner": carried, "next": carried},
		begin: func(o *tryOffice) started {
			g := o.representedRosa()
			g.rosa.post("/acting", "owner", g.people["Rosa Delgado"].Account).must(http.StatusOK)
			return started{g.rosa, "/acting", "/acting", url.Values{"owner": {g.owner}, "next": {""}}, nil}
		},
	},
	{
		row: "POST /representatives/checks", fields: scopeAsked(map[string]formKind{"kind": carried, "replaces": carried, "name": needed, "email": needed}),
		begin: func(o *tryOffice) started {
			g := o.representedRosa()
			return started{g.rosa, "/representatives/new", "/representatives/checks", o.invitation(), nil}
		},
	},
	{
		row: "POST /representatives", fields: scopeAsked(map[string]formKind{"kind": carried, "replaces": carried, "name": needed, "email": needed}),
		begin: func(o *tryOffice) started {
			return started{o.representedRosa().rosa, "", "/representatives", o.invitation(), nil}
		},
	},
	{
		row: "POST /representatives/requests", fields: map[string]formKind{"number": needed, "name": needed, "letter": needed, "level": chosen}, whole: true,
		begin: func(o *tryOffice) started {
			g := o.representedRosa()
			return started{g.beat, "/representatives/requests/new", "/representatives/requests",
				url.Values{"number": {dbtest.RosasNumber}, "name": {"Rosa Delgado"}, "letter": {dbtest.RosasLetter}, "level": {"view"}}, nil}
		},
	},
	{
		row: "POST /representatives/invitations/:id/code", fields: map[string]formKind{"code": needed}, whole: true,
		begin: func(o *tryOffice) started {
			g := o.representedRosa()
			id, code := g.invites()
			return started{g.beat, "/representatives", "/representatives/invitations/" + id + "/code", url.Values{"code": {code}}, map[string]string{"code": "code-" + id}}
		},
	},
	{
		row: "POST /representatives/invitations/:id/acceptance", fields: map[string]formKind{"firm": carried},
		begin: func(o *tryOffice) started {
			v, id := o.offered()
			return started{v, "/representatives/held/" + id, "/representatives/invitations/" + id + "/acceptance", url.Values{"firm": {""}}, nil}
		},
	},
	{
		row: "POST /representatives/invitations/:id/refusal", fields: map[string]formKind{"refusal": chosen},
		begin: func(o *tryOffice) started {
			v, id := o.offered()
			return started{v, "/representatives/held/" + id, "/representatives/invitations/" + id + "/refusal", url.Values{"refusal": {string(portal.RefusedCannot)}}, nil}
		},
	},
	{row: "POST /representatives/:id/ending", fields: map[string]formKind{"owner": carried}, begin: activeTry("ending", url.Values{})},
	{row: "POST /representatives/:id/scope", fields: scopeAsked(nil), begin: activeTry("scope", aScope)},
	{
		row: "POST /representatives/:id/code", fields: map[string]formKind{"owner": carried},
		begin: func(o *tryOffice) started {
			g := o.representedRosa()
			id, _ := g.invites()
			return started{g.rosa, "/representatives/" + id, "/representatives/" + id + "/code", url.Values{"owner": {g.owner}}, nil}
		},
	},
	{row: "POST /representatives/:id/acceptance", fields: scopeAsked(nil), begin: requestTry("acceptance", aScope)},
	{row: "POST /representatives/:id/refusal", fields: map[string]formKind{"owner": carried, "refusal": chosen}, begin: requestTry("refusal", url.Values{"refusal": {string(portal.RefusedUnknown)}})},
	{row: "POST /representatives/:id/agreement", fields: map[string]formKind{"owner": carried, "agrees": carried}, begin: jointTry},
}

var aScope = url.Values{
	"level": {"view"}, "types": {"all"}, "type": {""}, "years": {"all"}, "from": {""}, "to": {""}, "lasts": {"open"}, "until.month": {""}, "until.day": {""}, "until.year": {""},
}

// representedRosa is Rosa again, with nobody who acts for her, and as if no limit had been used.
func (o *tryOffice) representedRosa() *given {
	if o.given == nil {
		o.given = givenAt(o.door)
		o.imported = true
		o.SeenInPerson(o.t, o.given.people["Beatriz Ortiz"], portal.IdentityClaim{Number: dbtest.MillNumber, Name: "Harmon Mill LLC", By: "letter", Letter: "L-2026-000419"})
	}
	g := o.given
	rosa := g.people["Rosa Delgado"].Actor
	o.must(o.ActFor(o.t.Context(), rosa, g.owner))
	open, _, err := o.AuthoritiesGiven(o.t.Context(), rosa, g.owner)
	o.must(err)
	for _, a := range open {
		o.must(o.RevokeAuthority(o.t.Context(), rosa, g.owner, a.ID))
	}
	raw := o.Raw(o.t)
	_, err = raw.Exec(`DELETE FROM limits`)
	o.must(err)
	o.must(raw.Close())
	return g
}

func (o *tryOffice) invitation() url.Values {
	v := url.Values{"owner": {o.given.owner}, "kind": {""}, "replaces": {""}, "name": {"Beatriz"}, "email": {"beatriz@ortiz.example"}}
	for name, values := range aScope {
		v[name] = values
	}
	return v
}

// offered is Beatriz with an invitation that she has opened.
func (o *tryOffice) offered() (v *visitor, id string) {
	g := o.representedRosa()
	id, code := g.invites()
	g.beat.post("/representatives/invitations/"+id+"/code", "code-"+id, code).must(http.StatusOK)
	return g.beat, id
}

// owned are answers with for whom the form was opened.
func (g *given) owned(values url.Values) url.Values {
	v := url.Values{"owner": {g.owner}}
	for name, all := range values {
		v[name] = all
	}
	return v
}

func activeTry(part string, right url.Values) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		g := o.representedRosa()
		id := g.gives()
		return started{g.rosa, "/representatives/" + id, "/representatives/" + id + "/" + part, g.owned(right), nil}
	}
}

func requestTry(part string, right url.Values) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		g := o.representedRosa()
		id, err := o.AskForAuthority(o.t.Context(), g.people["Beatriz Ortiz"].Actor, tryIdentity, portal.AuthorityClaim{Number: dbtest.RosasNumber, Name: "Rosa Delgado", Letter: dbtest.RosasLetter}, portal.ViewLevel)
		o.must(err)
		_, err = o.KeepAuthorities(o.t.Context())
		o.must(err)
		return started{g.rosa, "/representatives/" + id, "/representatives/" + id + "/" + part, g.owned(right), nil}
	}
}

func jointTry(o *tryOffice) started {
	g := o.representedRosa()
	o.staff(dbtest.Ines)
	ines := o.hired[dbtest.Ines.Email].Actor
	o.must(o.LookAtTaxpayer(o.t.Context(), ines, g.owner, "Their joint return came in."))
	o.must(o.NoteJointReturn(o.t.Context(), ines, tryIdentity, g.owner, portal.JointForm{Number: dbtest.OtisNumber, TaxType: "Individual income tax", From: "2024", To: "2025", Reason: "The return of 2024, line 5."}))
	id := g.gives()
	otis := g.people["Otis Delgado"].Actor
	now, err := o.Acting(o.t.Context(), otis)
	o.must(err)
	return started{g.otis, "/representatives", "/representatives/" + id + "/agreement", url.Values{"owner": {now.Owner}, "agrees": {"no"}}, nil}
}
