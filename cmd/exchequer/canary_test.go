package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"exchequer/db/dbtest"
	"exchequer/handlers"
	"exchequer/mail"
	"exchequer/portal"
	templmail "exchequer/templ/mail"
)

// A canary is something that a person gave us and that must lie nowhere in the clear. The mail server of this test
// refuses every second e-mail and repeats the address in its answer, as many do.

// gossip is that mail server.
type gossip struct {
	mu    sync.Mutex
	asked int
}

func (g *gossip) NewSession(*smtp.Conn) (smtp.Session, error) { return g, nil }
func (g *gossip) Mail(string, *smtp.MailOptions) error        { return nil }
func (g *gossip) Data(r io.Reader) error                      { _, err := io.Copy(io.Discard, r); return err }
func (g *gossip) Reset()                                      {}
func (g *gossip) Logout() error                               { return nil }
func (g *gossip) Rcpt(to string, _ *smtp.RcptOptions) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.asked++; g.asked%2 == 0 {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + to + "> does not live here"}
	}
	return nil
}

// lockedBuffer is a log that many write to.
type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func TestWhatPeopleGiveUsLiesNowhereInTheClear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		log := &lockedBuffer{}
		logger := slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		codes := askForFormats(t, o, logger)
		carryAll(t, o, logger)

		canaries := append([]string{"canaria", "quillfeather", "7365550199", "736-555-0199", "nightjar"}, codes...)
		var stored bytes.Buffer
		if o.URL == "" {
			files, err := filepath.Glob(filepath.Join(o.Dir, "exchequer.db*"))
			if err != nil || len(files) < 2 {
				t.Fatalf("database and WAL: %v %v", files, err)
			}
			for _, name := range files {
				content, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				stored.Write(content)
			}
		} else {
			dumpPostgres(t, o, &stored)
		}
		for where, text := range map[string]string{"log": log.String(), "database": stored.String()} {
			if !strings.Contains(text, map[string]string{"log": "mail not sent", "database": "accessibility.received"}[where]) {
				t.Fatalf("the %s does not show even what lies open", where)
			}
			lower := strings.ToLower(text)
			for _, canary := range canaries {
				if strings.Contains(lower, canary) || strings.Contains(lower, fmt.Sprintf("%x", canary)) {
					t.Errorf("%q lies open in the %s", canary, where)
				}
			}
		}
	})
}

// askForFormats sends requests of people who can be reached by e-mail, telephone and mail, over the real site, and
// gives the follow-up codes of their receipts as they could be stored.
func askForFormats(t *testing.T, o *dbtest.Office, logger *slog.Logger) (codes []string) {
	t.Helper()
	origin, _ := url.Parse("http://localhost")
	pages, err := handlers.New(handlers.Options{DB: o.DB, Profile: demoProfile(t), Origin: origin, Log: logger})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(pages)
	defer site.Close()
	jar, _ := cookiejar.New(nil)
	visitor := &http.Client{Jar: jar}
	for by, contact := range map[string]string{"email": "canaria.quillfeather@mail.example", "phone": "736-555-0199", "mail": "12 Nightjar Lane\nFernwick, TK 00501"} {
		for range 2 {
			answer, err := visitor.PostForm(site.URL+"/accessibility/requests", url.Values{"concern": {"I need the sales tax guide."}, "page": {"/forms/sales-guide"},
				"format": {"braille"}, "contact_by": {by}, "contact": {contact}, "name": {"Canaria Quillfeather"}})
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			code := regexp.MustCompile(`data-copy="([^"]*)"[^>]*>`).FindAllStringSubmatch(string(body), -1)
			if answer.StatusCode != http.StatusOK || len(code) != 2 {
				t.Fatalf("the receipt: %d\n%s", answer.StatusCode, body)
			}
			typed := strings.ToLower(code[1][1])
			codes = append(codes, typed, strings.NewReplacer("-", "", " ", "").Replace(typed))
		}
	}
	return codes
}

// carryAll lets the courier work until nothing is due.
func carryAll(t *testing.T, o *dbtest.Office, logger *slog.Logger) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(&gossip{})
	server.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)
	go server.Serve(listener)
	defer server.Close()
	courier := mail.NewCourier(o.DB, mail.Server{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, Encryption: mail.None},
		"no-reply@revenue.example.gov", templmail.NewComposer(demoProfile(t)).Write, logger)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { courier.Run(ctx); close(done) }()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		counts, err := o.OutboxCounts(ctx, dbtest.Walt)
		if err != nil {
			t.Fatal(err)
		}
		if counts.Waiting == 0 && counts.Failed > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the mail does not end: %+v", counts)
		}
	}
	stop()
	<-done
}

func demoProfile(t *testing.T) portal.Profile {
	t.Helper()
	profile, err := loadProfile(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return profile
}

// dumpPostgres writes every row of every table as text, bytes in hexadecimal.
func dumpPostgres(t *testing.T, o *dbtest.Office, to io.Writer) {
	t.Helper()
	raw := o.Raw(t)
	tables, err := raw.Query(`SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	tables.Close()
	for _, name := range names {
		rows, err := raw.Query(`SELECT CAST(t.* AS TEXT) FROM ` + name + ` AS t`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(to, text)
		}
		rows.Close()
	}
}
