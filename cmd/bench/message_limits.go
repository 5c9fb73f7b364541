package main

import (
	"crypto/sha256"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
)

// The limits of messages: the queries that a page cannot do without, bare; the rows of a post in one commit of their own; a
// file's bytes, hashed and on the disk.

func (l *limits) inbox(r *http.Request) error {
	rows, err := l.raw.QueryContext(r.Context(), `
		SELECT id, status, topic, tax_type, period, language, subject, last_n, last_at, last_side, ours_n, archived
		FROM message_cases
		WHERE owner = $1 AND archived = 0
		ORDER BY last_at DESC, id DESC
		LIMIT 26`, r.URL.Query().Get("owner"))
	if err != nil {
		return err
	}
	defer rows.Close()
	var texts [7]string
	var numbers [5]int64
	for rows.Next() {
		if err := rows.Scan(&numbers[0], &texts[0], &texts[1], &texts[2], &texts[3], &texts[4], &texts[5], &numbers[1], &numbers[2], &texts[6], &numbers[3], &numbers[4]); err != nil {
			return err
		}
	}
	return rows.Err()
}

// caseOf reads a case with its messages. Who looks for the first time is put down before they see it.
func (l *limits) caseOf(r *http.Request) error {
	n, err := strconv.ParseInt(r.URL.Query().Get("n"), 10, 64)
	if err != nil {
		return err
	}
	var subject, status string
	if err := l.raw.QueryRowContext(r.Context(), `SELECT subject, status FROM message_cases WHERE id = $1`, n).Scan(&subject, &status); err != nil {
		return err
	}
	rows, err := l.raw.QueryContext(r.Context(), `SELECT side, name, body FROM messages WHERE case_id = $1 ORDER BY n`, n)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var side, name, body string
		if err := rows.Scan(&side, &name, &body); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil || r.URL.Query().Get("look") == "" {
		return err
	}
	return l.commit(r, "looked at "+r.URL.RawQuery, r.URL.RawQuery)
}

// message puts down what a post is: the draft and its version, which it stays as, and who sent it.
func (l *limits) message(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	return l.commit(r, r.PostForm.Get("body"), r.PostForm.Get("body"), "sent by somebody")
}

// commit writes rows in one transaction, on the disk.
func (l *limits) commit(r *http.Request, texts ...string) error {
	tx, err := l.commits.BeginTx(r.Context(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, text := range texts {
		if _, err := tx.ExecContext(r.Context(), `INSERT INTO raw (a) VALUES ($1)`, text); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// search asks the index bare.
func (l *limits) search(r *http.Request) error {
	rows, err := l.raw.QueryContext(r.Context(), `
		SELECT rowid / 10000
		FROM message_words
		WHERE message_words MATCH $1
		ORDER BY rowid DESC
		LIMIT 26`, `owner : "inboxof`+strings.ReplaceAll(r.URL.Query().Get("owner"), "-", "")+`" AND {subject body} : "`+r.URL.Query().Get("q")+`"`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return err
		}
	}
	return rows.Err()
}

// upload is what a file costs without anything of ours.
func (l *limits) upload(w http.ResponseWriter, r *http.Request) {
	err := func() error {
		f, err := os.CreateTemp(l.folder, "limit-")
		if err != nil {
			return err
		}
		defer os.Remove(f.Name())
		defer f.Close()
		if _, err := io.Copy(io.MultiWriter(f, sha256.New()), r.Body); err != nil {
			return err
		}
		return f.Sync()
	}()
	if err != nil {
		http.Error(w, err.Error(), 500)
	}
}
