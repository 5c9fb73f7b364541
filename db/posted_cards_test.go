package db_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

var alderLane = portal.Recipient{Name: "Rosa Delgado", Line1: "12 Alder Lane", City: "Dallas", State: "TX", ZIP: "75001"}

// card is Rosa's latest order.
func (c *counter) card() portal.PostedCard {
	c.t.Helper()
	card, err := c.OwnPostedCard(context.Background(), c.rosa.Actor)
	c.must(err)
	return card
}

// signsIn tries a code of a card at the sign-in page.
func (c *counter) signsIn(code string) error {
	c.t.Helper()
	ctx, visitor := context.Background(), portal.Actor{Address: "198.51.100.7"}
	_, s, err := c.EnterPassword(ctx, visitor, portal.Attempt{Email: c.rosa.Email, Password: dbtest.Password})
	c.must(err)
	visitor.Account = s.Account
	_, err = c.EnterCode(ctx, s, visitor, code)
	return err
}

func TestCardByMailWorksOnlyOnceItsOwnerHasIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		rosa := c.rosa.Actor
		refused(t, "an arrival that nobody waits for", o.PostedCardArrived(ctx, rosa, "12345678"), portal.Conflict)
		refused(t, "staff", o.OrderPostedCard(ctx, c.ines.Actor, alderLane, ""), portal.Forbidden)
		refused(t, "no address", o.OrderPostedCard(ctx, rosa, portal.Recipient{}, ""), portal.Mend)
		stale := rosa
		stale.SignedInAt = o.Clock.Now().Add(-time.Hour)
		refused(t, "an old sign-in", o.OrderPostedCard(ctx, stale, alderLane, ""), portal.SignInAgain)
		c.told("")

		// Of many orders at once one is taken.
		var orders sync.WaitGroup
		var mu sync.Mutex
		taken := 0
		for range 8 {
			orders.Go(func() {
				err := o.OrderPostedCard(ctx, rosa, alderLane, "")
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					taken++
				} else if portal.CodeOf(err) != portal.Conflict {
					t.Errorf("another order: %v", err)
				}
			})
		}
		orders.Wait()
		if taken != 1 {
			t.Fatalf("%d orders were taken", taken)
		}
		if got := c.told(rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticePostedCardOrdered}) {
			t.Errorf("told %q", got)
		}
		id := c.card().ID
		if n, err := o.CountPostedCards(ctx, c.ines.Actor); err != nil || n != 1 {
			t.Errorf("%d wait, %v", n, err)
		}
		_, err := o.PostedCardsToPost(ctx, rosa)
		refused(t, "the list for a taxpayer", err, portal.Forbidden)
		_, err = o.PostedCard(ctx, rosa, id)
		refused(t, "the order for a taxpayer", err, portal.Forbidden)
		refused(t, "mailing what is not printed", o.MailPostedCard(ctx, c.ines.Actor, id), portal.Conflict)

		_, first, err := o.PrintPostedCard(ctx, c.ines.Actor, id, "")
		c.must(err)
		_, _, err = o.PrintPostedCard(ctx, c.ines.Actor, id, "")
		refused(t, "printing again without a reason", err, portal.Mend)
		card, codes, err := o.PrintPostedCard(ctx, c.ines.Actor, id, "The printer jammed.")
		c.must(err)
		if card.To != alderLane || len(codes) != portal.CodesOnCard {
			t.Errorf("it goes to %+v with %d codes", card.To, len(codes))
		}
		c.must(o.MailPostedCard(ctx, c.ines.Actor, id))
		refused(t, "mailing it twice", o.MailPostedCard(ctx, c.ines.Actor, id), portal.Conflict)
		if got := c.told(rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticePostedCardMailed}) {
			t.Errorf("told %q", got)
		}

		if err := c.signsIn(codes[1]); err == nil {
			t.Error("a card in the mail signs in")
		}
		refused(t, "a code of the first print", o.PostedCardArrived(ctx, rosa, first[0]), portal.Mend)
		refused(t, "no code", o.PostedCardArrived(ctx, rosa, "soon"), portal.Mend)
		c.must(o.PostedCardArrived(ctx, rosa, codes[0]))
		refused(t, "an arrival twice", o.PostedCardArrived(ctx, rosa, codes[1]), portal.Conflict)
		if got := c.told(rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticePostedCardWorks}) {
			t.Errorf("told %q", got)
		}
		if left, err := o.CodesOf(ctx, rosa, portal.CardCodes); err != nil || left.Left != portal.CodesOnCard-1 {
			t.Errorf("%d codes are left, %v", left.Left, err)
		}
		if err := c.signsIn(codes[0]); err == nil {
			t.Error("the code that was entered signs in too")
		}
		o.Clock.Add(time.Hour)
		c.must(c.signsIn(codes[1]))
		for event, times := range map[portal.Event]int{"posted-card.ordered": 1, "posted-card.printed": 2, "posted-card.mailed": 1, "posted-card.arrived": 1} {
			if n, _ := c.audited(event); n != times {
				t.Errorf("%s stands %d times in the trail", event, n)
			}
		}
	})
}

func TestCardByMailThatNobodyUsesIsVoid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		rosa := func() portal.Actor {
			a := c.rosa.Actor
			a.SignedInAt = o.Clock.Now()
			return a
		}
		printed := func() []string {
			t.Helper()
			c.must(o.OrderPostedCard(ctx, rosa(), alderLane, ""))
			ines := c.ines.Actor
			ines.SignedInAt = o.Clock.Now()
			_, codes, err := o.PrintPostedCard(ctx, ines, c.card().ID, "")
			c.must(err)
			return codes
		}
		codes := printed()
		c.must(o.CancelPostedCard(ctx, rosa()))
		refused(t, "cancelling it twice", o.CancelPostedCard(ctx, rosa()), portal.Conflict)
		refused(t, "a cancelled card", o.PostedCardArrived(ctx, rosa(), codes[0]), portal.Conflict)
		refused(t, "another on the same day", o.OrderPostedCard(ctx, rosa(), alderLane, ""), portal.TooMany)

		o.Clock.Add(portal.PostedCardsApart)
		codes = printed()
		o.Clock.Add(portal.PostedCardLasts)
		refused(t, "a card of a month ago", o.PostedCardArrived(ctx, rosa(), codes[0]), portal.Conflict)
		c.told("")
		c.must(o.EndPostedCards(ctx))
		c.must(o.EndPostedCards(ctx))
		if got := c.told(rosa().Email); !slices.Equal(got, []portal.Notice{portal.NoticePostedCardVoid}) {
			t.Errorf("told %q", got)
		}
		if s := c.card().State; s != portal.CardVoid {
			t.Errorf("it is %s", s)
		}

		// Five tries in ten minutes.
		o.Clock.Add(portal.PostedCardTries.While)
		codes = printed()
		for range portal.PostedCardTries.Count {
			refused(t, "a wrong code", o.PostedCardArrived(ctx, rosa(), "00000000"), portal.Mend)
		}
		refused(t, "the sixth try", o.PostedCardArrived(ctx, rosa(), codes[0]), portal.TooMany)
		o.Clock.Add(portal.PostedCardTries.While)

		// What closes the account makes it void: here its owner, who says that it was not them.
		c.must(o.SayNotMe(ctx, rosa(), o.Clock.Now()))
		if s := c.card().State; s != portal.CardVoid {
			t.Errorf("after “not me” it is %s", s)
		}
	})
}
