package portal

import (
	"strings"
	"unicode"
)

// What a row of each kind of file says, once it was read. Reading a row never repeats in its problem what stands in it: the
// list of rejected rows is read by people and kept.

const (
	longestCoreKey     = 40
	longestTaxpayer    = 150 // a name, in code points
	longestAddressLine = 100
	longestTaxType     = 60
	longestLetter      = 40
)

// TaxpayerRow is a row of taxpayers.
type TaxpayerRow struct {
	Key     string
	Kind    TaxpayerKind
	Number  TaxpayerNumber
	Names   []TaxpayerName // the current one first
	Address TaxpayerAddress
}

// AccountRow is a row of tax accounts: one period of one, or one without periods.
type AccountRow struct {
	Taxpayer, Number, Type string
	Period                 TaxPeriod
}

// LetterRow is a row of issued letters.
type LetterRow struct {
	Taxpayer string
	Letter   IssuedLetter
}

// ReturnRow is a row of filed returns.
type ReturnRow struct {
	Taxpayer string
	Return   FiledReturn
	NoBank   bool // the file has no columns for it, and so says nothing about it
}

// DeathRow is a row of the death file. It names a number or a taxpayer.
type DeathRow struct {
	Number   TaxpayerNumber
	Taxpayer string
	DiedOn   Date
}

// ReadTaxpayerRow reads a row of taxpayers, or says what is wrong with it.
func ReadTaxpayerRow(h ImportHeader, row []string) (TaxpayerRow, *ImportReject) {
	f := &importFields{header: h, row: row}
	t := TaxpayerRow{Key: f.key("taxpayer", longestCoreKey)}
	switch strings.ToLower(f.raw("kind")) {
	case "person", "p", "individual", "i":
		t.Kind = Person
	case "organization", "organisation", "o", "business", "b":
		t.Kind = Organization
	default:
		f.wrong("kind", "Write person or organization.")
	}
	t.Number = f.number("number")
	if wanted := strings.ToUpper(f.raw("number_type")); wanted != "" && f.problem == nil {
		n, ok := ReadTaxpayerNumber(f.raw("number"), NumberType(wanted))
		if !ok {
			f.wrong("number", "This number is none of the type that stands in number_type.")
		}
		t.Number = n
	} else if t.Kind == Organization && t.Number.Type != EIN && !strings.Contains(f.raw("number"), "-") {
		if employer, can := t.Number.AsEmployer(); can {
			t.Number = employer // nine digits of an organization are an EIN
		}
	}
	f.names(&t)
	t.Address = f.address()
	f.withoutNumber(t.Number, "taxpayer", "first_name", "middle_name", "last_name", "suffix", "organization", "former_names", "address_1", "address_2", "city")
	return t, f.problem
}

func (f *importFields) names(t *TaxpayerRow) {
	current := TaxpayerName{}
	if t.Kind == Organization {
		current.Name = f.needed("organization", longestTaxpayer)
		current.Key = OrganizationKey(current.Name)
	} else {
		first, middle, last := f.needed("first_name", longestTaxpayer), f.text("middle_name", longestTaxpayer), f.needed("last_name", longestTaxpayer)
		current.Name = strings.Join(strings.Fields(first+" "+middle+" "+last+" "+f.text("suffix", 20)), " ")
		current.Key = PersonKey(first+" "+middle, last)
	}
	if !strings.ContainsFunc(current.Key, unicode.IsLetter) && !strings.ContainsFunc(current.Key, unicode.IsDigit) {
		f.wrong(map[bool]string{true: "organization", false: "last_name"}[t.Kind == Organization], "There is no letter in this name.")
	}
	t.Names = []TaxpayerName{current}
	for _, name := range strings.Split(f.text("former_names", 1000), "|") {
		former := TaxpayerName{Name: strings.TrimSpace(name), Former: true, Key: OrganizationKey(name)}
		if t.Kind == Person {
			given, family := SplitName(name)
			former.Name, former.Key = Spelt(name), PersonKey(given, family)
		}
		if former.Name != "" && former.Key != current.Key {
			t.Names = append(t.Names, former)
		}
	}
}

// address is the address on record; the zero one when no column of it says anything.
func (f *importFields) address() TaxpayerAddress {
	a := TaxpayerAddress{
		Line1: f.text("address_1", longestAddressLine), Line2: f.text("address_2", longestAddressLine), City: f.text("city", longestAddressLine),
		State: strings.ToUpper(f.text("state", 40)), PostalCode: strings.ToUpper(f.text("zip", 16)), Country: strings.ToUpper(f.text("country", 3)),
	}
	if a.IsZero() && a.Line2 == "" && a.State == "" {
		return TaxpayerAddress{}
	}
	if a.Country == "" || a.Country == "USA" {
		a.Country = "US"
	}
	if len(a.Country) != 2 || strings.ContainsFunc(a.Country, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		f.wrong("country", "Write the country’s two letters (ISO 3166), like US or MX.")
	}
	if a.Line1 == "" {
		f.wrong("address_1", "Nothing stands here, and the rest of an address does.")
	}
	if a.City == "" {
		f.wrong("city", "Nothing stands here, and the rest of an address does.")
	}
	if a.Country != "US" {
		return a
	}
	if len(a.State) != 2 {
		f.wrong("state", "Write the state’s two letters.")
	}
	digits := strings.ReplaceAll(strings.ReplaceAll(a.PostalCode, "-", ""), " ", "")
	if len(digits) != 5 && len(digits) != 9 || strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		f.wrong("zip", "A ZIP code has five digits, or nine. Spreadsheets drop zeros at its beginning: keep the column as text.")
		return a
	}
	if a.PostalCode = digits; len(digits) == 9 {
		a.PostalCode = digits[:5] + "-" + digits[5:]
	}
	return a
}

// ReadAccountRow reads a row of tax accounts, or says what is wrong with it.
func ReadAccountRow(h ImportHeader, row []string) (AccountRow, *ImportReject) {
	f := &importFields{header: h, row: row}
	a := AccountRow{Taxpayer: f.key("taxpayer", longestCoreKey), Number: f.key("account", longestCoreKey), Type: f.words("type")}
	if f.raw("period_begins") == "" && f.raw("period_ends") == "" && f.raw("period_status") == "" {
		return a, f.problem
	}
	a.Period.Begins, a.Period.Ends = f.date("period_begins"), f.date("period_ends")
	if a.Period.Ends < a.Period.Begins {
		f.wrong("period_ends", "The period ends before it begins.")
	}
	switch strings.ToLower(f.raw("period_status")) {
	case "open":
		a.Period.Open = true
	case "closed":
	default:
		f.wrong("period_status", "Write open or closed.")
	}
	return a, f.problem
}

// ReadLetterRow reads a row of issued letters, or says what is wrong with it.
func ReadLetterRow(h ImportHeader, row []string) (LetterRow, *ImportReject) {
	f := &importFields{header: h, row: row}
	l := LetterRow{Taxpayer: f.key("taxpayer", longestCoreKey), Letter: IssuedLetter{
		Number: f.key("letter", longestLetter), Kind: f.words("kind"), IssuedOn: f.date("issued"), Account: f.text("account", longestCoreKey),
	}}
	return l, f.problem
}

// ReadReturnRow reads a row of filed returns, or says what is wrong with it.
func ReadReturnRow(h ImportHeader, row []string) (ReturnRow, *ImportReject) {
	f := &importFields{header: h, row: row}
	r := ReturnRow{Taxpayer: f.key("taxpayer", longestCoreKey), Return: FiledReturn{
		Type: f.words("type"), PeriodEnds: f.date("period_ends"),
		Figures: ReturnFigures{FederalAGI: f.money("federal_agi"), TotalDue: f.money("total_due"), Refund: f.money("refund")},
	}}
	if g := r.Return.Figures; g.FederalAGI == nil && g.TotalDue == nil && g.Refund == nil {
		f.wrong("", "The row has no figure.")
	}
	r.NoBank = !h.Has("refund_routing") && !h.Has("refund_account")
	r.Return.RefundTo = f.bank("refund_routing", "refund_account")
	r.Return.Figures.BankLast4 = r.Return.RefundTo.Last4()
	return r, f.problem
}

// ReadDeathRow reads a row of the death file, or says what is wrong with it.
func ReadDeathRow(h ImportHeader, row []string) (DeathRow, *ImportReject) {
	f := &importFields{header: h, row: row}
	d := DeathRow{DiedOn: f.date("died")}
	if f.raw("number") == "" {
		d.Taxpayer = f.key("taxpayer", longestCoreKey)
		return d, f.problem
	}
	if d.Number = f.number("number"); d.Number.Type == EIN {
		f.wrong("number", "An organization’s number has no death. Write the number of a person.")
	}
	return d, f.problem
}
