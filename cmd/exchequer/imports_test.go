package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the house's plan: which rooms each room may enter.
var mayImport = map[string][]string{
	"portal":        {},
	"static":        {},
	"db":            {"portal"},
	"db/dbtest":     {"db", "portal"},
	"mail":          {"portal"},
	"scan":          {"portal"},
	"scan/scantest": {},
	"samples":       {"portal"},
	"templ/ui":      {"portal", "static"},
	"templ/layout":  {"portal", "static", "templ/ui"},
	"templ/mail":    {"portal", "static", "templ/ui"},
	"templ/paper":   {"portal", "static", "templ/ui"},
	"templ/prose":   {"portal", "static", "templ/ui", "templ/layout"},
	"views":         {"portal", "templ/ui", "templ/layout", "templ/prose", "templ/mail", "templ/paper"},
	"handlers":      {"portal", "db", "scan", "views", "static"},
	"cmd/exchequer": {"portal", "db", "mail", "scan", "handlers", "views", "static", "templ/mail", "samples"},
}

func TestRoomsImportOnlyWhatTheHouseAllows(t *testing.T) {
	listed, err := exec.Command("go", "list", "-f", `{{.ImportPath}}:{{join .Imports ","}}`, "exchequer/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(listed)) {
		path, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		room := strings.TrimPrefix(path, "exchequer/")
		allowed, known := mayImport[room]
		if !known {
			if !strings.HasPrefix(room, "cmd/") { // tools of the house may enter every room
				t.Errorf("%s is in no plan: the house has the rooms of mayImport", room)
			}
			continue
		}
		for _, imported := range strings.Split(imports, ",") {
			if other, ours := strings.CutPrefix(imported, "exchequer/"); ours && !slices.Contains(allowed, other) {
				t.Errorf("%s imports %s", room, other)
			}
			if room == "portal" && strings.Contains(imported, ".") {
				t.Errorf("portal imports %s: it may use the standard library alone", imported)
			}
		}
	}
}

func TestSQLStandsInDbAlone(t *testing.T) {
	found, _ := exec.Command("grep", "-rlE", `"database/sql"|SELECT [a-z*]+|INSERT INTO|DELETE FROM`, "../../handlers", "../../views", "../../portal", "../../mail", "../../templ", "--include=*.go").Output()
	for file := range strings.Lines(string(found)) {
		if !strings.HasSuffix(strings.TrimSpace(file), "_test.go") {
			t.Errorf("SQL in %s", strings.TrimSpace(file))
		}
	}
}
