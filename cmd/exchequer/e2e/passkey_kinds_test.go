package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
)

// theDemosTaxpayer is signed in with a window of her own, at the page where she keeps her keys.
func theDemosTaxpayer(t *testing.T, keys ...webauthn.VirtualAuthenticatorOptions) (*demoSite, *browser, *authenticator) {
	t.Helper()
	d := demoIn(t, demoData(t))
	b := open(t, d.Origin)
	b.withoutOffers()
	var key *authenticator
	for _, options := range keys {
		key = b.plugInA(options)
	}
	b.signIn(d, d.who("taxpayer"))
	b.visit("/account/security")
	return d, b, key
}

// signInAlone presses the passkey button and nothing else.
func (b *browser) signInAlone() {
	b.t.Helper()
	b.visit("/sign-in")
	b.press("Sign in with a passkey")
}

// password enters a person's password and stops at the second step.
func (b *browser) enterPassword(p person) {
	b.t.Helper()
	b.visit("/sign-in")
	b.fill("E-mail address", p.Email)
	b.fillSecret("Password", p.Password)
	b.press("Continue")
	b.heading("Second step")
}

// TestEveryKindOfAuthenticatorSignsIn binds keys of the kinds that people have, and signs in with each as far as it
// goes: what verifies its user signs in alone, what does not is the second step after the password.
func TestEveryKindOfAuthenticatorSignsIn(t *testing.T) {
	ctap2, u2f := webauthn.AuthenticatorProtocolCtap2, webauthn.AuthenticatorProtocolU2f
	for name, kind := range map[string]struct {
		options webauthn.VirtualAuthenticatorOptions
		alone   bool
	}{
		"a phone or computer that checks a finger": {webauthn.VirtualAuthenticatorOptions{Protocol: ctap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, DefaultBackupEligibility: true, DefaultBackupState: true}, true},
		"a computer without a lock": {webauthn.VirtualAuthenticatorOptions{Protocol: ctap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true}, false},
		"a security key with a PIN": {webauthn.VirtualAuthenticatorOptions{Protocol: ctap2, Transport: webauthn.AuthenticatorTransportUsb,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true}, true},
		"a security key without a PIN": {webauthn.VirtualAuthenticatorOptions{Protocol: ctap2, Transport: webauthn.AuthenticatorTransportUsb}, false},
		"an old security key":          {webauthn.VirtualAuthenticatorOptions{Protocol: u2f, Transport: webauthn.AuthenticatorTransportUsb}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d, b, key := theDemosTaxpayer(t, kind.options)
			b.press("Add a passkey")
			b.until(func() bool { return len(key.passkeys()) == 1 }, func() string { return "the passkey was never made: " + b.text() })
			b.sees("The passkey is added.")
			b.signOut()
			if kind.alone {
				b.signInAlone()
				b.arrives("/account")
				b.signOut()
			} else {
				b.expect("status of 4") // the refusal itself, where the key answers at all
				b.signInAlone()
				b.sees("use") // whichever sentence it is, it names another way
				if text := b.text(); !strings.Contains(text, "This key did not ask for a PIN, a finger or a face") && !strings.Contains(text, "This browser found no passkey here.") {
					t.Errorf("the page says %s", text)
				}
			}
			b.enterPassword(d.who("taxpayer"))
			b.press("Use your passkey")
			b.arrives("/account")
			b.calm()
		})
	}
}

// TestPasskeyThatChangesItsFlagsOrCountIsNotTrusted lets a synced passkey lose its copy, which is fine; change what
// can never change; and count backwards, as a copy would.
func TestPasskeyThatChangesItsFlagsOrCountIsNotTrusted(t *testing.T) {
	d, b, key := theDemosTaxpayer(t, webauthn.VirtualAuthenticatorOptions{Protocol: webauthn.AuthenticatorProtocolCtap2,
		Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true, IsUserVerified: true,
		DefaultBackupEligibility: true, DefaultBackupState: true})
	b.press("Add a passkey")
	b.sees("The passkey is added.")
	b.signOut()

	b.step("its copy in the cloud is gone", func() {
		key.say(webauthn.SetCredentialPropertiesParams{BackupState: new(false)})
		b.signInAlone()
		b.arrives("/account")
		b.signOut()
	})
	b.step("it says it can no longer be copied", func() {
		key.say(webauthn.SetCredentialPropertiesParams{BackupEligibility: new(false), BackupState: new(false)})
		b.expect("status of 4")
		b.signInAlone()
		b.sees("This passkey says other things about its copies than when you bound it", "Sign in another way")
		b.enterPassword(d.who("taxpayer"))
		b.press("Use your passkey")
		b.sees("This passkey says other things about its copies than when you bound it")
		b.fill("Code", d.code(d.who("taxpayer"))) // the other way, on the same page
		b.press("Continue")
		b.arrives("/account")
		b.signOut()
	})
	b.step("it counts backwards", func() {
		key.say(webauthn.SetCredentialPropertiesParams{BackupEligibility: new(true), BackupState: new(true), SignCount: new(1.0)})
		b.signInAlone()
		b.sees("This passkey answered as a copy would.")
		b.visit("/account")
		b.arrives("/sign-in")
	})
	b.calm()
}

// say changes what the one passkey on the key tells of itself from now on.
func (a *authenticator) say(properties webauthn.SetCredentialPropertiesParams) {
	a.b.t.Helper()
	properties.AuthenticatorID, properties.CredentialID = a.id, a.passkeys()[0].CredentialID
	ask[webauthn.SetCredentialPropertiesParams, cdp.Empty](a.b, webauthn.SetCredentialProperties, properties)
}

// TestTwoDevicesOfOneAccount has a phone and a computer side by side: each with its own passkey, each seen by the
// other, and one put out by the other without harm to it.
func TestTwoDevicesOfOneAccount(t *testing.T) {
	phone := webauthn.VirtualAuthenticatorOptions{Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}
	d, first, firstKey := theDemosTaxpayer(t, phone)
	first.press("Add a passkey")
	first.sees("The passkey is added.")

	second := open(t, d.Origin)
	second.withoutOffers()
	secondKey := second.plugInA(phone)
	second.signIn(d, d.who("taxpayer"))
	second.visit("/account/security")
	second.press("Add a passkey")
	second.sees("The passkey is added.")
	if string(firstKey.passkeys()[0].CredentialID) == string(secondKey.passkeys()[0].CredentialID) {
		t.Fatal("both devices hold one passkey")
	}

	second.step("each signs in alone, both at once", func() {
		for _, b := range []*browser{first, second} {
			b.signOut()
			b.signInAlone()
			b.arrives("/account")
		}
		first.visit("/account/security")
		first.sees("(this one)", "End it")
	})
	second.step("one is put out by the other", func() {
		others := `[...document.querySelectorAll("button")].filter(b => b.textContent.trim().startsWith("End it"))`
		first.click(first.element(others+`[0]`, "the other's session"))
		first.until(func() bool {
			left, err := tryEvaluate[int](first, others+`.length`)
			return err == nil && left == 0
		}, func() string { return "the other's session stays" })
		second.visit("/account")
		second.arrives("/sign-in")
		first.visit("/account")
		first.arrives("/account")
		second.signInAlone()
		second.arrives("/account")
	})
	first.calm()
	second.calm()
}

// TestEveryOutcomeOfTheBrowserHasItsSentenceAndAnotherWay throws each error that browsers know.
func TestEveryOutcomeOfTheBrowserHasItsSentenceAndAnotherWay(t *testing.T) {
	d := demoIn(t, demoData(t))
	b := open(t, d.Origin)
	b.withoutOffers()
	for name, outcome := range map[string]struct{ throws, says, another string }{
		"cancelled":        {`after(900, "NotAllowedError")`, "You closed the passkey window, so nothing happened.", "use a code of your card"},
		"no authenticator": {`after(0, "NotAllowedError")`, "This browser found no passkey here.", "use a code of your card"},
		"timed out":        {`after(0, "TimeoutError")`, "The minute for the passkey passed.", "use a code of your card"},
		"no PIN":           {`after(0, "ConstraintError")`, "it has no PIN and no fingerprint", "use another way"},
		"bound already":    {`after(0, "InvalidStateError")`, "This passkey is bound to your account already.", "choose another one"},
		"unsupported":      {`after(0, "NotSupportedError")`, "This key or browser is too old", "a code card"},
		"wrong site":       {`after(0, "SecurityError")`, "Your browser says that passkeys do not work at this address.", "Type this site’s address yourself"},
		"anything else":    {`after(0, "DataError")`, "Your browser could not use the passkey and did not say why.", "use a code of your card"},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.visit("/sign-in")
			evaluate[bool](b, `(() => {
				const after = (ms, name) => new Promise((_, fail) => setTimeout(() => fail(new DOMException("", name)), ms));
				navigator.credentials.get = () => `+outcome.throws+`;
				return true;
			})()`)
			b.press("Sign in with a passkey")
			b.sees(outcome.says, outcome.another)
			if role := evaluate[string](b, `document.activeElement.getAttribute("role") ?? ""`); role != "alert" {
				t.Errorf("the reader is at a %q, not at the sentence", role)
			}
			b.find("textbox", "E-mail address") // the other way stands on the same page
			if !strings.HasPrefix(b.path(), "/sign-in") {
				t.Errorf("it led to %s", b.path())
			}
		})
	}
	b.t = t
	b.calm()

	t.Run("a browser without passkeys", func(t *testing.T) {
		old := open(t, d.Origin)
		old.beforeEachPage(`delete window.PublicKeyCredential`)
		old.visit("/sign-in")
		old.sees("This browser cannot use passkeys. Use your password and a code of your card, or another browser.")
		old.gone("button", "Sign in with a passkey")
		old.calm()
	})
}
