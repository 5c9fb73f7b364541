package views

import (
	"net/url"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// orderFields are where a card goes, named as browsers fill them in.
func orderFields(w Words) []ui.Input {
	return []ui.Input{
		{Name: "recipient", Label: w.Say("Name"), Complete: "name", Width: ui.Medium, Hint: w.Say("As it stands on your mailbox.")},
		{Name: "line1", Label: w.Say("Street and number, or P.O. box"), Complete: "address-line1", Width: ui.Medium},
		{Name: "line2", Label: w.Say("Apartment, suite or unit"), Complete: "address-line2", Width: ui.Medium, Optional: true},
		{Name: "city", Label: w.Say("City"), Complete: "address-level2", Width: ui.Medium},
		{Name: "state", Label: w.Say("State"), Complete: "address-level1", Width: ui.Tiny, Hint: w.Say("Two letters, like TX.")},
		{Name: "zip", Label: w.Say("ZIP code"), Complete: "postal-code", Width: ui.Small, Mode: "numeric"},
	}
}

// postedForm is the form of an arrival, empty unless it was this one that was refused.
func (s Security) postedForm(p Page) ui.Form {
	if s.Err != nil && !s.Self && s.Renaming == "" {
		return formOf(p, url.Values{}, s.Err)
	}
	return formOf(p, nil, nil)
}

// postedUnderWay reports that a card was ordered and may still come into use.
func (s Security) postedUnderWay() bool { return s.Posted.ID != "" && s.Posted.Open(s.Now) }

// postedSteps are "ordered, printed, mailed", each with its day.
func postedSteps(p Page, c portal.PostedCard) []ui.Fact {
	var facts []ui.Fact
	for i := len(c.Events) - 1; i >= 0; i-- {
		e := c.Events[i]
		facts = append(facts, ui.Fact{Key: postedStep(p.Words, e.State), Value: p.ShortDateTime(e.At)})
	}
	return facts
}

func postedStep(w Words, s portal.PostedCardState) string {
	switch s {
	case portal.CardOrdered:
		return w.Say("Ordered")
	case portal.CardPrinted:
		return w.Say("Printed")
	case portal.CardMailed:
		return w.Say("Mailed")
	case portal.CardArrived:
		return w.Say("Arrived")
	}
	return w.Say("Void")
}
