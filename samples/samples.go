// Package samples makes taxpayers up: as many as wanted, the same ones every time, with numbers that nobody has. The demo is
// filled with them, `exchequer demo --samples` writes them out as the files that a core system would send, and the bench
// measures an import of a million.
package samples

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"

	"exchequer/portal"
)

// Most is how many taxpayers there can be with numbers of their own.
const Most = 1_000_000

// Taxpayer is one of the made-up, with all that the core system has of them.
type Taxpayer struct {
	Key                         string
	Kind                        portal.TaxpayerKind
	NumberType                  portal.NumberType
	Number                      string // as it is usually written
	First, Middle, Last, Suffix string
	Organization                string
	Former                      []string
	Address                     portal.TaxpayerAddress
	Accounts                    []portal.TaxAccount
	Letters                     []portal.IssuedLetter
	Returns                     []portal.FiledReturn
	DiedOn                      portal.Date
}

// Name is the name in the order in which it is spoken.
func (t Taxpayer) Name() string {
	if t.Kind == portal.Organization {
		return t.Organization
	}
	return strings.Join(strings.Fields(t.First+" "+t.Middle+" "+t.Last+" "+t.Suffix), " ")
}

// known are the first ones: the made-up public of the demo who have accounts, so that their accounts can be joined to their
// records.
var known = []Taxpayer{
	{First: "Rosa", Middle: "M", Last: "Delgado", Former: []string{"Rosa Ibarra"}},
	{First: "Marcus", Last: "Whitfield"},
	{First: "Alma", Last: "Reyes Muñoz"},
	{First: "Carmen", Last: "Ibarra"},
	{First: "Gordon", Last: "Pike", Suffix: "Jr."},
	{First: "Hyun-woo", Last: "Park"},
	{First: "Rosalind", Last: "Achebe"},
	{First: "Marta", Last: "Whitfield", Former: []string{"Marta Kowalczyk"}},
}

// At is the made-up taxpayer of a place, from 0 on. It is the same one every time.
func At(i int) Taxpayer {
	r := rand.New(rand.NewPCG(2026, uint64(i)))
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	t := Taxpayer{Key: fmt.Sprintf("TP-%07d", i+1)}
	number := (i*7919 + 4320) % Most // every place its own, and neighbours far apart
	switch {
	case i < len(known):
		k := known[i]
		t.First, t.Middle, t.Last, t.Suffix, t.Former = k.First, k.Middle, k.Last, k.Suffix, k.Former
		t.Kind = portal.Person
	case r.IntN(10) == 0:
		t.Kind = portal.Organization
		t.Organization = pick(firmWords) + " " + pick(firmTrades) + " " + pick(firmForms)
		if r.IntN(8) == 0 {
			t.Former = []string{pick(firmWords) + " " + pick(firmTrades) + " Co."}
		}
	default:
		t.Kind = portal.Person
		t.First, t.Last = pick(givenNames), pick(familyNames)
		if r.IntN(3) > 0 {
			t.Middle = pick(middleNames)
		}
		if r.IntN(20) == 0 {
			t.Suffix = pick(suffixNames)
		}
		if r.IntN(12) == 0 {
			t.Former = []string{t.First + " " + pick(familyNames)}
		}
	}
	if t.Kind == portal.Organization {
		t.NumberType, t.Number = portal.EIN, fmt.Sprintf("89-%07d", number+1) // the IRS gives no EIN that begins with 89
	} else {
		t.NumberType, t.Number = portal.SSN, fmt.Sprintf("9%02d-89-%04d", number/10_000, number%10_000)
	}
	t.Address = address(r, pick)
	t.records(i, r)
	return t
}

func address(r *rand.Rand, pick func([]string) string) portal.TaxpayerAddress {
	if r.IntN(60) == 0 {
		return portal.TaxpayerAddress{Line1: fmt.Sprintf("Av. Juárez %d", 1+r.IntN(900)), City: "Monterrey", State: "NL", PostalCode: fmt.Sprint(64000 + r.IntN(900)), Country: "MX"}
	}
	town := towns[r.IntN(len(towns))]
	a := portal.TaxpayerAddress{Line1: fmt.Sprint(100+r.IntN(4900)) + " " + pick(streets), City: town.name, State: "TK", PostalCode: town.zip, Country: "US"}
	switch r.IntN(9) {
	case 0:
		a.Line2 = fmt.Sprint("Apt ", 1+r.IntN(40))
	case 1:
		a.Line1 = fmt.Sprint("PO Box ", 10+r.IntN(9000))
	case 2:
		a.PostalCode += fmt.Sprintf("-%04d", 1000+r.IntN(9000))
	}
	return a
}

// records are tax accounts, letters, returns and a death.
func (t *Taxpayer) records(i int, r *rand.Rand) {
	kinds := taxTypes[:1]
	if t.Kind == portal.Organization {
		kinds = taxTypes[1+r.IntN(2):]
	}
	for n, kind := range kinds {
		a := portal.TaxAccount{Number: fmt.Sprintf("%07d-%02d", i+1, n+1), Type: kind}
		for year := 2025; year >= 2024; year-- {
			a.Periods = append(a.Periods, portal.TaxPeriod{Begins: date(year, 1, 1), Ends: date(year, 12, 31), Open: year == 2025 && r.IntN(3) > 0})
		}
		t.Accounts = append(t.Accounts, a)
	}
	for n := range r.IntN(3) + min(1, max(0, 20-i)) { // the first ones have one at least
		t.Letters = append(t.Letters, portal.IssuedLetter{Number: fmt.Sprintf("L%d-%07d", n+1, i+1), Kind: letterKinds[r.IntN(len(letterKinds))],
			IssuedOn: date(2026, 1+r.IntN(10), 1+r.IntN(28)), Account: t.Accounts[0].Number})
	}
	for year := 2025; year > 2025-1-r.IntN(2); year-- {
		agi := int64(12_000+r.IntN(140_000)) * 100
		due, refund := int64(0), int64(r.IntN(2_500))*100
		if r.IntN(2) == 0 {
			due, refund = int64(r.IntN(9_000))*100, 0
		}
		f := portal.FiledReturn{Type: t.Accounts[0].Type, PeriodEnds: date(year, 12, 31), Figures: portal.ReturnFigures{TotalDue: &due, Refund: &refund}, RefundTo: bank(i)}
		if t.Kind == portal.Person {
			f.Figures.FederalAGI = &agi
		}
		t.Returns = append(t.Returns, f)
	}
	if t.Kind == portal.Person && i >= len(known) && r.IntN(60) == 0 {
		t.DiedOn = date(2026, 1+r.IntN(9), 1+r.IntN(28))
	}
}

// SharedBank are the places of a few people who have nothing in common but the bank account to which their refunds go: a claim
// for any of them is looked at.
var SharedBank = [...]int{40, 47, 53, 61}

// bank is the account to which the refunds of a place go, at a bank that there is not: its routing number has a right
// checksum and was never given out. Every third taxpayer takes checks.
func bank(i int) portal.BankAccount {
	number := 500_000_000 + i
	if slices.Contains(SharedBank[:], i) {
		number = 400_006_402
	} else if i%3 == 2 {
		return portal.BankAccount{}
	}
	b, _, _ := portal.ReadBankAccount(madeUpRouting, fmt.Sprint(number))
	return b
}

const madeUpRouting = "129999995"

func date(year, month, day int) portal.Date {
	return portal.Date(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
}

// Write writes the file of a kind for the first n made-up taxpayers, as their core system would send it.
func Write(to io.Writer, kind portal.ImportKind, n int) error {
	out := csv.NewWriter(to)
	var header []string
	for _, c := range kind.Columns() {
		header = append(header, c.Name)
	}
	out.Write(header) // the first failure is kept and told by Error
	for i := range min(n, Most) {
		t := At(i)
		for _, row := range t.rows(kind) {
			out.Write(row)
		}
	}
	out.Flush()
	return out.Error()
}

// rows are those of one file, in the order of its kind's columns.
func (t Taxpayer) rows(kind portal.ImportKind) (rows [][]string) {
	switch kind {
	case portal.ImportOfTaxpayers:
		a := t.Address
		rows = append(rows, []string{t.Key, string(t.Kind), string(t.NumberType), t.Number, t.First, t.Middle, t.Last, t.Suffix, t.Organization, strings.Join(t.Former, "|"),
			a.Line1, a.Line2, a.City, a.State, a.PostalCode, a.Country})
	case portal.ImportOfAccounts:
		for _, account := range t.Accounts {
			for _, p := range account.Periods {
				rows = append(rows, []string{t.Key, account.Number, account.Type, string(p.Begins), string(p.Ends), map[bool]string{true: "open", false: "closed"}[p.Open]})
			}
		}
	case portal.ImportOfLetters:
		for _, l := range t.Letters {
			rows = append(rows, []string{t.Key, l.Number, l.Kind, string(l.IssuedOn), l.Account})
		}
	case portal.ImportOfReturns:
		for _, r := range t.Returns {
			routing, account, _ := strings.Cut(r.RefundTo.Reveal(), "/")
			rows = append(rows, []string{t.Key, r.Type, string(r.PeriodEnds), dollars(r.Figures.FederalAGI), dollars(r.Figures.TotalDue), dollars(r.Figures.Refund), routing, account})
		}
	case portal.ImportOfDeaths:
		if t.DiedOn != "" {
			rows = append(rows, []string{t.Number, "", string(t.DiedOn)})
		}
	}
	return rows
}

func dollars(cents *int64) string {
	if cents == nil {
		return ""
	}
	return fmt.Sprintf("%d.%02d", *cents/100, *cents%100)
}
