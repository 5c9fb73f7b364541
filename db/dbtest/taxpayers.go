package dbtest

import (
	"io"
	"strings"
	"testing"

	"exchequer/portal"
)

// The taxpayers of tests, as the core system would export them. Their numbers lie in ranges that are never given out.
const (
	RosasNumber = "987-89-4320" // Rosa Delgado, who was Rosa Ibarra; a figure and a letter are known
	OtisNumber  = "987-89-4321" // Otis Delgado, of the same household
	MillNumber  = "12-3456789"  // Harmon Mill, a business
	NunasNumber = "987-89-4322" // Nuna Kalluk, who lives in Alaska
	DeadsNumber = "987-89-4323" // Ada Quill, who is on the death file

	RosasLetter = "L-2026-000417"
	RosasFigure = "48,250.00" // federal adjusted gross income of 2025
)

const (
	taxpayersFile = `taxpayer,kind,number_type,number,first_name,last_name,organization,former_names,address_1,address_2,city,state,zip
T-1,person,SSN,987-89-4320,Rosa,Delgado,,Rosa Ibarra,12 Alder Street,Apt 3,Harmon Falls,TK,56001
T-2,person,SSN,987-89-4321,Otis,Delgado,,,12 Alder St.,#3,Harmon Falls,TK,56001
T-3,organization,EIN,12-3456789,,,"Harmon Mill, LLC",,1 Quay Road,,Harmon Falls,TK,56003
T-4,person,SSN,987-89-4322,Nuna,Kalluk,,,4 Spruce Lane,,Nome,AK,99762
T-5,person,SSN,987-89-4323,Ada,Quill,,,77 Birch Road,,Harmon Falls,TK,56002
`
	accountsFile = `taxpayer,account,type,period_begins,period_ends,period_status
T-1,IIT-1001,Individual income tax,2026-01-01,2026-12-31,open
T-3,SUT-3001,Sales and use tax,2026-10-01,2026-12-31,open
`
	lettersFile = `taxpayer,letter,kind,issued,account
T-1,L-2026-000417,Notice of adjustment,2026-09-14,IIT-1001
T-2,L-2026-000418,Notice of adjustment,2026-09-14,
T-3,L-2026-000419,Notice of assessment,2026-09-14,SUT-3001
T-4,L-2026-000420,Notice of adjustment,2026-09-14,
T-5,L-2026-000421,Notice of adjustment,2026-09-14,
`
	returnsFile = `taxpayer,type,period_ends,federal_agi,total_due,refund
T-1,Individual income tax,2025-12-31,48250.00,1930.00,212.00
`
	deathsFile = `number,died
987-89-4323,2025-05-02
`
)

// Records imports the taxpayers of tests.
func (o *Office) Records(t testing.TB) {
	t.Helper()
	for _, f := range []struct {
		kind    portal.ImportKind
		content string
	}{
		{portal.ImportOfTaxpayers, taxpayersFile}, {portal.ImportOfAccounts, accountsFile}, {portal.ImportOfLetters, lettersFile},
		{portal.ImportOfReturns, returnsFile}, {portal.ImportOfDeaths, deathsFile},
	} {
		open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(f.content)), nil }
		i, err := o.Import(t.Context(), portal.SystemActor("tests"), f.kind, open, func(portal.Import) {})
		if err != nil || i.Counts.Rejected > 0 {
			t.Fatalf("import %s: %v, %d rejected", f.kind, err, i.Counts.Rejected)
		}
	}
}
