package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
	"time"
)

// The catcher's own page and style sheet. It is a demo's tool, not a page of the department's: it has a look of its own.
//
//go:embed catcher.html
var catcherHTML string

//go:embed catcher.css
var catcherCSS []byte

var catcherPage = template.Must(template.New("catcher").Funcs(template.FuncMap{
	"clock": func(t time.Time) string { return t.Format("3:04:05 PM") },
	"day":   func(t time.Time) string { return t.Format("Monday, January 2, 2006") },
	"stamp": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
}).Parse(catcherHTML))

func (c *catcher) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", c.showList)
	mux.HandleFunc("GET /messages.json", c.showJSON)
	mux.HandleFunc("GET /messages/{number}", c.showOne)
	mux.HandleFunc("GET /messages/{number}/html", c.showHTML)
	mux.HandleFunc("GET /messages/{number}/source", c.showSource)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(catcherCSS) // the reader went away; there is nobody left to tell
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // a link that works once must not travel in a header
		h.Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r)
	})
}

// shownMost is how many e-mails the list shows; /messages.json has them all.
const shownMost = 200

func (c *catcher) showList(w http.ResponseWriter, r *http.Request) {
	mails := c.newest()
	all := len(mails)
	c.show(w, http.StatusOK, "list", map[string]any{"Mails": mails[:min(all, shownMost)], "All": all})
}

func (c *catcher) showOne(w http.ResponseWriter, r *http.Request) {
	if m, ok := c.asked(w, r); ok {
		_, newer := c.find(m.Number + 1)
		_, older := c.find(m.Number - 1)
		c.show(w, http.StatusOK, "one", map[string]any{"Mail": m, "Newer": newer, "Older": older, "NewerNumber": m.Number + 1, "OlderNumber": m.Number - 1})
	}
}

// showHTML is the HTML of an e-mail, for a frame: it runs nothing, loads nothing and sees nothing of the page around.
func (c *catcher) showHTML(w http.ResponseWriter, r *http.Request) {
	if m, ok := c.asked(w, r); ok {
		w.Header().Set("Content-Security-Policy", "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(m.HTML)) // as above
	}
}

func (c *catcher) showSource(w http.ResponseWriter, r *http.Request) {
	if m, ok := c.asked(w, r); ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write(m.Source) // as above
	}
}

func (c *catcher) showJSON(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)   // it is read by people too, and is no page
	_ = out.Encode(c.newest()) // as above
}

func (c *catcher) asked(w http.ResponseWriter, r *http.Request) (caughtMail, bool) {
	number, err := strconv.Atoi(r.PathValue("number"))
	m, ok := c.find(number)
	if err != nil || !ok {
		c.show(w, http.StatusNotFound, "missing", nil)
		return m, false
	}
	return m, true
}

func (c *catcher) show(w http.ResponseWriter, status int, name string, data any) {
	var page bytes.Buffer
	if err := catcherPage.ExecuteTemplate(&page, name, data); err != nil {
		http.Error(w, "The page could not be made: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // as above
}
