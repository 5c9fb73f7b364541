package db_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestARequestIsWorkedToItsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		receipt, key := submit(t, o, rosasForm())
		n := receipt.Number
		for _, s := range []struct {
			who  portal.Actor
			step portal.AccessibilityStep
			want string
		}{
			{dbtest.Ines, portal.AcknowledgeStep, "acknowledged, deliver by 2026-12-08"},
			{dbtest.Ines, portal.ProduceStep, "in-production, deliver by 2026-12-08"},
			{dbtest.Tomas, portal.DeliverStep, "delivered"},
			{dbtest.Nobody, portal.ReopenStep, "reopened, acknowledge by 2026-11-24"},
			{dbtest.Ines, portal.DeliverStep, "delivered"},
			{dbtest.Nobody, portal.EscalateStep, "escalated, meet by 2026-12-10"},
			{dbtest.Sunita, portal.MeetStep, "met, answer by 2026-12-11"},
			{dbtest.Sunita, portal.AnswerStep, "answered"},
			{dbtest.Nobody, portal.AppealStep, "appealed, decide the appeal by 2026-12-13"},
			{dbtest.Sunita, portal.CloseStep, "final"},
		} {
			if !s.who.Role.Staff() { // a day later their browser was let out: they come back with the code
				if _, err := o.FollowAccessibilityRequest(context.Background(), s.who, n.String(), receipt.Code, key); err != nil {
					t.Fatal(err)
				}
			}
			take(t, o, s.who, n, key, s.step)
			f := file(t, o, n)
			got := string(f.Status)
			if !f.Due.At.IsZero() {
				got += fmt.Sprintf(", %s by %s", f.Due.Clock, tamarack.DateOf(f.Due.At))
			}
			if got != s.want {
				t.Errorf("after %s: %s, want %s", s.step, got, s.want)
			}
			o.Clock.Add(24 * time.Hour)
		}
		f := file(t, o, n)
		if len(f.Events) != 10 || f.Version != 11 || f.Assignee != dbtest.Ines.Account {
			t.Errorf("%d events, version %d, assigned to %q", len(f.Events), f.Version, f.AssigneeName)
		}
		if e := f.Events[3]; e.Account != "" || e.Words.Text != "Words of the step reopen." || e.Status != portal.AccessibilityReopened {
			t.Errorf("the reopening was kept as %+v", e)
		}
		got := strings.Join(mailed(t, o), "\n")
		for _, want := range []string{
			"accessibility.received", "accessibility.acknowledged rosa.delgado@mail.example es map[deliver_by:2026-12-08", "accessibility.answered",
			"accessibility.reopened", "grievance.received", "grievance.met", "grievance.answered rosa.delgado@mail.example es map[appeal_by:2026-12-14", "grievance.appealed", "grievance.final",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("no notice %q in\n%s", want, got)
			}
		}
		if strings.Contains(got, "Words of") {
			t.Error("a notice tells what was written")
		}
	})
}

func TestStaleActsOverwriteNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		receipt, _ := submit(t, o, rosasForm())
		act := db.AccessibilityAct{Number: receipt.Number, Seen: 1, Step: portal.AcknowledgeStep}
		if err := o.TakeAccessibilityStep(context.Background(), dbtest.Ines, tamarack, act); err != nil {
			t.Fatal(err)
		}
		act.Step, act.Words = portal.DeliverStep, wordsFor(portal.DeliverStep)
		err := o.TakeAccessibilityStep(context.Background(), dbtest.Tomas, tamarack, act)
		if !errors.Is(err, db.ErrStale) || portal.CodeOf(err) != portal.Conflict {
			t.Errorf("a stale act was answered %v", err)
		}
		if err := o.AssignAccessibilityRequest(context.Background(), dbtest.Tomas, tamarack, receipt.Number, 1, dbtest.Tomas); !errors.Is(err, db.ErrStale) {
			t.Errorf("a stale claim was answered %v", err)
		}
		if f := file(t, o, receipt.Number); f.Status != portal.AccessibilityAcknowledged || f.AssigneeName != "Ines Calloway" || len(f.Events) != 1 {
			t.Errorf("it stands %+v", f.AccessibilityRequest)
		}
	})
}

func TestOfManyClaimsAtOnceExactlyOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		receipt, _ := submit(t, o, rosasForm())
		var wait sync.WaitGroup
		won := make(chan string, 16)
		for i := range 16 {
			clerk := dbtest.Ines
			clerk.Account, clerk.Name = fmt.Sprint("clerk-", i), fmt.Sprint("Clerk ", i)
			wait.Go(func() {
				err := o.AssignAccessibilityRequest(context.Background(), clerk, tamarack, receipt.Number, 1, clerk)
				if err == nil {
					won <- clerk.Name
				} else if portal.CodeOf(err) != portal.Conflict {
					t.Errorf("%s was answered %v", clerk.Name, err)
				}
			})
		}
		wait.Wait()
		close(won)
		var names []string
		for name := range won {
			names = append(names, name)
		}
		if f := file(t, o, receipt.Number); len(names) != 1 || f.AssigneeName != names[0] || f.Version != 2 {
			t.Errorf("%q won, %q has it at version %d", names, f.AssigneeName, f.Version)
		}
	})
}

func TestStepsAreTakenOnlyFromWhereTheyStartAndByWhoMay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		receipt, key := submit(t, o, rosasForm())
		for _, tt := range []struct {
			name string
			who  portal.Actor
			act  db.AccessibilityAct
			want portal.Code
		}{
			{"a step that does not start here", dbtest.Ines, db.AccessibilityAct{Step: portal.ConfirmStep}, portal.Conflict},
			{"without words", dbtest.Ines, db.AccessibilityAct{Step: portal.DeliverStep}, portal.Mend},
			{"a clerk who refuses", dbtest.Ines, db.AccessibilityAct{Step: portal.DeclineStep, Words: wordsFor(portal.DeclineStep)}, portal.Forbidden},
			{"undue burden without another way", dbtest.Sunita, db.AccessibilityAct{Step: portal.DeclineStep, Words: portal.AccessibilityWords{Text: "No.", Head: "M."}}, portal.Mend},
			{"an auditor", dbtest.Petra, db.AccessibilityAct{Step: portal.AcknowledgeStep}, portal.Forbidden},
			{"an administrator", dbtest.Walt, db.AccessibilityAct{Step: portal.AcknowledgeStep}, portal.Forbidden},
			{"a taxpayer", dbtest.Rosa, db.AccessibilityAct{Step: portal.AcknowledgeStep}, portal.Forbidden},
			{"the person, a step of ours", dbtest.Nobody, db.AccessibilityAct{Step: portal.AcknowledgeStep, Key: key}, portal.Forbidden},
			{"the person without the key", dbtest.Nobody, db.AccessibilityAct{Step: portal.EscalateStep, Words: wordsFor(portal.EscalateStep)}, portal.NotFound},
			{"someone else", dbtest.Nobody, db.AccessibilityAct{Step: portal.EscalateStep, Words: wordsFor(portal.EscalateStep), Key: db.NewFollowUpKey()}, portal.NotFound},
			{"a taxpayer who signed in", dbtest.Rosa, db.AccessibilityAct{Step: portal.EscalateStep, Words: wordsFor(portal.EscalateStep), Key: db.NewFollowUpKey()}, portal.NotFound},
			{"an unknown step", dbtest.Sunita, db.AccessibilityAct{Step: "forget"}, portal.Forbidden},
			{"an unknown request", dbtest.Ines, db.AccessibilityAct{Number: 7, Step: portal.AcknowledgeStep}, portal.NotFound},
		} {
			if tt.act.Number == 0 {
				tt.act.Number = receipt.Number
			}
			tt.act.Seen = 1
			if err := o.TakeAccessibilityStep(context.Background(), tt.who, tamarack, tt.act); portal.CodeOf(err) != tt.want {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			}
		}
		if f := file(t, o, receipt.Number); f.Version != 1 || len(f.Events) != 0 {
			t.Errorf("something was done: %+v", f.AccessibilityRequest)
		}
	})
}

func TestUndueBurdenIsKeptWithItsReasonAndTheOtherWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		receipt, key := submit(t, o, rosasForm())
		take(t, o, dbtest.Sunita, receipt.Number, key, portal.DeclineStep)
		events, err := o.OwnAccessibilityEvents(context.Background(), receipt.Number, key)
		if err != nil || len(events) != 1 || events[0].Words != wordsFor(portal.DeclineStep) {
			t.Errorf("the person reads %+v, %v", events, err)
		}
	})
}

func TestHandingOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		receipt, key := submit(t, o, rosasForm())
		assign := func(who, to portal.Actor) portal.Code {
			return portal.CodeOf(o.AssignAccessibilityRequest(context.Background(), who, tamarack, receipt.Number, file(t, o, receipt.Number).Version, to))
		}
		for _, tt := range []struct {
			name    string
			who, to portal.Actor
			want    portal.Code
			has     string
		}{
			{"to an auditor", dbtest.Ines, dbtest.Petra, portal.Mend, ""},
			{"by an auditor", dbtest.Petra, dbtest.Ines, portal.Forbidden, ""},
			{"claimed", dbtest.Ines, dbtest.Ines, "", "Ines Calloway"},
			{"claimed twice", dbtest.Ines, dbtest.Ines, portal.Conflict, "Ines Calloway"},
			{"taken by a colleague", dbtest.Tomas, dbtest.Tomas, portal.Conflict, "Ines Calloway"},
			{"handed to a colleague", dbtest.Ines, dbtest.Tomas, "", "Tomás Oyelaran"},
			{"given on by a supervisor", dbtest.Sunita, dbtest.Ines, "", "Ines Calloway"},
			{"put back", dbtest.Ines, portal.Actor{}, "", ""},
		} {
			if got := assign(tt.who, tt.to); got != tt.want {
				t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
			}
			if f := file(t, o, receipt.Number); f.AssigneeName != tt.has {
				t.Errorf("%s: %q has it", tt.name, f.AssigneeName)
			}
		}
		take(t, o, dbtest.Ines, receipt.Number, key, portal.DeliverStep)
		take(t, o, dbtest.Nobody, receipt.Number, key, portal.ConfirmStep)
		if got := assign(dbtest.Ines, dbtest.Ines); got != portal.Conflict {
			t.Errorf("a closed request was claimed: %q", got)
		}
		events, _ := o.OwnAccessibilityEvents(context.Background(), receipt.Number, key)
		if len(events) != 2 {
			t.Errorf("the person sees who handed it to whom: %+v", events)
		}
	})
}

func TestAnswersCarryFilesToThePersonAndToNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		receipt, key := submit(t, o, rosasForm())
		stored, err := o.StoreFile(ctx, "guía de ventas.brf", "application/x-brf", strings.NewReader("⠠⠎⠁⠇⠑⠎"), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.TakeAccessibilityStep(ctx, dbtest.Ines, tamarack, db.AccessibilityAct{
			Number: receipt.Number, Seen: 1, Step: portal.DeliverStep, Words: wordsFor(portal.DeliverStep), Files: []db.StoredFile{stored},
		}); err != nil {
			t.Fatal(err)
		}
		events, err := o.OwnAccessibilityEvents(ctx, receipt.Number, key)
		if err != nil || len(events) != 1 || len(events[0].Files) != 1 || events[0].Files[0].Name != "guía de ventas.brf" {
			t.Fatalf("the person sees %+v, %v", events, err)
		}
		for _, tt := range []struct {
			name    string
			who     portal.Actor
			number  portal.RequestNumber
			version int64
			id      string
			key     db.FollowUpKey
			want    portal.Code
		}{
			{"the person", dbtest.Nobody, receipt.Number, 2, stored.ID, key, ""},
			{"a clerk", dbtest.Tomas, receipt.Number, 2, stored.ID, nil, ""},
			{"someone else", dbtest.Nobody, receipt.Number, 2, stored.ID, db.NewFollowUpKey(), portal.NotFound},
			{"nobody", dbtest.Nobody, receipt.Number, 2, stored.ID, nil, portal.NotFound},
			{"an auditor", dbtest.Petra, receipt.Number, 2, stored.ID, nil, portal.NotFound},
			{"another answer", dbtest.Nobody, receipt.Number, 3, stored.ID, key, portal.NotFound},
			{"another file", dbtest.Nobody, receipt.Number, 2, "nothing", key, portal.NotFound},
		} {
			_, content, err := o.OpenAnswerFile(ctx, tt.who, tt.number, tt.version, tt.id, tt.key)
			if portal.CodeOf(err) != tt.want {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
			}
			if err == nil {
				if got, err := io.ReadAll(content); string(got) != "⠠⠎⠁⠇⠑⠎" || err != nil {
					t.Errorf("%s reads %q, %v", tt.name, got, err)
				}
				content.Close()
			}
		}
	})
}

func TestAppealsHaveTheirTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		receipt, key := submit(t, o, rosasForm())
		for _, step := range []portal.AccessibilityStep{portal.EscalateStep, portal.MeetStep, portal.AnswerStep} {
			take(t, o, dbtest.Sunita, receipt.Number, key, step)
		}
		act := db.AccessibilityAct{Number: receipt.Number, Seen: 4, Step: portal.CloseStep, Words: wordsFor(portal.CloseStep), Key: key}
		if err := o.TakeAccessibilityStep(ctx, dbtest.Sunita, tamarack, act); portal.CodeOf(err) != portal.Conflict || !strings.Contains(err.Error(), "They can appeal until") {
			t.Errorf("closed while an appeal was possible: %v", err)
		}
		o.Clock.Add(18 * 24 * time.Hour)
		if _, err := o.FollowAccessibilityRequest(ctx, dbtest.Nobody, receipt.Number.String(), receipt.Code, key); err != nil {
			t.Fatal(err)
		}
		late := act
		late.Step, late.Words = portal.AppealStep, wordsFor(portal.AppealStep)
		if err := o.TakeAccessibilityStep(ctx, dbtest.Nobody, tamarack, late); portal.CodeOf(err) != portal.Conflict || !strings.Contains(err.Error(), "The time to appeal ended") {
			t.Errorf("appealed too late: %v", err)
		}
		if err := o.TakeAccessibilityStep(ctx, dbtest.Sunita, tamarack, act); err != nil {
			t.Errorf("closed after the time to appeal: %v", err)
		}
	})
}
