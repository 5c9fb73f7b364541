package views

import (
	"net/url"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// AgencyOffer is the agency's own sign-in, for those who work here.
type AgencyOffer struct {
	Name   string // as the operator calls it, "" for the usual words
	Issuer string
}

func (a AgencyOffer) signIn(w Words) string {
	if a.Name == "" {
		return w.Say("Sign in with your agency account")
	}
	return w.Say("Sign in with %s", a.Name)
}

func (a AgencyOffer) again(w Words) string {
	if a.Name == "" {
		return w.Say("Use your agency account")
	}
	return w.Say("Use %s", a.Name)
}

// mayBindAgency reports that there is a sign-in of the agency at which nothing is bound yet.
func (s Security) mayBindAgency() bool {
	if s.Agency == nil {
		return false
	}
	for _, i := range s.Identities {
		if i.Issuer == s.Agency.Issuer {
			return false
		}
	}
	return true
}

func agencyFacts(p Page, i portal.AgencyIdentity) []ui.Fact {
	used := p.Say("Not used yet")
	if !i.LastUsedAt.IsZero() {
		used = p.ShortDateTime(i.LastUsedAt) + whereText(p.Words, i.LastDevice, i.LastAddress)
	}
	return []ui.Fact{
		{Key: p.Say("Bound"), Value: p.ShortDate(i.BoundAt)},
		{Key: p.Say("Last used"), Value: used},
	}
}

// agencyName is what people know the agency's sign-in by: as the operator calls it, or the host that it is at.
func (s Security) agencyName(i portal.AgencyIdentity) string {
	if s.Agency != nil && s.Agency.Issuer == i.Issuer && s.Agency.Name != "" {
		return s.Agency.Name
	}
	if u, err := url.Parse(i.Issuer); err == nil && u.Host != "" {
		return u.Host
	}
	return i.Issuer
}
