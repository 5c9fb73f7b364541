package db_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// tells reads the e-mails that wait: this notice is among them once.
func tells(t *testing.T, o *dbtest.Office, notice portal.Notice) {
	t.Helper()
	told := 0
	for _, m := range o.Post(t) {
		if m.Notice == notice {
			told++
		}
	}
	if told != 1 {
		t.Errorf("%s was told %d times", notice, told)
	}
}

func TestOfManyParallelBindingsOneBinds(t *testing.T) {
	dbtest.NeedApps(t)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		s := hers(t, o, ines)
		together := func(act func() error) (done int32) {
			var count atomic.Int32
			var wait sync.WaitGroup
			for range 10 {
				wait.Go(func() {
					if err := act(); err == nil {
						count.Add(1)
					} else if err != portal.ErrNotFound {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			return count.Load()
		}
		if begun := together(func() error { return o.BeginApp(bg, ines.Actor, s) }); begun != 10 {
			t.Errorf("%d of 10 were begun", begun)
		}
		secret, err := o.WaitingApp(bg, s)
		if err != nil {
			t.Fatal(err)
		}
		code := o.AppOfSecret(secret).Code()
		if bound := together(func() error { return o.BindApp(bg, ines.Actor, s, code) }); bound != 1 {
			t.Errorf("%d of 10 bound", bound)
		}
	})
}

func TestAppIsBoundByItsOwnSessionWithItsOwnCode(t *testing.T) {
	dbtest.NeedApps(t)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		s := hers(t, o, ines)
		first := o.StartApp(t, ines.Actor, s)
		second := o.StartApp(t, ines.Actor, s)
		other := person(t, o, ines.Actor, ines)
		if _, err := o.WaitingApp(bg, hers(t, o, other)); err != portal.ErrNotFound {
			t.Errorf("another session is shown the secret: %v", err)
		}
		if err := o.BindApp(bg, other.Actor, hers(t, o, other), second.Code()); err != portal.ErrNotFound {
			t.Errorf("another session binds it: %v", err)
		}
		for _, wrong := range []string{"", first.Code(), second.At(5), ines.Codes[0]} {
			if err := o.BindApp(bg, ines.Actor, s, wrong); portal.CodeOf(err) != portal.Mend {
				t.Errorf("bound with %q: %v", wrong, err)
			}
		}
		if f, err := o.SecondFactors(bg, ines.Account); err != nil || f.App {
			t.Errorf("a waiting app counts: %+v, %v", f, err)
		}
		half := password(t, o, ines)
		if _, err := o.EnterCode(bg, half, portal.Actor{Account: ines.Account, Address: ines.Address}, second.Code()); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a waiting app signs in: %v", err)
		}
		code := second.Code()
		if err := o.BindApp(bg, ines.Actor, s, code); err != nil {
			t.Fatal(err)
		}
		if err := o.BindApp(bg, ines.Actor, s, code); err != portal.ErrNotFound {
			t.Errorf("bound twice: %v", err)
		}
		if _, err := o.ShowCodeAgain(bg, ines.Actor, code, "Firefox, Linux"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("the code that bound it works again: %v", err)
		}
		o.Clock.Add(time.Minute)
		if _, err := o.ShowCodeAgain(bg, ines.Actor, second.Code(), "Firefox, Linux"); err != nil {
			t.Errorf("step-up: %v", err)
		}
		o.Clock.Add(portal.StepUpWithin + time.Second)
		if err := o.BeginApp(bg, ines.Actor, s); portal.CodeOf(err) != portal.SignInAgain {
			t.Errorf("begun without a fresh sign-in: %v", err)
		}
		if err := o.RemoveApp(bg, ines.Actor); portal.CodeOf(err) != portal.SignInAgain {
			t.Errorf("removed without a fresh sign-in: %v", err)
		}
	})
}

func TestAppIsNotTheLastSecondStepToGo(t *testing.T) {
	dbtest.NeedApps(t)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		s, actor := begin(t, o, dbtest.Ines)
		if err := o.BeginApp(bg, actor, s); err != portal.ErrSessionOver {
			t.Errorf("an app before the password: %v", err)
		}
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: dbtest.Password}); err != nil {
			t.Fatal(err)
		}
		app := o.StartApp(t, actor, s)
		if err := o.BindApp(bg, actor, s, app.Code()); err != nil {
			t.Fatal(err)
		}
		sheet, err := o.IssueCodes(bg, actor, s, portal.RecoverySaved)
		if err != nil {
			t.Fatal(err)
		}
		token, err := o.SaveRecoveryCodes(bg, actor, s, sheet[0])
		if err != nil {
			t.Fatalf("an app alone is no second step: %v", err)
		}
		in := o.Who(t, token)
		session, _, err := o.Session(bg, token)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.RemoveApp(bg, in); err != portal.ErrLastSecondFactor {
			t.Errorf("the last one: %v", err)
		}
		if _, err := o.IssueCodes(bg, in, session, portal.CardCodes); err != nil {
			t.Fatal(err)
		}
		o.Post(t)
		if err := o.RemoveApp(bg, in); err != nil {
			t.Errorf("beside a card: %v", err)
		}
		if err := o.RemoveApp(bg, in); err != portal.ErrNotFound {
			t.Errorf("twice: %v", err)
		}
		tells(t, o, portal.NoticeAppRemoved)
		o.Clock.Add(time.Minute)
		if _, err := o.ShowCodeAgain(bg, in, app.Code(), "Firefox, Linux"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a removed app: %v", err)
		}
	})
}
