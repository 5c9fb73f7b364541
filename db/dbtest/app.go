package dbtest

import (
	"context"
	"testing"
	"time"

	"exchequer/portal"
)

// App is an authenticator app on someone's phone. It reads the office's clock.
type App struct {
	Secret []byte
	clock  *Clock
}

// AddApp binds an authenticator app to the account of someone who is freshly signed in, and skips the test where
// there are none: GODEBUG=fips140=only.
func (o *Office) AddApp(t testing.TB, p Person) App {
	t.Helper()
	NeedApps(t)
	session, _, err := o.Session(context.Background(), p.Token)
	if err != nil {
		t.Fatal(err)
	}
	app := o.StartApp(t, p.Actor, session)
	if err := o.BindApp(context.Background(), p.Actor, session, app.Code()); err != nil {
		t.Fatalf("bind an app: %v", err)
	}
	o.Clock.Add(time.Minute) // the code that bound it is used up
	return app
}

// StartApp draws a secret that waits for its first code.
func (o *Office) StartApp(t testing.TB, actor portal.Actor, s portal.Session) App {
	t.Helper()
	if err := o.BeginApp(context.Background(), actor, s); err != nil {
		t.Fatalf("begin an app: %v", err)
	}
	secret, err := o.WaitingApp(context.Background(), s)
	if err != nil {
		t.Fatalf("the waiting app: %v", err)
	}
	return App{secret, o.Clock}
}

// AppOfSecret is an app that was given a secret by hand.
func (o *Office) AppOfSecret(secret []byte) App { return App{secret, o.Clock} }

// Code is what the app shows now.
func (a App) Code() string { return a.At(0) }

// At is what the app shows this many steps of thirty seconds from now.
func (a App) At(steps int) string {
	return portal.AppCode(a.Secret, a.clock.Now().Add(time.Duration(steps)*30*time.Second))
}

// NeedApps skips a test where the hash of authenticator apps is not allowed.
func NeedApps(t testing.TB) {
	t.Helper()
	if !portal.AppsAvailable() {
		t.Skip("authenticator apps are not available in FIPS mode")
	}
}
