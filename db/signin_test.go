package db_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

var bg = context.Background()

func attempt(who portal.Actor, password string) portal.Attempt {
	return portal.Attempt{Email: who.Email, Password: password, Device: "Firefox, Linux", Zone: time.UTC}
}

// signIn walks through both steps with the card's code.
func signIn(t *testing.T, o *dbtest.Office, p dbtest.Person, code string) portal.Actor {
	t.Helper()
	_, s, err := o.EnterPassword(bg, portal.Actor{Address: p.Address}, attempt(p.Actor, dbtest.Password))
	if err != nil {
		t.Fatalf("password: %v", err)
	}
	token, err := o.EnterCode(bg, s, half(p, s), code)
	if err != nil {
		t.Fatalf("code: %v", err)
	}
	return o.Who(t, token)
}

// half is the actor of a session that still waits for the second factor.
func half(p dbtest.Person, s portal.Session) portal.Actor {
	return portal.Actor{Account: p.Account, Name: p.Name, Email: p.Email, Role: p.Role, Session: s.ID, Address: p.Address}
}

func TestStaffSetUpAnAccountAndSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		if ines.Role != portal.Clerk || ines.Name != dbtest.Ines.Name {
			t.Fatalf("hired %+v", ines.Actor)
		}
		o.Clock.Add(time.Hour)
		again := signIn(t, o, ines, ines.Codes[0])
		if again.Account != ines.Account || again.Session == ines.Session || !again.SignedInAt.Equal(o.Now()) {
			t.Errorf("signed in as %+v", again)
		}
		lines, err := o.SignIns(bg, again, 10)
		if err != nil || len(lines) != 2 || lines[0].Method != portal.ByPasswordCard || lines[1].Method != portal.BySetup {
			t.Errorf("history: %+v, %v", lines, err)
		}
		if left, err := o.CodesOf(bg, again, portal.CardCodes); err != nil || left.Left != portal.CodesOnCard-1 {
			t.Errorf("the card: %+v, %v", left, err)
		}
	})
}

func TestUnknownAddressAndWrongPasswordAnswerAlike(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		visitor := portal.Actor{Address: "198.51.100.9"}
		stranger := portal.Actor{Email: "nobody@dor.example"}
		// The same three failures in a row, for someone and for no one: the same words, and the same delay.
		for i := range 3 {
			for _, who := range []portal.Actor{ines.Actor, stranger} {
				if _, _, err := o.EnterPassword(bg, visitor, attempt(who, "wrong and long enough")); err != portal.ErrWrongSignIn {
					t.Fatalf("%s, try %d: %v", who.Email, i+1, err)
				}
				var wait *portal.Error
				if _, _, err := o.EnterPassword(bg, visitor, attempt(who, dbtest.Password)); !errors.As(err, &wait) || wait.Code != portal.TooMany {
					t.Fatalf("%s, at once after try %d: %v", who.Email, i+1, err)
				}
				if want := portal.PasswordDelay(i+1, o.Now(), time.UTC); wait.RetryAfter != want {
					t.Errorf("%s waits %s after try %d, not %s", who.Email, wait.RetryAfter, i+1, want)
				}
			}
			o.Clock.Add(15 * time.Second)
		}
		if _, s, err := o.EnterPassword(bg, visitor, attempt(ines.Actor, dbtest.Password)); err != nil || s.Stage != portal.HalfSignedIn {
			t.Errorf("the right password after the wait: %+v, %v", s, err)
		}
	})
}

func TestHundredWrongPasswordsDisableThePassword(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		for i := range portal.AuthenticatorFailures {
			visitor := portal.Actor{Address: []string{"203.0.113.1", "203.0.113.2", "203.0.113.3"}[i%3]}
			if _, _, err := o.EnterPassword(bg, visitor, attempt(ines.Actor, "wrong and long enough")); err != portal.ErrWrongSignIn {
				t.Fatalf("try %d: %v", i+1, err)
			}
			o.Clock.Add(11 * time.Second)
		}
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); portal.CodeOf(err) != portal.TooMany {
			t.Errorf("on the same day: %v", err)
		}
		o.Clock.Add(24 * time.Hour)
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); err != portal.ErrWrongSignIn {
			t.Errorf("the right password on the next day: %v", err)
		}
	})
}

func TestFiftyWrongPasswordsFromOneAddressCloseItForTheAccount(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	ines := o.Hire(t, dbtest.Ines)
	for i := range portal.WrongPasswords.Count {
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, "wrong and long enough")); err != portal.ErrWrongSignIn {
			t.Fatalf("try %d: %v", i+1, err)
		}
		o.Clock.Add(time.Minute)
	}
	if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); portal.CodeOf(err) != portal.TooMany {
		t.Errorf("from there: %v", err)
	}
	if _, _, err := o.EnterPassword(bg, portal.Actor{Address: "192.0.2.1"}, attempt(ines.Actor, dbtest.Password)); err != nil {
		t.Errorf("from another address: %v", err)
	}
}

func TestTwentySignInsAMinuteFromAnAddress(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	for i := range portal.SignInsPerAddress.Count {
		who := portal.Actor{Email: string(rune('a'+i)) + "@dor.example"}
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(who, "wrong and long enough")); err != portal.ErrWrongSignIn {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(dbtest.Ines, "wrong and long enough")); portal.CodeOf(err) != portal.TooMany {
		t.Errorf("the 21st: %v", err)
	}
}

func TestOfManyParallelGuessesOneCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		var wrong, late atomic.Int32
		var wait sync.WaitGroup
		for range 15 {
			wait.Go(func() {
				switch _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, "wrong and long enough")); {
				case err == portal.ErrWrongSignIn:
					wrong.Add(1)
				case portal.CodeOf(err) == portal.TooMany:
					late.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if wrong.Load() != 1 || late.Load() != 14 {
			t.Errorf("%d guesses were answered, %d told to wait", wrong.Load(), late.Load())
		}
	})
}

func TestOfManyParallelUsesOfACodeOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		var sessions []portal.Session
		for range 8 {
			_, s, err := o.EnterPassword(bg, portal.Actor{Address: ines.Address}, attempt(ines.Actor, dbtest.Password))
			if err != nil {
				t.Fatal(err)
			}
			sessions = append(sessions, s)
		}
		var won atomic.Int32
		var wait sync.WaitGroup
		const submits = 50
		for i := range submits {
			s := sessions[i%len(sessions)]
			wait.Go(func() {
				if _, err := o.EnterCode(bg, s, half(ines, s), ines.Codes[0]); err == nil {
					won.Add(1)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 {
			t.Errorf("%d of %d signed in with one code", won.Load(), submits)
		}
	})
}

func TestTenWrongCodesCloseTheSecondFactorForTenMinutes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		_, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		if err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			if _, err := o.EnterCode(bg, s, half(ines, s), "0000 0000"); portal.CodeOf(err) != portal.Mend {
				t.Fatalf("try %d: %v", i+1, err)
			}
		}
		if _, err := o.EnterCode(bg, s, half(ines, s), ines.Codes[0]); portal.CodeOf(err) != portal.TooMany {
			t.Errorf("the right code after ten wrong ones: %v", err)
		}
		o.Clock.Add(10 * time.Minute)
		if _, err := o.EnterCode(bg, s, half(ines, s), ines.Codes[0]); err != portal.ErrSessionOver {
			t.Errorf("the session that waited ten minutes: %v", err)
		}
		signIn(t, o, ines, ines.Codes[1])
	})
}

func TestHundredWrongCodesDisableTheCardAndNothingElse(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	ines := o.Hire(t, dbtest.Ines)
	bind(t, o, ines, "key", false)
	for i := range portal.AuthenticatorFailures {
		o.Clock.Add(time.Hour)
		_, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.EnterCode(bg, s, half(ines, s), "0000 0000"); portal.CodeOf(err) != portal.Mend {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	o.Clock.Add(time.Hour)
	_, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.EnterCode(bg, s, half(ines, s), ines.Codes[0]); portal.CodeOf(err) != portal.Mend {
		t.Errorf("a right code of a disabled card: %v", err)
	}
	o.Reopen(t)
	if _, err := o.EnterCode(bg, s, half(ines, s), ines.Codes[1]); portal.CodeOf(err) != portal.Mend {
		t.Errorf("another code of it, after a restart: %v", err)
	}
	if _, err := o.ShowPasskey(bg, half(ines, s), s, shown(ines, "key", 6)); err != nil {
		t.Errorf("the passkey beside it: %v", err)
	}
}

func TestOwnersAreToldOfAPasswordThatNobodyFollowedUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int{0, 1, 0} {
			if told, err := o.TellPasswordAlone(bg); told != want || err != nil {
				t.Errorf("told %d, %v; not %d", told, err, want)
			}
			o.Clock.Add(5*time.Minute + time.Second)
		}
	})
}

func TestTryThatWasBegunAnewWarnsNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		if _, _, err := o.EnterPassword(bg, portal.Actor{Address: ines.Address}, attempt(ines.Actor, dbtest.Password)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); err != nil { // from elsewhere
			t.Fatal(err)
		}
		signIn(t, o, ines, ines.Codes[0])
		o.Clock.Add(6 * time.Minute)
		if told, err := o.TellPasswordAlone(bg); told != 1 || err != nil {
			t.Errorf("told of %d tries, %v; not of the one from elsewhere alone", told, err)
		}
	})
}

func TestStepUpWithACodeMakesTheSessionFresh(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		for range 2 {
			o.Clock.Add(14 * time.Minute)
			session, _, err := o.Session(bg, ines.Token)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := o.TouchSession(bg, session, false); err != nil {
				t.Fatal(err)
			}
		}
		stale := o.Who(t, ines.Token)
		if err := stale.StepUp(o.Now()); portal.CodeOf(err) != portal.SignInAgain {
			t.Fatalf("28 minutes later: %v", err)
		}
		if _, err := o.ShowCodeAgain(bg, stale, "1111 2222", "Firefox, Linux"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a wrong code: %v", err)
		}
		token, err := o.ShowCodeAgain(bg, stale, ines.Codes[3], "Firefox, Linux")
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Who(t, token).StepUp(o.Now()); err != nil {
			t.Errorf("after the code: %v", err)
		}
		if _, _, err := o.Session(bg, ines.Token); err != portal.ErrNotFound {
			t.Errorf("the token from before: %v", err)
		}
	})
}
