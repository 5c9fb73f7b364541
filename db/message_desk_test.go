package db_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// atDesk is a case as one of the staff has it open.
func atDesk(t *testing.T, c *dbtest.Counter, p dbtest.Person, n portal.CaseNumber) portal.DeskCase {
	t.Helper()
	if err := c.LookAtCase(bg, p.Actor, n, ""); err != nil {
		t.Fatalf("%s looks at %s: %v", p.Name, n, err)
	}
	f, err := c.CaseAtDesk(bg, p.Actor, n, 0)
	if err != nil {
		t.Fatalf("%s opens %s: %v", p.Name, n, err)
	}
	return f
}

func refusedAs(t *testing.T, err error, code portal.Code, words string) {
	t.Helper()
	if portal.CodeOf(err) != code || !strings.Contains(fmt.Sprint(err), words) {
		t.Errorf("answered %v, want %s with %q", err, code, words)
	}
}

func TestTheDeskListsTheQueuesOfItsClerks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		var income, help []portal.CaseNumber
		for i := range 4 {
			income = append(income, c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: fmt.Sprint("Refund ", i), Body: "When?"}))
			help = append(help, c.Write(t, c.Otis, 0, portal.DraftText{Topic: "account", Subject: fmt.Sprint("Sign-in ", i), Body: "How?"}))
			o.Clock.Add(24 * time.Hour)
		}
		list := func(p dbtest.Person, f portal.DeskFilter) (numbers []portal.CaseNumber) {
			t.Helper()
			cases, _, err := o.MessageQueue(bg, p.Actor, f)
			if err != nil {
				t.Fatal(err)
			}
			counts, err := o.MessageCounts(bg, p.Actor, []portal.DeskFilter{f, {}, {QueueFilter: portal.QueueFilter{Whose: portal.WhoseMine}}})
			if err != nil || counts[0] != len(cases) {
				t.Errorf("%+v: %d listed, %d counted, %v", f, len(cases), counts[0], err)
			}
			for _, one := range cases {
				numbers = append(numbers, one.Number)
			}
			return numbers
		}
		all := list(c.Ines, portal.DeskFilter{})
		if len(all) != 8 || all[0] != help[0] { // three days are promised for the account, ten for a refund
			t.Errorf("every queue: %v", all)
		}
		if got := list(c.Tomas, portal.DeskFilter{}); !slices.Equal(got, help) {
			t.Errorf("the help desk alone: %v", got)
		}
		if got := list(c.Ines, portal.DeskFilter{Queue: "Individual income tax"}); !slices.Equal(got, income) {
			t.Errorf("one queue: %v", got)
		}
		if got := list(c.Tomas, portal.DeskFilter{Queue: "Individual income tax"}); len(got) != 0 {
			t.Errorf("a queue of others: %v", got)
		}
		if n, err := o.NextCase(bg, c.Tomas.Actor); n != help[0] || err != nil {
			t.Errorf("next is %s, %v", n, err)
		}
		if err := o.AssignCase(bg, c.Tomas.Actor, c.Desk, help[3], 1, c.Tomas.Actor); err != nil {
			t.Fatal(err)
		}
		if n, _ := o.NextCase(bg, c.Tomas.Actor); n != help[3] {
			t.Errorf("one's own is not next, but %s", n)
		}
		if got := list(c.Tomas, portal.DeskFilter{QueueFilter: portal.QueueFilter{Whose: portal.WhoseMine}}); !slices.Equal(got, help[3:]) {
			t.Errorf("mine: %v", got)
		}
		if got := list(c.Ines, portal.DeskFilter{QueueFilter: portal.QueueFilter{Whose: portal.WhoseNobodys}}); len(got) != 7 {
			t.Errorf("nobody’s: %v", got)
		}
		if got := list(c.Ines, portal.DeskFilter{QueueFilter: portal.QueueFilter{State: string(portal.CaseAssigned)}}); !slices.Equal(got, help[3:]) {
			t.Errorf("assigned: %v", got)
		}
		for _, p := range []portal.Actor{c.Rosa.Actor, dbtest.Petra, dbtest.Nobody, dbtest.Walt} {
			if _, _, err := o.MessageQueue(bg, p, portal.DeskFilter{}); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s lists the queue: %v", p.Role, err)
			}
		}
		none := o.Hire(t, portal.Actor{Name: "Noor Haddad", Email: "noor@dor.example", Role: portal.Clerk, Address: "192.0.2.8"})
		if _, _, err := o.MessageQueue(bg, none.Actor, portal.DeskFilter{}); err != portal.ErrNoTraining {
			t.Errorf("without training: %v", err)
		}
		c.Train(t, none)
		if got := list(none, portal.DeskFilter{}); len(got) != 0 {
			t.Errorf("without queues: %v", got)
		}
	})
}

func TestPagesOfSeveralQueuesMergeInOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		topics := []string{"income", "account", "payment"}
		for i := range 60 { // many share the moment at which they are due
			who := []dbtest.Person{c.Rosa, c.Otis}[i/4%2]
			c.Write(t, who, 0, portal.DraftText{Topic: topics[i%3], Subject: fmt.Sprint("Matter ", i), Body: "x"})
			if i%10 == 9 {
				o.Clock.Add(2 * time.Hour)
			}
		}
		var forward, back []portal.CaseNumber
		f := portal.DeskFilter{}
		var first *portal.QueueMark
		for {
			cases, next, err := o.MessageQueue(bg, c.Ines.Actor, f)
			if err != nil {
				t.Fatal(err)
			}
			for i, one := range cases {
				if i > 0 && cases[i-1].Place > one.Place {
					t.Fatalf("not in order: %s after %s", one.Number, cases[i-1].Number)
				}
				forward = append(forward, one.Number)
			}
			first = cases[0].PlaceMark()
			if next == nil {
				break
			}
			f.After = next
		}
		if len(forward) != 60 || len(slices.Compact(slices.Sorted(slices.Values(forward)))) != 60 {
			t.Fatalf("%d cases in the pages", len(forward))
		}
		back, mark := nil, first
		for range 3 {
			cases, previous, err := o.MessageQueue(bg, c.Ines.Actor, portal.DeskFilter{QueueFilter: portal.QueueFilter{Before: mark}})
			if err != nil {
				t.Fatal(err)
			}
			page := []portal.CaseNumber{}
			for _, one := range cases {
				page = append(page, one.Number)
			}
			back = append(page, back...)
			if previous == nil {
				break
			}
			mark = cases[0].PlaceMark()
		}
		if !slices.Equal(back[len(back)-25:], forward[25:50]) {
			t.Errorf("back: %v, forward: %v", back, forward)
		}
	})
}

// Of each queue a page at most is read, by its index, however many cases there are.
func TestTheDeskReadsEachQueueByItsIndex(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	for state, index := range map[string]string{portal.ListToDo: "message_cases_by_place", string(portal.CaseNew): "message_cases_by_status"} {
		plan, err := o.PlanOfMessageQueue(dbtest.Ines, []string{"a", "b", "c"}, portal.DeskFilter{QueueFilter: portal.QueueFilter{State: state, After: &portal.QueueMark{Place: 5, ID: 5}}})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(plan, "SCAN message_cases") || !strings.Contains(plan, index+" (queue=?") {
			t.Errorf("%s:\n%s", state, plan)
		}
	}
	plan, err := o.PlanOfMessageQueue(dbtest.Ines, []string{"a", "b"}, portal.DeskFilter{QueueFilter: portal.QueueFilter{Whose: portal.WhoseNobodys}})
	if err != nil || !strings.Contains(plan, "message_cases_nobodys (queue=?") {
		t.Errorf("nobody’s, %v:\n%s", err, plan)
	}
	plan, err = o.PlanOfMessageQueue(dbtest.Ines, []string{"a", "b"}, portal.DeskFilter{QueueFilter: portal.QueueFilter{Whose: portal.WhoseMine}})
	if err != nil || !strings.Contains(plan, "message_cases_by_assignee (assignee=?") {
		t.Errorf("mine, %v:\n%s", err, plan)
	}
}

func TestACaseIsClaimedHandedOverAndMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Otis, 0, portal.DraftText{Topic: "account", Subject: "Sign-in", Body: "How?"})
		version := func() int64 { return atDesk(t, c, c.Sunita, n).Version }
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(o.AssignCase(bg, c.Tomas.Actor, c.Desk, n, 1, c.Tomas.Actor))
		refusedAs(t, o.AssignCase(bg, c.Ines.Actor, c.Desk, n, 1, c.Ines.Actor), portal.Conflict, "has moved on")
		refusedAs(t, o.AssignCase(bg, c.Tomas.Actor, c.Desk, n, 1, c.Tomas.Actor), portal.Conflict, "has moved on")
		refusedAs(t, o.AssignCase(bg, c.Ines.Actor, c.Desk, n, 2, c.Ines.Actor), portal.Conflict, "Tomás Oyelaran has this case")
		for _, who := range []portal.Actor{c.Otis.Actor, dbtest.Petra, dbtest.Nobody} {
			refusedAs(t, o.AssignCase(bg, who, c.Desk, n, 2, who), portal.Forbidden, "")
		}
		f := atDesk(t, c, c.Ines, n)
		if f.Status != portal.CaseAssigned || f.AssigneeName != "Tomás Oyelaran" {
			t.Errorf("%+v", f.Case)
		}
		must(o.AssignCase(bg, c.Tomas.Actor, c.Desk, n, 2, portal.Actor{}))
		must(o.AssignCase(bg, c.Sunita.Actor, c.Desk, n, version(), c.Ines.Actor))
		refusedAs(t, o.AssignCase(bg, c.Sunita.Actor, c.Desk, n, version(), c.Otis.Actor), portal.Mend, "works this queue")

		refusedAs(t, o.MoveCase(bg, c.Ines.Actor, c.Desk, n, version(), "Nowhere", "It belongs there."), portal.Mend, "one of the queues")
		refusedAs(t, o.MoveCase(bg, c.Ines.Actor, c.Desk, n, version(), "Help desk", "It belongs there."), portal.Mend, "one of the queues")
		refusedAs(t, o.MoveCase(bg, c.Ines.Actor, c.Desk, n, version(), "Collections", ""), portal.Mend, "Say why")
		must(o.MoveCase(bg, c.Ines.Actor, c.Desk, n, version(), "Collections", "It is about a payment."))
		if f := atDesk(t, c, c.Ines, n); f.Queue != "Collections" || f.Assignee != c.Ines.Account {
			t.Errorf("who works both queues keeps it: %+v", f.Case)
		}
		if err := o.LookAtCase(bg, c.Tomas.Actor, n, ""); err != portal.ErrSayWhyMessage {
			t.Errorf("a clerk of the queue before: %v", err)
		}
		if cases, _, err := o.MessageQueue(bg, c.Tomas.Actor, portal.DeskFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}}); err != nil || len(cases) != 0 {
			t.Errorf("and lists it: %v, %v", cases, err)
		}
		must(o.MoveCase(bg, c.Ines.Actor, c.Desk, n, version(), "Help desk", "It is about the site after all."))
		must(o.AssignCase(bg, c.Ines.Actor, c.Desk, n, version(), c.Tomas.Actor))
		must(o.MoveCase(bg, c.Sunita.Actor, c.Desk, n, version(), "Collections", "It is about a payment."))
		if f := atDesk(t, c, c.Ines, n); f.Assignee != "" || f.Status != portal.CaseNew {
			t.Errorf("who does not work the new queue keeps it: %+v", f.Case)
		}
	})
}

func TestACaseIsResolvedReopenedPutOffAndClosesByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		version := func() int64 { return atDesk(t, c, c.Ines, n).Version }
		step := func(s portal.CaseStep) error { return o.StepCase(bg, c.Ines.Actor, c.Desk, n, version(), s) }
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		refusedAs(t, step(portal.StepClosed), portal.Conflict, "moved on") // only what is resolved closes
		refusedAs(t, step(portal.StepAnswered), portal.Conflict, "moved on")
		refusedAs(t, step(portal.StepWoken), portal.Conflict, "moved on")
		until, err := c.Desk.SnoozeUntil("12", "1", "2026", o.Now())
		must(err)
		for _, wrong := range [][3]string{{"2", "30", "2027"}, {"1", "1", "2026"}, {"11", "1", "2027"}, {"x", "", ""}} {
			if _, err := c.Desk.SnoozeUntil(wrong[0], wrong[1], wrong[2], o.Now()); portal.CodeOf(err) != portal.Mend {
				t.Errorf("put off to %v: %v", wrong, err)
			}
		}
		refusedAs(t, o.SnoozeCase(bg, c.Ines.Actor, c.Desk, n, version(), until, "x"), portal.Mend, "Say why")
		must(o.SnoozeCase(bg, c.Ines.Actor, c.Desk, n, version(), until, "The bank answers on Monday."))
		if f := atDesk(t, c, c.Ines, n); !f.Snoozed(o.Now()) || f.Place < until.UnixMilli() {
			t.Errorf("not put off: %+v", f.Case)
		}
		if _, err := o.NextCase(bg, c.Ines.Actor); err != portal.ErrNotFound {
			t.Errorf("what is put off is next: %v", err)
		}
		must(step(portal.StepWoken))
		if got, _ := o.NextCase(bg, c.Ines.Actor); got != n {
			t.Errorf("taken up again, and not next: %s", got)
		}
		must(step(portal.StepResolved))
		refusedAs(t, step(portal.StepResolved), portal.Conflict, "moved on")
		must(step(portal.StepReopened))
		if f := atDesk(t, c, c.Ines, n); f.Status != portal.CaseAwaitingDepartment || f.DueAt.IsZero() {
			t.Errorf("reopened: %+v", f.Case)
		}
		must(step(portal.StepResolved))
		o.Clock.Add(portal.CloseResolvedAfter - time.Second)
		if closed, err := o.CloseResolvedCases(bg, c.Desk); closed != 0 || err != nil {
			t.Errorf("%d closed too early, %v", closed, err)
		}
		o.Clock.Add(time.Second)
		if closed, err := o.CloseResolvedCases(bg, c.Desk); closed != 1 || err != nil {
			t.Errorf("%d closed, %v", closed, err)
		}
		f := atDesk(t, c, c.Ines, n)
		if f.Status != portal.CaseClosed || f.Events[0].Step != portal.StepClosed || f.Events[0].Name != "messages" {
			t.Errorf("%+v, %+v", f.Case, f.Events[0])
		}
		refusedAs(t, step(portal.StepReopened), portal.Conflict, "closed")
	})
}

func TestEveryLookIsWrittenDownAndOthersCasesAskWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		atDesk(t, c, c.Ines, n)
		atDesk(t, c, c.Ines, n) // the same look
		if err := o.LookAtCase(bg, c.Tomas.Actor, n, ""); err != portal.ErrSayWhyMessage {
			t.Errorf("another queue’s: %v", err)
		}
		if _, err := o.CaseAtDesk(bg, c.Tomas.Actor, n, 0); err != portal.ErrNotFound {
			t.Errorf("and opens: %v", err)
		}
		refusedAs(t, o.LookAtCase(bg, c.Tomas.Actor, n, "why not"), portal.Mend, "Say why")
		refusedAs(t, o.LookAtCase(bg, c.Tomas.Actor, n, "She asked about 123-45-6789."), portal.Mend, "taxpayer numbers")
		if err := o.LookAtCase(bg, c.Tomas.Actor, portal.CaseNumberOf(2026, 999999), "She called about it."); err != portal.ErrNotFound {
			t.Errorf("what is not there: %v", err)
		}
		if err := o.LookAtCase(bg, c.Tomas.Actor, n, "She called about it."); err != nil {
			t.Fatal(err)
		}
		f := atDesk(t, c, c.Tomas, n)
		if f.Works {
			t.Error("a reason lets them work on it")
		}
		if err := o.StepCase(bg, c.Tomas.Actor, c.Desk, n, f.Version, portal.StepResolved); err != portal.ErrOnlyReading {
			t.Errorf("and resolve it: %v", err)
		}
		if _, err := o.BeginDraft(bg, c.Tomas.Actor, portal.Acting{}, n, 0, portal.DraftText{}); err != portal.ErrNotFound {
			t.Errorf("and answer it: %v", err)
		}
		looks, err := o.CaseLooks(bg, c.Rosa.Actor, n)
		if err != nil || len(looks) != 2 || looks[0].Name != "Tomás Oyelaran" || looks[0].Reason != "She called about it." || looks[1].Reason != "" {
			t.Errorf("the taxpayer reads %+v, %v", looks, err)
		}
		if looks, err := o.CaseLooks(bg, dbtest.Petra, n); err != nil || len(looks) != 2 {
			t.Errorf("the auditor reads %+v, %v", looks, err)
		}
		for _, who := range []portal.Actor{c.Otis.Actor, dbtest.Nobody} {
			if _, err := o.CaseLooks(bg, who, n); err != portal.ErrNotFound {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
		o.Clock.Add(portal.AccountLookLasts + time.Second)
		if err := o.LookAtCase(bg, c.Tomas.Actor, n, ""); err != portal.ErrSayWhyMessage {
			t.Errorf("after its hour: %v", err)
		}
		if seen, err := o.Case(bg, c.Rosa.Actor, n, 0); err != nil || seen.LookedAt.IsZero() {
			t.Errorf("the taxpayer does not see that it was opened: %v", err)
		}
		o.Clock.Add(portal.TrainingLasts)
		for what, err := range map[string]error{
			"look": o.LookAtCase(bg, c.Ines.Actor, n, ""), "reason": o.LookAtCase(bg, c.Ines.Actor, n, "She called about it."), "note": o.NoteCase(bg, c.Ines.Actor, n, "x"),
			"step": o.StepCase(bg, c.Ines.Actor, c.Desk, n, 1, portal.StepResolved), "assign": o.AssignCase(bg, c.Ines.Actor, c.Desk, n, 1, c.Ines.Actor), "stay": o.StayAtCase(bg, c.Ines.Actor, n),
		} {
			if err != portal.ErrNoTraining {
				t.Errorf("%s after the training lapsed: %v", what, err)
			}
		}
	})
}

func TestNotesAreSealedAndForStaffAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, question)
		if err := o.NoteCase(bg, c.Ines.Actor, n, "She calls back on Monday."); err != nil {
			t.Fatal(err)
		}
		refusedAs(t, o.NoteCase(bg, c.Ines.Actor, n, " "), portal.Mend, "Write the note")
		if _, notes, err := o.CaseNotes(bg, c.Ines.Actor, n); err != nil || len(notes) != 1 || notes[0].Body != "She calls back on Monday." {
			t.Errorf("%+v, %v", notes, err)
		}
		if f := atDesk(t, c, c.Ines, n); f.Notes != 1 {
			t.Errorf("%d notes", f.Notes)
		}
		refusedAs(t, o.NoteCase(bg, c.Tomas.Actor, n, "x"), portal.NotFound, "")
		for _, who := range []portal.Actor{c.Rosa.Actor, dbtest.Petra, dbtest.Nobody} {
			refusedAs(t, o.NoteCase(bg, who, n, "x"), portal.Forbidden, "")
			if _, _, err := o.CaseNotes(bg, who, n); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s reads notes: %v", who.Name, err)
			}
		}
		if _, _, err := o.CaseNotes(bg, c.Tomas.Actor, n); err != portal.ErrNotFound {
			t.Errorf("a clerk of another queue: %v", err)
		}
		dbtest.Absent(t, o, "She calls back on Monday.")
	})
}

func TestALinkOfTwoCasesIsUndoneByAnotherRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		a, b := c.Write(t, c.Rosa, 0, question), c.Write(t, c.Rosa, 0, question)
		others := c.Write(t, c.Otis, 0, question)
		help := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "account", Subject: "Sign-in", Body: "How?"})
		merge := func(n, into portal.CaseNumber) error {
			return o.MergeCase(bg, c.Ines.Actor, c.Desk, n, atDesk(t, c, c.Ines, n).Version, into, "She wrote about it twice.")
		}
		refusedAs(t, merge(a, a), portal.Mend, "other case")
		refusedAs(t, merge(a, others), portal.Mend, "two taxpayers")
		refusedAs(t, merge(a, portal.CaseNumberOf(2026, 99999)), portal.Mend, "no such case")
		refusedAs(t, o.MergeCase(bg, c.Tomas.Actor, c.Desk, help, 1, a, "She wrote about it twice."), portal.Mend, "no such case")
		refusedAs(t, o.MergeCase(bg, c.Ines.Actor, c.Desk, a, 7, b, "She wrote about it twice."), portal.Conflict, "moved on")
		refusedAs(t, o.MergeCase(bg, c.Ines.Actor, c.Desk, a, 1, b, ""), portal.Mend, "Say why")
		if err := merge(b, a); err != nil {
			t.Fatal(err)
		}
		refusedAs(t, merge(a, b), portal.Conflict, "linked already")
		fa, fb := atDesk(t, c, c.Ines, a), atDesk(t, c, c.Ines, b)
		if len(fa.Merges) != 1 || len(fb.Merges) != 1 || fa.Merges[0].Other(a) != b || fb.Merges[0].Other(b) != a || len(fa.Messages) != 1 || len(fb.Messages) != 1 {
			t.Errorf("%+v, %+v", fa.Merges, fb.Merges)
		}
		if links, err := o.LinkedCases(bg, c.Rosa.Actor, a); err != nil || len(links) != 1 {
			t.Errorf("the taxpayer reads %+v, %v", links, err)
		}
		if links, err := o.LinkedCases(bg, c.Otis.Actor, a); err != nil || len(links) != 0 {
			t.Errorf("someone else reads %+v, %v", links, err)
		}
		undo := func() error {
			return o.UnmergeCase(bg, c.Ines.Actor, c.Desk, a, fa.Merges[0].ID, "They are two matters after all.")
		}
		if err := undo(); err != nil {
			t.Fatal(err)
		}
		refusedAs(t, undo(), portal.Conflict, "undone already")
		if f := atDesk(t, c, c.Ines, a); len(f.Merges) != 0 {
			t.Errorf("still linked: %+v", f.Merges)
		}
		if err := merge(a, b); err != nil {
			t.Errorf("linked again: %v", err)
		}
	})
}

func TestSeveralCasesAtOnceAreCheckedOneByOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		good := c.Write(t, c.Otis, 0, portal.DraftText{Topic: "account", Subject: "Sign-in", Body: "How?"})
		stale := c.Write(t, c.Otis, 0, portal.DraftText{Topic: "account", Subject: "Sign-in", Body: "How?"})
		foreign := c.Write(t, c.Rosa, 0, question)
		had := c.Write(t, c.Otis, 0, portal.DraftText{Topic: "account", Subject: "Sign-in", Body: "How?"})
		if err := o.AssignCase(bg, c.Ines.Actor, c.Desk, had, 1, c.Ines.Actor); err != nil {
			t.Fatal(err)
		}
		chosen := []portal.BulkCase{{Number: good, Seen: 1}, {Number: stale, Seen: 5}, {Number: foreign, Seen: 1}, {Number: had, Seen: 2}}
		results, err := o.WorkInBulk(bg, c.Tomas.Actor, c.Desk, portal.BulkOrder{Act: portal.BulkAssign, To: c.Tomas.Actor, Cases: chosen})
		if err != nil || results[0].Err != nil || results[1].Err != portal.ErrCaseMoved || results[2].Err != portal.ErrNotFound || !strings.Contains(fmt.Sprint(results[3].Err), "Ines Calloway has this case") {
			t.Errorf("%+v, %v", results, err)
		}
		_, err = o.WorkInBulk(bg, c.Tomas.Actor, c.Desk, portal.BulkOrder{Act: "burn", Cases: chosen})
		refusedAs(t, err, portal.Mend, "what to do")
		_, err = o.WorkInBulk(bg, c.Tomas.Actor, c.Desk, portal.BulkOrder{Act: portal.BulkResolve})
		refusedAs(t, err, portal.Mend, "Choose one or more")
		results, err = o.WorkInBulk(bg, c.Ines.Actor, c.Desk, portal.BulkOrder{Act: portal.BulkMove, Queue: "Collections", Cases: []portal.BulkCase{{Number: stale, Seen: 1}, {Number: had, Seen: 2}}})
		if err != nil || results[0].Err != nil || results[1].Err != nil {
			t.Errorf("moved: %+v, %v", results, err)
		}
		results, err = o.WorkInBulk(bg, c.Ines.Actor, c.Desk, portal.BulkOrder{Act: portal.BulkResolve, Cases: []portal.BulkCase{{Number: stale, Seen: 2}, {Number: stale, Seen: 2}}})
		if err != nil || results[0].Err != nil || results[1].Err != portal.ErrCaseMoved {
			t.Errorf("resolved: %+v, %v", results, err)
		}
		if _, err := o.WorkInBulk(bg, c.Otis.Actor, c.Desk, portal.BulkOrder{Act: portal.BulkResolve, Cases: chosen}); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a taxpayer: %v", err)
		}
	})
}

func TestASupervisorHandsOnAllOfAColleaguesCases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		var numbers []portal.CaseNumber
		for i := range 5 {
			topic := "account"
			if i == 4 {
				topic = "income"
			}
			n := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: topic, Subject: "Sign-in", Body: "How?"})
			if err := o.AssignCase(bg, c.Ines.Actor, c.Desk, n, 1, c.Ines.Actor); err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, n)
		}
		c.Write(t, c.Ines, numbers[0], portal.DraftText{Body: "We wait for you."}) // waits for the person, and goes along
		if _, _, err := o.HandOn(bg, c.Ines.Actor, c.Desk, c.Ines.Account, c.Tomas.Actor); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk hands on: %v", err)
		}
		went, stayed, err := o.HandOn(bg, c.Sunita.Actor, c.Desk, c.Ines.Account, c.Tomas.Actor)
		if err != nil || went != 4 || stayed != 1 {
			t.Errorf("%d went, %d stayed, %v", went, stayed, err)
		}
		if went, stayed, err = o.HandOn(bg, c.Sunita.Actor, c.Desk, c.Ines.Account, portal.Actor{}); err != nil || went != 1 || stayed != 0 {
			t.Errorf("back: %d went, %d stayed, %v", went, stayed, err)
		}
		if f := atDesk(t, c, c.Tomas, numbers[0]); f.Assignee != c.Tomas.Account {
			t.Errorf("%+v", f.Case)
		}
	})
}

func TestTwoClerksPressSendTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		for round := range 200 {
			n := c.Write(t, []dbtest.Person{c.Rosa, c.Otis}[round/10%2], 0, question)
			clerks := []dbtest.Person{c.Ines, c.Sunita}
			var drafts [2]portal.Draft
			for i, p := range clerks {
				var err error
				if drafts[i], err = o.BeginDraft(bg, p.Actor, portal.Acting{}, n, 0, portal.DraftText{}); err != nil {
					t.Fatal(err)
				}
			}
			var errs [2]error
			var press sync.WaitGroup
			for i, p := range clerks {
				press.Go(func() {
					_, errs[i] = o.SendDraft(bg, p.Actor, drafts[i].ID, 1, 1, portal.DraftText{Body: "From " + p.Name}, "")
				})
			}
			press.Wait()
			sent, kept := 0, 1
			if errs[0] != nil {
				sent, kept = 1, 0
			}
			if errs[sent] != nil || errs[kept] != portal.ErrNewerReply {
				t.Fatalf("round %d: %v, %v", round, errs[0], errs[1])
			}
			if f := atDesk(t, c, clerks[kept], n); f.Held == nil || f.Held.Body != "From "+clerks[sent].Name {
				t.Fatalf("the other is not shown: %+v", f.Held)
			}
			if d, err := o.Draft(bg, clerks[kept].Actor, drafts[kept].ID); err != nil || d.State != portal.DraftOpen || d.Body != "From "+clerks[kept].Name {
				t.Fatalf("what was refused is lost: %+v, %v", d, err)
			}
			o.Clock.Add(portal.UndoSend)
			if _, err := o.SendDue(bg, c.Desk); err != nil {
				t.Fatal(err)
			}
			if f := atDesk(t, c, clerks[kept], n); len(f.Messages) != 2 || f.Messages[1].Account != clerks[sent].Account {
				t.Fatalf("%d messages", len(f.Messages))
			}
			o.Clock.Add(4 * time.Minute) // 20 messages an hour of one account are enough
		}
	})
}

func TestWhatIsWrittenDownIsRefusedToBeChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		a, b := c.Write(t, c.Rosa, 0, question), c.Write(t, c.Rosa, 0, question)
		atDesk(t, c, c.Ines, a)
		for _, err := range []error{
			o.NoteCase(bg, c.Ines.Actor, a, "A note."), o.MergeCase(bg, c.Ines.Actor, c.Desk, a, 1, b, "She wrote about it twice."), o.BeginModules(bg),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		f := atDesk(t, c, c.Ines, a)
		if err := o.UnmergeCase(bg, c.Ines.Actor, c.Desk, a, f.Merges[0].ID, "They are two matters after all."); err != nil {
			t.Fatal(err)
		}
		raw := o.Raw(t)
		for table, change := range map[string]string{
			"messages": "body = 'x'", "message_events": "words = 'x'", "message_notes": "name = 'x'", "message_looks": "reason = 'x'", "message_merges": "why = 'x'",
			"message_unmerges": "why = 'x'", "text_modules": "name = 'x'", "message_reads": "name = 'x'", "message_cases": "subject = 'x'",
		} {
			for _, statement := range []string{"UPDATE " + table + " SET " + change, "DELETE FROM " + table} {
				if table == "message_reads" {
					continue // nobody has read here yet
				}
				if _, err := raw.Exec(statement); err == nil || errors.Is(err, portal.ErrNotFound) {
					t.Errorf("%s was taken", statement)
				}
			}
		}
	})
}
