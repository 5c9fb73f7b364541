package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"exchequer/portal"
)

// The pages that the program brings are the first that anyone reads: all whole, in all languages, and every link on them
// leads somewhere.
func TestShippedPagesAreWhole(t *testing.T) {
	h := testHandlers(t)
	s := h.shelf(t.Context())
	if len(s.pages) < 20 {
		t.Fatalf("only %d pages", len(s.pages))
	}
	for _, v := range s.pages {
		if missing := v.Missing(); len(missing) > 0 {
			t.Errorf("%s is missing in %v", v.Slug, missing)
		}
		if v.ReviewBy == "" || !portal.GoodSlug(v.Slug) {
			t.Errorf("%s has review by %q", v.Slug, v.ReviewBy)
		}
		for _, l := range portal.Languages {
			page := h.draw(v, l)
			for _, p := range page.Doc.Problems {
				t.Errorf("%s in %s: %s", v.Slug, l, p.Said())
			}
			for _, link := range page.Doc.Links {
				if strings.HasPrefix(link.Address, "/") && !h.leadsSomewhere(s, link.Address) {
					t.Errorf("%s in %s, line %d: %s leads nowhere", v.Slug, l, link.Line, link.Address)
				}
			}
			if page.Title == "" || page.Summary == "" {
				t.Errorf("%s in %s has no title or no summary", v.Slug, l)
			}
		}
		if a, b := h.draw(v, portal.English).Doc, h.draw(v, portal.Spanish).Doc; len(a.Headings) != len(b.Headings) || len(a.Links) != len(b.Links) {
			t.Errorf("%s has %d headings and %d links in English, %d and %d in Spanish", v.Slug, len(a.Headings), len(a.Links), len(b.Headings), len(b.Links))
		}
	}
}

func ask(site http.Handler, address string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(GET, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, request)
	return answer
}

func TestEveryPageAnswersInEveryLanguageAndSetsNoCookie(t *testing.T) {
	h := testHandlers(t)
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range h.shelf(t.Context()).pages {
		for _, l := range portal.Languages {
			address := translated(l.Prefix(), v.Address())
			answer := ask(site, address)
			body := answer.Body.String()
			if answer.Code != http.StatusOK || answer.Header().Get("Set-Cookie") != "" {
				t.Errorf("%s answers %d, cookie %q", address, answer.Code, answer.Header().Get("Set-Cookie"))
			}
			if strings.Count(body, "<h1") != 1 || strings.Contains(body, "{{") {
				t.Errorf("%s has not one h1, or a field that was not filled", address)
			}
			if again := ask(site, address, "If-None-Match", answer.Header().Get("ETag")); again.Code != http.StatusNotModified {
				t.Errorf("%s answers a second visit with %d", address, again.Code)
			}
		}
	}
}

func TestPoliciesThatStandElsewhereAreOneTruth(t *testing.T) {
	site := testSite(t)
	for from, to := range map[string]string{"/policies/accessibility": "/accessibility", "/es/policies/terms": "/es/terms", "/policies/conduct": "/terms"} {
		if answer := ask(site, from); answer.Code != http.StatusMovedPermanently || answer.Header().Get("Location") != to {
			t.Errorf("%s answers %d, %s", from, answer.Code, answer.Header().Get("Location"))
		}
	}
	for _, nothing := range []string{"/policies/letter", "/help/privacy", "/help/nothing", "/policies/privacy/versions/2", "/policies/privacy/versions/01", "/help/letter/versions"} {
		if answer := ask(site, nothing); answer.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", nothing, answer.Code)
		}
	}
	if answer := ask(site, "/es/policies/privacy/versions/1"); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "Privacidad y seguridad") {
		t.Errorf("the first version answers %d", answer.Code)
	}
}
