package views

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// ReportMessage is the page on which someone of the public reports a message to us.
type ReportMessage struct {
	Number  portal.CaseNumber
	Message portal.Message
	From    string // who wrote it, as the case's page says it
	Values  url.Values
	Err     error
}

// NewReportMessage is the page for one of a case's messages; false when it is not among them.
func NewReportMessage(p Page, c ThreadPage, n int64) (r ReportMessage, ok bool) {
	for _, m := range c.Messages {
		if m.N == n {
			return ReportMessage{Number: c.Number, Message: m, From: c.from(p, m)}, true
		}
	}
	return r, false
}

// CaseReportsAddress is where reports about a case's messages go.
func CaseReportsAddress(n portal.CaseNumber) string { return CaseAddress(n) + "/reports" }

// reportable reports that the reader can report a message: what others wrote.
func (c ThreadPage) reportable(m portal.Message) bool { return m.Account != c.Reader }

func (c ThreadPage) reportAddress(p Page, m portal.Message) string {
	return p.Path(CaseReportsAddress(c.Number)+"/new") + "?message=" + strconv.FormatInt(m.N, 10)
}

// harsh reports that a message was held back to warn its writer of its words.
func harsh(err error) bool { return errors.Is(err, portal.ErrHarshWords) }

// waysToReach are those that stay open to who may not write messages.
func waysToReach(p Page) []ui.Fact {
	mail := p.Profile.MailAddress
	if len(mail) == 0 {
		mail = p.Profile.Address
	}
	lines := func(key string, lines ...string) ui.Fact { return ui.Fact{Key: key, Value: strings.Join(lines, "\n")} }
	return []ui.Fact{
		{Key: p.Say("Phone"), Value: p.Profile.Phone},
		lines(p.Say("Mail"), append([]string{p.Profile.Name}, mail...)...),
		lines(p.Say("Counter"), append(slices.Clone(p.Profile.Address), p.Profile.HoursIn(p.Language))...),
	}
}
