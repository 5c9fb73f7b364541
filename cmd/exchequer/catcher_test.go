package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/mail"
	"exchequer/portal"
	templmail "exchequer/templ/mail"
)

func testCatcher(t *testing.T) *catcher {
	t.Helper()
	c, err := startCatcher("127.0.0.1:0", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func fetch(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// The whole way: an act writes a notice, the courier carries it over SMTP, and the catcher shows it.
func TestAnActsNoticeArrivesInTheCatcher(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := testCatcher(t)
		composer := templmail.NewComposer(portal.Profile{Name: "Department of Revenue", Names: map[string]string{"es": "Departamento de Rentas"}, Phone: "(555) 010-4400", TimeZone: "America/Chicago"})
		courier := mail.NewCourier(o.DB, c.Server(), "no-reply@revenue.example.gov", composer.Write, slog.New(slog.DiscardHandler))
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { courier.Run(ctx); close(done) }()
		defer func() { stop(); <-done }()

		for _, to := range []string{"rosa@example.org", "ines@example.org"} {
			err := o.Act(ctx, dbtest.Nobody, func(tx *db.Tx) error {
				tx.Audit("test.tried", "test/1")
				return tx.Notify(portal.AccessibilityReceivedNotice, to, portal.Spanish, portal.Params{"reference": "AR-2026-000123", "name": "José Núñez"})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var caught []struct{ To, From, Subject, Text, HTML, At string }
		for deadline := time.Now().Add(10 * time.Second); len(caught) < 2 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
			answer, body := fetch(t, c.Origin()+"/messages.json")
			if kind := answer.Header.Get("Content-Type"); kind != "application/json" {
				t.Fatalf("messages.json is %q", kind)
			}
			caught = nil
			if err := json.Unmarshal([]byte(body), &caught); err != nil {
				t.Fatalf("%v in %s", err, body)
			}
		}
		if len(caught) != 2 || caught[0].To != "ines@example.org" || caught[1].To != "rosa@example.org" {
			t.Fatalf("caught, newest first: %+v", caught)
		}
		m := caught[0]
		if m.From != "no-reply@revenue.example.gov" || m.Subject != "Recibimos su solicitud AR-2026-000123" ||
			!strings.HasPrefix(m.Text, "Hola, José Núñez:\n") || !strings.Contains(m.HTML, "Hola, José Núñez:") {
			t.Errorf("caught %+v", m)
		}
		if at, err := time.Parse(time.RFC3339, m.At); err != nil || time.Since(at) > time.Minute {
			t.Errorf("caught at %q", m.At)
		}
		_, list := fetch(t, c.Origin()+"/")
		_, one := fetch(t, c.Origin()+"/messages/2")
		for page, want := range map[string]string{list: `<a href="/messages/2">Recibimos su solicitud AR-2026-000123</a>`, one: "Hola, José Núñez:"} {
			if !strings.Contains(page, want) {
				t.Errorf("%q is missing in\n%s", want, page)
			}
		}
	})
}

func TestTheCatcherShowsHostileMailHarmlessly(t *testing.T) {
	c := testCatcher(t)
	site := c.handler()
	for name, source := range map[string]string{
		"script in everything": "From: <script>alert(1)</script> <x@example.org>\r\nSubject: <script>alert(2)</script>\r\nContent-Type: text/html\r\n\r\n<script>alert(3)</script>",
		"not a mail":           "\x00\xff\xfe no header at all",
		"empty":                "",
		"nested too deep":      strings.Repeat("Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n", 50),
		"no boundary":          "Content-Type: multipart/mixed\r\n\r\n--a\r\n",
		"odd charset":          "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\xe1\xe9",
		"javascript link":      "\r\njavascript:alert(1) http://x\"onclick=alert(1)",
	} {
		c.keep(readCaught("x@example.org", []string{"<b>y</b>@example.org"}, []byte(source), time.Now()))
		number := len(c.newest())
		for _, path := range []string{"/", "/messages.json", "/messages/" + string(rune('0'+number)), "/messages/" + string(rune('0'+number)) + "/html", "/messages/" + string(rune('0'+number)) + "/source"} {
			answer := httptest.NewRecorder()
			site.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
			policy := answer.Header().Get("Content-Security-Policy")
			if answer.Code != http.StatusOK || !strings.Contains(policy, "default-src 'none'") {
				t.Errorf("%s: %s answered %d with %q", name, path, answer.Code, policy)
			}
			kind := answer.Header().Get("Content-Type")
			if strings.HasSuffix(path, "/html") {
				if !strings.HasPrefix(policy, "sandbox") || strings.Contains(policy, "allow-scripts") {
					t.Errorf("%s: the HTML is not in a sandbox: %q", name, policy)
				}
			} else if strings.HasPrefix(kind, "text/html") {
				if body := answer.Body.String(); strings.Contains(body, "<script") || strings.Contains(body, "<b>y") || strings.Contains(body, `"onclick`) || strings.Contains(body, `href="javascript`) {
					t.Errorf("%s: %s shows\n%s", name, path, body)
				}
			}
		}
	}
}

func TestTheCatcherLetsOldMailGo(t *testing.T) {
	c := &catcher{}
	for range caughtMost + 5 {
		c.keep(readCaught("x@example.org", []string{"y@example.org"}, nil, time.Now()))
	}
	if n := len(c.newest()); n != caughtMost || c.newest()[0].Number != caughtMost+5 {
		t.Errorf("%d kept", n)
	}
	for number, want := range map[int]bool{5: false, 6: true, caughtMost + 5: true, caughtMost + 6: false, 0: false, -1: false} {
		if m, ok := c.find(number); ok != want || (ok && m.Number != number) {
			t.Errorf("number %d: %v %d", number, ok, m.Number)
		}
	}
	for _, path := range []string{"/messages/1", "/messages/x", "/messages/99999999999999999999"} {
		answer := httptest.NewRecorder()
		c.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		if answer.Code != http.StatusNotFound {
			t.Errorf("%s answered %d", path, answer.Code)
		}
	}
}

func TestTheCatchersAddressMustBeFree(t *testing.T) {
	c := testCatcher(t)
	if _, err := startCatcher(c.page.Addr().String(), slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "--mail-addr") {
		t.Errorf("a taken address: %v", err)
	}
}
