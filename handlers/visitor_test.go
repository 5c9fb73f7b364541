package handlers

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
)

// visitor is a browser without a screen: it keeps cookies, and follows where it is sent.
type visitor struct {
	t       testing.TB
	office  *dbtest.Office
	site    http.Handler
	cookies map[string]string
	address string // network address
}

// newVisitor comes to the whole site over a real database.
func newVisitor(t testing.TB) *visitor {
	t.Helper()
	return visitorOf(t, dbtest.Open(t, db.SQLite))
}

func visitorOf(t testing.TB, o *dbtest.Office) *visitor {
	t.Helper()
	site, err := testHandlersOf(t, o).router()
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, office: o, site: site, cookies: map[string]string{}, address: "198.51.100.20:4711"}
}

// another is a second browser at the same site.
func (v *visitor) another() *visitor {
	return &visitor{t: v.t, office: v.office, site: v.site, cookies: map[string]string{}, address: "198.51.100.21:4711"}
}

// signedIn is a browser with a session of this person.
func (v *visitor) signedIn(p dbtest.Person) *visitor {
	w := v.another()
	w.cookies[sessionCookie] = p.Token
	return w
}

// answer is a response with its body read.
type answer struct {
	*httptest.ResponseRecorder
	t    testing.TB
	body string
	at   string // the address that answered
}

func (v *visitor) send(r *http.Request) answer {
	v.t.Helper()
	r.RemoteAddr = v.address
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0")
	r.Host = "localhost:8080"
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	v.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		} else {
			v.cookies[c.Name] = c.Value
		}
	}
	return answer{w, v.t, w.Body.String(), r.URL.RequestURI()}
}

// get opens an address and follows where it leads.
func (v *visitor) get(address string) answer {
	v.t.Helper()
	return v.follow(v.send(httptest.NewRequest(GET, address, nil)))
}

// post sends a form, fields in pairs of name and value, and follows where it leads.
func (v *visitor) post(address string, fields ...string) answer {
	v.t.Helper()
	return v.follow(v.postOnly(address, fields...))
}

// postOnly sends a form and stays at the answer.
func (v *visitor) postOnly(address string, fields ...string) answer {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(POST, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.send(r)
}

// postJSON is what a page's script sends.
func (v *visitor) postJSON(address string, content any) answer {
	v.t.Helper()
	text, err := json.Marshal(content)
	if err != nil {
		v.t.Fatal(err)
	}
	r := httptest.NewRequest(POST, address, bytes.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.send(r)
}

func (v *visitor) follow(a answer) answer {
	v.t.Helper()
	for range 10 {
		if a.Code != http.StatusSeeOther {
			return a
		}
		to, _, _ := strings.Cut(a.Header().Get("Location"), "#") // what stands behind it stays in the browser
		a = v.send(httptest.NewRequest(GET, to, nil))
	}
	v.t.Fatalf("sent round in circles, to %s", a.at)
	return a
}

// must fails the test unless the answer has this status and says these things.
func (a answer) must(status int, says ...string) answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("%s answered %d, not %d:\n%s", a.at, a.Code, status, text(a.body))
	}
	for _, s := range says {
		if !strings.Contains(text(a.body), s) {
			a.t.Fatalf("%s does not say %q:\n%s", a.at, s, text(a.body))
		}
	}
	return a
}

// json reads an answer to a page's script.
func (a answer) json() map[string]string {
	a.t.Helper()
	var content map[string]string
	if err := json.Unmarshal([]byte(a.body), &content); err != nil {
		a.t.Fatalf("%s answered %q", a.at, a.body)
	}
	return content
}

// text is what a page says, without its markup.
func text(page string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(page, "<") {
		if _, after, ok := strings.Cut(part, ">"); ok {
			b.WriteString(after)
			b.WriteByte(' ')
		} else {
			b.WriteString(part)
		}
	}
	said := strings.NewReplacer("&#39;", "'", "&amp;", "&", "&#34;", `"`, "&lt;", "<", "&gt;", ">").Replace(b.String())
	return strings.Join(strings.Fields(said), " ")
}
