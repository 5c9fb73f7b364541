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

func TestOnlyAdministratorsWithAFreshSignInManageStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, walt, sunita := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Walt), o.Hire(t, dbtest.Sunita)
		stale := walt.Actor
		stale.SignedInAt = stale.SignedInAt.Add(-21 * time.Minute)
		for name, act := range map[string]func(portal.Actor) error{
			"invite": func(a portal.Actor) error {
				_, _, err := o.InviteStaff(bg, a, invitation(dbtest.Petra), nil)
				return err
			},
			"send link":    func(a portal.Actor) error { _, _, err := o.SendLink(bg, a, ines.Account, nil); return err },
			"withdraw":     func(a portal.Actor) error { return o.WithdrawInvitation(bg, a, ines.Account) },
			"change role":  func(a portal.Actor) error { return o.ChangeRole(bg, a, ines.Account, portal.Supervisor) },
			"suspend":      func(a portal.Actor) error { return o.Suspend(bg, a, ines.Account, "left the office last week") },
			"restore":      func(a portal.Actor) error { return o.Restore(bg, a, ines.Account, "came back to the office") },
			"end sessions": func(a portal.Actor) error { return o.EndStaffSessions(bg, a, ines.Account) },
			"hand out":     func(a portal.Actor) error { _, _, err := o.HandOutCard(bg, a, ines.Account); return err },
		} {
			for who, actor := range map[string]portal.Actor{"a clerk": ines.Actor, "a supervisor": sunita.Actor, "a visitor": dbtest.Nobody} {
				if err := act(actor); portal.CodeOf(err) != portal.Forbidden {
					t.Errorf("%s by %s: %v", name, who, err)
				}
			}
			if err := act(stale); portal.CodeOf(err) != portal.SignInAgain {
				t.Errorf("%s long after signing in: %v", name, err)
			}
		}
		if _, err := o.Staff(bg, ines.Actor, db.StaffFilter{}); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk lists staff: %v", err)
		}
		if _, _, err := o.StaffMember(bg, ines.Actor, walt.Account); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk reads staff: %v", err)
		}
		if _, err := o.Holds(bg, ines.Actor); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk lists holds: %v", err)
		}
	})
}

func TestSuspendingEndsSessionsAndIsLiftedForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, walt := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Walt)
		if err := o.Suspend(bg, walt.Actor, ines.Account, "  no "); portal.CodeOf(err) != portal.Mend {
			t.Errorf("without a reason: %v", err)
		}
		if err := o.Suspend(bg, walt.Actor, ines.Account, "On leave until January."); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Session(bg, ines.Token); err != portal.ErrNotFound {
			t.Errorf("her session: %v", err)
		}
		if _, _, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password)); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("she signs in: %v", err)
		}
		if err := o.Suspend(bg, walt.Actor, ines.Account, "On leave until January."); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("twice: %v", err)
		}
		if err := o.Restore(bg, walt.Actor, ines.Account, "She is back from leave."); err != nil {
			t.Fatal(err)
		}
		signIn(t, o, ines, ines.Codes[0])
		_, changes, err := o.StaffMember(bg, walt.Actor, ines.Account)
		if err != nil || len(changes) < 2 || changes[0].Reason != "She is back from leave." || changes[1].ByName != walt.Name {
			t.Errorf("what was decided: %+v, %v", changes, err)
		}
	})
}

func TestNobodyChangesThemselvesOrTheLastAdministrator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		walt := o.Hire(t, dbtest.Walt)
		for name, err := range map[string]error{
			"own role":        o.ChangeRole(bg, walt.Actor, walt.Account, portal.Clerk),
			"own suspension":  o.Suspend(bg, walt.Actor, walt.Account, "I want to rest for a while."),
			"last, suspended": o.Suspend(bg, operator, walt.Account, "The operator wants it so."),
			"last, demoted":   o.ChangeRole(bg, operator, walt.Account, portal.Clerk),
		} {
			if portal.CodeOf(err) != portal.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestTwoAdministratorsCannotSuspendEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		walt := o.Hire(t, dbtest.Walt)
		ada := o.Hire(t, portal.Actor{Name: "Ada Novak", Email: "ada@dor.example", Role: portal.Administrator, Address: "192.0.2.9"})
		var done atomic.Int32
		var wait sync.WaitGroup
		for _, pair := range [][2]dbtest.Person{{walt, ada}, {ada, walt}} {
			wait.Go(func() {
				if o.Suspend(bg, pair[0].Actor, pair[1].Account, "We do not agree with each other.") == nil {
					done.Add(1)
				}
			})
		}
		wait.Wait()
		if done.Load() != 1 {
			t.Errorf("%d suspensions succeeded", done.Load())
		}
	})
}

func TestChangedRoleEndsTheSessionsOfTheOldOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, walt := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Walt)
		if err := o.ChangeRole(bg, walt.Actor, ines.Account, "taxpayer"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("to a role that is not staff: %v", err)
		}
		if err := o.ChangeRole(bg, walt.Actor, ines.Account, portal.Supervisor); err != nil {
			t.Fatal(err)
		}
		if _, _, err := o.Session(bg, ines.Token); err != portal.ErrNotFound {
			t.Errorf("the old session: %v", err)
		}
		if again := signIn(t, o, ines, ines.Codes[0]); again.Role != portal.Supervisor {
			t.Errorf("signed in as %s", again.Role)
		}
	})
}

func TestHandedOutCardReplacesTheOldOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ines, walt := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Walt)
		_, card, err := o.HandOutCard(bg, walt.Actor, ines.Account)
		if err != nil || len(card) != portal.CodesOnCard {
			t.Fatalf("%v, %v", card, err)
		}
		if _, _, err := o.HandOutCard(bg, walt.Actor, walt.Account); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("to himself: %v", err)
		}
		_, s, err := o.EnterPassword(bg, dbtest.Nobody, attempt(ines.Actor, dbtest.Password))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.EnterCode(bg, s, half(ines, s), ines.Codes[0]); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a code of the old card: %v", err)
		}
		if _, err := o.EnterCode(bg, s, half(ines, s), card[0]); err != nil {
			t.Errorf("a code of the new card: %v", err)
		}
	})
}

func TestStaffListIsFilteredAndPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		walt := o.Hire(t, dbtest.Walt)
		for i := range 30 {
			who := portal.Invitation{Email: "clerk" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "@dor.example", Name: "Clerk", Role: portal.Clerk}
			if _, _, err := o.InviteStaff(bg, operator, who, nil); err != nil {
				t.Fatal(err)
			}
		}
		first, err := o.Staff(bg, walt.Actor, db.StaffFilter{})
		if err != nil || len(first) != db.StaffPage+1 {
			t.Fatalf("first page: %d, %v", len(first), err)
		}
		second, err := o.Staff(bg, walt.Actor, db.StaffFilter{After: first[db.StaffPage-1].ID})
		if err != nil || len(second) != 31-db.StaffPage || second[0].ID != first[db.StaffPage].ID {
			t.Fatalf("second page: %d, %v", len(second), err)
		}
		for filter, want := range map[db.StaffFilter]int{
			{Role: portal.Administrator}: 1, {Status: portal.PendingEmail, Search: "clerka"}: 2, {Search: "WALT"}: 1, {Search: "100%"}: 0,
		} {
			if list, err := o.Staff(bg, walt.Actor, filter); err != nil || len(list) != want {
				t.Errorf("%+v: %d lines, %v", filter, len(list), err)
			}
		}
		one, err := o.Staff(bg, walt.Actor, db.StaffFilter{Role: portal.Administrator})
		if err != nil || one[0].Sessions != 1 || one[0].CardLeft != portal.CodesOnCard || one[0].LastSignIn.IsZero() {
			t.Errorf("Walt's line: %+v, %v", one, err)
		}
	})
}

func TestAccountsOfThePublicAreNotFoundAmongStaff(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	ines, walt := o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Walt)
	if _, err := o.Raw(t).Exec(`UPDATE accounts SET role = 'taxpayer' WHERE id = $1`, ines.Account); err != nil {
		t.Fatal(err)
	}
	_, _, read := o.StaffMember(bg, walt.Actor, ines.Account)
	_, _, link := o.SendLink(bg, walt.Actor, ines.Account, nil)
	_, _, card := o.HandOutCard(bg, walt.Actor, ines.Account)
	for name, err := range map[string]error{
		"read": read, "link": link, "card": card,
		"role":     o.ChangeRole(bg, walt.Actor, ines.Account, portal.Auditor),
		"suspend":  o.Suspend(bg, walt.Actor, ines.Account, "She left the office last week."),
		"sessions": o.EndStaffSessions(bg, walt.Actor, ines.Account),
		"withdraw": o.WithdrawInvitation(bg, walt.Actor, ines.Account),
	} {
		if err != portal.ErrNotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
}
