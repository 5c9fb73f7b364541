package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// browser is someone at a screen: it keeps cookies as browsers do, and follows nothing by itself.
type browser struct {
	t       testing.TB
	site    http.Handler
	office  *dbtest.Office
	cookies map[string]string
}

func newBrowser(t testing.TB) *browser {
	t.Helper()
	o := dbtest.Open(t, db.SQLite)
	site, err := testHandlersOf(t, o).router()
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, site: site, office: o, cookies: map[string]string{}}
}

// another is another browser at the same site.
func (b *browser) another() *browser {
	return &browser{t: b.t, site: b.site, office: b.office, cookies: map[string]string{}}
}

func (b *browser) get(address string) *httptest.ResponseRecorder {
	return b.send(httptest.NewRequest(GET, address, nil))
}

func (b *browser) post(address string, form url.Values) *httptest.ResponseRecorder {
	request := httptest.NewRequest(POST, address, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.send(request)
}

func (b *browser) send(request *http.Request) *httptest.ResponseRecorder {
	for name, value := range b.cookies {
		request.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer := httptest.NewRecorder()
	b.site.ServeHTTP(answer, request)
	for _, c := range answer.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return answer
}

// read is a page that must be there.
func (b *browser) read(address string) string {
	b.t.Helper()
	answer := b.get(address)
	if answer.Code != http.StatusOK {
		b.t.Fatalf("%s answered %d, to %s", address, answer.Code, answer.Header().Get("Location"))
	}
	return answer.Body.String()
}

func rosasAnswers() url.Values {
	return url.Values{
		"concern": {"The table of rates cannot be read with my screen reader."}, "page": {"/forms/sales-guide"}, "format": {"brf"},
		"contact_by": {"email"}, "contact": {"rosa.delgado@mail.example"}, "name": {"Rosa Delgado"},
	}
}

var (
	referenceShown = regexp.MustCompile(`AR-2026-\d{6}`)
	codeShown      = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}`)
	versionShown   = regexp.MustCompile(`name="seen" value="(\d+)"`)
)

// ask sends a request and gives its reference and code as the receipt shows them.
func (b *browser) ask(form url.Values) (reference, code string) {
	b.t.Helper()
	answer := b.post("/accessibility/requests", form)
	if answer.Code != http.StatusSeeOther {
		b.t.Fatalf("sending answered %d: %s", answer.Code, answer.Body)
	}
	receipt := b.read(answer.Header().Get("Location"))
	return referenceShown.FindString(receipt), codeShown.FindString(receipt)
}

// work takes a step at the desk.
func (b *browser) work(reference string, step portal.AccessibilityStep, words portal.AccessibilityWords, files ...db.StoredFile) {
	b.t.Helper()
	n, _ := portal.ReadReference(reference)
	f, err := b.office.AccessibilityFile(context.Background(), dbtest.Sunita, n)
	if err == nil {
		err = b.office.TakeAccessibilityStep(context.Background(), dbtest.Sunita, testDesk, db.AccessibilityAct{Number: n, Seen: f.Version, Step: step, Words: words, Files: files})
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

var testDesk = portal.NewAccessibilityDesk(testProfile, "http://localhost:8080")

func (b *browser) seen(address string) url.Values {
	b.t.Helper()
	m := versionShown.FindStringSubmatch(b.read(address))
	if m == nil {
		b.t.Fatalf("%s carries no version", address)
	}
	return url.Values{"seen": {m[1]}}
}
