package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// french is what a department adds for a third language: files, and no line of Go.
var french = map[string]string{
	"portal/languages.txt":      "en English\nes Español\nfr Français\n",
	"static/texts/fr/site.json": `{"Home": "Accueil", "Help": "Aide", "Search": "Rechercher"}`,
	"static/pages/fr/refund.md": "---\ntitle: Où est mon remboursement ?\nsummary: Combien de temps prend un remboursement.\nlanguage: fr\nslug: refund\nkind: help\ngroup: money\nwanted: 8\nupdated: 2026-11-16\nreview_by: 2027-11-01\n---\n\nUn remboursement prend quelques semaines. Appelez le {{phone}}.\n",
}

// TestALanguageMoreIsFilesAlone builds the program with a third language laid over its files, and reads it as a visitor:
// its pages, those that nobody translated yet, the switch, and the search.
func TestALanguageMoreIsFilesAlone(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for path, content := range french {
		laid := filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
		if err := os.WriteFile(laid, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[filepath.Join(root, path)] = laid
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	listed := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(listed, list, 0o600); err != nil {
		t.Fatal(err)
	}
	built := filepath.Join(dir, "exchequer")
	build := exec.CommandContext(t.Context(), "go", "build", "-overlay", listed, "-o", built, "./cmd/exchequer")
	build.Dir = root
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	t.Setenv("EXCHEQUER_TEST_BINARY", built)
	p := serve(t, t.TempDir())
	for address, parts := range map[string][]string{
		"/fr/help/refund":            {`<html lang="fr"`, "Un remboursement prend quelques semaines", ">Rechercher<", `hreflang="es"`, ">Español<", ">English<"},
		"/help/refund":               {`<html lang="en"`, `hreflang="fr"`, ">Français<"},
		"/fr/help/letter":            {`<html lang="fr"`, `lang="en"`, "I got a letter from us"},
		"/fr/search?q=rembousrement": {"Où est mon"},
		"/sitemap.xml":               {"/fr/help/refund", "/es/help/refund"},
	} {
		page := string(body(t, p.Origin+address))
		for _, part := range parts {
			if !strings.Contains(page, part) {
				t.Errorf("%s lacks %q", address, part)
			}
		}
	}
}
