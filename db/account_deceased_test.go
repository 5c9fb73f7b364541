package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestDeathOfAnOwnerIsNotedByTwoAndLiftedByTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		propose := func(who dbtest.Person) string {
			t.Helper()
			id, err := o.ProposeDeceased(ctx, who.Actor, c.rosa.Account, c.looks(who), "Saw certificate 4711 of Tamarack County.")
			c.must(err)
			return id
		}
		decide := func(who dbtest.Person, id string, d portal.Decision) error {
			_, err := o.DecideCase(ctx, who.Actor, portal.SuspensionCase, id, d, nil)
			return err
		}
		status := func() portal.AccountStatus {
			t.Helper()
			a, err := o.Own(ctx, c.rosa.Actor)
			c.must(err)
			return a.Status
		}
		_, err := o.ProposeDeceased(ctx, c.ines.Actor, c.rosa.Account, c.looks(c.ines), " ")
		refused(t, "no reason", err, portal.Mend)
		id := propose(c.sunita)
		refused(t, "one's own proposal", decide(c.sunita, id, yes), portal.Conflict)
		refused(t, "a clerk", decide(c.ines, id, yes), portal.Forbidden)
		_, err = o.ProposeDeceased(ctx, c.ines.Actor, c.rosa.Account, c.looks(c.ines), "Heard it too.")
		refused(t, "a second proposal", err, portal.Conflict)
		c.must(decide(c.walt, id, no))
		if status() != portal.Active {
			t.Errorf("after a refusal the account is %s", status())
		}

		id = propose(c.ines)
		c.told("")
		c.must(decide(c.walt, id, yes))
		if status() != portal.Deceased {
			t.Errorf("it is %s", status())
		}
		if _, _, err := o.Session(ctx, c.rosa.Token); !errors.Is(err, portal.ErrNotFound) {
			t.Errorf("the session is open: %v", err)
		}
		if got := c.told(dbtest.Rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticeDeceased}) {
			t.Errorf("told %q", got)
		}
		_, err = o.ProposeSuspension(ctx, c.ines.Actor, c.rosa.Account, c.looks(c.ines), "Threatened a colleague.")
		refused(t, "a suspension of the dead", err, portal.Conflict)
		refused(t, "a hold on the dead", o.HoldAccount(ctx, c.ines.Actor, c.rosa.Account, c.looks(c.ines), "Someone uses it."), portal.Conflict)

		waiting := propose(c.ines)
		if list, err := o.CasesWaiting(ctx, c.sunita.Actor, portal.SuspensionCase); err != nil || len(list) != 1 || list[0].Kind != portal.LivingCase {
			t.Errorf("it waits as %+v, %v", list, err)
		}
		if _, both, err := o.CasesToDecide(ctx, c.sunita.Actor); err != nil || both != 1 {
			t.Errorf("%d are counted, %v", both, err)
		}
		c.must(decide(c.sunita, waiting, yes))
		if status() != portal.Active {
			t.Errorf("after the mistake was put right it is %s", status())
		}
		if got := c.told(dbtest.Rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticeNotDeceased}) {
			t.Errorf("told %q", got)
		}

		// A hold from before stays: only the mistake is put right.
		c.must(o.HoldAccount(ctx, c.ines.Actor, c.rosa.Account, c.looks(c.ines), "A stranger knows the password."))
		c.must(decide(c.walt, propose(c.ines), yes))
		c.must(decide(c.walt, propose(c.ines), yes))
		if status() != portal.OnHold {
			t.Errorf("after a hold and a mistake it is %s", status())
		}
		for event, times := range map[portal.Event]int{"deceased.begun": 3, "deceased.refused": 1, "deceased.done": 2, "living.begun": 2, "living.done": 2} {
			if n, _ := c.audited(event); n != times {
				t.Errorf("%s stands %d times in the trail", event, n)
			}
		}
	})
}
