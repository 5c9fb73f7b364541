package handlers

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// happened puts records on the trail, one a minute.
func happened(t *testing.T, o *dbtest.Office, n int) {
	t.Helper()
	for i := range n {
		who := []portal.Actor{dbtest.Ines, dbtest.Tomas, dbtest.Nobody}[i%3]
		err := o.Act(t.Context(), who, func(tx *db.Tx) error {
			tx.Audit(portal.Event([]string{"accessibility.request-received", "staff.role-changed"}[i%2]), fmt.Sprintf("accessibility/AR-2026-%06d", i/2), "to", "supervisor")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(time.Minute)
	}
}

func rows(page *httptest.ResponseRecorder) int {
	return strings.Count(page.Body.String(), `<th scope="row"`)
}

func TestTheAuditPageFindsRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		site := siteFor(testHandlersOf(t, o), dbtest.Petra)
		says(t, visit(site, "/office/audit"), 200, "Nothing has happened yet.", "The chain was never verified.")
		happened(t, o, 12)
		says(t, visit(site, "/office/audit"), 200, "Ines Calloway", "A visitor", "Accessibility: request received", "to: supervisor", "AR-2026-000005", "Nov 20, 2026, 10:00 a.m. CST")
		for query, want := range map[string]int{
			"":                                     12,
			"event=staff.role-changed":             6,
			"actor=calloway":                       4,
			"actor=ines":                           4,
			"subject=AR-2026-000003":               2,
			"subject=ar-2026-000003":               2,
			"subject=accessibility/AR-2026-000003": 2,
			"subject=accessibility":                12,
			"subject=nothing":                      0,
			"from=11/20/2026&to=11/20/2026":        12,
			"to=2026-11-19":                        0,
			"from=Nov+21,+2026":                    0,
			"event=staff.role-changed&actor=tomas": 2,
			"older=3":                              2,
			"newer=x":                              12,
			"event=%00%FF&actor=%27+OR+1%3D1--":    0,
		} {
			page := visit(site, "/office/audit?"+query)
			if page.Code != 200 || rows(page) != want {
				t.Errorf("%s: %d with %d records, want %d", query, page.Code, rows(page), want)
			}
		}
	})
}

func TestASearchThatCannotBeUnderstoodKeepsWhatWasTyped(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	site := siteFor(testHandlersOf(t, o), dbtest.Petra)
	happened(t, o, 2)
	says(t, visit(site, "/office/audit?from=yesterday&actor=Ines"), 422, "We could not understand this search.", `href="#from"`, `value="yesterday"`, `value="Ines"`, "Mend the search")
	says(t, visit(site, "/office/audit?from=11/21/2026&to=11/20/2026"), 422, "The last day is before the first.")
	if page := visit(site, "/office/audit?actor="+url.QueryEscape(`"><script>alert(1)</script>`)).Body.String(); strings.Contains(page, "<script>alert") {
		t.Error("a script came back")
	}
	says(t, visit(site, "/office/audit?actor="+strings.Repeat("x", 5000)), 200)
}

func TestARecordsPageShowsItsPlaceInTheChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		site := siteFor(testHandlersOf(t, o), dbtest.Walt)
		happened(t, o, 3)
		says(t, visit(site, "/office/audit/2"), 200, "Record 2", "Tomás Oyelaran", "tomas-session", "192.0.2.2", "The hash fits what the record says",
			`href="/office/audit/1"`, `href="/office/audit/3"`, "by a visitor", "supervisor")
		says(t, visit(site, "/office/audit/1"), 200, "This is the first record.")
		says(t, visit(site, "/office/audit/3"), 200, "This is the newest record.")
		for _, seq := range []string{"0", "4", "-1", "x", "99999999999999999999"} {
			says(t, visit(site, "/office/audit/"+seq), 404)
		}
		raw := o.Raw(t)
		drop := `DROP TRIGGER audit_is_never_changed`
		if o.URL != "" {
			drop += ` ON audit`
		}
		for _, statement := range []string{drop, `UPDATE audit SET name = 'Someone else', detail = 'not json' WHERE seq = 2`} {
			if _, err := raw.Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		says(t, visit(site, "/office/audit/2"), 200, "The chain is broken here", "was changed after it was written", "not json")
		if answer := send(site, "/office/audit/checks", nil); answer.Code != http.StatusSeeOther {
			t.Errorf("a check answered %d", answer.Code)
		}
		says(t, visit(site, "/office/audit"), 200, "Walt Emerson found the chain broken. Record 2 was changed")
	})
}

func TestACheckOfTheChainIsShown(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	site := siteFor(testHandlersOf(t, o), dbtest.Petra)
	happened(t, o, 5)
	send(site, "/office/audit/checks", nil)
	says(t, visit(site, "/office/audit"), 200, "The chain was last verified on Nov 20, 2026, 10:05 a.m. CST by Petra Lindqvist: 5 records, each fits the one before.")
}

func TestTheTrailIsExported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		site := siteFor(testHandlersOf(t, o), dbtest.Petra)
		happened(t, o, 4)
		answer := send(site, "/office/audit/exports", url.Values{"format": {"csv"}})
		if kind, name := answer.Header().Get("Content-Type"), answer.Header().Get("Content-Disposition"); kind != "text/csv; charset=utf-8" || name != `attachment; filename="audit-2026-11-20.csv"` {
			t.Errorf("%q %q", kind, name)
		}
		table, err := csv.NewReader(answer.Body).ReadAll()
		if err != nil || len(table) != 5 || table[0][0] != "record" || table[1][3] != "Ines Calloway" || table[4][0] != "4" || table[2][9] != `{"to":"supervisor"}` {
			t.Errorf("%q %v", table, err)
		}
		answer = send(site, "/office/audit/exports", url.Values{"format": {"jsonl"}, "actor": {"tomas"}})
		lines := bufio.NewScanner(answer.Body)
		n := 0
		for lines.Scan() {
			var line struct {
				Record int64
				Name   string
				Detail map[string]string
				Hash   string
			}
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil || line.Name != "Tomás Oyelaran" || line.Detail["to"] != "supervisor" || len(line.Hash) != 64 {
				t.Errorf("%s %v", lines.Text(), err)
			}
			n++
		}
		if n != 1 {
			t.Errorf("%d lines", n)
		}
		says(t, send(site, "/office/audit/exports", url.Values{"format": {"csv"}, "subject": {"nothing"}}), 200, "record,at,account")
		refused := send(site, "/office/audit/exports", url.Values{"format": {"xls"}})
		says(t, refused, 422, "Choose CSV or JSON lines.")
		if refused.Header().Get("Content-Disposition") != "" {
			t.Error("a refusal is a download")
		}
		says(t, visit(site, "/office/audit?event=audit.exported"), 200, "format: jsonl")
		if page := visit(site, "/office/audit?event=audit.exported"); rows(page) != 3 {
			t.Errorf("%d exports are on the trail", rows(page))
		}
	})
}

func TestAnExportRunsNoFormula(t *testing.T) {
	for text, want := range map[string]string{
		"=HYPERLINK(1)": "'=HYPERLINK(1)", "+1": "'+1", "-1": "'-1", "@SUM(1)": "'@SUM(1)", "\tx": "'\tx", "\rx": "'\rx",
		"Rosa": "Rosa", "": "", "5 = 5": "5 = 5",
	} {
		if got := harmlessCell(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestTheTrailIsForThoseWhoMayReadIt(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	h := testHandlersOf(t, o)
	happened(t, o, 1)
	for _, who := range []portal.Actor{dbtest.Ines, dbtest.Sunita} {
		site := siteFor(h, who)
		for _, address := range []string{"/office/audit", "/office/audit/1"} {
			says(t, visit(site, address), 403)
		}
		for _, address := range []string{"/office/audit/exports", "/office/audit/checks"} {
			says(t, send(site, address, url.Values{"format": {"csv"}}), 403)
		}
	}
}
