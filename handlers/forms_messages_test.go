package handlers

import (
	"net/url"
	"regexp"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// The forms of secure messages. Each is tried by someone who stands for nobody, with a general question: what a taxpayer fills
// in beside it is tried by Rosa.
var messageTries = []formTry{
	{
		row: "POST /messages/drafts", afresh: true, fields: map[string]formKind{
			"draft": carried, "version": carried, "read": carried, "owner": carried, "do": carried, "topic": chosen, "subject": needed, "body": needed,
		},
		begin: func(o *tryOffice) started {
			v, _ := o.asking()
			return started{v, "/messages/new", "/messages/drafts", draftForm(v, "/messages/new", question), nil}
		},
	},
	{
		row: "POST /messages/drafts/:id", afresh: true, fields: map[string]formKind{
			"draft": carried, "version": carried, "read": carried, "owner": carried, "do": carried, "topic": chosen, "subject": needed, "body": needed,
		},
		begin: func(o *tryOffice) started { // someone new each time: how much one account sends in an hour is limited
			v, _ := o.asking()
			form := draftForm(v, "/messages/new", question)
			form.Set("do", "save")
			at := v.postOnly("/messages/drafts", flat(form)...).Header().Get("Location")
			at = at[:len(at)-len("?done=saved")]
			return started{v, at, at, draftForm(v, at, question), nil}
		},
	},
	{
		row: "POST /messages/drafts/:id/versions", fields: map[string]formKind{"version": carried, "body": carried, "subject": carried},
		begin: func(o *tryOffice) started {
			v, _ := o.asking()
			form := draftForm(v, "/messages/new", question)
			return started{v, "", "/messages/drafts/" + form.Get("draft") + "/versions", url.Values{"version": {"0"}, "body": {"When"}, "subject": {"x"}}, nil}
		},
	},
	{
		row: "POST /messages/:ref/drafts", afresh: true, fields: map[string]formKind{"draft": carried, "version": carried, "read": carried, "owner": carried, "case": carried, "do": carried, "body": needed},
		begin: func(o *tryOffice) started {
			v, at := o.asked()
			return started{v, at, at + "/drafts", draftForm(v, at, url.Values{"body": {"Thank you."}}), nil}
		},
	},
	{
		row: "POST /messages/:ref/archive", fields: map[string]formKind{"archived": carried},
		begin: func(o *tryOffice) started {
			v, at := o.asked()
			return started{v, at, at + "/archive", url.Values{"archived": {"yes"}}, nil}
		},
	},
	{
		row: "POST /messages/:ref/reports", fields: map[string]formKind{"message": carried, "ground": chosen, "words": welcome},
		begin: func(o *tryOffice) started {
			v, at := o.answered()
			return started{v, at + "/reports/new?message=2", at + "/reports", url.Values{"message": {"2"}, "ground": {"language"}, "words": {"It was rude."}}, nil}
		},
	},
}

var question = url.Values{"topic": {"general"}, "subject": {"Office hours"}, "body": {"Are you open on Friday?"}}

// asking is someone new who may exchange messages.
func (o *tryOffice) asking() (*visitor, dbtest.Person) {
	o.must(o.BeginTopics(o.t.Context()))
	p := o.taxpayer()
	o.Agree(o.t, p)
	return o.visitor().signedIn(p), p
}

// rosa is a taxpayer whose address is confirmed.
func (o *tryOffice) rosa() *visitor {
	o.must(o.BeginTopics(o.t.Context()))
	if o.proved == nil {
		o.records()
		p := o.Enrol(o.t, dbtest.Rosa)
		o.Agree(o.t, p)
		o.ConfirmAddress(o.t, p, portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: dbtest.RosasLetter})
		o.proved = o.visitor().signedIn(p)
	}
	return o.proved
}

// asked is someone who has sent a message, and the address of their case.
func (o *tryOffice) asked() (v *visitor, at string) {
	v, p := o.asking()
	form := draftForm(v, "/messages/new", question)
	v.post("/messages/drafts", flat(form)...)
	o.Clock.Add(portal.UndoSend)
	_, err := o.SendDue(o.t.Context(), portal.MessageOffice{Calendar: portal.NewCalendar(dbtest.Zone(o.t))})
	o.must(err)
	lines, _, err := o.Inbox(o.t.Context(), p.Actor, portal.ActingAlone(p.Actor), portal.CaseFilter{})
	o.must(err)
	return v, "/messages/" + lines[0].Number.String()
}

// answered is the same when a clerk has answered.
func (o *tryOffice) answered() (v *visitor, at string) {
	v, at = o.asked()
	n, _ := portal.ReadCaseNumber(at[len("/messages/"):])
	clerk := o.clerkOf(portal.Clerk, "Help desk")
	draft, err := o.BeginDraft(o.t.Context(), clerk.Actor, portal.Acting{}, n, 0, portal.DraftText{})
	o.must(err)
	_, err = o.SendDraft(o.t.Context(), clerk.Actor, draft.ID, draft.Version, draft.Seen, portal.DraftText{Body: "Yes, until noon."}, "Firefox, Linux")
	o.must(err)
	o.Clock.Add(portal.UndoSend)
	_, err = o.SendDue(o.t.Context(), portal.MessageOffice{Calendar: portal.NewCalendar(dbtest.Zone(o.t))})
	o.must(err)
	return v, at
}

var hiddenOf = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// draftForm is the form of a message as its page carries it, filled in and about to be sent.
func draftForm(v *visitor, page string, answers url.Values) url.Values {
	form := url.Values{"do": {"send"}}
	for _, in := range hiddenOf.FindAllStringSubmatch(v.get(page).body, -1) {
		if in[1] != "archived" {
			form.Set(in[1], in[2])
		}
	}
	for name, value := range answers {
		form[name] = value
	}
	return form
}
