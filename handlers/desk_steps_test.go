package handlers

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"exchequer/portal"
)

func TestAStaleActIsRefusedWithTheDifferenceAndKeepsWhatWasTyped(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	r.take(r.tomas, at, portal.AcknowledgeStep)
	a := r.ines.post(at+"/steps", "seen", "1", "step", "deliver", "text", "Here is the <b>guide</b>.").
		must(409, "We could not do that", "Someone else changed this request while you had it open.", "What changed while you had it open", "Tomás Oyelaran acknowledged it")
	if !strings.Contains(a.body, "Here is the &lt;b&gt;guide&lt;/b&gt;.</textarea>") {
		t.Error("what was typed is not in the form")
	}
	if !strings.Contains(a.body, `name="seen" value="2"`) {
		t.Error("the form cannot be sent again")
	}
	if r.file(at).Status != portal.AccessibilityAcknowledged {
		t.Error("a stale act was done")
	}
	r.ines.post(at+"/steps", "seen", "2", "step", "deliver", "text", "Here is the <b>guide</b>.").must(200, "Delivered.")
}

func TestWordsForAStepThatIsOverAreGivenBack(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	r.take(r.tomas, at, portal.DeliverStep, "text", "The guide in Braille.")
	r.ines.post(at+"/steps", "seen", "1", "step", "deliver", "text", "My own long answer.").
		must(409, "Tomás Oyelaran delivered an answer", "The guide in Braille.", "What you wrote", "My own long answer.")
	r.ines.post(at+"/steps", "seen", "2", "step", "acknowledge").must(409, "This request has moved on since you opened it.")
	r.ines.post(at+"/assignment", "seen", "1", "to", r.people["Ines Calloway"].Account).must(409, "Someone else changed this request", "Tomás Oyelaran delivered an answer")
}

func TestStepsThatNeedWordsAreMendedAtTheField(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	a := r.take(r.sunita, at, portal.DeclineStep, "text", "", "head", "M. Adeyemi", "alternative", "").
		must(422, "There are 2 answers to mend", "Write what we offer instead.")
	if !strings.Contains(a.body, `value="M. Adeyemi"`) || !strings.Contains(a.body, `href="#alternative"`) || !strings.Contains(a.body, "<title>Error: ") {
		t.Error("what was typed, the link to the field or the title is missing")
	}
	for _, hard := range []string{"\xff\xfe", strings.Repeat("a", portal.LongestAnswer+1)} {
		r.take(r.ines, at, portal.DeliverStep, "text", hard).must(422, "There is 1 answer to mend")
	}
	r.take(r.ines, at, portal.DeliverStep, "text", "\u202eevil\x00").must(200, "evil")
	r.take(r.ines, at, "forget", "text", "x").must(403)
}

func TestTenMegabytesOfWordsAreGivenBackWithASentence(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	book := strings.Repeat("All work and no play. ", 10<<20/22)
	for name, a := range map[string]answer{
		"plain":      r.take(r.ines, at, portal.DeliverStep, "text", book),
		"with files": r.upload(r.ines, at+"/steps", []string{"seen", "1", "step", "deliver", "text", book}, []string{"a.txt", "a"}),
	} {
		if a.Code != 422 || !strings.Contains(a.body, "This is too long") || !strings.Contains(a.body, strings.TrimSpace(book)) {
			t.Errorf("%s: answered %d with %d bytes", name, a.Code, len(a.body))
		}
	}
}

func TestFilesThatAreRefusedTakeNoWordsWithThem(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	many := []string{}
	for i := range portal.MostAnswerFiles + 1 {
		many = append(many, fmt.Sprintf("%d.txt", i), "text")
	}
	half := strings.Repeat("x", 13<<20)
	for name, tt := range map[string]struct {
		files []string
		says  string
	}{
		"too many":         {many, "Choose up to 10 files."},
		"too large":        {[]string{"big.txt", half + half}, "big.txt does not fit: all files together may have up to 25 MB."},
		"too much":         {[]string{"one.txt", half, "two.txt", half}, "two.txt does not fit"},
		"no such kind":     {[]string{"tool.exe", "MZ\x90\x00"}, "We do not take files like tool.exe."},
		"in disguise":      {[]string{"guide.pdf", "MZ\x90\x00"}, "What is in guide.pdf is not what its name says."},
		"that acts":        {[]string{"guide.pdf", "%PDF-1.7\n1 0 obj << /OpenAction << /S /#4aavaScript /JS (x) >> >> endobj\n%%EOF"}, "guide.pdf holds programs or other files"},
		"a bomb":           {[]string{"guide.docx", "PK\x03\x04" + strings.Repeat("\x00", 100)}, "guide.docx is damaged"},
		"named backwards":  {[]string{"guide\u202efdp.pdf", "%PDF-1.7"}, "The name of guidefdp.pdf has characters that cannot be seen"},
		"named at length":  {[]string{strings.Repeat("a", 300) + ".pdf", "%PDF-1.7"}, "Rename the file so that its name has up to 200 characters"},
		"with folders":     {[]string{"../../guide.exe", "MZ"}, "We do not take files like guide.exe."},
		"empty":            {[]string{"guide.pdf", ""}, "There is nothing in guide.pdf."},
		"after a good one": {[]string{"good.txt", "text", "page.html", "<p>"}, "Choose your files again: good.txt, page.html."},
	} {
		a := r.upload(r.ines, at+"/steps", []string{"seen", "1", "step", "deliver", "text", "What I wrote for them."}, tt.files)
		if a.Code != 422 || !strings.Contains(text(a.body), tt.says) {
			t.Errorf("%s: answered %d without %q", name, a.Code, tt.says)
		}
		if !strings.Contains(a.body, "What I wrote for them.</textarea>") || !strings.Contains(a.body, `href="#files"`) {
			t.Errorf("%s: the words are lost, or no link leads to the field", name)
		}
	}
	both := r.upload(r.ines, at+"/steps", []string{"seen", "1", "step", "deliver", "text", ""}, []string{"tool.exe", "MZ"})
	both.must(422, "There are 2 answers to mend", "Write what you are sending, and how to use it.", "We do not take files like tool.exe.")
	if left := stored(t, r.Dir); left != 0 {
		t.Errorf("%d refused files lie on the disk", left)
	}
	if r.file(at).Version != 1 {
		t.Error("a refused answer changed the request")
	}
}

// stored counts the files in an office's data folder.
func stored(t *testing.T, dir string) (n int) {
	t.Helper()
	filepath.WalkDir(filepath.Join(dir, "files"), func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return nil
	})
	return n
}

func TestFilesOfAStaleAnswerAreAskedForAgain(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	r.take(r.tomas, at, portal.AcknowledgeStep)
	a := r.upload(r.ines, at+"/steps", []string{"seen", "1", "step", "deliver", "text", "Here."}, []string{"guide.txt", "words"})
	a.must(409, "Choose your files again: guide.txt.", "What changed while you had it open")
	if left := stored(t, r.Dir); left != 0 {
		t.Errorf("%d files lie on the disk", left)
	}
}

func TestBrokenUploadsAreAnsweredAndLeaveNothing(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	for name, body := range map[string]string{
		"cut off in a file":  "--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.txt\"\r\n\r\nhalf",
		"cut off in a field": "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nhalf",
		"no parts":           "nonsense",
		"empty":              "",
	} {
		request := r.multipart(at+"/steps", "multipart/form-data; boundary=b", body)
		if a := r.ines.send(request); a.Code != 422 || !strings.Contains(text(a.body), "We could not read this form.") {
			t.Errorf("%s: answered %d", name, a.Code)
		}
	}
	if a := r.ines.send(r.multipart(at+"/steps", "multipart/form-data", "x")); a.Code != 422 {
		t.Errorf("without a boundary: answered %d", a.Code)
	}
	if left := stored(t, r.Dir); left != 0 {
		t.Errorf("%d files lie on the disk", left)
	}
}

func TestFilesStayWhenItIsNotCertainThatTheirAnswerWasRefused(t *testing.T) {
	r := openRoom(t)
	at := r.asks()
	// Any failure that is no refusal stands for a connection that broke during the commit.
	if _, err := r.Raw(t).Exec(`CREATE TRIGGER broken BEFORE INSERT ON files BEGIN SELECT RAISE(ABORT, 'broken'); END`); err != nil {
		t.Fatal(err)
	}
	if a := r.upload(r.ines, at+"/steps", []string{"seen", "1", "step", "deliver", "text", "Here."}, []string{"guide.txt", "words"}); a.Code != 500 {
		t.Errorf("answered %d", a.Code)
	}
	if left := stored(t, r.Dir); left != 1 {
		t.Errorf("%d files lie on the disk", left)
	}
}
