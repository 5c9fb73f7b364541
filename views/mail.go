package views

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/mail"
	"exchequer/templ/ui"
)

// TellFailedMail says in the navigation of every page that e-mail has failed, to those who may look at it.
func (d *Desk) TellFailedMail(failed int) {
	for _, g := range d.Nav {
		for i, l := range g.Links {
			switch {
			case l.Address != "/office/mail" || failed == 0:
			case failed > portal.CountedUpTo:
				g.Links[i].Text = fmt.Sprintf("Mail: over %d failed", portal.CountedUpTo)
			default:
				g.Links[i].Text = fmt.Sprintf("Mail: %d failed", failed)
			}
		}
	}
}

// MailNotice is what stands above the list: what is wrong with the mail as a whole.
type MailNotice struct {
	Tone          ui.Tone
	Heading, Text string
}

// MailRow is one e-mail in the list.
type MailRow struct {
	Address string
	Notice  string
	To      string
	Written portal.OutboxMail
	Status  ui.Status
	Fares   string // "Next try Nov 20, 2026, 10:05 a.m. CST"
	Why     string
}

// MailPage is the outbox as the desk sees it.
type MailPage struct {
	Desk
	Notices    []MailNotice
	Filters    []ui.Filter
	Rows       []MailRow
	Caption    string
	Empty      string
	Pager      ui.Pager
	ResendAll  string // the button's words, "" when there is nothing to send again or the role may not
	Configured bool
}

// NewMailPage lays the outbox out. sent is what was just put back into it, -1 for nothing.
func NewMailPage(d Desk, actor portal.Actor, f portal.OutboxFilter, page portal.OutboxPage, counts portal.OutboxCounts, configured bool) MailPage {
	p := d.Page
	m := MailPage{
		Desk: d, Configured: configured,
		Notices: mailNotices(p, counts, configured),
		Filters: mailFilters(f, counts),
		Caption: "E-mail of the office, newest first",
		Empty:   "No e-mail yet. Notices appear here as soon as they are written.",
	}
	if f.State != "" {
		m.Caption = "E-mail that " + map[portal.MailState]string{portal.MailWaiting: "waits", portal.MailSent: "was sent", portal.MailFailed: "failed"}[f.State] + ", newest first"
		m.Empty = map[portal.MailState]string{portal.MailWaiting: "Nothing waits: everything was sent or has failed.", portal.MailSent: "Nothing was sent yet.", portal.MailFailed: "Nothing has failed."}[f.State]
	}
	for _, mail := range page.Mails {
		m.Rows = append(m.Rows, mailRow(p, mail, configured))
	}
	if n := len(page.Mails); n > 0 {
		if page.Newer {
			m.Pager.Newer = mailAddress(f.State, "newer", page.Mails[0].ID)
		}
		if page.Older {
			m.Pager.Older = mailAddress(f.State, "older", page.Mails[n-1].ID)
		}
	}
	if counts.Failed > 0 && actor.Can(portal.ResendMail) {
		m.ResendAll = "Send the failed e-mail again"
		if counts.Failed > 1 {
			m.ResendAll = fmt.Sprintf("Send all %d failed e-mails again", counts.Failed)
		}
	}
	return m
}

func mailNotices(p Page, c portal.OutboxCounts, configured bool) []MailNotice {
	var notices []MailNotice
	waits := ""
	if c.Waiting > 0 {
		waits = fmt.Sprintf(" %s since %s.", plural(c.Waiting, "1 e-mail waits", "%d e-mails wait"), p.ShortDateTime(c.WaitingSince))
	}
	switch {
	case !configured:
		notices = append(notices, MailNotice{ui.Warning, "E-mail is not set up",
			"Nothing is sent, and nothing is lost: it waits here until the operator names a mail server (EXCHEQUER_SMTP_URL and EXCHEQUER_MAIL_FROM) and starts Exchequer again." + waits})
	case c.HeldUp > 0:
		notices = append(notices, MailNotice{ui.Danger, "E-mail does not get through",
			c.HeldUpTrouble.Sentence() + waits + heldUpUntil(c.HeldUpTrouble)})
	}
	if c.Failed > 0 {
		text := "It was given up. See why, then send it again, or reach the person another way."
		if c.Failed > 1 {
			text = "They were given up. See why, then send them again, or reach the people another way."
		}
		notices = append(notices, MailNotice{ui.Warning, plural(c.Failed, "1 e-mail failed", "%d e-mails failed"), text})
	}
	return notices
}

// heldUpUntil says how long mail goes on waiting.
func heldUpUntil(t portal.MailTrouble) string {
	if t == portal.MailUnreachable {
		return " We go on trying for five days. Everything is sent in order as soon as it can be reached."
	}
	return " We try again about every 5 minutes, 48 times."
}

func mailFilters(f portal.OutboxFilter, c portal.OutboxCounts) []ui.Filter {
	return []ui.Filter{
		{Text: "All", Address: mailAddress("", "", ""), Count: layout.Uncounted, Current: f.State == ""},
		{Text: "Waiting", Address: mailAddress(portal.MailWaiting, "", ""), Count: c.Waiting, Current: f.State == portal.MailWaiting},
		{Text: "Failed", Address: mailAddress(portal.MailFailed, "", ""), Count: c.Failed, Current: f.State == portal.MailFailed},
		{Text: "Sent, last 24 hours", Address: mailAddress(portal.MailSent, "", ""), Count: c.SentLately, Current: f.State == portal.MailSent},
	}
}

func mailAddress(state portal.MailState, way, id string) string {
	q := url.Values{}
	if state != "" {
		q.Set("state", string(state))
	}
	if way != "" {
		q.Set(way, id)
	}
	if len(q) == 0 {
		return "/office/mail"
	}
	return "/office/mail?" + q.Encode()
}

func mailRow(p Page, m portal.OutboxMail, configured bool) MailRow {
	r := MailRow{Address: "/office/mail/" + m.ID, Notice: mail.NameOf(m.Notice), To: m.To, Written: m, Why: mailWhy(m)}
	switch {
	case m.State == portal.MailSent:
		r.Status, r.Fares = ui.Status{Text: "Sent", Look: ui.Done}, "Sent "+p.ShortDateTime(m.EndedAt)
		if m.EndedAt.Sub(m.CreatedAt) < time.Minute {
			r.Fares = "At once"
		}
	case m.Trouble == portal.MailWithdrawn:
		r.Status, r.Fares = ui.Status{Text: "Withdrawn", Look: ui.Stopped}, "Kept back "+p.ShortDateTime(m.EndedAt)
	case m.State == portal.MailFailed:
		r.Status, r.Fares = ui.Status{Text: "Failed", Look: ui.Late}, "Given up "+p.ShortDateTime(m.EndedAt)
	case m.OnItsWay:
		r.Status, r.Fares = ui.Status{Text: "On its way", Look: ui.Working}, "Being sent now"
	case m.Tries == 0:
		r.Status, r.Fares = ui.Status{Text: "Waiting", Look: ui.Waiting}, "Not tried yet"
	default:
		r.Status, r.Fares = ui.Status{Text: "Waiting", Look: ui.Waiting}, "Next try "+p.ShortDateTime(m.Due)
		if !configured {
			r.Fares = "Not tried until e-mail is set up"
		}
	}
	if m.Tries > 1 || (m.Tries == 1 && m.State != portal.MailSent) {
		r.Fares += ", " + plural(m.Tries, "1 try", "%d tries") + " so far"
		if m.State != portal.MailWaiting {
			r.Fares = strings.TrimSuffix(r.Fares, " so far")
		}
	}
	return r
}

// mailWhy is why the last try failed, with the server's codes for whoever asks its operator.
func mailWhy(m portal.OutboxMail) string { return troubleWords(m.Trouble, m.Reply) }

func troubleWords(trouble portal.MailTrouble, reply string) string {
	why := trouble.Sentence()
	if why != "" && reply != "" {
		why += " It answered " + reply + "."
	}
	return why
}

// OneMailPage is one e-mail and the history of its tries.
type OneMailPage struct {
	Desk
	Notice   string
	Status   ui.Status
	Facts    []ui.Fact
	Tries    []ui.HistoryItem
	Resend   string // the button's words, "" when it cannot be sent again now
	Resends  string // what sending again does
	Resender string // the address of the form
}

// NewOneMailPage lays one e-mail out.
func NewOneMailPage(d Desk, actor portal.Actor, m portal.OutboxMail, tries []portal.OutboxTry, configured bool) OneMailPage {
	p := d.Page
	row := mailRow(p, m, configured)
	o := OneMailPage{
		Desk: d, Notice: row.Notice, Status: row.Status, Resender: row.Address + "/tries",
		Facts: []ui.Fact{
			{Key: "To", Value: m.To},
			{Key: "Language", Value: m.Language.Name()},
			{Key: "Written", Value: p.ShortDateTime(m.CreatedAt)},
			{Key: "How it fares", Value: row.Fares},
		},
	}
	if row.Why != "" {
		o.Facts = append(o.Facts, ui.Fact{Key: "Why", Value: row.Why})
	}
	if m.Repeats != "" {
		o.Facts = append(o.Facts, ui.Fact{Key: "Repeats", Show: textLink("/office/mail/"+m.Repeats, "an earlier e-mail")})
	}
	if actor.Can(portal.ReadAudit) {
		o.Facts = append(o.Facts, ui.Fact{Key: "Audit trail", Show: textLink("/office/audit?subject="+url.QueryEscape("mail/"+m.ID), "what was done with it")})
	}
	for i := len(tries) - 1; i >= 0; i-- {
		t := tries[i]
		what := map[portal.MailState]string{portal.MailSent: "the mail server took it over", portal.MailFailed: "given up", portal.MailWaiting: "not sent, to be tried again"}[t.State]
		o.Tries = append(o.Tries, ui.HistoryItem{At: t.At, Who: fmt.Sprintf("Try %d:", i+1), What: what, Detail: troubleWords(t.Trouble, t.Reply)})
	}
	if actor.Can(portal.ResendMail) && m.Trouble != portal.MailWithdrawn {
		switch m.State {
		case portal.MailFailed:
			o.Resend, o.Resends = "Send it again", "It goes back among what waits, with all 48 tries before it."
		case portal.MailSent:
			o.Resend, o.Resends = "Send it once more", "The mail server took this e-mail over. Send it once more only when the person tells you that it never arrived."
		}
	}
	return o
}

// MailFlash says what was just put back into the outbox.
func MailFlash(again string) *ui.Flash {
	n, err := strconv.Atoi(again)
	switch {
	case err != nil || n < 0:
		return nil
	case n == 0:
		return &ui.Flash{Tone: ui.Info, Text: "There was nothing left to send again."}
	case n == 1:
		return &ui.Flash{Tone: ui.Success, Text: "The e-mail is on its way again."}
	default:
		return &ui.Flash{Tone: ui.Success, Text: strconv.Itoa(n) + " e-mails are on their way again."}
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
