package e2e

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"exchequer/portal"
)

// TestAnAuthenticatorAppSignsInWithoutJavaScript reads the key as people type it, since nothing can be copied.
func TestAnAuthenticatorAppSignsInWithoutJavaScript(t *testing.T) {
	o := openOffice(t)
	b := open(t, o.Origin)
	b.withoutScripts()
	var secret []byte
	var bound time.Time
	b.setUp(o.invite("walt@dor.example", "administrator"), func() {
		b.press("Add an authenticator app")
		b.heading("Add an authenticator app")
		key := evaluate[string](b, `document.querySelector(".kit-app__key").innerText`)
		var err error
		if secret, err = base32.StdEncoding.DecodeString(strings.Join(strings.Fields(key), "")); err != nil {
			t.Fatalf("the key %q: %v", key, err)
		}
		if copying := evaluate[bool](b, `document.querySelector(".kit-copy").checkVisibility()`); copying {
			t.Error("a button to copy stands there that does nothing")
		}
		bound = time.Now()
		b.fill("Code", portal.AppCode(secret, bound))
		b.press("Add the app")
	})
	b.signOut()
	signIn := func(code string) {
		b.visit("/sign-in")
		b.fill("E-mail address", "walt@dor.example")
		b.fillSecret("Password", password)
		b.press("Continue")
		b.heading("Second step")
		b.fill("Code", code)
		b.press("Continue")
	}
	b.expect("status of 422") // the code that bound the app is used up
	signIn(portal.AppCode(secret, bound))
	b.sees("This code is not right, or was used already.")
	next := bound.Add(30 * time.Second) // a clock may be that much off
	if now := time.Now(); now.After(next) {
		next = now
	}
	signIn(portal.AppCode(secret, next))
	b.arrives("/desk")
	b.calm()
}
