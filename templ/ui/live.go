package ui

import "github.com/a-h/templ"

// Live lets a link swap one part of the page instead of loading the next page; without JavaScript it is a link like any
// other. The zero value is a plain link.
type Live struct {
	Target string // the part, as a selector: "#queue"
	Nonce  string // of the page
}

// Attributes are what a link to that address needs.
func (l Live) Attributes(address string) templ.OrderedAttributes {
	if l.Target == "" {
		return nil
	}
	return templ.OrderedAttributes{
		{Key: "hx-get", Value: address},
		{Key: "hx-target", Value: l.Target},
		{Key: "hx-swap", Value: "outerHTML"},
		{Key: "hx-push-url", Value: "true"},
		{Key: "hx-nonce", Value: l.Nonce},
	}
}
