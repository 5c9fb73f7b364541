package db_test

import (
	"path/filepath"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// begin opens an invitation and answers with the session in which its owner sets the account up.
func begin(t *testing.T, o *dbtest.Office, who portal.Actor) (portal.Session, portal.Actor) {
	t.Helper()
	_, link, err := o.InviteStaff(bg, operator, invitation(who), nil)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, o, link)
}

func open(t *testing.T, o *dbtest.Office, link string) (portal.Session, portal.Actor) {
	t.Helper()
	token, _, err := o.OpenLink(bg, dbtest.Nobody, link, "Firefox, Linux")
	if err != nil {
		t.Fatal(err)
	}
	session, account, err := o.Session(bg, token)
	if err != nil {
		t.Fatal(err)
	}
	return session, account.Actor(session, dbtest.Nobody.Address)
}

func TestSetupCannotSkipAStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		s, actor := begin(t, o, dbtest.Ines)
		if _, err := o.IssueCodes(bg, actor, s, portal.CardCodes); err != portal.ErrSessionOver {
			t.Errorf("a card before the password: %v", err)
		}
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: "ines@dor.example"}); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a poor password: %v", err)
		}
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: dbtest.Password}); err != nil {
			t.Fatal(err)
		}
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: "another one that is long"}); err != portal.ErrSessionOver {
			t.Errorf("a second password: %v", err)
		}
		sheet, err := o.IssueCodes(bg, actor, s, portal.RecoverySaved)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.SaveRecoveryCodes(bg, actor, s, sheet[0]); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("finished without a second factor: %v", err)
		}
		if _, err := o.IssueCodes(bg, actor, s, portal.CardCodes); err != nil {
			t.Fatal(err)
		}
		if _, err := o.FinishRecovery(bg, actor, s); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("finished without saving recovery codes: %v", err)
		}
		if _, err := o.SaveRecoveryCodes(bg, actor, s, "0000-0000-00000"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a wrong recovery code: %v", err)
		}
		if _, err := o.SaveRecoveryCodes(bg, actor, s, sheet[3]); err != nil {
			t.Fatal(err)
		}
		if _, err := o.SaveRecoveryCodes(bg, actor, s, sheet[3]); err != portal.ErrSessionOver {
			t.Errorf("finished twice: %v", err)
		}
	})
}

func TestSetupGoesOnAfterTheBrowserWasClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		s, actor := begin(t, o, dbtest.Ines)
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: dbtest.Password}); err != nil {
			t.Fatal(err)
		}
		_, again, err := o.EnterPassword(bg, dbtest.Nobody, attempt(dbtest.Ines, dbtest.Password))
		if err != nil || again.Stage != portal.SettingUp {
			t.Fatalf("with the password: %+v, %v", again, err)
		}
		if _, err := o.IssueCodes(bg, actor, again, portal.CardCodes); err != nil {
			t.Errorf("going on: %v", err)
		}
		o.Clock.Add(portal.InvitationLasts)
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(dbtest.Ines, dbtest.Password)); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("after the invitation has ended: %v", err)
		}
	})
}

func TestSetupEndsAfterAnHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		s, actor := begin(t, o, dbtest.Ines)
		o.Clock.Add(portal.SetupWithin)
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: dbtest.Password}); err != portal.ErrSessionOver {
			t.Errorf("an hour later: %v", err)
		}
	})
}

func TestNewLinkBeginsAnewAndForgetsWhatWasBound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		s, actor := begin(t, o, dbtest.Ines)
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: dbtest.Password}); err != nil {
			t.Fatal(err)
		}
		if err := o.BindPasskey(bg, actor, s, portal.Passkey{CredentialID: []byte("someone else's"), PublicKey: []byte("public"), Name: "Key"}); err != nil {
			t.Fatal(err)
		}
		_, link, err := o.SendLink(bg, operator, actor.Account, nil)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := open(t, o, link)
		if keys, err := o.Passkeys(bg, actor.Account); err != nil || len(keys) != 0 {
			t.Errorf("still bound: %+v, %v", keys, err)
		}
		if _, err := o.IssueCodes(bg, actor, s, portal.CardCodes); err != portal.ErrSessionOver {
			t.Errorf("the earlier setup goes on: %v", err)
		}
		if err := o.ChoosePassword(bg, actor, again, portal.SetupChoice{Password: "another one that is long"}); err != nil {
			t.Errorf("the new password: %v", err)
		}
	})
}

func TestNewPasswordNeedsTheLinkAndAnAuthenticator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		bind(t, o, ines, "key", false)
		const other = "quiet lanterns over the bay"
		for name, prove := range map[string]func(portal.Actor, portal.Session) error{
			"a card code": func(a portal.Actor, s portal.Session) error {
				return o.ProveByCode(bg, a, s, portal.CardCodes, ines.Codes[0], dbtest.Bare)
			},
			"a passkey": func(a portal.Actor, s portal.Session) error { return o.ProveByPasskey(bg, a, s, shown(ines, "key", 9)) },
		} {
			_, link, err := o.SendLink(bg, operator, ines.Account, nil)
			if err != nil {
				t.Fatal(err)
			}
			s, actor := open(t, o, link)
			if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: other}); err != portal.ErrSessionOver {
				t.Fatalf("%s: without it: %v", name, err)
			}
			if _, err := o.IssueCodes(bg, actor, s, portal.CardCodes); err != portal.ErrSessionOver {
				t.Fatalf("%s: a card without it: %v", name, err)
			}
			if err := prove(actor, s); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: other}); err != nil {
				t.Fatalf("%s: the new password: %v", name, err)
			}
			if _, err := o.FinishRecovery(bg, actor, s); err != nil {
				t.Fatalf("%s: signed in: %v", name, err)
			}
			o.Clock.Add(20 * time.Minute)
		}
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); err != portal.ErrWrongSignIn {
			t.Errorf("the old password: %v", err)
		}
		if _, _, err := o.Session(bg, ines.Token); err != portal.ErrNotFound {
			t.Errorf("the old session: %v", err)
		}
		_, link, err := o.SendLink(bg, operator, ines.Account, nil)
		if err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(portal.NewPasswordLinkLasts)
		if _, _, err := o.OpenLink(bg, dbtest.Nobody, link, ""); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("the link half an hour later: %v", err)
		}
	})
}

func TestOperatorLetsTheLastAdministratorInAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		walt := o.Hire(t, dbtest.Walt)
		if _, _, _, err := o.RecoverStaff(bg, walt.Actor, walt.Email); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("by himself: %v", err)
		}
		if _, _, _, err := o.RecoverStaff(bg, operator, "nobody@dor.example"); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("nobody: %v", err)
		}
		_, link, codes, err := o.RecoverStaff(bg, operator, " WALT@dor.example")
		if err != nil {
			t.Fatal(err)
		}
		s, actor := open(t, o, link)
		if err := o.ProveByCode(bg, actor, s, portal.CardCodes, codes[0], dbtest.Bare); err != nil {
			t.Fatal(err)
		}
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: "quiet lanterns over the bay"}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.FinishRecovery(bg, actor, s); err != nil {
			t.Error(err)
		}
	})
}

func TestUnknownAddressCostsTheSameWork(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	o.Close()
	keys, err := db.LoadKeys(filepath.Join(o.Dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	o.DB, err = db.Open(bg, db.Options{DataDir: o.Dir, Keys: keys, Now: o.Clock.Now, HashWork: 200_000})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.DB.Close() })
	ines := o.Hire(t, dbtest.Ines)
	took := func(who portal.Actor) time.Duration {
		began := time.Now()
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(who, "wrong and long enough")); err != portal.ErrWrongSignIn {
			t.Fatal(err)
		}
		return time.Since(began)
	}
	// The machine has other work too, and more of it at one moment than at another: the two take turns, and of each the
	// try that was disturbed least counts.
	known, unknown := time.Hour, time.Hour
	for range 15 {
		o.Clock.Add(time.Hour)
		known = min(known, took(ines.Actor))
		unknown = min(unknown, took(portal.Actor{Email: "nobody@dor.example"}))
	}
	if ratio := float64(known) / float64(unknown); ratio < 0.6 || ratio > 1.7 {
		t.Errorf("someone takes %s, no one %s", known, unknown)
	}
}
