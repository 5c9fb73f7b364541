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
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// counter is a department with so many messages, its site, and the limits beside it.
type counter struct {
	messages int
	folder   string
	owners   []owner
	db       *db.DB // to keep sessions fresh; the site has its own
	site     *child
	beside   *child // the limits
	*caller
	next   atomic.Int64 // the next case to which an answer is posted
	works  map[string]func(*rand.Rand) error
	limits map[string]func(*rand.Rand) error
}

// openCounter makes or finds the department and starts both processes. What it answers is to be closed, also with an error.
func openCounter(ctx context.Context, binary, folder string, messages int) (*counter, error) {
	c := &counter{messages: messages, folder: folder, caller: newCaller()}
	keys, err := db.LoadKeys(filepath.Join(folder, "keys.json"))
	if err != nil {
		return c, err
	}
	if c.db, err = db.Open(ctx, db.Options{DataDir: folder, Keys: keys, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}); err != nil {
		return c, err
	}
	if err := c.fill(ctx, binary, c.db); err != nil {
		return c, err
	}
	if err := c.findOwners(ctx, c.db); err != nil { // those of the beginning idled while it was filled
		return c, err
	}
	if c.site, err = start("open at", []string{
		"EXCHEQUER_DATA=" + folder, "EXCHEQUER_ADDR=127.0.0.1:0", "EXCHEQUER_ORIGIN=http://localhost:0", "EXCHEQUER_REQUEST_LIMIT=0",
	}, binary, "serve"); err != nil {
		return c, err
	}
	self, err := os.Executable()
	if err != nil {
		return c, err
	}
	if c.beside, err = start("limits at", nil, self, "-limits", folder); err != nil {
		return c, err
	}
	return c, c.prepare()
}

func (c *counter) close() {
	c.site.stop()
	c.beside.stop()
	if c.db != nil {
		c.db.Close()
	}
}

// refresh is between two measurements: what was posted goes out, everyone's session is fresh, and nobody has posted too much.
func (c *counter) refresh(ctx context.Context) error {
	for {
		var held bool
		err := c.db.Act(ctx, portal.SystemActor("bench"), func(tx *db.Tx) error {
			tx.Bookkeeping()
			if err := tx.Row(`SELECT EXISTS (SELECT 1 FROM message_drafts WHERE state = 'held') OR EXISTS (SELECT 1 FROM messages_to_index)`).Scan(&held); err != nil || held {
				return err
			}
			return c.signIn(tx)
		})
		if err != nil || !held {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// opened is how many cases are opened again and again.
const opened = 400

// prepare says what is done for each name, and what its limit is.
func (c *counter) prepare() error {
	site, beside := c.site.address, c.beside.address
	c.works = map[string]func(*rand.Rand) error{
		inboxPage: func(r *rand.Rand) error { return c.get(site+"/messages", c.anyone(r).session) },
		casePage:  func(r *rand.Rand) error { return c.openCase(c.anyCase(r)) },
		caseAgain: func(r *rand.Rand) error { return c.openCase(r.IntN(min(opened, c.messages))) },
		postForm:  func(*rand.Rand) error { return c.postAnswer() },
		uploading: c.upload,
		searching: func(r *rand.Rand) error { return c.get(site+"/messages?q="+aWord(r), c.anyone(r).session) },
	}
	c.limits = map[string]func(*rand.Rand) error{
		inboxPage: func(r *rand.Rand) error { return c.get(beside+"/inbox?owner="+c.anyone(r).taxpayer, "") },
		casePage: func(r *rand.Rand) error {
			return c.get(fmt.Sprintf("%s/case?look=1&n=%d", beside, caseNumber(c.anyCase(r))), "")
		},
		caseAgain: func(r *rand.Rand) error {
			return c.get(fmt.Sprintf("%s/case?n=%d", beside, caseNumber(c.anyCase(r))), "")
		},
		postForm:  func(*rand.Rand) error { _, err := c.post(beside+"/message", "", answerForm("", 1)); return err },
		uploading: func(*rand.Rand) error { return c.put(beside+"/upload", "", 0) },
		searching: func(r *rand.Rand) error {
			return c.get(beside+"/search?owner="+c.anyone(r).taxpayer+"&q="+aWord(r), "")
		},
	}
	for i := range min(opened, c.messages) {
		if err := c.openCase(i); err != nil {
			return fmt.Errorf("%s: %w", casePage, err)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, page := range []struct{ name, limit string }{{inboxPage, "inbox"}, {casePage, "case"}, {searching, "search"}} {
		if err := c.works[page.name](r); err != nil {
			return fmt.Errorf("%s: %w", page.name, err)
		}
		put, err := http.NewRequest(http.MethodPut, beside+"/page/"+page.limit, bytes.NewReader(*c.lastPage.Load()))
		if err != nil {
			return err
		}
		if _, err := c.do(put, http.StatusOK); err != nil {
			return err
		}
	}
	return nil
}

func (c *counter) anyone(r *rand.Rand) owner { return c.owners[r.IntN(len(c.owners))] }

func (c *counter) anyCase(r *rand.Rand) int { return r.IntN(c.messages) }

func (c *counter) openCase(i int) error {
	return c.get(c.site.address+"/messages/"+caseNumber(i).String(), c.ownerOf(i).session)
}

// nextOpen is the next open case that gets an answer, all over them; each comes once in as long as all of them.
func (c *counter) nextOpen() int {
	half := int64(c.messages / 2)
	return int(c.next.Add(1)*stride%half)*2 + 1
}

// stride is a prime that no table's size is a multiple of.
const stride = 7_919

func answerForm(draft string, read int64) url.Values {
	return url.Values{"draft": {draft}, "read": {strconv.FormatInt(read, 10)}, "do": {"send"}, "body": {answerText}}
}

// answerText is as long as the messages that are there.
var answerText = words(rand.New(rand.NewPCG(2, 3)), 45)

// postAnswer writes into a case and sends it. A case that has had answers in this run or one before has more to be read first.
func (c *counter) postAnswer() error {
	i := c.nextOpen()
	_, err := c.post(c.site.address+"/messages/"+caseNumber(i).String()+"/drafts", c.ownerOf(i).session, answerForm(newID(), 1<<30))
	return err
}

// upload sends a file onto a draft of someone's, as the page's script does: a draft, a place for the file, and its bytes.
func (c *counter) upload(r *rand.Rand) error {
	o, id, site := c.anyone(r), newID(), c.site.address
	if _, err := c.post(site+"/messages/drafts", o.session, url.Values{"draft": {id}, "do": {"files"}, "topic": {"income"}, "subject": {"A paper"}, "body": {"Here it is."}}); err != nil {
		return err
	}
	place, err := http.NewRequest(http.MethodPost, site+"/messages/drafts/"+id+"/uploads", strings.NewReader(url.Values{"name": {"paper.pdf"}, "size": {fmt.Sprint(len(paper))}, "mark": {id}}.Encode()))
	if err != nil {
		return err
	}
	place.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.doAs(o.session, place, http.StatusOK)
	if err != nil {
		return err
	}
	return c.put(site+answer.Get("Upload-Address"), o.session, 0)
}

func (c *counter) put(address, session string, at int) error {
	request, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(paper[at:]))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/octet-stream")
	request.Header.Set("Upload-Offset", strconv.Itoa(at))
	answer, err := c.doAs(session, request, http.StatusOK)
	if err == nil && session != "" && answer.Get("Upload-State") != string(portal.DraftFileReceived) {
		err = fmt.Errorf("an upload is %q: %s", answer.Get("Upload-State"), *c.lastPage.Load())
	}
	return err
}

// paper is a document of 10 MB, as a scanner makes them: one page, all of it a picture.
var paper = func() []byte {
	const size = 10 << 20
	picture := make([]byte, size-600)
	rand.NewChaCha8([32]byte{7}).Read(picture)
	var b bytes.Buffer
	var places []int
	object := func(text string, stream []byte) {
		places = append(places, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\n", len(places), text)
		if stream != nil {
			b.WriteString("stream\n")
			b.Write(stream)
			b.WriteString("\nendstream\n")
		}
		b.WriteString("endobj\n")
	}
	b.WriteString("%PDF-1.4\n")
	object("<< /Type /Catalog /Pages 2 0 R >>", nil)
	object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>", nil)
	object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /XObject << /P 4 0 R >> >> >>", nil)
	object(fmt.Sprintf("<< /Type /XObject /Subtype /Image /Width 2550 /Height 3300 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>", len(picture)), picture)
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(places)+1, table)
	return b.Bytes()
}()
