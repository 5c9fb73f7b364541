package db_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
	"exchequer/samples"
)

// town imports the first made-up taxpayers with all their records.
func town(t *testing.T, o *dbtest.Office, n int) {
	t.Helper()
	for _, kind := range portal.ImportKinds {
		var file bytes.Buffer
		if err := samples.Write(&file, kind, n); err != nil {
			t.Fatal(err)
		}
		if got := bring(t, o, kind, file.String()); got.Counts.Rejected > 0 || got.Counts.New == 0 && kind != portal.ImportOfDeaths {
			rejects, _ := o.ImportRejects(context.Background(), dbtest.Walt, got.Number, false, 0, 5)
			t.Fatalf("%s: %+v %+v", kind, got.Counts, rejects)
		}
	}
}

func number(t testing.TB, text string) portal.TaxpayerNumber {
	t.Helper()
	n, ok := portal.ReadTaxpayerNumber(text, "")
	if !ok {
		t.Fatalf("%s is no number", text)
	}
	return n
}

func TestEverySampleIsFoundByItsNumberAndMatches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		const people = 200
		town(t, o, people)
		err := o.Act(context.Background(), dbtest.Walt, func(tx *db.Tx) error {
			tx.Bookkeeping()
			for i := range people {
				s := samples.At(i)
				r, err := tx.TaxpayerByNumber(number(t, s.Number))
				if err != nil || r.CoreKey != s.Key || r.Name() != s.Name() || r.Kind != s.Kind || r.Number.Last4 != s.Number[len(s.Number)-4:] || r.DiedOn != s.DiedOn {
					t.Fatalf("%s: %+v, %v", s.Key, r, err)
				}
				if again, err := tx.Taxpayer(r.ID); err != nil || again.Name() != r.Name() || again.Number != r.Number || again.DiedOn != r.DiedOn || again.Address() != r.Address() {
					t.Fatalf("%s by id: %+v, %v", s.Key, again, err)
				}
				claims := []portal.MatchClaim{{Name: s.Name(), Figure: portal.TotalDue, Cents: *s.Returns[0].Figures.TotalDue, Year: 2025}}
				if len(s.Letters) > 0 {
					claims = append(claims, portal.MatchClaim{Name: strings.ToUpper(s.Name()), Letter: strings.ToLower(s.Letters[0].Number)})
				}
				for _, c := range claims {
					if id, e, err := tx.MatchTaxpayer(number(t, s.Number), c); err != nil || id != r.ID || !e.Matched() {
						t.Errorf("%s does not match %+v: %s, %v", s.Key, c, e.ForTheRecord(), err)
					}
					stranger := samples.At(people + i)
					if id, e, err := tx.MatchTaxpayer(number(t, stranger.Number), c); err != nil || id != "" || e.Matched() {
						t.Errorf("an unknown number matches: %s, %v", e.ForTheRecord(), err)
					}
				}
			}
			_, err := tx.TaxpayerByNumber(number(t, samples.At(people).Number))
			if portal.CodeOf(err) != portal.NotFound {
				t.Errorf("an unknown number: %v", err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestNobodyYetIsNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		o.Act(context.Background(), dbtest.Walt, func(tx *db.Tx) error {
			tx.Bookkeeping()
			if _, err := tx.TaxpayerByNumber(number(t, "912-89-0001")); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("in an empty office: %v", err)
			}
			if id, e, err := tx.MatchTaxpayer(number(t, "912-89-0001"), portal.MatchClaim{Name: "Rosa Delgado", Letter: "1"}); id != "" || e.Matched() || err != nil {
				t.Errorf("in an empty office: %q %v", id, err)
			}
			return nil
		})
	})
}

func TestTheDeskFindsTaxpayersByNumberAndByName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		town(t, o, 60)
		const why = "Called about a letter."
		rosa := samples.At(0)
		for _, words := range []string{rosa.Number, strings.ReplaceAll(rosa.Number, "-", ""), strings.ReplaceAll(rosa.Number, "-", " ")} {
			found, err := o.FindTaxpayers(ctx, dbtest.Ines, portal.TaxpayerSearch{Words: words, Reason: why})
			if err != nil || found.ID == "" {
				t.Fatalf("%s: %+v, %v", words, found, err)
			}
			r, err := o.DeskTaxpayer(ctx, dbtest.Ines, found.ID)
			if err != nil || r.Name() != "Rosa M Delgado" || len(r.Accounts) == 0 || len(r.Accounts[0].Periods) != 2 || len(r.Letters) == 0 || len(r.Returns) == 0 || r.Look.Reason != why {
				t.Fatalf("%+v, %v", r, err)
			}
			shown := r.Returns[0].Figures
			shown.BankLast4 = "" // by which a clerk tells two accounts apart
			if shown != (portal.ReturnFigures{}) {
				t.Error("the desk sees figures")
			}
		}
		for _, words := range []string{"delgado", "Rosa Delgado", "DELGADO, ROSA", "rosa ibarra", "Délgado"} {
			found, err := o.FindTaxpayers(ctx, dbtest.Ines, portal.TaxpayerSearch{Words: words, Reason: why})
			there := false
			for _, l := range found.Lines {
				there = there || l.Number.Last4 == rosa.Number[7:]
			}
			if err != nil || !there {
				t.Errorf("%s: %+v, %v", words, found.Lines, err)
			}
		}
		for words, code := range map[string]portal.Code{"999-89-9999": portal.NotFound, "123-45-0000": portal.Mend, "12345": portal.Mend, "a": portal.Mend, "": portal.Mend} {
			if _, err := o.FindTaxpayers(ctx, dbtest.Ines, portal.TaxpayerSearch{Words: words, Reason: why}); portal.CodeOf(err) != code {
				t.Errorf("%q: %v", words, err)
			}
		}
		for _, reason := range []string{"", "because", "Called about " + rosa.Number + "."} {
			if _, err := o.FindTaxpayers(ctx, dbtest.Ines, portal.TaxpayerSearch{Words: "delgado", Reason: reason}); portal.CodeOf(err) != portal.Mend {
				t.Errorf("the reason %q: %v", reason, err)
			}
		}
		if found, err := o.FindTaxpayers(ctx, dbtest.Ines, portal.TaxpayerSearch{Words: "Zzyzx", Reason: why}); err != nil || len(found.Lines) > 0 {
			t.Errorf("nobody: %+v, %v", found, err)
		}
	})
}

func TestATaxpayerIsOpenForAnHourToWhoSaidWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		town(t, o, 3)
		found, err := o.FindTaxpayers(ctx, dbtest.Ines, portal.TaxpayerSearch{Words: "delgado", Reason: "Called about a letter."})
		if err != nil || len(found.Lines) != 1 {
			t.Fatalf("%+v, %v", found, err)
		}
		id := found.Lines[0].ID
		closed := func(actor portal.Actor, code portal.Code) {
			t.Helper()
			if _, err := o.DeskTaxpayer(ctx, actor, id); portal.CodeOf(err) != code {
				t.Errorf("%s: %v", actor.Name, err)
			}
		}
		closed(dbtest.Ines, portal.Conflict)
		if err := o.LookAtTaxpayer(ctx, dbtest.Ines, id, "short"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a reason that says nothing: %v", err)
		}
		if err := o.LookAtTaxpayer(ctx, dbtest.Ines, "nobody", "Called about a letter."); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("nobody: %v", err)
		}
		if err := o.LookAtTaxpayer(ctx, dbtest.Ines, id, "Called about a letter."); err != nil {
			t.Fatal(err)
		}
		closed(dbtest.Ines, "")
		closed(dbtest.Tomas, portal.Conflict)
		other := dbtest.Ines
		other.Session = "another"
		closed(other, portal.Conflict)
		for _, actor := range []portal.Actor{dbtest.Walt, dbtest.Petra, dbtest.Rosa, dbtest.Nobody} {
			closed(actor, portal.Forbidden)
			if _, err := o.FindTaxpayers(ctx, actor, portal.TaxpayerSearch{Words: "delgado", Reason: "Called about a letter."}); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s finds: %v", actor.Name, err)
			}
			if err := o.LookAtTaxpayer(ctx, actor, id, "Called about a letter."); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s looks: %v", actor.Name, err)
			}
		}
		o.Clock.Add(time.Hour)
		closed(dbtest.Ines, portal.Conflict)
	})
}

func TestWhatIsImportedAndFoundLiesNowhereInTheClear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		bring(t, o, portal.ImportOfTaxpayers, taxpayerHeader+rosaRow)
		bring(t, o, portal.ImportOfDeaths, "number,died\n912-89-0001,2026-01-01\n")
		bring(t, o, portal.ImportOfReturns, "taxpayer,type,period_ends,federal_agi\nTP-1,Income,2025-12-31,\"98,765.43\"\n")
		o.FindTaxpayers(context.Background(), dbtest.Ines, portal.TaxpayerSearch{Words: "912-89-0001", Reason: "Called about a letter."})
		o.FindTaxpayers(context.Background(), dbtest.Ines, portal.TaxpayerSearch{Words: "912-89-0002", Reason: "Called about a letter."})
		dbtest.Absent(t, o, "912-89-0001", "912890001", "912 89 0001", "912-89-0002", "912890002", "9876543", "98765.43")
	})
}

func TestNoSearchForTaxpayersWalksThroughAllOfThem(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	for name, query := range db.TaxpayerQueries {
		args := make([]any, strings.Count(query, "$"))
		for i := range args {
			args[i] = ""
		}
		plan, err := o.PlanOf(query, args...)
		many := name == "named" || name == "number" // the others read one taxpayer's few rows, which may be sorted
		if err != nil || strings.Contains(plan, "SCAN") || many && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: %v\n%s", name, err, plan)
		}
	}
}
