package db_test

import (
	"context"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestTheCodeOnPaperCannotBeGuessed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		id := c.begins(c.ines)
		link := c.approves(id)
		_, code, err := o.MakeRecoveryPaper(ctx, c.ines.Actor, id)
		c.must(err)
		s, rosa := c.comes(link)
		for range portal.WrongSecondFactors.Count {
			refused(t, "a guess", o.ProveByPaper(ctx, rosa, s, "0123456789"), portal.Mend)
		}
		refused(t, "the right code after ten guesses", o.ProveByPaper(ctx, rosa, s, code), portal.TooMany)
		o.Clock.Add(portal.WrongSecondFactors.While)
		c.must(o.ProveByPaper(ctx, rosa, s, code))
	})
}

func TestARecoveryIsOverForWhoFoundAKeyAfterAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		id := c.begins(c.ines)
		link := c.approves(id)
		_, _, err := o.MakeRecoveryPaper(ctx, c.ines.Actor, id)
		c.must(err)
		s, rosa := c.comes(link)
		c.must(o.ProveByCode(ctx, rosa, s, portal.CardCodes, c.rosa.Codes[0], dbtest.Bare))
		c.must(o.ChoosePassword(ctx, rosa, s, portal.SetupChoice{Password: "quiet lanterns over the bay"}))
		if _, err := o.FinishRecovery(ctx, rosa, s); err != nil {
			t.Errorf("with the old card: %v", err)
		}
		if waits, err := o.PaperAwaited(ctx, c.rosa.Account); err != nil || waits {
			t.Errorf("the code on paper still counts: %v", err)
		}
		a, err := o.DeskAccount(ctx, c.ines.Actor, c.rosa.Account, "")
		c.must(err)
		if a.Card.Left != 9 || a.Recovery.Left != 8 || len(a.Cases) != 0 {
			t.Errorf("the keys are %+v", a)
		}
	})
}
