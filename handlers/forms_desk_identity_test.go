package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// deskIdentityTries are the forms of the desk about proof of identity.
var deskIdentityTries = []formTry{
	{row: "POST /desk/identity/:ref/looks", fields: map[string]formKind{"reason": needed}, begin: identityLookTry},
	{row: "POST /desk/identity/:ref/presence", fields: map[string]formKind{"shows": carried}, begin: func(o *tryOffice) started {
		v, _, at := o.reviewing(portal.Clerk)
		return started{v, "", at + "/presence", url.Values{"shows": {""}}, nil}
	}},
	{row: "POST /desk/identity/:ref/assignment", fields: map[string]formKind{"seen": carried, "to": carried}, begin: func(o *tryOffice) started {
		v, f, at := o.reviewing(portal.Clerk)
		return started{v, at, at + "/assignment", url.Values{"seen": {fmt.Sprint(f.Version)}, "to": {""}}, nil}
	}},
	{row: "POST /desk/identity/:ref/notes", fields: map[string]formKind{"note": needed}, begin: func(o *tryOffice) started {
		v, _, at := o.reviewing(portal.Clerk)
		return started{v, at, at + "/notes", url.Values{"note": {"Call before ten."}}, nil}
	}},
	{
		row: "POST /desk/identity/:ref/visits",
		fields: map[string]formKind{
			"seen": carried, "about": carried, "document": chosen, "issuer": needed, "expires.month": needed, "expires.day": needed, "expires.year": needed, "last_four": needed,
			"second": carried, "second_issuer": needed, "second_last_four": needed, "face": chosen, "result": chosen, "reason": welcome,
		},
		at:    map[string]string{"expires.month": "expires", "expires.day": "expires", "expires.year": "expires"},
		begin: deskIdentityTry("visit", "visits", visitValues()),
	},
	{
		row:    "POST /desk/identity/:ref/referees",
		fields: map[string]formKind{"seen": carried, "about": carried, "referee": needed, "known": needed, "relation": needed, "since": needed, "evidence": needed},
		begin: deskIdentityTry("referee", "referees", url.Values{
			"referee": {"Bea Ortiz"}, "known": {"Tax preparer since 2011"}, "relation": {"Her preparer"}, "since": {"Nine years"}, "evidence": {"Showed her license and three years of returns."},
		}),
	},
	{
		row:    "POST /desk/identity/:ref/reviews",
		fields: map[string]formKind{"seen": carried, "about": carried, "capture": carried, "genuine": chosen, "name": chosen, "face": chosen, "code": chosen, "reason": welcome},
		begin: func(o *tryOffice) started {
			o.Clock.Add(portal.LettersMonth) // a letter goes with the pictures
			v, f, at := o.reviewing(portal.Clerk, sendPictures)
			return started{v, at + "?act=review", at + "/reviews", url.Values{
				"seen": {fmt.Sprint(f.Version)}, "about": {"review"}, "capture": {f.Capture().ID}, "genuine": {"yes"}, "name": {"yes"}, "face": {"yes"}, "code": {"yes"}, "reason": {""},
			}, nil}
		},
	},
	{
		row: "POST /desk/identity/:ref/decisions", fields: map[string]formKind{"seen": carried, "about": carried, "decision": chosen, "reason": needed},
		begin: func(o *tryOffice) started {
			o.someoneElse()
			v, f, at := o.reviewing(portal.Supervisor)
			return started{v, at + "?act=fraud", at + "/decisions", url.Values{
				"seen": {fmt.Sprint(f.Version)}, "about": {"fraud"}, "decision": {"accept"}, "reason": {"Talked with both of them today."},
			}, nil}
		},
	},
	{
		row: "POST /desk/identity/:ref/freeze", fields: map[string]formKind{"seen": carried, "about": carried, "reason": needed},
		begin: func(o *tryOffice) started {
			o.someoneElse()
			v, f, at := o.reviewing(portal.Supervisor)
			v.post(at+"/decisions", "seen", fmt.Sprint(f.Version), "about", "fraud", "decision", "refuse", "reason", "The owner says that it was not them.").must(200)
			v.post(at+"/looks", "reason", "To allow changes again.").must(200)
			closed, err := o.IdentityProof(o.t.Context(), portal.SystemActor("tests"), f.Number)
			o.must(err)
			return started{v, at + "?act=lift", at + "/freeze", url.Values{"seen": {fmt.Sprint(closed.Version)}, "about": {"lift"}, "reason": {"Talked with the taxpayer at the counter."}}, nil}
		},
	},
	{row: "POST /desk/accounts/:id/identity", fields: map[string]formKind{"seen": carried, "number": needed, "name": needed}, begin: counterTry},
	{
		row: "POST /office/reviewers/:id/certificate", fields: map[string]formKind{"training": needed, "street": needed, "unit": welcome, "postal": needed},
		begin: func(o *tryOffice) started {
			at := "/office/reviewers/" + o.newcomer().Account
			return started{o.visitor().signedIn(o.administrator()), at, at + "/certificate", url.Values{"training": {"Two days on documents."}, "street": {"9 Elm Road"}, "unit": {"2"}, "postal": {"56001"}}, nil}
		},
	},
	{
		row: "POST /office/reviewers/:id/ending", fields: map[string]formKind{"reason": needed},
		begin: func(o *tryOffice) started {
			clerk := o.certified(portal.Clerk)
			at := "/office/reviewers/" + clerk.Account
			return started{o.visitor().signedIn(o.administrator()), at, at + "/ending", url.Values{"reason": {"Moved to another unit."}}, nil}
		},
	},
}

func visitValues() url.Values {
	return url.Values{
		"document": {"passport"}, "issuer": {"United States"}, "expires.month": {"11"}, "expires.day": {"20"}, "expires.year": {"2190"}, "last_four": {"7K20"},
		"second": {"utility bill"}, "second_issuer": {"Harmon Power"}, "second_last_four": {"0042"}, "face": {"compared"}, "result": {"yes"}, "reason": {""},
	}
}

// administrator is one who has just come in.
func (o *tryOffice) administrator() dbtest.Person {
	o.came++
	return o.Hire(o.t, portal.Actor{Name: fmt.Sprint("Administrator ", o.came), Email: fmt.Sprintf("admin%d@dor.example", o.came), Role: portal.Administrator, Address: fmt.Sprintf("192.0.%d.%d", 4+o.came/250, o.came%250)})
}

// certified is one of the staff who has just come in, with a certificate.
func (o *tryOffice) certified(role portal.Role) dbtest.Person {
	o.came++
	p := o.Hire(o.t, portal.Actor{Name: fmt.Sprint("Reviewer ", o.came), Email: fmt.Sprintf("reviewer%d@dor.example", o.came), Role: role, Address: fmt.Sprintf("192.0.%d.%d", 8+o.came/250, o.came%250)})
	o.must(o.GiveCertificate(o.t.Context(), o.administrator().Actor, p.Account, portal.CertificateForm{
		Training: "Documents and faces, two days.", Home: portal.TaxpayerAddress{Line1: "900 Plum Street", PostalCode: "56009"},
	}))
	return p
}

// reviewing is a certified member of the staff in front of a case, after what its owner did.
func (o *tryOffice) reviewing(role portal.Role, owner ...func(*tryOffice, portal.Actor, portal.IdentityNumber)) (*visitor, portal.IdentityFile, string) {
	o.records()
	o.Clock.Add(2 * time.Hour)
	rosa := o.taxpayer().Actor
	claim := portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: dbtest.RosasLetter}
	n, err := o.ClaimTaxpayer(o.t.Context(), rosa, tryIdentity, claim)
	o.must(err)
	for _, does := range owner {
		does(o, rosa, n)
	}
	who := o.certified(role)
	v := o.visitor().signedIn(who)
	at := "/desk/identity/" + n.String()
	v.get(at).must(http.StatusOK)
	f, err := o.IdentityAtDesk(o.t.Context(), who.Actor, n)
	o.must(err)
	return v, f, at
}

var tryIdentity = portal.IdentityOffice{Calendar: portal.NewCalendar(time.UTC)}

// someoneElse is another account that stands for the taxpayer already, which makes the case odd.
func (o *tryOffice) someoneElse() {
	o.records()
	o.Clock.Add(2 * time.Hour)
	claim := portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: dbtest.RosasLetter}
	_, err := o.ClaimTaxpayer(o.t.Context(), o.taxpayer().Actor, tryIdentity, claim)
	o.must(err)
}

func sendPictures(o *tryOffice, rosa portal.Actor, n portal.IdentityNumber) {
	ctx := o.t.Context()
	o.must(o.BeginRoute(ctx, rosa, tryIdentity, n, portal.ReviewRoute))
	var files [2]db.StoredFile
	for i, content := range []string{"\xff\xd8\xff\xe0 a card", "\x89PNG\r\n\x1a\n a face"} {
		var err error
		files[i], err = o.StoreFile(ctx, "picture", []string{"image/jpeg", "image/png"}[i], bytes.NewReader([]byte(content)), 1<<20)
		o.must(err)
	}
	o.must(o.SubmitPictures(ctx, rosa, tryIdentity, n, files))
}

func deskIdentityTry(act, part string, right url.Values) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		v, f, at := o.reviewing(portal.Clerk)
		values := url.Values{"seen": {fmt.Sprint(f.Version)}, "about": {act}}
		for name, value := range right {
			values[name] = value
		}
		return started{v, at + "?act=" + act, at + "/" + part, values, nil}
	}
}

// identityLookTry is a clerk in front of a case that a colleague has finished.
func identityLookTry(o *tryOffice) started {
	o.someoneElse()
	v, f, at := o.reviewing(portal.Supervisor)
	v.post(at+"/decisions", "seen", fmt.Sprint(f.Version), "about", "fraud", "decision", "refuse", "reason", "The owner says that it was not them.").must(200)
	return started{o.visitor().signedIn(o.certified(portal.Clerk)), at, at + "/looks", url.Values{"reason": {"She called about it."}}, nil}
}

func counterTry(o *tryOffice) started {
	o.records()
	o.Clock.Add(2 * time.Hour)
	p, clerk := o.taxpayer(), o.certified(portal.Clerk)
	o.must(o.LookAtAccount(o.t.Context(), clerk.Actor, p.Account, "Stands at my counter."))
	account, err := o.DeskAccount(o.t.Context(), clerk.Actor, p.Account, "")
	o.must(err)
	at := "/desk/accounts/" + p.Account
	return started{o.visitor().signedIn(clerk), at + "?act=identity", at + "/identity", url.Values{"seen": {account.Version}, "number": {dbtest.OtisNumber}, "name": {"Otis Delgado"}}, nil}
}
