package mail

import (
	"strings"
	"testing"
	"unicode/utf8"

	"exchequer/portal"
)

const bounceAddress = "bounces@revenue.example.gov"

// dsn is a report of delivery as Postfix writes it, sent back to an address.
func dsn(to, action, status string) string {
	return strings.ReplaceAll(`Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: =?utf-8?q?Undelivered_Mail_=E2=80=93_returned?=
To: `+to+`
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Fri, 20 Nov 2026 16:00:00 +0000

Final-Recipient: rfc822; rosa@example.org
Action: `+action+`
Status: `+status+` (no such user)
Diagnostic-Code: smtp; 550 5.1.1 no such user

--B
Content-Type: text/rfc822-headers

Return-Path: <no-reply@revenue.example.gov>
Message-ID: <01a202b5-631a-76b9-b0be-b4cb8745fe2e@revenue.example.gov>
Subject: A letter waits

--B--
`, "\n", "\r\n")
}

const complaint = `From: <fbl@provider.example>
To: <feedback@revenue.example.gov>
Subject: FW: A letter waits
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="C"

--C
Content-Type: text/plain; charset=us-ascii

This is an email abuse report.

--C
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <bounces+abc234@revenue.example.gov>

--C
Content-Type: message/rfc822
Content-Transfer-Encoding: 7bit

From: <no-reply@revenue.example.gov>
Message-Id: <01A202B5-631A-76B9-B0BE-B4CB8745FE2E@revenue.example.gov>
Subject: A letter waits

Hello
--C--
`

func read(t *testing.T, raw string) portal.ReturnedMail {
	t.Helper()
	r, err := ReadReturned(strings.NewReader(raw), bounceAddress)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReportsOfDeliveryAreTold(t *testing.T) {
	for status, want := range map[string]map[string]portal.ReturnKind{
		"failed":  {"5.1.1": portal.ReturnHard, "5.0.0": portal.ReturnHard, "5.2.1": portal.ReturnHard, "5.4.4": portal.ReturnHard, "5.2.2": portal.ReturnSoft, "5.7.1": portal.ReturnSoft, "4.4.7": portal.ReturnSoft, "5.3.4": portal.ReturnSoft, "": portal.ReturnSoft, "5": portal.ReturnSoft},
		"delayed": {"4.4.1": portal.ReturnSoft},
		// A report that all went well, which somebody asked for, is for a person.
		"delivered": {"2.0.0": portal.ReturnUnknown},
	} {
		for code, kind := range want {
			r := read(t, dsn("bounces+ab23@revenue.example.gov", status, code))
			if r.Kind != kind || r.Token != "ab23" || r.Subject != "Undelivered Mail – returned" || !strings.Contains(r.Text, "could not be delivered") {
				t.Errorf("%s %s: %s, token %q, status %q, subject %q", status, code, r.Kind, r.Token, r.Status, r.Subject)
			}
			if len(r.MessageID) != 1 || r.MessageID[0] != "01a202b5-631a-76b9-b0be-b4cb8745fe2e" {
				t.Errorf("quotes %q", r.MessageID)
			}
		}
	}
}

func TestComplaintsAnswersOfProgramsAndOtherMailAreToldApart(t *testing.T) {
	r := read(t, strings.ReplaceAll(complaint, "\n", "\r\n"))
	if r.Kind != portal.ReturnComplaint || r.Token != "abc234" || len(r.MessageID) != 1 {
		t.Errorf("a complaint: %s %q %q", r.Kind, r.Token, r.MessageID)
	}
	if r := read(t, strings.Replace(complaint, "Feedback-Type: abuse", "Feedback-Type: not-spam", 1)); r.Kind != portal.ReturnUnknown {
		t.Errorf("a complaint taken back: %s", r.Kind)
	}
	for name, c := range map[string]struct {
		raw  string
		kind portal.ReturnKind
	}{
		"out of office":     {"From: rosa@example.org\nTo: bounces+a@revenue.example.gov\nAuto-Submitted: auto-replied (vacation)\nSubject: Away\n\nBack on Monday.", portal.ReturnAutoReply},
		"an older program":  {"From: rosa@example.org\nX-Autoreply: yes\n\nBack on Monday.", portal.ReturnAutoReply},
		"a person":          {"From: rosa@example.org\nSubject: Re: A letter waits\n\nWhat letter?", portal.ReturnUnknown},
		"no report at all":  {"From: a@b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; x@y\n\nAction: failed\nStatus: 5.1.1\n", portal.ReturnUnknown},
		"another type":      {strings.Replace(dsn("x@y", "failed", "5.1.1"), "report-type=delivery-status", "report-type=disposition-notification", 1), portal.ReturnAutoReply},
		"no e-mail":         {"\x00\xff\xfe nonsense", portal.ReturnUnknown},
		"nothing":           {"", portal.ReturnUnknown},
		"a bounce in prose": {"From: MAILER-DAEMON@mx\nTo: bounces+zz@revenue.example.gov\n\n550 no such user", portal.ReturnUnknown},
	} {
		if r := read(t, c.raw); r.Kind != c.kind {
			t.Errorf("%s was taken for %s", name, r.Kind)
		}
	}
	page := read(t, "From: a@b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<style>p{}</style><p>caf=C3=A9 <script>alert(1)</script>&amp; more</p>")
	if strings.Contains(page.Text, "<") || strings.Contains(page.Text, "alert") || !strings.Contains(page.Text, "café") {
		t.Errorf("a page is shown as %q", page.Text)
	}
}

func TestHostileMailStaysSmall(t *testing.T) {
	deep := "Content-Type: multipart/mixed; boundary=a0\n\n"
	for range 200 {
		deep += "--a0\nContent-Type: multipart/mixed; boundary=a0\n\n"
	}
	many := "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n" + strings.Repeat("--x\nContent-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n\n", 5000) + "--x--\n"
	for name, raw := range map[string]string{
		"deep": deep, "many": many, "long": "Subject: " + strings.Repeat("x", 3<<20) + "\n\n" + strings.Repeat("y", 3<<20),
		"bidi": "Subject: a\u202eb\n\nc\u202ed\x00\x1b[2J", "bad base64": "Content-Transfer-Encoding: base64\n\n!!!!", "no end": "Content-Type: multipart/mixed; boundary=q\n\n--q\n",
	} {
		r := read(t, raw)
		if len(r.Raw) > LargestReturn || utf8.RuneCountInString(r.Text) > longestText || utf8.RuneCountInString(r.Subject) > longestHeader || strings.ContainsAny(r.Subject+r.Text, "\x00\x1b\u202e") {
			t.Errorf("%s: %d raw, %d shown", name, len(r.Raw), len(r.Text))
		}
		if name == "long" && !r.Cut {
			t.Error("a long one is not said to be cut")
		}
	}
	for _, to := range []string{"bounces+@revenue.example.gov", "bounces@revenue.example.gov", "other+ab@revenue.example.gov", "bounces+a b@revenue.example.gov", "bounces+" + strings.Repeat("a", 100) + "@revenue.example.gov"} {
		if r := read(t, "To: "+to+"\n\nx"); r.Token != "" {
			t.Errorf("%s has the token %q", to, r.Token)
		}
	}
}

func FuzzReadReturned(f *testing.F) {
	f.Add(dsn("bounces+ab@revenue.example.gov", "failed", "5.1.1"))
	f.Add(complaint)
	f.Add("From: a\n\nb")
	f.Fuzz(func(t *testing.T, raw string) {
		r, err := ReadReturned(strings.NewReader(raw), bounceAddress)
		if err != nil {
			t.Fatal(err)
		}
		if _, known := portal.ReadReturnKind(string(r.Kind)); !known || !utf8.ValidString(r.Text+r.Subject+r.From+r.Token+r.Status) || utf8.RuneCountInString(r.Text) > longestText {
			t.Errorf("%+v", r)
		}
	})
}
