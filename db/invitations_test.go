package db_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func invitation(who portal.Actor) portal.Invitation {
	return portal.Invitation{Email: who.Email, Name: who.Name, Role: who.Role}
}

func TestOfManyParallelOpeningsOfALinkOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		_, link, err := o.InviteStaff(bg, operator, invitation(dbtest.Ines), nil)
		if err != nil {
			t.Fatal(err)
		}
		var won atomic.Int32
		var wait sync.WaitGroup
		for range 12 {
			wait.Go(func() {
				switch _, _, err := o.OpenLink(bg, dbtest.Nobody, link, ""); {
				case err == nil:
					won.Add(1)
				case portal.CodeOf(err) != portal.NotFound:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 {
			t.Errorf("%d of 12 opened one link", won.Load())
		}
	})
}

func TestLinksEndAndNewerOnesReplaceThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		a, first, err := o.InviteStaff(bg, operator, invitation(dbtest.Ines), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, second, err := o.SendLink(bg, operator, a.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.OpenLink(bg, dbtest.Nobody, first, ""); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("the older link: %v", err)
		}
		o.Clock.Add(portal.InvitationLasts)
		if _, _, err := o.OpenLink(bg, dbtest.Nobody, second, ""); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("the link a day later: %v", err)
		}
		_, third, err := o.SendLink(bg, operator, a.ID, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.OpenLink(bg, dbtest.Nobody, third, ""); err != nil {
			t.Errorf("the newest link: %v", err)
		}
	})
}

func TestWithdrawnInvitationOpensNothingAndMayBeMadeAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		a, link, err := o.InviteStaff(bg, operator, invitation(dbtest.Ines), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.WithdrawInvitation(bg, operator, a.ID); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.OpenLink(bg, dbtest.Nobody, link, ""); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("a withdrawn link: %v", err)
		}
		again := o.Hire(t, dbtest.Ines)
		if again.Account != a.ID {
			t.Error("inviting again made a second account")
		}
		if _, _, err := o.InviteStaff(bg, operator, invitation(dbtest.Ines), nil); portal.CodeOf(err) != portal.Mend {
			t.Errorf("inviting who is there: %v", err)
		}
	})
}

func TestInvitationThatNobodyCouldUseIsRefused(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	for _, i := range []portal.Invitation{
		{Email: "ines", Role: portal.Clerk}, {Email: "Ines <ines@dor.example>", Role: portal.Clerk}, {Email: "", Role: portal.Clerk},
		{Email: "ines@localhost", Role: portal.Clerk}, {Email: "ines@dor.example\nbcc: all", Role: portal.Clerk},
		{Email: strings.Repeat("i", 250) + "@dor.example", Role: portal.Clerk},
		{Email: "ines@dor.example", Role: portal.Taxpayer}, {Email: "ines@dor.example", Role: "system"}, {Email: "ines@dor.example"},
		{Email: "ines@dor.example", Role: portal.Clerk, Name: strings.Repeat("n", 101)},
	} {
		if _, _, err := o.InviteStaff(bg, operator, i, nil); portal.CodeOf(err) != portal.Mend {
			t.Errorf("%+v: %v", i, err)
		}
	}
	a, _, err := o.InviteStaff(bg, operator, portal.Invitation{Email: " Maria.del-Valle7@DOR.example ", Role: portal.Auditor}, nil)
	if err != nil || a.Name != "Maria Del Valle" || a.Email != "maria.del-valle7@dor.example" {
		t.Errorf("invited %+v, %v", a, err)
	}
}
