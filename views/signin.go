package views

import (
	"net/url"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// SignIn is what the sign-in page knows beside the page itself.
type SignIn struct {
	Next       string // where to go afterwards
	Ended      bool   // a session has ended by itself
	SignedOut  bool
	Everywhere bool
	Closed     bool // the account, just now
	Held       bool // a form waits to be sent
	Agency     *AgencyOffer
	Values     url.Values
	Err        error
}

// Ways are the second factors that an account can show. With Recovery, saved recovery codes count too.
type Ways struct {
	Passkey, Card, App, Recovery bool
	Apps                         bool // whether this site can check codes of apps
	Paper                        bool // a code from our counter is awaited
	Public                       bool // see Password
}

// SecondFactor is the page that asks for a second factor: while signing in, again before a sensitive act, or before a
// new password is chosen.
type SecondFactor struct {
	Ways       Ways
	Action     string // where the code goes; the passkey's addresses are below it
	Again      bool   // someone is signed in already
	Recovering bool
	Agency     *AgencyOffer // of who is signed in and has bound it
	Next       string
	Held       bool
	Err        error
}

func (s SecondFactor) heading(w Words) string {
	switch {
	case s.Again, s.Recovering:
		return w.Say("Show that it is you")
	}
	return w.Say("Second step")
}

func (s SecondFactor) why(w Words) string {
	switch {
	case s.Recovering:
		return w.Say("Before you choose a new password, show something that only you have. The link in the e-mail alone is not enough.")
	case s.Again && s.Held:
		return w.Say("It is a while since you signed in. Show your second step again; what you were about to do is kept, and you can send it right after.")
	case s.Again:
		return w.Say("It is a while since you signed in. Show your second step again; then you go on where you were.")
	}
	return w.Say("Your password was right. Now show something that only you have.")
}

func (s SecondFactor) code(w Words) ui.Input {
	in := ui.Input{Name: "code", Label: w.Say("Code"), Complete: "one-time-code", Width: ui.Small, Mode: "numeric"}
	if s.Ways.Recovery { // letters too
		in.Mode, in.Width = "", ui.Medium
	}
	switch {
	case s.Ways.Paper:
		in.Hint, in.Mode, in.Width = w.Say("The code on the sheet from our counter (10 letters and digits). A code of your card or a recovery code works too."), "", ui.Medium
	case s.Ways.Recovery && s.Ways.App && s.Ways.Card:
		in.Hint = w.Say("The code that your authenticator app shows now (6 digits), an unused code of your card (8 digits), or one of your saved recovery codes (13 letters and digits).")
	case s.Ways.Recovery && s.Ways.App:
		in.Hint = w.Say("The code that your authenticator app shows now (6 digits), or one of your saved recovery codes (13 letters and digits).")
	case s.Ways.Recovery && s.Ways.Card:
		in.Hint = w.Say("An unused code of your card (8 digits), or one of your saved recovery codes (13 letters and digits).")
	case s.Ways.Recovery:
		in.Hint = w.Say("One of your saved recovery codes: 13 letters and digits.")
	case s.Ways.App && s.Ways.Card:
		in.Hint = w.Say("The code that your authenticator app shows now (6 digits), or the next unused code of your card (8 digits). Each works once.")
	case s.Ways.App:
		in.Hint = w.Say("The code that your authenticator app shows now: 6 digits. Each works once.")
	default:
		in.Hint = w.Say("The next unused code of your card: 8 digits. Cross it out afterwards; each works once.")
	}
	return in
}

func formOf(p Page, values url.Values, err error) ui.Form {
	return ui.Form{Words: p.Words, Values: values, Err: err}
}

// mistaken notes on the page that it shows an error, so that its title says so.
func mistaken(p Page, err error) Page {
	p.Mistaken = err != nil
	return p
}

// withFieldError puts a refusal that has no field of its own at the field that it is about, so that the summary leads
// there.
func withFieldError(err error, field string) error {
	return atField(err, field, portal.Say("Check what you entered. You are not signed in yet."))
}

// AtField is the same for any form.
func AtField(err error, field string) error {
	return atField(err, field, portal.Say("Check what you entered. Nothing was changed."))
}

func atField(err error, field string, heading portal.Sentence) error {
	e, ok := err.(*portal.Error)
	if !ok || len(e.Fields) > 0 || e.Code != portal.Mend {
		return err
	}
	said := *e
	said.Fields = []portal.FieldError{{Field: field, Sentence: e.Message}}
	said.Message = heading
	return &said
}
