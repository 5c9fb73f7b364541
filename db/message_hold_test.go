package db_test

import (
	"errors"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestWhatIsWrittenAndSentAtOnceIsOneActAndOneMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		rosa, id := acting(t, c, c.Rosa), db.NewDraftID()
		send := func(id string, n portal.CaseNumber, read int64, text portal.DraftText) (portal.Draft, error) {
			text.Language = portal.English
			return o.SendNewDraft(bg, c.Rosa.Actor, rosa, id, n, 0, 1, read, text, "Firefox, Linux")
		}
		held, err := send(id, 0, 0, question)
		if err != nil || held.ID != id || held.State != portal.DraftHeld || held.Body != question.Body {
			t.Fatalf("%+v, %v", held, err)
		}
		if again, err := send(id, 0, 0, question); err != nil || again.ID != id || !again.SendAt.Equal(held.SendAt) {
			t.Errorf("a double click: %+v, %v", again, err)
		}
		o.Clock.Add(portal.UndoSend)
		if _, err := o.SendDue(bg, c.Desk); err != nil {
			t.Fatal(err)
		}
		if again, err := send(id, 0, 0, question); err != nil || again.State != portal.DraftSent || again.SentN != 1 {
			t.Errorf("a retry after a lost answer: %+v, %v", again, err)
		}
		sent, err := o.Draft(bg, c.Rosa.Actor, id)
		if err != nil {
			t.Fatal(err)
		}

		// What is refused is kept as a draft; where none could be begun there is none.
		c.Write(t, c.Ines, sent.SentCase, portal.DraftText{Body: "Next week."})
		late, err := send(db.NewDraftID(), sent.SentCase, 1, portal.DraftText{Body: "I am still waiting."})
		if !errors.Is(err, portal.ErrNewerMessage) || late.State != portal.DraftOpen {
			t.Errorf("a newer message came: %+v, %v", late, err)
		}
		if kept, err := o.DraftIn(bg, c.Rosa.Actor, sent.SentCase); err != nil || kept.ID != late.ID || kept.Body != "I am still waiting." {
			t.Errorf("it was not kept: %+v, %v", kept, err)
		}
		if lacking, err := send(db.NewDraftID(), 0, 0, portal.DraftText{Topic: "income", Body: "No subject."}); portal.CodeOf(err) != portal.Mend || lacking.State != portal.DraftOpen {
			t.Errorf("without a subject: %+v, %v", lacking, err)
		}
		for what, d := range map[string]portal.Draft{"another's case": {ID: db.NewDraftID(), Case: sent.SentCase}, "another's draft": {ID: id}, "no name": {ID: "x"}} {
			draft, err := o.SendNewDraft(bg, c.Otis.Actor, acting(t, c, c.Otis), d.ID, d.Case, 0, 1, 9, question, "")
			if !errors.Is(err, portal.ErrNotFound) || draft.ID != "" {
				t.Errorf("%s: %+v, %v", what, draft, err)
			}
		}
		if drafts, err := o.Drafts(bg, c.Otis.Actor, acting(t, c, c.Otis)); err != nil || len(drafts) != 0 {
			t.Errorf("something was begun all the same: %+v, %v", drafts, err)
		}
	})
}
