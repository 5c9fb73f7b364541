package handlers

import (
	"fmt"
	"net/url"
	"strings"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// formTries are the forms of the site.
var formTries = []formTry{
	{
		row:    "POST /accessibility/requests",
		fields: map[string]formKind{"concern": needed, "page": welcome, "format": chosen, "contact_by": chosen, "contact": needed, "name": welcome},
		begin: func(o *tryOffice) started {
			return started{o.visitor(), "/accessibility/requests/new", "/accessibility/requests", rosasAnswers(), nil}
		},
	},
	{row: "POST /terms/agreements", fields: map[string]formKind{"service": carried, "conduct": carried, "back": carried, "word": needed}, begin: reviewTry("agreements")},
	{row: "POST /delivery/address", fields: map[string]formKind{"recipient": needed, "line1": needed, "line2": welcome, "city": needed, "state": needed, "zip": needed}, begin: mailingAddressTry},
	{row: "POST /delivery/choices", fields: map[string]formKind{"letters": chosen, "messages": chosen, "reminders": chosen}, begin: deliveryTry},
	{row: "POST /office/mail/bounces/:id/settlement", fields: map[string]formKind{"note": needed}, begin: returnTry},
	{row: "POST /terms/refusals", fields: map[string]formKind{"service": carried, "conduct": carried}, begin: reviewTry("refusals")},
	{
		row:    "POST /office/terms/:text/draft",
		fields: map[string]formKind{"seen": carried, "change": chosen, "effective_on": welcome, "changes_en": welcome, "changes_es": welcome, "words_en": welcome, "words_es": welcome},
		begin:  draftTry("draft"),
	},
	{row: "POST /office/pages", fields: map[string]formKind{"kind": chosen, "title_en": welcome, "slug": needed}, begin: newPageTry},
	{
		row: "POST /office/pages/:slug/draft",
		fields: map[string]formKind{
			"seen": carried, "review_by": welcome, "group": chosen, "wanted": welcome,
			"title_en": welcome, "summary_en": welcome, "also_en": welcome, "body_en": welcome, "changes_en": welcome,
			"title_es": welcome, "summary_es": welcome, "also_es": welcome, "body_es": welcome, "changes_es": welcome,
		},
		begin: pageTry("draft"),
	},
	{row: "POST /office/pages/:slug/proposal", fields: map[string]formKind{"seen": carried}, begin: pageTry("proposal")},
	{row: "POST /office/pages/:slug/publication", fields: map[string]formKind{"seen": carried}, begin: pageTry("publication")},
	{row: "POST /office/pages/:slug/withdrawal", fields: map[string]formKind{"seen": carried, "reason": needed}, begin: pageTry("withdrawal")},
	{row: "POST /office/terms/:text/proposal", fields: map[string]formKind{"seen": carried}, begin: draftTry("proposal")},
	{row: "POST /office/terms/:text/publication", fields: map[string]formKind{"seen": carried}, begin: draftTry("publication")},
	{row: "POST /office/terms/:text/withdrawal", fields: map[string]formKind{"seen": carried, "reason": needed}, begin: draftTry("withdrawal")},
	{row: "POST /accessibility/status", fields: map[string]formKind{"reference": needed, "code": needed}, whole: true, begin: followTry},
	{row: "POST /accessibility/requests/:ref/reopening", fields: map[string]formKind{"seen": carried, "text": needed}, begin: ownTry("reopening", portal.DeliverStep)},
	{row: "POST /accessibility/requests/:ref/grievance", fields: map[string]formKind{"seen": carried, "text": needed}, begin: ownTry("grievance", portal.DeliverStep)},
	{
		row: "POST /accessibility/requests/:ref/appeal", fields: map[string]formKind{"seen": carried, "text": needed},
		begin: ownTry("appeal", portal.EscalateStep, portal.MeetStep, portal.AnswerStep),
	},
	{
		row: "POST /accessibility/requests/:ref/confirmation", fields: map[string]formKind{"seen": carried},
		begin: func(o *tryOffice) started {
			s := ownTry("confirmation", portal.DeliverStep)(o)
			s.page = strings.TrimSuffix(s.page, "/confirmation")
			s.right.Del("text")
			return s
		},
	},
	{
		row: "POST /accessibility/requests/:ref/standing-format", fields: map[string]formKind{"keep": carried},
		begin: func(o *tryOffice) started {
			v, n := o.asker()
			at := "/accessibility/requests/" + n.String()
			return started{v, at, at + "/standing-format", url.Values{"keep": {"yes"}}, nil}
		},
	},

	{
		row: "POST /desk/accessibility/:ref/steps", about: "deliver", fields: map[string]formKind{"step": carried, "seen": carried, "text": needed},
		begin: stepTry(dbtest.Ines, portal.DeliverStep, url.Values{"text": {"Here it is."}}),
	},
	{
		row: "POST /desk/accessibility/:ref/steps", about: "offer another way",
		fields: map[string]formKind{"step": carried, "seen": carried, "text": needed, "head": needed, "alternative": needed},
		begin:  stepTry(dbtest.Sunita, portal.DeclineStep, url.Values{"text": {"There are 1,200 maps."}, "head": {"M. Adeyemi"}, "alternative": {"We read them to you."}}),
	},
	{
		row: "POST /desk/accessibility/:ref/steps", about: "escalate", fields: map[string]formKind{"step": carried, "seen": carried, "text": needed},
		begin: stepTry(dbtest.Ines, portal.EscalateStep, url.Values{"text": {"They waited too long."}}),
	},
	{
		row: "POST /desk/accessibility/:ref/assignment", fields: map[string]formKind{"seen": carried, "to": carried},
		begin: func(o *tryOffice) started {
			_, n := o.asker()
			at := "/desk/accessibility/" + n.String()
			v := o.staff(dbtest.Sunita)
			return started{v, at, at + "/assignment", url.Values{"seen": {o.seen(n)}, "to": {o.hired[dbtest.Sunita.Email].Account}}, nil}
		},
	},
	{
		row: "POST /desk/accessibility/:ref/notes", fields: map[string]formKind{"note": needed},
		begin: func(o *tryOffice) started {
			_, n := o.asker()
			at := "/desk/accessibility/" + n.String()
			return started{o.staff(dbtest.Ines), at, at + "/notes", url.Values{"note": {"Call before ten."}}, nil}
		},
	},
	{
		row: "POST /desk/accessibility/:ref/presence", fields: map[string]formKind{"shows": carried},
		begin: func(o *tryOffice) started {
			_, n := o.asker()
			at := "/desk/accessibility/" + n.String()
			v := o.staff(dbtest.Ines)
			v.get(at).must(200)
			return started{v, "", at + "/presence", url.Values{"shows": {""}}, nil}
		},
	},
	{
		row: "POST /desk/accessibility/log",
		fields: map[string]formKind{
			"channel": chosen, "came.month": needed, "came.day": needed, "came.year": needed, "language": carried,
			"concern": needed, "page": welcome, "format": chosen, "contact_by": chosen, "contact": needed, "name": welcome,
		},
		at: map[string]string{"came.month": "came", "came.day": "came", "came.year": "came"},
		begin: func(o *tryOffice) started {
			right := url.Values{}
			for pairs := logged(); len(pairs) > 0; pairs = pairs[2:] {
				right.Set(pairs[0], pairs[1])
			}
			return started{o.staff(dbtest.Ines), "/desk/accessibility/log", "/desk/accessibility/log", right, nil}
		},
	},
	{row: "POST /desk/accessibility/defects/fixes", fields: map[string]formKind{"path": carried, "seen": carried, "what": needed}, begin: defectTry},

	{
		row: "POST /desk/accounts/looks", fields: map[string]formKind{"search": carried, "after": carried, "account": carried, "reason": needed},
		begin: func(o *tryOffice) started {
			rosa := o.taxpayer()
			return started{o.staff(dbtest.Ines), "/desk/accounts?search=rosa", "/desk/accounts/looks",
				url.Values{"search": {"rosa"}, "after": {""}, "account": {rosa.Account}, "reason": {"Called about her card."}}, nil}
		},
	},
	{row: "POST /desk/accounts/:id/sessions/ending", fields: map[string]formKind{"seen": carried, "reason": needed}, begin: accountTry("sessions", "sessions/ending", whySo)},
	{row: "POST /desk/accounts/:id/hold", fields: map[string]formKind{"seen": carried, "reason": needed}, begin: accountTry("hold", "hold", whySo)},
	{row: "POST /desk/accounts/:id/release", fields: map[string]formKind{"seen": carried, "reason": needed}, begin: releaseTry},
	{row: "POST /desk/accounts/:id/reopening", fields: map[string]formKind{"seen": carried, "reason": needed}, begin: reopenTry},
	{row: "POST /desk/accounts/:id/suspensions", fields: map[string]formKind{"seen": carried, "reason": needed}, begin: accountTry("suspension", "suspensions", whySo)},
	{row: "POST /desk/accounts/:id/deaths", fields: map[string]formKind{"seen": carried, "reason": needed}, begin: accountTry("death", "deaths", whySo)},
	{
		row: "POST /desk/accounts/:id/code-card", fields: map[string]formKind{"seen": carried, "document": chosen, "last_four": needed},
		begin: accountTry("card", "code-card", shownSo),
	},
	{
		row: "POST /desk/accounts/:id/recoveries", fields: map[string]formKind{"seen": carried, "document": chosen, "last_four": needed, "face": chosen},
		begin: accountTry("recovery", "recoveries", url.Values{"document": shownSo["document"], "last_four": shownSo["last_four"], "face": {"compared"}}),
	},
	{row: "POST /desk/accounts/recoveries/:id/decision", fields: map[string]formKind{"decision": chosen, "reason": needed}, begin: caseTry("recoveries")},
	{row: "POST /desk/accounts/suspensions/:id/decision", fields: map[string]formKind{"decision": chosen, "reason": needed}, begin: caseTry("suspensions")},

	{
		row: "POST /desk/taxpayers", fields: map[string]formKind{"search": needed, "reason": needed},
		begin: func(o *tryOffice) started {
			o.town()
			return started{o.staff(dbtest.Ines), "/desk/taxpayers", "/desk/taxpayers", url.Values{"search": {"Delgado"}, "reason": {"Called about a letter."}}, nil}
		},
	},
	{
		row: "POST /desk/taxpayers/looks", fields: map[string]formKind{"taxpayer": carried, "reason": needed},
		begin: func(o *tryOffice) started {
			id := o.town()
			return started{o.staff(dbtest.Ines), "/desk/taxpayers/" + id, "/desk/taxpayers/looks", url.Values{"taxpayer": {id}, "reason": {"Called about a letter."}}, nil}
		},
	},

	{
		row: "POST /office/imports", fields: map[string]formKind{"kind": chosen},
		begin: func(o *tryOffice) started {
			return started{o.staff(dbtest.Walt), "/office/imports", "/office/imports", url.Values{"kind": {"taxpayers"}}, nil}
		},
	},

	{
		row: "POST /office/staff/invitations", fields: map[string]formKind{"email": needed, "name": welcome, "role": chosen, "deliver": carried},
		begin: func(o *tryOffice) started {
			o.came++
			return started{o.staff(dbtest.Walt), "/office/staff/invitations/new", "/office/staff/invitations",
				url.Values{"email": {fmt.Sprintf("nadia%d@dor.example", o.came)}, "name": {"Nadia Petrov"}, "role": {"clerk"}, "deliver": {"mail"}}, nil}
		},
	},
	{row: "POST /office/staff/:id/link", fields: map[string]formKind{"deliver": carried}, begin: onStaffTry("link", url.Values{"deliver": {"mail"}})},
	{row: "POST /office/staff/:id/role", fields: map[string]formKind{"role": chosen}, begin: onStaffTry("role", url.Values{"role": {"supervisor"}})},
	{row: "POST /office/staff/:id/suspension", fields: map[string]formKind{"reason": needed}, begin: onStaffTry("suspension", url.Values{"reason": {"On leave until January."}})},
	{
		row: "POST /office/staff/:id/restoration", fields: map[string]formKind{"reason": needed},
		begin: onStaffTry("restoration", url.Values{"reason": {"Back from leave today."}}, func(o *tryOffice, admin portal.Actor, id string) error {
			return o.Suspend(o.t.Context(), admin, id, "On leave until January.")
		}),
	},
	{row: "POST /office/holds/:id/release", fields: map[string]formKind{"reason": needed}, begin: holdTry},

	{
		row:    "POST /office/audit/exports",
		fields: map[string]formKind{"event": carried, "actor": carried, "subject": carried, "from": carried, "to": carried, "format": carried},
		begin: func(o *tryOffice) started {
			return started{o.staff(dbtest.Petra), "", "/office/audit/exports", url.Values{"format": {"csv"}}, nil}
		},
	},

	{
		row: "POST /sign-in", fields: map[string]formKind{"email": needed, "password": secret, "next": carried}, whole: true,
		begin: func(o *tryOffice) started {
			return started{o.visitor(), "/sign-in?next=/desk", "/sign-in", url.Values{"email": {o.newcomer().Email}, "password": {dbtest.Password}, "next": {"/desk"}}, nil}
		},
	},
	{
		row: "POST /sign-up", fields: map[string]formKind{"email": needed}, whole: true,
		begin: func(o *tryOffice) started {
			return started{o.visitor(), "/sign-up", "/sign-up", url.Values{"email": {"rosa@mail.example"}}, nil}
		},
	},
	{
		row: "POST /sign-in/password", fields: map[string]formKind{"email": needed}, whole: true,
		begin: func(o *tryOffice) started {
			return started{o.visitor(), "/sign-in/password", "/sign-in/password", url.Values{"email": {"rosa@mail.example"}}, nil}
		},
	},
	{
		row: "POST /sign-in/second-factor", fields: map[string]formKind{"code": secret}, whole: true,
		begin: func(o *tryOffice) started {
			p, v := o.newcomer(), o.visitor()
			halfway(v, p).must(200)
			return started{v, "/sign-in/second-factor", "/sign-in/second-factor", url.Values{"code": {p.Codes[0]}}, nil}
		},
	},
	{
		row: "POST /sign-in/again", fields: map[string]formKind{"code": secret, "next": carried}, whole: true,
		begin: func(o *tryOffice) started {
			p, v := o.newcomer(), o.visitor()
			v.cookies[sessionCookie] = p.Token
			return started{v, "/sign-in/again?next=/desk", "/sign-in/again", url.Values{"code": {p.Codes[0]}, "next": {"/desk"}}, nil}
		},
	},

	{
		row: "POST /sign-in/agency", fields: map[string]formKind{"next": carried}, whole: true,
		begin: func(o *tryOffice) started {
			return started{o.visitor(), "/sign-in?next=/desk", "/sign-in/agency", url.Values{"next": {"/desk"}}, nil}
		},
	},
	{
		row: "POST /sign-in/again/agency", fields: map[string]formKind{"next": carried}, whole: true,
		begin: func(o *tryOffice) started {
			return started{o.visitor().signedIn(o.newcomer()), "", "/sign-in/again/agency", url.Values{"next": {"/desk"}}, nil}
		},
	},

	{
		row: "POST /setup/password", fields: map[string]formKind{"password": secret},
		begin: func(o *tryOffice) started {
			return started{o.settingUp(false), "/setup/password", "/setup/password", url.Values{"password": {dbtest.Password}}, nil}
		},
	},
	{
		row: "POST /setup/proof", fields: map[string]formKind{"code": secret}, whole: true,
		begin: func(o *tryOffice) started {
			return started{o.recovering(), "/setup/proof", "/setup/proof", url.Values{"code": {"nothing"}}, nil}
		},
	},
	{
		row: "POST /setup/recovery-codes/check", fields: map[string]formKind{"code": secret, "codes": carried}, whole: true,
		begin: func(o *tryOffice) started {
			v := o.settingUp(true)
			v.post("/setup/code-card").must(200)
			codes := codesOn(v.post("/setup/recovery-codes").must(200))
			return started{v, "", "/setup/recovery-codes/check", url.Values{"code": {codes[0]}, "codes": {strings.Join(codes, " ")}}, nil}
		},
	},
	{
		row: "POST /setup/recovery-codes/file", fields: map[string]formKind{"codes": carried},
		begin: func(o *tryOffice) started {
			return started{o.visitor(), "", "/setup/recovery-codes/file", url.Values{"codes": {"0123456789ABC"}}, nil}
		},
	},
	{
		row: "POST /account/security/recovery-codes/check", fields: map[string]formKind{"code": secret, "codes": carried}, whole: true,
		begin: func(o *tryOffice) started {
			v := o.visitor()
			v.cookies[sessionCookie] = o.newcomer().Token
			codes := codesOn(v.post("/account/security/recovery-codes").must(200))
			return started{v, "", "/account/security/recovery-codes/check", url.Values{"code": {codes[0]}, "codes": {strings.Join(codes, " ")}}, nil}
		},
	},
	{
		row: "POST /not-me", fields: map[string]formKind{"code": needed}, whole: true,
		begin: func(o *tryOffice) started {
			return started{o.visitor(), "/not-me", "/not-me", url.Values{"code": {"7K3QDM9XTR"}}, nil}
		},
	},
	{
		row: "POST /account/security/password", fields: map[string]formKind{"current": secret, "password": secret}, whole: true,
		begin: func(o *tryOffice) started {
			v := o.visitor()
			v.cookies[sessionCookie] = o.newcomer().Token
			return started{v, "/account/security/password", "/account/security/password", url.Values{"current": {dbtest.Password}, "password": {"quiet lanterns over the bay"}}, nil}
		},
	},
	{
		row: "POST /account/security/name", fields: map[string]formKind{"called": needed, "language": chosen},
		begin: func(o *tryOffice) started {
			v := o.visitor()
			v.cookies[sessionCookie] = o.taxpayer().Token
			return started{v, "/account/security", "/account/security/name", url.Values{"called": {"Rosa Delgado"}, "language": {"es"}}, nil}
		},
	},
	{
		row: "POST /account/security/closing", fields: map[string]formKind{"sure": chosen},
		begin: func(o *tryOffice) started {
			v := o.visitor()
			v.cookies[sessionCookie] = o.taxpayer().Token
			return started{v, "/account/security/closing", "/account/security/closing", url.Values{"sure": {"yes"}}, nil}
		},
	},
	{
		row: "POST /account/security/not-me", fields: map[string]formKind{"days": chosen},
		begin: func(o *tryOffice) started {
			v := o.visitor()
			v.cookies[sessionCookie] = o.newcomer().Token
			return started{v, "/account/security/not-me", "/account/security/not-me", url.Values{"days": {"7"}}, nil}
		},
	},
	{
		row: "POST /desk/accounts/alerts/:id/decision", fields: map[string]formKind{"decision": chosen, "reason": needed},
		begin: func(o *tryOffice) started {
			p := o.newcomer()
			for range portal.AlertWrongCodes {
				v := o.visitor()
				halfway(v, p).must(200)
				v.post("/sign-in/second-factor", "code", "0000 0000")
			}
			v := o.staff(dbtest.Sunita)
			page := v.get("/desk/accounts/alerts").must(200)
			rest := page.body[strings.LastIndex(page.body, `action="/desk/accounts/alerts/`):]
			id := between(rest, "/desk/accounts/alerts/", "/decision")
			return started{v, "/desk/accounts/alerts", "/desk/accounts/alerts/" + id + "/decision", url.Values{"decision": {"clear"}, "reason": {"They had the old card in hand."}}, map[string]string{"decision": "decision-" + id, "reason": "reason-" + id}}
		},
	},
	{
		row:    "POST /account/security/code-card/orders",
		fields: map[string]formKind{"recipient": needed, "line1": needed, "line2": welcome, "city": needed, "state": needed, "zip": needed}, whole: true,
		begin: func(o *tryOffice) started {
			v := o.visitor()
			v.cookies[sessionCookie] = o.taxpayer().Token
			return started{v, "/account/security/code-card/order", "/account/security/code-card/orders", postedTo, nil}
		},
	},
	{row: "POST /account/security/code-card/arrival", fields: map[string]formKind{"posted_code": secret}, begin: postedArrivalTry},
	{row: "POST /desk/accounts/cards/:id/sheet", fields: map[string]formKind{"reason": needed}, begin: postedSheetTry},
	{
		row: "POST /account/security/addresses", fields: map[string]formKind{"email": needed}, whole: true,
		begin: func(o *tryOffice) started {
			v := o.visitor()
			v.cookies[sessionCookie] = o.newcomer().Token
			return started{v, "/account/security", "/account/security/addresses", url.Values{"email": {"rosa@home.example"}}, nil}
		},
	},
	{
		row: "POST /account/identity/claims", about: "with a letter",
		fields: map[string]formKind{"number": needed, "name": needed, "street": needed, "zip": needed, "by": chosen, "letter": needed, "year": carried, "figure": carried, "amount": carried},
		begin:  claimTry(rosasClaim), whole: true,
	},
	{
		row: "POST /account/identity/claims", about: "with a return",
		fields: map[string]formKind{"number": needed, "name": needed, "street": needed, "zip": needed, "by": chosen, "letter": carried, "year": needed, "figure": chosen, "amount": needed},
		begin:  claimTry(rosasReturn), whole: true,
	},
	{row: "POST /account/identity/:ref/routes", fields: map[string]formKind{"route": carried}, begin: routeTry},
	{row: "POST /account/identity/:ref/federated", fields: map[string]formKind{"for": carried}, whole: true, begin: federatedTry},
	{row: "POST /account/identity/:ref/departures", fields: map[string]formKind{"pending": carried}, begin: departureTry},
	{row: "POST /account/identity/:ref/code", fields: map[string]formKind{"code": needed}, whole: true, begin: letterCodeTry},
	{
		row: "POST /account/taxpayers/:ref/address", begin: addressTry,
		fields: map[string]formKind{"line1": needed, "line2": welcome, "city": needed, "state": needed, "zip": needed},
	},
	{row: "POST /desk/taxpayers/addresses/:id/refusal", fields: map[string]formKind{"reason": needed}, whole: true, begin: addressRefusalTry},
	{row: "POST /desk/letters/:number/printings", fields: map[string]formKind{"reason": needed}, begin: reprintTry},
	{
		row: "POST /letters/not-mine", fields: map[string]formKind{"reference": needed, "words": welcome},
		begin: func(o *tryOffice) started {
			return started{o.visitor(), "/letters/not-mine", "/letters/not-mine", url.Values{"reference": {"AB12C-D34EF"}, "words": {"I did not."}}, nil}
		},
	},
	{
		row: "POST /setup/authenticator-app/check", fields: map[string]formKind{"code": secret},
		begin: appTry("/setup/authenticator-app", func(o *tryOffice) *visitor { return o.settingUp(true) }),
	},
	{
		row: "POST /account/security/authenticator-app/check", fields: map[string]formKind{"code": secret},
		begin: appTry("/account/security/authenticator-app", func(o *tryOffice) *visitor { return o.visitor().signedIn(o.newcomer()) }),
	},
	{row: "POST /account/security/passkeys/:id/name", fields: map[string]formKind{"name": needed}, begin: keyTry},
	{
		row: "POST /account/security/recovery-codes/file", fields: map[string]formKind{"codes": carried},
		begin: func(o *tryOffice) started {
			return started{o.staff(dbtest.Ines), "", "/account/security/recovery-codes/file", url.Values{"codes": {"0123456789ABC"}}, nil}
		},
	},
}

// keyTry is someone with a passkey on their security page.
func keyTry(o *tryOffice) started {
	p, v := o.newcomer(), o.visitor()
	v.cookies[sessionCookie] = p.Token
	newKey(o.t).bind(v, "/account/security/passkeys").leads("/account/security?done=bound")
	id := between(v.get("/account/security").body, "/account/security/passkeys/", "/name")
	return started{v, "/account/security", "/account/security/passkeys/" + id + "/name", url.Values{"name": {"Blue key"}}, map[string]string{"name": "name-" + id}}
}

// holdTry is an account on hold.
func holdTry(o *tryOffice) started {
	p := o.newcomer()
	v := o.visitor()
	v.cookies[sessionCookie] = p.Token
	k := newKey(o.t)
	k.bind(v, "/account/security/passkeys").leads("/account/security?done=bound")
	k.cred.Counter = 0 // as a copy of it would count
	k.show(o.visitor(), "/sign-in/passkey").refused(403, "answered as a copy would")
	return started{o.staff(dbtest.Sunita), "/office/holds", "/office/holds/" + p.Account + "/release", url.Values{"reason": {"Talked with them; the old key is gone."}}, map[string]string{"reason": "reason-" + p.Account}}
}

// buttons are the POST rows that take no answers: a press is all.
var buttons = map[string]bool{
	"POST /messages/drafts/:id/files":               true, // files: TestFilesAreAddedToADraftWithoutAScript
	"POST /messages/drafts/:id/files/:file/removal": true,

	"POST /office/imports/:number/confirmation":   true,
	"POST /office/imports/:number/withdrawal":     true,
	"POST /accessibility/requests/:ref/departure": true,
	"POST /terms/tidings":                         true,
	"POST /delivery/opt-out":                      true,
	"POST /delivery/opt-in":                       true,
	"POST /unsubscribe/:token":                    true,

	"POST /office/queues/endings":                   true,
	"POST /desk/messages/samples":                   true,
	"POST /desk/messages/suspensions":               true,
	"POST /desk/messages/suspensions/:id/agreement": true,

	"POST /messages/drafts/:id/return":  true,
	"POST /messages/drafts/:id/removal": true,

	"POST /desk/accounts/recoveries/:id/paper": true,
	"POST /desk/accounts/cards/:id/mailing":    true,
	"POST /desk/letters/batches":               true,
	"POST /desk/taxpayers/addresses/:id/entry": true,
	"POST /desk/letters/:number/mailing":       true,
	"POST /account/identity/:ref/letters":      true,

	"POST /representatives/held/:id/withdrawal": true,

	"POST /office/staff/:id/withdrawal":      true,
	"POST /office/staff/:id/sessions/ending": true,
	"POST /office/staff/:id/code-card":       true,
	"POST /office/staff/:id/agency/removal":  true,
	"POST /office/audit/checks":              true,
	"POST /office/mail/tries":                true,
	"POST /office/mail/:id/tries":            true,

	"POST /sign-out":                true,
	"POST /session/extension":       true,
	"POST /held-form/removal":       true,
	"POST /setup":                   true,
	"POST /setup/code-card":         true,
	"POST /setup/authenticator-app": true,
	"POST /setup/recovery-codes":    true,

	"POST /account/identity/:ref/pictures": true, // files: TestPicturesOfAnIDAreTakenOrRefusedInWords

	"POST /links": true,
	"POST /account/security/recovery/cancellation":         true,
	"POST /account/security/addresses/:id/removal":         true,
	"POST /account/security/addresses/:id/sign-in":         true,
	"POST /account/security/addresses/:id/confirmation":    true,
	"POST /account/security/passkeys/:id/removal":          true,
	"POST /account/security/code-card":                     true,
	"POST /account/security/recovery-codes":                true,
	"POST /account/security/sessions/ending":               true,
	"POST /account/security/sessions/:id/ending":           true,
	"POST /account/security/authenticator-app":             true,
	"POST /account/security/authenticator-app/removal":     true,
	"POST /account/security/agency":                        true,
	"POST /account/security/agency/:id/removal":            true,
	"POST /account/security/code-card/orders/cancellation": true,
}

// spokenByScripts are the POST rows that a page's own script sends JSON to; passkey_test.go tries what else may come.
var spokenByScripts = map[string]bool{
	"POST /sign-in/passkey/ceremony":               true,
	"POST /sign-in/passkey":                        true,
	"POST /sign-in/second-factor/passkey/ceremony": true,
	"POST /sign-in/second-factor/passkey":          true,
	"POST /sign-in/again/passkey/ceremony":         true,
	"POST /sign-in/again/passkey":                  true,
	"POST /setup/proof/passkey/ceremony":           true,
	"POST /setup/proof/passkey":                    true,
	"POST /setup/passkey/ceremony":                 true,
	"POST /setup/passkey":                          true,
	"POST /account/security/passkeys/ceremony":     true,
	"POST /account/security/passkeys":              true,
	"POST /reports/content-security":               true,
	"POST /messages/drafts/:id/uploads":            true, // TestFilesComeInPartsByScript
	"POST /messages/drafts/:id/uploads/:file":      true,
}
