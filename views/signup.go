package views

import (
	"net/url"
	"time"

	"exchequer/portal"
)

// WantedLink is the page that asks for an e-mail address to send a link to.
type WantedLink struct {
	Purpose portal.LinkPurpose
	Values  url.Values
	Err     error
}

// WantedLinkAddress is where a link for a purpose is asked for.
func WantedLinkAddress(purpose portal.LinkPurpose) string {
	if purpose == portal.ToChoosePassword {
		return "/sign-in/password"
	}
	return "/sign-up"
}

// AccountHome is what a taxpayer finds after signing in.
type AccountHome struct {
	Name     string
	Factors  portal.SecondFactors
	Recovery CodesState
	Terms    AccountTerms
	Delivery portal.Delivery

	Waiting, Unread int // cases
}

// AccountTerms is how the account stands with the terms, at a moment.
type AccountTerms struct {
	portal.TermsStanding
	At time.Time
}

// nothingWaits reports that there is nothing to do.
func (h AccountHome) nothingWaits(p Page) bool {
	ask := h.Terms.Ask(h.Terms.At)
	return h.Unread == 0 && h.Waiting == 0 && len(h.reminders(p)) == 0 && ask != portal.AskedChanged && ask != portal.AskedAgain
}

// reminders are what to do about the account itself, the most urgent first.
func (h AccountHome) reminders(p Page) []string {
	var all []string
	if h.Recovery.SavedAt.IsZero() || h.Recovery.Left <= fewCodes {
		all = append(all, p.Say("Few recovery codes are left. Make new ones while you can sign in."))
	}
	if h.Factors.Passkeys == 0 && !h.Factors.App && h.Factors.CardCodes <= fewCodes {
		all = append(all, p.Say("Few codes are left on your code card. Make a new card, or add a passkey."))
	}
	if h.Factors.Count() == 1 {
		all = append(all, p.Say("You have one second step. Add another, so that a lost device does not lock you out."))
	}
	return all
}
