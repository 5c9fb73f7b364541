package views

import "exchequer/portal"

// FederatedOffer is a provider that has proved who people are.
type FederatedOffer struct {
	Name string // as the operator calls it, "" for the usual words
}

// FederatedTitle is the heading of the page that leads there.
func FederatedTitle(name string) portal.Sentence {
	if name == "" {
		return portal.Say("On to the sign-in service")
	}
	return portal.Say("On to %s", name)
}

func (f FederatedOffer) heading(w Words) string {
	if f.Name == "" {
		return w.Sentence(portal.FederatedRoute.Sentence())
	}
	return w.Say("With %s", f.Name)
}

func (f FederatedOffer) button(w Words) string {
	if f.Name == "" {
		return w.Say("Prove it with a sign-in service")
	}
	return w.Say("Prove it with %s", f.Name)
}
