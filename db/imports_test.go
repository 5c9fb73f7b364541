package db_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

const taxpayerHeader = "taxpayer,kind,number_type,number,first_name,middle_name,last_name,suffix,organization,former_names,address_1,address_2,city,state,zip,country\n"

const rosaRow = "TP-1,person,SSN,912-89-0001,Rosa,M,Delgado,,,Rosa Ibarra,412 N Oak St,Apt 3,Fernwick,TK,56010,US\n"
const bakeryRow = "TP-2,organization,EIN,89-0000002,,,,,Fernwick Bakery LLC,,1 Main St,,Fernwick,TK,56010,\n"

func bring(t *testing.T, o *dbtest.Office, kind portal.ImportKind, file string) portal.Import {
	t.Helper()
	i, err := tryBring(o, kind, file)
	if err != nil {
		t.Fatalf("import %s: %v", kind, err)
	}
	return i
}

func tryBring(o *dbtest.Office, kind portal.ImportKind, file string) (portal.Import, error) {
	return o.Import(context.Background(), dbtest.Walt, kind, opens(file), nil)
}

func opens(file string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil }
}

func counts(n, changed, same, rejected int64) portal.ImportCounts {
	return portal.ImportCounts{New: n, Changed: changed, Same: same, Rejected: rejected}
}

func TestAnImportTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		files := []struct {
			kind portal.ImportKind
			file string
			rows int64
		}{
			{portal.ImportOfTaxpayers, taxpayerHeader + rosaRow + bakeryRow, 2},
			{portal.ImportOfAccounts, "type,taxpayer,account,period_begins,period_ends,period_status\nSales tax,TP-2,S-77,2026-01-01,2026-03-31,open\nSales tax,TP-2,S-77,2026-04-01,2026-06-30,open\nIncome tax,TP-1,I-5,,,\n", 3},
			{portal.ImportOfLetters, "taxpayer,letter,kind,issued,account\nTP-1,L-2026-0001,Notice of assessment,4/15/2026,I-5\n", 1},
			{portal.ImportOfReturns, "taxpayer,type,period_ends,federal_agi,total_due,refund\nTP-1,Income tax,2025-12-31,\"52,310.00\",,412\n", 1},
			{portal.ImportOfDeaths, "number,taxpayer,died\n912890009,,2026-02-01\n,TP-1,2026-03-01\n", 2},
		}
		for _, f := range files {
			if got := bring(t, o, f.kind, f.file); got.Counts != counts(f.rows, 0, 0, 0) || got.State != portal.ImportDone {
				t.Fatalf("%s: %+v", f.kind, got)
			}
		}
		for _, f := range files {
			spoilt := "\ufeff" + strings.ReplaceAll(f.file, "\n", "\r\n")
			if got := bring(t, o, f.kind, spoilt); got.Counts != counts(0, 0, f.rows, 0) {
				t.Fatalf("%s again: %+v", f.kind, got.Counts)
			}
		}
	})
}

func TestColumnsStandInAnyOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		file := "ZIP,State,City,address 1,Number,last_name,First-Name,kind,taxpayer\n56010,TK,Fernwick,\"412 N Oak St, \"\"rear\"\"\nBuilding 2\",912890001,Delgado,Rosa,person,TP-1\n"
		if got := bring(t, o, portal.ImportOfTaxpayers, file); got.Counts != counts(1, 0, 0, 0) {
			t.Fatalf("%+v", got.Counts)
		}
	})
}

func TestAHeaderThatIsWrongChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for _, file := range []string{
			"", "\n", rosaRow, "taxpayer;kind;number\n", "taxpayer,kind,number,first_name\n" + rosaRow, strings.Replace(taxpayerHeader, "suffix", "sufix", 1) + rosaRow,
			strings.Replace(taxpayerHeader, "suffix", "kind", 1) + rosaRow, "\xff\xfet\x00a\x00", "\"taxpayer\n" + rosaRow, strings.Repeat("x", 200_000),
		} {
			_, err := tryBring(o, portal.ImportOfTaxpayers, file)
			if portal.CodeOf(err) != portal.Mend {
				t.Errorf("%.40q: %v", file, err)
			} else if strings.Contains(err.Error(), "912") || strings.Contains(err.Error(), "Rosa") {
				t.Errorf("the refusal repeats the file: %v", err)
			}
		}
		var n int
		if err := o.Raw(t).QueryRow(`SELECT (SELECT COUNT(*) FROM taxpayers) + (SELECT COUNT(*) FROM imports) + (SELECT COUNT(*) FROM audit)`).Scan(&n); err != nil || n != 0 {
			t.Fatalf("%d rows, %v", n, err)
		}
	})
}

func TestEveryBadRowIsToldWithLineColumnAndReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		row := func(key, kind, kindOfNumber, number, first, last, rest string) string {
			return strings.Join([]string{key, kind, kindOfNumber, number, first, "", last, "", "", rest}, ",") + "\n"
		}
		const home = ",1 Main St,,Fernwick,TK,56010,"
		rows := []struct{ row, column string }{
			{rosaRow, ""},
			{row("", "person", "", "912890002", "A", "B", home), "taxpayer"},
			{row("TP-3", "cat", "", "912890002", "Ann", "Bee", home), "kind"},
			{row("TP-3", "person", "", "123", "Ann", "Bee", home), "number"},
			{row("TP-3", "person", "EIN", "666-12-3456", "Ann", "Bee", home), "number"},
			{row("TP-3", "person", "", "912890002", "", "Bee", home), "first_name"},
			{row("TP-3", "person", "", "912890002", "Ann", "912-89-0002", home), "last_name"},
			{row("TP-912890002", "person", "", "912890002", "Ann", "Bee", home), "taxpayer"},
			{row("TP-3", "person", "", "912890002", "Ann", "Bee", ",1 Main St,,Fernwick,TK,501,"), "zip"},
			{row("TP-3", "person", "", "912890002", "Ann", "Bee", ",1 Main St,,Fernwick,Tamarack,56010,"), "state"},
			{row("TP-3", "person", "", "912890002", "Ann", "Bee", ",,,Fernwick,TK,56010,"), "address_1"},
			{row("TP-3", "person", "", "912890002", "Ann", "Bee", ",1 Main St,,Fernwick,TK,56010,Utopia"), "country"},
			{row("TP-3", "person", "", "912890001", "Ann", "Bee", home), "number"}, // Rosa's, in this very file
			{row("TP-1", "person", "", "912890003", "Ann", "Bee", home), ""},       // Rosa again
			{"TP-4,person\n", ""},
			{"TP-4,\"person,912890004\n", ""},
			{row("TP-4", "person", "", "912890004", "\xff\xfe", "Bee", home), "first_name"},
			{bakeryRow, ""},
		}
		file := taxpayerHeader
		for _, r := range rows {
			file += r.row
		}
		got := bring(t, o, portal.ImportOfTaxpayers, file)
		if got.Counts != counts(2, 0, 0, int64(len(rows)-2)) {
			t.Errorf("%+v", got.Counts)
		}
		rejects, err := o.ImportRejects(context.Background(), dbtest.Walt, got.Number, false, 0, 100)
		if err != nil || len(rejects) != len(rows)-2 {
			t.Fatalf("%d rejects, %v: %+v", len(rejects), err, rejects)
		}
		for i, r := range rejects {
			want := rows[i+1]
			if r.Line != int64(i+3) || r.Column != want.column || r.Reason == "" || strings.Contains(r.Reason, "91289") {
				t.Errorf("line %d is told as %+v, not at %q", i+3, r, want.column)
			}
		}
	})
}

func TestAnImportKeepsWhatWasSoBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		bring(t, o, portal.ImportOfTaxpayers, taxpayerHeader+rosaRow+bakeryRow)
		moved := "TP-1,person,SSN,912-89-0005,Rosa,M,Delgado Whitfield,,,,9 Elm Dr,,Three Rivers,TK,56014,US\n"
		if got := bring(t, o, portal.ImportOfTaxpayers, taxpayerHeader+moved+bakeryRow); got.Counts != counts(0, 1, 1, 0) {
			t.Fatalf("%+v", got.Counts)
		}
		if got := bring(t, o, portal.ImportOfTaxpayers, taxpayerHeader+moved); got.Counts != counts(0, 0, 1, 0) {
			t.Fatalf("the change once more: %+v", got.Counts)
		}
		found, err := o.FindTaxpayers(ctx, dbtest.Ines, portal.TaxpayerSearch{Words: "912-89-0005", Reason: "Called about her letter."})
		if err != nil {
			t.Fatal(err)
		}
		r, err := o.DeskTaxpayer(ctx, dbtest.Ines, found.ID)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, n := range r.Names {
			names = append(names, n.Name)
		}
		if got := strings.Join(names, "|"); got != "Rosa M Delgado Whitfield|Rosa M Delgado|Rosa Ibarra" {
			t.Errorf("names: %s", got)
		}
		if r.Address().City != "Three Rivers" || len(r.Addresses) != 2 || r.Addresses[1].City != "Fernwick" || r.Addresses[1].SupersededAt.IsZero() {
			t.Errorf("addresses: %+v", r.Addresses)
		}
		if r.Number.String() != "SSN ending in 0005" {
			t.Errorf("number: %s", r.Number)
		}
		if _, err := o.FindTaxpayers(ctx, dbtest.Ines, portal.TaxpayerSearch{Words: "912-89-0001", Reason: "Called about her letter."}); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("the older number: %v", err)
		}
		for _, change := range []string{`UPDATE taxpayer_names SET name = 'x'`, `DELETE FROM taxpayer_addresses`, `UPDATE taxpayer_numbers SET superseded_at = 1 WHERE superseded_at IS NOT NULL`, `DELETE FROM taxpayers`} {
			if _, err := o.Raw(t).Exec(change); err == nil {
				t.Errorf("%s was let through", change)
			}
		}
	})
}

func TestAFileWithoutBanksKeepsTheBanksThatAreKnown(t *testing.T) {
	const with, without = "taxpayer,type,period_ends,refund,refund_routing,refund_account\n", "taxpayer,type,period_ends,refund\n"
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		bring(t, o, portal.ImportOfTaxpayers, taxpayerHeader+rosaRow)
		for i, f := range []struct {
			file  string
			want  portal.ImportCounts
			last4 string // of the bank account that is on record now
		}{
			{with + "TP-1,Income,2024-12-31,5,021000021,123456789\n", counts(1, 0, 0, 0), "6789"},
			{without + "TP-1,Income,2024-12-31,5\n", counts(0, 0, 1, 0), "6789"},
			{without + "TP-1,Income,2024-12-31,7\n", counts(0, 1, 0, 0), "6789"}, // an amendment of the refund alone
			{with + "TP-1,Income,2024-12-31,7,021000021,123456789\n", counts(0, 0, 1, 0), "6789"},
			{without + "TP-1,Income,2024-12-31,7\n", counts(0, 0, 1, 0), "6789"},
			{with + "TP-1,Income,2024-12-31,7,021000021,987654321\n", counts(0, 1, 0, 0), "4321"},
			{with + "TP-1,Income,2024-12-31,7,,\n", counts(0, 1, 0, 0), ""}, // it says that there is none
			{without + "TP-1,Income,2024-12-31,7\n", counts(0, 0, 1, 0), ""},
		} {
			if got := bring(t, o, portal.ImportOfReturns, f.file); got.Counts != f.want {
				t.Errorf("file %d: %+v, want %+v", i+1, got.Counts, f.want)
			}
			found, err := o.FindTaxpayers(t.Context(), dbtest.Ines, portal.TaxpayerSearch{Words: "912-89-0001", Reason: "Called about her refund."})
			if err != nil {
				t.Fatal(err)
			}
			r, err := o.DeskTaxpayer(t.Context(), dbtest.Ines, found.ID)
			if err != nil || len(r.Returns) == 0 || r.Returns[0].Figures.BankLast4 != f.last4 {
				t.Errorf("after file %d the returns are %+v, %v", i+1, r.Returns, err)
			}
			raw := o.Raw(t)
			var hashed int
			if err := raw.QueryRow(`SELECT COUNT(*) FROM taxpayer_returns WHERE superseded_at IS NULL AND bank_hash IS NOT NULL`).Scan(&hashed); err != nil || (hashed == 1) != (f.last4 != "") {
				t.Errorf("after file %d, %d returns are found by their bank, %v", i+1, hashed, err)
			}
			raw.Close()
		}
	})
}

func TestRowsAboutNobodyAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		bring(t, o, portal.ImportOfTaxpayers, taxpayerHeader+rosaRow+bakeryRow)
		for _, f := range []struct {
			kind portal.ImportKind
			file string
			want portal.ImportCounts
		}{
			{portal.ImportOfAccounts, "taxpayer,account,type\nTP-9,A-9,Income tax\nTP-1,A-1,Income tax\nTP-2,A-1,Income tax\nTP-1,X-912890001,Income tax\nTP-1,912 89 0001,Income tax\n", counts(1, 0, 0, 4)},
			{portal.ImportOfAccounts, "taxpayer,account,type\nTP-2,A-1,Income tax\n", counts(0, 0, 0, 1)},
			{portal.ImportOfAccounts, "taxpayer,account,type\nTP-1,A-1,Sales tax\n", counts(0, 0, 0, 1)},
			{portal.ImportOfLetters, "taxpayer,letter,kind,issued\nTP-9,L-9,Notice,2026-01-01\nTP-1,L-1,Notice,2026-01-01\nTP-2,l 1,Notice,2026-01-01\nTP-1,L-2,Notice,someday\nTP-1,912890001,Notice,2026-01-01\n", counts(1, 0, 0, 4)},
			{portal.ImportOfLetters, "taxpayer,letter,kind,issued\nTP-2,L1,Notice,2026-01-01\n", counts(0, 0, 0, 1)},
			{portal.ImportOfReturns, "taxpayer,type,period_ends,refund\nTP-9,Income,2025-12-31,1\nTP-1,Income,2025-12-31,\nTP-1,Income,2025-12-31,much\nTP-1,Income,2025-12-31,5\n", counts(1, 0, 0, 3)},
			{portal.ImportOfReturns, "taxpayer,type,period_ends,refund,refund_routing,refund_account\nTP-1,Income,2024-12-31,1,021000022,123456\nTP-1,Income,2024-12-31,1,021000021,12\n" +
				"TP-1,Income,2024-12-31,1,021000021,\nTP-1,Income,2024-12-31,1,,123456\nTP-1,Income,2024-12-31,1,0210-0002-1,12-3456\n", counts(1, 0, 0, 4)},
			{portal.ImportOfReturns, "taxpayer,type,period_ends,refund,refund_routing,refund_account\nTP-1,Income,2024-12-31,1,021000021,123456\n", counts(0, 0, 1, 0)},
			{portal.ImportOfDeaths, "number,taxpayer,died\n89-0000002,,2026-01-01\n,TP-2,2026-01-01\n912890001,,2026-01-01\n,TP-1,2026-01-02\n,,2026-01-02\n", counts(1, 0, 0, 4)},
		} {
			if got := bring(t, o, f.kind, f.file); got.Counts != f.want {
				rejects, _ := o.ImportRejects(context.Background(), dbtest.Walt, got.Number, false, 0, 100)
				t.Errorf("%s: %+v, not %+v: %+v", f.kind, got.Counts, f.want, rejects)
			}
		}
	})
}

func TestAnImportThatWasKilledGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		var file bytes.Buffer
		file.WriteString(taxpayerHeader)
		for i := range 3000 {
			fmt.Fprintf(&file, "TP-%d,person,SSN,9%02d-89-%04d,Rosa,,Delgado,,,,%d Oak St,,Fernwick,TK,56010,US\n", i, i/1000, i%1000, i+1)
		}
		file.WriteString("TP-0,person,SSN,999-89-0001,Rosa,,Delgado,,,,1 Oak St,,Fernwick,TK,56010,US\n") // in its first batch too
		ctx, kill := context.WithCancel(context.Background())
		first, err := o.Import(ctx, dbtest.Walt, portal.ImportOfTaxpayers, opens(file.String()), func(i portal.Import) {
			if i.RowsDone > 0 {
				kill()
			}
		})
		if err == nil || first.RowsDone == 0 || first.RowsDone >= 3000 {
			t.Fatalf("killed after %d rows: %v", first.RowsDone, err)
		}
		o.Close()
		o.Reopen(t)
		began := int64(-1)
		second, err := o.Import(context.Background(), dbtest.Walt, portal.ImportOfTaxpayers, opens(file.String()), func(i portal.Import) {
			if began < 0 {
				began = i.RowsDone
			}
		})
		if err != nil || second.Number != first.Number || began <= first.RowsDone || second.Counts != counts(3000, 0, 0, 1) {
			t.Fatalf("began again behind %d of %d: %+v, %v", began, first.RowsDone, second, err)
		}
		third := bring(t, o, portal.ImportOfTaxpayers, file.String())
		if third.Number == first.Number || third.Counts != counts(0, 0, 3000, 1) {
			t.Fatalf("once more: %+v", third)
		}
	})
}

func TestOnlyAnAdministratorImports(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for _, actor := range []portal.Actor{dbtest.Ines, dbtest.Sunita, dbtest.Petra, dbtest.Rosa, dbtest.Nobody} {
			if _, err := o.Import(context.Background(), actor, portal.ImportOfTaxpayers, opens(taxpayerHeader+rosaRow), nil); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s: %v", actor.Name, err)
			}
			if _, err := o.ImportRejects(context.Background(), actor, 1, false, 0, 1); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s reads rejects: %v", actor.Name, err)
			}
		}
	})
}
