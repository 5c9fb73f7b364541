package views

import "exchequer/templ/layout"

// door is one thing that someone can do here.
type door struct {
	name, text, address string
	first               bool
}

// doors are what a visitor can do today; what is not there yet is not promised.
func doors(p Page) []door {
	return []door{
		{
			p.Say("Ask for another format"),
			p.Say("Large print, Braille, audio or plain text of anything from us. It is free, and you need no account."),
			p.Path("/accessibility/requests/new"), true,
		},
		{
			p.Say("Check on a request"),
			p.Say("See where your request stands and what happens next. You need its reference and follow-up code."),
			p.Path(layout.CheckRequest), false,
		},
		{
			p.Say("Open an account"),
			p.Say("Free, in about five minutes, with or without a smartphone."),
			p.Path("/sign-up"), false,
		},
		{
			p.Say("Sign in"),
			p.Say("With a passkey, or with your password and a code."),
			p.Path("/sign-in"), false,
		},
	}
}

// fullWidth lets the home page lay itself out from edge to edge.
func fullWidth(p Page) Page {
	p.Bleed = true
	p.Description = p.Say("Ask for pages, letters and forms in another format, and see where your request stands.")
	return p
}
