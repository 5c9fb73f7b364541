package db_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// bind gives a person a passkey, by the act of their own security page.
func bind(t *testing.T, o *dbtest.Office, p dbtest.Person, credential string, backup bool) {
	t.Helper()
	session, _, err := o.Session(bg, p.Token)
	if err != nil {
		t.Fatal(err)
	}
	err = o.BindPasskey(bg, p.Actor, session, portal.Passkey{
		Name: "Blue key", CredentialID: []byte(credential), PublicKey: []byte("public"), Count: 5,
		BackupEligible: backup, Transports: []string{"usb", "nfc"}, Discoverable: true,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func shown(p dbtest.Person, credential string, count uint32) db.Shown {
	return db.Shown{
		Account: p.Account, CredentialID: []byte(credential), Device: "Firefox, Linux",
		Assertion: portal.Assertion{Count: count, UserVerified: true},
	}
}

func TestPasskeyAloneSignsInWithTheUserVerified(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		bind(t, o, ines, "key", false)
		unverified := shown(ines, "key", 6)
		unverified.UserVerified = false
		if _, _, err := o.SignInByPasskey(bg, dbtest.Nobody, unverified, ""); err != portal.ErrPasskeyUnverified {
			t.Errorf("without a PIN: %v", err)
		}
		token, _, err := o.SignInByPasskey(bg, dbtest.Nobody, shown(ines, "key", 6), "/desk")
		if err != nil {
			t.Fatal(err)
		}
		session, _, err := o.Session(bg, token)
		if err != nil || session.Method != portal.ByPasskey || session.Stage != portal.SignedIn {
			t.Errorf("session %+v, %v", session, err)
		}
		keys, err := o.Passkeys(bg, ines.Account)
		if err != nil || len(keys) != 1 || keys[0].Count != 6 || keys[0].LastAddress != dbtest.Nobody.Address || len(keys[0].Transports) != 2 {
			t.Errorf("written back: %+v, %v", keys, err)
		}
		if _, _, err := o.SignInByPasskey(bg, dbtest.Nobody, shown(ines, "other", 6), ""); err != portal.ErrPasskeyUnknown {
			t.Errorf("a passkey of nobody: %v", err)
		}
	})
}

func TestPasskeyAloneOpensWhileSomeoneGuessesCodes(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	ines := o.Hire(t, dbtest.Ines)
	bind(t, o, ines, "key", false)
	_, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		o.EnterCode(bg, s, half(ines, s), "0000 0000")
	}
	if _, err := o.ShowPasskey(bg, half(ines, s), s, shown(ines, "key", 6)); portal.CodeOf(err) != portal.TooMany {
		t.Errorf("the guessed session: %v", err)
	}
	if _, _, err := o.SignInByPasskey(bg, portal.Actor{Address: ines.Address}, shown(ines, "key", 7), ""); err != nil {
		t.Errorf("the owner: %v", err)
	}
}

func TestCopiedPasskeyPutsTheAccountOnHold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, walt, sunita := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Walt), o.Hire(t, dbtest.Sunita)
		bind(t, o, ines, "key", false)
		if _, _, err := o.SignInByPasskey(bg, dbtest.Nobody, shown(ines, "key", 5), ""); err != portal.ErrPasskeyCopied {
			t.Fatalf("the same count again: %v", err)
		}
		if _, _, err := o.Session(bg, ines.Token); err != portal.ErrNotFound {
			t.Errorf("her session: %v", err)
		}
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); err != portal.ErrOnHold {
			t.Errorf("her password: %v", err)
		}
		told := map[string]int{}
		page, err := o.Outbox(bg, walt.Actor, portal.OutboxFilter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range page.Mails {
			told[string(m.Notice)]++
		}
		if told[string(portal.NoticeHeld)] != 1 || told[string(portal.NoticeStaffHeld)] != 2 {
			t.Errorf("told: %v", told)
		}
		holds, err := o.Holds(bg, sunita.Actor)
		if err != nil || len(holds) != 1 || holds[0].ID != ines.Account || !strings.Contains(holds[0].Reason, "Blue key") {
			t.Fatalf("holds: %+v, %v", holds, err)
		}
		if err := o.ReleaseHold(bg, ines.Actor, ines.Account, "I release myself now."); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("released by its owner: %v", err)
		}
		if err := o.ReleaseHold(bg, sunita.Actor, ines.Account, ""); portal.CodeOf(err) != portal.Mend {
			t.Errorf("released without a reason: %v", err)
		}
		if err := o.ReleaseHold(bg, sunita.Actor, ines.Account, "Talked with Ines at her desk; the key was reset."); err != nil {
			t.Fatal(err)
		}
		if err := o.ReleaseHold(bg, sunita.Actor, ines.Account, "Talked with Ines at her desk."); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("released twice: %v", err)
		}
		signIn(t, o, ines, ines.Codes[0])
		if _, _, err := o.SignInByPasskey(bg, dbtest.Nobody, shown(ines, "key", 9), ""); err != portal.ErrPasskeyUnknown {
			t.Errorf("the copied passkey afterwards: %v", err)
		}
	})
}

func TestOfTwoCopiesAnsweringAtOnceOneIsFoundOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		bind(t, o, ines, "key", false)
		answers := make(chan error, 2)
		var wait sync.WaitGroup
		for range 2 {
			wait.Go(func() {
				_, _, err := o.SignInByPasskey(bg, dbtest.Nobody, shown(ines, "key", 6), "")
				answers <- err
			})
		}
		wait.Wait()
		one, other := <-answers, <-answers
		if (one == nil) == (other == nil) || (one != portal.ErrPasskeyCopied && other != portal.ErrPasskeyCopied) {
			t.Errorf("answered %v and %v", one, other)
		}
	})
}

func TestPasskeyWhoseBackupFlagChangedIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		bind(t, o, ines, "key", false)
		flipped := shown(ines, "key", 6)
		flipped.BackupEligible = true
		if _, _, err := o.SignInByPasskey(bg, dbtest.Nobody, flipped, ""); err != portal.ErrPasskeyChanged {
			t.Errorf("flipped: %v", err)
		}
		impossible := shown(ines, "key", 6)
		impossible.BackedUp = true
		if _, _, err := o.SignInByPasskey(bg, dbtest.Nobody, impossible, ""); err != portal.ErrPasskeyChanged {
			t.Errorf("backed up without being eligible: %v", err)
		}
		if _, _, err := o.SignInByPasskey(bg, dbtest.Nobody, shown(ines, "key", 6), ""); err != nil {
			t.Errorf("as it was: %v", err)
		}
	})
}

func TestPasskeyIsBoundOnceAndTheLastSecondFactorStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, tomas := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Tomas)
		bind(t, o, ines, "key", true)
		session, _, err := o.Session(bg, tomas.Token)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.BindPasskey(bg, tomas.Actor, session, portal.Passkey{CredentialID: []byte("key"), PublicKey: []byte("public")}); err != portal.ErrPasskeyTwice {
			t.Errorf("bound again: %v", err)
		}
		keys, err := o.Passkeys(bg, ines.Account)
		if err != nil || len(keys) != 1 {
			t.Fatal(keys, err)
		}
		if err := o.RenamePasskey(bg, tomas.Actor, keys[0].ID, "Mine"); err != portal.ErrNotFound {
			t.Errorf("renamed by someone else: %v", err)
		}
		if err := o.RenamePasskey(bg, ines.Actor, keys[0].ID, " "); portal.CodeOf(err) != portal.Mend {
			t.Errorf("renamed to nothing: %v", err)
		}
		if err := o.RenamePasskey(bg, ines.Actor, keys[0].ID, "Ring"); err != nil {
			t.Errorf("renamed: %v", err)
		}
		if err := o.RemovePasskey(bg, tomas.Actor, keys[0].ID); err != portal.ErrNotFound {
			t.Errorf("removed by someone else: %v", err)
		}
		stale := ines.Actor
		stale.SignedInAt = stale.SignedInAt.Add(-time.Hour)
		if err := o.RemovePasskey(bg, stale, keys[0].ID); portal.CodeOf(err) != portal.SignInAgain {
			t.Errorf("removed long after signing in: %v", err)
		}
		if _, err := o.Raw(t).Exec(`UPDATE codes SET used_at = 1`); err != nil { // her card is used up
			t.Fatal(err)
		}
		if err := o.RemovePasskey(bg, ines.Actor, keys[0].ID); err != portal.ErrLastSecondFactor {
			t.Errorf("the last one removed: %v", err)
		}
		bind(t, o, ines, "second", false)
		if err := o.RemovePasskey(bg, ines.Actor, keys[0].ID); err != nil {
			t.Errorf("removed: %v", err)
		}
		if _, _, err := o.SignInByPasskey(bg, dbtest.Nobody, shown(ines, "key", 9), ""); err != portal.ErrPasskeyUnknown {
			t.Errorf("signed in with a removed passkey: %v", err)
		}
	})
}

func TestCeremoniesAreUsedOnceInTimeAndForTheirPurpose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		begin := func() string {
			t.Helper()
			token, err := o.BeginCeremony(bg, "192.0.2.1", "bind", "session", "data")
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		token := begin()
		if data, err := o.TakeCeremony(bg, token, "bind", "session"); err != nil || data != "data" {
			t.Errorf("first use: %q, %v", data, err)
		}
		if _, err := o.TakeCeremony(bg, token, "bind", "session"); err != portal.ErrPasskeyLate {
			t.Errorf("second use: %v", err)
		}
		if _, err := o.TakeCeremony(bg, begin(), "sign in", "session"); err != portal.ErrPasskeyLate {
			t.Errorf("for another purpose: %v", err)
		}
		if _, err := o.TakeCeremony(bg, begin(), "bind", "another"); err != portal.ErrPasskeyLate {
			t.Errorf("in another session: %v", err)
		}
		late, swept := begin(), begin()
		o.Clock.Add(portal.CeremonyLasts)
		if _, err := o.TakeCeremony(bg, late, "bind", "session"); err != portal.ErrPasskeyLate {
			t.Errorf("a minute later: %v", err)
		}
		o.Clock.Add(time.Millisecond)
		if err := o.SweepSignIn(bg); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM ceremonies`).Scan(&left); err != nil || left != 0 {
			t.Errorf("%d ceremonies left, among them %s; %v", left, swept, err)
		}
	})
}
