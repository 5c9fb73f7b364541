package portal

import (
	"strings"
	"time"
	"unicode"
)

// TaxpayerKind is what sort of taxpayer someone is.
type TaxpayerKind string

const (
	Person       TaxpayerKind = "person"
	Organization TaxpayerKind = "organization"
)

// TaxpayerRecord is a set of records: whom the department taxes, as its core system knows them. An account is a person at a
// keyboard; it is joined to a taxpayer by proof of identity.
type TaxpayerRecord struct {
	ID        string
	CoreKey   string // the core system's key
	Kind      TaxpayerKind
	Number    NumberShown
	Names     []TaxpayerName    // the current one first, then former ones, the latest first
	Addresses []TaxpayerAddress // the current one first, then earlier ones, the latest first
	DiedOn    Date              // of the death file; "" when the number is not on it
	AddedAt   time.Time
}

// Name is the current name.
func (t TaxpayerRecord) Name() string {
	if len(t.Names) == 0 {
		return ""
	}
	return t.Names[0].Name
}

// Address is the current address on record, the zero one when there is none.
func (t TaxpayerRecord) Address() TaxpayerAddress {
	if len(t.Addresses) == 0 || !t.Addresses[0].SupersededAt.IsZero() {
		return TaxpayerAddress{}
	}
	return t.Addresses[0]
}

// NumberShown is what of a taxpayer number may be shown.
type NumberShown struct {
	Type  NumberType
	Last4 string
}

// String is the number as pages show it.
func (n NumberShown) String() string {
	switch {
	case n.Last4 == "":
		return ""
	case n.Type == EIN:
		return "EIN ending in " + n.Last4
	default:
		return string(n.Type) + " ending in " + n.Last4
	}
}

// TaxpayerName is a name as the core system has it, in the order in which it is spoken.
type TaxpayerName struct {
	Name         string
	Key          string    // as PersonKey or OrganizationKey makes it, for comparing
	Former       bool      // the core system itself calls it former
	Since        time.Time // when we first heard of it
	SupersededAt time.Time // when a later import brought another; zero while it stands
}

// Current reports that this is the taxpayer's name today.
func (n TaxpayerName) Current() bool { return !n.Former && n.SupersededAt.IsZero() }

// TaxpayerAddress is an address on record.
type TaxpayerAddress struct {
	Line1, Line2 string
	City         string
	State        string // two letters in the United States, a province elsewhere
	PostalCode   string
	Country      string // "US", or the country's two letters (ISO 3166)
	Since        time.Time
	SupersededAt time.Time // zero while it is the address on record
}

// IsZero reports that there is no address.
func (a TaxpayerAddress) IsZero() bool { return a.Line1 == "" && a.City == "" && a.PostalCode == "" }

// Lines are the address as an envelope shows it, below the name.
func (a TaxpayerAddress) Lines() []string {
	var lines []string
	add := func(line string) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	add(a.Line1)
	add(a.Line2)
	if a.Country == "" || a.Country == "US" {
		place := strings.TrimSpace(a.City)
		if place != "" && a.State != "" {
			place += ","
		}
		add(strings.Join(strings.Fields(place+" "+a.State+" "+a.PostalCode), " "))
		return lines
	}
	add(strings.Join(strings.Fields(a.PostalCode+" "+a.City+" "+a.State), " "))
	add(a.Country)
	return lines
}

// ZIP5 is the first five digits of a ZIP code in the United States: mail is sorted by it. "" elsewhere.
func (a TaxpayerAddress) ZIP5() string {
	if (a.Country == "" || a.Country == "US") && len(a.PostalCode) >= 5 {
		return a.PostalCode[:5]
	}
	return ""
}

// SortKey is the order in which mail is sorted: by ZIP code within the country, then what goes abroad.
func (a TaxpayerAddress) SortKey() string {
	if zip := a.ZIP5(); zip != "" {
		return zip
	}
	return "~" + a.Country // after every digit
}

// OutsideContiguous reports that mail takes longer: Alaska, Hawaii, the territories, the armed forces and abroad. Codes on
// letters live longer there (NIST SP 800-63A-4).
func (a TaxpayerAddress) OutsideContiguous() bool {
	if a.Country != "" && a.Country != "US" {
		return true
	}
	switch a.State {
	case "AK", "HI", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW", "AA", "AE", "AP":
		return true
	}
	return false
}

// TaxAccount is one kind of tax that a taxpayer owes returns for, under the core system's number.
type TaxAccount struct {
	ID      string
	Number  string
	Type    string // as the department calls it, "Sales and use tax"
	Periods []TaxPeriod
}

// TaxPeriod is a span that one return is about.
type TaxPeriod struct {
	Begins, Ends Date
	Open         bool
}

// IssuedLetter is a letter that the department has sent.
type IssuedLetter struct {
	ID       string
	Number   string // as printed on it
	Kind     string
	IssuedOn Date
	Account  string // the tax account that it is about, "" for none
}

// LetterKey is a letter's number without what people leave out or put in when they copy it: "L-2026 001.234" is
// "L2026001234".
func LetterKey(number string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, number)
}

// FiledReturn is a return with the figures that whoever filed it knows, and with the bank account to which its refund was to
// go.
type FiledReturn struct {
	ID           string
	Type         string
	PeriodEnds   Date
	Figures      ReturnFigures
	RefundTo     BankAccount // as it comes in; never read back
	SupersededAt time.Time   // when it was amended; zero for the return that stands
}

// ReturnFigures in cents; nil for one that the return does not have.
type ReturnFigures struct {
	FederalAGI *int64 `json:"federal_agi,omitempty"` // federal adjusted gross income
	TotalDue   *int64 `json:"total_due,omitempty"`
	Refund     *int64 `json:"refund,omitempty"`
	BankLast4  string `json:"bank_last_four,omitempty"` // of the account to which the refund was to go
}

// String shows no figure: they prove who someone is.
func (f ReturnFigures) String() string { return "[figures]" }
