package dbtest

import (
	"context"
	"testing"

	"exchequer/portal"
)

// Taxpayer is someone of the public with this e-mail address.
func Taxpayer(email string) portal.Actor {
	return portal.Actor{Name: "Rosa Delgado", Email: email, Role: portal.Taxpayer, Address: "198.51.100.77"}
}

// Join opens an account of the public as its owner would, and signs them in. The mail that it made is taken away.
func (o *Office) Join(t testing.TB, who portal.Actor) Person {
	t.Helper()
	ctx := context.Background()
	if err := o.WantLink(ctx, portal.Actor{Address: who.Address}, portal.WantedLink{Purpose: portal.ToSignUp, Email: who.Email, Language: portal.English}); err != nil {
		t.Fatalf("join: %v", err)
	}
	for _, m := range o.Links(t) {
		if m.To == who.Email {
			return o.setUp(t, who, m.Params["secret"])
		}
	}
	t.Fatalf("join: no link for %s", who.Email)
	return Person{}
}
