package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// town is a department with so many requests, its site, and the limits beside it.
type town struct {
	requests int
	folder   string
	session  string // a clerk's
	site     *child
	beside   *child // the limits
	*caller
	marks  []string // places in the list of everything, all over it
	works  map[string]func(*rand.Rand) error
	limits map[string]func(*rand.Rand) error
}

const year = 2026

// openTown makes or finds the department and starts both processes. What it answers is to be closed, also with an error.
func openTown(ctx context.Context, binary, folder string, requests int) (*town, error) {
	t := &town{requests: requests, folder: folder}
	if err := t.found(ctx); err != nil {
		return t, err
	}
	var err error
	if t.site, err = start("open at", []string{
		"EXCHEQUER_DATA=" + folder, "EXCHEQUER_ADDR=127.0.0.1:0", "EXCHEQUER_ORIGIN=http://localhost:0", "EXCHEQUER_REQUEST_LIMIT=0",
	}, binary, "serve"); err != nil {
		return t, err
	}
	self, err := os.Executable()
	if err != nil {
		return t, err
	}
	if t.beside, err = start("limits at", nil, self, "-limits", folder); err != nil {
		return t, err
	}
	t.caller = newCaller()
	return t, t.prepare()
}

// found fills the department in, unless an earlier run has, and signs a clerk in.
func (t *town) found(ctx context.Context) error {
	keys, err := db.LoadKeys(filepath.Join(t.folder, "keys.json"))
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{DataDir: t.folder, Keys: keys, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	defer d.Close()
	if err := t.fill(ctx, d); err != nil {
		return err
	}
	if t.session, err = hire(ctx, d, fmt.Sprintf("clerk%d@revenue.tamarack.example", time.Now().UnixNano())); err != nil {
		return err
	}
	t.marks, err = t.places(ctx)
	return err
}

func (t *town) close() {
	t.site.stop()
	t.beside.stop()
}

// prepare says what is done for each name, and what its limit is.
func (t *town) prepare() error {
	site, beside := t.site.address, t.beside.address
	any := func(r *rand.Rand) portal.RequestNumber { return portal.NumberOf(year, 1+r.Int64N(int64(t.requests))) }
	known := func(r *rand.Rand) portal.RequestNumber { return portal.NumberOf(year, 1+r.Int64N(25)) }
	t.works = map[string]func(*rand.Rand) error{
		homePage: func(r *rand.Rand) error { return t.zipped(site + "/") },
		queuePage: func(r *rand.Rand) error {
			return t.get(site+"/desk/accessibility?state=all&after="+t.anyPlace(r), t.session)
		},
		requestPage: func(r *rand.Rand) error { return t.get(site+"/desk/accessibility/"+any(r).String(), t.session) },
		againPage:   func(r *rand.Rand) error { return t.get(site+"/desk/accessibility/"+known(r).String(), t.session) },
		submission:  func(r *rand.Rand) error { return t.submit(site+"/accessibility/requests", form(r)) },
	}
	t.limits = map[string]func(*rand.Rand) error{
		homePage:    func(r *rand.Rand) error { return t.page(beside + "/home") },
		queuePage:   func(r *rand.Rand) error { return t.page(beside + "/queue?after=" + t.anyPlace(r)) },
		requestPage: func(r *rand.Rand) error { return t.page(beside + "/request?n=" + fmt.Sprint(int64(any(r)))) },
		againPage:   func(r *rand.Rand) error { return t.page(beside + "/again?n=" + fmt.Sprint(int64(any(r)))) },
		submission:  func(r *rand.Rand) error { return t.submit(beside+"/submit", form(r)) },
	}
	r := rand.New(rand.NewPCG(1, 2))
	for name, page := range map[string]string{homePage: "home", queuePage: "queue", requestPage: "request"} {
		if err := t.works[name](r); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		put, err := http.NewRequest(http.MethodPut, beside+"/page/"+page, bytes.NewReader(*t.lastPage.Load()))
		if err != nil {
			return err
		}
		if _, err := t.do(put, http.StatusOK); err != nil {
			return err
		}
	}
	return nil
}

// anyPlace is a random place in the list of everything.
func (t *town) anyPlace(r *rand.Rand) string { return t.marks[r.IntN(len(t.marks))] }

// zipped reads a page as browsers do.
func (t *town) zipped(address string) error {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept-Encoding", "gzip")
	_, err = t.do(request, http.StatusOK)
	return err
}

func (t *town) page(address string) error { return t.get(address, "") }

func (t *town) submit(address string, fields url.Values) error {
	_, err := t.post(address, "", fields)
	return err
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
	info, err := os.Stat(filepath.Join(t.folder, db.SQLiteFile))
	if err != nil {
		return "an unknown size"
	}
	return fmt.Sprintf("%d MB", info.Size()>>20)
}
