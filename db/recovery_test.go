package db_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// recovering begins a recovery of a person who has nothing left but a mailbox and a sheet of codes. It answers with the
// link that cancels it.
func recovering(t *testing.T, o *dbtest.Office, who dbtest.Person) (cancel string) {
	t.Helper()
	o.Post(t)
	if err := o.WantLink(bg, dbtest.Nobody, portal.WantedLink{Purpose: portal.ToChoosePassword, Email: who.Email, Language: portal.English}); err != nil {
		t.Fatal(err)
	}
	s, actor := open(t, o, secretOf(t, o.Links(t), portal.NoticeNewPasswordLink))
	if err := o.ProveByCode(bg, actor, s, portal.RecoverySaved, who.Recovery[1], dbtest.Bare); err != portal.ErrRecoveryWaits {
		t.Fatalf("a saved code with the link: %v", err)
	}
	if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: "quiet lanterns over the bay"}); err != portal.ErrSessionOver {
		t.Fatalf("a password before the day is over: %v", err)
	}
	return secretOf(t, o.Post(t), portal.NoticeRecoveryBegun)
}

func secretOf(t *testing.T, mails []portal.Mail, notice portal.Notice) string {
	t.Helper()
	for _, m := range mails {
		if m.Notice == notice {
			return m.Params["secret"]
		}
	}
	t.Fatalf("no %s among %d mails", notice, len(mails))
	return ""
}

func TestRecoveryWithoutAnyAuthenticatorWaitsADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		recovering(t, o, ines)
		o.Clock.Add(portal.RecoveryWait - time.Second)
		if mails := o.Links(t); len(mails) != 0 {
			t.Fatalf("told too early: %v", mails)
		}
		o.Reopen(t) // a restart forgets nothing
		o.Clock.Add(time.Second)
		s, actor := open(t, o, secretOf(t, o.Links(t), portal.NoticeRecoveryReady))
		if mails := o.Links(t); len(mails) != 0 {
			t.Fatalf("told twice: %v", mails)
		}
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: "quiet lanterns over the bay"}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.FinishRecovery(bg, actor, s); err != nil {
			t.Fatal(err)
		}
		if r, err := o.Recovery(bg, ines.Actor); r != nil || err != nil {
			t.Errorf("still open: %v, %v", r, err)
		}
	})
}

func TestRecoveryEndsWhenItIsNotUsedInItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		recovering(t, o, ines)
		o.Clock.Add(portal.RecoveryWait)
		link := secretOf(t, o.Links(t), portal.NoticeRecoveryReady)
		o.Clock.Add(portal.RecoveryUsable)
		if _, _, err := o.OpenLink(bg, dbtest.Nobody, link, ""); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("a day too late: %v", err)
		}
		if err := o.WantLink(bg, dbtest.Nobody, portal.WantedLink{Purpose: portal.ToChoosePassword, Email: ines.Email}); err != nil {
			t.Fatal(err)
		}
		s, actor := open(t, o, secretOf(t, o.Links(t), portal.NoticeNewPasswordLink))
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: "quiet lanterns over the bay"}); err != portal.ErrSessionOver {
			t.Errorf("a link alone, after the recovery has ended: %v", err)
		}
	})
}

func TestOwnerStopsARecoveryFromAnyMailboxOrSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		cancel := recovering(t, o, ines)
		var won atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := o.UseMailLink(bg, dbtest.Nobody, cancel); err == nil {
					won.Add(1)
				}
			})
		}
		if all.Wait(); won.Load() != 1 {
			t.Errorf("the link worked %d times", won.Load())
		}
		secretless(t, o.Post(t), portal.NoticeRecoveryCancelled)
		o.Clock.Add(portal.RecoveryWait + time.Minute)
		if mails := o.Links(t); len(mails) != 0 {
			t.Errorf("it goes on: %v", mails)
		}
		ines.SignedInAt = o.Now()
		if err := o.CancelRecovery(bg, ines.Actor); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("nothing to stop: %v", err)
		}
	})
}

func secretless(t *testing.T, mails []portal.Mail, notice portal.Notice) {
	t.Helper()
	for _, m := range mails {
		if m.Notice == notice && m.Params["secret"] == "" {
			return
		}
	}
	t.Errorf("no %s among %v", notice, mails)
}

func TestPasswordAndASavedCodeReachNothingButNewFactors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		token, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		if err != nil {
			t.Fatal(err)
		}
		half, a, err := o.Session(bg, token)
		if err != nil {
			t.Fatal(err)
		}
		actor := a.Actor(half, dbtest.Nobody.Address)
		if _, err := o.RecoverBySavedCode(bg, actor, s, "0000-0000-00000"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a wrong code: %v", err)
		}
		token, err = o.RecoverBySavedCode(bg, actor, s, ines.Recovery[2])
		if err != nil {
			t.Fatal(err)
		}
		open, _, err := o.Session(bg, token)
		if err != nil || open.Stage != portal.SettingUp || !open.Proved {
			t.Fatalf("%+v, %v", open, err)
		}
		if _, err := o.IssueCodes(bg, actor, open, portal.CardCodes); err != nil {
			t.Errorf("a new card: %v", err)
		}
		if _, err := o.RecoverBySavedCode(bg, actor, s, ines.Recovery[3]); err != portal.ErrSessionOver {
			t.Errorf("the session was half signed in only once: %v", err)
		}
	})
}

func TestFurtherAddressesAreConfirmedAndTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		o.Post(t)
		for _, typed := range []string{"", "ines", ines.Email} {
			if err := o.AddAddress(bg, ines.Actor, typed, dbtest.Bare); portal.CodeOf(err) != portal.Mend {
				t.Errorf("%q: %v", typed, err)
			}
		}
		if err := o.AddAddress(bg, ines.Actor, "Ines@home.example", dbtest.Bare); err != nil {
			t.Fatal(err)
		}
		mails := o.Post(t)
		if len(mails) != 2 || mails[0].To != ines.Email || mails[1].To != "ines@home.example" {
			t.Fatalf("%+v", mails)
		}
		if err := o.AddAddress(bg, ines.Actor, "ines@home.example", dbtest.Bare); portal.CodeOf(err) != portal.Mend {
			t.Errorf("twice: %v", err)
		}
		all, err := o.Addresses(bg, ines.Actor)
		if err != nil || len(all) != 2 {
			t.Fatal(all, err)
		}
		if err := o.SignInWithAddress(bg, ines.Actor, all[1].ID); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("signing in with one that is not confirmed: %v", err)
		}
		link := secretOf(t, mails, portal.NoticeConfirmAddress)
		if _, err := o.UseMailLink(bg, dbtest.Nobody, link); err != nil {
			t.Fatal(err)
		}
		if _, err := o.UseMailLink(bg, dbtest.Nobody, link); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("the link worked twice: %v", err)
		}
		walt := o.Hire(t, dbtest.Walt)
		o.Post(t)
		if err := o.RemoveAddress(bg, walt.Actor, all[1].ID); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("someone else's: %v", err)
		}
		if err := o.SignInWithAddress(bg, ines.Actor, all[1].ID); err != nil {
			t.Fatal(err)
		}
		if told := o.Post(t); len(told) < 2 {
			t.Errorf("told: %v", told)
		}
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, portal.Attempt{Email: "ines@home.example", Password: dbtest.Password}); err != nil {
			t.Errorf("the new address: %v", err)
		}
		late := ines.Actor
		late.SignedInAt = o.Now().Add(-portal.StepUpWithin - time.Minute)
		if err := o.AddAddress(bg, late, "other@home.example", dbtest.Bare); portal.CodeOf(err) != portal.SignInAgain {
			t.Errorf("a stale session: %v", err)
		}
	})
}
