package db_test

import (
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestConductIsReportedDecidedAndSuspendedFromWriting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		o.Post(t)
		threat := portal.ReportForm{Ground: portal.GroundThreat, Words: "She names my street."}
		refusedAs(t, o.ReportMessage(bg, c.Ines.Actor, n, 1, portal.ReportForm{Ground: "x"}), portal.Mend, "what is wrong")
		refusedAs(t, o.ReportMessage(bg, c.Otis.Actor, n, 1, threat), portal.NotFound, "")
		refusedAs(t, o.ReportMessage(bg, c.Tomas.Actor, n, 1, threat), portal.NotFound, "")
		refusedAs(t, o.ReportMessage(bg, c.Ines.Actor, n, 9, threat), portal.NotFound, "")
		if err := o.ReportMessage(bg, c.Ines.Actor, n, 1, threat); err != nil {
			t.Fatal(err)
		}
		refusedAs(t, o.ReportMessage(bg, c.Ines.Actor, n, 1, threat), portal.Conflict, "already")
		if !told(o.Post(t), portal.NoticeMessageThreat, c.Sunita.Email) {
			t.Error("no supervisor is told of a threat")
		}
		open, _, err := o.MessageReports(bg, c.Sunita.Actor)
		if err != nil || len(open) != 1 || !open[0].Urgent {
			t.Fatalf("%+v, %v", open, err)
		}
		refusedAs(t, o.DecideReport(bg, c.Ines.Actor, open[0].ID, true, true, "It names my street."), portal.Forbidden, "")
		refusedAs(t, o.DecideReport(bg, c.Sunita.Actor, open[0].ID, true, true, ""), portal.Mend, "Say why")
		if err := o.DecideReport(bg, c.Sunita.Actor, open[0].ID, true, true, "It names her street."); err != nil {
			t.Fatal(err)
		}
		refusedAs(t, o.DecideReport(bg, c.Sunita.Actor, open[0].ID, false, false, "It names her street."), portal.Conflict, "already")
		rosa := acting(t, c, c.Rosa)
		if _, err := o.BeginDraft(bg, c.Rosa.Actor, rosa, n, 0, portal.DraftText{}); err != portal.ErrMessagingSuspended {
			t.Errorf("writes while suspended: %v", err)
		}
		if _, err := o.BeginDraft(bg, c.Rosa.Actor, rosa, 0, 0, portal.DraftText{}); err != portal.ErrMessagingSuspended {
			t.Errorf("begins a matter while suspended: %v", err)
		}
		if err := o.MayWriteMessages(bg, c.Rosa.Actor, rosa.Owner); err != portal.ErrMessagingSuspended {
			t.Errorf("%v", err)
		}
		if _, err := o.Case(bg, c.Rosa.Actor, n, 0); err != nil {
			t.Errorf("does not read the history: %v", err)
		}
		all, err := o.MessagingSuspensions(bg, c.Sunita.Actor)
		if err != nil || len(all) != 1 {
			t.Fatalf("%+v, %v", all, err)
		}
		if err := o.LiftMessagingSuspension(bg, c.Sunita.Actor, all[0].ID, "She said that she is sorry."); err != nil {
			t.Fatal(err)
		}
		refusedAs(t, o.LiftMessagingSuspension(bg, c.Sunita.Actor, all[0].ID, "She said that she is sorry."), portal.Conflict, "decided already")
		if _, err := o.BeginDraft(bg, c.Rosa.Actor, rosa, n, 0, portal.DraftText{}); err != nil {
			t.Errorf("after it was lifted: %v", err)
		}
	})
}
