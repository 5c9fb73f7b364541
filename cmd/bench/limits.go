package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strconv"

	_ "modernc.org/sqlite"

	"exchequer/portal"
)

// limits answers what the machine could do at most: the same bytes from net/http alone, after the raw query or the raw
// commit that the page cannot do without.
type limits struct {
	raw     *sql.DB // reads the same database past the house's door
	commits *sql.DB // a database of its own, for raw commits
	folder  string
	pages   map[string][]byte
}

func serveLimits(ctx context.Context, folder string) error {
	l := &limits{folder: folder, pages: map[string][]byte{}}
	var err error
	if l.raw, err = sql.Open("sqlite", "file:"+filepath.Join(folder, "exchequer.db")+"?_pragma=busy_timeout(5000)&_pragma=query_only(1)&_pragma=mmap_size(268435456)"); err != nil {
		return err
	}
	defer l.raw.Close()
	l.raw.SetMaxIdleConns(16)
	if l.commits, err = sql.Open("sqlite", "file:"+filepath.Join(folder, "raw.db")+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate"); err != nil {
		return err
	}
	defer l.commits.Close()
	l.commits.SetMaxOpenConns(1)
	if _, err := l.commits.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS raw (a TEXT)`); err != nil {
		return err
	}
	answer := http.NewServeMux()
	answer.HandleFunc("PUT /page/{name}", func(w http.ResponseWriter, r *http.Request) {
		l.pages[r.PathValue("name")], _ = io.ReadAll(r.Body)
	})
	answer.HandleFunc("GET /home", func(w http.ResponseWriter, _ *http.Request) { w.Write(l.pages["home"]) })
	answer.HandleFunc("GET /queue", l.answer("queue", l.queue))
	answer.HandleFunc("GET /request", l.answer("request", l.firstLook))
	answer.HandleFunc("GET /again", l.answer("request", l.request))
	answer.HandleFunc("POST /submit", l.answer("", l.submit))
	answer.HandleFunc("GET /inbox", l.answer("inbox", l.inbox))
	answer.HandleFunc("GET /case", l.answer("case", l.caseOf))
	answer.HandleFunc("POST /message", l.answer("", l.message))
	answer.HandleFunc("GET /search", l.answer("search", l.search))
	answer.HandleFunc("POST /upload", l.upload)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("limits at http://%s\n", listener.Addr())
	server := &http.Server{Handler: answer}
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

// answer does the raw work and then sends the page of that name, or on to a receipt.
func (l *limits) answer(page string, work func(r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := work(r); err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		if page == "" {
			http.Redirect(w, r, "/receipt", http.StatusSeeOther)
			return
		}
		w.Write(l.pages[page])
	}
}

const queueColumns = `id, received_at, substr(concern, 1, 240), page, format, status, due_at, assignee_name, place`

func (l *limits) queue(r *http.Request) error {
	after := portal.ReadQueueMark(r.URL.Query().Get("after"))
	rows, err := l.raw.QueryContext(r.Context(), `
		SELECT `+queueColumns+`
		FROM accessibility_requests
		WHERE place = $1 AND id > $2
		UNION ALL
		SELECT `+queueColumns+`
		FROM accessibility_requests
		WHERE place > $1
		ORDER BY place, id
		LIMIT 26`, after.Place, after.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, received, place int64
		var concern, page, format, status, assignee string
		var due sql.NullInt64
		if err := rows.Scan(&id, &received, &concern, &page, &format, &status, &due, &assignee, &place); err != nil {
			return err
		}
	}
	return rows.Err()
}

// firstLook reads a request and puts down who looked: that must be on the disk before a page of confidential things is
// shown.
func (l *limits) firstLook(r *http.Request) error {
	if err := l.request(r); err != nil {
		return err
	}
	_, err := l.commits.ExecContext(r.Context(), `INSERT INTO raw (a) VALUES ($1)`, "looked at "+r.URL.RawQuery)
	return err
}

func (l *limits) request(r *http.Request) error {
	n, err := strconv.ParseInt(r.URL.Query().Get("n"), 10, 64)
	if err != nil {
		return err
	}
	var concern, page, status string
	var contact, name []byte
	return l.raw.QueryRowContext(r.Context(), `
		SELECT concern, page, status, contact, name
		FROM accessibility_requests
		WHERE id = $1`, n).Scan(&concern, &page, &status, &contact, &name)
}

func (l *limits) submit(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	_, err := l.commits.ExecContext(r.Context(), `INSERT INTO raw (a) VALUES ($1)`, r.PostForm.Get("concern"))
	return err
}
