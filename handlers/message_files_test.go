package handlers

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// filesForm is a form of files, as a browser without scripts sends it; names and contents by turns.
func filesForm(v *visitor, address string, files ...string) *http.Request {
	v.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("files", files[i])
		if err != nil {
			v.t.Fatal(err)
		}
		part.Write([]byte(files[i+1]))
	}
	w.Close()
	r := httptest.NewRequest(POST, address, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// drafted is Rosa with a draft, and where it is.
func (o *tryOffice) drafted() (v *visitor, at string) {
	v = o.rosa()
	form := draftForm(v, "/messages/new", question)
	form.Set("do", "files")
	at = v.postOnly("/messages/drafts", flat(form)...).Header().Get("Location")
	if !strings.HasSuffix(at, "/files") {
		o.t.Fatalf("the button for files leads to %q", at)
	}
	return v, strings.TrimSuffix(at, "/files")
}

func TestFilesAreAddedToADraftWithoutAScript(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := newTryOffice(t, dbtest.Open(t, engine))
			v, at := o.drafted()
			photograph, _ := pictures()
			many := []string{}
			for i := range 11 {
				many = append(many, fmt.Sprintf("%d.txt", i), "words")
			}
			half := strings.Repeat("x", 13<<20)
			for name, tt := range map[string]struct {
				files []string
				says  string
			}{
				"none":            {nil, "Choose at least one file."},
				"too many":        {many, "Choose up to 10 files."},
				"26 MB":           {[]string{"one.txt", half, "two.txt", half}, "two.txt does not fit"},
				"a lie":           {[]string{"tax.pdf", "MZ\x90"}, "What is in tax.pdf is not what its name says."},
				"sound":           {[]string{"talk.mp3", "ID3"}, "We take these kinds: PDF, JPG, PNG, TXT, CSV, DOCX, XLSX."},
				"half a picture":  {[]string{"card.jpg", photograph[:200]}, "card.jpg is damaged, or not complete."},
				"a page":          {[]string{"note.txt", "<html><script>alert(1)</script>"}, "note.txt is a web page or a program"},
				"named backwards": {[]string{"tax\u202efdp.pdf", "%PDF-"}, "has characters that cannot be seen"},
			} {
				a := v.send(filesForm(v, at+"/files", tt.files...))
				if a.Code != 422 || !strings.Contains(text(a.body), tt.says) || strings.Contains(a.body, "<script>alert") {
					t.Errorf("%s: answered %d without %q", name, a.Code, tt.says)
				}
			}
			cut := filesForm(v, at+"/files", "one.txt", strings.Repeat("words ", 1000))
			cut.Body = io.NopCloser(io.LimitReader(cut.Body, 3000))
			if a := v.send(cut); a.Code != 422 || !strings.Contains(text(a.body), "We could not read this form.") {
				t.Errorf("a form that broke off: %d, %s", a.Code, text(a.body))
			}
			if n := stored(t, o.Dir); n != 0 {
				t.Errorf("%d refused files lie on the disk", n)
			}
			v.get(at).must(200, question.Get("body"))

			words := strings.Repeat("Guía de impuestos\n", 10_000)
			a := v.follow(v.send(filesForm(v, at+"/files", "guía.txt", words, "card.jpg", photograph)))
			a.must(200, "Your files are here.", "guía.txt", "card.jpg", "Received, checked")
			v.get(at).must(200, "guía.txt", "Add or remove files")
			removal := regexp.MustCompile(`action="(/messages/drafts/[^"]*/removal)"`).FindAllStringSubmatch(a.body, -1)
			if len(removal) != 2 {
				t.Fatalf("%d ways to remove a file", len(removal))
			}
			taken := strings.TrimSuffix(removal[0][1], "/removal")
			if a := v.get(taken); a.Code != 200 || a.body != words || !strings.HasPrefix(a.Header().Get("Content-Disposition"), "attachment") {
				t.Errorf("the draft's file: %d, %d bytes", a.Code, len(a.body))
			}
			extra := v.follow(v.send(filesForm(v, at+"/files", "not this.txt", "words")))
			extra.must(200, "not this.txt")
			all := regexp.MustCompile(`action="(/messages/drafts/[^"]*/removal)"`).FindAllStringSubmatch(extra.body, -1)
			if a := v.post(all[2][1]); a.Code != 200 || !strings.Contains(text(a.body), "The file was removed.") || strings.Contains(a.body, "not this.txt") {
				t.Errorf("removed: %d, %s", a.Code, text(a.body))
			}
			stranger := o.visitor().signedIn(func() dbtest.Person { p := o.taxpayer(); o.Agree(o.t, p); return p }())
			for _, address := range []string{at + "/files", taken} {
				if a := stranger.get(address); a.Code != 404 {
					t.Errorf("a stranger at %s: %d", address, a.Code)
				}
			}
			o.sendsFiles(v, stranger, at, words)
		})
	}
}

// sendsFiles sends a draft with its two files, and takes one of them from the message.
func (o *tryOffice) sendsFiles(v, stranger *visitor, at, words string) {
	t := o.t
	form := draftForm(v, at, question)
	v.postOnly(at, flat(form)...)
	o.Clock.Add(portal.UndoSend)
	if _, err := o.SendDue(t.Context(), portal.MessageOffice{Calendar: portal.NewCalendar(dbtest.Zone(t))}); err != nil {
		t.Fatal(err)
	}
	page := v.get(at).must(200, "guía.txt", "card.jpg", "SHA-256")
	link := regexp.MustCompile(`href="(/messages/MC-[^"]*/files/1/[^"]*)"`).FindAllStringSubmatch(page.body, -1)
	if len(link) != 2 {
		t.Fatalf("%d links to files", len(link))
	}
	file := link[0][1]
	got := v.get(file)
	if got.Code != 200 || got.body != words || !strings.HasPrefix(got.Header().Get("Content-Disposition"), `attachment; filename="gu_a.txt"`) || !strings.HasPrefix(got.Header().Get("Content-Security-Policy"), "sandbox") || got.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d, %d bytes, %v", got.Code, len(got.body), got.Header())
	}
	for asked, want := range map[string]string{"bytes=70000-70009": words[70000:70010], "bytes=-5": words[len(words)-5:]} {
		r := httptest.NewRequest(GET, file, nil)
		r.Header.Set("Range", asked)
		if a := v.send(r); a.Code != http.StatusPartialContent || a.body != want {
			t.Errorf("%s: %d, %q", asked, a.Code, a.body)
		}
	}
	if a := stranger.get(file); a.Code != 404 {
		t.Errorf("a stranger is given the file: %d", a.Code)
	}
	small := v.get(link[1][1] + "?as=picture")
	if small.Code != 200 || small.Header().Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(small.body, "\xff\xd8\xff") {
		t.Errorf("the picture small: %d, %v", small.Code, small.Header())
	}
	if a := v.get(file + "?as=picture"); a.Code != 404 {
		t.Errorf("words as a picture: %d", a.Code)
	}
	if a := v.get(at + "/files"); !strings.Contains(a.at, "/messages/MC-") {
		t.Errorf("files of what was sent: %s", a.at)
	}
}

// part brings a part of a file as the script does.
func part(v *visitor, address string, at int64, content string) answer {
	r := httptest.NewRequest(POST, address, strings.NewReader(content))
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Upload-Offset", strconv.FormatInt(at, 10))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.send(r)
}

func TestFilesComeInPartsByScript(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := newTryOffice(t, dbtest.Open(t, engine))
			v, at := o.drafted()
			begin := func(name, content string) answer {
				return v.postOnly(at+"/uploads", "name", name, "size", fmt.Sprint(len(content)), "mark", name)
			}
			words := strings.Repeat("words ", 50_000)
			a := begin("notes.txt", words)
			where := a.Header().Get("Upload-Address")
			if a.Code != 200 || where == "" || a.Header().Get("Upload-Offset") != "0" {
				t.Fatalf("%d, %v, %s", a.Code, a.Header(), a.body)
			}
			a = part(v, where, 0, words[:200_000])
			if a.Code != 200 || a.Header().Get("Upload-Offset") != "196608" || a.Header().Get("Upload-State") != "uploading" {
				t.Errorf("the first part: %d, %v", a.Code, a.Header())
			}
			if a := part(v, where, 0, words); a.Code != 409 || a.Header().Get("Upload-Offset") != "196608" {
				t.Errorf("a part from elsewhere: %d, %v", a.Code, a.Header())
			}
			for _, odd := range []string{"", "x", "-1"} {
				r := httptest.NewRequest(POST, where, strings.NewReader("x"))
				r.Header.Set("Upload-Offset", odd)
				r.Header.Set("Sec-Fetch-Site", "same-origin")
				if a := v.send(r); a.Code != 422 {
					t.Errorf("a part from %q: %d", odd, a.Code)
				}
			}
			v.get(at+"/files").must(200, "notes.txt", "65 % received.")
			if a := begin("notes.txt", words); a.Header().Get("Upload-Address") != where || a.Header().Get("Upload-Offset") != "196608" {
				t.Errorf("after a reload: %v", a.Header())
			}
			a = part(v, where, 196608, words[196608:])
			if a.Code != 200 || a.Header().Get("Upload-State") != "received" || a.body != "Received, checked" {
				t.Errorf("the last part: %d, %q", a.Code, a.body)
			}
			if a := part(v, where, 196608, words[196608:]); a.Code != 200 || a.Header().Get("Upload-State") != "received" {
				t.Errorf("the last part again: %d, %q", a.Code, a.body)
			}
			acts := "%PDF-1.7\n1 0 obj << /S /JavaScript >> endobj\n%%EOF"
			where = begin("form.pdf", acts).Header().Get("Upload-Address")
			if a := part(v, where, 0, acts); a.Code != 422 || a.Header().Get("Upload-State") != "rejected" || !strings.Contains(a.body, "form.pdf holds programs or other files") {
				t.Errorf("a PDF that acts: %d, %q", a.Code, a.body)
			}
			for _, tt := range [][3]string{
				{"tool.exe", "10", "We do not take files like tool.exe."}, {"big.pdf", "27262976", "big.pdf does not fit"}, {"none.pdf", "x", "There is nothing in none.pdf."},
				{"a\u202efdp.pdf", "10", "cannot be seen"}, {strings.Repeat("a", 300) + ".pdf", "10", "too long"}, {"", "10", "We do not take files"},
			} {
				if a := v.postOnly(at+"/uploads", "name", tt[0], "size", tt[1], "mark", tt[0]); a.Code != 422 || !strings.Contains(a.body, tt[2]) {
					t.Errorf("%.20q: %d, %q", tt[0], a.Code, a.body)
				}
			}
			if a := v.postOnly("/es"+at+"/uploads", "name", "tool.exe", "size", "10"); a.Code != 422 || !strings.Contains(a.body, "No recibimos archivos") {
				t.Errorf("in Spanish: %d, %q", a.Code, a.body)
			}
			stranger := o.visitor().signedIn(func() dbtest.Person { p := o.taxpayer(); o.Agree(o.t, p); return p }())
			if a := part(stranger, where, 0, "x"); a.Code != 404 {
				t.Errorf("a stranger brings a part: %d", a.Code)
			}
		})
	}
}
