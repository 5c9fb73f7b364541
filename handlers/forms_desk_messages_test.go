package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// deskMessageTries are the forms of the desk about messages.
var deskMessageTries = []formTry{
	{row: "POST /desk/messages/bulk", fields: map[string]formKind{"act": carried, "to": carried, "queue": carried}, begin: func(o *tryOffice) started {
		v, f, _ := o.beforeCase(portal.Clerk)
		return started{v, "/desk/messages", "/desk/messages/bulk", url.Values{"act": {"resolve"}, "to": {""}, "queue": {""}, "case": {f.Number.String() + " 1"}}, nil}
	}},
	{row: "POST /desk/messages/:ref/looks", fields: map[string]formKind{"reason": needed}, begin: func(o *tryOffice) started {
		_, _, at := o.beforeCase(portal.Clerk)
		other := o.newcomer()
		o.train(other)
		return started{o.visitor().signedIn(other), "", at + "/looks", url.Values{"reason": {"She called about it."}}, nil}
	}},
	{row: "POST /desk/messages/:ref/presence", fields: map[string]formKind{"shows": carried}, begin: func(o *tryOffice) started {
		v, _, at := o.beforeCase(portal.Clerk)
		return started{v, "", at + "/presence", url.Values{"shows": {""}}, nil}
	}},
	{row: "POST /desk/messages/:ref/notes", fields: map[string]formKind{"note": needed}, begin: func(o *tryOffice) started {
		v, _, at := o.beforeCase(portal.Clerk)
		return started{v, at + "/notes", at + "/notes", url.Values{"note": {"Call before ten."}}, nil}
	}},
	{
		row: "POST /desk/messages/:ref/reply", afresh: true,
		fields: map[string]formKind{"version": carried, "read": carried, "case": carried, "module": carried, "outcome": carried, "do": carried, "body": needed},
		begin: func(o *tryOffice) started {
			v, f, at := o.beforeCase(portal.Clerk)
			return started{v, at, at + "/reply", url.Values{"version": {"0"}, "read": {"1"}, "case": {f.Number.String()}, "module": {""}, "outcome": {"await"}, "do": {"send"}, "body": {"Next week."}}, nil}
		},
	},
	{row: "POST /desk/messages/:ref/drafts", fields: map[string]formKind{"version": carried, "body": carried, "outcome": carried}, begin: func(o *tryOffice) started {
		v, _, at := o.beforeCase(portal.Clerk)
		return started{v, "", at + "/drafts", url.Values{"version": {"0"}, "body": {"Next"}, "outcome": {"await"}}, nil}
	}},
	{row: "POST /desk/messages/:ref/assignment", fields: map[string]formKind{"seen": carried, "to": carried}, begin: func(o *tryOffice) started {
		v, _, at := o.beforeCase(portal.Clerk)
		return started{v, at, at + "/assignment", url.Values{"seen": {"1"}, "to": {"x"}}, nil}
	}},
	{row: "POST /desk/messages/:ref/steps", fields: map[string]formKind{"seen": carried, "step": carried}, begin: func(o *tryOffice) started {
		v, _, at := o.beforeCase(portal.Clerk)
		return started{v, at, at + "/steps", url.Values{"seen": {"1"}, "step": {"resolved"}}, nil}
	}},
	{
		row: "POST /desk/messages/:ref/snoozes", fields: map[string]formKind{"seen": carried, "until.month": needed, "until.day": needed, "until.year": needed, "why": needed},
		at: map[string]string{"until.month": "until", "until.day": "until", "until.year": "until"},
		begin: func(o *tryOffice) started {
			v, _, at := o.beforeCase(portal.Clerk)
			day := o.Clock.Now().Add(20 * 24 * time.Hour)
			return started{v, at + "?act=snooze", at + "/snoozes", url.Values{
				"seen": {"1"}, "until.month": {fmt.Sprint(int(day.Month()))}, "until.day": {fmt.Sprint(day.Day())}, "until.year": {fmt.Sprint(day.Year())}, "why": {"The bank answers on Monday."},
			}, nil}
		},
	},
	{row: "POST /desk/messages/:ref/moves", fields: map[string]formKind{"seen": carried, "queue": chosen, "why": needed}, begin: func(o *tryOffice) started {
		v, _, at := o.beforeCase(portal.Clerk)
		return started{v, at + "?act=move", at + "/moves", url.Values{"seen": {"1"}, "queue": {"Collections"}, "why": {"It is about a payment."}}, nil}
	}},
	{row: "POST /desk/messages/:ref/merges", fields: map[string]formKind{"seen": carried, "into": needed, "why": needed}, begin: func(o *tryOffice) started {
		v, _, at, into := o.twoCases()
		return started{v, at + "?act=merge", at + "/merges", url.Values{"seen": {"1"}, "into": {into}, "why": {"They wrote about it twice."}}, nil}
	}},
	{row: "POST /desk/messages/:ref/unmerges", fields: map[string]formKind{"seen": carried, "link": carried, "why": needed}, begin: func(o *tryOffice) started {
		v, f, at, into := o.twoCases()
		v.post(at+"/merges", "seen", "1", "into", into, "why", "They wrote about it twice.").must(200)
		links, err := o.LinkedCases(o.t.Context(), portal.SystemActor("tests"), f.Number)
		o.must(err)
		return started{v, at + "?act=unmerge", at + "/unmerges", url.Values{"seen": {"2"}, "link": {links[0].ID}, "why": {"They are two matters after all."}}, nil}
	}},
	{row: "POST /desk/messages/:ref/reports", fields: map[string]formKind{"seen": carried, "message": carried, "ground": chosen, "words": welcome}, begin: func(o *tryOffice) started {
		v, _, at := o.beforeCase(portal.Clerk)
		return started{v, at + "?act=report", at + "/reports", url.Values{"seen": {"1"}, "message": {"1"}, "ground": {"unrelated"}, "words": {"It is about football."}}, nil}
	}},
}

// supervising is a supervisor who works the help desk, in front of a page.
func (o *tryOffice) supervising(page string) *visitor {
	v := o.visitor().signedIn(o.clerkOf(portal.Supervisor, "Help desk"))
	v.get(page).must(200)
	return v
}

// reported is a report of someone's message, not decided yet.
func (o *tryOffice) reported() portal.MessageReport {
	v, _, at := o.beforeCase(portal.Clerk)
	v.post(at+"/reports", "seen", "1", "message", "1", "ground", "threat", "words", "Look.").must(200, "The message is reported")
	open, _, err := o.MessageReports(o.t.Context(), portal.SystemActor("tests"))
	o.must(err)
	return open[len(open)-1]
}

// messageOfficeTries are the forms of the office about messages.
var messageOfficeTries = []formTry{
	{row: "POST /office/queues/members", fields: map[string]formKind{"account": chosen, "queue": chosen}, at: map[string]string{"queue": "account"}, begin: func(o *tryOffice) started {
		return started{o.supervising("/office/queues"), "/office/queues", "/office/queues/members", url.Values{"account": {o.newcomer().Account}, "queue": {"Help desk"}}, nil}
	}},
	{row: "POST /office/queues/trainings", fields: map[string]formKind{"trained": chosen, "completed.month": needed, "completed.day": needed, "completed.year": needed},
		at: map[string]string{"completed.month": "completed", "completed.day": "completed", "completed.year": "completed"}, begin: func(o *tryOffice) started {
			day := o.Clock.Now().AddDate(0, 0, -2)
			return started{o.supervising("/office/queues"), "/office/queues", "/office/queues/trainings", url.Values{
				"trained": {o.newcomer().Account}, "completed.month": {fmt.Sprint(int(day.Month()))}, "completed.day": {fmt.Sprint(day.Day())}, "completed.year": {fmt.Sprint(day.Year())},
			}, nil}
		}},
	{row: "POST /office/queues/handovers", fields: map[string]formKind{"from": carried, "onto": carried}, begin: func(o *tryOffice) started {
		return started{o.supervising("/office/queues"), "/office/queues", "/office/queues/handovers", url.Values{"from": {o.newcomer().Account}, "onto": {"none"}}, nil}
	}},
	{row: "POST /office/topics/:id", fields: map[string]formKind{
		"seen": carried, "name-en": needed, "name-es": needed, "hint-en": welcome, "hint-es": welcome, "queue": needed, "tax": carried, "days": carried, "place": carried, "general": carried, "offered": carried,
	}, begin: func(o *tryOffice) started {
		o.must(o.BeginTopics(o.t.Context()))
		return started{o.visitor().signedIn(o.administrator()), "/office/topics/new", "/office/topics/new", url.Values{
			"seen": {"0"}, "name-en": {"Tobacco"}, "name-es": {"Tabaco"}, "hint-en": {"Permits."}, "hint-es": {"Permisos."}, "queue": {"Excise"}, "tax": {""}, "days": {"10"}, "place": {"90"}, "general": {"No"}, "offered": {"Yes"},
		}, nil}
	}},
	{row: "POST /office/modules/:id", fields: map[string]formKind{"seen": carried, "name": needed, "queue": carried, "body-en": needed, "body-es": needed, "place": carried, "offered": carried}, begin: func(o *tryOffice) started {
		return started{o.supervising("/office/modules"), "/office/modules/new", "/office/modules/new", url.Values{
			"seen": {"0"}, "name": {"Thanks"}, "queue": {""}, "body-en": {"Thank you, {name}."}, "body-es": {"Gracias, {name}."}, "place": {"5"}, "offered": {"Yes"},
		}, nil}
	}},
	{row: "POST /desk/messages/reports/:id", fields: map[string]formKind{"decision": chosen, "reason": needed}, begin: func(o *tryOffice) started {
		at := "/desk/messages/reports/" + o.reported().ID
		return started{o.supervising(at), at, at, url.Values{"decision": {"uphold"}, "reason": {"It threatens a clerk."}}, nil}
	}},
	{row: "POST /desk/messages/suspensions/:id/lifting", fields: map[string]formKind{"reason": needed}, begin: func(o *tryOffice) started {
		report := "/desk/messages/reports/" + o.reported().ID
		v := o.supervising(report)
		v.post(report, "decision", "suspend", "reason", "It threatens a clerk.").must(200, "Your decision is kept")
		all, err := o.MessagingSuspensions(o.t.Context(), portal.SystemActor("tests"))
		o.must(err)
		at := "/desk/messages/suspensions/" + all[len(all)-1].ID
		return started{v, at, at + "/lifting", url.Values{"reason": {"They said that they are sorry."}}, nil}
	}},
	{row: "POST /desk/messages/samples/:id", fields: map[string]formKind{"verdict": chosen, "comment": welcome}, begin: func(o *tryOffice) started {
		v, _, at := o.beforeCase(portal.Clerk)
		v.post(at+"/reply", "version", "0", "read", "1", "body", "We are.", "do", "send").must(200)
		o.Clock.Add(portal.UndoSend)
		office := portal.MessageOffice{Calendar: portal.NewCalendar(dbtest.Zone(o.t))}
		_, err := o.SendDue(o.t.Context(), office)
		o.must(err)
		s := o.supervising("/desk/messages/samples")
		month := o.Clock.Now().Format("2006-01")
		s.post("/desk/messages/samples", "month", month).must(200, "Cases are drawn")
		samples, err := o.Samples(o.t.Context(), portal.SystemActor("tests"), month)
		o.must(err)
		for _, one := range samples {
			if one.ReviewedAt.IsZero() {
				at = "/desk/messages/samples/" + one.ID
			}
		}
		return started{s, at, at, url.Values{"verdict": {"good"}, "comment": {"Kind."}}, nil}
	}},
}

// train notes the yearly training of one of the staff.
func (o *tryOffice) train(p dbtest.Person) {
	o.must(o.NoteTraining(o.t.Context(), portal.SystemActor("tests"), p.Account, o.Clock.Now()))
}

// clerkOf is one of the staff who has just come, is trained, and works these queues.
func (o *tryOffice) clerkOf(role portal.Role, queues ...string) dbtest.Person {
	o.must(o.BeginTopics(o.t.Context()))
	o.must(o.BeginModules(o.t.Context()))
	o.came++
	p := o.Hire(o.t, portal.Actor{Name: fmt.Sprint("Clerk ", o.came), Email: fmt.Sprintf("desk%d@dor.example", o.came), Role: role, Address: fmt.Sprintf("192.0.%d.%d", 12+o.came/250, o.came%250)})
	o.train(p)
	for _, q := range queues {
		o.must(o.JoinQueue(o.t.Context(), portal.SystemActor("tests"), p.Account, q))
	}
	return p
}

// beforeCase is one of the staff in front of a case that somebody has just opened.
func (o *tryOffice) beforeCase(role portal.Role) (*visitor, portal.CaseFile, string) {
	p := o.clerkOf(role, "Help desk")
	_, at := o.asked()
	at = "/desk" + at
	v := o.visitor().signedIn(p)
	v.get(at).must(200)
	n, _ := portal.ReadCaseNumber(strings.TrimPrefix(at, "/desk/messages/"))
	f, err := o.Case(o.t.Context(), p.Actor, n, 0)
	o.must(err)
	return v, f, at
}

// twoCases are two of one person.
func (o *tryOffice) twoCases() (v *visitor, f portal.CaseFile, at, other string) {
	p := o.clerkOf(portal.Clerk, "Help desk")
	asker, first := o.asked()
	asker.post("/messages/drafts", flat(draftForm(asker, "/messages/new", question))...)
	o.Clock.Add(portal.UndoSend)
	_, err := o.SendDue(o.t.Context(), portal.MessageOffice{Calendar: portal.NewCalendar(dbtest.Zone(o.t))})
	o.must(err)
	who := asker.who(o.t)
	cases, _, err := o.Inbox(o.t.Context(), who, portal.ActingAlone(who), portal.CaseFilter{})
	o.must(err)
	for _, c := range cases {
		if "/messages/"+c.Number.String() != first {
			other = c.Number.String()
		}
	}
	at = "/desk" + first
	v = o.visitor().signedIn(p)
	v.get(at).must(200)
	n, _ := portal.ReadCaseNumber(strings.TrimPrefix(at, "/desk/messages/"))
	f, err = o.Case(o.t.Context(), p.Actor, n, 0)
	o.must(err)
	return v, f, at, other
}
