package db_test

import (
	"slices"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

var rosasLetter = portal.AuthorityClaim{Number: dbtest.RosasNumber, Name: "Rosa Delgado", Letter: dbtest.RosasLetter}

func (w *agents) asks(claim portal.AuthorityClaim) string {
	w.t.Helper()
	id, err := w.AskForAuthority(bg, w.beat.Actor, w.desk, claim, portal.MessageLevel)
	w.must(err)
	return id
}

func (w *agents) keep() {
	w.t.Helper()
	for {
		more, err := w.KeepAuthorities(bg)
		w.must(err)
		if !more {
			return
		}
	}
}

func (w *agents) accept(id string, scope portal.ScopeForm) error {
	return w.AnswerRequest(bg, w.fresh(w.rosa), w.desk, w.rosas, id, true, scope, "")
}

func TestARequestNeverSaysWhetherThereIsSuchATaxpayer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		wrong := rosasLetter
		wrong.Letter = "L-2026-000999"
		nobody := portal.AuthorityClaim{Number: "987-89-4399", Name: "Rosa Delgado", Letter: dbtest.RosasLetter}
		ids := []string{w.asks(rosasLetter), w.asks(wrong), w.asks(nobody), w.asks(rosasLetter)}
		seen := func() (all []portal.Authority) {
			held, err := o.AuthoritiesHeld(bg, w.beat.Actor)
			w.must(err)
			for _, a := range slices.Concat(held.Open, held.Over) {
				a.Taxpayer, a.ID, a.Version, a.AskedAt = "", "", 0, time.Time{}
				if a.Status == portal.AuthorityAwaiting {
					a.Status = portal.AuthorityRequested // the page has one word for both
				}
				all = append(all, a)
			}
			return all
		}
		same := func(when string, n int) {
			t.Helper()
			all := seen()
			if len(all) != n {
				t.Fatalf("%s: %d requests", when, len(all))
			}
			for _, a := range all[1:] {
				if a.Called != all[0].Called || a.Status != all[0].Status || a.EndedAt != all[0].EndedAt || !a.LapsesAt.Equal(all[0].LapsesAt) {
					t.Errorf("%s: %+v and %+v", when, a, all[0])
				}
			}
		}
		if mail := o.Post(t); len(mail) != 0 {
			t.Errorf("told at once: %+v", mail)
		}
		same("asked", 4)
		if w.status(ids[0]) != "" {
			t.Error("the taxpayer sees it before the clock")
		}
		w.keep()
		same("forwarded", 4)
		if mail := o.Post(t); len(mail) != 1 || mail[0].Notice != portal.NoticeAuthorityAsked || mail[0].To != dbtest.Rosa.Email {
			t.Errorf("told: %+v", mail)
		}
		if w.status(ids[0]) != portal.AuthorityAwaiting || w.status(ids[3]) != "" {
			t.Error("not one request is with the taxpayer")
		}
		o.Clock.Add(22 * 24 * time.Hour)
		w.keep()
		same("lapsed", 4)
		if mail := o.Post(t); len(toldTo(mail, portal.NoticeAuthorityLapsed)) != 4 {
			t.Errorf("told: %+v", mail)
		}
		dbtest.Absent(t, o, dbtest.RosasNumber, "987-89-4399", "987894399")
	})
}

func TestATaxpayerAcceptsForWhatTheySayAndRefusesForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		id := w.asks(rosasLetter)
		w.code(w.accept(id, anyScope), portal.NotFound) // it is not there yet
		w.keep()
		o.Post(t)
		w.code(o.AnswerRequest(bg, w.fresh(w.otis), w.desk, w.rosas, id, true, anyScope, ""), portal.NotFound)
		w.code(o.AnswerRequest(bg, w.fresh(w.otis), w.desk, w.otiss, id, true, anyScope, ""), portal.NotFound)
		w.code(o.AnswerRequest(bg, w.beat.Actor, w.desk, w.rosas, id, true, anyScope, ""), portal.NotFound)
		w.code(o.AnswerRequest(bg, w.rosa.Actor, w.desk, w.rosas, id, false, anyScope, "ugly"), portal.Mend)
		scope := portal.ScopeForm{Level: "view", Types: "some", Some: []string{"Individual income tax"}, Years: "some", From: "2024", To: "2025", Lasts: "until", Until: [3]string{"12", "31", "2026"}}
		w.must(w.accept(id, scope))
		w.code(w.accept(id, scope), portal.Conflict)
		a, _, err := o.AuthorityHeld(bg, w.beat.Actor, id)
		w.must(err)
		if a.Status != portal.AuthorityActive || !a.Covers("Individual income tax", 2024) || a.Covers("Individual income tax", 2026) || a.Covers("Sales and use tax", 2024) || a.Covers("", 0) {
			t.Errorf("%+v", a)
		}
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		if now := w.acts(); now.MayWrite() || !now.MayRead() || !now.Covers("Individual income tax", "2025-Q1") || now.Covers("", "") {
			t.Errorf("%+v", now)
		}
		o.Clock.Set(time.Date(2027, 1, 1, 5, 59, 0, 0, time.UTC)) // a minute before the year is over at the office
		w.hurry()
		if w.acts().Owner != w.rosas {
			t.Error("ended before its last day was over")
		}
		o.Clock.Add(2 * time.Minute)
		if w.acts().Owner == w.rosas {
			t.Error("acts after its last day, before the clock came")
		}
		w.keep()
		if w.status(id) != portal.AuthorityExpired || !slices.Equal(toldTo(o.Post(t), portal.NoticeAuthorityLost), []string{beatriz.Email}) {
			t.Errorf("%s", w.status(id))
		}
		again := w.asks(rosasLetter)
		w.keep()
		o.Post(t)
		w.must(o.AnswerRequest(bg, w.rosa.Actor, w.desk, w.rosas, again, false, portal.ScopeForm{}, string(portal.RefusedNoNeed)))
		a, _, err = o.AuthorityHeld(bg, w.beat.Actor, again)
		if err != nil || a.Status != portal.AuthorityRefused || a.Refusal != portal.RefusedNoNeed || !slices.Equal(toldTo(o.Post(t), portal.NoticeAuthorityRefused), []string{beatriz.Email}) {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

func TestWhoeverHasNotAnsweredIsRemindedOnceAndThenItLapses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		id, code := w.invites(anyScope)
		w.asks(rosasLetter)
		w.keep()
		o.Post(t)
		o.Clock.Add(15 * 24 * time.Hour)
		w.keep()
		if mail := o.Post(t); len(mail) != 0 {
			t.Errorf("reminded too early: %+v", mail)
		}
		o.Clock.Add(48 * time.Hour)
		w.keep()
		w.keep()
		if mail := o.Post(t); !slices.Equal(toldTo(mail, portal.NoticeAuthorityReminder), []string{beatriz.Email, dbtest.Rosa.Email}) {
			t.Errorf("reminded: %+v", mail)
		}
		o.Clock.Set(time.Date(2026, 12, 12, 6, 0, 0, 0, time.UTC)) // the end of day 21
		w.code(o.OpenInvitation(bg, w.beat.Actor, id, code), portal.Conflict)
		w.keep()
		if w.status(id) != portal.AuthorityLapsed {
			t.Errorf("%s", w.status(id))
		}
		if mail := o.Post(t); !slices.Equal(toldTo(mail, portal.NoticeAuthorityLapsed), []string{beatriz.Email, dbtest.Rosa.Email}) {
			t.Errorf("told: %+v", mail)
		}
	})
}

func TestAnotherCodeTakesThePlaceOfTheFirst(t *testing.T) {
	w := openAgents(t, dbtest.Open(t, db.SQLite))
	id, first := w.invites(anyScope)
	_, second, err := w.NewInvitationCode(bg, w.fresh(w.rosa), w.rosas, id)
	w.must(err)
	w.code(w.OpenInvitation(bg, w.beat.Actor, id, first), portal.Mend)
	w.must(w.OpenInvitation(bg, w.beat.Actor, id, second))
	_, _, err = w.NewInvitationCode(bg, w.fresh(w.rosa), w.rosas, id)
	w.code(err, portal.Conflict)
	w.code(w.AnswerInvitation(bg, w.beat.Actor, id, false, "", ""), portal.Mend)
	w.must(w.AnswerInvitation(bg, w.beat.Actor, id, false, string(portal.RefusedCannot), ""))
	if w.status(id) != portal.AuthorityRefused {
		t.Errorf("%s", w.status(id))
	}
	other, _ := w.invites(anyScope)
	w.must(w.AnswerInvitation(bg, w.beat.Actor, other, false, string(portal.RefusedUnknown), "")) // a mistake is declined without a code
	for range portal.InvitationCodeTries.Count {
		err = w.OpenInvitation(bg, w.beat.Actor, id, "00000-00000")
	}
	w.code(err, portal.Conflict)
	w.code(w.OpenInvitation(bg, w.beat.Actor, id, "00000-00000"), portal.TooMany)
}
