package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"exchequer/portal"
)

func TestEveryRouteNamesItsAudience(t *testing.T) {
	h := testHandlers(t)
	seen := map[string]bool{}
	for _, r := range h.routes() {
		if r.audience.name == "" || r.audience.admits == nil {
			t.Errorf("%s %s names no audience", r.method, r.path)
		}
		if r.serve == nil {
			t.Errorf("%s %s has no handler", r.method, r.path)
		}
		if key := r.method + " " + r.path; seen[key] {
			t.Errorf("%s stands twice", key)
		} else {
			seen[key] = true
		}
	}
}

func TestStaffRoutesRefuseEveryoneElse(t *testing.T) {
	h := testHandlers(t)
	for _, r := range h.routes() {
		if !strings.HasPrefix(r.audience.name, "staff") {
			continue
		}
		if code := portal.CodeOf(r.audience.admits(portal.Actor{})); code != portal.SignInAgain {
			t.Errorf("%s %s answers a visitor with %q", r.method, r.path, code)
		}
		if code := portal.CodeOf(r.audience.admits(portal.Actor{Account: "rosa", Role: portal.Taxpayer})); code != portal.NotFound {
			t.Errorf("%s %s answers a taxpayer with %q", r.method, r.path, code)
		}
	}
	for _, prefix := range []string{"/desk", "/office"} {
		for _, r := range h.routes() {
			if strings.HasPrefix(r.path, prefix) && !strings.HasPrefix(r.audience.name, "staff") {
				t.Errorf("%s %s is open to %s", r.method, r.path, r.audience.name)
			}
		}
	}
}

func TestEveryPostRefusesAnotherSite(t *testing.T) {
	h := testHandlers(t)
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range h.routes() {
		if r.method != POST || r.audience.name == machine.name || r.path == "/unsubscribe/:token" { // mail programs send that one
			continue
		}
		if crossSite[r.path] {
			t.Errorf("%s may be sent by other sites", r.path)
		}
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"} {
			request := httptest.NewRequest(POST, strings.NewReplacer(":", "x").Replace(r.path), strings.NewReader("a=b"))
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set(name, value)
			answer := httptest.NewRecorder()
			site.ServeHTTP(answer, request)
			if answer.Code != http.StatusForbidden {
				t.Errorf("%s %s with %s: %s answered %d", r.method, r.path, name, value, answer.Code)
			}
		}
	}
}

func TestUnknownAddressAnswersInItsLanguageWithAnIncidentCode(t *testing.T) {
	site := testSite(t)
	for address, lang := range map[string]string{"/nothing-here": `lang="en"`, "/es/nada-aqui": `lang="es"`} {
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, httptest.NewRequest(GET, address, nil))
		body := answer.Body.String()
		if answer.Code != http.StatusNotFound || !strings.Contains(body, lang) {
			t.Errorf("%s answered %d without %s", address, answer.Code, lang)
		}
	}
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	site := testSite(t)
	for _, address := range []string{"/", "/es", "/healthz", "/nothing-here"} {
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, httptest.NewRequest(GET, address, nil))
		policy := answer.Header().Get("Content-Security-Policy")
		if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: content security policy %q", address, policy)
		}
		for _, name := range []string{"X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"} {
			if answer.Header().Get(name) == "" {
				t.Errorf("%s: no %s", address, name)
			}
		}
	}
}
