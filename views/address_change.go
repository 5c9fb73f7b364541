package views

import (
	"net/url"
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// AddressForm is where someone tells us a new address.
type AddressForm struct {
	portal.Holding
	Name   string // on record
	From   []string
	Values url.Values
	Err    error
}

// addressFields are those of a card that is mailed, without the name: that stands on record.
func addressFields(w Words) []ui.Input { return orderFields(w)[1:] }

// AddressChanges is what clerks enter into the core system.
type AddressChanges struct {
	Desk
	Changes []portal.AddressChange
	Refused string // the change whose form is shown again
	Pager   ui.Pager
	Values  url.Values
	Err     error
}

// NewAddressChanges lays a page out; changes are one more than a page when there are more.
func NewAddressChanges(d Desk, changes []portal.AddressChange, after, refusedID string, values url.Values, refused error) AddressChanges {
	a := AddressChanges{Desk: d, Changes: changes, Refused: refusedID, Values: values, Err: refused, Pager: ui.Pager{NewerText: "Oldest", OlderText: "Later"}}
	if len(changes) > portal.AddressChangePage {
		a.Changes = changes[:portal.AddressChangePage]
		a.Pager.Older = "/desk/taxpayers/addresses?after=" + url.QueryEscape(a.Changes[len(a.Changes)-1].ID)
	}
	if after != "" {
		a.Pager.Newer = "/desk/taxpayers/addresses"
	}
	return a
}

func (a AddressChanges) form(id string) ui.Form {
	if id == a.Refused {
		return formOf(a.Page, a.Values, a.Err)
	}
	return formOf(a.Page, nil, nil)
}

func (a AddressChanges) facts(c portal.AddressChange) []ui.Fact {
	return []ui.Fact{
		{Key: "New address", Value: strings.Join(c.To.Lines()[1:], "\n")},
		{Key: "On record", Value: strings.Join(c.From, "\n")},
		{Key: "Told", Value: a.ShortDateTime(c.AskedAt)},
		{Key: "Promised by", Value: a.ShortDate(c.DueAt)},
		{Key: "Case", Value: c.Case.String()},
	}
}

// AddressFlash says what was decided.
func AddressFlash(done string) *ui.Flash {
	said := map[string]string{
		"entered": "The new address is marked as entered. Its owner was told.",
		"refused": "The new address is marked as not entered, with the reason. Its owner was told to call us.",
	}[done]
	if said == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: said}
}

func addressFormAddress(a AddressForm) string {
	return ServiceAddress(portal.ChangeAddress, a.CaseNumber)
}
