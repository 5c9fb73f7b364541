package e2e

import (
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
			visitor.t.Fatalf("the receipt has reference %q and code %q: %s", reference, code, visitor.text())
		}
		visitor.calm()
	})
	visitor.step("gets an e-mail that tells no secret", func() {
		m := d.mailTo("alma@reader.example", func(m caught) bool { return strings.Contains(m.Subject, reference) })
		for _, secret := range []string{code, strings.ReplaceAll(code, "-", ""), "payment calendar", "Large print", "http://", "https://"} {
			if strings.Contains(m.Text+m.HTML, secret) {
				visitor.t.Errorf("the e-mail holds %q:\n%s", secret, m.Text)
			}
		}
		if !strings.Contains(m.Text, "We will never ask") {
			visitor.t.Errorf("the e-mail does not say what we never ask:\n%s", m.Text)
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
}

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
