package handlers

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"
)

// key is a security key on someone's ring, with one passkey for this site.
type key struct {
	t    testing.TB
	site virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	cred virtualwebauthn.Credential
}

func newKey(t testing.TB) *key {
	return &key{
		t: t, site: virtualwebauthn.RelyingParty{Name: "Department of Revenue", ID: "localhost", Origin: "http://localhost:8080"},
		auth: virtualwebauthn.NewAuthenticator(), cred: newCredential(t),
	}
}

// newCredential draws keys until both coordinates fill their 32 bytes: the library would otherwise write a shorter one,
// as no authenticator does.
func newCredential(t testing.TB) virtualwebauthn.Credential {
	for {
		drawn, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := drawn.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if point[1] == 0 || point[33] == 0 {
			continue
		}
		encoded, err := x509.MarshalPKCS8PrivateKey(drawn)
		if err != nil {
			t.Fatal(err)
		}
		return virtualwebauthn.NewCredentialWithImportedKey(virtualwebauthn.KeyTypeEC2, encoded)
	}
}

// begun is what the server wants to know of the passkey.
type begun struct {
	Ceremony string          `json:"ceremony"`
	Options  json.RawMessage `json:"options"`
}

func begin(v *visitor, address string) begun {
	v.t.Helper()
	var b begun
	a := v.postJSON(address+"/ceremony", struct{}{}).must(http.StatusOK)
	if err := json.Unmarshal([]byte(a.body), &b); err != nil || b.Ceremony == "" {
		v.t.Fatalf("%s/ceremony answered %s", address, a.body)
	}
	return b
}

func (b begun) with(credential string) map[string]any {
	return map[string]any{"ceremony": b.Ceremony, "credential": json.RawMessage(credential)}
}

// bind registers the passkey at an address.
func (k *key) bind(v *visitor, address string) answer {
	k.t.Helper()
	b := begin(v, address)
	options, err := virtualwebauthn.ParseAttestationOptions(string(b.Options))
	if err != nil {
		k.t.Fatal(err)
	}
	k.auth.Options.UserHandle = []byte(options.UserID)
	k.cred.Counter++
	a := v.postJSON(address, b.with(virtualwebauthn.CreateAttestationResponse(k.site, k.auth, k.cred, *options)))
	if a.Code == http.StatusOK {
		k.auth.AddCredential(k.cred)
	}
	return a
}

// sign makes the key's answer to a ceremony.
func (k *key) sign(b begun) map[string]any {
	k.t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(string(b.Options))
	if err != nil {
		k.t.Fatal(err)
	}
	k.cred.Counter++
	return b.with(virtualwebauthn.CreateAssertionResponse(k.site, k.auth, k.cred, *options))
}

// show answers a ceremony at an address.
func (k *key) show(v *visitor, address string) answer {
	k.t.Helper()
	return v.postJSON(address, k.sign(begin(v, address)))
}

func (a answer) refused(status int, says string) {
	a.t.Helper()
	if a.Code != status || !strings.Contains(a.json()["message"], says) {
		a.t.Errorf("%s answered %d %s; not %d %q", a.at, a.Code, a.body, status, says)
	}
}

func (a answer) leads(to string) {
	a.t.Helper()
	if a.Code != http.StatusOK || a.json()["next"] != to {
		a.t.Errorf("%s answered %d %s; not to %s", a.at, a.Code, a.body, to)
	}
}
