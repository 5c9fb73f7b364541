package db_test

import (
	"fmt"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestTooManyMessagesInAnHourMeetALimitThatExplainsItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		for range portal.MessagesSent.Count - 1 {
			c.Write(t, c.Rosa, n, portal.DraftText{Body: "And?"})
		}
		draft, err := o.BeginDraft(bg, c.Rosa.Actor, acting(t, c, c.Rosa), n, 0, portal.DraftText{})
		if err != nil {
			t.Fatal(err)
		}
		text := portal.DraftText{Body: "One more."}
		draft, err = o.SendDraft(bg, c.Rosa.Actor, draft.ID, draft.Version, draft.Seen, text, "")
		if portal.CodeOf(err) != portal.TooMany || !strings.Contains(fmt.Sprint(err), "as many as we can read with care. This one is kept as a draft.") {
			t.Fatalf("one too many: %v", err)
		}
		if draft.State != portal.DraftOpen || draft.Body != text.Body {
			t.Errorf("it is not kept: %+v", draft)
		}
		if _, err := o.BeginDraft(bg, c.Otis.Actor, acting(t, c, c.Otis), 0, 0, question); err != nil {
			t.Errorf("someone else: %v", err)
		}
		o.Clock.Add(portal.MessagesSent.While)
		if _, err := o.SendDraft(bg, c.Rosa.Actor, draft.ID, draft.Version, draft.Seen, text, ""); err != nil {
			t.Errorf("an hour later: %v", err)
		}
	})
}

func TestAnOrganizationIsSuspendedFromWritingByTwoAndItsClientsNever(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		mina, beat := o.Enrol(t, portal.Actor{Name: "Mina Rao", Email: "mina@mill.example", Role: portal.Taxpayer, Address: "198.51.100.10"}), o.Enrol(t, dbtest.Beatriz)
		mills := o.SeenInPerson(t, mina, portal.IdentityClaim{Number: dbtest.MillNumber, Name: "Harmon Mill LLC", By: "letter", Letter: "L-2026-000419"})
		desk := portal.IdentityOffice{Calendar: c.Desk.Calendar}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		// Beatriz belongs to the mill, which here prepares returns too, and acts for Rosa as part of it.
		of := mina.Actor
		of.SignedInAt = o.Clock.Now()
		member, code, err := o.InviteRepresentative(bg, of, desk, mills, portal.AuthorityInvitation{Kind: portal.MemberKind, Name: beat.Name, Email: beat.Email, Scope: portal.ScopeForm{Level: "message", Lasts: "open"}})
		must(err)
		must(o.OpenInvitation(bg, beat.Actor, member.ID, code))
		must(o.AnswerInvitation(bg, beat.Actor, member.ID, true, "", ""))
		c.RepresentAs(t, beat, dbtest.InEverything, mills)
		n := c.Write(t, c.Rosa, 0, question)
		c.Write(t, beat, n, portal.DraftText{Body: "You thieves."})
		must(o.ReportMessage(bg, c.Ines.Actor, n, 2, portal.ReportForm{Ground: portal.GroundLanguage}))
		open, _, err := o.MessageReports(bg, c.Sunita.Actor)
		must(err)
		refusedAs(t, o.SuspendForReport(bg, c.Sunita.Actor, open[0].ID, "It insults all of us."), portal.Conflict, "")
		must(o.DecideReport(bg, c.Sunita.Actor, open[0].ID, true, false, "It insults."))
		must(o.SuspendForReport(bg, c.Sunita.Actor, open[0].ID, "It insults all of us."))
		all, err := o.MessagingSuspensions(bg, c.Sunita.Actor)
		if err != nil || len(all) != 1 || all[0].Stands() || all[0].OrganizationName != "Harmon Mill, LLC" || all[0].AccountName != beat.Name {
			t.Fatalf("%+v, %v", all, err)
		}
		may := func(p dbtest.Person, owner string) error { return o.MayWriteMessages(bg, p.Actor, owner) }
		rosas := acting(t, c, c.Rosa).Owner
		if err := may(beat, rosas); err != nil {
			t.Errorf("before a second supervisor agreed: %v", err)
		}
		refusedAs(t, o.AgreeToSuspension(bg, c.Sunita.Actor, all[0].ID), portal.Conflict, "A second supervisor")
		second := o.Hire(t, portal.Actor{Name: "Nadia Petrov", Email: "nadia@dor.example", Role: portal.Supervisor, Address: "192.0.2.78"})
		must(o.AgreeToSuspension(bg, second.Actor, all[0].ID))
		for who, err := range map[string]error{"for the firm’s client": may(beat, rosas), "for the firm": may(mina, mills)} {
			if err != portal.ErrMessagingSuspended {
				t.Errorf("%s: %v", who, err)
			}
		}
		if err := may(c.Rosa, rosas); err != nil {
			t.Errorf("the client's own access fell with the firm: %v", err)
		}
		c.Write(t, c.Rosa, n, portal.DraftText{Body: "I am sorry for that."})
		if _, err := o.Case(bg, beat.Actor, n, 0); err != nil {
			t.Errorf("the firm no longer reads: %v", err)
		}
	})
}
