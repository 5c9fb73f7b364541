package handlers

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// A number that is someone's alone is answered with a warning. It is not looked up, not shown again, not logged, not
// recorded, and goes nowhere in a referrer.
func TestAPrivateNumberInASearchIsWarnedOfAndKeptNowhere(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	var log bytes.Buffer
	origin, _ := url.Parse("http://localhost:8080")
	var recorded []string
	h, err := newHandlers(Options{
		DB: o.DB, Profile: testProfile, Origin: origin, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Searched: func(_ portal.Language, words string, _ int) { recorded = append(recorded, words) },
	})
	if err != nil {
		t.Fatal(err)
	}
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"123-45-6789", "123456789", "my number is 123 45 6789", "4111 1111 1111 1111", "12-3456789"} {
		answer := ask(site, "/es/search?q="+url.QueryEscape(private))
		body := answer.Body.String()
		if answer.Code != http.StatusOK || !strings.Contains(body, "Esto parece un número privado") || strings.Contains(body, private) || answer.Header().Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%q is answered %d, referrer policy %q:\n%s", private, answer.Code, answer.Header().Get("Referrer-Policy"), body)
		}
		if strings.Contains(body, url.QueryEscape(private)) || strings.Contains(log.String(), private) || strings.Contains(log.String(), url.QueryEscape(private)) {
			t.Errorf("%q stands in a link or in the log", private)
		}
	}
	ask(site, "/search?q=refund")
	if len(recorded) != 1 || recorded[0] != "refund" {
		t.Errorf("recorded %q", recorded)
	}
}

// The search answers whatever is asked, in both languages, and says what to do when nothing is found.
func TestSearchAnswersEverything(t *testing.T) {
	site := testSite(t)
	for asked, part := range map[string]string{
		"/search?q=refnud":        `href="/help/refund"`,
		"/es/search?q=devolucion": `href="/es/help/refund"`,
		"/search?q=passkye":       "/account/security",
		"/search?q=braille":       `href="/accessibility/requests/new"`,
		"/search?q=xyzzyq":        "Nothing fits these words",
		"/search":                 "What do you want to know or do?",
		"/search?q=" + url.QueryEscape("<script>alert(1)</script>"): "&lt;script&gt;",
		"/search?q=" + strings.Repeat("a", 10_000):                  "Nothing fits",
		"/search?q=%ff%fe%00%e2%80%ae":                              "<h1>",
		"/search?q=you&page=999999999999":                           "<h1>",
		"/search?q=letter&page=-5":                                  "<mark>",
	} {
		answer := ask(site, asked)
		if body := answer.Body.String(); answer.Code != http.StatusOK || !strings.Contains(body, part) || strings.Contains(body, "<script>alert") || strings.Contains(body, "\u202e") || answer.Header().Get("Set-Cookie") != "" {
			t.Errorf("%.60s answers %d and lacks %q", asked, answer.Code, part)
		}
	}
}
