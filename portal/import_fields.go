package portal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// importFields reads one row and keeps its first problem.
type importFields struct {
	header  ImportHeader
	row     []string
	problem *ImportReject
}

func (f *importFields) wrong(column, reason string) {
	if f.problem == nil {
		f.problem = &ImportReject{Column: column, Reason: reason}
	}
}

func (f *importFields) raw(column string) string {
	return strings.TrimSpace(f.header.Field(f.row, column))
}

// text is what stands in a column, cleaned. It may not hold a taxpayer number: only the column for it is sealed.
func (f *importFields) text(column string, most int) string {
	raw := f.raw(column)
	if raw == "" {
		return ""
	}
	switch {
	case !utf8.ValidString(raw):
		f.wrong(column, "Some characters are not UTF-8. Save the file as CSV in UTF-8.")
		return ""
	case utf8.RuneCountInString(raw) > most:
		f.wrong(column, "This is too long.")
		return ""
	}
	text, _ := CleanText(raw, most, false)
	if HoldsTaxpayerNumber(text) {
		f.wrong(column, "A taxpayer number may stand in the column for it and nowhere else.")
	}
	return strings.Join(strings.Fields(text), " ")
}

func (f *importFields) needed(column string, most int) string {
	text := f.text(column, most)
	if text == "" {
		f.wrong(column, "Nothing stands here.")
	}
	return text
}

// words are a column that says in words what something is.
func (f *importFields) words(column string) string {
	text := f.needed(column, longestTaxType)
	if MayHoldTaxpayerNumber(text) {
		f.wrong(column, "A taxpayer number may stand in the column for it and nowhere else.")
	}
	return text
}

// key is a key or a number of the core system.
func (f *importFields) key(column string, most int) string {
	key := f.needed(column, most)
	if strings.ContainsFunc(key, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-._/ ", r)
	}) || key != "" && LetterKey(key) == "" {
		f.wrong(column, "A key has letters, digits, dashes, points and slashes.")
	}
	return key
}

func (f *importFields) date(column string) Date {
	if f.raw(column) == "" {
		f.wrong(column, "Nothing stands here.")
		return ""
	}
	date, ok := ReadDate(f.raw(column))
	if !ok {
		f.wrong(column, "This is no day. Write it as 2026-04-15 or 4/15/2026.")
	}
	return date
}

func (f *importFields) money(column string) *int64 {
	if f.raw(column) == "" {
		return nil
	}
	cents, ok := ReadMoney(f.raw(column))
	if !ok {
		f.wrong(column, "This is no amount. Write it as 1234.50 or 1,234.50.")
	}
	return &cents
}

// bank is a bank account in two columns, the zero one when neither says anything.
func (f *importFields) bank(routing, account string) BankAccount {
	if f.raw(routing) == "" && f.raw(account) == "" {
		return BankAccount{}
	}
	b, routingFits, accountFits := ReadBankAccount(f.raw(routing), f.raw(account))
	if !routingFits {
		f.wrong(routing, "This is no bank’s routing number: nine digits, the last of which checks the others.")
	}
	if !accountFits {
		f.wrong(account, "This is no account number that can be: 4 to 17 digits or letters.")
	}
	return b
}

func (f *importFields) number(column string) TaxpayerNumber {
	if f.raw(column) == "" {
		f.wrong(column, "Nothing stands here.")
		return TaxpayerNumber{}
	}
	n, ok := ReadTaxpayerNumber(f.raw(column), "")
	if !ok {
		f.wrong(column, "This is no taxpayer number that can be: nine digits, in a range that is given out.")
	}
	return n
}

// withoutNumber refuses the row's own number in columns that are not sealed.
func (f *importFields) withoutNumber(n TaxpayerNumber, columns ...string) {
	if n.IsZero() {
		return
	}
	for _, column := range columns {
		if HoldsDigits(f.raw(column), n.Reveal()) {
			f.wrong(column, "The taxpayer number may stand in the column for it and nowhere else.")
		}
	}
}

// HoldsDigits reports that a text holds the digits, whatever stands between them.
func HoldsDigits(text, digits string) bool { return strings.Contains(digitsOf(text), digits) }

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// NinesIn are all rows of nine digits in a text, whatever stands between them: one of them may be a taxpayer number.
func NinesIn(text string) (nines []string) {
	digits := digitsOf(text)
	for i := 0; i+9 <= len(digits); i++ {
		nines = append(nines, digits[i:i+9])
	}
	return nines
}
