package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"

	"exchequer/db"
	"exchequer/handlers"
	"exchequer/portal"
)

// town is a department with so many requests, its site on a loopback port, and the limits beside it.
type town struct {
	requests int
	folder   string
	db       *db.DB
	raw      *sql.DB // reads the same database past the house's door
	commits  *sql.DB // a database of its own, for raw commits
	session  string  // a clerk's
	site     *http.Server
	limit    *http.Server
	client   *http.Client
	marks    []string // places in the list of everything, all over it
	lastPage atomic.Pointer[[]byte]
	works    map[string]func(*rand.Rand) error
	limits   map[string]func(*rand.Rand) error
}

var benchProfile = portal.Profile{
	Name: "Department of Revenue", ShortName: "DOR", State: "State of Tamarack", TimeZone: "America/Chicago",
	Address: []string{"400 Larkspur Avenue"}, Phone: "(555) 010-4400", Fax: "(555) 010-4419", Email: "help@revenue.tamarack.example",
	Hours: map[string]string{"en": "Monday to Friday, 8 a.m. to 5 p.m."}, Colour: "#1c5b4a",
	Accessibility: portal.AccessibilityPromise{AcknowledgeDays: 1, DeliverDays: 10, MeetDays: 15, AnswerDays: 15, AppealDays: 15, Coordinator: "The Deputy Commissioner"},
}

const year = 2026

func openTown(ctx context.Context, folder string, requests int) (*town, error) {
	t := &town{requests: requests, folder: folder}
	keys, err := db.LoadKeys(filepath.Join(folder, "keys.json"))
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	if t.db, err = db.Open(ctx, db.Options{DataDir: folder, Keys: keys, Log: quiet}); err != nil {
		return nil, err
	}
	t.raw, err = sql.Open("sqlite", "file:"+filepath.Join(folder, "exchequer.db")+"?_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=mmap_size(268435456)")
	if err != nil {
		return nil, err
	}
	t.raw.SetMaxIdleConns(16)
	if err := t.fill(ctx); err != nil {
		return nil, err
	}
	if t.session, err = t.hire(ctx); err != nil {
		return nil, err
	}
	t.commits, err = sql.Open("sqlite", "file:"+filepath.Join(folder, "raw.db")+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	t.commits.SetMaxOpenConns(1)
	if _, err := t.commits.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS raw (a TEXT)`); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	origin := &url.URL{Scheme: "http", Host: fmt.Sprintf("localhost:%d", listener.Addr().(*net.TCPAddr).Port)}
	site, err := handlers.New(handlers.Options{DB: t.db, Profile: benchProfile, Origin: origin, Log: quiet, MailConfigured: true})
	if err != nil {
		return nil, err
	}
	t.site = &http.Server{Handler: site}
	go t.site.Serve(listener)
	t.client = &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return t, t.prepare("http://" + listener.Addr().String())
}

func (t *town) close() {
	t.site.Close()
	t.limit.Close()
	t.raw.Close()
	t.commits.Close()
	t.db.Close()
}

// prepare says what is done for each name, and what its limit is: the same bytes from net/http alone, after the raw
// query or the raw commit that the page cannot do without.
func (t *town) prepare(site string) error {
	any := func(r *rand.Rand) portal.RequestNumber { return portal.NumberOf(year, 1+r.Int64N(int64(t.requests))) }
	t.works = map[string]func(*rand.Rand) error{
		homePage: func(r *rand.Rand) error { return t.get(site+"/", "gzip") },
		queuePage: func(r *rand.Rand) error {
			return t.get(site+"/desk/accessibility?state=all&after="+t.anyPlace(r), "")
		},
		requestPage: func(r *rand.Rand) error { return t.get(site+"/desk/accessibility/"+any(r).String(), "") },
		submission:  func(r *rand.Rand) error { return t.post(site+"/accessibility/requests", form(r)) },
	}
	pages := map[string][]byte{}
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range []string{homePage, queuePage, requestPage} {
		if err := t.works[name](r); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		pages[name] = *t.lastPage.Load()
	}
	answer := http.NewServeMux()
	answer.HandleFunc("GET /home", func(w http.ResponseWriter, _ *http.Request) { w.Write(pages[homePage]) })
	answer.HandleFunc("GET /queue", func(w http.ResponseWriter, r *http.Request) {
		after := portal.ReadAccessibilityMark(r.URL.Query().Get("after"))
		if err := t.rawQueue(r.Context(), after); err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		w.Write(pages[queuePage])
	})
	answer.HandleFunc("GET /request", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.ParseInt(r.URL.Query().Get("n"), 10, 64)
		if err := t.rawRequest(r.Context(), n); err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		w.Write(pages[requestPage])
	})
	answer.HandleFunc("POST /submit", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		if _, err := t.commits.ExecContext(r.Context(), `INSERT INTO raw (a) VALUES ($1)`, r.PostForm.Get("concern")); err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		http.Redirect(w, r, "/receipt", http.StatusSeeOther)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	t.limit = &http.Server{Handler: answer}
	go t.limit.Serve(listener)
	limit := "http://" + listener.Addr().String()
	t.limits = map[string]func(*rand.Rand) error{
		homePage:    func(r *rand.Rand) error { return t.get(limit+"/home", "") },
		queuePage:   func(r *rand.Rand) error { return t.get(limit+"/queue?after="+t.anyPlace(r), "") },
		requestPage: func(r *rand.Rand) error { return t.get(limit+"/request?n="+fmt.Sprint(int64(any(r))), "") },
		submission:  func(r *rand.Rand) error { return t.post(limit+"/submit", form(r)) },
	}
	return nil
}

// findPlaces remembers places all over the list, so that choosing one costs nothing while it is measured.
func (t *town) findPlaces(ctx context.Context) error {
	rows, err := t.raw.QueryContext(ctx, `
		SELECT place, id
		FROM accessibility_requests
		WHERE id % $1 = 0`, max(1, t.requests/5000))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var m portal.AccessibilityMark
		if err := rows.Scan(&m.Place, &m.Number); err != nil {
			return err
		}
		t.marks = append(t.marks, m.String())
	}
	return rows.Err()
}

// anyPlace is a random place in the list of everything.
func (t *town) anyPlace(r *rand.Rand) string {
	return t.marks[r.IntN(len(t.marks))]
}

func (t *town) rawQueue(ctx context.Context, after *portal.AccessibilityMark) error {
	rows, err := t.raw.QueryContext(ctx, `
		SELECT id, received_at, substr(concern, 1, 240), page, format, status, due_at, assignee_name
		FROM accessibility_requests
		WHERE (place, id) > ($1, $2)
		ORDER BY place, id
		LIMIT 26`, after.Place, int64(after.Number))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, received int64
		var concern, page, format, status, assignee string
		var due sql.NullInt64
		if err := rows.Scan(&id, &received, &concern, &page, &format, &status, &due, &assignee); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (t *town) rawRequest(ctx context.Context, n int64) error {
	var concern, page, status string
	var contact, name []byte
	return t.raw.QueryRowContext(ctx, `
		SELECT concern, page, status, contact, name
		FROM accessibility_requests
		WHERE id = $1`, n).Scan(&concern, &page, &status, &contact, &name)
}

func (t *town) get(address, encoding string) error {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if encoding != "" {
		request.Header.Set("Accept-Encoding", encoding)
	}
	if strings.Contains(address, "/desk") {
		request.AddCookie(&http.Cookie{Name: "session", Value: t.session})
	}
	return t.do(request, http.StatusOK)
}

func (t *town) post(address string, fields url.Values) error {
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return t.do(request, http.StatusSeeOther)
}

func (t *town) do(request *http.Request, want int) error {
	answer, err := t.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != want {
		return fmt.Errorf("%s answered %d: %.300s", request.URL.Path, answer.StatusCode, body)
	}
	t.lastPage.Store(&body)
	return nil
}

// form is what a visitor sends.
func form(r *rand.Rand) url.Values {
	n := r.IntN(1 << 30)
	return url.Values{
		"concern":    {fmt.Sprintf("The print in booklet %d is too small for me. I need it in 18 point type, on paper that does not shine.", n%5000)},
		"page":       {fmt.Sprintf("/forms/%d", n%500)},
		"format":     {string(portal.AccessibilityFormats[n%len(portal.AccessibilityFormats)])},
		"contact_by": {"email"},
		"contact":    {fmt.Sprintf("reader%d@mail.example", n)},
		"name":       {"Alma Whitfield"},
	}
}

// size is what the database takes on the disk.
func (t *town) size() string {
	info, err := os.Stat(filepath.Join(t.folder, "exchequer.db"))
	if err != nil {
		return "an unknown size"
	}
	return fmt.Sprintf("%d MB", info.Size()>>20)
}
