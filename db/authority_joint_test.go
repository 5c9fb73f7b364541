package db_test

import (
	"slices"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// together notes that Rosa and Otis file their income tax of 2024 and 2025 together.
func (w *agents) together(ines dbtest.Person) {
	w.t.Helper()
	w.must(w.LookAtTaxpayer(bg, ines.Actor, w.rosas, "Their joint return of 2024 came in."))
	w.must(w.NoteJointReturn(bg, ines.Actor, w.desk, w.rosas, portal.JointForm{Number: dbtest.OtisNumber, TaxType: "Individual income tax", From: "2024", To: "2025", Reason: "The return of 2024, line 5."}))
}

func TestAJointReturnAsksBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		ines := o.Hire(t, dbtest.Ines)
		joint := portal.JointForm{Number: dbtest.OtisNumber, TaxType: "Individual income tax", From: "2024", To: "2025", Reason: "The return of 2024, line 5."}
		w.code(o.NoteJointReturn(bg, ines.Actor, w.desk, w.rosas, joint), portal.Conflict) // nobody said why they look
		w.must(o.LookAtTaxpayer(bg, ines.Actor, w.rosas, "Their joint return came in."))
		for field, change := range map[string]func(*portal.JointForm){
			"number": func(f *portal.JointForm) { f.Number = "12" }, "tax": func(f *portal.JointForm) { f.TaxType = "Sales and use tax" },
			"from": func(f *portal.JointForm) { f.From = "24" }, "to": func(f *portal.JointForm) { f.To = "2020" },
			"joint_reason": func(f *portal.JointForm) { f.Reason = "" },
		} {
			wrong := joint
			change(&wrong)
			if err := o.NoteJointReturn(bg, ines.Actor, w.desk, w.rosas, wrong); portal.CodeOf(err) != portal.Mend {
				t.Errorf("%s: %v", field, err)
			}
		}
		for _, number := range []string{dbtest.RosasNumber, dbtest.MillNumber, "987-89-4399"} {
			wrong := joint
			wrong.Number = number
			w.code(o.NoteJointReturn(bg, ines.Actor, w.desk, w.rosas, wrong), portal.Mend)
		}
		w.together(ines)
		o.Post(t)

		id := w.gives(anyScope)
		if w.status(id) != portal.AuthorityAwaiting {
			t.Fatalf("%s, though nobody asked Otis", w.status(id))
		}
		w.code(o.ActFor(bg, w.beat.Actor, w.rosas), portal.NotFound)
		if mail := o.Post(t); !slices.Equal(toldTo(mail, portal.NoticeAuthorityJoint), []string{"otis@mail.example"}) {
			t.Errorf("told: %+v", mail)
		}
		asked, err := o.JointAuthorities(bg, w.otis.Actor, w.otiss)
		if err != nil || len(asked) != 1 || asked[0].Giver != "Rosa Delgado" || asked[0].Agreed {
			t.Fatalf("%+v, %v", asked, err)
		}
		w.code(o.AnswerJointly(bg, w.mina.Actor, w.mills, id, true), portal.NotFound)
		w.code(o.AnswerJointly(bg, w.fresh(w.rosa), w.rosas, id, true), portal.NotFound) // she has agreed for herself, not for him
		stale := w.otis.Actor
		stale.SignedInAt = o.Clock.Now().Add(-time.Hour)
		w.code(o.AnswerJointly(bg, stale, w.otiss, id, true), portal.SignInAgain)
		w.must(o.AnswerJointly(bg, w.fresh(w.otis), w.otiss, id, true))
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		if now := w.acts(); !now.Covers("Individual income tax", "2024") || !now.Covers("", "") {
			t.Errorf("both agreed: %+v", now.Under)
		}
		w.must(o.AnswerJointly(bg, stale, w.otiss, id, false)) // taking back asks no fresh sign-in
		if now := w.acts(); now.Covers("Individual income tax", "2024-Q1") || now.Covers("", "") || now.Covers("", "2025") || !now.Covers("Individual income tax", "2023") || !now.Covers("Sales and use tax", "2024") {
			t.Errorf("after Otis took it back: %+v", now.Under)
		}
		w.must(o.AnswerJointly(bg, w.fresh(w.otis), w.otiss, id, true))
		if now := w.acts(); !now.Covers("Individual income tax", "2024") {
			t.Errorf("after Otis agreed again: %+v", now.Under)
		}

		w.must(o.RevokeAuthority(bg, w.rosa.Actor, w.rosas, id))
		w.code(o.AnswerJointly(bg, w.fresh(w.otis), w.otiss, id, true), portal.Conflict)
		alone := portal.ScopeForm{Level: "message", Types: "all", Years: "some", From: "2026", To: "2027", Lasts: "open"}
		if other := w.gives(alone); w.status(other) != portal.AuthorityActive {
			t.Errorf("years of her own: %s", w.status(other))
		}
		refused := w.gives(anyScope)
		o.Post(t)
		w.must(o.AnswerJointly(bg, w.fresh(w.otis), w.otiss, refused, false))
		a, _, err := o.AuthorityGiven(bg, w.rosa.Actor, w.rosas, refused)
		if err != nil || a.Status != portal.AuthorityRefused || a.Refusal != portal.RefusedJoint || !slices.Equal(toldTo(o.Post(t), portal.NoticeAuthorityRefused), []string{dbtest.Rosa.Email}) {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

// TestAJointReturnThatIsNotedLaterClosesItsYears: what was given before does not outlive what we learn.
func TestAJointReturnThatIsNotedLaterClosesItsYears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		w.gives(anyScope)
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		ines := o.Hire(t, dbtest.Ines)
		w.together(ines)
		if now := w.acts(); now.Owner != w.rosas || now.Covers("Individual income tax", "2024") || !now.Covers("Individual income tax", "2026") {
			t.Errorf("%+v", now.Under)
		}
		joint, err := o.DeskAuthorities(bg, ines.Actor, w.rosas)
		w.must(err)
		w.code(o.EndJointReturn(bg, ines.Actor, w.rosas, joint.Joint[0].ID, "so"), portal.Mend)
		w.must(o.EndJointReturn(bg, ines.Actor, w.rosas, joint.Joint[0].ID, "It was the return of another couple."))
		w.code(o.EndJointReturn(bg, ines.Actor, w.rosas, joint.Joint[0].ID, "It was the return of another couple."), portal.Conflict)
		if now := w.acts(); !now.Covers("Individual income tax", "2024") {
			t.Errorf("%+v", now.Under)
		}
	})
}

func TestAnOrganizationHasPrincipalsAndMembers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		form := portal.AuthorityInvitation{Kind: portal.MemberKind, Name: "Otis", Email: "otis@mail.example", Scope: portal.ScopeForm{Level: "message", Lasts: "open"}}
		a, code, err := o.InviteRepresentative(bg, w.fresh(w.mina), w.desk, w.mills, form)
		w.must(err)
		w.must(o.OpenInvitation(bg, w.otis.Actor, a.ID, code))
		w.must(o.AnswerInvitation(bg, w.otis.Actor, a.ID, true, "", ""))
		w.must(o.ActFor(bg, w.otis.Actor, w.mills))
		now, err := o.Acting(bg, w.otis.Actor)
		if err != nil || now.Owner != w.mills || !now.OfOrganization() || !now.MayWrite() || !now.Covers("Sales and use tax", "2026-Q4") {
			t.Errorf("%+v, %v", now, err)
		}
		_, _, err = o.InviteRepresentative(bg, w.fresh(w.otis), w.desk, w.mills, form) // a member is no principal
		w.code(err, portal.NotFound)
		for _, email := range []string{"b@mill.example", "c@mill.example", "d@mill.example"} { // members are not representatives: more than three
			form.Email = email
			_, _, err = o.InviteRepresentative(bg, w.fresh(w.mina), w.desk, w.mills, form)
			w.must(err)
		}
		w.must(o.RevokeAuthority(bg, w.mina.Actor, w.mills, a.ID))
		if now, err := o.Acting(bg, w.otis.Actor); err != nil || now.Owner != w.otiss {
			t.Errorf("after the principal ended it: %+v, %v", now, err)
		}
	})
}

func TestTwoOfTheStaffEnterAPaperForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		ines, tomas := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Tomas)
		form := portal.PaperAuthority{Email: beatriz.Email, Scope: anyScope, Reason: "Form of November 12, box 14."}
		w.code(o.EnterPaperAuthority(bg, ines.Actor, w.desk, w.rosas, form), portal.Conflict)
		for _, who := range []dbtest.Person{ines, tomas} {
			w.must(o.LookAtTaxpayer(bg, who.Actor, w.rosas, "A paper form came by mail."))
		}
		w.together(ines)
		wrong := form
		for _, email := range []string{"bea", "nobody@nowhere.example", dbtest.Rosa.Email, dbtest.Ines.Email} {
			wrong.Email = email
			w.code(o.EnterPaperAuthority(bg, ines.Actor, w.desk, w.rosas, wrong), portal.Mend)
		}
		w.code(o.EnterPaperAuthority(bg, w.rosa.Actor, w.desk, w.rosas, form), portal.Forbidden)
		o.Post(t)
		enter := func(both bool) portal.Authority {
			t.Helper()
			form.Both = both
			w.must(o.EnterPaperAuthority(bg, ines.Actor, w.desk, w.rosas, form))
			waiting, err := o.PaperAuthorities(bg, tomas.Actor)
			if err != nil || len(waiting) != 1 {
				t.Fatalf("%+v, %v", waiting, err)
			}
			return waiting[0]
		}
		first := enter(true)
		if held, err := o.AuthoritiesHeld(bg, w.beat.Actor); err != nil || len(held.Open) != 0 || w.status(first.ID) != "" {
			t.Errorf("someone sees it before the second of the staff: %+v, %v", held, err)
		}
		yes := portal.Decision{Approve: true, Reason: "Compared with the paper."}
		w.code(o.DecidePaperAuthority(bg, ines.Actor, w.rosas, first.ID, yes, ""), portal.Conflict)
		w.code(o.DecidePaperAuthority(bg, tomas.Actor, w.rosas, first.ID, portal.Decision{Reason: "No signature."}, "ugly"), portal.Mend)
		w.must(o.DecidePaperAuthority(bg, tomas.Actor, w.rosas, first.ID, yes, ""))
		w.code(o.DecidePaperAuthority(bg, tomas.Actor, w.rosas, first.ID, yes, ""), portal.Conflict)
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		if now := w.acts(); now.Authority != first.ID || !now.Covers("Individual income tax", "2024") {
			t.Errorf("both signed: %+v", now.Under)
		}
		if mail := o.Post(t); len(toldTo(mail, portal.NoticeAuthorityReceived)) != 1 || len(toldTo(mail, portal.NoticeAuthorityGiven)) != 1 {
			t.Errorf("told: %+v", mail)
		}
		second := enter(false)
		w.must(o.DecidePaperAuthority(bg, tomas.Actor, w.rosas, second.ID, portal.Decision{Reason: "No signature of hers."}, string(portal.RefusedSignature)))
		a, events, err := o.AuthorityHeld(bg, w.beat.Actor, second.ID)
		if err != nil || a.Status != portal.AuthorityRefused || a.Refusal != portal.RefusedSignature || len(events) != 2 {
			t.Errorf("%+v, %v", a, err)
		}
		third := enter(false)
		w.must(o.DecidePaperAuthority(bg, tomas.Actor, w.rosas, third.ID, yes, ""))
		if w.status(third.ID) != portal.AuthorityAwaiting || w.status(first.ID) != portal.AuthorityActive {
			t.Errorf("one signed: %s; the earlier one %s", w.status(third.ID), w.status(first.ID))
		}
	})
}

func TestASuspensionEndsWhatSomeoneDoesForOthersAndNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		// Beatriz belongs to the mill, which here prepares returns too.
		member, code, err := o.InviteRepresentative(bg, w.fresh(w.mina), w.desk, w.mills, portal.AuthorityInvitation{Kind: portal.MemberKind, Name: "Beatriz", Email: beatriz.Email, Scope: portal.ScopeForm{Level: "message", Lasts: "open"}})
		w.must(err)
		w.must(o.OpenInvitation(bg, w.beat.Actor, member.ID, code))
		w.must(o.AnswerInvitation(bg, w.beat.Actor, member.ID, true, "", ""))
		id, code := w.invites(anyScope)
		w.must(o.OpenInvitation(bg, w.beat.Actor, id, code))
		w.code(o.AnswerInvitation(bg, w.beat.Actor, id, true, "", w.otiss), portal.Mend)
		w.must(o.AnswerInvitation(bg, w.beat.Actor, id, true, "", w.mills))
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		o.Post(t)

		sunita, ines := o.Hire(t, dbtest.Sunita), o.Hire(t, dbtest.Ines)
		second := o.Hire(t, portal.Actor{Name: "Nadia Petrov", Email: "nadia@dor.example", Role: portal.Supervisor, Address: "192.0.2.77"})
		w.must(o.LookAtTaxpayer(bg, sunita.Actor, w.rosas, "A colleague was threatened."))
		w.must(o.LookAtTaxpayer(bg, ines.Actor, w.rosas, "A colleague was threatened."))
		why := "Threatened a colleague in writing, twice."
		w.code(o.SuspendRepresentative(bg, ines.Actor, w.rosas, id, true, why), portal.Forbidden)
		w.code(o.SuspendRepresentative(bg, w.fresh(sunita), w.rosas, id, true, "so"), portal.Mend)
		w.must(o.SuspendRepresentative(bg, w.fresh(sunita), w.rosas, id, true, why))
		w.code(o.SuspendRepresentative(bg, w.fresh(sunita), w.rosas, id, true, why), portal.Conflict)
		open, _, err := o.Suspensions(bg, second.Actor)
		if err != nil || len(open) != 1 || open[0].Name != "Harmon Mill, LLC" || open[0].TriggeredBy != "Beatriz Ortiz" || w.acts().Owner != w.rosas {
			t.Fatalf("%+v, %v; she acts for %s", open, err, w.acts().Owner)
		}
		yes := portal.Decision{Approve: true, Reason: "Read both letters."}
		w.code(o.DecideSuspension(bg, w.fresh(sunita), open[0].ID, yes), portal.Conflict)
		w.code(o.DecideSuspension(bg, w.fresh(ines), open[0].ID, yes), portal.Forbidden)
		w.must(o.DecideSuspension(bg, w.fresh(second), open[0].ID, yes))
		if w.acts().Owner == w.rosas {
			t.Error("acts for Rosa though her firm is suspended")
		}
		w.must(o.ActFor(bg, w.beat.Actor, w.mills)) // the firm's own matters are its own
		if h, err := o.Holdings(bg, w.rosa.Actor); err != nil || len(h) != 1 || h[0].Assurance != portal.InPerson {
			t.Errorf("Rosa's own access: %+v, %v", h, err)
		}
		mail := o.Post(t)
		if !slices.Equal(toldTo(mail, portal.NoticeRepresentationOff), []string{beatriz.Email}) || !slices.Equal(toldTo(mail, portal.NoticeRepresentedWithout), []string{dbtest.Rosa.Email}) {
			t.Errorf("told: %+v", mail)
		}
		w.must(o.RevokeAuthority(bg, w.mina.Actor, w.mills, member.ID)) // leaving the firm opens nothing
		w.code(o.ActFor(bg, w.beat.Actor, w.rosas), portal.NotFound)
		w.code(o.LiftSuspension(bg, second.Actor, open[0].ID, "so"), portal.Mend)
		w.must(o.LiftSuspension(bg, second.Actor, open[0].ID, "They sent an apology and another contact."))
		w.code(o.LiftSuspension(bg, second.Actor, open[0].ID, "They sent an apology and another contact."), portal.Conflict)
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))

		w.must(o.SuspendRepresentative(bg, w.fresh(sunita), w.rosas, id, false, why))
		w.code(o.ActFor(bg, w.beat.Actor, w.rosas), portal.NotFound)
		if w.acts().Owner == w.rosas {
			t.Error("a suspended person acts for another")
		}
		for _, statement := range []string{`DELETE FROM representation_suspensions`, `UPDATE representation_suspensions SET reason = 'x'`, `UPDATE representation_suspensions SET state = 'waiting'`} {
			if _, err := o.Raw(t).Exec(statement); err == nil {
				t.Errorf("%s was taken", statement)
			}
		}
	})
}
