package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestARequestFromAPublicPageToItsEnd is the first whole walk through the house: a visitor asks, an e-mail comes, a
// clerk works the request to its end, and the visitor sees it. The same with JavaScript and without.
func TestARequestFromAPublicPageToItsEnd(t *testing.T) {
	for name, scripts := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) { walk(t, scripts) })
	}
}

func walk(t *testing.T, scripts bool) {
	d := demoIn(t, demoData(t))
	visitor, clerk := open(t, d.Origin), open(t, d.Origin)
	if !scripts {
		visitor.withoutScripts()
		clerk.withoutScripts()
	}
	var reference, code string

	visitor.step("asks", func() {
		visitor.visit("/")
		visitor.follow("Ask for this page in another format")
		visitor.heading("Ask for another format")
		visitor.expect("status of 422")
		visitor.press("Send request")
		visitor.sees("answers to mend")
		visitor.submits("alma@reader.example")
		reference = references.FindString(visitor.text())
		code = followUpCode.FindString(visitor.text())
		if reference == "" || code == "" {
			t.Fatalf("the receipt has reference %q and code %q: %s", reference, code, visitor.text())
		}
		visitor.calm()
	})
	visitor.step("gets an e-mail that tells no secret", func() {
		m := d.mailTo("alma@reader.example", func(m caught) bool { return strings.Contains(m.Subject, reference) })
		for _, secret := range []string{code, strings.ReplaceAll(code, "-", ""), "payment calendar", "Large print", "http://", "https://"} {
			if strings.Contains(m.Text+m.HTML, secret) {
				t.Errorf("the e-mail holds %q:\n%s", secret, m.Text)
			}
		}
		if !strings.Contains(m.Text, "We will never ask") {
			t.Errorf("the e-mail does not say what we never ask:\n%s", m.Text)
		}
	})
	visitor.step("comes back in another browser", func() {
		visitor = again(visitor, scripts)
		visitor.visit("/accessibility/status")
		visitor.heading("Check on a request")
		visitor.fill("Reference", reference)
		visitor.fill("Follow-up code", strings.ToLower(code))
		visitor.press("Show my request")
		visitor.heading("Your request " + reference)
		visitor.sees(concern, "We will confirm that we are working on it by")
		visitor.calm()
	})
	clerk.step("is found at the desk", func() {
		clerk.signIn(d, d.who("clerk"))
		clerk.visit("/desk/accessibility")
		clerk.heading("Accessibility requests")
		clerk.typeInto(clerk.find("searchbox", "Reference, or words of the request"), reference)
		clerk.press("Search")
		clerk.heading(reference)
		clerk.sees(concern, "Alma Reyes", "alma@reader.example")
		clerk.calm()
	})
	clerk.step("is acknowledged, noted, put in production and delivered with a file", func() {
		clerk.press("Acknowledge")
		clerk.gone("button", "Acknowledge")
		clerk.fill("Write a note for staff", note)
		clerk.press("Save note for staff")
		clerk.sees(note)
		clerk.press("Put in production")
		clerk.gone("button", "Put in production")
		clerk.fill("What you send, and how to use it", answer)
		clerk.attach(clerk.one(`input[type="file"]`), "large-print.txt", "What you asked for, in large print.")
		clerk.press("Deliver answer")
		clerk.gone("button", "Deliver answer")
		clerk.sees(answer, "large-print.txt")
		clerk.calm()
	})
	visitor.step("is told, reads the answer and takes the file", func() {
		t.Log(d.mailTo("alma@reader.example", func(m caught) bool { return strings.Contains(m.Subject, "answer") }).Subject)
		visitor.visit("/accessibility/requests/" + reference)
		visitor.sees("What we sent you", answer, "large-print.txt")
		if text := visitor.text(); strings.Contains(text, note) {
			t.Errorf("a note for staff is shown to who asked: %s", text)
		}
		file := evaluate[string](visitor, `[...document.querySelectorAll("main a")].find(a => a.innerText.includes("large-print.txt")).pathname`)
		if !scripts { // DevTools may ask all the same
			visitor.expect("fetch")
		}
		content := evaluate[string](visitor, fmt.Sprintf(`fetch(%q).then(r => r.headers.get("Content-Disposition").startsWith("attachment") ? r.text() : "shown in the page")`, file))
		if content != "What you asked for, in large print." {
			t.Errorf("the file holds %q", content)
		}
		if scripts {
			visitor.sound(visitor.path())
			visitor.visit("/accessibility/requests/" + reference + "/reopening")
			visitor.sound(visitor.path())
			visitor.visit("/accessibility/requests/" + reference)
		}
		visitor.press("I have what I need")
		visitor.sees("Thank you. We closed your request.")
		visitor.calm()
	})
	clerk.step("is closed at the desk", func() {
		clerk.visit("/desk/accessibility/" + reference)
		clerk.sees("Confirmed", "Alma Reyes")
		clerk.calm()
	})
}

const (
	note   = "The source file is with the Web Team."
	answer = "We made the calendar as a text with headings. It is in the file."
)

const concern = "The payment calendar is only a picture, and my reader says nothing."

// submits fills the form in, as it stands open, and sends it.
func (b *browser) submits(contact string) {
	b.t.Helper()
	b.fill("What do you need, or what does not work for you?", concern)
	b.choose("radio", "Large print")
	b.choose("radio", "E-mail")
	b.fill("Your e-mail address, telephone number or mailing address", contact)
	b.fill("Your name (optional)", "Alma Reyes")
	b.press("Send request")
	b.heading("We received your request")
}

var followUpCode = regexp.MustCompile(`\b[0-9A-HJKMNP-TV-Z]{5}[ -][0-9A-HJKMNP-TV-Z]{5}\b`)

// again is another window, which knows nothing of the first.
func again(b *browser, scripts bool) *browser {
	other := open(b.t, b.origin)
	if !scripts {
		other.withoutScripts()
	}
	return other
}
