package handlers

import (
	"net/http"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

const (
	deathsFile = "number,died\n912-89-0001,2026-01-01\n912-89-0002,someday\n"
	deathsName = "deaths.csv"
)

func TestAnAdministratorImportsAFileAfterLookingAtIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		r := &room{t: t, Office: o}
		walt := visitorOf(t, o).signedIn(o.Hire(t, dbtest.Walt))
		work := func() {
			t.Helper()
			if err := o.WorkImports(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		walt.get("/office/imports").must(http.StatusOK, "Nothing yet.", "period_begins")
		r.upload(walt, "/office/imports", []string{"kind", "deaths"}, []string{deathsName, deathsFile})
		walt.get("/office/imports/1").must(http.StatusOK, "Being counted", "Look again")
		work()
		page := walt.get("/office/imports/1").must(http.StatusOK, "Waits for you", "Nothing has come in yet.", "This is no day.", "Line Column Why 3 died")
		if strings.Contains(page.body, "912") || strings.Contains(page.body, "someday") {
			t.Error("the page repeats what stood in the file")
		}
		deaths := func() (n int) {
			o.Raw(t).QueryRow(`SELECT COUNT(*) FROM deaths`).Scan(&n)
			return n
		}
		if deaths() != 0 {
			t.Error("something came in before anyone had agreed")
		}
		walt.post("/office/imports/1/confirmation").must(http.StatusOK, "Coming in")
		work()
		walt.get("/office/imports/1").must(http.StatusOK, "Done", "What has changed", "This is no day.")
		if deaths() != 1 {
			t.Error("nothing came in")
		}
		list := walt.get("/office/imports/1/rejects.csv").must(http.StatusOK)
		if list.body != "line,column,reason\n3,died,This is no day. Write it as 2026-04-15 or 4/15/2026.\n" || !strings.HasPrefix(list.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("the list: %v %s", list.Header(), list.body)
		}
		walt.post("/office/imports/1/confirmation").must(http.StatusConflict)
		r.upload(walt, "/office/imports", []string{"kind", "deaths"}, []string{deathsName, deathsFile})
		work()
		walt.get("/office/imports/2").must(http.StatusOK, "New 0 Changed 0 The same 1 Rejected 1")
		walt.post("/office/imports/2/withdrawal").must(http.StatusOK, "Withdrawn")
		walt.get("/office/imports").must(http.StatusOK, "Import 2: deaths", "Import 1: deaths")
		walt.get("/office/imports/3").must(http.StatusNotFound)
		walt.get("/office/imports/x").must(http.StatusNotFound)
		walt.get("/office/imports?below=2").must(http.StatusOK, "Import 1: deaths", "Newest")
		dbtest.Absent(t, o, "912-89-0001", "912890001", "912-89-0002", "912890002")
	})
}

func TestAFileThatIsNoneIsRefusedAtTheOffice(t *testing.T) {
	o := dbtest.Open(t, "sqlite")
	r := &room{t: t, Office: o}
	walt := visitorOf(t, o).signedIn(o.Hire(t, dbtest.Walt))
	for name, files := range map[string][]string{
		"Choose a CSV file.":                       nil,
		"We do not take files like deaths.pdf":     {"deaths.pdf", "%PDF-1.4"},
		"is not what its name says":                {deathsName, "\x00\x01\x02"},
		"The first line is no header":              {deathsName, "912-89-0001,2026-01-01\n"},
		"The header lacks died.":                   {deathsName, "number,when\n"},
		"There is nothing in deaths.csv":           {deathsName, ""},
		"We do not know the header’s column 3, co": {deathsName, "number,died,912890001\n"},
	} {
		a := r.upload(walt, "/office/imports", []string{"kind", "deaths"}, files)
		if a.must(http.StatusUnprocessableEntity, name); strings.Contains(a.body, "912") {
			t.Errorf("%s: the page repeats the file", name)
		}
	}
	if all, err := o.Imports(t.Context(), dbtest.Walt, 0); err != nil || len(all) > 0 {
		t.Errorf("%d imports, %v", len(all), err)
	}
}

func TestImportsAreForAdministratorsAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for _, actor := range []portal.Actor{dbtest.Ines, dbtest.Sunita, dbtest.Petra, dbtest.Rosa} {
			ctx := t.Context()
			_, one := o.ImportRecord(ctx, actor, 1)
			_, all := o.Imports(ctx, actor, 0)
			for what, err := range map[string]error{"one": one, "all": all, "confirm": o.ConfirmImport(ctx, actor, 1), "withdraw": o.WithdrawImport(ctx, actor, 1), "take": o.TakeImportRejects(ctx, actor, 1)} {
				if portal.CodeOf(err) != portal.Forbidden {
					t.Errorf("%s, %s: %v", actor.Name, what, err)
				}
			}
		}
	})
}
