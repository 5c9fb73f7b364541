package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"exchequer/db"
)

// door is a site at which people sign in, with as many accounts as there are tries: an account that was tried once is
// closed for a while. A proxy stands before it as far as it knows, so that tries come from many addresses.
type door struct {
	site    *child
	session string   // of a clerk
	known   []string // e-mail addresses that have an account
}

// openDoor makes the accounts and starts the site. What it answers is to be closed, also with an error.
func openDoor(ctx context.Context, binary, folder string, accounts int) (*door, error) {
	o := &door{}
	if err := o.found(ctx, folder, accounts); err != nil {
		return o, err
	}
	var err error
	o.site, err = start("open at", []string{
		"EXCHEQUER_DATA=" + folder, "EXCHEQUER_ADDR=127.0.0.1:0", "EXCHEQUER_ORIGIN=http://localhost:0",
		"EXCHEQUER_TRUSTED_PROXIES=127.0.0.1",
	}, binary, "serve")
	return o, err
}

func (o *door) close() { o.site.stop() }

// found makes the accounts as people do: with real passwords, whose work is what is measured.
func (o *door) found(ctx context.Context, folder string, accounts int) error {
	keys, err := db.LoadKeys(filepath.Join(folder, "keys.json"))
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, db.Options{DataDir: folder, Keys: keys, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return err
	}
	defer d.Close()
	fmt.Printf("\nopening %d accounts", accounts)
	began := time.Now()
	var mu sync.Mutex
	var failed error
	var hiring sync.WaitGroup
	for w := range 4 {
		hiring.Go(func() {
			for i := w; i < accounts; i += 4 {
				email := fmt.Sprintf("clerk%d@revenue.tamarack.example", i)
				session, err := hire(ctx, d, email)
				mu.Lock()
				if err != nil {
					failed = err
				}
				o.known, o.session = append(o.known, email), session
				mu.Unlock()
			}
		})
	}
	hiring.Wait()
	fmt.Printf(": %s\n", time.Since(began).Round(time.Second))
	return failed
}

// stranger is an e-mail address that nobody has, as long as those that someone has.
func stranger(r *rand.Rand) string {
	return fmt.Sprintf("nobod%d@revenue.tamarack.example", r.IntN(1<<40))
}

// anyAddress is a network address of somebody.
func anyAddress(r *rand.Rand) string {
	return fmt.Sprintf("10.%d.%d.%d", r.IntN(256), r.IntN(256), r.IntN(256))
}

// send posts a form from a network address and answers with the status, once the body was read to its end.
func (o *door) send(client *http.Client, path, from string, fields url.Values) (*http.Response, error) {
	request, err := http.NewRequest(http.MethodPost, o.site.address+path, strings.NewReader(fields.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Forwarded-For", from)
	return finish(client, request)
}

func finish(client *http.Client, request *http.Request) (*http.Response, error) {
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer, err
}

// browser keeps connections, and follows nothing.
func browser(connections int) *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{
		Jar:           jar,
		Transport:     &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// measureDoor prints what is measured about signing in.
func measureDoor(ctx context.Context, binary string, tries int, flood time.Duration) error {
	folder, err := os.MkdirTemp("", "exchequer-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	o, err := openDoor(ctx, binary, folder, tries)
	defer o.close()
	if err != nil {
		return err
	}
	if err := o.medians(tries); err != nil {
		return err
	}
	return o.flood(flood)
}
