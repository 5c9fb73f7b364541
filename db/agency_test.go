package db_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func identity(o *dbtest.Office, subject string) db.AgencyShown {
	return db.AgencyShown{Device: "Firefox, Linux", OpenIDIdentity: portal.OpenIDIdentity{
		Issuer: "https://login.example.gov", Subject: subject, Context: "two", Methods: []string{"pwd", "hwk"}, VerifiedAt: o.Clock.Now().Add(-time.Minute),
	}}
}

func TestOfManyParallelBindingsOfOneAgencyIdentityOneBinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		people := []dbtest.Person{o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Tomas), o.Hire(t, dbtest.Sunita)}
		var bound atomic.Int32
		var wait sync.WaitGroup
		for i := range 12 {
			p := people[i%len(people)]
			wait.Go(func() {
				switch err := o.BindAgency(bg, p.Actor, hers(t, o, p), identity(o, "one")); err {
				case nil:
					bound.Add(1)
				case portal.AgencyTaken, portal.AgencyHasOne:
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if bound.Load() != 1 {
			t.Errorf("%d of 12 bound", bound.Load())
		}
		tells(t, o, portal.NoticeAgencyBound)
	})
}

func TestAnAgencyIdentityIsItsIssuerAndItsSubject(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		if err := o.BindAgency(bg, ines.Actor, hers(t, o, ines), identity(o, "one")); err != nil {
			t.Fatal(err)
		}
		for name, change := range map[string]func(*db.AgencyShown){
			"another subject":          func(s *db.AgencyShown) { s.Subject = "One" },
			"another issuer":           func(s *db.AgencyShown) { s.Issuer = "https://login.example.gov/" },
			"her address":              func(s *db.AgencyShown) { s.Subject = dbtest.Ines.Email },
			"her account":              func(s *db.AgencyShown) { s.Subject = ines.Account },
			"what runs into the other": func(s *db.AgencyShown) { s.Issuer, s.Subject = "https://login.example.go", "v\x00one" },
		} {
			shown := identity(o, "one")
			change(&shown)
			if token, err := o.SignInByAgency(bg, dbtest.Nobody, shown, ""); err != portal.AgencyUnknown || token != "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		token, err := o.SignInByAgency(bg, dbtest.Nobody, identity(o, "one"), "")
		if err != nil {
			t.Fatal(err)
		}
		if me := o.Who(t, token); me.Account != ines.Account || !me.SignedInAt.Equal(o.Clock.Now().Add(-time.Minute)) {
			t.Errorf("in came %+v", me)
		}
		// Of who is not of the staff any more, nothing is known.
		if _, err := o.Raw(t).Exec(`UPDATE accounts SET role = 'taxpayer' WHERE id = $1`, ines.Account); err != nil {
			t.Fatal(err)
		}
		if _, err := o.SignInByAgency(bg, dbtest.Nobody, identity(o, "one"), ""); err != portal.AgencyUnknown {
			t.Errorf("a taxpayer: %v", err)
		}
		rosa := o.Enrol(t, dbtest.Rosa)
		if err := o.BindAgency(bg, rosa.Actor, hers(t, o, rosa), identity(o, "rosa")); err != portal.ErrNotFound {
			t.Errorf("a taxpayer binds: %v", err)
		}
		dbtest.Absent(t, o, "rosa\x00", "v\x00one")
		for _, statement := range []string{`DELETE FROM agency_identities`, `UPDATE agency_identities SET account_id = 'other'`, `UPDATE agency_identities SET identity_hash = issuer`} {
			if _, err := o.Raw(t).Exec(statement); err == nil {
				t.Errorf("%s was done", statement)
			}
		}
	})
}

func TestACeremonyAtAProviderIsTakenOnceByItsBrowser(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		wanted := portal.OpenIDCeremony{Purpose: portal.AgencySignIn, Return: "/desk", About: "ID-2026-000001", Language: portal.Spanish, BegunAt: o.Clock.Now()}
		begin := func() (state, browser string) {
			t.Helper()
			state, browser, err := o.BeginOpenID(bg, "192.0.2.9", wanted)
			if err != nil {
				t.Fatal(err)
			}
			return state, browser
		}
		state, browser := begin()
		dbtest.Absent(t, o, state, browser)
		var taken atomic.Int32
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				if got, err := o.TakeOpenID(bg, state, browser, wanted.Purpose); err == nil && got == wanted {
					taken.Add(1)
				} else if err != portal.OpenIDLate {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
		wait.Wait()
		if taken.Load() != 1 {
			t.Errorf("%d of 20 took it", taken.Load())
		}
		state, browser = begin()
		if _, err := o.TakeOpenID(bg, state, state, wanted.Purpose); err != portal.OpenIDLate {
			t.Errorf("another browser: %v", err)
		}
		if _, err := o.TakeOpenID(bg, state, browser, wanted.Purpose); err != portal.OpenIDLate {
			t.Errorf("after another browser: %v", err)
		}
		state, browser = begin()
		if _, err := o.TakeOpenID(bg, state, browser, portal.AgencyBind, portal.ProveIdentity); err != portal.OpenIDLate {
			t.Errorf("for what it was not begun for: %v", err)
		}
		state, browser = begin()
		o.Clock.Add(portal.OpenIDLasts - time.Millisecond)
		if _, err := o.TakeOpenID(bg, state, browser, wanted.Purpose); err != nil {
			t.Errorf("at the last moment: %v", err)
		}
		state, browser = begin()
		o.Clock.Add(portal.OpenIDLasts)
		if _, err := o.TakeOpenID(bg, state, browser, wanted.Purpose); err != portal.OpenIDLate {
			t.Errorf("late: %v", err)
		}
		begin()
		o.Clock.Add(portal.OpenIDLasts + time.Second)
		if err := o.SweepSignIn(bg); err != nil {
			t.Fatal(err)
		}
		var left int
		if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM openid_ceremonies`).Scan(&left); err != nil || left != 0 {
			t.Errorf("%d ceremonies are left, %v", left, err)
		}
		for range portal.CeremoniesBegun.Count {
			if _, _, err := o.BeginOpenID(bg, "192.0.2.10", wanted); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := o.BeginOpenID(bg, "192.0.2.10", wanted); portal.CodeOf(err) != portal.TooMany {
			t.Errorf("without end: %v", err)
		}
	})
}
