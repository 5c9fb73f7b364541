package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// counter is an office with a clerk, a supervisor and a taxpayer.
type counter struct {
	*dbtest.Office
	t                         *testing.T
	ines, tomas, sunita, walt dbtest.Person
	rosa                      dbtest.Person
}

func newCounter(t *testing.T, o *dbtest.Office) *counter {
	return &counter{o, t, o.Hire(t, dbtest.Ines), o.Hire(t, dbtest.Tomas), o.Hire(t, dbtest.Sunita), o.Hire(t, dbtest.Walt), o.Enrol(t, dbtest.Rosa)}
}

func (c *counter) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// looks opens Rosa's account to someone, and answers with the version that their screen shows.
func (c *counter) looks(who dbtest.Person) string {
	c.t.Helper()
	c.must(c.LookAtAccount(context.Background(), who.Actor, c.rosa.Account, "Rosa called about her card."))
	a, err := c.DeskAccount(context.Background(), who.Actor, c.rosa.Account, "")
	c.must(err)
	return a.Version
}

// refused wants a refusal of a kind.
func refused(t *testing.T, what string, err error, code portal.Code) {
	t.Helper()
	if portal.CodeOf(err) != code {
		t.Errorf("%s: %v, wanted %q", what, err, code)
	}
}

// audited counts the records of an event about an account, and gives the details of the last.
func (c *counter) audited(event portal.Event) (n int, detail string) {
	c.t.Helper()
	rows, err := c.Raw(c.t).Query(`SELECT detail FROM audit WHERE event = '` + string(event) + `' ORDER BY seq`)
	c.must(err)
	defer rows.Close()
	for rows.Next() {
		c.must(rows.Scan(&detail))
		n++
	}
	return n, detail
}

// told are the notices that went to an address since this was last asked.
func (c *counter) told(address string) (notices []portal.Notice) {
	for _, m := range c.Post(c.t) {
		if m.To == address {
			notices = append(notices, m.Notice)
		}
	}
	return notices
}

func TestAccountsAreFoundByAddressOrTheBeginningOfAName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		conn := o.Raw(t)
		for i := range 30 {
			_, err := conn.Exec(fmt.Sprintf(`INSERT INTO accounts (id, email, name, name_key, role, status, language, handle, created_at)
				VALUES ('id-%03d', 'r%03d@mail.example', 'Ròsa %03d', 'rosa %03d', 'taxpayer', 'active', 'en', $1, 1)`, i, i, i, i), []byte(fmt.Sprint(i)))
			c.must(err)
		}
		find := func(words, after string) []string {
			t.Helper()
			found, err := o.FindAccounts(ctx, c.ines.Actor, portal.AccountSearch{Words: words, After: after})
			c.must(err)
			var names []string
			for _, a := range found {
				names = append(names, a.Name)
			}
			return names
		}
		if got := find(" ROSA@mail.example ", ""); !slices.Equal(got, []string{"Rosa Delgado"}) {
			t.Errorf("by address: %q", got)
		}
		first := find("rósa", "")
		if len(first) != portal.AccountPageSize+1 || first[0] != "Ròsa 000" {
			t.Fatalf("by name: %q", first)
		}
		if second := find("rosa", "id-024"); len(second) != 6 || second[0] != "Ròsa 025" || second[5] != "Rosa Delgado" {
			t.Errorf("the second page: %q", second)
		}
		for _, nobody := range []string{"ines@dor.example", "Ines", "nobody@mail.example", "Delgado", "zz%", "ro_a"} {
			if got := find(nobody, ""); len(got) > 0 {
				t.Errorf("%s finds %q", nobody, got)
			}
		}
		if got := find("rosa", "nobody"); len(got) > 0 {
			t.Errorf("behind nobody stand %q", got)
		}
		for _, odd := range []string{"", "r", "rosa@", "@"} {
			_, err := o.FindAccounts(ctx, c.ines.Actor, portal.AccountSearch{Words: odd})
			refused(t, "finding "+odd, err, portal.Mend)
		}
		for _, who := range []dbtest.Person{c.walt, c.rosa} {
			_, err := o.FindAccounts(ctx, who.Actor, portal.AccountSearch{Words: "rosa"})
			refused(t, "finding as "+string(who.Role), err, portal.Forbidden)
		}
		if n, detail := c.audited(portal.AccountsSought); n == 0 || strings.Contains(detail, "rosa") || strings.Contains(detail, "ro_a") {
			t.Errorf("the trail has %d searches: %s", n, detail)
		}
		var last error
		for range portal.AccountsFound.Count {
			_, last = o.FindAccounts(ctx, c.tomas.Actor, portal.AccountSearch{Words: "nobody@mail.example"})
		}
		c.must(last)
		_, last = o.FindAccounts(ctx, c.tomas.Actor, portal.AccountSearch{Words: "rosa"})
		refused(t, "leafing through everyone", last, portal.TooMany)
	})
}

func TestReadingAccountsUsesTheIndexes(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	for query, index := range map[string]string{
		db.TaxpayersQuery: "accounts_by_name_key", db.TaxpayerQuery: "sqlite_autoindex_accounts", db.AccountLooksQuery: "account_looks_by_account",
		db.LookOpenQuery: "account_looks_by_session", db.CasesWaitingQuery: "account_cases_waiting", db.CasesCountQuery: "account_cases_waiting",
		db.AccountVersionQuery: "account_changes_by_account", db.SignInsQuery: "sign_ins_by_account", db.PaperQuery: "account_cases_one_open",
		db.CasesToPrintQuery: "account_cases_open_by_end", db.CasesOverQuery: "account_cases_open_by_end",
		db.CardsToPostQuery: "posted_cards_to_post", db.CardsCountQuery: "posted_cards_to_post", db.CardsOverQuery: "posted_cards_by_end",
	} {
		args := make([]any, strings.Count(query, "$"))
		for i := range args {
			args[i] = "1"
		}
		plan, err := o.PlanOf(query, args[:highest(query)]...)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, index) || strings.Contains(plan, "SCAN a") || strings.Contains(strings.ReplaceAll(plan, "SCAN s USING INDEX posted_cards_to_post", ""), "SCAN s") || // an index of those that wait, and of nothing else
			strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s\nis read so:\n%s", query, plan)
		}
	}
}

// highest is the number of a query's last value.
func highest(query string) int {
	for n := 9; ; n-- {
		if n == 0 || strings.Contains(query, fmt.Sprint("$", n)) {
			return n
		}
	}
}

func TestAccountOpensForAReasonAndForAWhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		if _, err := o.DeskAccount(ctx, c.ines.Actor, c.rosa.Account, ""); !errors.Is(err, portal.ErrSayWhy) {
			t.Errorf("without a reason: %v", err)
		}
		refused(t, "no reason", o.LookAtAccount(ctx, c.ines.Actor, c.rosa.Account, "because"), portal.Mend)
		refused(t, "an administrator", o.LookAtAccount(ctx, c.walt.Actor, c.rosa.Account, "I want to see it."), portal.Forbidden)
		for _, id := range []string{"nobody", "", c.tomas.Account} {
			if err := o.LookAtAccount(ctx, c.ines.Actor, id, "Rosa called about her card."); !errors.Is(err, portal.ErrNoSuchAccount) {
				t.Errorf("looking at %q: %v", id, err)
			}
			if _, err := o.DeskAccount(ctx, c.ines.Actor, id, ""); !errors.Is(err, portal.ErrSayWhy) {
				t.Errorf("opening %q: %v", id, err)
			}
		}
		c.looks(c.ines)
		a, err := o.DeskAccount(ctx, c.ines.Actor, c.rosa.Account, "")
		c.must(err)
		if a.Name != "Rosa Delgado" || a.Card.Left != 10 || a.Recovery.Left != 8 || len(a.Sessions) != 1 || len(a.SignIns) != 1 || len(a.Changes) != 4 || len(a.Looks) != 1 || a.Look.Reason != "Rosa called about her card." {
			t.Errorf("the account is shown as %+v", a)
		}
		other := c.ines.Actor
		other.Session = "another"
		if _, err := o.DeskAccount(ctx, other, c.rosa.Account, ""); !errors.Is(err, portal.ErrSayWhy) {
			t.Errorf("from another session: %v", err)
		}
		if _, err := o.DeskAccount(ctx, c.tomas.Actor, c.rosa.Account, ""); !errors.Is(err, portal.ErrSayWhy) {
			t.Errorf("a colleague: %v", err)
		}
		if n, detail := c.audited(portal.AccountLookedAt); n != 1 || !strings.Contains(detail, "Rosa called about her card.") {
			t.Errorf("the trail has %d looks: %s", n, detail)
		}
		if n, _ := c.audited(portal.AccountLookVain); n != 3 {
			t.Errorf("the trail has %d looks in vain", n)
		}
		o.Clock.Add(portal.AccountLookLasts)
		if _, err := o.DeskAccount(ctx, c.ines.Actor, c.rosa.Account, ""); !errors.Is(err, portal.ErrSayWhy) {
			t.Errorf("after the hour: %v", err)
		}
	})
}

func TestDeskActsOnAccountsAreRefusedWhenStaleOrUnexplained(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c, ctx := newCounter(t, o), context.Background()
		const why = "She says that someone else signs in."
		shown := portal.Documents{Kind: portal.DocumentKinds[0], LastFour: "4F17"}
		acts := map[string]func(who portal.Actor, id, seen, reason string) error{
			"end sessions": func(who portal.Actor, id, seen, reason string) error {
				_, err := o.EndAccountSessions(ctx, who, id, seen, reason)
				return err
			},
			"hold": func(who portal.Actor, id, seen, reason string) error {
				return o.HoldAccount(ctx, who, id, seen, reason)
			},
			"propose": func(who portal.Actor, id, seen, reason string) error {
				_, err := o.ProposeSuspension(ctx, who, id, seen, reason)
				return err
			},
			"card": func(who portal.Actor, id, seen, reason string) error {
				if reason == "" {
					_, _, err := o.HandOutCardAtCounter(ctx, who, id, seen, portal.Documents{Kind: "a letter", LastFour: "17"})
					return err
				}
				_, _, err := o.HandOutCardAtCounter(ctx, who, id, seen, shown)
				return err
			},
			"recover": func(who portal.Actor, id, seen, reason string) error {
				_, err := o.BeginRecovery(ctx, who, id, seen, portal.RecoveryStart{Documents: shown, Face: reason != ""})
				return err
			},
		}
		for name, act := range acts {
			refused(t, name+" without a look", act(c.tomas.Actor, c.rosa.Account, "", why), portal.Conflict)
		}
		seen := c.looks(c.ines)
		for name, act := range acts {
			refused(t, name+" as an administrator", act(c.walt.Actor, c.rosa.Account, seen, why), portal.Forbidden)
			refused(t, name+" without a reason", act(c.ines.Actor, c.rosa.Account, seen, ""), portal.Mend)
			if err := act(c.ines.Actor, c.rosa.Account, "earlier", why); !errors.Is(err, portal.ErrAccountMoved) {
				t.Errorf("%s from a stale screen: %v", name, err)
			}
			tired := c.ines.Actor
			tired.SignedInAt = o.Clock.Now().Add(-portal.StepUpWithin - time.Second)
			refused(t, name+" long after signing in", act(tired, c.rosa.Account, seen, why), portal.SignInAgain)
			if err := act(c.ines.Actor, c.tomas.Account, seen, why); portal.CodeOf(err) != portal.NotFound && !errors.Is(err, portal.ErrSayWhy) {
				t.Errorf("%s on a colleague: %v", name, err)
			}
		}
		c.told(dbtest.Rosa.Email)
		c.must(acts["end sessions"](c.ines.Actor, c.rosa.Account, seen, why))
		if _, _, err := o.Session(ctx, c.rosa.Token); !errors.Is(err, portal.ErrNotFound) {
			t.Errorf("the session is open: %v", err)
		}
		c.must(acts["card"](c.ines.Actor, c.rosa.Account, seen, why))
		c.must(acts["hold"](c.ines.Actor, c.rosa.Account, seen, why))
		refused(t, "holding twice", acts["hold"](c.ines.Actor, c.rosa.Account, c.looks(c.ines), why), portal.Conflict)
		refused(t, "a card while on hold", acts["card"](c.ines.Actor, c.rosa.Account, c.looks(c.ines), why), portal.Conflict)
		refused(t, "a clerk's release", o.ReleaseAccount(ctx, c.ines.Actor, c.rosa.Account, c.looks(c.ines), why), portal.Forbidden)
		c.must(o.ReleaseAccount(ctx, c.sunita.Actor, c.rosa.Account, c.looks(c.sunita), why))
		if got := c.told(dbtest.Rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticeSessionsEnded, portal.NoticeCodeCardIssued, portal.NoticeHeld, portal.NoticeReleased}) {
			t.Errorf("Rosa was told %q", got)
		}
		for event, wants := range map[portal.Event]string{portal.SessionsEnded: why, portal.CodeCardHandedOut: "driver", portal.AccountHeld: why, portal.AccountReleased: why} {
			if n, detail := c.audited(event); n != 1 || !strings.Contains(detail, wants) || strings.Contains(detail, "4F17") {
				t.Errorf("%s stands %d times in the trail: %s", event, n, detail)
			}
		}
		dbtest.Absent(t, o, "4F17")
	})
}

func TestOwnAccountAtTheDeskIsForAColleague(t *testing.T) {
	c := newCounter(t, dbtest.Open(t, db.SQLite))
	if err := portal.CheckAtCounter(c.ines.Actor, portal.Account{ID: c.ines.Account, Status: portal.Active}); portal.CodeOf(err) != portal.Conflict {
		t.Errorf("one's own card: %v", err)
	}
}
