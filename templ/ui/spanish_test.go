package ui_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"exchequer/portal"
	"exchequer/static"
)

// spoken is where a sentence stands that people read: callee, and which of its arguments are sentences.
var spoken = map[string][]int{"Say": {0}, "Refuse": {1}, "Wrong": {1}, "Count": {1, 2}, "find": {1}}

// TestEverySentenceIsInSpanish reads the whole program for what it says to visitors and taxpayers, and fails on a
// sentence that is not in the catalogue, on one whose values a translation drops or adds, and on one that cannot be
// found because it is no literal.
func TestEverySentenceIsInSpanish(t *testing.T) {
	said := sentences(t)
	if len(said) < 50 {
		t.Fatalf("found only %d sentences: the search itself is broken", len(said))
	}
	for _, language := range portal.Languages {
		if language == portal.English {
			continue
		}
		catalogue := static.Catalogue(string(language))
		for _, text := range slices.Sorted(maps.Keys(said)) {
			translated, ok := catalogue[text]
			switch {
			case !ok:
				t.Errorf("%s: %q has no translation in static/texts/%s", said[text], text, language)
			case !slices.Equal(values(text), values(translated)):
				t.Errorf("%s: %q and %q do not say the same values", said[text], text, translated)
			}
		}
	}
}

// TestNoTranslationIsLeftOver finds what nobody says any more.
func TestNoTranslationIsLeftOver(t *testing.T) {
	said := sentences(t)
	for _, text := range slices.Sorted(maps.Keys(static.Catalogue(string(portal.Spanish)))) {
		if _, ok := said[text]; !ok {
			t.Errorf("static/texts/es translates %q, which no page says", text)
		}
	}
}

func TestTheCatalogueIsWhole(t *testing.T) {
	if len(static.Catalogue("xx")) != 0 {
		t.Error("a language without a folder has translations")
	}
	for english, translated := range static.Catalogue(string(portal.Spanish)) {
		if strings.TrimSpace(translated) != translated || translated == "" {
			t.Errorf("%q is translated as %q", english, translated)
		}
	}
}

// sentences is every sentence with one place where it is said.
func sentences(t *testing.T) map[string]string {
	t.Helper()
	said := map[string]string{}
	root := "../.."
	for _, folder := range []string{"portal", "db", "handlers", "views", "templ", "mail", "scan"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files := token.NewFileSet()
			file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				for _, at := range sentencesOf(call, folder) {
					where := fmt.Sprint(files.Position(call.Pos()))
					where = strings.TrimPrefix(filepath.ToSlash(where), root+"/")
					text, literal := literalOf(call.Args[at])
					if literal {
						said[text] = where
					} else if !passesOn(call.Args[at]) {
						t.Errorf("%s says something that is no literal, so that nobody can see whether it has a translation", where)
					}
				}
				return true
			})
			return nil
		})
		if err != nil && folder != "scan" && folder != "mail" {
			t.Fatal(err)
		}
	}
	return said
}

// sentencesOf is which arguments of a call are sentences for people, none for other calls of the same name.
func sentencesOf(call *ast.CallExpr, folder string) []int {
	name, of := "", ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
		if folder != "portal" {
			return nil
		}
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok {
			of = x.Name
		}
	}
	arguments := spoken[name]
	if len(arguments) == 0 || len(call.Args) <= slices.Max(arguments) {
		return nil
	}
	pages := folder == "views" || folder == "templ"
	switch {
	case name == "find" && folder != "scan":
		return nil
	case name == "Count" && (!pages || len(call.Args) != 3):
		return nil
	case name == "Say" && of != "portal" && of != "" && !pages:
		return nil
	case name == "Refuse" && of != "portal" && folder != "portal":
		return nil
	}
	return arguments
}

// literalOf is the text of a literal, of several put together with +, or of what is inside brackets.
func literalOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.ParenExpr:
		return literalOf(e.X)
	case *ast.BinaryExpr:
		left, ok := literalOf(e.X)
		right, also := literalOf(e.Y)
		return left + right, ok && also && e.Op == token.ADD
	}
	return "", false
}

// passesOn reports a sentence that a helper was given as text: whoever calls the helper has the literal.
func passesOn(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name == "text" || e.Name == "one" || e.Name == "many"
	case *ast.SelectorExpr:
		return e.Sel.Name == "Text"
	}
	return false
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?([a-z%])`)

// values are what a sentence takes, in the order of its arguments: "1d 2s".
func values(text string) []string {
	var all []string
	next := 1
	for _, m := range verb.FindAllStringSubmatch(text, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next, _ = strconv.Atoi(m[1])
		}
		all = append(all, strconv.Itoa(next)+m[2])
		next++
	}
	slices.Sort(all)
	return slices.Compact(all)
}
