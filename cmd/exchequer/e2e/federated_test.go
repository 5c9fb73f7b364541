package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"exchequer/cmd/exchequer/e2e/agency"
)

// TestATaxpayerProvesWhoTheyAreWithAnotherService goes from a claim to a provider's own pages and back, with what can go
// wrong there before.
func TestATaxpayerProvesWhoTheyAreWithAnotherService(t *testing.T) {
	address := freeAddress(t)
	origin := "http://localhost:" + portOf(address)
	provider := agency.Start(t, "0", origin+"/identity/return")
	d := demoAt(t, address, demoData(t), "EXCHEQUER_IDENTITY_OIDC_ISSUER="+provider.Issuer, "EXCHEQUER_IDENTITY_OIDC_CLIENT_ID="+agency.ClientID,
		"EXCHEQUER_IDENTITY_OIDC_CLIENT_SECRET="+agency.ClientSecret, "EXCHEQUER_IDENTITY_OIDC_ACR="+agency.IDChecked, "EXCHEQUER_IDENTITY_OIDC_NAME=State Login")
	rosa := unclaimed()
	there := &agency.Claims{Given: strings.ToUpper(rosa.First), Family: rosa.Last, Number: strings.ReplaceAll(rosa.Number, "-", "")}
	b := open(t, d.Origin)
	b.expect("another host: " + provider.Issuer) // whose troubles are not ours
	b.expect("fonts.googleapis.com")
	b.expect(provider.Issuer)
	b.withoutOffers()
	b.signIn(d, d.who("taxpayer"))

	at := ""
	b.step("claims to be a taxpayer, and is offered the service beside the other ways", func() {
		b.visit("/account/identity/new")
		b.fill("Taxpayer number", rosa.Number)
		b.fill("Name on the tax return", rosa.Name())
		b.choose("radio", "A letter from us")
		b.fill("Letter number (optional)", rosa.Letters[0].Number)
		b.press("Compare with our records")
		b.sees("Your details fit our records.", "With State Login", "keep none of it")
		at = strings.TrimPrefix(b.path(), d.Origin)
		at, _, _ = strings.Cut(at, "?")
		b.sound(at)
		b.looks("federated-way", at)
		b.calm()
	})
	b.step("is told in Spanish that no ID was checked there", func() {
		provider.Set(agency.Check{Context: agency.TwoFactors, Person: there})
		b.visit("/es" + at)
		b.press("Probarlo con State Login")
		b.signInThere(provider, "rosa.at.state.login")
		b.consent(provider)
		b.arrives("/es" + at)
		b.sees("todavía no ha verificado una identificación suya", "Una visita a nuestro mostrador")
		b.sound("/es" + at + "?refused=weak")
		b.looks("federated-weak", "/es"+at+"?refused=weak")
		b.calm()
	})
	b.step("is asked anew, and is not somebody else", func() {
		provider.Set(agency.Check{Context: agency.IDChecked, Person: &agency.Claims{Given: "Otis", Family: rosa.Last, Number: there.Number}})
		b.visit(at)
		b.press("Prove it with State Login")
		b.signInThere(provider, "rosa.at.state.login")
		b.arrives(at)
		b.sees("is not enough for us to be sure that these records are yours")
		b.calm()
	})
	b.step("proves it, and is led on to where she was going", func() {
		provider.Set(agency.Check{Context: agency.IDChecked, Person: there})
		b.visit(at + "?for=records")
		b.press("Prove it with State Login")
		b.signInThere(provider, "rosa.at.state.login")
		b.arrives(at)
		b.sees("You proved who you are at the sign-in service.", "You have: Seen in person.")
		b.sound(at + "?done=federated&for=records")
		b.looks("federated-done", at+"?done=federated&for=records")
		b.follow("Go on to: See your records")
		b.sees(rosa.Letters[0].Number)
		b.calm()
	})
	for _, secret := range []string{"rosa.at.state.login", agency.ClientSecret, there.Number, "code="} {
		if strings.Contains(d.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// looks keeps pictures of a page as wide and as narrow screens show it, where somebody wants to look at them.
func (b *browser) looks(name, path string) {
	b.t.Helper()
	folder := os.Getenv("EXCHEQUER_LOOKS")
	if folder == "" {
		return
	}
	for suffix, width := range map[string]int64{"wide": 1280, "360": 360} {
		b.width(width)
		b.visit(path)
		picture := run(b, chromedp.FullScreenshot(90))
		if err := os.WriteFile(filepath.Join(folder, name+"-"+suffix+".jpg"), picture, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	b.width(1280)
}
