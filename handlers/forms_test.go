package handlers

import (
	"crypto/fips140"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// formKind is what an answer of a form is to the person who gives it.
type formKind string

const (
	needed  formKind = "needed"  // typed; without it the form is refused
	welcome formKind = "welcome" // typed, and may be left out
	secret  formKind = "secret"  // typed, and never sent back
	chosen  formKind = "chosen"  // one of those offered; anything else is refused
	carried formKind = "carried" // brought back by the page; whatever comes in its place, nothing breaks
)

// formTry is one form of the site with a right answer to each of its questions. Every POST row of the route table that
// takes answers has one: TestEveryFormIsTried sees to it.
type formTry struct {
	row    string // as in the route table
	about  string // tells the tries of one row apart
	fields map[string]formKind
	at     map[string]string // where the error summary leads, when not to the field itself
	afresh bool              // what is refused is kept, so that each try needs a page of its own
	whole  bool              // refused as a whole, in words that single no field out
	begin  func(o *tryOffice) started
}

// started is a browser in front of a form.
type started struct {
	v       *visitor
	page    string // where the form stands, "" when it comes with an answer only
	address string // where it is sent
	right   url.Values
	called  map[string]string // the names of fields that carry an id behind theirs
}

// named is a field's name on this page.
func (s started) named(field string) string {
	if s.called[field] != "" {
		return s.called[field]
	}
	return field
}

// odd is what people and programs put into forms.
var odd = map[string]string{
	"empty":     "",
	"blank":     " \t\u200b\n ",
	"not text":  "caf\xe9 \xff",
	"controls":  "a\x00b\x07c\x1b[31md",
	"backwards": "name\u202egnp.exe\u2066",
	"script":    `<script>alert(1)</script>`,
	"markup":    `"><img src=x onerror=alert(1)>`,
	"attribute": `' autofocus onfocus='alert(1)`,
	"pattern":   `%s %d %!x {{7*7}} ${7*7}`,
	"header":    "a@b.example\r\nBcc: c@d.example",
	"query":     `'; DROP TABLE accounts; --`,
	"huge":      strings.Repeat("All work and no play. ", 10<<20/22), // 10 MB
}

// never is what no page may show, whatever was typed: it would run, or make the rest unreadable.
var never = []string{"<script>alert", "<img src=x", `autofocus onfocus='alert`, "%!("}

// unseen is what no page may carry to a reader's screen.
var unseen = []string{"\x00", "\x07", "\x1b", "\u202e", "\u2066"}

func TestOddAnswersToEveryFormAreRefusedInWordsOrKeptHarmlessly(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			for _, try := range slices.Concat(formTries, deskIdentityTries, messageTries, deskMessageTries, messageOfficeTries, representativeTries, deskRepresentativeTries) {
				t.Run(strings.TrimSpace(try.row+" "+try.about), func(t *testing.T) {
					t.Parallel()
					o := newTryOffice(t, dbtest.Open(t, engine))
					s := try.begin(o)
					try.standsAsTold(t, s)
					for _, field := range slices.Sorted(maps.Keys(try.fields)) {
						kind := try.fields[field]
						for _, name := range slices.Sorted(maps.Keys(odd)) {
							if fips140.Enforced() && (name != "script" || engine != db.SQLite) {
								continue // each form is sent once more with approved cryptography alone; what it answers is the same
							}
							if name == "huge" && (testing.Short() || engine != db.SQLite || kind == chosen || kind == carried) {
								continue // nobody types as much into a choice, and size does not reach the database
							}
							if taken := try.send(t, s, field, name); taken || try.whole || try.afresh {
								s = try.begin(o) // whoever was refused still has the form; tries of secrets are counted
							}
						}
					}
				})
			}
		})
	}
}

// send fills a form in rightly but for one answer, judges what comes back, and says whether the form was taken.
func (try formTry) send(t *testing.T, s started, field, name string) (taken bool) {
	t.Helper()
	rightly := s.right.Get(field)
	s.right.Set(field, odd[name])
	defer s.right.Set(field, rightly)
	var pairs []string
	for key, values := range s.right {
		pairs = append(pairs, s.named(key), values[0])
	}
	a := s.v.postOnly(s.address, pairs...)
	what := fmt.Sprintf("%s with %s as %s", try.row, name, field)
	if a.Code >= 500 {
		t.Fatalf("%s answered %d", what, a.Code)
	}
	refused, kind := a.Code >= 400, try.fields[field]
	switch {
	case (name == "empty" || name == "blank") && (kind == needed || kind == secret) && !refused,
		kind == chosen && !refused:
		t.Errorf("%s was taken: %d", what, a.Code)
	case (name == "empty" || name == "blank") && kind == welcome && refused:
		t.Errorf("%s was refused: %s", what, text(a.body))
	case name == "huge" && (kind == needed || kind == welcome) && a.Code != http.StatusUnprocessableEntity:
		t.Errorf("%s answered %d", what, a.Code)
	}
	if refused && kind != carried {
		try.keeps(t, s, a, field, what)
	}
	if a.Code == http.StatusSeeOther {
		if a = s.v.follow(a); a.Code != http.StatusOK {
			t.Errorf("%s led to %s, which answered %d", what, a.at, a.Code)
		}
	}
	if strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
		if !utf8.ValidString(a.body) || slices.ContainsFunc(unseen, func(c string) bool { return strings.Contains(a.body, c) }) {
			t.Errorf("%s is shown with what cannot be seen, at %s", what, a.at)
		}
		for _, bad := range never {
			if strings.Contains(a.body, bad) {
				t.Errorf("%s is shown as it was sent: %s", what, bad)
			}
		}
	}
	return !refused
}

// keeps wants of a refusal a status that says so, an error summary that leads to the field, and all that was typed.
func (try formTry) keeps(t *testing.T, s started, a answer, field, what string) {
	t.Helper()
	if a.Code != http.StatusUnprocessableEntity {
		t.Errorf("%s answered %d", what, a.Code)
		return
	}
	at := field
	if try.at[field] != "" {
		at = try.at[field]
	}
	if !strings.Contains(a.body, `id="error-summary"`) || !strings.Contains(a.body, "<title>Error: ") {
		t.Errorf("%s came back without a summary of errors", what)
	}
	if !try.whole && !(strings.Contains(a.body, `href="#`+at+`"`) && strings.Contains(a.body, `id="`+at+`"`)) {
		t.Errorf("%s came back with no link to %s", what, at)
	}
	for other, kind := range try.fields {
		typed := s.right.Get(other)
		switch {
		case kind == secret && len(typed) > 3 && other != field && strings.Contains(a.body, typed):
			t.Errorf("%s sent %s back", what, other)
		case (kind == needed || kind == welcome) && !strings.Contains(a.body, html.EscapeString(portal.Visible(typed))):
			t.Errorf("%s lost what was typed into %s", what, other)
		}
	}
}

var (
	formOf  = regexp.MustCompile(`(?s)<form\b[^>]*\baction="([^"]*)".*?</form>`)
	inputOf = regexp.MustCompile(`<(?:input|textarea|select|button)\b[^>]*\sname="([^"]*)"`)
)

// standsAsTold compares a form's answers with those on its page, so that a new question cannot be forgotten here.
func (try formTry) standsAsTold(t *testing.T, s started) {
	t.Helper()
	if s.page == "" {
		return
	}
	page, asked, found := s.v.get(s.page).must(http.StatusOK), map[string]bool{}, false
	for _, form := range formOf.FindAllStringSubmatch(page.body, -1) {
		if html.UnescapeString(form[1]) != s.address {
			continue
		}
		found = true
		for _, input := range inputOf.FindAllStringSubmatch(form[0], -1) {
			asked[input[1]] = true
		}
	}
	if !found {
		t.Errorf("%s: no form on %s is sent to %s", try.row, s.page, s.address)
	}
	for field := range s.called {
		if asked[s.named(field)] {
			asked[field] = true
			delete(asked, s.named(field))
		}
	}
	for name := range asked {
		if try.fields[name] == "" && name != "username" && name != "files" {
			t.Errorf("%s asks for %s on %s: give it a kind in this test", try.row, name, s.page)
		}
	}
	for name := range try.fields {
		if !asked[name] {
			t.Errorf("%s: %s does not ask for %s", try.row, s.page, name)
		}
	}
}

// TestEveryFormIsTried fails for a POST row that is in none of the lists: a new form has to join.
func TestEveryFormIsTried(t *testing.T) {
	tried := map[string]bool{}
	for _, try := range slices.Concat(formTries, deskIdentityTries, messageTries, deskMessageTries, messageOfficeTries, representativeTries, deskRepresentativeTries) {
		tried[try.row] = true
	}
	for row := range buttons {
		tried[row] = true
	}
	for row := range spokenByScripts {
		tried[row] = true
	}
	for _, r := range testHandlers(t).routes() {
		row := r.method + " " + r.path
		if r.method == POST && !tried[row] {
			t.Errorf("nothing tries odd answers to %s: give it a formTry", row)
		}
		delete(tried, row)
	}
	for row := range tried {
		t.Errorf("%s is tried and not in the route table", row)
	}
}
