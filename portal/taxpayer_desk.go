package portal

import (
	"strings"
	"time"
	"unicode/utf8"
)

// What the desk does about taxpayers.
const (
	TaxpayersSought  Event = "taxpayer.sought"            // with how it was sought, how many were shown and why, never the words
	TaxpayerLookedAt Event = "taxpayer.looked-at"         // with the reason
	TaxpayerLookVain Event = "taxpayer.looked-at-in-vain" // no such number, or no such record; with the reason
)

// TaxpayerLookLasts is how long one reason opens one taxpayer to one of the staff, in the session in which it was given.
const TaxpayerLookLasts = time.Hour

// TaxpayersFound keeps anyone of the staff from leafing through the taxpayers.
var TaxpayersFound = Limit{"taxpayers sought by one of the staff", 120, time.Hour}

// TaxpayerPageSize is how many taxpayers one answer shows.
const TaxpayerPageSize = 25

// ErrSayWhyTaxpayer asks for the reason before a taxpayer's records are opened, and again when its while is over.
var ErrSayWhyTaxpayer = Refuse(Conflict, "Say why you look at this taxpayer. A reason opens the records for one hour.")

// ErrNoSuchTaxpayer is one answer to a number that nobody has and to a record that is not there.
var ErrNoSuchTaxpayer = Refuse(NotFound, "We found no taxpayer here. Check the number or the name with the person.")

// TaxpayerSearch is what a taxpayer is found by, and why.
type TaxpayerSearch struct {
	Words  string // a taxpayer number, or the beginning of a name; never in an address, since it may be a number
	Reason string
}

// Check cleans the search, and says whether the words are a taxpayer number. Nine digits without a dash may be an EIN too:
// whoever looks it up asks AsEmployer.
func (s *TaxpayerSearch) Check() (TaxpayerNumber, error) {
	var check Check
	s.Words = check.Line("search", s.Words, longestName)
	s.Reason = check.Reason("reason", s.Reason)
	if MayHoldTaxpayerNumber(s.Reason) {
		check.Wrong("reason", "Leave the taxpayer number out of the reason: it is kept for others to read.")
	}
	number, isNumber := ReadTaxpayerNumber(s.Words, "")
	digits := strings.ContainsAny(s.Words, "0123456789") && len(OrganizationKey(s.Words)) > 0 && !strings.ContainsFunc(s.Words, func(r rune) bool { return r > '9' && r != '–' && r != '‑' })
	switch {
	case isNumber:
	case digits:
		check.Wrong("search", "This is no taxpayer number that can be. Compare it with the person’s: nine digits, like 123-45-6789 or 12-3456789.")
	case utf8.RuneCountInString(s.Words) < shortestNameSought:
		check.Wrong("search", "Enter the whole taxpayer number, or at least two letters of the name.")
	}
	return number, check.Err()
}

// TaxpayerLine is a taxpayer as an answer shows it: just enough to choose.
type TaxpayerLine struct {
	ID     string
	Name   string // as it was found: it may be a former one
	Former bool
	Kind   TaxpayerKind
	Number NumberShown
	City   string // of the address on record
	State  string
}

// TaxpayerLook is one time that one of the staff opened a taxpayer's records.
type TaxpayerLook struct {
	At     time.Time
	ByName string
	ByRole Role
	Reason string
}

// DeskTaxpayer is all that the desk sees of a taxpayer.
type DeskTaxpayer struct {
	TaxpayerRecord
	Accounts []TaxAccount
	Letters  []IssuedLetter
	Returns  []FiledReturn // without figures, which prove who someone is; with the last four of the bank account
	Looks    []TaxpayerLook
	Look     TaxpayerLook // under which it is open now
}
