package db_test

import (
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestSessionsEndByIdlingAndInTheEndAnyway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, tomas := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Tomas)
		o.Clock.Add(portal.SessionIdle - time.Second)
		session, _, err := o.Session(bg, ines.Token)
		if err != nil {
			t.Fatalf("a second before idling out: %v", err)
		}
		deadline, err := o.TouchSession(bg, session, false)
		if err != nil || !deadline.Equal(o.Now().Add(portal.SessionIdle)) {
			t.Errorf("touched: until %s, %v", deadline, err)
		}
		o.Clock.Add(time.Second)
		if _, _, err := o.Session(bg, ines.Token); err != nil {
			t.Errorf("the touched session: %v", err)
		}
		if ended, _, err := o.Session(bg, tomas.Token); err != portal.ErrNotFound || ended.Account != tomas.Account {
			t.Errorf("the idle session: %+v, %v", ended, err)
		}
		for range 12 * 60 / 10 {
			o.Clock.Add(10 * time.Minute)
			if session, _, err = o.Session(bg, ines.Token); err != nil {
				break
			}
			if _, err := o.TouchSession(bg, session, true); err != nil {
				t.Fatal(err)
			}
		}
		if err != portal.ErrNotFound {
			t.Error("a session lives longer than twelve hours")
		}
	})
}

func TestReadingPagesWritesAtMostOnceAMinute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		session, _, err := o.Session(bg, ines.Token)
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(59 * time.Second)
		if deadline, err := o.TouchSession(bg, session, false); err != nil || !deadline.Equal(session.Deadline()) {
			t.Errorf("after 59 s: %s, %v", deadline, err)
		}
		if deadline, err := o.TouchSession(bg, session, true); err != nil || !deadline.Equal(o.Now().Add(portal.SessionIdle)) {
			t.Errorf("extended on purpose: %s, %v", deadline, err)
		}
	})
}

func TestSignOutHereAndEverywhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, tomas := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Tomas)
		second := signIn(t, o, ines, ines.Codes[0])
		third := signIn(t, o, ines, ines.Codes[1])
		if open, err := o.OpenSessions(bg, third); err != nil || len(open) != 3 || open[0].ID != third.Session {
			t.Fatalf("open: %+v, %v", open, err)
		}
		if err := o.EndSession(bg, tomas.Actor, second.Session); err != portal.ErrNotFound {
			t.Errorf("ended by someone else: %v", err)
		}
		if err := o.EndSession(bg, third, second.Session); err != nil {
			t.Error(err)
		}
		if err := o.SignOut(bg, third); err != nil {
			t.Error(err)
		}
		if open, err := o.OpenSessions(bg, ines.Actor); err != nil || len(open) != 1 {
			t.Errorf("open: %+v, %v", open, err)
		}
		if err := o.SignOutEverywhere(bg, ines.Actor); err != nil {
			t.Error(err)
		}
		if _, _, err := o.Session(bg, ines.Token); err != portal.ErrNotFound {
			t.Errorf("after signing out everywhere: %v", err)
		}
		if _, _, err := o.Session(bg, tomas.Token); err != nil {
			t.Errorf("someone else's session: %v", err)
		}
	})
}

func TestSecondFactorIsAcceptedForOneSessionOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		_, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		if err != nil {
			t.Fatal(err)
		}
		var won atomic.Int32
		var wait sync.WaitGroup
		for i := range 4 {
			wait.Go(func() {
				if _, err := o.EnterCode(bg, s, half(ines, s), ines.Codes[i]); err == nil {
					won.Add(1)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 {
			t.Errorf("one half session was completed %d times", won.Load())
		}
	})
}

func TestTokensAndCodesStandNowhereInTheDatabase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		token, err := o.HoldForm(bg, ines.Account, "/desk", url.Values{"note": {"CANARY-in-a-held-form"}})
		if err != nil {
			t.Fatal(err)
		}
		canaries := append([]string{ines.Token, token, dbtest.Password, "CANARY-in-a-held-form"}, append(ines.Codes, ines.Recovery...)...)
		dbtest.Absent(t, o, canaries...)
	})
}

func TestHeldFormIsFoundByItsWriterAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, tomas := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Tomas)
		fields := url.Values{"note": {"Called back at 4,\nline two & more"}, "state": {"open"}}
		token, err := o.HoldForm(bg, ines.Account, "/desk/accessibility/AR-2026-000001/notes", fields)
		if err != nil {
			t.Fatal(err)
		}
		form, err := o.HeldForm(bg, ines.Actor, token)
		if err != nil || form.Fields.Encode() != fields.Encode() || form.Path != "/desk/accessibility/AR-2026-000001/notes" {
			t.Errorf("found %+v, %v", form, err)
		}
		for name, try := range map[string]struct {
			who   portal.Actor
			token string
		}{"someone else": {tomas.Actor, token}, "nobody": {dbtest.Nobody, token}, "a guess": {ines.Actor, "guess"}, "no token": {ines.Actor, ""}} {
			if _, err := o.HeldForm(bg, try.who, try.token); err != portal.ErrNotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := o.DropForm(bg, ines.Actor, token); err != nil {
			t.Error(err)
		}
		if _, err := o.HeldForm(bg, ines.Actor, token); err != portal.ErrNotFound {
			t.Errorf("dropped: %v", err)
		}
	})
}
