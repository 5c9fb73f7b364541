package db_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestAfterEndThisNothingGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		id := w.gives(anyScope)
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		now := w.acts()
		w.must(o.NoteLook(bg, w.beat.Actor, now, portal.DidRead, "MC-2026-000001"))
		if _, _, _, err := o.ClientRecords(bg, w.beat.Actor, now); err != nil {
			t.Fatal(err)
		}
		raw := o.Raw(t)
		if _, err := raw.Exec(`INSERT INTO message_drafts (id, account_id, owner, taxpayer_id, authority_id, side, begun_at, state, version, saved_at, language, topic, tax_type, period, letter, subject, body, seen, send_at)
			VALUES ('draft', $1, $2, $2, $3, 'taxpayer', 1, 'held', 1, 1, 'en', '', '', '', '', 'Hello', 'Hello', 0, 1)`, w.beat.Account, w.rosas, id); err != nil {
			t.Fatal(err)
		}
		waiting := func(state string) (n int) {
			t.Helper()
			w.must(raw.QueryRow(`SELECT COUNT(*) FROM outbox o JOIN authority_mail m ON m.outbox_id = o.id WHERE m.authority_id = $1 AND o.state = $2`, id, state).Scan(&n))
			return n
		}
		if waiting("waiting") != 1 {
			t.Fatal("no e-mail about the taxpayer waits")
		}
		w.code(o.RevokeAuthority(bg, w.otis.Actor, w.rosas, id), portal.NotFound)
		w.code(o.RevokeAuthority(bg, w.otis.Actor, w.otiss, id), portal.NotFound)
		w.code(o.RevokeAuthority(bg, w.beat.Actor, w.rosas, id), portal.NotFound)
		before := count(t, o, "authorities", "authority_events", "representative_acts", "authority_mail", "outbox", "message_drafts")
		w.must(o.RevokeAuthority(bg, w.rosa.Actor, w.rosas, id))
		w.code(o.RevokeAuthority(bg, w.rosa.Actor, w.rosas, id), portal.Conflict)
		if w.acts().Owner != w.beat.Account {
			t.Errorf("acts on: %+v", w.acts())
		}
		w.code(o.NoteLook(bg, w.beat.Actor, now, portal.DidRead, "MC-2026-000001"), portal.NotFound) // an open tab
		_, _, _, err := o.ClientRecords(bg, w.beat.Actor, now)
		w.code(err, portal.NotFound)
		w.code(o.ActFor(bg, w.beat.Actor, w.rosas), portal.NotFound)
		if waiting("waiting") != 1 || waiting("failed") != 1 { // only that it is over goes
			t.Errorf("%d wait, %d are withdrawn", waiting("waiting"), waiting("failed"))
		}
		var state string
		w.must(raw.QueryRow(`SELECT state FROM message_drafts WHERE id = 'draft' AND send_at IS NULL`).Scan(&state))
		if state != "open" {
			t.Errorf("the message that was to be sent is %s", state)
		}
		mail := o.Post(t)
		if len(toldTo(mail, portal.NoticeAuthorityReceived)) != 0 || !slices.Equal(toldTo(mail, portal.NoticeAuthorityLost), []string{beatriz.Email}) || !slices.Equal(toldTo(mail, portal.NoticeAuthorityOver), []string{dbtest.Rosa.Email}) {
			t.Errorf("told: %+v", mail)
		}
		for table, n := range count(t, o, "authorities", "authority_events", "representative_acts", "authority_mail", "outbox", "message_drafts") {
			if n < before[table] {
				t.Errorf("%s has lost rows", table)
			}
		}
		acts, err := o.RepresentativeActs(bg, w.rosa.Actor, w.rosas, id, "")
		if err != nil || len(acts) != 3 || acts[0].What != portal.DidSeeRecord || acts[1].Reference != "MC-2026-000001" {
			t.Errorf("%+v, %v", acts, err)
		}
		walt := o.Hire(t, dbtest.Walt)
		if n, err := o.ResendFailedMail(bg, walt.Actor); err != nil || n != 0 {
			t.Errorf("%d withdrawn e-mails were sent again, %v", n, err)
		}
		if n, err := o.FailedMail(bg, walt.Actor); err != nil || n != 0 {
			t.Errorf("the desk calls %d withdrawn e-mails failed, %v", n, err)
		}
	})
}

func count(t *testing.T, o *dbtest.Office, tables ...string) map[string]int {
	t.Helper()
	all := map[string]int{}
	for _, table := range tables {
		n := 0
		if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		all[table] = n
	}
	return all
}

func TestARepresentativeGivesUpAndTheDeskEndsForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		first := w.gives(anyScope)
		w.code(o.WithdrawAuthority(bg, w.rosa.Actor, first), portal.NotFound)
		w.must(o.WithdrawAuthority(bg, w.beat.Actor, first))
		w.code(o.WithdrawAuthority(bg, w.beat.Actor, first), portal.Conflict)
		second := w.gives(anyScope)
		ines := o.Hire(t, dbtest.Ines)
		end := func(refusal, words string) error {
			return o.EndAuthority(bg, ines.Actor, w.rosas, second, refusal, words)
		}
		w.code(end("law", "The court's order of November 2."), portal.Conflict) // nobody said why they look
		w.must(o.LookAtTaxpayer(bg, ines.Actor, w.rosas, "A court's order came by mail."))
		w.code(end("ugly", "The court's order of November 2."), portal.Mend)
		w.code(end("law", "so"), portal.Mend)
		w.code(o.EndAuthority(bg, o.Hire(t, dbtest.Petra).Actor, w.rosas, second, "law", "The court's order."), portal.Forbidden)
		w.must(end("law", "The court's order of November 2."))
		w.code(end("law", "The court's order of November 2."), portal.Conflict)
		a, events, err := o.AuthorityGiven(bg, w.rosa.Actor, w.rosas, second)
		if err != nil || a.Status != portal.AuthorityEnded || a.Refusal != portal.RefusedLaw || events[len(events)-1].Side != portal.SideDepartment {
			t.Errorf("%+v, %+v, %v", a, events, err)
		}
		if w.status(first) != portal.AuthorityWithdrawn {
			t.Errorf("%s", w.status(first))
		}
	})
}

func TestAnotherScopeOrPersonTakesThePlaceOfTheFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		first := w.gives(anyScope)
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		narrow := anyScope
		narrow.Level = "view"
		w.code(o.ChangeScope(bg, w.fresh(w.otis), w.desk, w.otiss, first, narrow), portal.NotFound)
		w.code(o.ChangeScope(bg, w.fresh(w.rosa), w.desk, w.rosas, first, portal.ScopeForm{}), portal.Mend)
		w.must(o.ChangeScope(bg, w.fresh(w.rosa), w.desk, w.rosas, first, narrow))
		w.code(o.ChangeScope(bg, w.fresh(w.rosa), w.desk, w.rosas, first, narrow), portal.Conflict)
		if now := w.acts(); w.status(first) != portal.AuthorityReplaced || now.Owner != w.rosas || now.MayWrite() {
			t.Errorf("%s, %+v", w.status(first), now)
		}
		second := w.acts().Authority
		form := offer(anyScope)
		form.Email, form.Name, form.Replaces = "otis@mail.example", "Otis", second
		a, code, err := o.InviteRepresentative(bg, w.fresh(w.rosa), w.desk, w.rosas, form)
		w.must(err)
		w.must(o.OpenInvitation(bg, w.otis.Actor, a.ID, code))
		if w.status(second) != portal.AuthorityActive {
			t.Error("replaced before the other one has accepted")
		}
		w.must(o.AnswerInvitation(bg, w.otis.Actor, a.ID, true, "", ""))
		if w.status(second) != portal.AuthorityReplaced || w.acts().Owner == w.rosas {
			t.Errorf("%s", w.status(second))
		}
	})
}

// TestOfAcceptingAndEndingAtOnceOneWins: whatever comes first, what is ended never acts.
func TestOfAcceptingAndEndingAtOnceOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		for range 12 {
			id, code := w.invites(anyScope)
			w.must(o.OpenInvitation(bg, w.beat.Actor, id, code))
			var wait sync.WaitGroup
			errs := make([]error, 4)
			for i, do := range []func() error{
				func() error { return o.AnswerInvitation(bg, w.beat.Actor, id, true, "", "") },
				func() error { return o.RevokeAuthority(bg, w.rosa.Actor, w.rosas, id) },
				func() error { return o.AnswerInvitation(bg, w.beat.Actor, id, true, "", "") },
				func() error { return o.RevokeAuthority(bg, w.rosa.Actor, w.rosas, id) },
			} {
				wait.Go(func() { errs[i] = do() })
			}
			wait.Wait()
			accepted, ended := 0, 0
			for i, err := range errs {
				switch {
				case err == nil && i%2 == 0:
					accepted++
				case err == nil:
					ended++
				case !errors.Is(err, portal.ErrAuthorityMoved):
					t.Fatal(err)
				}
			}
			if accepted > 1 || ended > 1 || accepted+ended == 0 {
				t.Fatalf("%d accepted, %d ended: %v", accepted, ended, errs)
			}
			status := w.status(id)
			if (ended == 1) != (status == portal.AuthorityRevoked) || (ended == 0) != (status == portal.AuthorityActive) {
				t.Fatalf("%d accepted, %d ended, and it is %s", accepted, ended, status)
			}
			if status == portal.AuthorityActive {
				w.must(o.RevokeAuthority(bg, w.rosa.Actor, w.rosas, id))
			}
			w.code(o.ActFor(bg, w.beat.Actor, w.rosas), portal.NotFound)
			o.Clock.Add(3 * time.Hour)
			w.hurry()
		}
	})
}

func TestTheDatabaseRefusesToRewriteAuthorities(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		id := w.gives(anyScope)
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		over := w.gives(portal.ScopeForm{Level: "view", Types: "all", Years: "all", Lasts: "open"})
		w.must(o.RevokeAuthority(bg, w.rosa.Actor, w.rosas, over))
		raw := o.Raw(t)
		for _, statement := range []string{
			`DELETE FROM authorities`, `DELETE FROM authority_events`, `DELETE FROM representative_acts`, `DELETE FROM authority_mail`,
			`DELETE FROM joint_returns`, `DELETE FROM joint_consents`, `DELETE FROM representation_suspensions`,
		} {
			if _, err := raw.Exec(statement); err == nil && count(t, o, statement[len("DELETE FROM "):])[statement[len("DELETE FROM "):]] == 0 && !slices.Contains([]string{`DELETE FROM joint_returns`, `DELETE FROM joint_consents`, `DELETE FROM representation_suspensions`}, statement) {
				t.Errorf("%s was taken", statement)
			}
		}
		for _, change := range []string{
			`UPDATE authorities SET taxpayer_id = NULL`, `UPDATE authorities SET kind = 'member'`, `UPDATE authorities SET asked_by = asked_by`,
			`UPDATE authorities SET level = 'all' WHERE status = 'replaced'`, `UPDATE authorities SET status = 'active' WHERE status = 'revoked'`,
			`UPDATE authorities SET tax_types = 'x' WHERE agreed_at IS NOT NULL`, `UPDATE authorities SET expires_at = 1 WHERE status = 'revoked'`,
			`UPDATE authorities SET starts_at = 1 WHERE status = 'revoked'`,
			`UPDATE authority_events SET by_name = 'x'`, `UPDATE representative_acts SET what = 'x'`, `UPDATE authority_mail SET authority_id = authority_id`,
		} {
			if _, err := raw.Exec(change); err == nil {
				t.Errorf("%s was taken", change)
			}
		}
		if w.status(id) != portal.AuthorityReplaced {
			t.Errorf("%s", w.status(id))
		}
	})
}
