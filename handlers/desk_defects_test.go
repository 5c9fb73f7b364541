package handlers

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// askAbout sends requests about a page in, as visitors do, and lets the program count them.
func askAbout(t testing.TB, o *dbtest.Office, pages ...string) {
	t.Helper()
	h := testHandlersOf(t, o)
	for _, page := range pages {
		_, err := o.SubmitAccessibilityRequest(t.Context(), dbtest.Nobody, h.requests, portal.AccessibilityForm{
			Concern: "My screen reader says nothing on <this> page.", Page: page, Format: portal.FormatText,
			ContactBy: portal.ContactByPhone, Contact: "555-010-0142", Channel: portal.ChannelWeb,
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.SettleAccessibility(t.Context(), h.requests); err != nil {
		t.Fatal(err)
	}
}

func TestAPageThatTwoAskedAboutIsFixedAndComesBackWithTheThird(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	clerk := visitor.signedIn(o.Hire(t, dbtest.Ines))
	clerk.get("/desk/accessibility/defects").must(200, "No page waits to be fixed.")
	askAbout(t, o, "/forms/a", "/forms/a", "https://www.irs.gov/pub/b.pdf?x=1", "irs.gov/pub/b.pdf", "/forms/quiet")

	list := clerk.get("/desk/accessibility/defects").must(200, "/forms/a", "irs.gov/pub/b.pdf", "Web Team", "Nobody")
	if strings.Contains(list.body, "/forms/quiet") {
		t.Error("a page that one person asked about is on the list")
	}
	page := clerk.get("/desk/accessibility/defects/page?path=/forms/a").must(200, "2 times", "Web Team web@dor.example", "told the owner, Web Team, by e-mail", "AR-2026-000002", "Mark as fixed")
	if strings.Contains(page.body, "<this>") {
		t.Error("a concern is markup on the page")
	}
	clerk.get("/desk/accessibility/defects/page?path=irs.gov/pub/b.pdf").must(200, "Nobody. Add an owner", "nobody looks after the page, so nobody was told")

	seen := hidden(t, page.body, "seen")
	clerk.post("/desk/accessibility/defects/fixes", "path", "/forms/a", "seen", seen, "what", " ").must(422, "There is 1 answer to mend", "Write what was done to the page.")
	clerk.post("/desk/accessibility/defects/fixes", "path", "/forms/a", "seen", seen, "what", strings.Repeat("b", 1001)).must(422, "Shorten it to 1000.", strings.Repeat("b", 1001))
	clerk.post("/desk/accessibility/defects/fixes", "path", "/forms/a", "seen", seen, "what", "Gave the table headers.").must(200, "The page is marked as fixed.", "Ines Calloway marked it fixed", "Gave the table headers.")
	clerk.get("/desk/accessibility/defects?state=fixed").must(200, "/forms/a")
	clerk.get("/desk/accessibility/defects?state=all").must(200, "/forms/a", "irs.gov/pub/b.pdf")
	if list := clerk.get("/desk/accessibility/defects"); strings.Contains(list.body, "/forms/a") {
		t.Error("what is fixed still waits")
	}

	askAbout(t, o, "/forms/a")
	clerk.get("/desk/accessibility/defects").must(200, "/forms/a")
}

func TestTwoClerksDoNotFixOverEachOther(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	askAbout(t, o, "/forms/a", "/forms/a")
	clerk := visitor.signedIn(o.Hire(t, dbtest.Ines))
	seen := hidden(t, clerk.get("/desk/accessibility/defects/page?path=/forms/a").body, "seen")
	fix := func(what string) answer {
		return clerk.post("/desk/accessibility/defects/fixes", "path", "/forms/a", "seen", seen, "what", what)
	}
	fix("Gave the table headers.").must(200)
	fix("I wrote this meanwhile.").must(409, "Someone else changed this page's state meanwhile.", "I wrote this meanwhile.", "Gave the table headers.")
	clerk.post("/desk/accessibility/defects/fixes", "path", "/forms/a", "seen", "many", "what", "So.").must(409)
}

func TestPagesToFixThatAreNotThereAreNotFound(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		visitor := visitorOf(t, dbtest.Open(t, engine))
		clerk := visitor.signedIn(visitor.office.Hire(t, dbtest.Ines))
		for _, path := range []string{"", "/nowhere", "\xff", "/a\x00b", "/' OR 1=1 --", "/" + strings.Repeat("a", 3000)} {
			clerk.get("/desk/accessibility/defects/page?path=" + url.QueryEscape(path)).must(404)
			clerk.post("/desk/accessibility/defects/fixes", "path", path, "seen", "1", "what", "Done.").must(404)
			clerk.get("/desk/accessibility/defects?state=all&after=" + url.QueryEscape("9."+path)).must(200)
		}
	}
}

func TestPagesToFixArePaged(t *testing.T) {
	visitor := newVisitor(t)
	var pages []string
	for i := range 60 {
		pages = append(pages, fmt.Sprintf("/forms/%02d", i%30))
	}
	askAbout(t, visitor.office, pages...)
	clerk := visitor.signedIn(visitor.office.Hire(t, dbtest.Ines))
	first := clerk.get("/desk/accessibility/defects").must(200, "/forms/29", "/forms/05", "More")
	_, rest, _ := strings.Cut(first.body, `rel="next" href="`)
	address, _, _ := strings.Cut(rest, `"`)
	second := clerk.get(strings.ReplaceAll(address, "&amp;", "&")).must(200, "/forms/04", "/forms/00", "Back to the top")
	if strings.Contains(second.body, "/forms/05") || strings.Contains(text(second.body), "More") {
		t.Error("the second page repeats the first, or goes on")
	}
}

func TestFixingAPageIsForThoseWhoWorkRequests(t *testing.T) {
	visitor := newVisitor(t)
	if a := visitor.postOnly("/desk/accessibility/defects/fixes", "path", "/forms"); a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header().Get("Location"), "/sign-in") {
		t.Errorf("a visitor: %d, %s", a.Code, a.Header().Get("Location"))
	}
	visitor.signedIn(visitor.office.Hire(t, dbtest.Petra)).post("/desk/accessibility/defects/fixes", "path", "/forms").must(403)
	r := httptest.NewRequest(POST, "/desk/accessibility/defects/fixes", strings.NewReader("path=/forms"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	visitor.signedIn(visitor.office.Hire(t, dbtest.Ines)).send(r).must(403, "came from another website")
}

// hidden is the value of a hidden input.
func hidden(t testing.TB, page, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `<input type="hidden" name="`+name+`" value="`)
	if !ok {
		t.Fatalf("no hidden %s", name)
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}
