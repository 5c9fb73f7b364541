package e2e

import (
	"net/url"
	"strings"
	"testing"

	"exchequer/cmd/exchequer/e2e/agency"
)

// openAgencyOffice is a new department whose staff have an agency with a sign-in of its own, on another site.
func openAgencyOffice(t *testing.T) (*newOffice, *agency.Provider) {
	t.Helper()
	address := freeAddress(t)
	origin := "http://localhost:" + portOf(address)
	provider := agency.Start(t, "0", origin+"/sign-in/agency/return")
	return openOffice(t, "EXCHEQUER_ADDR="+address, "EXCHEQUER_ORIGIN="+origin,
		"EXCHEQUER_OIDC_ISSUER="+provider.Issuer, "EXCHEQUER_OIDC_CLIENT_ID="+agency.ClientID, "EXCHEQUER_OIDC_CLIENT_SECRET="+agency.ClientSecret,
		"EXCHEQUER_OIDC_ACR="+agency.TwoFactors, "EXCHEQUER_OIDC_NAME=State ID"), provider
}

// atAgency is a window whose troubles at the agency's own pages are not ours.
func atAgency(t *testing.T, o *newOffice, provider *agency.Provider) *browser {
	b := open(t, o.Origin)
	b.expect("another host: " + provider.Issuer)
	b.expect("fonts.googleapis.com")
	b.expect(provider.Issuer)
	return b
}

// comesToAgency waits until the window shows a page of the agency.
func (b *browser) comesToAgency(provider *agency.Provider) {
	b.t.Helper()
	b.until(func() bool { return strings.HasPrefix(b.path(), provider.Issuer) }, func() string { return "never came to the agency; the page says: " + b.text() })
	b.settle()
}

// signInThere fills the agency's own page in.
func (b *browser) signInThere(provider *agency.Provider, name string) {
	b.t.Helper()
	b.comesToAgency(provider)
	b.typeInto(b.named("login"), name)
	b.typeInto(b.named("password"), "anything")
	b.press("Sign-in")
}

// consent presses on, on the page that the agency shows the first time.
func (b *browser) consent(provider *agency.Provider) {
	b.t.Helper()
	b.comesToAgency(provider)
	b.press("Continue")
}

func TestStaffBindTheirAgencyIdentityAndComeInByIt(t *testing.T) {
	o, provider := openAgencyOffice(t)
	b := atAgency(t, o, provider)
	b.withoutOffers()
	var codes []string
	b.setUp(o.invite("walt@dor.example", "administrator"), func() {
		b.press("Make a code card")
		codes = evaluate[[]string](b, `[...document.querySelectorAll(".kit-codes code")].map(c => c.innerText)`)
		b.follow("I have the card, go on")
	})
	b.step("binds it on the security page, at the agency's own pages", func() {
		b.visit("/account/security")
		b.sound("/account/security")
		b.press("Bind your agency identity")
		b.signInThere(provider, "walt.emerson")
		b.consent(provider)
		b.arrives("/account/security")
		b.sees("Your agency identity is bound.", "Not used yet")
		b.sound("/account/security")
		b.calm()
	})
	b.step("comes in by one press, where he was going", func() {
		b.signOut()
		b.visit("/office/staff")
		b.sees("If you work here")
		b.sound("/sign-in")
		b.press("Sign in with State ID")
		b.arrives("/office/staff")
		b.sees("an agency identity")
		b.calm()
	})
	b.step("shows it again before a sensitive act, and the agency asks him anew", func() {
		b.visit("/sign-in/again?next=/account/security")
		b.sound("/sign-in/again")
		b.press("Use State ID")
		b.signInThere(provider, "walt.emerson")
		b.arrives("/account/security")
		b.sees("Showed the second step again, with the agency’s sign-in", "Signed in with the agency’s sign-in (pwd, hwk)")
		b.calm()
	})
	b.step("cancels there, and is led back with a sentence", func() {
		b.signOut()
		other := atAgency(t, o, provider) // where the agency knows nobody yet
		other.visit("/sign-in")
		other.press("Sign in with State ID")
		other.comesToAgency(provider)
		other.click(other.one(`a[href$="/abort"]`))
		other.arrives("/sign-in")
		other.sees("You stopped at your agency’s sign-in")
		other.sound("/sign-in?agency=denied")
		other.calm()
	})
	b.step("is refused in Spanish when the agency checked a password alone", func() {
		provider.Set(agency.Check{Context: agency.Password})
		other := atAgency(t, o, provider)
		other.visit("/es/sign-in")
		other.press("Iniciar sesión con State ID")
		other.signInThere(provider, "walt.emerson")
		other.consent(provider)
		other.arrives("/es/sign-in")
		other.sees("no comprobó su identidad con dos factores")
		other.sound("/es/sign-in?agency=weak")
		other.visit("/desk")
		other.arrives("/sign-in")
		other.calm()
		provider.Set(agency.Check{})
	})
	b.step("comes in without JavaScript", func() {
		other := atAgency(t, o, provider)
		other.withoutScripts()
		other.visit("/sign-in")
		other.press("Sign in with State ID")
		other.signInThere(provider, "walt.emerson")
		other.consent(provider)
		other.arrives("/desk")
		other.calm()
	})
	b.step("and finds the other ways open while the agency is down", func() {
		provider.Stop()
		p := restarted(t, o)
		other := open(t, p.Origin)
		other.withoutOffers()
		other.visit("/sign-in?next=/desk")
		other.press("Sign in with State ID")
		other.arrives("/sign-in")
		other.sees("Your agency’s sign-in cannot be reached now.")
		other.sound("/sign-in?agency=unreachable")
		other.fill("E-mail address", "walt@dor.example")
		other.fillSecret("Password", password)
		other.press("Continue")
		other.fill("Code", codes[0])
		other.press("Continue")
		other.arrives("/desk")
		other.calm()
	})
	for _, secret := range []string{"walt.emerson", agency.ClientSecret, "code="} {
		if strings.Contains(o.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// restarted is the same department, begun anew: it has not heard of the agency yet.
func restarted(t *testing.T, o *newOffice) *program {
	t.Helper()
	o.stop()
	p := begin(t, o.env, "serve")
	p.Origin = strings.TrimPrefix(p.line(patience), "Exchequer is open at ")
	if u, err := url.Parse(p.Origin); err != nil || u.Host == "" {
		t.Fatalf("it is not open: %q", p.Origin)
	}
	return p
}
