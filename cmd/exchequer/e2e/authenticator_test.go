package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/webauthn"
)

// authenticator is a security key of Chromium's own, which answers as a real one does.
type authenticator struct {
	b  *browser
	id webauthn.AuthenticatorID
}

// plugIn gives the browser a key that verifies its user (a PIN, a finger) and stores passkeys.
func (b *browser) plugIn() *authenticator {
	b.t.Helper()
	return b.plugInA(webauthn.VirtualAuthenticatorOptions{
		Protocol:            webauthn.AuthenticatorProtocolCtap2,
		Transport:           webauthn.AuthenticatorTransportInternal,
		HasResidentKey:      true,
		HasUserVerification: true,
		IsUserVerified:      true,
		HasCmtgKey:          true, // without it, Chromium takes no passkey from outside
	})
}

// plugInA gives the browser a key of one kind, whose owner touches it at once.
func (b *browser) plugInA(options webauthn.VirtualAuthenticatorOptions) *authenticator {
	b.t.Helper()
	options.AutomaticPresenceSimulation = true
	ask(b, webauthn.Enable, webauthn.EnableParams{})
	made := ask(b, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &options})
	return &authenticator{b, made.AuthenticatorID}
}

// unplug takes the key away, with all that is on it.
func (a *authenticator) unplug() {
	a.b.t.Helper()
	ask(a.b, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: a.id})
}

// refuseUser lets the check of the PIN or finger fail from now on, as when someone presses cancel.
func (a *authenticator) refuseUser(refused bool) {
	a.b.t.Helper()
	ask(a.b, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: a.id, IsUserVerified: !refused})
}

// passkeys are those on the key.
func (a *authenticator) passkeys() []*webauthn.Credential {
	a.b.t.Helper()
	return ask(a.b, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: a.id}).Credentials
}

// put stores a passkey on the key, over one with the same id.
func (a *authenticator) put(c *webauthn.Credential) {
	a.b.t.Helper()
	c.CmtgKeys, c.ActiveCmtgKeyIndex = nil, nil // Chromium gives what it does not take back
	try(a.b, webauthn.RemoveCredential, webauthn.RemoveCredentialParams{AuthenticatorID: a.id, CredentialID: c.CredentialID})
	ask[webauthn.AddCredentialParams, cdp.Empty](a.b, webauthn.AddCredential, webauthn.AddCredentialParams{AuthenticatorID: a.id, Credential: c})
}

// withoutOffers is a browser that offers no passkey by itself, as many do: the button has to be pressed.
func (b *browser) withoutOffers() {
	b.t.Helper()
	b.beforeEachPage(`if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false`)
}

// beforeEachPage runs a script before those of a page.
func (b *browser) beforeEachPage(script string) {
	b.t.Helper()
	ask(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// slowly lets refusals come as late as from a person, who reads the window before closing it.
func (b *browser) slowly() {
	b.t.Helper()
	evaluate[bool](b, `(() => {
		const get = navigator.credentials.get.bind(navigator.credentials);
		navigator.credentials.get = options => get(options).catch(async error => {
			await new Promise(done => setTimeout(done, 900));
			throw error;
		});
		return true;
	})()`)
}

// stranger is a passkey for this site that nobody here ever bound.
func stranger(b *browser) *webauthn.Credential {
	b.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		b.t.Fatal(err)
	}
	id, handle := make([]byte, 32), make([]byte, 64)
	rand.Read(id)
	rand.Read(handle)
	return &webauthn.Credential{CredentialID: id, IsResidentCredential: true, RpID: "localhost", PrivateKey: private, UserHandle: handle, SignCount: 1}
}
