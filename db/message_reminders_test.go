package db_test

import (
	"slices"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestAMessageThatNobodyReadForAWeekIsRemindedOfOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		rosas, otiss := c.Write(t, c.Rosa, 0, question), c.Write(t, c.Otis, 0, question)
		general := o.Enrol(t, portal.Actor{Name: "Greta Lind", Email: "greta@mail.example", Role: portal.Taxpayer, Address: "198.51.100.44"})
		o.Agree(t, general)
		gretas := c.Write(t, general, 0, portal.DraftText{Topic: "general", Subject: "Hours", Body: "When are you open?"})
		for _, n := range []portal.CaseNumber{rosas, otiss, gretas} {
			c.Write(t, c.Ines, n, portal.DraftText{Body: "It comes next week."})
		}
		f, err := o.Case(bg, c.Otis.Actor, otiss, 0)
		if err == nil {
			err = o.ReadCase(bg, c.Otis.Actor, acting(t, c, c.Otis), f)
		}
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(portal.MailTogetherWithin)
		o.Post(t)
		reminded := func() (to []string) {
			t.Helper()
			if _, err := o.RemindUnread(bg); err != nil {
				t.Fatal(err)
			}
			for _, m := range o.Post(t) {
				if m.Notice != portal.NoticeUnread || m.Params[portal.UnsubscribeParam] == "" {
					t.Errorf("%s is no elective mail that ends with one press", m.Notice)
				}
				to = append(to, m.To)
			}
			slices.Sort(to)
			return to
		}
		o.Clock.Add(portal.RemindAfter - 10*time.Minute)
		if got := reminded(); len(got) != 0 {
			t.Fatalf("before a week is over: %v", got)
		}
		o.Clock.Add(20 * time.Minute)
		if got := reminded(); !slices.Equal(got, []string{general.Email, c.Rosa.Email}) {
			t.Fatalf("after a week: %v", got)
		}
		if got := reminded(); len(got) != 0 {
			t.Errorf("once more: %v", got)
		}
		// Another message is another reminder: for who wants them, and whose messages do not come on paper.
		c.Train(t, c.Ines)
		c.Write(t, c.Ines, rosas, portal.DraftText{Body: "It is on its way."})
		c.Write(t, c.Ines, gretas, portal.DraftText{Body: "From eight to five."})
		if err := o.OptOut(bg, c.Rosa.Actor); err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(portal.MailTogetherWithin)
		o.Post(t)
		o.Clock.Add(portal.RemindAfter)
		if got := reminded(); !slices.Equal(got, []string{general.Email}) {
			t.Errorf("of the next message: %v", got)
		}
	})
}

func TestASubmissionIsToldToHaveGoneThroughWhenItsFilesAreKnownToBeClean(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		send := func(draft portal.Draft) {
			t.Helper()
			if _, err := o.SendDraft(bg, c.Rosa.Actor, draft.ID, draft.Version, 0, question, ""); err != nil {
				t.Fatal(err)
			}
			o.Clock.Add(portal.UndoSend)
			if _, err := o.SendDue(bg, c.Desk); err != nil {
				t.Fatal(err)
			}
		}
		notices := func() (all []portal.Notice) {
			t.Helper()
			o.Clock.Add(portal.MailTogetherWithin)
			for _, m := range o.Post(t) {
				all = append(append(all, m.With...), func() []portal.Notice {
					if len(m.With) == 0 {
						return []portal.Notice{m.Notice}
					}
					return nil
				}()...)
			}
			return all
		}
		notices()
		c.Write(t, c.Rosa, 0, question)
		if got := notices(); !slices.Equal(got, []portal.Notice{portal.NoticeMessageReceived}) {
			t.Errorf("a message without files: %v", got)
		}
		send(draftWith(t, c, "w2.pdf", "%PDF-1.7 wages"))
		if got := notices(); !slices.Equal(got, []portal.Notice{portal.NoticeMessageReceived, portal.NoticeSubmitted}) {
			t.Errorf("with a file, where there is no clamd: %v", got)
		}
		withScanner(t, o)
		for id, _ := claimed(t, o); id != ""; id, _ = claimed(t, o) { // that of before
			settleFile(t, o, id, portal.FileClean, "")
		}
		send(draftWith(t, c, "w3.pdf", "%PDF-1.7 wages"))
		if got := notices(); !slices.Equal(got, []portal.Notice{portal.NoticeMessageReceived}) {
			t.Errorf("before clamd has looked: %v", got)
		}
		id, _ := claimed(t, o)
		settleFile(t, o, id, portal.FileScanError, "no answer")
		if got := notices(); len(got) != 0 {
			t.Errorf("when clamd could not look: %v", got)
		}
		settleFile(t, o, id, portal.FileClean, "")
		if got := notices(); !slices.Equal(got, []portal.Notice{portal.NoticeSubmitted}) {
			t.Errorf("when clamd has looked: %v", got)
		}
		settleFile(t, o, id, portal.FileClean, "")
		if got := notices(); len(got) != 0 {
			t.Errorf("once more: %v", got)
		}
		send(draftWith(t, c, "w4.pdf", "%PDF-1.7 wages"))
		notices()
		id, _ = claimed(t, o)
		settleFile(t, o, id, portal.FileQuarantined, "Eicar")
		if got := notices(); slices.Contains(got, portal.NoticeSubmitted) {
			t.Errorf("what clamd found something in went through: %v", got)
		}
	})
}
