package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// oddParts are what people, programs and attackers put into addresses.
var oddParts = []string{
	"nothing", "0", "-1", "99999999999999999999", "AR-2026-000001", "AR-2026-999999", "\xff", "a\x00b", "' OR '1'='1", "<script>alert(1)</script>",
	`"><img src=x onerror=alert(1)>`, "../../etc/passwd", "%s%d", "1.2.3", "2026-02-31", "\u202eevil", strings.Repeat("9", 3000),
}

// TestOddAddressesNeverBreakThePage puts odd things into every part of every address, as everyone who may go there: no row
// fails, and none shows them as markup.
func TestOddAddressesNeverBreakThePage(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		o := newTryOffice(t, dbtest.Open(t, engine))
		o.asker(portal.DeliverStep)
		for _, r := range testHandlers(t).routes() {
			if r.audience.name == machine.name || !strings.Contains(r.path, ":") {
				continue
			}
			for _, part := range oddParts {
				try := odderAddress(r.path, part)
				v := o.forAudience(r.audience)
				request := httptest.NewRequest(r.method, try, strings.NewReader("seen=1&x="+url.QueryEscape(part)))
				request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				request.Header.Set("Sec-Fetch-Site", "same-origin")
				a := v.send(request)
				if a.Code >= 500 || strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") {
					t.Errorf("%s: %s %.120s answered %d", engine, r.method, try, a.Code)
				}
			}
		}
	}
}

// TestOddQueriesNeverBreakThePage does the same to everything that a handler reads behind the question mark.
func TestOddQueriesNeverBreakThePage(t *testing.T) {
	names := queryNames(t)
	if len(names) < 15 || !slices.Contains(names, "after") || !slices.Contains(names, "month") {
		t.Fatalf("found only %q: the search itself is broken", names)
	}
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		o := newTryOffice(t, dbtest.Open(t, engine))
		_, n := o.asker(portal.DeliverStep)
		for _, r := range testHandlers(t).routes() {
			if r.method != GET || r.audience.name == machine.name {
				continue
			}
			path := strings.ReplaceAll(r.path, ":ref", n.String())
			for _, part := range oddParts {
				query := url.Values{}
				for _, name := range names {
					query.Set(name, part)
				}
				a := o.forAudience(r.audience).get(odderAddress(path, "nothing") + "?" + query.Encode())
				if a.Code >= 500 || strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "<img src=x") || strings.ContainsAny(a.body, "\x00\u202e") {
					t.Errorf("%s: %s with %.40q answered %d at %.200s", engine, path, part, a.Code, a.at)
				}
			}
		}
	}
}

// odderAddress is a row's address with something odd in each of its parts.
func odderAddress(path, part string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = url.PathEscape(part)
		}
	}
	return strings.Join(parts, "/")
}

// forAudience is a browser of someone whom a row is for.
func (o *tryOffice) forAudience(a audience) *visitor {
	for _, who := range []portal.Actor{dbtest.Sunita, dbtest.Walt, dbtest.Petra} {
		if a.name != anyone.name && a.admits(who) == nil {
			return o.staff(who)
		}
	}
	return o.visitor()
}

// queryNames are the names that handlers read from an address, found in their source.
func queryNames(t *testing.T) (names []string) {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			called := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				called = f.Sel.Name
			case *ast.Ident:
				called = f.Name
			}
			literal, isText := call.Args[len(call.Args)-1].(*ast.BasicLit)
			if isText && literal.Kind == token.STRING && slices.Contains([]string{"QueryParam", "query", "line"}, called) {
				if name, err := strconv.Unquote(literal.Value); err == nil && !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
			return true
		})
	}
	return names
}
