package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
	"exchequer/scan/scantest"
)

// sender is someone with a draft and files for it.
type sender struct {
	cookie, draft string
	files         []*sentFile
}

// sentFile is a file that its sender tries to bring over, as the script of the page does.
type sentFile struct {
	name     string
	content  []byte
	received bool // its sender was told that it was received: the receipt
}

// senders makes people with drafts in a fresh data folder.
func senders(t *testing.T, data string, n int) (all []*sender) {
	t.Helper()
	clock := dbtest.NewClock()
	clock.Set(time.Now())
	o := &dbtest.Office{Dir: data, Clock: clock}
	o.Reopen(t)
	defer o.Close()
	if err := o.BeginTopics(context.Background()); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		who := dbtest.Rosa
		who.Email, who.Name, who.Address = fmt.Sprintf("sender-%d@mail.example", i), fmt.Sprintf("Sender %d", i), fmt.Sprintf("198.51.100.%d", i)
		p := o.Enrol(t, who)
		o.Agree(t, p)
		d, err := o.BeginDraft(context.Background(), p.Actor, portal.ActingAlone(p.Actor), 0, 0, portal.DraftText{Language: portal.English, Topic: "general", Subject: "My files", Body: "Here they are."})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, &sender{cookie: "session=" + p.Token, draft: d.ID})
	}
	return all
}

// ask sends a request in the sender's name.
func (s *sender) ask(method, address string, header http.Header, body io.Reader) (*http.Response, string, error) {
	request, err := http.NewRequest(method, address, body)
	if err != nil {
		return nil, "", err
	}
	request.Header = header.Clone()
	request.Header.Set("Cookie", s.cookie)
	response, err := quick.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	return response, string(said), err
}

var asForm = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}

// bring brings a file over, or goes on with it, until it is received or the connection is cut off. What it is told then is
// the answer's body.
func (s *sender) bring(origin string, f *sentFile) (said string, err error) {
	at := origin + "/messages/drafts/" + s.draft + "/uploads"
	form := url.Values{"name": {f.name}, "size": {fmt.Sprint(len(f.content))}, "mark": {f.name}}
	answer, said, err := s.ask(http.MethodPost, at, asForm, strings.NewReader(form.Encode()))
	if err != nil || answer.StatusCode != http.StatusOK {
		return said, err
	}
	address := origin + answer.Header.Get("Upload-Address")
	for answer.Header.Get("Upload-State") == "uploading" {
		var offset int
		fmt.Sscan(answer.Header.Get("Upload-Offset"), &offset)
		header := http.Header{"Content-Type": {"application/octet-stream"}, "Upload-Offset": {fmt.Sprint(offset)}}
		part := f.content[offset:min(len(f.content), offset+128<<10)]
		if answer, said, err = s.ask(http.MethodPost, address, header, bytes.NewReader(part)); err != nil {
			return said, err
		}
	}
	f.received = answer.Header.Get("Upload-State") == "received"
	return said, nil
}

// send sends the draft, and answers how that ended.
func (s *sender) send(t *testing.T, origin string) int {
	t.Helper()
	form := url.Values{"do": {"send"}, "version": {"1"}, "read": {"0"}, "topic": {"general"}, "subject": {"My files"}, "body": {"Here they are."}}
	answer, _, err := s.ask(http.MethodPost, origin+"/messages/drafts/"+s.draft, asForm, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

// Two hundred files come in at once, and the process is killed in the middle, again and again. What was said to be received
// is there as it was sent; what was not is nowhere shown as sent.
func TestFilesThatWereReceivedOutlastKills(t *testing.T) {
	if testing.Short() {
		t.Skip("no kills in short tests")
	}
	data := filepath.Join(t.TempDir(), "data")
	all := senders(t, data, 40)
	for _, s := range all {
		for n := range 5 {
			content := make([]byte, 50_000+rand.IntN(700_000))
			for i := range content {
				content[i] = byte('a' + rand.IntN(26))
			}
			s.files = append(s.files, &sentFile{name: fmt.Sprintf("page-%d.txt", n), content: content})
		}
	}
	var received atomic.Int64
	atOnce := func(origin string) (cutOff int) {
		var load sync.WaitGroup
		var mu sync.Mutex
		for _, s := range all {
			for _, f := range s.files {
				if f.received {
					continue
				}
				load.Go(func() {
					if _, err := s.bring(origin, f); err != nil {
						mu.Lock()
						cutOff++
						mu.Unlock()
					}
					if f.received {
						received.Add(1)
					}
				})
			}
		}
		load.Wait()
		return cutOff
	}
	cut := 0
	for range 4 { // each ends when some thirty more were received: in the middle, however fast the machine is
		p := serve(t, data)
		killed := make(chan bool)
		enough := received.Load() + 20 + rand.Int64N(20)
		go func() {
			defer close(killed)
			for deadline := time.Now().Add(patience); received.Load() < enough && time.Now().Before(deadline); {
				time.Sleep(time.Millisecond)
			}
			p.kill()
		}()
		cut += atOnce(p.Origin)
		<-killed
		if stdout, stderr, err := command(t, []string{"EXCHEQUER_DATA=" + data}, "verify", "--files"); err != nil {
			t.Fatalf("verify ended with %v:\n%s%s", err, stdout, stderr)
		}
	}
	before := 0
	for _, s := range all {
		for _, f := range s.files {
			if f.received {
				before++
			}
		}
	}
	p := serve(t, data)
	atOnce(p.Origin)
	const halves = 3 // senders who leave a file half
	for i, s := range all {
		whole := i >= halves
		if !whole {
			form := url.Values{"name": {"half.txt"}, "size": {"1000"}, "mark": {"half.txt"}}
			if _, _, err := s.ask(http.MethodPost, p.Origin+"/messages/drafts/"+s.draft+"/uploads", asForm, strings.NewReader(form.Encode())); err != nil {
				t.Fatal(err)
			}
		}
		if status := s.send(t, p.Origin); whole != (status == http.StatusSeeOther) {
			t.Errorf("a message whose files are whole: %v, is answered %d", whole, status)
		}
	}
	time.Sleep(portal.UndoSend + 3*time.Second)
	p.stop()

	raw, err := sql.Open("sqlite", filepath.Join(data, "exchequer.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	rows := column(t, raw, `SELECT subject || ' ' || LOWER(HEX(sha256)) FROM files`)
	receipts := 0
	for _, s := range all {
		for _, f := range s.files {
			sum := sha256.Sum256(f.content)
			there := rows["draft/"+s.draft+" "+hex.EncodeToString(sum[:])]
			if f.received && !there {
				t.Errorf("%s was received, and is not there", f.name)
			}
			if f.received {
				receipts++
			}
		}
	}
	if wrong := column(t, raw, `SELECT m.id FROM messages m WHERE m.files <> (SELECT COUNT(*) FROM draft_files u JOIN files f ON f.id = u.id WHERE u.draft_id = m.id AND u.state = 'received')
		UNION SELECT u.id FROM draft_files u JOIN messages m ON m.id = u.draft_id WHERE u.state = 'uploading'`); len(wrong) > 0 {
		t.Errorf("shown as sent, and not received: %v", wrong)
	}
	sent := column(t, raw, `SELECT id FROM messages`)
	if stdout, stderr, err := command(t, []string{"EXCHEQUER_DATA=" + data}, "verify", "--files"); err != nil {
		t.Errorf("verify ended with %v:\n%s%s", err, stdout, stderr)
	}
	t.Logf("200 uploads at once, 4 kills: %d were cut off and went on, %d receipts (%d before the last kill), %d messages sent, %d held back by a half", cut, receipts, before, len(sent), halves)
	if receipts != 200 || before == 0 || cut < 20 || len(sent)+halves != len(all) {
		t.Errorf("%d receipts, %d cut off, %d sent: the load says nothing", receipts, cut, len(sent))
	}
}

// A real clamd looks at what comes in, finds EICAR, and is missed when it is gone.
func TestAVirusIsFoundAndGivenToNobody(t *testing.T) {
	where, stop, start := scantest.Clamd(t)
	data := filepath.Join(t.TempDir(), "data")
	s := senders(t, data, 1)[0]
	p := serve(t, data, "EXCHEQUER_CLAMD="+where)
	files := p.Origin + "/messages/drafts/" + s.draft + "/files"
	shows := func(words string) string {
		t.Helper()
		said := ""
		for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
			if _, said, _ = s.ask(http.MethodGet, files, http.Header{}, nil); strings.Contains(said, words) {
				return said
			}
		}
		t.Fatalf("the page never says %q: %s", words, said)
		return ""
	}
	ids := func() []string {
		t.Helper()
		raw, err := sql.Open("sqlite", filepath.Join(data, "exchequer.db")+"?_pragma=busy_timeout(5000)")
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		var all []string
		for id := range column(t, raw, `SELECT u.id || ' ' || s.state FROM draft_files u JOIN file_states s ON s.file_id = u.id`) {
			all = append(all, id)
		}
		return all
	}
	for name, content := range map[string]string{"clean.txt": "words", "infected.txt": scantest.EICAR()} {
		if _, err := s.bring(p.Origin, &sentFile{name: name, content: []byte(content)}); err != nil {
			t.Fatal(err)
		}
	}
	shows("A virus was found.")
	shows("Received, checked")
	for _, one := range ids() {
		id, state, _ := strings.Cut(one, " ")
		answer, said, err := s.ask(http.MethodGet, files+"/"+id, http.Header{}, nil)
		switch {
		case err != nil:
			t.Error(err)
		case state == "clean" && (answer.StatusCode != http.StatusOK || said != "words"):
			t.Errorf("the clean file: %d, %q", answer.StatusCode, said)
		case state == "quarantined" && (answer.StatusCode != http.StatusForbidden || strings.Contains(said, "EICAR-STANDARD")):
			t.Errorf("the infected file: %d", answer.StatusCode)
		case state != "clean" && state != "quarantined":
			t.Errorf("a file is %s", state)
		}
	}
	if status := s.send(t, p.Origin); status != http.StatusConflict {
		t.Errorf("a message with a virus is answered %d", status)
	}
	stop()
	if _, err := s.bring(p.Origin, &sentFile{name: "later.txt", content: []byte("later words")}); err != nil {
		t.Fatal(err)
	}
	shows("Received, not checked for viruses yet")
	start()
}
