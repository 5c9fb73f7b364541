package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
)

// siteFor is the site as one signed-in person meets it: the real table, audiences and answers, with no sign-in before.
func siteFor(h *Handlers, who portal.Actor) http.Handler {
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) { h.fail(c, err) }
	e.Use(h.observe, h.headers, h.recover)
	for _, r := range h.routes() {
		e.Add(r.method, r.path, func(c echo.Context) error {
			c.Set(keyActor, who)
			if err := r.audience.admits(who); err != nil {
				return err
			}
			return r.serve(c)
		}, inLanguage(portal.English))
	}
	return e
}

// visit asks a site for a page.
func visit(site http.Handler, address string) *httptest.ResponseRecorder {
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, httptest.NewRequest(GET, address, nil))
	return answer
}

// send posts a form.
func send(site http.Handler, address string, form url.Values) *httptest.ResponseRecorder {
	request := httptest.NewRequest(POST, address, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, request)
	return answer
}

// says reports what a page does not say of what it should.
func says(t *testing.T, answer *httptest.ResponseRecorder, status int, wants ...string) {
	t.Helper()
	if answer.Code != status {
		t.Errorf("answered %d, want %d", answer.Code, status)
	}
	body := strings.Join(strings.Fields(answer.Body.String()), " ")
	if strings.Contains(body, "%!") {
		t.Errorf("a sentence was filled in wrongly:\n%s", body)
	}
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q:\n%s", want, body)
		}
	}
}
