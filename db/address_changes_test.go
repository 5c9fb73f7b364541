package db_test

import (
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

var newHome = portal.Recipient{Name: "-", Line1: "55 Willow Court", City: "Harmon Falls", State: "TK", ZIP: "56004"}

func TestANewAddressGoesToAClerkAndTellsTheOldOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		p.claim()
		ask := func() error { return o.AskAddressChange(bg, p.rosa.Actor, p.desk, p.number, newHome, "TK") }
		if err := ask(); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("matched alone: %v", err)
		}
		p.seenInPerson()
		p.rosa.SignedInAt = o.Clock.Now().Add(-portal.StepUpWithin - time.Second)
		if err := ask(); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("signed in too long ago: %v", err)
		}
		p.rosa.SignedInAt = o.Clock.Now()
		o.Post(t)
		if err := ask(); err != nil {
			t.Fatal(err)
		}
		if err := ask(); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("twice: %v", err)
		}
		if !told(o.Post(t), portal.NoticeAddressChangeAsked, p.rosa.Email) {
			t.Error("the owner was not told")
		}
		dbtest.Absent(t, o, "55 Willow Court")
		waiting, err := o.AddressChanges(bg, dbtest.Ines, "")
		if err != nil || len(waiting) != 1 || waiting[0].To.Line1 != "55 Willow Court" || !strings.HasPrefix(waiting[0].From[0], "12 Alder") {
			t.Fatalf("%+v, %v", waiting, err)
		}
		var toOld bool
		for _, l := range p.mail() {
			toOld = toOld || l.Kind == portal.AddressLetter && l.Address[0] == "12 Alder Street" && l.Code == "" && l.Report != ""
		}
		if !toOld {
			t.Error("no letter to the address before")
		}
		if err := o.DecideAddressChange(bg, dbtest.Ines, waiting[0].ID, false, "no"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("refused without a reason: %v", err)
		}
		if err := o.DecideAddressChange(bg, p.rosa.Actor, waiting[0].ID, true, ""); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("by a taxpayer: %v", err)
		}
		if err := o.DecideAddressChange(bg, dbtest.Ines, waiting[0].ID, true, ""); err != nil {
			t.Fatal(err)
		}
		if err := ask(); err != nil {
			t.Fatal(err)
		}
		for _, l := range p.mail() {
			if err := o.ReportLetter(bg, portal.Actor{Address: "203.0.113.5"}, p.desk, l.Report, "My number is 987-89-4320."); portal.CodeOf(err) != portal.Mend {
				t.Errorf("a taxpayer number in the words: %v", err)
			}
			if err := o.ReportLetter(bg, portal.Actor{Address: "203.0.113.5"}, p.desk, l.Report, "I have not moved."); err != nil {
				t.Fatal(err)
			}
		}
		again, err := o.AddressChanges(bg, dbtest.Ines, "")
		if err != nil || len(again) != 1 {
			t.Fatalf("%+v, %v", again, err)
		}
		if err := o.DecideAddressChange(bg, dbtest.Ines, again[0].ID, true, ""); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("entered while the records are frozen: %v", err)
		}
		if err := o.DecideAddressChange(bg, dbtest.Sunita, waiting[0].ID, false, "It is a vacant lot, they say."); err != portal.ErrAddressChangeMoved {
			t.Errorf("decided twice: %v", err)
		}
		if !told(o.Post(t), portal.NoticeAddressChangeEntered, p.rosa.Email) {
			t.Error("the owner was not told that it is entered")
		}
	})
}

func TestNothingAboutMoneyIsChangedWhileATaxpayerIsFrozen(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	p.claim()
	p.seenInPerson()
	other := o.Enrol(t, portal.Actor{Name: "Someone", Email: "someone@mail.example", Address: "198.51.100.99"})
	if _, err := o.ClaimTaxpayer(bg, other.Actor, p.desk, rosasClaim); err != nil {
		t.Fatal(err)
	}
	p.rosa.SignedInAt = o.Clock.Now()
	if err := o.AskAddressChange(bg, p.rosa.Actor, p.desk, p.number, newHome, "TK"); portal.CodeOf(err) != portal.NotFound {
		t.Errorf("while someone looks at another's claim: %v", err)
	}
	if _, _, _, err := o.OwnRecords(bg, p.rosa.Actor, p.number); err != nil {
		t.Errorf("reading goes on: %v", err)
	}
}

// seenInPerson gives Rosa what a visit gives, by the same weighing.
func (p *proving) seenInPerson() {
	p.t.Helper()
	p.begin(portal.VisitRoute)
	if err := p.ProveReason(bg, dbtest.Ines, p.desk, p.number, portal.PendingVisit); err != nil {
		p.t.Fatal(err)
	}
	if p.held() != portal.InPerson {
		p.t.Fatalf("held %q", p.held())
	}
}
