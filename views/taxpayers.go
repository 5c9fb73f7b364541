package views

import (
	"net/url"
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// TaxpayersPage is where the desk finds a taxpayer, by number or by name, and says why. Nothing of it ever stands in an
// address: what is typed may be a taxpayer number.
type TaxpayersPage struct {
	Desk
	Form   ui.Form
	Sought bool // someone asked; an empty page is not an empty answer
	Lines  []portal.TaxpayerLine
	More   bool
	Reason string // that opens what is chosen from the lines
}

// NewTaxpayersPage lays the answer out; with err it is the question again. A number that nobody has is an answer, too.
func NewTaxpayersPage(d Desk, values url.Values, lines []portal.TaxpayerLine, more bool, err error) TaxpayersPage {
	sought := values != nil
	if portal.CodeOf(err) == portal.NotFound {
		err = nil
	} else if err != nil {
		sought = false
	}
	d.Page = mistaken(d.Page, err)
	p := TaxpayersPage{Desk: d, Form: formOf(d.Page, values, err), Sought: sought, Lines: lines, More: more}
	p.Reason = p.Form.Value("reason")
	return p
}

// Ask asks for what is sought, and why.
func (p TaxpayersPage) Ask() [2]ui.Input {
	return [2]ui.Input{
		p.Form.Ask(ui.Input{Name: "search", Label: "Taxpayer number, or the beginning of a name", Complete: "off", Width: ui.Medium,
			Hint: "The whole number, like 123-45-6789 or 12-3456789. Names in any order, former ones too: “Delgado”, “Rosa Delgado”."}),
		p.Form.Ask(ui.Input{Kind: ui.Area, Name: "reason", Label: "Why do you look?", Rows: 2, Limit: 500,
			Hint: "One sentence, like “Called about a notice of assessment”. It stands in the audit trail, and opens what you choose for one hour."}),
	}
}

// Place is where a taxpayer's address on record is, in short.
func taxpayerPlace(l portal.TaxpayerLine) string {
	if l.City == "" {
		return "No address on record"
	}
	return strings.Trim(l.City+", "+l.State, ", ")
}

// TaxpayerWhyPage asks for the reason before records are opened by their address. It looks the same whether or not there
// are any.
type TaxpayerWhyPage struct {
	Desk
	ID   string
	Form ui.Form
}

// NewTaxpayerWhyPage is fresh with err nil.
func NewTaxpayerWhyPage(d Desk, id string, values url.Values, err error) TaxpayerWhyPage {
	d.Page = mistaken(d.Page, err)
	return TaxpayerWhyPage{Desk: d, ID: id, Form: formOf(d.Page, values, err)}
}

// TaxpayerPage is a taxpayer's records at the desk.
type TaxpayerPage struct {
	Desk
	portal.DeskTaxpayer
	Facts     []ui.Fact
	Names     []ui.Fact
	Addresses []ui.Fact
	Seen      []ui.HistoryItem

	OpensCases bool // the reader opens cases for people at the counter, from their accounts
}

// NewTaxpayerPage lays the records out for the one who reads them.
func NewTaxpayerPage(d Desk, actor portal.Actor, t portal.DeskTaxpayer) TaxpayerPage {
	p := TaxpayerPage{Desk: d, DeskTaxpayer: t, OpensCases: actor.Can(portal.WorkIdentity) && actor.Can(portal.FindAccounts)}
	p.Facts = []ui.Fact{
		{Key: "Number", Value: firstText(t.Number.String(), "None")},
		{Key: "Key in the core system", Value: t.CoreKey},
		{Key: "Known since", Value: d.ShortDate(t.AddedAt)},
		{Key: "You look because", Value: t.Look.Reason},
		{Key: "Open to you until", Value: d.ShortDateTime(t.Look.At.Add(portal.TaxpayerLookLasts))},
	}
	for _, n := range t.TaxpayerRecord.Names {
		switch {
		case n.Current():
			p.Names = append(p.Names, ui.Fact{Key: "Since " + d.ShortDate(n.Since), Value: n.Name})
		case n.Former:
			p.Names = append(p.Names, ui.Fact{Key: "Former", Value: n.Name})
		default:
			p.Names = append(p.Names, ui.Fact{Key: "Until " + d.ShortDate(n.SupersededAt), Value: n.Name})
		}
	}
	for _, a := range t.TaxpayerRecord.Addresses {
		key := "On record since " + d.ShortDate(a.Since)
		if !a.SupersededAt.IsZero() {
			key = "Until " + d.ShortDate(a.SupersededAt)
		}
		p.Addresses = append(p.Addresses, ui.Fact{Key: key, Value: strings.Join(a.Lines(), "\n")})
	}
	for _, l := range t.Looks {
		p.Seen = append(p.Seen, ui.HistoryItem{At: l.At, Who: l.ByName + ", " + string(l.ByRole), What: "looked", Detail: l.Reason, Quiet: true})
	}
	return p
}

func kindOfTaxpayer(k portal.TaxpayerKind) string {
	if k == portal.Organization {
		return "Organization"
	}
	return "Person"
}

func openText(open bool) ui.Status {
	if open {
		return ui.Status{Text: "Open", Look: ui.Working}
	}
	return ui.Status{Text: "Closed", Look: ui.Done}
}
