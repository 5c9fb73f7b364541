package dbtest

import (
	"testing"

	"exchequer/portal"
)

// Beatriz prepares returns for others.
var Beatriz = portal.Actor{Name: "Beatriz Ortiz", Email: "beatriz@ortiz.example", Role: portal.Taxpayer, Address: "198.51.100.61"}

// InEverything is the widest authority with which messages are written.
var InEverything = portal.ScopeForm{Level: "message", Types: "all", Years: "all", Lasts: "open"}

// Represent lets Rosa give an authority to someone who accepts it and begins to act for her in their session. Answers are the
// authority and Rosa as a taxpayer.
func (c *Counter) Represent(t testing.TB, p Person, scope portal.ScopeForm) (authority, taxpayer string) {
	t.Helper()
	return c.RepresentAs(t, p, scope, "")
}

// RepresentAs is the same as part of a firm, "" for none.
func (c *Counter) RepresentAs(t testing.TB, p Person, scope portal.ScopeForm, firm string) (authority, taxpayer string) {
	t.Helper()
	ctx, desk := t.Context(), portal.IdentityOffice{Calendar: c.Desk.Calendar}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s is to represent Rosa: %v", p.Name, err)
		}
	}
	h, err := c.Holding(ctx, c.Rosa.Actor, c.RosasIdentity)
	must(err)
	if !h.Assurance.AtLeast(portal.InPerson) {
		c.raise(t, c.Rosa, c.RosasIdentity)
	}
	rosa := c.Rosa.Actor
	rosa.SignedInAt = c.Clock.Now()
	a, code, err := c.InviteRepresentative(ctx, rosa, desk, h.Taxpayer, portal.AuthorityInvitation{Name: p.Name, Email: p.Email, Scope: scope})
	must(err)
	must(c.OpenInvitation(ctx, p.Actor, a.ID, code))
	must(c.AnswerInvitation(ctx, p.Actor, a.ID, true, "", firm))
	must(c.ActFor(ctx, p.Actor, h.Taxpayer))
	return a.ID, h.Taxpayer
}
