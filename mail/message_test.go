package mail

import (
	"bytes"
	"mime"
	"net/mail"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"exchequer/portal"
)

// headers are all that an e-mail of ours may begin with. Whatever people typed into their names, it adds none.
var headers = []string{"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "Message-Id",
	"Mime-Version", "Subject", "To", "X-Auto-Response-Suppress"}

func TestNothingTypedBecomesAHeader(t *testing.T) {
	nasty := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`[A-Z a-z]{0,5}(\r\n|\n|\r|\x00|\x{2028}|\x{0085})Bcc: [a-z]{1,5}@evil\.org`),
		rapid.Just("Rosa\r\n\r\n<script>alert(1)</script>"),
		rapid.Just("Rosa\r\nContent-Type: text/html"),
		rapid.Just("=?utf-8?q?Rosa=0D=0ABcc:_x@evil.org?="),
		rapid.Just(strings.Repeat("Rosa ", 200)),
	)
	rapid.Check(t, func(t *rapid.T) {
		w := portal.MailWords{
			Sender:  nasty.Draw(t, "sender"),
			Subject: "Recibimos " + nasty.Draw(t, "subject"),
			Text:    "Hola " + nasty.Draw(t, "text"),
			HTML:    "<p>" + nasty.Draw(t, "html"),
		}
		m := letter
		m.Language = portal.English
		msg, err := write(m, "no-reply@revenue.example.gov", "https://revenue.example.gov", w)
		if err != nil {
			t.Fatal(err)
		}
		var raw bytes.Buffer
		if _, err := msg.WriteTo(&raw); err != nil {
			t.Fatal(err)
		}
		parsed, err := mail.ReadMessage(&raw)
		if err != nil {
			t.Fatalf("%v in %q", err, raw.String())
		}
		if len(parsed.Header) != len(headers) {
			t.Fatalf("headers %v", parsed.Header)
		}
		for _, name := range headers {
			if len(parsed.Header[name]) != 1 {
				t.Fatalf("%s stands there as %q", name, parsed.Header[name])
			}
		}
		if to, err := parsed.Header.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != letter.To {
			t.Fatalf("to %v %v", to, err)
		}
		if from, err := parsed.Header.AddressList("From"); err != nil || len(from) != 1 || from[0].Address != "no-reply@revenue.example.gov" {
			t.Fatalf("from %v %v", from, err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
		if err != nil || strings.ContainsAny(subject, "\r\n") {
			t.Fatalf("subject %q %v", subject, err)
		}
	})
}

func TestMailWithoutAnAddressOrWordsIsUnwritable(t *testing.T) {
	for name, spoil := range map[string]func(*portal.Mail, *portal.MailWords){
		"no address":      func(m *portal.Mail, _ *portal.MailWords) { m.To = "" },
		"two addresses":   func(m *portal.Mail, _ *portal.MailWords) { m.To = "a@example.org, b@example.org" },
		"a second line":   func(m *portal.Mail, _ *portal.MailWords) { m.To = "a@example.org\r\nDATA" },
		"a named address": func(m *portal.Mail, _ *portal.MailWords) { m.To = "Rosa <rosa@example.org>" },
		"no id":           func(m *portal.Mail, _ *portal.MailWords) { m.ID = "" },
		"no subject":      func(_ *portal.Mail, w *portal.MailWords) { w.Subject = "" },
		"no text":         func(_ *portal.Mail, w *portal.MailWords) { w.Text = "" },
	} {
		m, w := letter, words
		spoil(&m, &w)
		_, err := write(m, "no-reply@revenue.example.gov", "https://revenue.example.gov", w)
		if trouble, _ := troubleOf(err); trouble != portal.MailUnwritable {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTriesAreSpreadAroundFiveMinutes(t *testing.T) {
	for range 1000 {
		if d := jitter(portal.MailRetryEvery); d < 4*time.Minute || d > 6*time.Minute {
			t.Fatalf("next try in %v", d)
		}
	}
}
