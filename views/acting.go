package views

import (
	"exchequer/portal"
	"exchequer/templ/ui"
)

// ActingChoice is for whom someone acts, and could act.
type ActingChoice struct {
	Now         portal.Acting
	Account     portal.Actor
	Holdings    []portal.Holding
	Authorities []portal.Authority
	Next        string // where they were going
}

// actingOption is one of them.
type actingOption struct {
	Owner, Name, Says, Button string
	Now                       bool
}

func (a ActingChoice) says(p Page) string {
	switch {
	case a.Now.Alone():
		return p.Say("You act for yourself, and for no taxpayer.")
	case a.Now.OfOrganization():
		return p.Say("You act as part of %s.", a.Now.Name)
	}
	return p.Say("You act for %s.", a.Now.Name)
}

func (a ActingChoice) choices(p Page) (all []actingOption) {
	for _, h := range a.Holdings {
		all = append(all, actingOption{h.Taxpayer, h.CalledName, p.Say("You proved that you are this taxpayer, or stand for it."), p.Say("Act for %s", h.CalledName), a.Now.Owner == h.Taxpayer})
	}
	for _, one := range a.Authorities {
		all = append(all, actingOption{one.Taxpayer, one.Called, scopeText(p, one), p.Say("Act for %s", one.Called), a.Now.Owner == one.Taxpayer})
	}
	return append(all, actingOption{a.Account.Account, a.Account.Name, p.Say("For no taxpayer: general questions, and your own account."), p.Say("Act for no taxpayer"), a.Now.Alone()})
}

// ActingFlash says for whom someone acts from now on.
func ActingFlash(p Page, done string, now portal.Acting) *ui.Flash {
	if done != "switched" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: ActingChoice{Now: now}.says(p)}
}
