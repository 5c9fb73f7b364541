package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"exchequer/db"
)

// PocketBase does the same work with the same words, on the same machine and in the same run: as it is by default, and what
// writes also with synchronous FULL, as ours is always.

// pocketbaseVersion is the one in pocketbase/go.mod.
const pocketbaseVersion = "0.36.8"

// writing are the works that put something down before they answer.
var writing = map[string]bool{casePage: true, postForm: true, uploading: true}

// pocketbase measures it beside what was found of ours.
func (b *messageBench) pocketbase(ctx context.Context, c *counter, found map[string]*measured) error {
	program := filepath.Join(b.folder, "pocketbase")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Dir = "cmd/bench/pocketbase"
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	for _, full := range []bool{false, true} {
		p := &pocket{counter: c, caller: newCaller()}
		err := p.open(program, full)
		for _, conns := range connections {
			for _, w := range b.works() {
				if err != nil || full && !writing[w] {
					continue
				}
				var r result
				if r, err = b.run(conns, w, p.works()[w]); err != nil {
					err = fmt.Errorf("%s: %w", w, err)
				}
				if m := found[key(w, conns)]; full {
					m.theirsFull = r
				} else {
					m.theirs = r
				}
			}
		}
		if p.site != nil {
			fmt.Printf("  memory of PocketBase, synchronous FULL %t: %s\n", full, p.site.memory())
		}
		p.site.stop()
		if err != nil {
			return err
		}
	}
	return nil
}

// pocket is PocketBase with what a counter has.
type pocket struct {
	*counter
	*caller
	site   *child
	tokens map[string]string // by account
}

// open starts it. The first time it takes over what the counter has.
func (p *pocket) open(program string, full bool) (err error) {
	folder := filepath.Join(p.folder, "pocketbase")
	if _, err := os.Stat(filepath.Join(folder, filled)); err != nil { // none, or one that was broken off
		if err := os.RemoveAll(folder); err != nil {
			return err
		}
	}
	args := []string{"-from", filepath.Join(p.folder, db.SQLiteFile), "-data", folder}
	if full {
		args = append(args, "-full")
	}
	if p.site, err = start("pocketbase at", nil, program, args...); err != nil {
		return err
	}
	var ids []string
	for _, o := range p.owners {
		ids = append(ids, userID(o))
	}
	request, err := http.NewRequest(http.MethodPost, p.site.address+"/bench/tokens", strings.NewReader(strings.Join(ids, "\n")))
	if err != nil {
		return err
	}
	if _, err := p.caller.do(request, http.StatusOK); err != nil {
		return err
	}
	p.tokens = map[string]string{}
	for i, token := range strings.Fields(string(*p.caller.lastPage.Load())) {
		p.tokens[p.owners[i].account] = token
	}
	for i := range min(opened, p.messages) {
		if err := p.openCase(i); err != nil {
			return err
		}
	}
	return nil
}

// userID is what PocketBase calls an owner, and caseID a case.
func userID(o owner) string {
	bare := strings.ReplaceAll(o.account, "-", "")
	return "u" + bare[len(bare)-14:]
}

func caseID(i int) string { return fmt.Sprintf("c%014d", int64(caseNumber(i))) }

func (p *pocket) works() map[string]func(*rand.Rand) error {
	return map[string]func(*rand.Rand) error{
		inboxPage: func(r *rand.Rand) error {
			return p.read("/api/collections/cases/records?perPage=25&skipTotal=1&sort=-last_at&filter="+url.QueryEscape("archived = false"), p.anyone(r))
		},
		casePage:  func(r *rand.Rand) error { return p.openCase(p.anyCase(r)) },
		caseAgain: func(r *rand.Rand) error { return p.openCase(r.IntN(min(opened, p.messages))) },
		searching: func(r *rand.Rand) error {
			word := aWord(r)
			return p.read("/api/collections/messages/records?perPage=25&skipTotal=1&sort=-created&expand=case&filter="+url.QueryEscape("body ~ '"+word+"' || case.subject ~ '"+word+"'"), p.anyone(r))
		},
		postForm: func(*rand.Rand) error {
			i := p.nextOpen()
			body, err := json.Marshal(map[string]string{"id": "n" + strings.ReplaceAll(newID(), "-", "")[18:], "case": caseID(i), "side": "taxpayer", "name": "Taxpayer", "language": "en", "body": answerText})
			if err != nil {
				return err
			}
			return p.write("/api/collections/messages/records", "application/json", bytes.NewReader(body), p.ownerOf(i))
		},
		uploading: func(r *rand.Rand) error {
			o := p.anyone(r)
			var body bytes.Buffer
			form := multipart.NewWriter(&body)
			form.WriteField("owner", userID(o))
			file, err := form.CreateFormFile("content", "paper.pdf")
			if err != nil {
				return err
			}
			file.Write(paper)
			form.Close()
			return p.write("/api/collections/files/records", form.FormDataContentType(), &body, o)
		},
	}
}

func (p *pocket) openCase(i int) error {
	return p.read("/api/collections/cases/records/"+caseID(i)+"?expand=messages_via_case", p.ownerOf(i))
}

func (p *pocket) read(path string, o owner) error {
	return p.ask(http.MethodGet, path, "", nil, o)
}

func (p *pocket) write(path, kind string, body io.Reader, o owner) error {
	return p.ask(http.MethodPost, path, kind, body, o)
}

func (p *pocket) ask(method, path, kind string, body io.Reader, o owner) error {
	request, err := http.NewRequest(method, p.site.address+path, body)
	if err != nil {
		return err
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	request.Header.Set("Authorization", p.tokens[o.account])
	_, err = p.caller.do(request, http.StatusOK)
	return err
}
