package mail

import (
	"context"
	"crypto/x509"
	"io"
	"mime"
	"net"
	"net/mail"
	"strings"
	"testing"
	"time"

	"exchequer/portal"
)

var brisk = Limits{Step: time.Second, HandOver: time.Second, Grace: 200 * time.Millisecond,
	Look: time.Second, Pause: 50 * time.Millisecond}

var letter = portal.Mail{ID: "0198c0de-0000-7000-8000-000000000001", To: "rosa@example.org", Language: portal.Spanish,
	CreatedAt: time.Date(2026, 11, 20, 15, 4, 5, 0, time.UTC)}

var words = portal.MailWords{Sender: "Departamento de Ingresos", Subject: "Recibimos su solicitud",
	Text: "Hola, Rosa:\n\nRecibimos su solicitud.\n", HTML: "<p>Hola, Rosa:</p>"}

// sendOnce opens a connection, sends the letter and hangs up.
func sendOnce(t *testing.T, server Server) error {
	t.Helper()
	msg, err := write(letter, "no-reply@revenue.example.gov", "", words)
	if err != nil {
		t.Fatal(err)
	}
	s, err := open(t.Context(), server, "revenue.example.gov", brisk)
	if err != nil {
		return err
	}
	defer s.close()
	return s.send("no-reply@revenue.example.gov", letter.To, msg)
}

func TestMailGoesByEveryEncryptionAndSignIn(t *testing.T) {
	for _, encryption := range []Encryption{StartTLS, Implicit, None} {
		for _, method := range []string{"", "AUTH PLAIN LOGIN", "AUTH LOGIN"} {
			t.Run(string(encryption)+" "+method, func(t *testing.T) {
				f := startFake(t, encryption, nil)
				if method != "" {
					f.User, f.Password, f.features = "exchequer", "right horse", []string{method}
				}
				if err := sendOnce(t, f.Server); err != nil {
					t.Fatal(err)
				}
				if got := f.mails(); len(got) != 1 || !strings.Contains(got[0], "Recibimos") {
					t.Errorf("received %q", got)
				}
			})
		}
	}
}

func TestAMisbehavingServerIsNamedAndNeverHangsUs(t *testing.T) {
	const refusal = "550 5.1.1 <rosa@example.org> is not here"
	for _, c := range []struct {
		at, does string
		want     portal.MailTrouble
		reply    string
	}{
		{"greeting", "stall", portal.MailStalled, ""},
		{"greeting", "drip", portal.MailStalled, ""},
		{"greeting", "babble", portal.MailDropped, ""},
		{"greeting", "drop", portal.MailDropped, ""},
		{"greeting", "554 not you", portal.MailTurnedAway, "554"},
		{"greeting", "421 4.3.2 too busy", portal.MailDeferred, "421 4.3.2"},
		{"EHLO", "stall", portal.MailStalled, ""},
		{"EHLO", "drop", portal.MailDropped, ""},
		{"EHLO", "550 5.7.1 no", portal.MailTurnedAway, "550 5.7.1"},
		{"STARTTLS", "missing", portal.MailUnencrypted, ""},
		{"STARTTLS", "stall", portal.MailStalled, ""},
		{"STARTTLS", "drop", portal.MailUnencrypted, ""},
		{"STARTTLS", "454 4.7.0 not now", portal.MailDeferred, "454 4.7.0"},
		{"STARTTLS", "502 no", portal.MailUnencrypted, "502"},
		{"AUTH", "stall", portal.MailStalled, ""},
		{"AUTH", "drop", portal.MailDropped, ""},
		{"AUTH", "535 5.7.8 no", portal.MailCredentials, "535 5.7.8"},
		{"AUTH", "454 4.7.0 not now", portal.MailDeferred, "454 4.7.0"},
		{"MAIL", "stall", portal.MailStalled, ""},
		{"MAIL", "drop", portal.MailDropped, ""},
		{"MAIL", "550 5.7.1 not that sender", portal.MailSender, "550 5.7.1"},
		{"MAIL", "530 5.7.0 sign in first", portal.MailCredentials, "530 5.7.0"},
		{"MAIL", "552 5.3.4 too large", portal.MailRefused, "552 5.3.4"},
		{"MAIL", "451 4.3.0 later", portal.MailDeferred, "451 4.3.0"},
		{"RCPT", "stall", portal.MailStalled, ""},
		{"RCPT", "drop", portal.MailDropped, ""},
		{"RCPT", refusal, portal.MailNoSuchPerson, "550 5.1.1"},
		{"RCPT", "550 no such user rosa@example.org", portal.MailNoSuchPerson, "550"},
		{"RCPT", "550 5.7.1 relaying denied", portal.MailRefused, "550 5.7.1"},
		{"RCPT", "452 4.2.2 mailbox full", portal.MailDeferred, "452 4.2.2"},
		{"DATA", "stall", portal.MailStalled, ""},
		{"DATA", "drop", portal.MailDropped, ""},
		{"DATA", "554 5.6.0 no", portal.MailRefused, "554 5.6.0"},
		{"body", "stall", portal.MailStalled, ""},
		{"body", "drop", portal.MailDropped, ""},
		{"body", "554 5.7.1 looks like spam", portal.MailRefused, "554 5.7.1"},
		{"body", "451 4.7.1 greylisted", portal.MailDeferred, "451 4.7.1"},
	} {
		t.Run(c.at+" "+c.does, func(t *testing.T) {
			t.Parallel()
			f := startFake(t, StartTLS, map[string]string{c.at: c.does})
			f.User, f.Password = "exchequer", "right horse"
			began := time.Now()
			err := sendOnce(t, f.Server)
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			trouble, reply := troubleOf(err)
			if trouble != c.want || reply != c.reply {
				t.Errorf("%v: %q with reply %q, want %q with %q", err, trouble, reply, c.want, c.reply)
			}
			if got := f.mails(); len(got) > 0 {
				t.Errorf("the server received %q", got)
			}
		})
	}
}

func TestMailTakenOverIsSentWhateverComesAfter(t *testing.T) {
	for at, does := range map[string]string{"accepted": "drop", "QUIT": "stall", "RSET": "drop"} {
		f := startFake(t, StartTLS, map[string]string{at: does})
		if err := sendOnce(t, f.Server); err != nil {
			t.Errorf("%s %s: %v", at, does, err)
		}
		if len(f.mails()) != 1 {
			t.Errorf("%s %s: received %d mails", at, does, len(f.mails()))
		}
	}
}

func TestAnAbsentServerIsUnreachable(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	for _, server := range []Server{
		{Host: "127.0.0.1", Port: port, Encryption: StartTLS},
		{Host: "mail.invalid", Port: port, Encryption: StartTLS},
	} {
		if trouble, _ := troubleOf(sendOnce(t, server)); trouble != portal.MailUnreachable {
			t.Errorf("%s: %q", server.Host, trouble)
		}
	}
}

func TestAStrangersCertificateGetsNothing(t *testing.T) {
	for _, encryption := range []Encryption{StartTLS, Implicit} {
		f := startFake(t, encryption, nil)
		f.User, f.Password, f.Roots = "exchequer", "right horse", x509.NewCertPool()
		if trouble, _ := troubleOf(sendOnce(t, f.Server)); trouble != portal.MailCertificate {
			t.Errorf("%s: %q", encryption, trouble)
		}
	}
}

func TestTheWrongEncryptionIsNamed(t *testing.T) {
	f := startFake(t, StartTLS, nil)
	f.Encryption = Implicit // we speak TLS from the first byte; it does not
	server := f.Server
	f.Encryption = StartTLS
	if trouble, _ := troubleOf(sendOnce(t, server)); trouble != portal.MailUnencrypted {
		t.Errorf("trouble %q", trouble)
	}
}

func TestAWrongPasswordIsNamed(t *testing.T) {
	f := startFake(t, StartTLS, nil)
	f.User, f.Password = "exchequer", "wrong horse"
	if trouble, reply := troubleOf(sendOnce(t, f.Server)); trouble != portal.MailCredentials || reply != "535 5.7.8" {
		t.Errorf("trouble %q, reply %q", trouble, reply)
	}
	f.features = []string{"AUTH CRAM-MD5"}
	if trouble, _ := troubleOf(sendOnce(t, f.Server)); trouble != portal.MailCredentials {
		t.Errorf("a server with unusable methods alone: %q", trouble)
	}
}

func TestStoppingCutsAStalledConnection(t *testing.T) {
	f := startFake(t, None, map[string]string{"greeting": "stall"})
	ctx, cut := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cut()
	limits := brisk
	limits.Step = time.Minute
	began := time.Now()
	if _, err := open(ctx, f.Server, "revenue.example.gov", limits); err == nil || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

func TestEveryTryIsTheSameLetter(t *testing.T) {
	f := startFake(t, StartTLS, nil)
	for range 2 {
		if err := sendOnce(t, f.Server); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, raw := range f.mails() {
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, m.Header.Get("Message-ID")+m.Header.Get("Date"))
		for header, want := range map[string]string{
			"Message-Id":               "<0198c0de-0000-7000-8000-000000000001@revenue.example.gov>",
			"Auto-Submitted":           "auto-generated",
			"X-Auto-Response-Suppress": "All",
			"Content-Language":         "es",
			"To":                       "<rosa@example.org>",
			"From":                     `"Departamento de Ingresos" <no-reply@revenue.example.gov>`,
			"Reply-To":                 "",
			"User-Agent":               "",
			"X-Mailer":                 "",
		} {
			if got := m.Header.Get(header); got != want {
				t.Errorf("%s: %q, want %q", header, got, want)
			}
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != words.Subject {
			t.Errorf("subject %q %v", subject, err)
		}
		if date, err := m.Header.Date(); err != nil || !date.Equal(letter.CreatedAt) {
			t.Errorf("date %v %v", date, err)
		}
		if body, _ := io.ReadAll(m.Body); !strings.Contains(string(body), "multipart/alternative") &&
			!strings.HasPrefix(m.Header.Get("Content-Type"), "multipart/alternative") {
			t.Errorf("no alternatives in %s", raw)
		}
	}
	if len(ids) != 2 || ids[0] != ids[1] {
		t.Errorf("two tries are two letters: %q", ids)
	}
}
