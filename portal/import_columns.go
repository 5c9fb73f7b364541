package portal

import (
	"fmt"
	"slices"
	"strings"
)

// ImportColumn is a column of a file from the core system.
type ImportColumn struct {
	Name    string
	Meaning string
	Needed  bool // the header must have it; what stands in it may depend on the row
}

// importColumns are all columns there are. The order of a file's columns does not matter.
var importColumns = map[ImportKind][]ImportColumn{
	ImportOfTaxpayers: {
		{"taxpayer", "the core system’s key of the taxpayer: letters, digits and dashes, never a taxpayer number", true},
		{"kind", "person or organization", true},
		{"number_type", "SSN, ITIN or EIN; told from the number when empty", false},
		{"number", "the taxpayer number: 123-45-6789, 123456789 or 12-3456789", true},
		{"first_name", "of a person", false},
		{"middle_name", "of a person, or initials", false},
		{"last_name", "of a person", false},
		{"suffix", "of a person: Jr., III", false},
		{"organization", "the name of an organization", false},
		{"former_names", "earlier or other names, with | between them: “Rosa Ibarra|Ibarra, Rosa M”", false},
		{"address_1", "street and number, or PO box; empty when there is no address on record", true},
		{"address_2", "apartment, suite", false},
		{"city", "", true},
		{"state", "two letters in the United States; a province elsewhere", true},
		{"zip", "ZIP code of five or nine digits; a postal code elsewhere", true},
		{"country", "two letters (ISO 3166); US when empty", false},
	},
	ImportOfAccounts: {
		{"taxpayer", "the core system’s key of the taxpayer", true},
		{"account", "the number of the tax account", true},
		{"type", "the kind of tax, as letters call it: “Sales and use tax”", true},
		{"period_begins", "first day of a period, 2026-01-01 or 1/1/2026; empty for an account without periods", false},
		{"period_ends", "last day of the period", false},
		{"period_status", "open or closed", false},
	},
	ImportOfLetters: {
		{"taxpayer", "the core system’s key of the taxpayer", true},
		{"letter", "the letter’s number, as printed on it", true},
		{"kind", "what letter it is: “Notice of assessment”", true},
		{"issued", "the day on the letter", true},
		{"account", "the tax account that it is about", false},
	},
	ImportOfReturns: {
		{"taxpayer", "the core system’s key of the taxpayer", true},
		{"type", "the kind of tax: “Individual income tax”", true},
		{"period_ends", "last day of the period", true},
		{"federal_agi", "federal adjusted gross income, 52310 or 52,310.00", false},
		{"total_due", "", false},
		{"refund", "", false},
		{"refund_routing", "routing number of the bank account to which the refund was to go; empty when the return names none; a file without this column and the next says nothing about banks, and what is known stays", false},
		{"refund_account", "its account number; we keep a keyed hash of both and the last four characters", false},
	},
	ImportOfDeaths: {
		{"number", "the taxpayer number of who died; or leave it empty and give the taxpayer", false},
		{"taxpayer", "the core system’s key of the taxpayer", false},
		{"died", "the day of the death", true},
	},
}

// Columns are the columns that a file of this kind may have.
func (k ImportKind) Columns() []ImportColumn { return slices.Clone(importColumns[k]) }

// ReadImportKind reads a kind; it answers false when there is none of that name.
func ReadImportKind(text string) (ImportKind, bool) {
	k := ImportKind(text)
	return k, slices.Contains(ImportKinds, k)
}

// ImportHeader says which field of a row is which column.
type ImportHeader struct {
	Kind  ImportKind
	Count int // fields of a row
	place map[string]int
}

// ReadImportHeader reads a file's first row. A problem names columns by their place and never repeats what stands there: a
// file without a header begins with someone's data.
func ReadImportHeader(kind ImportKind, fields []string) (ImportHeader, error) {
	h := ImportHeader{Kind: kind, Count: len(fields), place: map[string]int{}}
	columns := importColumns[kind]
	var unknown, missing, twice, known []string
	for _, c := range columns {
		known = append(known, c.Name)
	}
	for i, f := range fields {
		name := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(f)))
		switch _, again := h.place[name]; {
		case !slices.Contains(known, name):
			unknown = append(unknown, fmt.Sprint(i+1))
		case again:
			twice = append(twice, name)
		default:
			h.place[name] = i
		}
	}
	for _, c := range columns {
		if _, there := h.place[c.Name]; c.Needed && !there {
			missing = append(missing, c.Name)
		}
	}
	if kind == ImportOfDeaths && len(h.place) > 0 {
		_, byNumber := h.place["number"]
		_, byTaxpayer := h.place["taxpayer"]
		if !byNumber && !byTaxpayer {
			missing = append(missing, "number or taxpayer")
		}
	}
	names := strings.Join(known, ", ")
	switch {
	case len(h.place) == 0:
		return h, Refuse(Mend, "The first line is no header of a file of %s. It names the columns, with commas between them, in UTF-8: %s.", string(kind), names)
	case len(missing) > 0:
		return h, Refuse(Mend, "The header lacks %s. The columns of %s are: %s.", strings.Join(missing, ", "), string(kind), names)
	case len(twice) > 0:
		return h, Refuse(Mend, "The header names %s more than once.", strings.Join(twice, ", "))
	case len(unknown) > 0:
		return h, Refuse(Mend, "We do not know the header’s column %s, counted from the left. The columns of %s are: %s.", strings.Join(unknown, ", "), string(kind), names)
	}
	return h, nil
}

// Has reports that a file has a column.
func (h ImportHeader) Has(column string) bool { _, there := h.place[column]; return there }

// Field is what stands in a column of a row, "" when the file does not have the column.
func (h ImportHeader) Field(row []string, column string) string {
	if i, there := h.place[column]; there && i < len(row) {
		return row[i]
	}
	return ""
}
