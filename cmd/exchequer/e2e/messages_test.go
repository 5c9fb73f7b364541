package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"

	"exchequer/static"
)

// reader is someone at a screen, who reads and answers by keyboard alone.
type reader struct {
	*browser
	language string // "" for English
	width    int64
	scripts  bool
}

// say is an English text of the site as the reader sees it.
func (r reader) say(text string) string {
	if r.language == "" {
		return text
	}
	translated, ok := static.Translate(r.language, text)
	if !ok {
		r.t.Fatalf("%q is not in %s", text, r.language)
	}
	return translated
}

// clean checks the page: for axe, for the policy, and that it does not scroll sideways.
func (r reader) clean() {
	r.t.Helper()
	disable := func(off bool) {
		ask(r.browser, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
	}
	if !r.scripts { // the checker is a script itself; the page's own do not begin to run by this
		disable(false)
		defer disable(true)
	}
	for _, finding := range r.axe(allRules) {
		r.t.Errorf("%s: %s", r.path(), finding)
	}
	if wide := evaluate[int64](r.browser, `document.documentElement.scrollWidth`); wide > r.width {
		r.t.Errorf("%s is %d px wide on a screen of %d", r.path(), wide, r.width)
	}
	r.calm()
}

// TestAMessageIsReadAndAnsweredWithTwoFilesByKeyboardAlone goes the way for which the site is there: by Tab, Enter and typing, and
// by the names of the accessibility tree. On a wide screen, at 200 %, on a phone, in both languages, and without scripts.
func TestAMessageIsReadAndAnsweredWithTwoFilesByKeyboardAlone(t *testing.T) {
	d := demoIn(t, demoData(t))
	for _, one := range []struct {
		name     string
		language string
		width    int64
		scripts  bool
	}{
		{"wide, in English", "", 1280, true},
		{"a phone, in Spanish", "es", 320, true},
		{"200 %, in English", "", 640, true},
		{"wide, in Spanish, without JavaScript", "es", 1280, false},
		{"a phone, in English, without JavaScript", "", 320, false},
	} {
		t.Run(one.name, func(t *testing.T) {
			b := open(t, d.Origin)
			r := reader{b, one.language, one.width, one.scripts}
			b.width(one.width)
			if !one.scripts {
				b.withoutScripts()
			}
			began := time.Now()
			r.answers(d)
			if took := time.Since(began); took > time.Minute {
				t.Errorf("it took %s", took)
			}
		})
	}
}

func (r reader) answers(d *demoSite) {
	r.t.Helper()
	who, prefix := d.who("taxpayer"), ""
	if r.language != "" {
		prefix = "/" + r.language
	}
	r.visit(prefix + "/sign-in")
	r.types(r.say("E-mail address"), who.Email)
	r.on(r.labelled(r.say("Password")), `function() { window.sought = this }`)
	r.untilFocused("password")
	r.key(who.Password)
	r.enter("button", r.say("Continue"))
	r.heading(r.say("Second step"))
	r.types(r.say("Code"), d.code(who))
	r.enter("button", r.say("Continue"))
	r.arrives(prefix + "/account")
	r.clean()

	r.enter("link", r.say("Messages"))
	r.arrives(prefix + "/messages")
	r.clean()
	r.enter("link", evaluate[string](r.browser, `[...document.querySelectorAll(".kit-inbox__one a")].find(a => a.href.endsWith("MC-2026-000001")).textContent.replace(/\s+/g, " ").trim()`))
	r.arrives(prefix + "/messages/MC-2026-000001")
	r.sees("Your return is complete.") // the message of the department
	r.clean()

	words := "Here are both, " + time.Now().Format("15:04:05.000")
	r.types(r.say("Your message"), words)
	r.enter("button", r.say("Add files"))
	r.heading(r.say("Files of your message"))
	r.clean()
	r.on(r.one(`input[name="files"]`), `function() { window.sought = this }`)
	r.untilFocused("files")
	r.attachTwo("wages.txt", "bank.txt") // the window that opens here is the system's own
	if !r.scripts {
		r.enter("button", r.say("Add these files"))
	}
	r.sees("wages.txt", "bank.txt", r.say("Received, checked"))
	r.until(func() bool { return strings.Count(r.text(), r.say("Received, checked")) >= 2 }, func() string { return "the two files were never received: " + r.text() })
	r.clean()
	r.enter("link", r.say("Back to the message"))
	r.sees(r.say("NOT SENT"), "wages.txt", "bank.txt")
	r.enter("button", r.say("Send message"))
	r.sees(r.say("Your answer is being sent"), words)
	r.clean()
	if !r.scripts {
		time.Sleep(16 * time.Second) // nothing counts down: the link says what has become of it
		r.enter("link", r.say("See whether we have received it"))
	}
	r.heading(r.say("We received your message"))
	r.sees("MC-2026-000001", words, "wages.txt", "bank.txt")
	r.clean()
	r.enter("link", r.say("Receipt, to print or keep"))
	r.sees(r.say("What you wrote"), words, "wages.txt", "bank.txt")
	r.clean()
}

// attachTwo chooses two files at once.
func (r reader) attachTwo(names ...string) {
	r.t.Helper()
	folder := r.t.(*testing.T).TempDir()
	var files []string
	for _, name := range names {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte("Wages of 2025: see "+name+"\n"), 0o600); err != nil {
			r.t.Fatal(err)
		}
		files = append(files, path)
	}
	ask(r.browser, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: files, BackendNodeID: r.one(`input[name="files"]`)})
}

// TestTwoClerksSeeWhatTheOtherDoesWithoutAClick has a list open at one desk while someone claims a case at another. The program
// ends at once though pages listen.
func TestTwoClerksSeeWhatTheOtherDoesWithoutAClick(t *testing.T) {
	d := demoIn(t, demoData(t))
	list, other := open(t, d.Origin), open(t, d.Origin)
	list.signIn(d, d.who("supervisor"))
	other.signIn(d, d.who("clerk"))
	list.visit("/desk/messages")
	list.heading("Messages")
	reference := evaluate[string](list, `[...document.querySelectorAll("#queue tbody tr")].find(r => r.innerText.includes("Nobody")).querySelector("a").innerText`)
	row := func() string {
		text, _ := tryEvaluate[string](list, `[...document.querySelectorAll("#queue tbody tr")].find(r => r.innerText.includes("`+reference+`"))?.innerText ?? ""`)
		return text
	}
	evaluate[bool](list, `window.stayed = true`)
	evaluate[bool](list, `document.activeElement.blur(), document.querySelectorAll("#queue tbody a")[1].focus(), true`)
	focused := evaluate[string](list, `document.activeElement.id`)
	other.visit("/desk/messages/" + reference)
	other.press("Claim")
	clerk := d.who("clerk").Name
	list.until(func() bool { return strings.Contains(row(), clerk) }, func() string { return "the list never showed who has the case: " + row() })
	if stayed := evaluate[bool](list, `window.stayed === true`); !stayed {
		t.Error("the page was loaded anew")
	}
	list.until(func() bool {
		now, err := tryEvaluate[string](list, `document.activeElement.id`)
		return err == nil && now == focused
	}, func() string { return "the focus was lost from " + focused })

	// Who is choosing in the list keeps it as it is, and is told.
	evaluate[bool](list, `document.querySelector("#queue .kit-choose").click(), true`)
	other.press("Resolve")
	list.until(func() bool {
		told, err := tryEvaluate[bool](list, `!document.querySelector("[data-live-changed]").hidden`)
		return err == nil && told
	}, func() string { return "nobody said that the list has changed" })
	if !strings.Contains(row(), clerk) {
		t.Error("the list changed under someone’s hands")
	}
	evaluate[bool](list, `document.querySelector("#queue .kit-choose").click(), true`)
	list.until(func() bool { return row() == "" }, func() string { return "the list stayed as it was: " + row() })

	// An open case says at once who else has come.
	list.visit("/desk/messages/" + reference)
	other.visit("/desk/messages/" + reference)
	list.sees(clerk + " has this open too")
	list.calm()
	other.calm()
	began := time.Now()
	d.stop()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("with pages that listen it took %s to end", took)
	}
}
