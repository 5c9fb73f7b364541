package e2e

import (
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const password = "seven quiet herons wade"

// office is a new department, served at an address that commands know too.
type newOffice struct {
	*program
	env []string
}

func openOffice(t *testing.T, env ...string) *newOffice {
	t.Helper()
	address := freeAddress(t)
	o := &newOffice{env: append([]string{
		"EXCHEQUER_DATA=" + filepath.Join(t.TempDir(), "data"), "EXCHEQUER_ADDR=" + address,
		"EXCHEQUER_ORIGIN=http://localhost:" + portOf(address), "EXCHEQUER_REQUEST_LIMIT=0",
	}, env...)}
	o.program = begin(t, o.env, "serve")
	o.Origin = strings.TrimPrefix(o.line(patience), "Exchequer is open at ")
	return o
}

var inviteLink = regexp.MustCompile(`http://localhost:\d+/setup/links/\S+`)

// invite runs the command that begins a new office, and gives the link that it prints.
func (o *newOffice) invite(email, role string) string {
	o.t.Helper()
	stdout, stderr, err := command(o.t, o.env, "staff", "invite", "--email", email, "--role", role)
	link := inviteLink.FindString(stdout)
	if err != nil || link == "" {
		o.t.Fatalf("the invitation ended with %v and said:\n%s%s", err, stdout, stderr)
	}
	return link
}

// setUp goes from the link to the desk: a password, the second step that add takes, recovery codes.
func (b *browser) setUp(link string, add func()) (recovery []string) {
	b.t.Helper()
	b.visit(link)
	b.heading("Set up your account")
	b.look()
	b.press("Begin")
	b.heading("Choose a password")
	b.look()
	b.fillSecret("New password", password)
	b.press("Save password")
	b.heading("Add a second step")
	b.look()
	add()
	b.heading("Recovery codes")
	b.look()
	b.press("Show my recovery codes")
	b.heading("Your recovery codes")
	b.look()
	recovery = evaluate[[]string](b, `[...document.querySelectorAll(".kit-codes code")].map(c => c.innerText)`)
	b.fill("Type one of the codes", recovery[0])
	b.press("They are saved: sign me in")
	b.arrives("/desk")
	return recovery
}

// arrives waits until the browser is at a path.
func (b *browser) arrives(path string) {
	b.t.Helper()
	b.until(func() bool {
		at, err := url.Parse(b.path())
		return err == nil && at.Path == path
	}, func() string { return "never came to " + path + "; the page says: " + b.text() })
}

// signIn signs one of the demo's people in, with their password and the next code of their card.
func (b *browser) signIn(d *demoSite, p person) {
	b.t.Helper()
	b.visit("/sign-in")
	b.fill("E-mail address", p.Email)
	b.fillSecret("Password", p.Password)
	b.press("Continue")
	b.heading("Second step")
	b.look()
	b.fill("Code", d.code(p))
	b.press("Continue")
	if p.Role == "taxpayer" || p.Role == "representative" {
		b.arrives("/account")
		return
	}
	b.arrives("/desk")
}

func (b *browser) signOut() {
	b.t.Helper()
	b.press("Sign out")
	b.sees("You are signed out.")
}

func TestAPasskeyIsBoundAndSignsIn(t *testing.T) {
	o := openOffice(t)
	b := open(t, o.Origin)
	key := b.plugIn()
	b.setUp(o.invite("walt@dor.example", "administrator"), func() { b.press("Add a passkey") })
	b.calm()
	if n := len(key.passkeys()); n != 1 {
		t.Fatalf("there are %d passkeys on the key", n)
	}

	b.step("as the browser itself offers it", func() {
		b.signOut()
		b.visit("/sign-in")
		b.arrives("/desk") // the key presses for itself
		b.calm()
	})
	b.withoutOffers()
	b.step("alone", func() {
		b.signOut()
		b.visit("/sign-in")
		b.press("Sign in with a passkey")
		b.arrives("/desk")
		b.calm()
	})
	b.step("after the password", func() {
		b.signOut()
		b.visit("/sign-in")
		b.fill("E-mail address", "walt@dor.example")
		b.fillSecret("Password", password)
		b.press("Continue")
		b.heading("Second step")
		b.press("Use your passkey")
		b.arrives("/desk")
		b.calm()
	})
	b.step("leads where one was going", func() {
		b.signOut()
		b.visit("/office/staff")
		b.press("Sign in with a passkey")
		b.arrives("/office/staff")
		b.calm()
	})
	b.step("and nobody who cancels", func() {
		b.signOut()
		b.visit("/sign-in")
		key.refuseUser(true)
		b.slowly()
		b.press("Sign in with a passkey")
		b.sees("nothing happened. Try again, or use a code of your card.")
		key.refuseUser(false)
		b.press("Sign in with a passkey")
		b.arrives("/desk")
		b.calm()
	})
	b.step("and no passkey of someone else", func() {
		b.signOut()
		mine := key.passkeys()[0]
		key.unplug()
		other := b.plugIn()
		other.put(stranger(b))
		b.visit("/sign-in")
		b.expect("status of 4") // the refusal itself
		b.press("Sign in with a passkey")
		b.sees("This passkey is not bound to an account here.")
		other.unplug()
		key = b.plugIn()
		key.put(mine)
		b.press("Sign in with a passkey")
		b.arrives("/desk")
		b.calm()
	})
	b.step("and no copy of it", func() {
		copied := key.passkeys()[0]
		copied.SignCount = 1 // behind what the office has seen, as on a key that was copied earlier
		b.signOut()
		key.put(copied)
		b.visit("/sign-in")
		b.press("Sign in with a passkey")
		b.sees("copy")
		b.visit("/desk")
		b.arrives("/sign-in") // the account is on hold, and every session ended
		b.calm()
	})
}

func TestACodeCardSignsInWithoutJavaScript(t *testing.T) {
	o := openOffice(t)
	b := open(t, o.Origin)
	b.withoutScripts()
	var codes []string
	b.setUp(o.invite("walt@dor.example", "administrator"), func() {
		b.press("Make a code card")
		b.heading("Your code card")
		codes = evaluate[[]string](b, `[...document.querySelectorAll(".kit-codes code")].map(c => c.innerText)`)
		b.follow("I have the card, go on")
	})
	if len(codes) != 10 {
		t.Fatalf("the card has %d codes", len(codes))
	}
	b.signOut()
	b.visit("/sign-in")
	b.fill("E-mail address", "walt@dor.example")
	b.fillSecret("Password", password)
	b.press("Continue")
	b.heading("Second step")
	b.expect("status of 422")
	b.fill("Code", "00000000")
	b.press("Continue")
	b.sees("1 answer to mend")
	b.fill("Code", codes[0])
	b.press("Continue")
	b.arrives("/desk")
	b.signOut()

	b.visit("/sign-in") // the same code once more
	b.fill("E-mail address", "walt@dor.example")
	b.fillSecret("Password", password)
	b.press("Continue")
	b.heading("Second step")
	b.fill("Code", codes[0])
	b.press("Continue")
	b.sees("1 answer to mend")
	b.calm()
}

func TestALinkWorksOnce(t *testing.T) {
	o := openOffice(t)
	link := o.invite("walt@dor.example", "administrator")
	b := open(t, o.Origin)
	b.visit(link)
	b.press("Begin")
	b.heading("Choose a password")
	second := open(t, o.Origin)
	second.expect("status of 404")
	second.visit(link)
	second.press("Begin")
	second.sees("This link was used already, or its time is over.")
}
