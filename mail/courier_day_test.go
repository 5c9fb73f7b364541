package mail

import (
	"context"
	"fmt"
	"net"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// A mail server that is down for a day loses nothing and disorders nothing: everything goes afterwards, once, in the order
// in which it was written, and the desk says so meanwhile.
func TestAServerThatIsDownForADayGetsEverythingAfterwardsOnceAndInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := startFake(t, None, nil)
		down := f.Server
		closed, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		down.Port = closed.Addr().(*net.TCPAddr).Port
		closed.Close() // nobody listens there now

		c := newCourier(o, down)
		began, next := o.Clock.Now(), time.Duration(0)
		var written []string
		for hour := range 26 {
			address := fmt.Sprintf("person%02d@example.org", hour)
			post(t, o, address)
			written = append(written, address)
			for next = 0; o.Clock.Now().Sub(began) < time.Duration(hour+1)*time.Hour; o.Clock.Add(min(max(next, time.Minute), 20*time.Minute)) {
				next = c.round(t.Context(), t.Context())
			}
		}
		counts, err := o.OutboxCounts(t.Context(), dbtest.Walt)
		if err != nil || counts.Failed != 0 || counts.Waiting != 26 || counts.HeldUp != 26 || counts.HeldUpTrouble != portal.MailUnreachable {
			t.Fatalf("meanwhile the desk says %+v, %v", counts, err)
		}

		c.Server = f.Server // it is back
		o.Clock.Add(portal.MailHeldUpEvery * 2)
		for range 3 {
			c.round(t.Context(), t.Context())
		}
		var got []string
		for _, raw := range f.mails() {
			m, err := mail.ReadMessage(strings.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, strings.Trim(m.Header.Get("To"), "<>"))
		}
		if !slices.Equal(got, written) {
			t.Errorf("sent in the order %v", got)
		}
		if counts, _ := o.OutboxCounts(t.Context(), dbtest.Walt); counts.Waiting+counts.Failed != 0 {
			t.Errorf("afterwards the desk says %+v", counts)
		}
	})
}

func TestMailThatNoServerTakesForFiveDaysFails(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	c := newCourier(o, Server{Host: "127.0.0.1", Port: 1, Encryption: None})
	post(t, o, "rosa@example.org")
	for range 400 {
		o.Clock.Add(max(time.Minute, c.round(t.Context(), t.Context())))
		if counts, _ := o.OutboxCounts(t.Context(), dbtest.Walt); counts.Failed == 1 {
			page, _ := o.Outbox(t.Context(), dbtest.Walt, portal.OutboxFilter{})
			if took := page.Mails[0].EndedAt.Sub(page.Mails[0].CreatedAt); took < portal.MailHeldUpTo || took > portal.MailHeldUpTo+time.Hour {
				t.Errorf("failed after %v", took)
			}
			return
		}
	}
	t.Error("it never failed")
}

func TestTheEnvelopeNamesTheMailWhereItComesBackTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		f := startFake(t, None, nil)
		c := newCourier(o, f.Server)
		c.Bounce = "bounces@revenue.example.gov"
		post(t, o, "rosa@example.org")
		c.round(t.Context(), t.Context())
		sender := f.senders()
		if len(sender) != 1 || !strings.HasPrefix(sender[0], "bounces+") || !strings.HasSuffix(sender[0], "@revenue.example.gov") || len(sender[0]) > 100 {
			t.Fatalf("the envelope's sender: %q", sender)
		}
		report, err := ReadReturned(strings.NewReader(dsn(sender[0], "failed", "5.1.1")), c.Bounce)
		if err != nil || report.Kind != portal.ReturnHard {
			t.Fatalf("%+v %v", report, err)
		}
		if kind, _, err := o.TakeReturn(context.Background(), portal.SystemActor("bounces"), report); err != nil || kind != portal.ReturnHard {
			t.Errorf("what came back was taken for %s, %v", kind, err)
		}
	})
}

func TestElectiveMailCanBeEndedWithOnePress(t *testing.T) {
	m := portal.Mail{ID: "0198c0de", To: "rosa@example.org", Language: portal.Spanish, CreatedAt: time.Now(), Params: portal.Params{portal.UnsubscribeParam: "tok-en_1"}}
	words, _ := someWords(m)
	msg, err := write(m, "no-reply@revenue.example.gov", "https://revenue.example.gov", words)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	msg.WriteTo(&b)
	if !strings.Contains(b.String(), "List-Unsubscribe: <https://revenue.example.gov/es/unsubscribe/tok-en_1>\r\n") || !strings.Contains(b.String(), "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n") {
		t.Errorf("the head lacks it:\n%s", b.String())
	}
	m.Params = nil
	msg, _ = write(m, "no-reply@revenue.example.gov", "https://revenue.example.gov", words)
	b.Reset()
	msg.WriteTo(&b)
	if strings.Contains(b.String(), "List-Unsubscribe") {
		t.Error("other mail can be ended too")
	}
}
