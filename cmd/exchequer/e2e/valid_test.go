package e2e

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// validRules are those of a validator. Its rules of taste are left out: long titles, and how a generator writes what
// means the same.
const validRules = `{
	"root": true,
	"extends": ["html-validate:standard"],
	"elements": ["html5"],
	"rules": {"long-title": "off", "no-trailing-whitespace": "off", "void-style": "off", "no-inline-style": "error", "require-sri": "off"}
}`

// TestEveryPublicPageIsValid gives every page of the site map, and the forms and answers that a visitor meets, to a
// validator, in every language.
func TestEveryPublicPageIsValid(t *testing.T) {
	d := demoIn(t, demoData(t))
	var addresses []string
	for _, language := range []string{"", "/es"} {
		for _, path := range []string{"/sign-in", "/sign-up", "/recovery", "/not-me", "/letters/not-mine", "/accessibility/requests/new", "/accessibility/status", "/search?q=refund", "/search?q=zzzzqq", "/search", "/terms", "/nothing/here"} {
			addresses = append(addresses, language+path)
		}
	}
	var siteMap struct {
		Pages []struct {
			Address string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(body(t, d.Origin+"/sitemap.xml"), &siteMap); err != nil {
		t.Fatal(err)
	}
	for _, p := range siteMap.Pages {
		at, err := url.Parse(p.Address)
		if err != nil {
			t.Fatal(err)
		}
		addresses = append(addresses, at.Path)
	}
	if len(siteMap.Pages) < 40 {
		t.Errorf("the site map has %d pages", len(siteMap.Pages))
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ".htmlvalidate.json"), []byte(validRules), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		name := strings.NewReplacer("/", "_", "?", "-", "=", "-").Replace(address) + ".html"
		if err := os.WriteFile(filepath.Join(dir, name), body(t, d.Origin+address), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	validator, err := filepath.Abs("../../../node_modules/.bin/html-validate")
	if err != nil {
		t.Fatal(err)
	}
	check := exec.CommandContext(t.Context(), validator, "--formatter", "text", ".")
	check.Dir = dir
	if said, err := check.CombinedOutput(); err != nil {
		t.Errorf("pages are not valid (%v), of %d:\n%s", err, len(addresses), strings.ReplaceAll(string(said), dir+"/", ""))
	}
}

func body(t *testing.T, address string) []byte {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
