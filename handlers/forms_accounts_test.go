package handlers

import (
	"fmt"
	"net/http"
	"net/url"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// What the forms of the desk about accounts of the public are filled in with.
var (
	whySo   = url.Values{"reason": {"She asked for it on the phone."}}
	shownSo = url.Values{"document": {string(portal.DocumentKinds[1])}, "last_four": {"4F17"}}
)

// taxpayer is someone of the public with an account, to whom nothing has happened yet.
func (o *tryOffice) taxpayer() dbtest.Person {
	o.came++
	return o.Enrol(o.t, portal.Actor{Name: fmt.Sprint("Rosa Delgado ", o.came), Email: fmt.Sprintf("rosa%d@mail.example", o.came), Address: fmt.Sprintf("198.51.%d.%d", o.came/250, o.came%250)})
}

// opens is one of the staff with a taxpayer's account open, and the version that their page shows.
func (o *tryOffice) opens(who portal.Actor, p dbtest.Person) (v *visitor, at, seen string) {
	v, at = o.staff(who), "/desk/accounts/"+p.Account
	v.post("/desk/accounts/looks", "account", p.Account, "reason", "She called about her account.").must(http.StatusOK)
	a, err := o.DeskAccount(o.t.Context(), o.hired[who.Email].Actor, p.Account, "")
	o.must(err)
	return v, at, a.Version
}

// accountTry is a form on an account's page.
func accountTry(act, path string, right url.Values) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		v, at, seen := o.opens(dbtest.Ines, o.taxpayer())
		values := url.Values{"seen": {seen}}
		for name, value := range right {
			values[name] = value
		}
		return started{v, at + "?act=" + act, at + "/" + path, values, nil}
	}
}

func releaseTry(o *tryOffice) started {
	p := o.taxpayer()
	v, at, seen := o.opens(dbtest.Sunita, p)
	o.must(o.HoldAccount(o.t.Context(), o.hired[dbtest.Sunita.Email].Actor, p.Account, seen, "Someone else uses it."))
	_, _, seen = o.opens(dbtest.Sunita, p)
	return started{v, at + "?act=release", at + "/release", url.Values{"seen": {seen}, "reason": whySo["reason"]}, nil}
}

func reopenTry(o *tryOffice) started {
	p := o.taxpayer()
	o.must(o.CloseAccount(o.t.Context(), p.Actor))
	v, at, seen := o.opens(dbtest.Sunita, p)
	return started{v, at + "?act=reopening", at + "/reopening", url.Values{"seen": {seen}, "reason": whySo["reason"]}, nil}
}

// caseTry is a case that a clerk began, before a supervisor.
func caseTry(kind string) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		p := o.taxpayer()
		_, _, seen := o.opens(dbtest.Ines, p)
		var id string
		var err error
		if ines := o.hired[dbtest.Ines.Email].Actor; kind == "recoveries" {
			id, err = o.BeginRecovery(o.t.Context(), ines, p.Account, seen, portal.RecoveryStart{Documents: portal.Documents{Kind: portal.DocumentKinds[0], LastFour: "4F17"}, Face: true})
		} else {
			id, err = o.ProposeSuspension(o.t.Context(), ines, p.Account, seen, whySo.Get("reason"))
		}
		o.must(err)
		at := "/desk/accounts/" + kind + "/" + id
		return started{o.staff(dbtest.Sunita), at, at + "/decision", url.Values{"decision": {"approve"}, "reason": {"Looked at it and agree."}}, nil}
	}
}
