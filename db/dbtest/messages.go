package dbtest

import (
	"context"
	"testing"
	"time"

	"exchequer/portal"
)

// Otis lives with Rosa.
var Otis = portal.Actor{Account: "otis", Name: "Otis Delgado", Email: "otis@mail.example", Role: portal.Taxpayer, Session: "otis-session", Address: "198.51.100.8"}

// Counter is an office where messages are exchanged: Rosa and Otis, each sure enough to be themselves, and two clerks of whom
// Ines works every queue and Tomás the help desk alone.
type Counter struct {
	*Office
	Desk          portal.MessageOffice
	Rosa, Otis    Person
	Ines, Tomas   Person
	Sunita        Person
	RosasIdentity portal.IdentityNumber
}

// Zone is the department's.
func Zone(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// OpenCounter makes such an office.
func (o *Office) OpenCounter(t testing.TB) *Counter {
	t.Helper()
	ctx := context.Background()
	o.Records(t)
	c := &Counter{Office: o, Desk: portal.MessageOffice{Calendar: portal.NewCalendar(Zone(t))}}
	if err := o.BeginTopics(ctx); err != nil {
		t.Fatal(err)
	}
	c.Rosa, c.Otis = o.Enrol(t, Rosa), o.Enrol(t, Otis)
	o.Agree(t, c.Rosa)
	o.Agree(t, c.Otis)
	c.RosasIdentity = o.ConfirmAddress(t, c.Rosa, portal.IdentityClaim{Number: RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: RosasLetter})
	o.ConfirmAddress(t, c.Otis, portal.IdentityClaim{Number: OtisNumber, Name: "Otis Delgado", By: "letter", Letter: "L-2026-000418"})
	c.Ines, c.Tomas, c.Sunita = o.Hire(t, Ines), o.Hire(t, Tomas), o.Hire(t, Sunita)
	topics, err := o.Topics(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range topics {
		if err := o.JoinQueue(ctx, c.Sunita.Actor, c.Ines.Account, topic.Queue); err != nil {
			t.Fatal(err)
		}
		if err := o.JoinQueue(ctx, c.Sunita.Actor, c.Sunita.Account, topic.Queue); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.JoinQueue(ctx, c.Sunita.Actor, c.Tomas.Account, "Help desk"); err != nil {
		t.Fatal(err)
	}
	for _, p := range []Person{c.Ines, c.Tomas, c.Sunita} {
		c.Train(t, p)
	}
	return c
}

// Train notes that one of the staff took the yearly training today.
func (c *Counter) Train(t testing.TB, p Person) {
	t.Helper()
	by := Sunita
	if p.Account == c.Sunita.Account {
		by.Account = "another supervisor"
	}
	if err := c.NoteTraining(context.Background(), by, p.Account, c.Clock.Now()); err != nil {
		t.Fatal(err)
	}
}

// ConfirmAddress lets someone claim a taxpayer, get the letter with the code, and enter it.
func (o *Office) ConfirmAddress(t testing.TB, p Person, claim portal.IdentityClaim) portal.IdentityNumber {
	t.Helper()
	ctx := context.Background()
	desk := portal.IdentityOffice{Calendar: portal.NewCalendar(Zone(t))}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("confirm the address of %s: %v", p.Name, err)
		}
	}
	n, err := o.ClaimTaxpayer(ctx, p.Actor, desk, claim)
	must(err)
	must(o.BeginRoute(ctx, p.Actor, desk, n, portal.LetterRoute))
	batch, err := o.MakeLetterBatch(ctx, Ines)
	must(err)
	letters, err := o.PrintLetters(ctx, Ines, desk, batch, "")
	must(err)
	must(o.MailLetters(ctx, Ines, desk, batch))
	for _, l := range letters {
		if l.Case == n {
			must(o.EnterLetterCode(ctx, p.Actor, desk, n, l.Code))
		}
	}
	return n
}

// Write sends a message as it is typed on a page that was just opened, and lets the time pass in which it can be taken back. A
// case of 0 begins a new matter.
func (c *Counter) Write(t testing.TB, p Person, n portal.CaseNumber, text portal.DraftText) portal.CaseNumber {
	t.Helper()
	ctx := context.Background()
	draft := c.Send(t, p, n, text)
	c.Clock.Add(portal.UndoSend)
	if _, err := c.SendDue(ctx, c.Desk); err != nil {
		t.Fatal(err)
	}
	draft, err := c.Draft(ctx, p.Actor, draft.ID)
	if err != nil || draft.State != portal.DraftSent {
		t.Fatalf("not sent: %s, %v", draft.State, err)
	}
	return draft.SentCase
}

// Send presses the button, and no time passes.
func (c *Counter) Send(t testing.TB, p Person, n portal.CaseNumber, text portal.DraftText) portal.Draft {
	t.Helper()
	ctx := context.Background()
	acting, err := c.Acting(ctx, p.Actor)
	if err != nil {
		t.Fatal(err)
	}
	draft, err := c.BeginDraft(ctx, p.Actor, acting, n, 0, portal.DraftText{Language: portal.English})
	if err != nil {
		t.Fatalf("begin a draft: %v", err)
	}
	if draft, err = c.SendDraft(ctx, p.Actor, draft.ID, draft.Version, draft.Seen, text, "Firefox, Linux"); err != nil {
		t.Fatalf("send a draft: %v", err)
	}
	return draft
}

// Agree agrees to the terms in force, as their page lets someone do.
func (o *Office) Agree(t testing.TB, p Person) {
	t.Helper()
	ctx := context.Background()
	pair, err := o.TermsInForce(ctx)
	if err != nil {
		t.Fatal(err)
	}
	err = o.AnswerTerms(ctx, p.Actor, portal.TermsReply{
		Answer: portal.TermsAgreed, Service: pair.Service.ID, Conduct: pair.Conduct.ID, Language: portal.English,
		Word: portal.CheckWord(p.Account, pair.Service, pair.Conduct, portal.English),
	})
	if err != nil {
		t.Fatalf("agree to the terms: %v", err)
	}
}
