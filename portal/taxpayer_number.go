package portal

import (
	"fmt"
	"log/slog"
	"strings"
)

// NumberType is what kind of taxpayer number a number is.
type NumberType string

const (
	SSN  NumberType = "SSN"  // of the Social Security Administration
	ITIN NumberType = "ITIN" // of the IRS, for people who have no Social Security number
	EIN  NumberType = "EIN"  // of the IRS, for employers and other organizations
)

// NumberTypes in the order in which they are offered.
var NumberTypes = []NumberType{SSN, ITIN, EIN}

// TaxpayerNumber is a number that must never be seen by accident. Whatever prints it, logs it or turns it into JSON gets
// a placeholder; Reveal alone tells it. The digits stand in a closure, so that even a struct that holds a number in a
// private field, where no method is called, prints an address and no digits.
type TaxpayerNumber struct {
	Type   NumberType
	digits func() string
}

const hiddenNumber = "[taxpayer number]"

// Format implements fmt.Formatter: no verb shows the number.
func (n TaxpayerNumber) Format(f fmt.State, _ rune) { f.Write([]byte(hiddenNumber)) }

// String implements fmt.Stringer without showing the number.
func (n TaxpayerNumber) String() string { return hiddenNumber }

// GoString implements fmt.GoStringer without showing the number.
func (n TaxpayerNumber) GoString() string { return hiddenNumber }

// LogValue implements slog.LogValuer without showing the number.
func (n TaxpayerNumber) LogValue() slog.Value { return slog.StringValue(hiddenNumber) }

// MarshalJSON implements json.Marshaler without showing the number.
func (n TaxpayerNumber) MarshalJSON() ([]byte, error) { return []byte(`"` + hiddenNumber + `"`), nil }

// MarshalText implements encoding.TextMarshaler without showing the number.
func (n TaxpayerNumber) MarshalText() ([]byte, error) { return []byte(hiddenNumber), nil }

// IsZero reports that there is no number.
func (n TaxpayerNumber) IsZero() bool { return n.digits == nil }

// Reveal is the number's nine digits, to be sealed, hashed or compared, and for nothing else.
func (n TaxpayerNumber) Reveal() string {
	if n.digits == nil {
		return ""
	}
	return n.digits()
}

// Last4 is what pages and letters show.
func (n TaxpayerNumber) Last4() string {
	if n.digits == nil {
		return ""
	}
	return n.digits()[5:]
}

// Series keeps numbers with the same digits apart: an SSN and an ITIN never are the same nine digits, an EIN may be those
// of someone's SSN.
func (n TaxpayerNumber) Series() string {
	if n.Type == EIN {
		return "employer"
	}
	return "individual"
}

// Same reports that two numbers are one.
func (n TaxpayerNumber) Same(m TaxpayerNumber) bool {
	return n.digits != nil && m.digits != nil && n.Series() == m.Series() && n.digits() == m.digits()
}

// AsEmployer is the EIN of the same digits, when there can be one. Nine digits that were typed without a dash may be
// either.
func (n TaxpayerNumber) AsEmployer() (TaxpayerNumber, bool) {
	if n.digits == nil || !validEIN(n.digits()) {
		return TaxpayerNumber{}, false
	}
	return TaxpayerNumber{EIN, n.digits}, true
}

// ReadTaxpayerNumber reads a number in any usual spelling: 123-45-6789, 123 45 6789, 123456789, 12-3456789, with dashes of
// any kind, and with what pasting brings along. Type says which number was asked for; with "" the dashes decide, and where
// there are none, the digits. It answers false when it can be no such number.
func ReadTaxpayerNumber(typed string, want NumberType) (TaxpayerNumber, bool) {
	if len(typed) > 64 {
		return TaxpayerNumber{}, false
	}
	var digits []byte
	var dashes []int // how many digits stand before each
	for _, r := range strings.TrimSpace(typed) {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case strings.ContainsRune("-‐‑‒–—−", r):
			dashes = append(dashes, len(digits))
		case misleading(r), strings.ContainsRune(" .\u00a0\u202f\u2007\u2009", r):
		default:
			return TaxpayerNumber{}, false
		}
	}
	if len(digits) != 9 {
		return TaxpayerNumber{}, false
	}
	text := string(digits)
	if want == "" {
		want = typeOf(text, dashes)
	}
	if !want.fits(text) {
		return TaxpayerNumber{}, false
	}
	return TaxpayerNumber{want, func() string { return text }}, true
}

// typeOf tells the type from how the number was written.
func typeOf(digits string, dashes []int) NumberType {
	switch {
	case len(dashes) == 1 && dashes[0] == 2:
		return EIN
	case validITIN(digits):
		return ITIN
	case validSSN(digits), sampleNumber(digits), len(dashes) > 0:
		return SSN
	}
	return EIN
}

func (t NumberType) fits(digits string) bool {
	switch t {
	case SSN:
		return validSSN(digits) || sampleNumber(digits)
	case ITIN:
		return validITIN(digits) || sampleNumber(digits)
	case EIN:
		return validEIN(digits)
	}
	return false
}

// validSSN follows the Social Security Administration: no area 000, 666 or 900 to 999, no group 00, no serial 0000; and the
// two numbers that were printed in advertisements were taken out of use.
func validSSN(d string) bool {
	return d[:3] != "000" && d[:3] != "666" && d[0] != '9' && d[3:5] != "00" && d[5:] != "0000" &&
		d != "078051120" && d != "219099999"
}

// validITIN follows the IRS: it begins with 9, and its fourth and fifth digits are 50 to 65, 70 to 88, 90 to 92 or 94 to 99.
func validITIN(d string) bool {
	middle := d[3:5]
	return d[0] == '9' && (middle >= "50" && middle <= "65" || middle >= "70" && middle <= "88" || middle >= "90" && middle <= "92" || middle >= "94")
}

// sampleNumber is one that nobody has and nobody will be given: no SSN begins with 9, and the IRS has taken 89 out of the
// middle of ITINs. People who are made up, in demos, samples and tests, have such numbers.
func sampleNumber(d string) bool { return d[0] == '9' && d[3:5] == "89" }

// validEIN is loose: the IRS adds prefixes as it needs them, and an employer whose prefix is new must not be turned away.
func validEIN(d string) bool { return d[:2] != "00" && d[2:] != "0000000" }
