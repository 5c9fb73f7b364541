package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// DeskAuthorities is who may act for a taxpayer, as the desk sees it.
type DeskAuthorities struct {
	Desk
	Actor      portal.Actor
	ID, Name   string // of the taxpayer
	Open, Over []portal.Authority
	Waiting    []portal.Authority // entries from paper
	Joint      []portal.JointReturn
	TaxTypes   []string
	Now        time.Time
	Refused    string // the form that is shown again
	Values     url.Values
	Err        error
}

func (d DeskAuthorities) to(part string) string {
	return "/desk/taxpayers/" + url.PathEscape(d.ID) + "/" + part
}

// form is fresh unless it is the one that was refused.
func (d DeskAuthorities) form(name string) ui.Form {
	if name == d.Refused {
		return formOf(d.Page, d.Values, d.Err)
	}
	return formOf(d.Page, nil, nil)
}

func (d DeskAuthorities) open(name string) bool { return name == d.Refused }

func (d DeskAuthorities) taxOptions() (all []ui.Option) {
	for _, t := range d.TaxTypes {
		all = append(all, ui.Option{Value: t, Label: t})
	}
	return all
}

func deskReason(name, label, hint string) ui.Input {
	return ui.Input{Kind: ui.Area, Name: name, Label: label, Hint: hint, Rows: 2, Limit: 500}
}

// whomToSuspend are the person, and the firm as part of which they act.
func whomToSuspend(a portal.Authority) []ui.Option {
	all := []ui.Option{{Value: "person", Label: a.RepresentativeName + ", at once"}}
	if a.Firm != "" {
		all = append(all, ui.Option{Value: "firm", Label: a.FirmName + ", when a second supervisor agrees", Hint: "All its people, for all their clients. " + a.RepresentativeName + " is named as who caused it."})
	}
	return all
}

// Suspensions is who may represent nobody, and what waits for a second of the staff.
type Suspensions struct {
	Desk
	Actor      portal.Actor
	Waiting    []portal.Authority
	Open, Over []portal.Suspension
	Refused    string
	Values     url.Values
	Err        error
}

func (s Suspensions) form(id string) ui.Form {
	if id == s.Refused {
		return formOf(s.Page, s.Values, s.Err)
	}
	return formOf(s.Page, nil, nil)
}

func (s Suspensions) facts(one portal.Suspension) []ui.Fact {
	facts := []ui.Fact{{Key: "Since", Value: s.ShortDateTime(one.At)}, {Key: "By", Value: one.ByName}, {Key: "Reason", Value: one.Reason}}
	if one.TriggeredBy != "" {
		facts = append(facts, ui.Fact{Key: "Caused by", Value: one.TriggeredBy})
	}
	if one.DecidedBy != "" {
		facts = append(facts, ui.Fact{Key: "Decided by", Value: one.DecidedBy + ", " + s.ShortDateTime(one.DecidedAt) + "\n" + one.Decision})
	}
	if one.LiftedBy != "" {
		facts = append(facts, ui.Fact{Key: "Lifted by", Value: one.LiftedBy + ", " + s.ShortDateTime(one.LiftedAt) + "\n" + one.Lifting})
	}
	return facts
}

func decisionFields() []ui.Input {
	return []ui.Input{
		{Kind: ui.Radios, Name: "decision", Label: "What do you decide?", Options: []ui.Option{{Value: "approve", Label: "Approve it"}, {Value: "refuse", Label: "Do not approve it"}}},
		deskReason("reason", "Why?", "One sentence. It stays on record."),
	}
}

func suspensionStatus(s portal.Suspension) ui.Status {
	switch s.State {
	case portal.SuspensionWaiting:
		return ui.Status{Text: "Waits for a second supervisor", Look: ui.Waiting}
	case portal.SuspensionStanding:
		return ui.Status{Text: "Suspended", Look: ui.Late}
	case portal.SuspensionRefused:
		return ui.Status{Text: "Not approved", Look: ui.Stopped}
	}
	return ui.Status{Text: "Lifted", Look: ui.Done}
}

// DeskAuthoritiesFlash says what was done.
func DeskAuthoritiesFlash(done string) *ui.Flash {
	said := map[string]string{
		"entered":   "The paper form is entered. It opens nothing until a colleague has compared it with the paper.",
		"decided":   "Your decision is kept, and both sides were told.",
		"ended":     "It is ended, at once. Both sides were told.",
		"suspended": "It is done, or waits for a second supervisor. Look at Representatives.",
		"joint":     "The joint return is noted. Its years are closed to representatives until both taxpayers agree.",
		"unjoint":   "The joint return is no longer noted.",
		"lifted":    "The suspension is lifted. They were told.",
	}[done]
	if said == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: said}
}
