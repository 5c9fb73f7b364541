package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Security is what the security page shows.
type Security struct {
	Me       portal.Actor
	Now      time.Time
	Passkeys []portal.Passkey
	Card     CodesState
	App      portal.AuthenticatorApp
	Apps     bool // whether this site can check codes of apps
	Factors  portal.SecondFactors
	Recovery CodesState
	Sessions []portal.Session
	SignIns  []portal.SignIn

	Agency     *AgencyOffer            // nil where there is none, and for the public
	Identities []portal.AgencyIdentity // bound by who is shown the page

	Addresses  []portal.Address // the first is the one that signs in
	Recovering *portal.Recovery // one that waits, or can be used
	Own        portal.Account
	Looks      []portal.AccountLook // of our staff at this account
	Posted     portal.PostedCard    // the latest card by mail, if there ever was one
	SecurityForm
}

// selfForm is name and language as they are, or as they were typed.
func (s Security) selfForm(p Page) ui.Form {
	if s.Self {
		return formOf(p, s.Values, s.Err)
	}
	return formOf(p, url.Values{"called": {s.Own.Name}, "language": {string(s.Own.Language)}}, nil)
}

func languageOptions() []ui.Option {
	var options []ui.Option
	for _, l := range portal.Languages {
		options = append(options, ui.Option{Value: string(l), Label: l.Name()})
	}
	return options
}

// SecurityForm is a form of the page that has to be mended.
type SecurityForm struct {
	Self     bool   // what is wrong is in name and language
	Renaming string // the passkey whose new name was refused
	Values   url.Values
	Err      error
}

// CodesState is how a card or a sheet of recovery codes stands.
type CodesState struct {
	IssuedAt time.Time // zero: there is none
	SavedAt  time.Time // recovery codes: their owner proved to have them
	Disabled bool
	Left     int
}

// SignInsLately is how many lines of the history the security page shows; the rest is one link away.
const SignInsLately = 10

// looksLately is the same for the looks of our staff.
const looksLately = 5

// fewCodes is when the page begins to remind: a new card takes a printer, or a colleague.
const fewCodes = 3

// Done is what an act before did, said once at the top. The code stands in the address; one that nobody wrote says
// nothing.
func Done(p Page, code string) *ui.Flash {
	said := map[string]string{
		"agreed":           p.Say("Thank you. You have agreed to the terms and the rules of conduct."),
		"renamed":          p.Say("The passkey has its new name."),
		"removed":          p.Say("The passkey is removed. It no longer signs in. You may delete it from your device too."),
		"bound":            p.Say("The passkey is added. You can sign in with it from now on."),
		"saved":            p.Say("Your new recovery codes are saved. The earlier ones no longer work."),
		"ended":            p.Say("That session has ended."),
		"password":         p.Say("Your password is changed, and your other sessions have ended."),
		"called":           p.Say("We write to you so from now on."),
		"cancelled":        p.Say("The recovery is stopped. The code that was used for it no longer works."),
		"address-added":    p.Say("We have sent an e-mail to the new address. Open the link in it within 24 hours."),
		"address-removed":  p.Say("The address is removed."),
		"address-signs-in": p.Say("You sign in with that address from now on. The earlier one stays as a further address."),
		"recovered":        p.Say("Your new password is saved and you are signed in. Make new recovery codes now if you used one."),
		"agency":           p.Say("Your agency identity is bound. You can sign in with your agency’s sign-in from now on."),
		"agency-removed":   p.Say("The agency identity is removed. It no longer signs in."),
		"card-ordered":     p.Say("Your card is ordered. We print it and mail it; its state stands below."),
		"card-cancelled":   p.Say("The card is cancelled. Its codes will never work."),
		"card-arrived":     p.Say("Your card works now. The code that you entered is used: cross it out."),
		"app":              p.Say("The authenticator app is added. You can sign in with its codes from now on."),
		"app-removed":      p.Say("The authenticator app is removed. Its codes no longer sign in. You may delete the entry from the app too."),
	}[code]
	if said == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: said}
}

// stale says before the buttons that they will ask for the second step again.
func (s Security) stale() bool { return s.Me.StepUp(s.Now) != nil }

func (s Security) lastSecondFactor() bool {
	return len(s.Passkeys) == 1 && s.Factors.Count() == 1
}

func passkeyFacts(p Page, k portal.Passkey) []ui.Fact {
	used := p.Say("Not used yet")
	if !k.LastUsedAt.IsZero() {
		used = p.ShortDateTime(k.LastUsedAt) + whereText(p.Words, k.LastDevice, k.LastAddress)
	}
	kind := p.Say("Stays on one device")
	if k.BackupEligible {
		kind = p.Say("Can be copied to your other devices by your password manager")
	}
	return []ui.Fact{
		{Key: p.Say("Added"), Value: p.ShortDate(k.BoundAt)},
		{Key: p.Say("Last used"), Value: used},
		{Key: p.Say("Kind"), Value: kind},
	}
}

// whereText is " with Firefox, Windows, from 192.0.2.1".
func whereText(w Words, device, address string) string {
	text := ""
	if device != "" {
		text += w.Say(", with %s", device)
	}
	if address != "" {
		text += w.Say(", from %s", address)
	}
	return text
}

func (s Security) cardText(p Page) string {
	switch {
	case s.Card.IssuedAt.IsZero():
		return p.Say("You have no code card. One helps on a day on which you have no passkey with you.")
	case s.Card.Disabled:
		return p.Say("Your code card was turned off after 100 wrong codes in a row. Make a new one.")
	}
	return p.Count(s.Card.Left, "1 code is left on your card.", "%d codes are left on your card.") + " " + p.Say("It was made on %s.", p.ShortDate(s.Card.IssuedAt))
}

func (s Security) recoveryText(p Page) string {
	if s.Recovery.SavedAt.IsZero() {
		return p.Say("You have no saved recovery codes. Without them, losing your second step means a visit to our office.")
	}
	return p.Count(s.Recovery.Left, "1 recovery code is left.", "%d recovery codes are left.") + " " + p.Say("You saved them on %s.", p.ShortDate(s.Recovery.SavedAt))
}

func methodText(w Words, m portal.Method) string {
	switch m {
	case portal.ByPasskey:
		return w.Say("passkey")
	case portal.ByPasswordPasskey:
		return w.Say("password and passkey")
	case portal.ByPasswordCard:
		return w.Say("password and code card")
	case portal.ByPasswordApp:
		return w.Say("password and authenticator app")
	case portal.ByAgency:
		return w.Say("the agency’s sign-in")
	}
	return ""
}

// signInText is one line of the history in plain words.
func signInText(w Words, l portal.SignIn) string {
	switch l.Outcome {
	case portal.OutcomeSignedIn:
		if l.Method == portal.BySetup {
			return w.Say("Chose keys by a link and signed in")
		}
		if l.Passkey != "" {
			return w.Say("Signed in with %[1]s (%[2]s)", methodText(w, l.Method), l.Passkey)
		}
		return w.Say("Signed in with %s", methodText(w, l.Method))
	case portal.OutcomeSteppedUp:
		switch l.Method {
		case portal.ByPasswordCard:
			return w.Say("Showed the second step again, with the code card")
		case portal.ByAgency:
			return w.Say("Showed the second step again, with the agency’s sign-in")
		case portal.ByPasswordApp:
			return w.Say("Showed the second step again, with the authenticator app")
		}
		if l.Passkey != "" {
			return w.Say("Showed the second step again, with a passkey (%s)", l.Passkey)
		}
		return w.Say("Showed the second step again")
	case portal.OutcomePasswordWrong:
		return w.Say("Wrong password: not let in")
	case portal.OutcomeCodeWrong:
		switch l.Method {
		case portal.ByPasswordCard:
			return w.Say("Right password, wrong code of the code card: not let in")
		case portal.ByPasswordApp:
			return w.Say("Right password, wrong code of the authenticator app: not let in")
		}
		return w.Say("Right password, wrong code: not let in")
	case portal.OutcomePasskeyWrong:
		if l.Passkey != "" {
			return w.Say("The passkey “%s” could not be trusted: not let in", l.Passkey)
		}
		return w.Say("A passkey could not be trusted: not let in")
	case portal.OutcomePasskeyCopied:
		return w.Say("A passkey answered as a copy would: account put on hold")
	case portal.OutcomeAgencyRefused:
		return w.Say("The agency’s sign-in was not enough: not let in")
	case portal.OutcomeClosed:
		return w.Say("Right password while the account was closed: not let in")
	}
	return string(l.Outcome)
}

func deviceText(w Words, device string) string {
	if device == "" {
		return w.Say("Unknown browser")
	}
	return device
}
