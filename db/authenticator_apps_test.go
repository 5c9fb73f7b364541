package db_test

import (
	"encoding/hex"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// password enters the right password.
func password(t *testing.T, o *dbtest.Office, p dbtest.Person) portal.Session {
	t.Helper()
	_, s, err := o.EnterPassword(bg, portal.Actor{Address: p.Address}, attempt(p.Actor, dbtest.Password))
	if err != nil {
		t.Fatalf("password: %v", err)
	}
	return s
}

// hers is the session in which someone is signed in.
func hers(t *testing.T, o *dbtest.Office, p dbtest.Person) portal.Session {
	t.Helper()
	s, _, err := o.Session(bg, p.Token)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAppSignsInOnceWithEachCode(t *testing.T) {
	dbtest.NeedApps(t)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		app := o.AddApp(t, ines)
		tells(t, o, portal.NoticeAppBound)
		again := signIn(t, o, ines, app.Code())
		tells(t, o, portal.NoticeNewDevice)
		lines, err := o.SignIns(bg, again, 1)
		if err != nil || lines[0].Method != portal.ByPasswordApp {
			t.Errorf("history: %+v, %v", lines, err)
		}
		s := password(t, o, ines)
		for _, steps := range []int{0, -1, -2, 2} {
			if _, err := o.EnterCode(bg, s, half(ines, s), app.At(steps)); portal.CodeOf(err) != portal.Mend {
				t.Errorf("the code %d steps off: %v", steps, err)
			}
		}
		if _, err := o.EnterCode(bg, s, half(ines, s), app.At(1)); err != nil {
			t.Errorf("the next code, from a clock that is half a minute fast: %v", err)
		}
		o.Clock.Add(30 * time.Second)
		s = password(t, o, ines)
		if _, err := o.EnterCode(bg, s, half(ines, s), app.Code()); portal.CodeOf(err) != portal.Mend {
			t.Errorf("that code again, in its own half minute: %v", err)
		}
		if f, err := o.SecondFactors(bg, ines.Account); err != nil || !f.App || f.CardCodes != portal.CodesOnCard {
			t.Errorf("the second factors: %+v, %v", f, err)
		}
	})
}

func TestOfManyParallelUsesOfAnAppCodeOneWins(t *testing.T) {
	dbtest.NeedApps(t)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		const parallel = 50
		ines := o.Hire(t, dbtest.Ines)
		app := o.AddApp(t, ines)
		var sessions []portal.Session
		for i := range parallel {
			_, s, err := o.EnterPassword(bg, portal.Actor{Address: "203.0.113." + string(rune('0'+i%10))}, attempt(ines.Actor, dbtest.Password))
			if err != nil {
				t.Fatal(err)
			}
			sessions = append(sessions, s)
		}
		code := app.Code()
		var won, late atomic.Int32
		var wait sync.WaitGroup
		for _, s := range sessions {
			wait.Go(func() {
				switch _, err := o.EnterCode(bg, s, half(ines, s), code); portal.CodeOf(err) {
				case "":
					if err == nil {
						won.Add(1)
					} else {
						t.Error(err)
					}
				case portal.Mend, portal.TooMany, portal.SignInAgain: // the one who won ended the other tries of this browser
					late.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 || late.Load() != parallel-1 {
			t.Errorf("%d of %d signed in with one code, %d were refused", won.Load(), parallel, late.Load())
		}
	})
}

func TestWrongAppCodesPauseTheAccountAndDisableTheAppAlone(t *testing.T) {
	dbtest.NeedApps(t)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		app := o.AddApp(t, ines)
		o.Post(t)
		s := password(t, o, ines)
		for i := range portal.AuthenticatorFailures {
			if i > 0 && i%10 == 0 {
				if _, err := o.EnterCode(bg, s, half(ines, s), app.Code()); portal.CodeOf(err) != portal.TooMany {
					t.Fatalf("the right code after %d wrong ones: %v", i, err)
				}
				if _, err := o.EnterCode(bg, s, half(ines, s), ines.Codes[0]); portal.CodeOf(err) != portal.TooMany {
					t.Fatalf("the card after %d wrong codes of the app: %v", i, err)
				}
				o.Clock.Add(11 * time.Minute)
				o.DB.Close()
				o.Reopen(t) // a restart forgets nothing
				s = password(t, o, ines)
			}
			if _, err := o.EnterCode(bg, s, half(ines, s), app.At(20)); portal.CodeOf(err) != portal.Mend {
				t.Fatalf("try %d: %v", i+1, err)
			}
		}
		o.Clock.Add(11 * time.Minute)
		s = password(t, o, ines)
		if _, err := o.EnterCode(bg, s, half(ines, s), app.Code()); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a right code of a disabled app: %v", err)
		}
		if f, err := o.SecondFactors(bg, ines.Account); err != nil || f.App || f.CardCodes != portal.CodesOnCard {
			t.Errorf("the second factors: %+v, %v", f, err)
		}
		told := 0
		for _, m := range o.Post(t) {
			if m.Notice == portal.NoticeDisabled && m.Params["authenticator"] == "authenticator app" {
				told++
			}
		}
		if told != 1 {
			t.Errorf("told %d times", told)
		}
		in := signIn(t, o, ines, ines.Codes[0])
		if got, err := o.AppOf(bg, in); err != nil || got.DisabledAt.IsZero() || got.BoundAt.IsZero() {
			t.Errorf("the app: %+v, %v", got, err)
		}
		anew := o.AddApp(t, person(t, o, in, ines))
		signIn(t, o, ines, anew.Code())
	})
}

// person is the same person in another session.
func person(t *testing.T, o *dbtest.Office, actor portal.Actor, p dbtest.Person) dbtest.Person {
	t.Helper()
	token, _, err := o.EnterPassword(bg, portal.Actor{Address: p.Address}, attempt(p.Actor, dbtest.Password))
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := o.Session(bg, token)
	if err != nil {
		t.Fatal(err)
	}
	if p.Token, err = o.EnterCode(bg, s, half(p, s), p.Codes[9]); err != nil {
		t.Fatal(err)
	}
	p.Actor = o.Who(t, p.Token)
	return p
}

func TestAppProvesWhoRecovers(t *testing.T) {
	dbtest.NeedApps(t)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		app := o.AddApp(t, ines)
		_, link, err := o.SendLink(bg, o.Hire(t, dbtest.Walt).Actor, ines.Account, nil)
		if err != nil {
			t.Fatal(err)
		}
		s, actor := open(t, o, link)
		if err := o.ProveByCode(bg, actor, s, portal.AppCodes, app.At(9), dbtest.Bare); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a wrong code: %v", err)
		}
		if err := o.ProveByCode(bg, actor, s, portal.AppCodes, app.Code(), dbtest.Bare); err != nil {
			t.Fatal(err)
		}
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: "kettle orbit plaza nine"}); err != nil {
			t.Errorf("a new password: %v", err)
		}
	})
}

func TestAppSecretLiesNowhereInTheClear(t *testing.T) {
	dbtest.NeedApps(t)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		app := o.AddApp(t, ines)
		signIn(t, o, ines, app.Code())
		o.Clock.Add(time.Minute)
		waiting := o.StartApp(t, ines.Actor, hers(t, o, ines))
		for _, secret := range [][]byte{app.Secret, waiting.Secret} {
			written := portal.WriteAppSecret(secret)
			dbtest.Absent(t, o, string(secret), hex.EncodeToString(secret), written, strings.ReplaceAll(written, " ", ""), "otpauth:")
		}
		if err := o.Keys.Rotate(); err != nil {
			t.Fatal(err)
		}
		if _, err := o.RewrapKeys(bg, portal.SystemActor("test"), nil); err != nil {
			t.Fatal(err)
		}
		signIn(t, o, ines, app.Code())
	})
}

func TestAppsAreRefusedInFIPSMode(t *testing.T) {
	if portal.AppsAvailable() {
		t.Skip("not in FIPS mode")
	}
	o := dbtest.Open(t, db.SQLite)
	ines := o.Hire(t, dbtest.Ines)
	s := hers(t, o, ines)
	if err := o.BeginApp(bg, ines.Actor, s); err != portal.ErrNoAppsHere {
		t.Errorf("begun: %v", err)
	}
	if err := o.BindApp(bg, ines.Actor, s, "123456"); err != portal.ErrNoAppsHere {
		t.Errorf("bound: %v", err)
	}
	if _, err := o.ShowCodeAgain(bg, ines.Actor, "123456", "Firefox, Linux"); err != portal.ErrAppInFIPSMode {
		t.Errorf("shown: %v", err)
	}
}
