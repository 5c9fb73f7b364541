package db_test

import (
	"fmt"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// rules are the rules that have an open alert about an account.
func rules(t *testing.T, o *dbtest.Office, account string) map[portal.AlertRule]portal.Alert {
	t.Helper()
	all, err := o.Alerts(bg, dbtest.Sunita, "")
	if err != nil {
		t.Fatal(err)
	}
	found := map[portal.AlertRule]portal.Alert{}
	for _, l := range all {
		if l.Account.ID == account {
			found[l.Rule] = l
		}
	}
	return found
}

func TestWrongCodesAfterARightPasswordAreUnusual(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		_, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		if err != nil {
			t.Fatal(err)
		}
		for i := range portal.AlertWrongCodes {
			if len(rules(t, o, ines.Account)) != 0 {
				t.Fatalf("raised after %d", i)
			}
			if _, err := o.EnterCode(bg, s, ines.Actor, "0000 0000"); portal.CodeOf(err) != portal.Mend {
				t.Fatal(err)
			}
		}
		l, ok := rules(t, o, ines.Account)[portal.RuleWrongCodes]
		if !ok || l.Evidence == "" || l.Rule.Explains() == "" {
			t.Fatalf("not raised: %+v", l)
		}
		o.EnterCode(bg, s, ines.Actor, "0000 0000")
		if n := len(rules(t, o, ines.Account)); n != 1 {
			t.Errorf("%d alerts of one rule", n)
		}
	})
}

func TestManyAccountsFromOneAddressAreUnusual(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		var last dbtest.Person
		for i := range portal.AlertManyAccounts {
			who := dbtest.Ines
			who.Email = fmt.Sprintf("clerk%d@dor.example", i)
			last = o.Hire(t, who)
			if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(last.Actor, "a wrong password it is")); err != portal.ErrWrongSignIn {
				t.Fatal(err)
			}
			if _, ok := rules(t, o, last.Account)[portal.RuleManyAccounts]; ok != (i == portal.AlertManyAccounts-1) {
				t.Errorf("after %d accounts: %v", i+1, ok)
			}
		}
	})
}

func TestNewKeyFromANewBrowserAndTwoPlacesAreUnusual(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		signIn := func(address, device, code string) (portal.Session, portal.Actor) {
			visitor := portal.Actor{Address: address}
			try := attempt(ines.Actor, dbtest.Password)
			try.Device = device
			_, s, err := o.EnterPassword(bg, visitor, try)
			if err != nil {
				t.Fatal(err)
			}
			actor := ines.Actor
			actor.Address, actor.Session = address, s.ID
			token, err := o.EnterCode(bg, s, actor, code)
			if err != nil {
				t.Fatal(err)
			}
			s, a, err := o.Session(bg, token)
			if err != nil {
				t.Fatal(err)
			}
			return s, a.Actor(s, address)
		}
		o.Clock.Add(time.Hour)
		signIn("198.51.100.7", "Firefox, Linux", ines.Codes[0])
		o.Clock.Add(30 * time.Second)
		s, actor := signIn("203.0.113.9", "Chrome, Windows", ines.Codes[1])
		if _, ok := rules(t, o, ines.Account)[portal.RuleTwoPlaces]; !ok {
			t.Error("two places within a minute were not raised")
		}
		if err := o.BindPasskey(bg, actor, s, portal.Passkey{Name: "Key", CredentialID: []byte("new"), PublicKey: []byte("key")}); err != nil {
			t.Fatal(err)
		}
		if _, ok := rules(t, o, ines.Account)[portal.RuleNewKey]; !ok {
			t.Error("a new key from a new browser was not raised")
		}
	})
}

func TestChangeSoonAfterARecoveryIsUnusual(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		recovering(t, o, ines)
		o.Clock.Add(portal.RecoveryWait)
		s, actor := open(t, o, secretOf(t, o.Links(t), portal.NoticeRecoveryReady))
		if err := o.ChoosePassword(bg, actor, s, portal.SetupChoice{Password: "quiet lanterns over the bay"}); err != nil {
			t.Fatal(err)
		}
		token, err := o.FinishRecovery(bg, actor, s)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.AddAddress(bg, o.Who(t, token), "thief@mail.example", dbtest.Bare); err != nil {
			t.Fatal(err)
		}
		if _, ok := rules(t, o, ines.Account)[portal.RuleAfterRecovery]; !ok {
			t.Error("not raised")
		}
	})
}

func TestOnePersonDecidesOnceAndNotAboutThemselves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, sunita := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Sunita)
		_, s, _ := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		for range portal.AlertWrongCodes {
			o.EnterCode(bg, s, ines.Actor, "0000 0000")
		}
		l := rules(t, o, ines.Account)[portal.RuleWrongCodes]
		const why = "Talked with her on the phone."
		if err := o.DecideAlert(bg, ines.Actor, l.ID, portal.AlertClear, why); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk: %v", err)
		}
		if err := o.DecideAlert(bg, sunita.Actor, l.ID, "", "short"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("nothing chosen: %v", err)
		}
		if err := o.DecideAlert(bg, sunita.Actor, "no such", portal.AlertClear, why); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("no such alert: %v", err)
		}
		if err := o.DecideAlert(bg, sunita.Actor, l.ID, portal.AlertHold, why); err != nil {
			t.Fatal(err)
		}
		if err := o.DecideAlert(bg, sunita.Actor, l.ID, portal.AlertClear, why); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("twice: %v", err)
		}
		if _, _, err := o.Session(bg, ines.Token); err != portal.ErrNotFound {
			t.Errorf("her session: %v", err)
		}
		tallies, err := o.AlertTallies(bg, sunita.Actor)
		if err != nil {
			t.Fatal(err)
		}
		for _, tally := range tallies {
			want := -1
			if tally.Rule == portal.RuleWrongCodes {
				want = 100
			}
			if tally.Precision() != want {
				t.Errorf("%+v", tally)
			}
		}
	})
}

func TestNotMeProtectsAndTheOwnerTakesTheAccountBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines := o.Hire(t, dbtest.Ines)
		o.Clock.Add(48 * time.Hour)
		o.Post(t)
		// A thief who has everything makes a new card.
		_, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		if err != nil {
			t.Fatal(err)
		}
		token, err := o.EnterCode(bg, s, ines.Actor, ines.Codes[0])
		if err != nil {
			t.Fatal(err)
		}
		thief := o.Who(t, token)
		open1, _, _ := o.Session(bg, token)
		stolen, err := o.IssueCodes(bg, thief, open1, portal.CardCodes)
		if err != nil {
			t.Fatal(err)
		}
		stop := ""
		for _, m := range o.Post(t) {
			if m.Notice == portal.NoticeCodeCardIssued {
				stop = m.Params["stop"]
			}
		}
		for _, wrong := range []string{"", "7K3QD-M9XTR", "not a code at all"} {
			if err := o.SayNotMeByCode(bg, dbtest.Nobody, wrong); portal.CodeOf(err) != portal.Mend {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		if err := o.SayNotMeByCode(bg, dbtest.Nobody, stop); err != nil {
			t.Fatal(err)
		}
		if err := o.SayNotMeByCode(bg, dbtest.Nobody, stop); portal.CodeOf(err) != portal.Mend {
			t.Errorf("the code works twice: %v", err)
		}
		if _, _, err := o.Session(bg, token); err != portal.ErrNotFound {
			t.Errorf("the thief's session: %v", err)
		}
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); err != portal.ErrOnHold {
			t.Errorf("signing in: %v", err)
		}
		if _, ok := rules(t, o, ines.Account)[portal.RuleNotMe]; !ok {
			t.Error("staff were not told")
		}
		// The owner has the sheet of codes from before, and waits a day.
		recovering(t, o, ines)
		o.Clock.Add(portal.RecoveryWait)
		setup, actor := open(t, o, secretOf(t, o.Links(t), portal.NoticeRecoveryReady))
		if err := o.ChoosePassword(bg, actor, setup, portal.SetupChoice{Password: "quiet lanterns over the bay"}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.FinishRecovery(bg, actor, setup); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("without a second factor: %v", err)
		}
		if _, err := o.IssueCodes(bg, actor, setup, portal.CardCodes); err != nil {
			t.Fatal(err)
		}
		if token, err = o.FinishRecovery(bg, actor, setup); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Session(bg, token); err != nil {
			t.Error(err)
		}
		_, s, err = o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, "quiet lanterns over the bay"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.EnterCode(bg, s, ines.Actor, stolen[0]); portal.CodeOf(err) != portal.Mend {
			t.Errorf("the thief's card: %v", err)
		}
	})
}

func TestHoldByStaffIsNotTakenBackByTheOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, sunita := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Sunita)
		_, s, _ := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		for range portal.AlertWrongCodes {
			o.EnterCode(bg, s, ines.Actor, "0000 0000")
		}
		if err := o.DecideAlert(bg, sunita.Actor, rules(t, o, ines.Account)[portal.RuleWrongCodes].ID, portal.AlertHold, "Nobody answers the phone."); err != nil {
			t.Fatal(err)
		}
		o.Post(t)
		if err := o.WantLink(bg, dbtest.Nobody, portal.WantedLink{Purpose: portal.ToChoosePassword, Email: ines.Email}); err != nil {
			t.Fatal(err)
		}
		for _, m := range o.Links(t) {
			if m.Params["secret"] != "" {
				t.Errorf("a link was sent: %s", m.Notice)
			}
		}
	})
}
