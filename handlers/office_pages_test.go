package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// pagesOffice is a site whose pages Ines writes and Sunita publishes.
func pagesOffice(t *testing.T, o *dbtest.Office) (h *Handlers, site http.Handler, ines, sunita portal.Actor) {
	t.Helper()
	h = testHandlersOf(t, o)
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	return h, site, o.Hire(t, dbtest.Ines).Actor, o.Hire(t, dbtest.Sunita).Actor
}

// publishPage takes a page through both hands. The checks of its text are the handlers': this goes around them.
func publishPage(t *testing.T, o *dbtest.Office, ines, sunita portal.Actor, page portal.SitePage) {
	t.Helper()
	for _, err := range []error{
		o.SavePageDraft(t.Context(), ines, portal.PageDraft{SitePage: page, Changes: map[portal.Language]string{portal.English: "Clearer words."}}),
		o.ProposePage(t.Context(), ines, page.Slug, 1, time.UTC),
		o.PublishPage(t.Context(), sunita, page.Slug, 2, time.UTC),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func pageOf(slug string, kind portal.PageKind, words map[portal.Language]portal.PageWords) portal.SitePage {
	return portal.SitePage{Slug: slug, Kind: kind, ReviewBy: "2030-01-01", Words: words}
}

// Another copy of the program publishes; this one serves it soon, and the old ETag is worth nothing. A page that nobody has
// translated is shown in English, says so, and is found.
func TestWhatIsPublishedIsServedAndBorrowedWhereItIsNotTranslated(t *testing.T) {
	o := dbtest.Open(t, "sqlite")
	h, site, ines, sunita := pagesOffice(t, o)
	before := ask(site, "/help/lost-w2")
	tag := ask(site, "/help").Header().Get("ETag")
	publishPage(t, o, ines, sunita, pageOf("lost-w2", portal.HelpPage, map[portal.Language]portal.PageWords{
		portal.English: {Title: "I lost my W-2", Summary: "How to get another.", Body: "Ask your employer. Call {{phone}}."},
	}))
	h.siteChanged()
	after, spanish := ask(site, "/help/lost-w2"), ask(site, "/es/help/lost-w2").Body.String()
	if before.Code != http.StatusNotFound || after.Code != http.StatusOK || !strings.Contains(after.Body.String(), "(555) 555-0100") {
		t.Errorf("before %d, after %d", before.Code, after.Code)
	}
	for _, part := range []string{`<html lang="es">`, "todavía no está en su idioma", `lang="en"`, "Ask your employer"} {
		if !strings.Contains(spanish, part) {
			t.Errorf("the Spanish page lacks %s", part)
		}
	}
	if again := ask(site, "/help", "If-None-Match", tag); again.Code != http.StatusOK || !strings.Contains(again.Body.String(), "I lost my W-2") {
		t.Errorf("the list of help answers %d", again.Code)
	}
	if found := ask(site, "/search?q=lots+w2+employr").Body.String(); !strings.Contains(found, "/help/lost-w2") {
		t.Error("the new page is not found")
	}
	if feed := ask(site, "/feed.xml").Body.String(); !strings.Contains(feed, "I lost my W-2") || !strings.Contains(feed, "Clearer words.") {
		t.Error("the feed does not tell of it")
	}
}

// A mistake that got into the database takes no page away: its last good version stays.
func TestAMistakeNeverTakesAPageAway(t *testing.T) {
	o := dbtest.Open(t, "sqlite")
	h, site, ines, sunita := pagesOffice(t, o)
	words := portal.PageWords{Title: "I moved", Summary: "How.", Body: "## What to do\n\nCall {{phnoe}}."}
	publishPage(t, o, ines, sunita, pageOf("moved", portal.HelpPage, map[portal.Language]portal.PageWords{portal.English: words, portal.Spanish: words}))
	h.siteChanged()
	if page := ask(site, "/help/moved"); page.Code != http.StatusOK || strings.Contains(page.Body.String(), "phnoe") || !strings.Contains(page.Body.String(), "How to tell us") {
		t.Errorf("the page answers %d:\n%s", page.Code, page.Body)
	}
}

// The versions of a policy stay, each with its day.
func TestEarlierVersionsOfAPolicyStay(t *testing.T) {
	o := dbtest.Open(t, "sqlite")
	h, site, ines, sunita := pagesOffice(t, o)
	words := portal.PageWords{Title: "Cookies", Summary: "None.", Body: "We set none."}
	publishPage(t, o, ines, sunita, pageOf("cookies", portal.PolicyPage, map[portal.Language]portal.PageWords{portal.English: words, portal.Spanish: words}))
	h.siteChanged()
	for address, part := range map[string]string{
		"/policies/cookies": "We set none.", "/policies/cookies/versions/1": "This is an earlier version. It was replaced on Friday, November 20, 2026.",
		"/policies/cookies/versions/2": "We set none.", "/policies/cookies/versions": "Clearer words.", "/es/policies/cookies/versions/1": "Esta es una versión anterior",
	} {
		if answer := ask(site, address); answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), part) {
			t.Errorf("%s answers %d and lacks %q", address, answer.Code, part)
		}
	}
}

// What programs ask is well formed, names every page in every language, and points nowhere else.
func TestWhatProgramsAskOfTheSite(t *testing.T) {
	h := testHandlers(t)
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	sitemap := ask(site, "/sitemap.xml").Body.String()
	for _, v := range h.shelf(t.Context()).pages {
		for _, l := range portal.Languages {
			if !strings.Contains(sitemap, "<loc>"+h.absolute(l, v.Address())+"</loc>") {
				t.Errorf("the sitemap lacks %s in %s", v.Address(), l)
			}
		}
	}
	for address, parts := range map[string][]string{
		"/robots.txt":               {"Sitemap: http://localhost:8080/sitemap.xml", "Disallow: /search", "Disallow: /es/search"},
		"/.well-known/security.txt": {"Contact: tel:+1-555-555-0100", "Expires: 2027-05-19T00:00:00Z", "Preferred-Languages: en, es", "Canonical: http://localhost:8080/.well-known/security.txt"},
		"/feed.xml":                 {`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">`, "<id>http://localhost:8080/feed.xml</id>"},
		"/es/feed.xml":              {`xml:lang="es"`, "Novedades"},
		"/help/letter":              {`<link rel="canonical" href="http://localhost:8080/help/letter">`, `hreflang="es" href="http://localhost:8080/es/help/letter"`, `hreflang="x-default"`, `<meta name="description"`},
	} {
		body := ask(site, address).Body.String()
		for _, part := range parts {
			if !strings.Contains(body, part) {
				t.Errorf("%s lacks %s:\n%.600s", address, part, body)
			}
		}
	}
}
