package db_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// announce is an act of another feature that has something for Rosa.
func announce(t *testing.T, o *dbtest.Office, to dbtest.Person, notices ...portal.Notice) (paper portal.Paper) {
	t.Helper()
	own, err := o.Own(t.Context(), to.Actor)
	if err != nil {
		t.Fatal(err)
	}
	for _, notice := range notices {
		if err := o.Act(t.Context(), portal.SystemActor("test"), func(tx *db.Tx) (err error) {
			tx.Bookkeeping()
			paper, err = tx.Announce(own, portal.DeliverMessages, notice)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return paper
}

func delivery(t *testing.T, o *dbtest.Office, who dbtest.Person) portal.Delivery {
	t.Helper()
	v, err := o.Delivery(t.Context(), who.Actor)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func noticesTo(mails []portal.Mail, to string) (all []portal.Notice) {
	for _, m := range mails {
		if m.To == to {
			all = append(all, m.Notice)
		}
	}
	return all
}

func TestWithoutAgreementEverythingComesOnPaperAndOptingOutTakesOneStep(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx, rosa := t.Context(), o.Enrol(t, dbtest.Rosa)
		o.Post(t)
		if paper := announce(t, o, rosa, portal.NoticeMessageArrived); paper != portal.PaperWords {
			t.Errorf("before agreeing: %d", paper)
		}
		err := o.ChooseDelivery(ctx, rosa.Actor, map[portal.DeliveryKind]portal.DeliveryWay{portal.DeliverLetters: portal.Electronic, portal.DeliverMessages: portal.OnPaper, portal.DeliverReminders: portal.Electronic})
		if portal.CodeOf(err) != portal.Mend || !strings.Contains(err.Error(), "Agree to the terms") {
			t.Errorf("electronic without agreeing: %v", err)
		}
		if err := o.OptIn(ctx, rosa.Actor); portal.CodeOf(err) != portal.Mend {
			t.Errorf("opted in without agreeing: %v", err)
		}
		o.Agree(t, rosa)
		if paper := announce(t, o, rosa, portal.NoticeMessageArrived); paper != portal.NoPaper {
			t.Errorf("after agreeing: %d", paper)
		}
		if err := o.OptOut(ctx, rosa.Actor); err != nil {
			t.Fatal(err)
		}
		if v := delivery(t, o, rosa); !v.OptedOut() || v.Choices[portal.DeliverLetters].Why != portal.DeliveryOptedOut || !v.Agreed {
			t.Errorf("after opting out: %+v", v)
		}
		if paper := announce(t, o, rosa, portal.NoticeMessageArrived); paper != portal.PaperWords {
			t.Errorf("opted out, and reached by %d", paper)
		}
		o.Clock.Add(time.Hour)
		if got := noticesTo(o.Post(t), rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticeDeliveryChanged, portal.NoticeMessageArrived}) {
			t.Errorf("mailed %v", got)
		}
		if err := o.OptOut(ctx, rosa.Actor); err != nil { // once more: nothing changes, nobody is told
			t.Fatal(err)
		}
		if got := o.Post(t); len(got) != 0 {
			t.Errorf("told of nothing: %v", got)
		}
		if err := o.OptIn(ctx, rosa.Actor); err != nil {
			t.Fatal(err)
		}
		if err := o.ChooseDelivery(ctx, rosa.Actor, map[portal.DeliveryKind]portal.DeliveryWay{portal.DeliverLetters: portal.OnPaper, portal.DeliverMessages: portal.Electronic, portal.DeliverReminders: portal.NotAtAll}); err != nil {
			t.Fatal(err)
		}
		v := delivery(t, o, rosa)
		if v.Way(portal.DeliverLetters) != portal.OnPaper || v.Way(portal.DeliverMessages) != portal.Electronic || v.Way(portal.DeliverReminders) != portal.NotAtAll || v.OptedOut() {
			t.Errorf("chose one by one: %+v", v)
		}
		if err := o.ChooseDelivery(ctx, rosa.Actor, map[portal.DeliveryKind]portal.DeliveryWay{portal.DeliverLetters: "pigeon"}); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a pigeon: %v", err)
		}
		for _, statement := range []string{`UPDATE delivery_choices SET way = 'electronic'`, `DELETE FROM delivery_choices`} {
			if _, err := o.Raw(t).Exec(statement); err == nil {
				t.Errorf("the database took %s", statement)
			}
		}
	})
}

func TestNoticesWithinAShortTimeGoInOneEMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		rosa := o.Enrol(t, dbtest.Rosa)
		o.Agree(t, rosa)
		o.Post(t)
		announce(t, o, rosa, portal.NoticeMessageArrived, portal.NoticeSubmitted)
		o.Clock.Add(time.Minute)
		announce(t, o, rosa, portal.NoticeMessageArrived)
		if got := o.Post(t); len(got) != 0 {
			t.Fatalf("sent before its time: %v", got)
		}
		o.Clock.Add(time.Minute)
		mails := o.Post(t)
		if len(mails) != 1 || !slices.Equal(mails[0].With, []portal.Notice{portal.NoticeMessageArrived, portal.NoticeSubmitted, portal.NoticeMessageArrived}) {
			t.Fatalf("%d e-mails, %+v", len(mails), mails)
		}
		page, err := o.Outbox(t.Context(), dbtest.Walt, portal.OutboxFilter{})
		if err != nil {
			t.Fatal(err)
		}
		with := 0
		for _, m := range page.Mails[:3] {
			if m.State != portal.MailSent {
				t.Errorf("%s is %s", m.Notice, m.State)
			}
			if m.With == mails[0].ID {
				with++
			}
		}
		if with != 2 {
			t.Errorf("%d went with the first", with)
		}
		announce(t, o, rosa, portal.NoticeMessageArrived)
		o.Clock.Add(portal.MailTogetherWithin)
		if mails = o.Post(t); len(mails) != 1 || mails[0].With != nil {
			t.Errorf("one alone: %+v", mails)
		}
	})
}

// A try that may have reached its reader is repeated as it was: what came later goes by itself.
func TestWhatMayHaveGoneIsNotChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx, rosa := t.Context(), o.Enrol(t, dbtest.Rosa)
		o.Agree(t, rosa)
		o.Post(t)
		announce(t, o, rosa, portal.NoticeMessageArrived, portal.NoticeMessageArrived)
		o.Clock.Add(portal.MailTogetherWithin)
		m, _, err := o.ClaimMail(ctx, time.Minute)
		if err != nil || len(m.With) != 2 {
			t.Fatalf("%+v %v", m, err)
		}
		if other, _, err := o.ClaimMail(ctx, time.Minute); err != nil || other != nil {
			t.Fatalf("another courier was given %+v, %v", other, err)
		}
		if err := o.SettleMail(ctx, portal.MailTry{Mail: m.ID, State: portal.MailWaiting, Trouble: portal.MailDropped, Again: 5 * time.Minute}); err != nil {
			t.Fatal(err)
		}
		announce(t, o, rosa, portal.NoticeSubmitted)
		o.Clock.Add(5 * time.Minute)
		mails := o.Post(t)
		if len(mails) != 2 || mails[0].ID != m.ID && mails[1].ID != m.ID {
			t.Fatalf("%+v", mails)
		}
		for _, sent := range mails {
			if sent.ID == m.ID && len(sent.With) != 2 || sent.ID != m.ID && sent.With != nil {
				t.Errorf("%s goes with %v", sent.Notice, sent.With)
			}
		}
	})
}

// cameBack is a report about an e-mail.
func cameBack(o *dbtest.Office, kind portal.ReturnKind, mail string) portal.ReturnedMail {
	return portal.ReturnedMail{Kind: kind, Token: o.ReturnToken(mail), Status: "5.1.1", From: "MAILER-DAEMON", Subject: "Undelivered", Text: "No such mailbox.", Raw: []byte(string(kind) + mail + o.Clock.Now().String())}
}

func lastMail(t *testing.T, o *dbtest.Office) string {
	t.Helper()
	page, err := o.Outbox(t.Context(), dbtest.Walt, portal.OutboxFilter{})
	if err != nil || len(page.Mails) == 0 {
		t.Fatal(err)
	}
	return page.Mails[0].ID
}

func TestAHardBounceTurnsToPaperUntilTheOwnerMendsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx, system, rosa := t.Context(), portal.SystemActor("bounces"), o.Enrol(t, dbtest.Rosa)
		o.Agree(t, rosa)
		if err := o.OptOut(ctx, rosa.Actor); err != nil {
			t.Fatal(err)
		}
		if err := o.OptIn(ctx, rosa.Actor); err != nil {
			t.Fatal(err)
		}
		mail := lastMail(t, o)
		o.Post(t)
		for _, kind := range []portal.ReturnKind{portal.ReturnSoft, portal.ReturnAutoReply} {
			if got, _, err := o.TakeReturn(ctx, system, cameBack(o, kind, mail)); err != nil || got != kind {
				t.Fatalf("%s was taken for %s, %v", kind, got, err)
			}
			if len(delivery(t, o, rosa).Dead()) != 0 {
				t.Fatalf("%s marked the address", kind)
			}
		}
		report := cameBack(o, portal.ReturnHard, mail)
		forged := report
		forged.Token, forged.Raw = strings.Repeat("a", len(report.Token)), []byte("forged")
		forged.MessageID = []string{mail} // what it quotes does not help it
		if got, _, err := o.TakeReturn(ctx, system, forged); err != nil || got != portal.ReturnUnknown || len(delivery(t, o, rosa).Dead()) != 0 {
			t.Fatalf("a forgery was taken for %s, %v", got, err)
		}
		report.Token = strings.ToUpper(report.Token) // as some servers do on the way
		for i := range 2 {
			if _, taken, err := o.TakeReturn(ctx, system, report); err != nil || taken != (i == 0) {
				t.Fatalf("time %d: taken %v, %v", i, taken, err)
			}
		}
		v := delivery(t, o, rosa)
		if len(v.Dead()) != 1 || v.Dead()[0].Trouble != portal.HardBounce || !v.OptedOut() || v.Choices[portal.DeliverMessages].Why != portal.DeliveryAddressDead {
			t.Fatalf("after it: %+v", v)
		}
		if got := o.Post(t); len(got) != 0 {
			t.Errorf("a dead address was written to: %v", got)
		}
		if err := o.SignOutEverywhere(ctx, rosa.Actor); err != nil {
			t.Fatal(err)
		}
		if err := o.OptIn(ctx, rosa.Actor); portal.CodeOf(err) != portal.Mend {
			t.Errorf("electronic without an address: %v", err)
		}
		if err := o.ConfirmAgain(ctx, rosa.Actor, "nothing", dbtest.Bare); err != portal.ErrNotFound {
			t.Errorf("confirmed someone else's: %v", err)
		}
		if err := o.ConfirmAgain(ctx, rosa.Actor, "sign-in", dbtest.Bare); err != nil {
			t.Fatal(err)
		}
		link := o.Post(t)
		if len(link) != 1 || link[0].Notice != portal.NoticeConfirmAddress {
			t.Fatalf("%+v", link)
		}
		if _, err := o.UseMailLink(ctx, dbtest.Nobody, link[0].Params["secret"]); err != nil {
			t.Fatal(err)
		}
		if v = delivery(t, o, rosa); len(v.Dead()) != 0 || !v.OptedOut() {
			t.Errorf("after confirming: %+v", v)
		}
		if err := o.OptIn(ctx, rosa.Actor); err != nil {
			t.Fatal(err)
		}
		if got := noticesTo(o.Post(t), rosa.Email); !slices.Equal(got, []portal.Notice{portal.NoticeDeliveryChanged}) {
			t.Errorf("told %v", got)
		}
		for _, statement := range []string{`UPDATE address_states SET state = 'alive'`, `DELETE FROM address_states`, `UPDATE mail_returns SET raw = said`, `UPDATE mail_returns SET settled_note = 'x'`, `DELETE FROM mail_returns`} {
			if _, err := o.Raw(t).Exec(statement); err == nil {
				t.Errorf("the database took %s", statement)
			}
		}
		dbtest.Absent(t, o, "No such mailbox.")
	})
}

func TestTheOtherAddressesAreToldWhenOneDies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx, rosa := t.Context(), o.Enrol(t, dbtest.Rosa)
		o.Agree(t, rosa)
		if err := o.AddAddress(ctx, rosa.Actor, "rosa@home.example", dbtest.Bare); err != nil {
			t.Fatal(err)
		}
		for _, m := range o.Post(t) {
			if m.Notice == portal.NoticeConfirmAddress {
				if _, err := o.UseMailLink(ctx, dbtest.Nobody, m.Params["secret"]); err != nil {
					t.Fatal(err)
				}
			}
		}
		announce(t, o, rosa, portal.NoticeMessageArrived)
		page, err := o.Outbox(ctx, dbtest.Walt, portal.OutboxFilter{State: portal.MailWaiting})
		if err != nil || len(page.Mails) != 2 {
			t.Fatalf("%d wait, %v", len(page.Mails), err)
		}
		o.Clock.Add(time.Hour)
		mails := o.Post(t)
		// Our own mail server may say so at once, too: the same follows.
		first := slices.IndexFunc(mails, func(m portal.Mail) bool { return m.To == rosa.Email })
		if _, _, err := o.TakeReturn(ctx, portal.SystemActor("bounces"), cameBack(o, portal.ReturnComplaint, mails[first].ID)); err != nil {
			t.Fatal(err)
		}
		if got := o.Post(t); len(got) != 1 || got[0].To != "rosa@home.example" || got[0].Notice != portal.NoticeDeliveryPaper {
			t.Errorf("told %+v", got)
		}
		if err := o.OptIn(ctx, rosa.Actor); err != nil { // the other address works
			t.Fatal(err)
		}
	})
}

func TestARecipientWhomOurServerRefusesIsDeadToo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx, rosa := t.Context(), o.Enrol(t, dbtest.Rosa)
		o.Agree(t, rosa)
		o.Post(t)
		announce(t, o, rosa, portal.NoticeMessageArrived)
		o.Clock.Add(portal.MailTogetherWithin)
		m, _, err := o.ClaimMail(ctx, time.Minute)
		if err != nil || m == nil {
			t.Fatal(err)
		}
		if err := o.SettleMail(ctx, portal.MailTry{Mail: m.ID, State: portal.MailFailed, Trouble: portal.MailNoSuchPerson, Reply: "550 5.1.1"}); err != nil {
			t.Fatal(err)
		}
		if v := delivery(t, o, rosa); len(v.Dead()) != 1 || v.Dead()[0].Trouble != portal.NoSuchRecipient || !v.OptedOut() {
			t.Errorf("%+v", v)
		}
	})
}

func TestUnknownMailWaitsForAClerkSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := t.Context()
		r := portal.ReturnedMail{Kind: portal.ReturnHard, From: "rosa@mail.example", Subject: "About my letter", Text: "I owe nothing, says my aunt.", Raw: []byte("From: rosa\r\n\r\nI owe nothing, says my aunt.")}
		if _, _, err := o.TakeReturn(ctx, dbtest.Walt, r); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("staff brought mail in: %v", err)
		}
		if kind, _, err := o.TakeReturn(ctx, portal.SystemActor("bounces"), r); err != nil || kind != portal.ReturnUnknown {
			t.Fatalf("%s %v", kind, err)
		}
		dbtest.Absent(t, o, "says my aunt", "About my letter")
		for _, who := range []portal.Actor{dbtest.Walt, dbtest.Petra, dbtest.Rosa} {
			if _, err := o.MailReturns(ctx, who, portal.ReturnFilter{}); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s read them: %v", who.Role, err)
			}
			if err := o.SettleMailReturn(ctx, who, "x", "Called her back."); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s settled one: %v", who.Role, err)
			}
		}
		all, err := o.MailReturns(ctx, dbtest.Ines, portal.ReturnFilter{})
		if err != nil || len(all) != 1 || all[0].Text != "" {
			t.Fatalf("%+v %v", all, err)
		}
		one, err := o.OpenMailReturn(ctx, dbtest.Ines, all[0].ID)
		if err != nil || one.Subject != "About my letter" || one.Text != r.Text {
			t.Errorf("%+v %v", one, err)
		}
		if err := o.SettleMailReturn(ctx, dbtest.Ines, one.ID, "Called her back."); err != nil {
			t.Fatal(err)
		}
		if err := o.SettleMailReturn(ctx, dbtest.Ines, one.ID, "Called her back."); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("settled twice: %v", err)
		}
		counts, err := o.ReturnCounts(ctx, dbtest.Ines)
		if err != nil || counts[""] != 0 || counts[portal.ReturnUnknown] != 1 {
			t.Errorf("%v %v", counts, err)
		}
	})
}

func TestAReminderComesOnceAndOnePressEndsThemTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := t.Context()
		walt, sunita, rosa := termsOffice(t, o)
		otis := o.Enrol(t, dbtest.Otis)
		o.Agree(t, rosa)
		o.Agree(t, otis)
		publish(t, o, walt.Actor, sunita.Actor, portal.MajorChange, "2026-11-20")
		o.Agree(t, otis)
		o.Post(t)
		remind := func() []portal.Mail {
			t.Helper()
			if _, err := o.RemindUnread(ctx); err != nil {
				t.Fatal(err)
			}
			return o.Post(t)
		}
		o.Clock.Add(portal.RemindAfter - time.Hour)
		if got := remind(); len(got) != 0 {
			t.Fatalf("reminded too early: %v", got)
		}
		o.Clock.Add(time.Hour)
		got := remind()
		if len(got) != 1 || got[0].To != rosa.Email || got[0].Notice != portal.NoticeUnread || got[0].Params[portal.UnsubscribeParam] == "" {
			t.Fatalf("%+v", got)
		}
		if again := remind(); len(again) != 0 {
			t.Errorf("reminded twice: %v", again)
		}
		token := got[0].Params[portal.UnsubscribeParam]
		if kind, err := o.UnsubscribeKind(ctx, token); err != nil || kind != portal.DeliverReminders || delivery(t, o, rosa).Way(kind) != portal.Electronic {
			t.Errorf("looking unsubscribed: %s %v", kind, err)
		}
		for range 2 {
			if _, err := o.Unsubscribe(ctx, dbtest.Nobody, token); err != nil {
				t.Fatal(err)
			}
			if v := delivery(t, o, rosa); v.Way(portal.DeliverReminders) != portal.NotAtAll || len(v.Choices) != 1 {
				t.Errorf("%+v", v)
			}
		}
		if _, err := o.Unsubscribe(ctx, dbtest.Nobody, "nothing"); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("an unknown link: %v", err)
		}
		own, _ := o.Own(ctx, rosa.Actor)
		if err := o.Act(ctx, portal.SystemActor("test"), func(tx *db.Tx) error { tx.Bookkeeping(); return tx.Remind(own, "case/1") }); err != nil {
			t.Fatal(err)
		}
		if got := noticesTo(o.Post(t), rosa.Email); slices.Contains(got, portal.NoticeUnread) {
			t.Error("reminded after unsubscribing")
		}
		o.Clock.Add(portal.UnsubscribeLasts)
		if _, err := o.Unsubscribe(ctx, dbtest.Nobody, token); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("after a year: %v", err)
		}
		for _, statement := range []string{`UPDATE reminders SET at = 0`, `DELETE FROM reminders`} {
			if _, err := o.Raw(t).Exec(statement); err == nil {
				t.Errorf("the database took %s", statement)
			}
		}
	})
}
