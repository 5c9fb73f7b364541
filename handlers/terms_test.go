package handlers

import (
	"database/sql"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// behindTerms adds a page and a form that only who agreed to the terms may use, as secure messages are.
func behindTerms(t *testing.T, v *visitor) {
	t.Helper()
	h, site := testHandlersOf(t, v.office), v.site
	e := echo.New()
	e.HTTPErrorHandler = func(err error, c echo.Context) { h.fail(c, err) }
	e.Use(h.headers)
	serve := h.admit(route{GET, "/behind", func(c echo.Context) error { return c.String(http.StatusOK, "behind the terms") }, agreed})
	for _, path := range []string{"/behind", "/behind/:id"} {
		e.Add(GET, path, serve, inLanguage(portal.English))
		e.Add(POST, path, serve, inLanguage(portal.English))
		e.Add(GET, "/es"+path, serve, inLanguage(portal.Spanish))
	}
	v.site = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(strings.TrimPrefix(r.URL.Path, "/es"), "/behind") {
			e.ServeHTTP(w, r)
			return
		}
		site.ServeHTTP(w, r)
	})
}

var (
	wordShown    = regexp.MustCompile(`<p class="kit-checkword">[^<]*<strong>([^<]+)</strong>`)
	serviceShown = regexp.MustCompile(`name="service" value="([^"]+)"`)
	conductShown = regexp.MustCompile(`name="conduct" value="([^"]+)"`)
)

// answers is what a browser sends from the review that it has before it.
func answers(a answer, more ...string) []string {
	a.t.Helper()
	word := wordShown.FindStringSubmatch(a.body)
	if word == nil {
		a.t.Fatalf("%s shows no check word: %s", a.at, text(a.body))
	}
	return append([]string{"service", serviceShown.FindStringSubmatch(a.body)[1], "conduct", conductShown.FindStringSubmatch(a.body)[1], "word", word[1]}, more...)
}

func rosaAt(t *testing.T, o *dbtest.Office) *visitor {
	t.Helper()
	v := visitorOf(t, o)
	behindTerms(t, v)
	return v.signedIn(o.Enrol(t, dbtest.Rosa))
}

func TestTermsAreReadByAnyoneInEveryVersionAndLanguage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		v := visitorOf(t, o)
		v.get("/terms").must(200, "Terms of service", "Rules of conduct", "Version 1.0, in force since", "Nothing is deleted.", "All versions of this text")
		v.get("/es/terms").must(200, "Términos del servicio", "Reglas de conducta", "No se borra nada.")
		v.get("/terms/service/1.0").must(200, "Terms of service, version 1.0", "In force", "Fingerprint (SHA-256)")
		v.get("/es/terms/conduct/1.0").must(200, "Reglas de conducta, versión 1.0", "Amenazas.")
		for _, address := range []string{"/terms/service/2.0", "/terms/service/01.0", "/terms/other/1.0", "/terms/service/x"} {
			v.get(address).must(404)
		}
		v.get("/").must(200, "Terms and rules of conduct")
	})
}

func TestNobodyComesBehindTheTermsWithoutAgreeingAndTheWayBackIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		v := rosaAt(t, o)
		a := v.send(httptest.NewRequest(GET, "/behind/7?page=2", nil))
		if a.Code != 303 || a.Header().Get("Location") != "/terms/review?back=%2Fbehind%2F7%3Fpage%3D2" {
			t.Fatalf("answered %d, to %s", a.Code, a.Header().Get("Location"))
		}
		if a := v.send(httptest.NewRequest(GET, "/es/behind", nil)); a.Header().Get("Location") != "/es/terms/review?back=%2Fes%2Fbehind" {
			t.Errorf("in Spanish to %s", a.Header().Get("Location"))
		}
		part := httptest.NewRequest(GET, "/behind", nil)
		part.Header.Set("HX-Request", "true")
		if a := v.send(part); a.Code != 403 || !strings.HasPrefix(a.Header().Get("HX-Redirect"), "/terms/review") {
			t.Errorf("a part of a page answered %d %v", a.Code, a.Header())
		}
		review := v.follow(a).must(200, "Before you use secure messages, read these two texts", "Threats.", "Check word", "You can ask for paper copies at any time. They are free.")
		v.post("/terms/agreements", append(answers(review, "back", "/behind/7?page=2"), "word", "x")[6:]...).must(409, "The terms were changed while you read")
		wrong := answers(review, "back", "/behind/7?page=2")
		wrong[5] = "wrong"
		v.post("/terms/agreements", wrong...).must(422, "Type the check word", "No, I decline")
		v.get("/behind").must(200, "Before you use secure messages")
		v.post("/terms/agreements", answers(review, "back", "/behind/7?page=2")...).must(200, "behind the terms")
		v.get("/behind").must(200, "behind the terms")
		v.get("/account").must(200, "You agreed on Friday, November 20, 2026.")
		v.get("/terms/review").must(200, "You have agreed to these terms.")
		// Someone else's site is nowhere to go back to.
		v.post("/terms/agreements", answers(review, "back", "//evil.example/")...).must(200, "Thank you. You have agreed")

		staff := v.another()
		staff.cookies[sessionCookie] = o.Hire(t, dbtest.Ines).Token
		staff.get("/behind").must(404)
		staff.get("/terms/review").must(404)
		staff.post("/terms/agreements").must(404)
		staff.post("/terms/refusals").must(404)
		staff.post("/terms/tidings").must(404)
		staff.get("/terms").must(200)
		if a := v.another().send(httptest.NewRequest(GET, "/behind", nil)); !strings.HasPrefix(a.Header().Get("Location"), "/sign-in?next=") {
			t.Errorf("a visitor was led to %s", a.Header().Get("Location"))
		}
	})
}

// Every row that says so leads to the review: the table is walked, so that a new one cannot forget it.
func TestEveryRouteOfSecureMessagesAsksForTheTerms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		v := rosaAt(t, o)
		for _, r := range testHandlers(t).routes() {
			under := strings.HasPrefix(r.path, "/messages")
			if under != r.audience.terms && r.audience.name != machine.name {
				t.Errorf("%s %s asks for the terms: %v", r.method, r.path, r.audience.terms)
			}
			if !r.audience.terms {
				continue
			}
			request := httptest.NewRequest(r.method, regexp.MustCompile(`:\w+`).ReplaceAllString(r.path, "1"), strings.NewReader(""))
			request.Header.Set("Sec-Fetch-Site", "same-origin")
			if a := v.send(request); a.Code != 303 || !strings.HasPrefix(a.Header().Get("Location"), "/terms/review") {
				t.Errorf("%s %s answered %d, to %s", r.method, r.path, a.Code, a.Header().Get("Location"))
			}
		}
	})
}

func TestAFormThatMeetsNewTermsIsKeptUntilTheyAreAgreedTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		v := rosaAt(t, o)
		review := v.post("/behind", "text", "About my letter of September").must(200, "Before you use secure messages")
		v.post("/terms/agreements", answers(review)...).must(200, "What you typed is kept", "About my letter of September")
	})
}

func TestDecliningLeadsHomeSaysHowToComeBackAndDeletesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		v := rosaAt(t, o)
		before := rowsOf(t, o)
		review := v.get("/terms/review")
		a := v.postOnly("/terms/refusals", answers(review)...)
		if a.Header().Get("Location") != "/?declined=1" {
			t.Fatalf("led to %s", a.Header().Get("Location"))
		}
		home := v.follow(a).must(200, "You declined the terms", "Nothing was deleted", "(555) 555-0100", "Review the terms again", "How can we help?")
		if !strings.Contains(home.body, `href="/terms/review"`) {
			t.Error("no way back")
		}
		v.get("/behind").must(200, "You declined the terms. Everything is kept.")
		v.get("/account").must(200, "You declined on Friday, November 20, 2026.")
		if home := v.another().get("/?declined=1").must(200); strings.Contains(home.body, "You declined") {
			t.Error("a stranger is told so too")
		}
		for table, n := range rowsOf(t, o) {
			if n < before[table] {
				t.Errorf("%s had %d rows and has %d", table, before[table], n)
			}
		}
		v.post("/es/terms/agreements", answers(v.get("/es/terms/review").must(200, "Usted no aceptó los términos"))...).must(200, "Gracias")
		v.get("/behind").must(200, "behind the terms")
	})
}

// rowsOf counts the rows of every table.
func rowsOf(t *testing.T, o *dbtest.Office) map[string]int {
	t.Helper()
	conn := o.Raw(t)
	list := `SELECT name FROM sqlite_schema WHERE type = 'table'`
	if o.URL != "" {
		list = `SELECT table_name FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA()`
	}
	rows, err := conn.Query(list)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	counts := map[string]int{}
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		counts[table] = 0
	}
	for table := range counts {
		var n sql.NullInt64
		if err := conn.QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err == nil {
			counts[table] = int(n.Int64)
		}
	}
	if len(counts) < 30 {
		t.Fatalf("only %d tables", len(counts))
	}
	return counts
}

func TestTheOfficeWritesProposesAndPublishesTermsAndPeopleSeeWhatChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		rosa := rosaAt(t, o)
		walt, sunita, petra := rosa.signedIn(o.Hire(t, dbtest.Walt)), rosa.signedIn(o.Hire(t, dbtest.Sunita)), rosa.signedIn(o.Hire(t, dbtest.Petra))
		rosa.post("/terms/agreements", answers(rosa.get("/terms/review"))...).must(200)
		pair, err := o.TermsInForce(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		en, es := pair.Conduct.Words[portal.English], pair.Conduct.Words[portal.Spanish]
		write := func(change, english, spanish string) {
			t.Helper()
			page := walt.get("/office/terms/conduct").must(200)
			walt.post("/office/terms/conduct/draft", "seen", between(page.body, `name="seen" value="`, `"`), "change", change, "effective_on", "11/20/2026",
				"changes_en", "Manners.", "changes_es", "Modales.", "words_en", english, "words_es", spanish).must(200, "The draft is saved")
			page = walt.get("/office/terms/conduct").must(200, "Propose it", "What differs from version")
			walt.post("/office/terms/conduct/proposal", "seen", between(page.body, `name="seen" value="`, `"`)).must(200, "The draft is proposed")
		}
		write("major", strings.Replace(en, "harsh language", "rude language", 1)+"\n\nSay <b>please</b>.", strings.Replace(es, "ofensivo", "rudo", 1)+"\n\nDiga <b>por favor</b>.")
		page := walt.get("/office/terms/conduct").must(200, "You wrote or proposed it, so someone else publishes it.", "Say <b>please</b>.")
		seen := between(page.body, `name="seen" value="`, `"`)
		walt.post("/office/terms/conduct/publication", "seen", seen).must(403, "You wrote or proposed this draft.")
		petra.get("/office/terms/conduct").must(200, "An administrator or a supervisor publishes it.")
		petra.post("/office/terms/conduct/publication", "seen", seen).must(403)
		sunita.post("/office/terms/conduct/draft", "seen", seen).must(403)
		sunita.get("/office/terms/conduct").must(200, "Publish version 2.0")
		sunita.post("/office/terms/conduct/publication", "seen", "1").must(409, "Someone else changed this draft")
		sunita.post("/office/terms/conduct/publication", "seen", seen).must(200, "The new version is published.", "2.0")

		rosa.get("/account").must(200, "They have changed since.")
		rosa.get("/terms").must(200, "Version 2.0, in force since", "Version 1.0")
		rosa.get("/terms/conduct/1.0").must(200, "Earlier version", "harsh language")
		review := rosa.get("/behind").must(200, "The terms have changed since you agreed", "Rules of conduct: from version 1.0 to 2.0", "Manners.",
			"Removed: harsh (end of what was removed)", "Added: rude (end of what was added)", "Say <b>please</b>.")
		if strings.Contains(review.body, "<b>please") {
			t.Error("the terms are shown as markup")
		}
		if strings.Contains(review.body, "Terms of service: from version") {
			t.Error("what did not change is shown as changed")
		}
		rosa.post("/terms/agreements", answers(review)...).must(200)
		rosa.get("/behind").must(200, "behind the terms")

		o.Clock.Add(time.Minute)
		write("minor", en+"\n\nSay please.", es+"\n\nDiga por favor.")
		page = sunita.get("/office/terms/conduct").must(200, "Publish version 2.1")
		sunita.post("/office/terms/conduct/publication", "seen", between(page.body, `name="seen" value="`, `"`)).must(200)
		rosa.get("/behind").must(200, "behind the terms")
		rosa.get("/account").must(200, "We changed the terms a little.")
		rosa.post("/terms/tidings").must(200)
		if a := rosa.get("/account").must(200); strings.Contains(a.body, "We changed the terms a little") {
			t.Error("a small change is told twice")
		}
		petra.get("/office/terms").must(200, "2.1", "2.0", "1.0", "Sunita Brandt")
		csv := petra.get("/office/terms/figures.csv").must(200)
		if !strings.Contains(csv.body, "Rules of conduct,2.0,") || csv.Header().Get("Content-Type") != "text/csv; charset=utf-8" {
			t.Errorf("figures: %s", csv.body)
		}
	})
}
