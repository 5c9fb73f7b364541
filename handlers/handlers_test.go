package handlers

import (
	"net/http"
	"net/url"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// testProfile is the department of the tests.
var testProfile = portal.Profile{
	Name: "Department of Revenue", ShortName: "DOR", State: "State of Tamarack", TimeZone: "America/Chicago",
	Address: []string{"500 Larch Street", "Fernwick, TK 00501"}, Phone: "(555) 555-0100", Fax: "(555) 555-0101",
	Hours:         map[string]string{"en": "Monday to Friday, 8 a.m. to 5 p.m.", "es": "De lunes a viernes, de 8 a. m. a 5 p. m."},
	Colour:        "#1b5e4b",
	PageOwners:    []portal.PageOwner{{Prefix: "/", Name: "Web Team", Email: "web@dor.example"}},
	Accessibility: portal.AccessibilityPromise{AcknowledgeDays: 1, DeliverDays: 10, MeetDays: 15, AnswerDays: 15, AppealDays: 15, Coordinator: "Sunita Brandt"},
}

func testHandlers(t testing.TB) *Handlers {
	t.Helper()
	return testHandlersOf(t, dbtest.Open(t, db.SQLite))
}

func testHandlersOf(t testing.TB, o *dbtest.Office) *Handlers {
	t.Helper()
	origin, _ := url.Parse("http://localhost:8080")
	nobody := &OpenID{Issuer: "http://127.0.0.1:9", ClientID: "exchequer", ClientSecret: "secret", Contexts: []string{"two-factors"}} // is there
	h, err := newHandlers(Options{DB: o.DB, Profile: testProfile, Origin: origin, RefusedPasswords: portal.RefusedPasswords{"tamarackers": {}}, Agency: nobody, Federated: nobody})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// testSite is the whole site over a real database.
func testSite(t testing.TB) http.Handler {
	t.Helper()
	site, err := testHandlers(t).router()
	if err != nil {
		t.Fatal(err)
	}
	return site
}
