package db_test

import (
	"fmt"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// represented is a counter with Rosa's messages and Beatriz, who prepares returns.
type represented struct {
	*agents
	counter *dbtest.Counter
	cases   map[string]portal.CaseNumber // by what they are about
}

func openRepresented(t *testing.T, o *dbtest.Office) *represented {
	t.Helper()
	c := o.OpenCounter(t)
	w := &agents{Office: o, t: t, desk: portal.IdentityOffice{Calendar: portal.NewCalendar(dbtest.Zone(t))}, rosa: c.Rosa, otis: c.Otis, beat: o.Enrol(t, beatriz)}
	w.must(o.BeginRoute(bg, c.Rosa.Actor, w.desk, c.RosasIdentity, portal.VisitRoute))
	w.must(o.ProveReason(bg, dbtest.Ines, w.desk, c.RosasIdentity, portal.PendingVisit))
	h, err := o.Holding(bg, c.Rosa.Actor, c.RosasIdentity)
	w.must(err)
	w.rosas = h.Taxpayer
	r := &represented{w, c, map[string]portal.CaseNumber{}}
	for name, text := range map[string]portal.DraftText{
		"income of 2025":    {Topic: "income", Period: "2025", Subject: "My refund", Body: "When will it come?"},
		"income, no year":   {Topic: "income", Subject: "My refund", Body: "How long does it take?"},
		"something general": {Topic: "general", Subject: "A question", Body: "Are you open on Friday?"},
	} {
		r.cases[name] = c.Write(t, c.Rosa, 0, text)
	}
	o.Post(t)
	return r
}

// sees is which of the cases Beatriz is shown, by every way to a case at once.
func (r *represented) sees(when string, want ...string) {
	r.t.Helper()
	wanted := map[string]bool{}
	for _, name := range want {
		wanted[name] = true
	}
	now := r.acts()
	for name, n := range r.cases {
		_, err := r.Case(bg, r.beat.Actor, n, 0)
		if (err == nil) != wanted[name] {
			r.t.Errorf("%s: %s: %v", when, name, err)
		}
		if now.Under != nil {
			c := portal.Case{TaxType: "Individual income tax", Period: "2025"}
			switch name {
			case "income, no year":
				c.Period = ""
			case "something general":
				c = portal.Case{}
			}
			if now.Covers(c.TaxType, c.Period) != wanted[name] {
				r.t.Errorf("%s: %s: the office and the database do not agree", when, name)
			}
		}
	}
	mine := portal.Acting{Owner: r.rosas, Taxpayer: r.rosas} // as an old page would ask
	lines, _, err := r.Inbox(bg, r.beat.Actor, mine, portal.CaseFilter{})
	if err != nil || len(lines) != len(want) {
		r.t.Errorf("%s: a list of %d, %v", when, len(lines), err)
	}
	found, _, err := r.Inbox(bg, r.beat.Actor, mine, portal.CaseFilter{Words: "refund"})
	if err != nil || len(found) > len(want) || len(want) == 0 && len(found) > 0 {
		r.t.Errorf("%s: found %d, %v", when, len(found), err)
	}
	if len(want) == 0 {
		if _, err := r.BeginDraft(bg, r.beat.Actor, mine, 0, 0, portal.DraftText{}); portal.CodeOf(err) != portal.NotFound {
			r.t.Errorf("%s: begins a draft: %v", when, err)
		}
	}
}

func (r *represented) all() (names []string) {
	for name := range r.cases {
		names = append(names, name)
	}
	return names
}

func TestARepresentativeSeesWhatTheirAuthorityIsForAndNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		r := openRepresented(t, o)
		r.sees("a stranger")
		end := func(id string) {
			t.Helper()
			r.must(o.RevokeAuthority(bg, r.rosa.Actor, r.rosas, id))
			r.sees("a past representative")
		}
		only := func(types, years string) portal.ScopeForm {
			s := portal.ScopeForm{Level: "message", Types: "all", Years: "all", Lasts: "open"}
			if types != "" {
				s.Types, s.Some = "some", []string{types}
			}
			if years != "" {
				s.Years, s.From, s.To = "some", years, years
			}
			return s
		}
		for _, c := range []struct {
			name  string
			scope portal.ScopeForm
			want  []string
		}{
			{"all", only("", ""), r.all()},
			{"income tax", only("Individual income tax", ""), []string{"income of 2025", "income, no year"}},
			{"2025", only("", "2025"), []string{"income of 2025"}},
			{"2024", only("Individual income tax", "2024"), nil},
		} {
			id := r.gives(c.scope)
			if len(c.want) > 0 {
				r.must(o.ActFor(bg, r.beat.Actor, r.rosas))
			}
			now := r.acts()
			for name, n := range r.cases {
				_, err := o.Case(bg, r.beat.Actor, n, 0)
				wanted := false
				for _, w := range c.want {
					wanted = wanted || w == name
				}
				if (err == nil) != wanted {
					t.Errorf("%s: %s: %v", c.name, name, err)
				}
			}
			if len(c.want) > 0 {
				r.sees(c.name, c.want...)
			}
			if now.Under != nil && now.Authority != id {
				t.Errorf("%s: acts by %s", c.name, now.Authority)
			}
			end(id)
		}
		look := r.gives(portal.ScopeForm{Level: "view", Types: "all", Years: "all", Lasts: "open"})
		r.must(o.ActFor(bg, r.beat.Actor, r.rosas))
		r.sees("who may look", r.all()...)
		for name, n := range r.cases {
			if _, err := o.BeginDraft(bg, r.beat.Actor, r.acts(), n, 0, portal.DraftText{}); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("who may look answers in %s: %v", name, err)
			}
			if err := o.ArchiveCase(bg, r.beat.Actor, n, true); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("who may look archives %s: %v", name, err)
			}
		}
		if _, err := o.BeginDraft(bg, r.beat.Actor, r.acts(), 0, 0, portal.DraftText{}); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("who may look begins a matter: %v", err)
		}
		sunita := o.Hire(t, portal.Actor{Name: "Nadia Petrov", Email: "nadia@dor.example", Role: portal.Supervisor, Address: "192.0.2.77"})
		r.must(o.LookAtTaxpayer(bg, sunita.Actor, r.rosas, "A colleague was threatened."))
		r.must(o.SuspendRepresentative(bg, r.fresh(sunita), r.rosas, look, false, "Threatened a colleague, twice."))
		r.sees("someone who is suspended")
	})
}

func TestAJointReturnIsClosedToARepresentativeUntilBothAgreed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		r := openRepresented(t, o)
		r.gives(anyScope)
		r.must(o.ActFor(bg, r.beat.Actor, r.rosas))
		r.sees("before", r.all()...)
		ines := o.Hire(t, portal.Actor{Name: "Ivo Lang", Email: "ivo@dor.example", Role: portal.Clerk, Address: "192.0.2.78"})
		r.together(ines)
		r.sees("a joint return was noted")
		joint, err := o.DeskAuthorities(bg, ines.Actor, r.rosas)
		r.must(err)
		r.must(o.EndJointReturn(bg, ines.Actor, r.rosas, joint.Joint[0].ID, "It was another couple’s."))
		r.sees("after", r.all()...)
	})
}

func TestWhatARepresentativeWritesStandsUnderTheirNameAndStopsWithTheirAuthority(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		r := openRepresented(t, o)
		id := r.gives(portal.ScopeForm{Level: "message", Types: "some", Some: []string{"Individual income tax"}, Years: "all", Lasts: "open"})
		r.must(o.ActFor(bg, r.beat.Actor, r.rosas))
		n := r.cases["income of 2025"]
		o.Post(t)
		r.counter.Write(t, r.beat, n, portal.DraftText{Body: "I ask for her."})
		f, err := o.Case(bg, r.rosa.Actor, n, 0)
		if err != nil || len(f.Messages) != 2 || f.Messages[1].Name != "Beatriz Ortiz" || f.Messages[1].Authority != id || f.Messages[1].Side != portal.TaxpayerSide {
			t.Fatalf("%+v, %v", f.Messages, err)
		}
		other := r.counter.Write(t, r.beat, 0, portal.DraftText{Topic: "income", Period: "2024", Subject: "Of 2024", Body: "A question."})
		if f, err := o.Case(bg, r.rosa.Actor, other, 0); err != nil || f.Owner != r.rosas || f.OpenedByName != "Beatriz Ortiz" {
			t.Errorf("%+v, %v", f.Case, err)
		}
		draft, err := o.BeginDraft(bg, r.beat.Actor, r.acts(), 0, 0, portal.DraftText{Language: portal.English})
		r.must(err)
		if _, err := o.SendDraft(bg, r.beat.Actor, draft.ID, draft.Version, 0, portal.DraftText{Topic: "general", Subject: "General", Body: "A question."}, ""); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a matter outside: %v", err)
		}
		o.Post(t)
		r.counter.Write(t, r.counter.Ines, n, portal.DraftText{Body: "It comes next week."})
		o.Clock.Add(portal.MailTogetherWithin)
		if mail := o.Post(t); len(toldTo(mail, portal.NoticeMessageArrived)) != 2 {
			t.Errorf("told: %v", toldTo(mail, portal.NoticeMessageArrived))
		}
		f, err = o.Case(bg, r.beat.Actor, n, 0)
		r.must(err)
		r.must(o.ReadCase(bg, r.beat.Actor, r.acts(), f))
		r.must(o.ReadCase(bg, r.beat.Actor, r.acts(), f)) // each look is written down
		acts, err := o.RepresentativeActs(bg, r.rosa.Actor, r.rosas, id, "")
		r.must(err)
		reads, writes := 0, 0
		for _, a := range acts {
			if a.What == portal.DidRead && a.Reference == n.String() {
				reads++
			}
			if a.What == portal.DidWrite {
				writes++
			}
		}
		if reads != 2 || writes != 2 {
			t.Errorf("%d reads, %d messages: %+v", reads, writes, acts)
		}

		held := r.counter.Send(t, r.beat, n, portal.DraftText{Body: "One more thing."})
		r.counter.Send(t, r.counter.Ines, n, portal.DraftText{Body: "And one of ours."})
		open, err := o.BeginDraft(bg, r.beat.Actor, r.acts(), 0, 0, portal.DraftText{Language: portal.English})
		r.must(err)
		r.must(o.RevokeAuthority(bg, r.rosa.Actor, r.rosas, id))
		o.Clock.Add(time.Minute)
		if _, err := o.SendDue(bg, r.counter.Desk); err != nil {
			t.Fatal(err)
		}
		f, err = o.Case(bg, r.rosa.Actor, n, 0)
		if err != nil || f.Messages[len(f.Messages)-1].Body != "And one of ours." {
			t.Errorf("what waited was sent after the end: %+v, %v", f.Messages, err)
		}
		for _, draft := range []string{held.ID, open.ID} {
			if _, err := o.Draft(bg, r.beat.Actor, draft); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("an open tab shows a draft: %v", err)
			}
			if _, err := o.SaveDraft(bg, r.beat.Actor, draft, 1, portal.DraftText{Body: "More."}, ""); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("an open tab saves a draft: %v", err)
			}
			if _, err := o.SendDraft(bg, r.beat.Actor, draft, 1, 9, portal.DraftText{Topic: "income", Subject: "x", Body: "More."}, ""); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("an open tab sends a draft: %v", err)
			}
		}
		o.Clock.Add(portal.MailTogetherWithin)
		if mail := o.Post(t); len(toldTo(mail, portal.NoticeMessageArrived)) != 1 {
			t.Errorf("told of the answer: %v", toldTo(mail, portal.NoticeMessageArrived))
		}
		if f, err := o.Case(bg, r.rosa.Actor, n, 0); err != nil || f.Messages[1].Name != "Beatriz Ortiz" {
			t.Errorf("what they wrote before is gone: %v", err)
		}
		var refused int
		r.must(o.Raw(t).QueryRow(`SELECT COUNT(*) FROM message_drafts WHERE account_id = $1 AND state = 'open'`, r.beat.Account).Scan(&refused))
		if refused < 2 {
			t.Error(fmt.Sprint(refused, " drafts are kept"))
		}
	})
}
