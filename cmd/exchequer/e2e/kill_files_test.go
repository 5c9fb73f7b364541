package e2e

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"exchequer/db/dbtest"
)

// hire makes a clerk's account in a data folder that nobody serves yet, and gives the cookie of their session. A session
// outlives the process that it began in.
func hire(t *testing.T, data string) (cookie string) {
	t.Helper()
	clock := dbtest.NewClock()
	clock.Set(time.Now())
	o := &dbtest.Office{Dir: data, Clock: clock}
	o.Reopen(t)
	defer o.Close()
	return "session=" + o.Hire(t, dbtest.Ines).Token
}

// answered is an answer that the desk said it kept: the SHA-256 of each file that went with it.
type answered map[string]bool

// answer sends a fresh request an answer with files, and gives what it held when the desk said that it was kept.
func (p *promises) answer(client *http.Client, origin, reference string) {
	var body bytes.Buffer
	form, sent := multipart.NewWriter(&body), answered{}
	for _, field := range [][2]string{{"seen", "1"}, {"step", "deliver"}, {"text", "The guide, as you asked for it."}} {
		form.WriteField(field[0], field[1])
	}
	for n := range 1 + rand.IntN(2) {
		content := []byte(strings.Repeat(fmt.Sprintf("%s, page %d\n", reference, rand.Int()), 1+rand.IntN(2500))) // one chunk or two
		sum := sha256.Sum256(content)
		sent[hex.EncodeToString(sum[:])] = true
		part, _ := form.CreateFormFile("files", fmt.Sprintf("guide-%d.txt", n))
		part.Write(content)
	}
	form.Close()
	request, _ := http.NewRequest(http.MethodPost, origin+"/desk/accessibility/"+reference+"/steps", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Cookie", p.clerk)
	response, err := client.Do(request)
	if err != nil {
		return // cut off: no promise was made
	}
	response.Body.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	if response.StatusCode == http.StatusSeeOther && strings.Contains(response.Header.Get("Location"), "done=") {
		p.answers[reference] = sent
	} else if len(p.wrong) < 5 {
		p.wrong = append(p.wrong, fmt.Sprintf("an answer was answered %s, Location %q", response.Status, response.Header.Get("Location")))
	}
}

// keptFiles checks that every answer has its files, and that each is given out as it was sent.
func (p *promises) keptFiles(t *testing.T, raw *sql.DB, origin string) {
	t.Helper()
	rows := map[string]map[string]string{} // subject, SHA-256, id
	for row := range column(t, raw, `SELECT subject || ' ' || LOWER(HEX(sha256)) || ' ' || id FROM files`) {
		f := strings.Fields(row)
		if rows[f[0]] == nil {
			rows[f[0]] = map[string]string{}
		}
		rows[f[0]][f[1]] = f[2]
	}
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: quick.CheckRedirect}
	var downloads sync.WaitGroup
	defer downloads.Wait()
	places := make(chan struct{}, 8) // at once: each is written down, and what waits together is written together
	for reference, sent := range p.answers {
		for sum := range sent {
			id := rows["accessibility/"+reference+"/2"][sum]
			if id == "" {
				t.Errorf("the answer to %s was kept, and its file is not", reference)
				continue
			}
			places <- struct{}{}
			downloads.Go(func() {
				defer func() { <-places }()
				p.download(t, client, origin+"/desk/accessibility/"+reference+"/files/2/"+id, sum)
			})
		}
	}
}

// download checks that a file is given out as it was sent.
func (p *promises) download(t *testing.T, client *http.Client, address, sum string) {
	request, _ := http.NewRequest(http.MethodGet, address, nil)
	request.Header.Set("Cookie", p.clerk)
	response, err := client.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if got := sha256.Sum256(content); err != nil || response.StatusCode != http.StatusOK || hex.EncodeToString(got[:]) != sum {
		t.Errorf("%s: %s, %d bytes that were not sent, %v", address, response.Status, len(content), err)
	}
}

// leftovers are the stored files that no record names, and the halves of files. All files are made to look two days old.
func leftovers(t *testing.T, raw *sql.DB, data string) (unclaimed, halves []string) {
	t.Helper()
	known := column(t, raw, `SELECT id FROM files`)
	paths, err := filepath.Glob(filepath.Join(data, "files", "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		switch name := filepath.Base(path); {
		case strings.HasPrefix(name, ".incoming-"):
			halves = append(halves, path)
		case !known[name]:
			unclaimed = append(unclaimed, path)
		}
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-48*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	return unclaimed, halves
}
