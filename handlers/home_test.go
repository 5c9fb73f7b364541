package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"regexp"
	"strings"
	"testing"

	"exchequer/static"
)

// TestTheHomePageIsLight counts every byte that the server sends for the home page and all it names: under 100 kB on the
// first visit, under 10 kB on the second, in both languages.
func TestTheHomePageIsLight(t *testing.T) {
	if err := static.Check(); err != nil {
		if os.Getenv("EXCHEQUER_TEST_ALL") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	site := testSite(t)
	get := func(address, tag string) (*http.Response, int) {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		if tag != "" {
			r.Header.Set("If-None-Match", tag)
		}
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		raw, err := httputil.DumpResponse(w.Result(), true)
		if err != nil {
			t.Fatal(err)
		}
		return w.Result(), len(raw)
	}
	named := regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)
	for _, address := range []string{"/", "/es"} {
		page, first := get(address, "")
		if page.StatusCode != http.StatusOK {
			t.Fatalf("%s answers %d", address, page.StatusCode)
		}
		for _, m := range named.FindAllStringSubmatch(plain(t, site, address), -1) {
			if strings.Contains(m[1], "touch-icon") {
				continue // only a telephone that keeps the page on its screen asks for it
			}
			asset, bytes := get(m[1], "")
			if asset.StatusCode != http.StatusOK || !strings.Contains(asset.Header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s names %s, which answers %d %s", address, m[1], asset.StatusCode, asset.Header.Get("Cache-Control"))
			}
			first += bytes
		}
		again, second := get(address, page.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified {
			t.Errorf("a second visit to %s answers %d", address, again.StatusCode)
		}
		t.Logf("%s: %d bytes on the first visit, %d on the second", address, first, second)
		if first >= 100_000 || second >= 10_000 {
			t.Errorf("%s: %d bytes on the first visit, %d on the second", address, first, second)
		}
	}
}

// TestThePublicPagesSpeakTheLanguageOfTheirAddress: the language, its heading, and the way to the same page in the other.
func TestThePublicPagesSpeakTheLanguageOfTheirAddress(t *testing.T) {
	site := testSite(t)
	for address, parts := range map[string][]string{
		"/":                 {`<html lang="en">`, "<h1>How can we help?</h1>", `href="/es" lang="es"`, "/accessibility/requests/new?page=%2F"},
		"/es":               {`<html lang="es">`, "<h1>¿En qué podemos ayudarle?</h1>", `href="/" lang="en"`, "/es/accessibility/requests/new?page=%2Fes"},
		"/accessibility":    {"<h1>Accessibility</h1>", "We answer within 1 business day", "You have it within 10 business days", `href="/es/accessibility"`},
		"/es/accessibility": {"<h1>Accesibilidad</h1>", "Le respondemos en un plazo de 1 día hábil", `href="/accessibility"`},
	} {
		markup := plain(t, site, address)
		for _, part := range parts {
			if !strings.Contains(markup, part) {
				t.Errorf("%s lacks %s", address, part)
			}
		}
	}
}

// TestAMissingPageSaysSoInTheLanguageOfItsAddress with a code to read out.
func TestAMissingPageSaysSoInTheLanguageOfItsAddress(t *testing.T) {
	site := testSite(t)
	for address, heading := range map[string]string{"/nothing": "Page not found", "/es/nada": "No encontramos la página"} {
		markup := plain(t, site, address)
		if !strings.Contains(markup, "<h1>"+heading+"</h1>") || !strings.Contains(markup, `class="kit-incident"`) {
			t.Errorf("%s says:\n%s", address, markup)
		}
	}
}

func plain(t *testing.T, site http.Handler, address string) string {
	t.Helper()
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w.Body.String()
}
