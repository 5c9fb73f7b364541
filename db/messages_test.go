package db_test

import (
	"errors"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

var question = portal.DraftText{Topic: "income", Subject: "My refund of 2025", Body: "When will it come?"}

func TestAMessageIsSentOnceAndCanBeTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		draft := c.Send(t, c.Rosa, 0, question)
		if draft.State != portal.DraftHeld || !draft.SendAt.Equal(o.Clock.Now().Add(portal.UndoSend)) {
			t.Fatalf("%+v", draft)
		}
		again, err := o.SendDraft(bg, c.Rosa.Actor, draft.ID, 1, 0, question, "")
		if err != nil || !again.SendAt.Equal(draft.SendAt) {
			t.Errorf("sent twice: %+v, %v", again, err)
		}
		if _, err := o.SendDue(bg, c.Desk); err != nil {
			t.Fatal(err)
		}
		if d, _ := o.Draft(bg, c.Rosa.Actor, draft.ID); d.State != portal.DraftHeld {
			t.Errorf("sent too early: %s", d.State)
		}
		if back, err := o.TakeBack(bg, c.Rosa.Actor, draft.ID); err != nil || back.State != portal.DraftOpen || back.Body != question.Body {
			t.Fatalf("taken back: %+v, %v", back, err)
		}
		if _, err := o.TakeBack(bg, c.Otis.Actor, draft.ID); !errors.Is(err, portal.ErrNotFound) {
			t.Errorf("someone else takes it back: %v", err)
		}
		o.Clock.Add(time.Hour)
		if _, err := o.SendDue(bg, c.Desk); err != nil {
			t.Fatal(err)
		}
		lines, _, err := o.Inbox(bg, c.Rosa.Actor, acting(t, c, c.Rosa), portal.CaseFilter{})
		if err != nil || len(lines) != 0 {
			t.Fatalf("what was taken back was sent: %+v, %v", lines, err)
		}
		back, _ := o.Draft(bg, c.Rosa.Actor, draft.ID)
		if _, err := o.SendDraft(bg, c.Rosa.Actor, draft.ID, back.Version, 0, question, ""); err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(portal.UndoSend)
		if _, err := o.TakeBack(bg, c.Rosa.Actor, draft.ID); err != portal.ErrTooLateUndo {
			t.Errorf("after 15 seconds: %v", err)
		}
		for range 2 {
			if _, err := o.SendDue(bg, c.Desk); err != nil {
				t.Fatal(err)
			}
		}
		sent, err := o.SendDraft(bg, c.Rosa.Actor, draft.ID, 1, 0, question, "") // a retry after a lost answer
		if err != nil || sent.State != portal.DraftSent || sent.SentN != 1 {
			t.Fatalf("%+v, %v", sent, err)
		}
		f, err := o.Case(bg, c.Rosa.Actor, sent.SentCase, 0)
		if err != nil || len(f.Messages) != 1 || f.Messages[0].Body != question.Body || f.Status != portal.CaseNew || f.Queue != "Individual income tax" {
			t.Fatalf("%+v, %v", f, err)
		}
		o.Clock.Add(portal.MailTogetherWithin)
		if !told(o.Post(t), portal.NoticeMessageReceived, c.Rosa.Email) {
			t.Error("no e-mail that we received it")
		}
	})
}

func TestACaseGoesBackAndForth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		stands := func(p dbtest.Person, want portal.CaseStatus, messages int) portal.CaseFile {
			t.Helper()
			f, err := o.Case(bg, p.Actor, n, 0)
			if err != nil || f.Status != want || len(f.Messages) != messages {
				t.Fatalf("%s with %d messages, want %s with %d; %v", f.Status, len(f.Messages), want, messages, err)
			}
			return f
		}
		if f := stands(c.Ines, portal.CaseNew, 1); f.DueAt.IsZero() {
			t.Error("no promise")
		}
		o.Post(t)
		c.Write(t, c.Ines, n, portal.DraftText{Body: "Next week."})
		if f := stands(c.Rosa, portal.CaseAwaitingTaxpayer, 2); !f.DueAt.IsZero() {
			t.Error("our promise goes on while we wait for them")
		}
		o.Clock.Add(portal.MailTogetherWithin)
		if !told(o.Post(t), portal.NoticeMessageArrived, c.Rosa.Email) {
			t.Error("no e-mail that a message waits")
		}
		lines, _, err := o.Inbox(bg, c.Rosa.Actor, acting(t, c, c.Rosa), portal.CaseFilter{})
		if err != nil || len(lines) != 1 || !lines[0].Unread() {
			t.Fatalf("unread: %+v, %v", lines, err)
		}
		if err := o.ReadCase(bg, c.Rosa.Actor, acting(t, c, c.Rosa), stands(c.Rosa, portal.CaseAwaitingTaxpayer, 2)); err != nil {
			t.Fatal(err)
		}
		if lines, _, _ = o.Inbox(bg, c.Rosa.Actor, acting(t, c, c.Rosa), portal.CaseFilter{}); lines[0].Unread() {
			t.Error("still unread")
		}
		if f := stands(c.Ines, portal.CaseAwaitingTaxpayer, 2); len(f.Reads) != 1 || f.Reads[0].N != 2 {
			t.Errorf("the desk does not see that it was read: %+v", f.Reads)
		}
		c.Write(t, c.Rosa, n, portal.DraftText{Body: "Thank you."})
		stands(c.Ines, portal.CaseAwaitingDepartment, 3)
		c.Write(t, c.Ines, n, portal.DraftText{Body: "It was sent.", Outcome: portal.OutcomeResolve})
		stands(c.Rosa, portal.CaseResolved, 4)
		c.Write(t, c.Rosa, n, portal.DraftText{Body: "It has not come."})
		if f := stands(c.Rosa, portal.CaseAwaitingDepartment, 5); f.DueAt.IsZero() {
			t.Error("reopened without a promise")
		}
	})
}

func TestSomeoneElsesCaseIsNotFoundAndLeavesATrace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		for who, p := range map[string]portal.Actor{"another taxpayer": c.Otis.Actor, "a clerk of another queue": c.Tomas.Actor, "an auditor": dbtest.Petra, "nobody": dbtest.Nobody} {
			if _, err := o.Case(bg, p, n, 0); err != portal.ErrNotFound {
				t.Errorf("%s: %v", who, err)
			}
		}
		if lines, _, err := o.Inbox(bg, c.Otis.Actor, acting(t, c, c.Rosa), portal.CaseFilter{}); err != nil || len(lines) != 0 {
			t.Errorf("an inbox with someone else’s acting: %+v, %v", lines, err)
		}
		if _, err := o.BeginDraft(bg, c.Otis.Actor, acting(t, c, c.Otis), n, 0, portal.DraftText{}); err != portal.ErrNotFound {
			t.Errorf("a draft in someone else’s case: %v", err)
		}
		if _, err := o.BeginDraft(bg, c.Otis.Actor, acting(t, c, c.Rosa), 0, 0, portal.DraftText{}); err != portal.ErrNotFound {
			t.Errorf("a new matter in someone else’s name: %v", err)
		}
		page, err := o.AuditTrail(bg, dbtest.Petra, portal.AuditFilter{Event: portal.CaseNotShown})
		if err != nil || len(page.Records) != 5 {
			t.Errorf("%d traces, %v", len(page.Records), err)
		}
		o.Clock.Add(portal.TrainingLasts)
		if _, err := o.Case(bg, c.Ines.Actor, n, 0); err != portal.ErrNotFound {
			t.Errorf("a clerk whose training lapsed: %v", err)
		}
	})
}

func TestTwoClerksWhoAnswerAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		first := c.Send(t, c.Ines, n, portal.DraftText{Body: "Next week."})
		draft, err := o.BeginDraft(bg, c.Sunita.Actor, portal.Acting{}, n, 0, portal.DraftText{})
		if err != nil {
			t.Fatal(err)
		}
		send := func() error {
			d, _ := o.Draft(bg, c.Sunita.Actor, draft.ID)
			_, err := o.SendDraft(bg, c.Sunita.Actor, draft.ID, d.Version, 1, portal.DraftText{Body: "In two weeks."}, "")
			return err
		}
		if err := send(); err != portal.ErrNewerReply {
			t.Errorf("beside one that is about to be sent: %v", err)
		}
		o.Clock.Add(portal.UndoSend)
		if _, err := o.SendDue(bg, c.Desk); err != nil {
			t.Fatal(err)
		}
		if err := send(); err != portal.ErrNewerMessage {
			t.Errorf("after one that was sent: %v", err)
		}
		if d, err := o.Draft(bg, c.Sunita.Actor, draft.ID); err != nil || d.Body != "In two weeks." || d.State != portal.DraftOpen {
			t.Errorf("what was refused is lost: %+v, %v", d, err)
		}
		if _, err := o.Draft(bg, c.Rosa.Actor, first.ID); err != portal.ErrNotFound {
			t.Errorf("the taxpayer reads a clerk’s draft: %v", err)
		}
	})
}

func TestAnOlderPageOverwritesNoDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		draft, err := o.BeginDraft(bg, c.Rosa.Actor, acting(t, c, c.Rosa), 0, 0, portal.DraftText{Language: portal.English})
		if err != nil {
			t.Fatal(err)
		}
		saved, err := o.SaveDraft(bg, c.Rosa.Actor, draft.ID, 1, portal.DraftText{Body: "from the telephone"}, "Safari, iPhone")
		if err != nil || saved.Version != 2 {
			t.Fatalf("%+v, %v", saved, err)
		}
		newest, err := o.SaveDraft(bg, c.Rosa.Actor, draft.ID, 1, portal.DraftText{Body: "from the computer"}, "Firefox, Linux")
		if err != portal.ErrDraftNewer || newest.Body != "from the telephone" {
			t.Errorf("%+v, %v", newest, err)
		}
		versions, err := o.DraftVersions(bg, c.Rosa.Actor, draft.ID)
		if err != nil || len(versions) != 3 || !versions[0].Aside || versions[0].Body != "from the computer" {
			t.Errorf("%+v, %v", versions, err)
		}
		if _, err := o.SaveDraft(bg, c.Otis.Actor, draft.ID, 2, portal.DraftText{Body: "x"}, ""); err != portal.ErrNotFound {
			t.Errorf("someone else’s draft: %v", err)
		}
	})
}

func TestMessagesAreFoundInOnesOwnInbox(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		c.Write(t, c.Otis, 0, portal.DraftText{Topic: "income", Subject: "A refund", Body: "Where is mine?"})
		if _, err := o.SettleMessages(bg); err != nil {
			t.Fatal(err)
		}
		for words, want := range map[string]int{"refund": 1, "when COME": 1, "nothing": 0, "mine": 0} {
			lines, _, err := o.Inbox(bg, c.Rosa.Actor, acting(t, c, c.Rosa), portal.CaseFilter{Words: words})
			if err != nil || len(lines) != want || want > 0 && lines[0].Number != n {
				t.Errorf("%q: %+v, %v", words, lines, err)
			}
		}
	})
}

func acting(t *testing.T, c *dbtest.Counter, p dbtest.Person) portal.Acting {
	t.Helper()
	a, err := c.Acting(bg, p.Actor)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
