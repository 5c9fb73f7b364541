package views

import (
	"net/url"
	"slices"
	"strconv"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// NotMe is the page on which someone says that something was not them.
type NotMe struct {
	Own    bool // signed in, about their own account
	Values url.Values
	Err    error
}

var notMeDays = []int{1, 7, 30}

// NotMeDays reports that the page offers so many days back.
func NotMeDays(days int) bool { return slices.Contains(notMeDays, days) }

func sinceOptions(w Words) []ui.Option {
	said := []string{w.Say("The last 24 hours"), w.Say("The last 7 days"), w.Say("The last 30 days")}
	options := make([]ui.Option, len(notMeDays))
	for i, days := range notMeDays {
		options[i] = ui.Option{Value: strconv.Itoa(days), Label: said[i]}
	}
	return options
}

// Alerts is the list of what is unusual about accounts.
type Alerts struct {
	Desk
	Open    []portal.Alert
	Next    string // where the list goes on, "" at its end
	Paged   bool
	Tallies []portal.AlertTally
	Form    AlertForm
}

// AlertForm is a decision that has to be mended.
type AlertForm struct {
	Alert  string
	Values url.Values
	Err    error
}

// alertPage is how many stand on a page.
const alertPage = 25

// NewAlerts lays the list out. One alert more than a page says that the list goes on.
func NewAlerts(d Desk, open []portal.Alert, tallies []portal.AlertTally, paged bool, form AlertForm) Alerts {
	a := Alerts{Desk: d, Open: open, Paged: paged, Tallies: tallies, Form: form}
	if len(open) > alertPage {
		a.Open = open[:alertPage]
		a.Next = "/desk/accounts/alerts?after=" + url.QueryEscape(a.Open[alertPage-1].ID)
	}
	return a
}

// AlertFlash says what was decided just now.
func AlertFlash(done string) *ui.Flash {
	said := map[string]string{
		"clear":     "Cleared: nothing was wrong.",
		"hold":      "The account is on hold, and its owner was told.",
		"re-verify": "The owner was signed out everywhere and asked to look at their security page.",
	}[done]
	if said == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: said}
}

func (f AlertForm) of(p Page, id string) ui.Form {
	if f.Alert != id {
		return formOf(p, nil, nil)
	}
	return formOf(p, f.Values, f.Err)
}

func decisionOptions() []ui.Option {
	return []ui.Option{
		{Value: string(portal.AlertClear), Label: "Clear: nothing was wrong"},
		{Value: string(portal.AlertReverify), Label: "Ask to re-verify: sign them out everywhere, and ask them to look at their security page"},
		{Value: string(portal.AlertHold), Label: "Hold: nobody signs in until someone has talked with them"},
	}
}

func precisionText(t portal.AlertTally) string {
	if p := t.Precision(); p >= 0 {
		return strconv.Itoa(p) + " %"
	}
	return "Nothing decided yet"
}

func alertName(r portal.AlertRule) string {
	text := string(r)
	return string(text[0]-'a'+'A') + text[1:]
}
