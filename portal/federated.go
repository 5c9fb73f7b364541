package portal

import (
	"slices"
	"strings"
	"time"
)

// Someone may have proved who they are to another service, such as one that governments share, and that service may tell
// us so by OpenID Connect: a federated proof at identity assurance level 2 counts as seen in person (NIST SP 800-63A-4,
// SP 800-63C-4). It says that somebody is a person of a name and a number; that this is the taxpayer of the case is ours to
// compare.

// ProveIdentity is what such a provider is asked for. The ceremony is about one case.
const ProveIdentity OpenIDPurpose = "identity: prove"

// FederatedMaxAge is how long ago the provider may have checked who sits there: not before this was begun, or a browser that
// somebody left open would prove who its owner is.
const FederatedMaxAge time.Duration = 0

// FederatedPerson is what a provider says of a person. It is compared and forgotten.
type FederatedPerson struct {
	Name        string // given and family name, as it is spoken
	Number      TaxpayerNumber
	NumberGiven bool   // also when it can be no number: what cannot be compared does not fit
	ZIP         string // of the address that was checked, "" when none is given
}

// FederatedWords are what a provider calls a person, before anything is made of it.
type FederatedWords struct{ Given, Family, Whole, Number, ZIP, Country string }

// Person reads them. Abroad, five digits are no ZIP code.
func (w FederatedWords) Person() FederatedPerson {
	p := FederatedPerson{Name: readName(w.Given + " " + w.Family), NumberGiven: strings.TrimSpace(w.Number) != ""}
	if readName(w.Given) == "" || readName(w.Family) == "" {
		p.Name = readName(w.Whole)
	}
	var ok bool
	if p.Number, ok = ReadTaxpayerNumber(w.Number, SSN); !ok {
		p.Number, _ = ReadTaxpayerNumber(w.Number, ITIN)
	}
	if slices.Contains([]string{"", "US", "USA", "UNITED STATES"}, strings.ToUpper(strings.TrimSpace(w.Country))) {
		p.ZIP = TaxpayerAddress{PostalCode: strings.TrimSpace(w.ZIP)}.ZIP5()
	}
	return p
}

func readName(name string) string { return Excerpt(Visible(name), longestName) }

// Fit is how one thing that a provider says goes with our records.
type Fit string

const (
	NotGiven Fit = "not given"
	Fits     Fit = "fits"
	Differs  Fit = "differs"
)

func fit(given, same bool) Fit {
	switch {
	case !given:
		return NotGiven
	case same:
		return Fits
	}
	return Differs
}

// FederatedFit is how all of it goes with the records of a taxpayer. It is what we keep of what the provider said.
type FederatedFit struct{ Name, Number, ZIP Fit }

// Fit compares a person with a taxpayer's records. Numbers are found by keyed hash alone, so whether it is the taxpayer's
// is for the caller to say. An organisation is nobody whose face and ID anyone can check.
func (p FederatedPerson) Fit(r TaxpayerRecord, sameNumber bool) FederatedFit {
	return FederatedFit{
		Name:   fit(p.Name != "", r.Kind == Person && SameName(p.Name, r.Kind, r.Names)),
		Number: fit(p.NumberGiven, !p.Number.IsZero() && sameNumber),
		ZIP:    fit(p.ZIP != "", p.ZIP == r.Address().ZIP5()),
	}
}

// IsTaxpayer reports that the person is the taxpayer: the name fits, no other number was given, and something beside the
// name fits too. Many people have one name.
func (f FederatedFit) IsTaxpayer() bool {
	return f.Name == Fits && f.Number != Differs && (f.Number == Fits || f.ZIP == Fits)
}

// ForTheRecord says what fitted, for staff and auditors and for nobody else.
func (f FederatedFit) ForTheRecord() string {
	return "name " + string(f.Name) + ", number " + string(f.Number) + ", ZIP code " + string(f.ZIP)
}

// CheckFederated is nil when the case can be proved at a provider now.
func (c IdentityCase) CheckFederated() error {
	switch {
	case c.Status != IdentityOpen:
		return ErrIdentityMoved
	case c.Earned.AtLeast(FederatedRoute.Earns()) || c.Done(PendingFederated):
		return Refuse(Conflict, "You have that already, so there is nothing to begin.")
	}
	return nil
}

// What happened at such a provider. The subject is the case.
const FederatedWasRefused Event = "identity.federated-refused"

// FederatedMisfit is the refusal of somebody who is not the taxpayer, whatever it is that does not fit.
const FederatedMisfit OpenIDRefusal = "another"

var federatedSentences = map[OpenIDRefusal]Sentence{
	OpenIDUnreachable: Say("The sign-in service cannot be reached now. Try again in a few minutes, or choose another way below."),
	OpenIDLate:        Say("This was not begun in this browser within the last ten minutes, or it was used already. Begin again: what you showed to the sign-in service stays there. Or choose another way below."),
	OpenIDDenied:      Say("You stopped at the sign-in service, or it did not let you in. Nothing was changed. Try again, or choose another way below."),
	OpenIDAsks:        Say("The sign-in service wanted to ask you something and could not. Sign in there first, then try again here; or choose another way below."),
	OpenIDBusy:        Say("The sign-in service has a problem of its own. Try again in a few minutes, or choose another way below."),
	OpenIDMisfit:      Say("The sign-in service does not take what we ask of it. Choose another way below, and tell us: we mend it."),
	OpenIDWrong:       Say("We could not check the answer of the sign-in service, so we did not use it. Try again, or choose another way below."),
	OpenIDWeak:        Say("The sign-in service has not checked an ID of yours yet. Have it checked there, then try again here; or choose another way below."),
	OpenIDStale:       Say("The sign-in service did not ask you anew who you are. Sign out there, then try again here and sign in when it asks you; or choose another way below."),
	FederatedMisfit:   Say("What the sign-in service says of you is not enough for us to be sure that these records are yours. Choose another way below, or come to our counter with an ID."),
}

// FederatedSaid is a refusal as people are told it, nil for a word that is none: addresses can be typed.
func FederatedSaid(r OpenIDRefusal) error {
	s, ok := federatedSentences[r]
	if !ok {
		return nil
	}
	return &Error{Code: Forbidden, Message: s}
}
