package handlers

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
	"exchequer/samples"
)

// importTown brings the first made-up taxpayers in with all their records.
func importTown(t testing.TB, o *dbtest.Office, n int) {
	t.Helper()
	for _, kind := range portal.ImportKinds {
		var file bytes.Buffer
		if err := samples.Write(&file, kind, n); err != nil {
			t.Fatal(err)
		}
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil }
		if _, err := o.Import(context.Background(), portal.SystemActor("test"), kind, open, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// town has taxpayers; it gives the id of the first of them.
func (o *tryOffice) town() string {
	importTown(o.t, o.Office, 3)
	found, err := o.FindTaxpayers(o.t.Context(), portal.SystemActor("test"), portal.TaxpayerSearch{Words: "delgado", Reason: "For a test of forms."})
	if err != nil || len(found.Lines) == 0 {
		o.t.Fatalf("%+v, %v", found, err)
	}
	return found.Lines[0].ID
}

func TestTheDeskOpensATaxpayerByNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		importTown(t, o, 10)
		v := visitorOf(t, o).signedIn(o.Hire(t, dbtest.Ines))
		rosa := samples.At(0)
		a := v.post("/desk/taxpayers", "search", rosa.Number, "reason", "Called about a letter.").must(http.StatusOK, "Rosa M Delgado", "SSN ending in "+rosa.Number[7:], "Rosa Ibarra", rosa.Letters[0].Number, rosa.Accounts[0].Number, "Called about a letter.")
		if strings.Contains(a.body, rosa.Number) || strings.Contains(a.at, rosa.Number[:6]) || strings.Contains(a.body, strings.ReplaceAll(rosa.Number, "-", "")) {
			t.Error("the number stands on the page or in its address")
		}
		v.post("/desk/taxpayers", "search", "999-89-9999", "reason", "Called about a letter.").must(http.StatusOK, "We found no taxpayer here.")
		v.post("/desk/taxpayers", "search", "nobody at all", "reason", "Called about a letter.").must(http.StatusOK, "We found no taxpayer here.")
		v.post("/desk/taxpayers", "search", "12345", "reason", "Called about a letter.").must(http.StatusUnprocessableEntity, "This is no taxpayer number that can be.")
	})
}

func TestTheDeskChoosesATaxpayerFromAList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		importTown(t, o, 10)
		v := visitorOf(t, o).signedIn(o.Hire(t, dbtest.Ines))
		a := v.post("/desk/taxpayers", "search", "Ibarra, Rosa", "reason", "Called about a letter.").must(http.StatusOK, "(former name)", "SSN ending in "+samples.At(0).Number[7:])
		id := regexp.MustCompile(`name="taxpayer" value="([^"]+)"`).FindStringSubmatch(a.body)
		if id == nil {
			t.Fatalf("nothing to choose: %s", text(a.body))
		}
		v.get("/desk/taxpayers/"+id[1]).must(http.StatusOK, "Why do you look?")
		v.post("/desk/taxpayers/looks", "taxpayer", id[1], "reason", "Called about a letter.").must(http.StatusOK, "Rosa M Delgado", "Who of the staff looked")
		v.get("/desk/taxpayers/"+id[1]).must(http.StatusOK, "Letters issued", "refund to the bank account ending in 0000", "Find their account, and open a case")
		v.get("/desk/taxpayers/nobody").must(http.StatusOK, "Why do you look?")
	})
}
