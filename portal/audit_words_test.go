package portal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// events finds every Event constant of the house in its source.
func events(t *testing.T) map[Event]bool {
	t.Helper()
	found := map[Event]bool{}
	for _, folder := range []string{".", "../db", "../handlers", "../cmd/exchequer"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(node ast.Node) bool {
				spec, ok := node.(*ast.ValueSpec)
				if !ok || len(spec.Values) == 0 {
					return true
				}
				kind := spec.Type
				if s, ok := kind.(*ast.SelectorExpr); ok {
					kind = s.Sel
				}
				literal, ok := spec.Values[0].(*ast.BasicLit)
				if name, named := kind.(*ast.Ident); !ok || !named || name.Name != "Event" {
					return true
				}
				value, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				found[Event(value)] = true
				return true
			})
		}
	}
	if len(found) < 30 {
		t.Fatalf("only %d events found: has the house moved?", len(found))
	}
	return found
}

func TestEventsAreSpeltSoThatTheyCanBeRead(t *testing.T) {
	spelling := regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$`)
	said := map[string]Event{}
	all := events(t)
	for event := range all {
		if !spelling.MatchString(string(event)) {
			t.Errorf("%q is not spelt thing.verb-in-the-past", event)
		}
		words := event.Words()
		if other, taken := said[words]; taken {
			t.Errorf("%s and %s both read %q", event, other, words)
		}
		said[words] = event
	}
	for event := range eventWords {
		if !all[event] {
			t.Errorf("%s has words, and no longer happens", event)
		}
	}
}

func TestEventsReadAsWords(t *testing.T) {
	for event, want := range map[Event]string{
		"account.passkey-bound": "Account: passkey bound",
		"mail.sent":             "E-mail sent",
		"odd":                   "odd",
		".odd":                  ".odd",
	} {
		if got := event.Words(); got != want {
			t.Errorf("%s reads %q, want %q", event, got, want)
		}
	}
}
