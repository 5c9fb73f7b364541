package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

var (
	atCounter = portal.RecoveryStart{Documents: portal.Documents{Kind: portal.DocumentKinds[2], LastFour: "K9Z7"}, Face: true}
	yes       = portal.Decision{Approve: true, Reason: "Looked at both papers and agree."}
	no        = portal.Decision{Reason: "The name is another one."}
)

// begins begins a recovery of Rosa's account.
func (c *counter) begins(who dbtest.Person) string {
	c.t.Helper()
	id, err := c.BeginRecovery(context.Background(), who.Actor, c.rosa.Account, c.looks(who), atCounter)
	c.must(err)
	return id
}

// approves approves it, and answers with the link that Rosa's mailbox got.
func (c *counter) approves(id string) (link string) {
	c.t.Helper()
	_, err := c.DecideCase(context.Background(), c.sunita.Actor, portal.RecoveryCase, id, yes, bare)
	c.must(err)
	for _, m := range c.Post(c.t) {
		if m.Notice == portal.NoticeRecoveryLink && m.To == dbtest.Rosa.Email {
			link = m.Params["secret"]
		}
	}
	return link
}

func bare(_ portal.Language, token string) string { return token }

// comes opens a link.
func (c *counter) comes(link string) (portal.Session, portal.Actor) {
	c.t.Helper()
	token, _, err := c.OpenLink(context.Background(), portal.Actor{Address: "198.51.100.7"}, link, "Firefox, Linux")
	c.must(err)
	s, a, err := c.Session(context.Background(), token)
	c.must(err)
	return s, a.Actor(s, "198.51.100.7")
}

func TestRecoveryAtTheCounterTakesTwoPeopleALinkAndAPaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		c.told("")
		id := c.begins(c.ines)
		if got := c.told(dbtest.Rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticeCounterRecovery}) {
			t.Errorf("Rosa was told %q", got)
		}
		_, _, err := o.MakeRecoveryPaper(ctx, c.ines.Actor, id)
		refused(t, "the code before the approval", err, portal.Conflict)
		link := c.approves(id)
		if link == "" {
			t.Fatal("no link was sent")
		}
		_, _, err = o.MakeRecoveryPaper(ctx, c.sunita.Actor, id)
		refused(t, "the code for who approved", err, portal.Forbidden)
		if waits, err := o.PaperAwaited(ctx, c.rosa.Account); err != nil || waits {
			t.Errorf("a code is awaited before it was made: %v", err)
		}
		_, first, err := o.MakeRecoveryPaper(ctx, c.ines.Actor, id)
		c.must(err)
		_, code, err := o.MakeRecoveryPaper(ctx, c.ines.Actor, id)
		c.must(err)
		s, rosa := c.comes(link)
		if len(code) != 10 || !s.Recovering || s.Proved {
			t.Fatalf("code %q, session %+v", code, s)
		}
		choice := portal.SetupChoice{Password: "quiet lanterns over the bay"}
		refused(t, "a password without proof", o.ChoosePassword(ctx, rosa, s, choice), portal.SignInAgain)
		for _, wrong := range []string{first, "0123456789", "", c.rosa.Codes[0] + "00"} {
			refused(t, "the code "+wrong, o.ProveByPaper(ctx, rosa, s, wrong), portal.Mend)
		}
		c.must(o.ProveByPaper(ctx, rosa, s, portal.WriteCode(strings.ToLower(code))))
		refused(t, "the code twice", o.ProveByPaper(ctx, rosa, s, code), portal.Mend)
		c.must(o.ChoosePassword(ctx, rosa, s, choice))
		_, err = o.FinishRecovery(ctx, rosa, s)
		refused(t, "going in without a new second step", err, portal.Conflict)
		a, err := o.DeskAccount(ctx, c.ines.Actor, c.rosa.Account, "")
		c.must(err)
		if a.Card.Left != 0 || a.Recovery.Left != 0 || len(a.Passkeys) != 0 || len(a.Cases) != 0 {
			t.Errorf("the old keys are left: %+v", a)
		}
		if got := c.told(dbtest.Rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticePasswordChosen, portal.NoticeRecoveryDone}) {
			t.Errorf("Rosa was told %q", got)
		}
		_, err = o.IssueCodes(ctx, rosa, s, portal.CardCodes)
		c.must(err)
		saved, err := o.IssueCodes(ctx, rosa, s, portal.RecoverySaved)
		c.must(err)
		if _, err := o.SaveRecoveryCodes(ctx, rosa, s, saved[0]); err != nil {
			t.Errorf("with new keys: %v", err)
		}
		for event, times := range map[portal.Event]int{"recovery.begun": 1, "recovery.approved": 1, portal.RecoveryPaperMade: 2, "recovery.proved": 1, "recovery.done": 1, portal.PasskeyRemoved: 1} {
			if n, detail := c.audited(event); n != times || strings.Contains(detail, code) || strings.Contains(detail, "K9Z7") {
				t.Errorf("%s stands %d times in the trail: %s", event, n, detail)
			}
		}
		dbtest.Absent(t, o, first, code, portal.WriteCode(code), "K9Z7", link)
	})
}

func TestRecoveryIsRefusedWhereItMustBe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		decide := func(who dbtest.Person, id string, d portal.Decision) error {
			_, err := o.DecideCase(ctx, who.Actor, portal.RecoveryCase, id, d, bare)
			return err
		}
		id := c.begins(c.sunita)
		refused(t, "one's own approval", decide(c.sunita, id, yes), portal.Conflict)
		refused(t, "a clerk's approval", decide(c.ines, id, yes), portal.Forbidden)
		refused(t, "an administrator's approval", decide(c.walt, id, yes), portal.Forbidden)
		_, err := o.BeginRecovery(ctx, c.tomas.Actor, c.rosa.Account, c.looks(c.tomas), atCounter)
		refused(t, "a second one while the first waits", err, portal.Conflict)
		_, err = o.DecideCase(ctx, c.walt.Actor, portal.SuspensionCase, id, yes, bare)
		refused(t, "a recovery as a suspension", err, portal.NotFound)
		refused(t, "a case that is not there", decide(c.sunita, "nothing", yes), portal.NotFound)

		boss := o.Hire(t, portal.Actor{Name: "Ada Moreau", Email: "ada@dor.example", Role: portal.Supervisor, Address: "192.0.2.8"})
		c.must(decide(boss, id, no))
		refused(t, "deciding twice", decide(boss, id, yes), portal.Conflict)
		if waiting, err := o.CasesWaiting(ctx, boss.Actor, portal.RecoveryCase); err != nil || len(waiting) > 0 {
			t.Errorf("it still waits: %v, %v", waiting, err)
		}

		id = c.begins(c.ines)
		o.Clock.Add(portal.RecoveryWaits)
		c.sunita.SignedInAt, c.ines.SignedInAt = o.Clock.Now(), o.Clock.Now()
		refused(t, "a day later", decide(c.sunita, id, yes), portal.Conflict)
		c.must(o.EndCases(ctx))
		if n, _ := c.audited("recovery.ended"); n != 1 {
			t.Errorf("its end stands %d times in the trail", n)
		}
		id = c.begins(c.ines)
		tired := c.sunita
		tired.SignedInAt = o.Clock.Now().Add(-time.Hour)
		refused(t, "long after signing in", decide(tired, id, yes), portal.SignInAgain)
		link := c.approves(id)
		c.must(o.HoldAccount(ctx, c.ines.Actor, c.rosa.Account, c.looks(c.ines), "She says that it was not her."))
		if _, _, err := o.OpenLink(ctx, portal.Actor{Address: "198.51.100.8"}, link, "Firefox"); err == nil {
			t.Error("the link opens an account on hold")
		}
		c.must(o.ReleaseAccount(ctx, c.sunita.Actor, c.rosa.Account, c.looks(c.sunita), "It was her after all."))

		id = c.begins(c.ines)
		link = c.approves(id)
		_, code, err := o.MakeRecoveryPaper(ctx, c.ines.Actor, id)
		c.must(err)
		s, rosa := c.comes(link)
		other, err := o.BeginRecovery(ctx, c.ines.Actor, c.rosa.Account, c.looks(c.ines), atCounter) // she came again
		c.must(err)
		refused(t, "the code of a recovery before", o.ProveByPaper(ctx, rosa, s, code), portal.Mend)
		c.approves(other)
		_, late, err := o.MakeRecoveryPaper(ctx, c.ines.Actor, other)
		c.must(err)
		o.Clock.Add(portal.RecoveryLasts)
		refused(t, "the code a day later", o.ProveByPaper(ctx, rosa, s, late), portal.SignInAgain)
		if waits, err := o.PaperAwaited(ctx, c.rosa.Account); err != nil || waits {
			t.Errorf("it is still awaited: %v", err)
		}
	})
}

func TestSuspensionTakesTwoPeopleAndSoDoesLiftingIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		propose := func(who dbtest.Person) string {
			t.Helper()
			id, err := o.ProposeSuspension(ctx, who.Actor, c.rosa.Account, c.looks(who), "Threatened a colleague on the phone.")
			c.must(err)
			return id
		}
		decide := func(who dbtest.Person, id string, d portal.Decision) error {
			_, err := o.DecideCase(ctx, who.Actor, portal.SuspensionCase, id, d, nil)
			return err
		}
		id := propose(c.sunita)
		refused(t, "one's own proposal", decide(c.sunita, id, yes), portal.Conflict)
		refused(t, "a clerk", decide(c.ines, id, yes), portal.Forbidden)
		c.must(decide(c.walt, id, no))
		id = propose(c.ines)
		if recoveries, suspensions, err := o.CasesToDecide(ctx, c.walt.Actor); err != nil || recoveries != 0 || suspensions != 1 {
			t.Errorf("an administrator counts %d and %d, %v", recoveries, suspensions, err)
		}
		c.told("")
		c.must(decide(c.walt, id, yes))
		if _, _, err := o.Session(ctx, c.rosa.Token); !errors.Is(err, portal.ErrNotFound) {
			t.Errorf("the session is open: %v", err)
		}
		if got := c.told(dbtest.Rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticePublicSuspended}) {
			t.Errorf("Rosa was told %q", got)
		}
		id = propose(c.ines)
		waiting, err := o.CasesWaiting(ctx, c.sunita.Actor, portal.SuspensionCase)
		if err != nil || len(waiting) != 1 || waiting[0].Kind != portal.RestorationCase {
			t.Errorf("it waits as %+v, %v", waiting, err)
		}
		var wins int
		var each sync.Mutex
		var all sync.WaitGroup
		for _, who := range []dbtest.Person{c.sunita, c.walt} {
			all.Go(func() {
				if err := decide(who, id, yes); err == nil {
					each.Lock()
					wins++
					each.Unlock()
				} else if portal.CodeOf(err) != portal.Conflict {
					t.Errorf("the second word: %v", err)
				}
			})
		}
		all.Wait()
		if wins != 1 {
			t.Errorf("%d decided", wins)
		}
		if got := c.told(dbtest.Rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticeRestored}) {
			t.Errorf("Rosa was told %q", got)
		}
		for event, times := range map[portal.Event]int{"suspension.begun": 2, "suspension.refused": 1, "suspension.done": 1, "restoration.begun": 1, "restoration.done": 1} {
			if n, _ := c.audited(event); n != times {
				t.Errorf("%s stands %d times in the trail", event, n)
			}
		}
		propose(c.ines)
		o.Clock.Add(portal.SuspensionWaits)
		if waiting, err := o.CasesWaiting(ctx, c.sunita.Actor, portal.SuspensionCase); err != nil || len(waiting) != 0 {
			t.Errorf("after a week it waits as %+v, %v", waiting, err)
		}
	})
}

func TestWhoOpensACaseIsWrittenDownOnce(t *testing.T) {
	c, ctx := newCounter(t, dbtest.Open(t, db.SQLite)), context.Background()
	id := c.begins(c.ines)
	for range 2 {
		k, err := c.AccountCase(ctx, c.sunita.Actor, portal.RecoveryCase, id)
		c.must(err)
		if k.Document != portal.DocumentKinds[2] || k.LastFour != "K9Z7" || k.ByName != "Ines Calloway" || len(k.Events) != 1 {
			t.Errorf("the case is shown as %+v", k)
		}
	}
	if n, detail := c.audited(portal.AccountLookedAt); n != 2 || !strings.Contains(detail, "what waits for a decision: recovery") {
		t.Errorf("the trail has %d looks: %s", n, detail)
	}
	_, err := c.AccountCase(ctx, c.walt.Actor, portal.RecoveryCase, id)
	refused(t, "an administrator at a recovery", err, portal.Forbidden)
	_, err = c.AccountCase(ctx, c.rosa.Actor, portal.RecoveryCase, id)
	refused(t, "its person", err, portal.Forbidden)
	_, err = c.AccountCase(ctx, c.sunita.Actor, portal.SuspensionCase, id)
	refused(t, "among the suspensions", err, portal.NotFound)
}

func TestWhatTheDeskDidToAccountsIsNeverChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := newCounter(t, o)
		c.begins(c.ines)
		conn := o.Raw(t)
		for table, column := range map[string]string{
			"account_looks": "reason", "account_documents": "kind", "account_cases": "reason", "account_case_events": "reason",
		} {
			for _, tamper := range []string{fmt.Sprintf("UPDATE %s SET %s = 'other words'", table, column), "DELETE FROM " + table} {
				if _, err := conn.Exec(tamper); err == nil {
					t.Errorf("%s was taken", tamper)
				}
			}
		}
	})
}
