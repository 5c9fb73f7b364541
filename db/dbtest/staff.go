package dbtest

import (
	"context"
	"testing"

	"exchequer/portal"
)

// Password is what the staff of the tests sign in with.
const Password = "violet tractors hum at dawn"

// Person is one of the staff with a real account, signed in.
type Person struct {
	portal.Actor          // as the session's cookie would show them, freshly signed in
	Token        string   // of that session
	Codes        []string // of their code card
	Recovery     []string // their saved recovery codes
}

// Hire makes a real account for one of the people above and signs them in, by the acts that they would do themselves.
func (o *Office) Hire(t testing.TB, who portal.Actor) Person {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("hire %s: %v", who.Name, err)
		}
	}
	_, link, err := o.InviteStaff(ctx, portal.SystemActor("The operator"), portal.Invitation{Email: who.Email, Name: who.Name, Role: who.Role}, nil)
	must(err)
	return o.setUp(t, who, link)
}

// setUp goes from an opened link to a signed-in session.
func (o *Office) setUp(t testing.TB, who portal.Actor, link string) Person {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("set up %s: %v", who.Name, err)
		}
	}
	token, _, err := o.OpenLink(ctx, portal.Actor{Address: who.Address}, link, "Firefox, Linux")
	must(err)
	session, account, err := o.Session(ctx, token)
	must(err)
	actor := account.Actor(session, who.Address)
	must(o.ChoosePassword(ctx, actor, session, portal.SetupChoice{Name: who.Name, Password: Password, About: []string{"Department of Revenue"}}))
	p := Person{}
	p.Codes, err = o.IssueCodes(ctx, actor, session, portal.CardCodes)
	must(err)
	p.Recovery, err = o.IssueCodes(ctx, actor, session, portal.RecoverySaved)
	must(err)
	p.Token, err = o.SaveRecoveryCodes(ctx, actor, session, p.Recovery[0])
	must(err)
	p.Actor = o.Who(t, p.Token)
	return p
}

// Who is the actor of a session's token.
func (o *Office) Who(t testing.TB, token string) portal.Actor {
	t.Helper()
	session, account, err := o.Session(context.Background(), token)
	if err != nil {
		t.Fatalf("whose session: %v", err)
	}
	return account.Actor(session, session.Address)
}

// Enrol opens an account of the public for one of the people above, as they would from /sign-up, and signs them in.
func (o *Office) Enrol(t testing.TB, who portal.Actor) Person {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("enrol %s: %v", who.Name, err)
		}
	}
	must(o.WantLink(ctx, portal.Actor{Address: who.Address}, portal.WantedLink{Purpose: portal.ToSignUp, Email: who.Email, Language: portal.English}))
	link := ""
	for _, m := range o.Links(t) {
		if m.To == who.Email {
			link = m.Params["secret"]
		}
	}
	return o.setUp(t, who, link)
}
