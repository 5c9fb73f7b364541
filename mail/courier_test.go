package mail

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

const (
	tried  portal.Event  = "test.tried"
	notice portal.Notice = "test.notice"
)

// post puts e-mails into the outbox, an act each.
func post(t *testing.T, o *dbtest.Office, to ...string) {
	t.Helper()
	for _, address := range to {
		err := o.Act(context.Background(), dbtest.Nobody, func(tx *db.Tx) error {
			tx.Audit(tried, "test/1")
			return tx.Notify(notice, address, portal.English, portal.Params{"name": "Rosa Delgado"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func someWords(m portal.Mail) (portal.MailWords, error) {
	return portal.MailWords{Sender: "Department of Revenue", Subject: "Something waits", Text: "Dear " + m.Params["name"] + ",\n", HTML: "<p>Dear"}, nil
}

func newCourier(o *dbtest.Office, server Server) *Courier {
	c := NewCourier(o.DB, server, "no-reply@revenue.example.gov", someWords, slog.New(slog.DiscardHandler))
	c.Limits = brisk
	return c
}

// outbox is everything in it, newest first.
func outbox(t *testing.T, o *dbtest.Office) []portal.OutboxMail {
	t.Helper()
	page, err := o.Outbox(t.Context(), dbtest.Sunita, portal.OutboxFilter{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Mails
}

func states(mails []portal.OutboxMail) string {
	var s []string
	for _, m := range mails {
		s = append(s, fmt.Sprintf("%s %s %s %d", m.State, m.Trouble, m.Reply, m.Tries))
	}
	slices.Sort(s)
	return strings.Join(s, "; ")
}

func messageIDs(t *testing.T, f *fakeServer) []string {
	t.Helper()
	var ids []string
	for _, raw := range f.mails() {
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, m.Header.Get("Message-Id"))
	}
	return ids
}

func TestSeveralMailsGoOverOneConnection(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := startFake(t, StartTLS, nil)
		post(t, o, "rosa@example.org", "ines@example.org", "walt@example.org")
		due := newCourier(o, f.Server).round(t.Context(), t.Context())
		if got := states(outbox(t, o)); got != "sent   1; sent   1; sent   1" {
			t.Errorf("outbox: %s", got)
		}
		if len(f.mails()) != 3 || f.connections != 1 || due < time.Hour {
			t.Errorf("%d mails over %d connections, and next look in %v", len(f.mails()), f.connections, due)
		}
	})
}

func TestMailIsTriedFortyEightTimesThenFailedAndTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := startFake(t, None, map[string]string{"greeting": "drop"})
		post(t, o, "rosa@example.org")
		c := newCourier(o, f.Server)
		began := o.Clock.Now()
		for try := 1; try < portal.MailRetries; try++ {
			due := c.round(t.Context(), t.Context())
			if due < 4*time.Minute || due > 6*time.Minute {
				t.Fatalf("after try %d the next is due in %v", try, due)
			}
			if got, want := states(outbox(t, o)), fmt.Sprint("waiting dropped  ", try); got != want {
				t.Fatalf("outbox %q, want %q", got, want)
			}
			o.Clock.Add(due)
		}
		c.round(t.Context(), t.Context())
		if got := states(outbox(t, o)); got != "failed dropped  48" {
			t.Fatalf("outbox %q", got)
		}
		if took := o.Clock.Now().Sub(began); took < 3*time.Hour || took > 5*time.Hour {
			t.Errorf("given up after %v", took)
		}
		var event, subject string
		if err := o.Raw(t).QueryRow(`SELECT event, subject FROM audit ORDER BY seq DESC LIMIT 1`).Scan(&event, &subject); err != nil ||
			event != string(portal.MailHasFailed) || subject != "mail/"+outbox(t, o)[0].ID {
			t.Errorf("the trail ends with %s %s %v", event, subject, err)
		}
		_, tries, err := o.OutboxMail(t.Context(), dbtest.Petra, outbox(t, o)[0].ID)
		if err != nil || len(tries) != portal.MailRetries {
			t.Errorf("%d tries in its history, %v", len(tries), err)
		}
	})
}

func TestAPermanentRefusalFailsAtOnceAndHoldsUpNobody(t *testing.T) {
	f := startFake(t, StartTLS, map[string]string{"RCPT": "550 5.1.1 no rosa@example.org here"})
	o := dbtest.Open(t, db.SQLite)
	var log bytes.Buffer
	c := newCourier(o, f.Server)
	c.Log = slog.New(slog.NewJSONHandler(&log, nil))
	post(t, o, "rosa@example.org")
	c.round(t.Context(), t.Context())
	f.behave()
	post(t, o, "ines@example.org")
	c.round(t.Context(), t.Context())
	if got := states(outbox(t, o)); got != "failed no recipient 550 5.1.1 1; sent   1" {
		t.Errorf("outbox: %s", got)
	}
	if text := log.String(); !strings.Contains(text, "550 5.1.1") || strings.Contains(text, "example.org") || strings.Contains(text, "Rosa") {
		t.Errorf("the log: %s", text)
	}
}

// A server that is down is asked once a round, not once for each e-mail that waits.
func TestOneClosedDoorAnswersForAllThatIsDue(t *testing.T) {
	f := startFake(t, StartTLS, map[string]string{"AUTH": "535 5.7.8 no"})
	f.User, f.Password = "exchequer", "wrong horse"
	o := dbtest.Open(t, db.SQLite)
	post(t, o, "rosa@example.org", "ines@example.org", "walt@example.org")
	newCourier(o, f.Server).round(t.Context(), t.Context())
	if got := states(outbox(t, o)); f.connections != 1 || got != strings.Repeat("waiting credentials 535 5.7.8 1; ", 2)+"waiting credentials 535 5.7.8 1" {
		t.Errorf("%d connections; outbox %s", f.connections, got)
	}
	counts, err := o.OutboxCounts(t.Context(), dbtest.Walt)
	if err != nil || counts.HeldUp != 3 || counts.HeldUpTrouble != portal.MailCredentials || counts.Waiting != 3 {
		t.Errorf("counts %+v %v", counts, err)
	}
}

func TestMailDroppedAfterDataIsTriedAgainUnderTheSameID(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := startFake(t, StartTLS, nil)
		// The server takes the message over, and the line breaks before it can say so.
		f.misbehave = map[string]string{"taken": "drop"}
		post(t, o, "rosa@example.org", "ines@example.org")
		c := newCourier(o, f.Server)
		o.Clock.Add(c.round(t.Context(), t.Context()))
		if got := states(outbox(t, o)); got != "waiting dropped  1; waiting dropped  1" {
			t.Fatalf("outbox: %s", got)
		}
		f.behave()
		o.Clock.Add(2 * time.Minute)
		c.round(t.Context(), t.Context())
		if got := states(outbox(t, o)); got != "sent   2; sent   2" {
			t.Fatalf("outbox: %s", got)
		}
		ids := messageIDs(t, f)
		slices.Sort(ids)
		if len(ids) != 4 || len(slices.Compact(ids)) != 2 {
			t.Errorf("the server has %q", ids)
		}
	})
}

func TestTwoCouriersSendEachMailOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := startFake(t, None, nil)
		const mails = 60
		for i := range mails {
			post(t, o, fmt.Sprintf("person%d@example.org", i))
		}
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				c := newCourier(o, f.Server)
				for o.Ready(t.Context()) == nil && c.round(t.Context(), t.Context()) == 0 {
				}
			})
		}
		wait.Wait()
		ids := messageIDs(t, f)
		slices.Sort(ids)
		if len(ids) != mails || len(slices.Compact(ids)) != mails {
			t.Errorf("%d mails sent for %d, %d of them different", len(ids), mails, len(slices.Compact(ids)))
		}
	})
}

func TestALoanThatNobodyReturnsRunsOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := startFake(t, None, nil)
		post(t, o, "rosa@example.org")
		m, _, err := o.ClaimMail(t.Context(), 10*time.Minute) // and then the power fails
		if err != nil || m == nil || m.To != "rosa@example.org" || m.Params["name"] != "Rosa Delgado" {
			t.Fatalf("claimed %+v %v", m, err)
		}
		if on := outbox(t, o)[0]; !on.OnItsWay || on.State != portal.MailWaiting {
			t.Errorf("the desk shows %+v", on)
		}
		c := newCourier(o, f.Server)
		if due := c.round(t.Context(), t.Context()); due != 10*time.Minute || len(f.mails()) != 0 {
			t.Errorf("lent mail was touched: %d sent, due in %v", len(f.mails()), due)
		}
		o.Clock.Add(10 * time.Minute)
		c.round(t.Context(), t.Context())
		if got := states(outbox(t, o)); got != "sent   1" {
			t.Errorf("outbox: %s", got)
		}
		// The first courier lived after all and comes back late: what is settled stays.
		if err := o.SettleMail(t.Context(), portal.MailTry{Mail: m.ID, State: portal.MailFailed, Trouble: portal.MailStalled}); err != nil {
			t.Fatal(err)
		}
		if got := states(outbox(t, o)); got != "sent   1" {
			t.Errorf("outbox after a late answer: %s", got)
		}
	})
}
