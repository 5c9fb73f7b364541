package db_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func post(t *testing.T, o *dbtest.Office, to string, params portal.Params) {
	t.Helper()
	err := o.Act(context.Background(), dbtest.Nobody, func(tx *db.Tx) error {
		tx.Audit(tried, "test/1")
		return tx.Notify("test.notice", to, portal.Spanish, params)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// carry claims whatever is due and settles it.
func carry(t *testing.T, o *dbtest.Office, state portal.MailState, trouble portal.MailTrouble) {
	t.Helper()
	for {
		m, _, err := o.ClaimMail(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if m == nil {
			return
		}
		try := portal.MailTry{Mail: m.ID, State: state, Trouble: trouble, Reply: "550 5.7.1", Again: 5 * time.Minute}
		if state == portal.MailSent {
			try.Reply = ""
		}
		if err := o.SettleMail(t.Context(), try); err != nil {
			t.Fatal(err)
		}
	}
}

func allMail(t *testing.T, o *dbtest.Office, state portal.MailState) []portal.OutboxMail {
	t.Helper()
	page, err := o.Outbox(t.Context(), dbtest.Sunita, portal.OutboxFilter{State: state})
	if err != nil {
		t.Fatal(err)
	}
	return page.Mails
}

func TestTheOutboxIsPagedAndFiltered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for i := range portal.OutboxPageSize + 3 {
			post(t, o, fmt.Sprintf("person%d@example.org", i), nil)
		}
		carry(t, o, portal.MailFailed, portal.MailRefused)
		for i := range 2 {
			post(t, o, fmt.Sprintf("late%d@example.org", i), nil)
		}
		first, err := o.Outbox(t.Context(), dbtest.Petra, portal.OutboxFilter{})
		if err != nil || len(first.Mails) != portal.OutboxPageSize || !first.Older || first.Newer {
			t.Fatalf("first page: %d, %v %v, %v", len(first.Mails), first.Older, first.Newer, err)
		}
		if m := first.Mails[0]; m.To != "l…@example.org" || m.State != portal.MailWaiting || m.Language != portal.Spanish || m.Due.IsZero() {
			t.Errorf("the newest: %+v", m)
		}
		older, err := o.Outbox(t.Context(), dbtest.Petra, portal.OutboxFilter{Older: first.Mails[portal.OutboxPageSize-1].ID})
		if err != nil || len(older.Mails) != 5 || older.Older || !older.Newer {
			t.Fatalf("second page: %d, %v %v, %v", len(older.Mails), older.Older, older.Newer, err)
		}
		back, err := o.Outbox(t.Context(), dbtest.Petra, portal.OutboxFilter{Newer: older.Mails[0].ID})
		if err != nil || len(back.Mails) != portal.OutboxPageSize || back.Mails[0].ID != first.Mails[0].ID || back.Newer || !back.Older {
			t.Errorf("back again: %d, %v %v, %v", len(back.Mails), back.Older, back.Newer, err)
		}
		failed, err := o.Outbox(t.Context(), dbtest.Petra, portal.OutboxFilter{State: portal.MailFailed})
		if err != nil || len(failed.Mails) != portal.OutboxPageSize || !failed.Older || failed.Mails[0].Trouble != portal.MailRefused || failed.Mails[0].Reply != "550 5.7.1" {
			t.Errorf("what failed: %d, %v", len(failed.Mails), err)
		}
		if waiting := allMail(t, o, portal.MailWaiting); len(waiting) != 2 {
			t.Errorf("%d wait", len(waiting))
		}
		counts, err := o.OutboxCounts(t.Context(), dbtest.Sunita)
		if err != nil || counts.Waiting != 2 || counts.Failed != portal.OutboxPageSize+3 || counts.SentLately != 0 || counts.WaitingSince.IsZero() || counts.HeldUp != 0 {
			t.Errorf("counts %+v %v", counts, err)
		}
	})
}

func TestFailedMailIsSentAgainFromItsFirstTry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		post(t, o, "rosa@example.org", nil)
		carry(t, o, portal.MailWaiting, portal.MailDeferred)
		id := allMail(t, o, "")[0].ID
		if err := o.ResendMail(t.Context(), dbtest.Sunita, id); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("mail on its way was sent again: %v", err)
		}
		o.Clock.Add(5 * time.Minute)
		carry(t, o, portal.MailFailed, portal.MailRefused)
		if err := o.ResendMail(t.Context(), dbtest.Walt, id); err != nil {
			t.Fatal(err)
		}
		if m := allMail(t, o, "")[0]; m.ID != id || m.State != portal.MailWaiting || m.Tries != 0 || m.Trouble != "" || m.Reply != "" || !m.EndedAt.IsZero() {
			t.Errorf("again in the outbox: %+v", m)
		}
		carry(t, o, portal.MailSent, "")
		m, tries, err := o.OutboxMail(t.Context(), dbtest.Petra, id)
		if err != nil || m.State != portal.MailSent || len(tries) != 3 || tries[1].Trouble != portal.MailRefused || tries[2].State != portal.MailSent {
			t.Errorf("its history: %+v %v", tries, err)
		}
	})
}

func TestSentMailIsWrittenAnewOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		post(t, o, "rosa@example.org", portal.Params{"name": "Rosa"})
		carry(t, o, portal.MailSent, "")
		first := allMail(t, o, "")[0].ID
		if err := o.ResendMail(t.Context(), dbtest.Sunita, first); err != nil {
			t.Fatal(err)
		}
		again := allMail(t, o, portal.MailWaiting)
		if len(again) != 1 || again[0].ID == first || again[0].Repeats != first {
			t.Fatalf("written anew: %+v", again)
		}
		m, _, err := o.ClaimMail(t.Context(), time.Minute)
		if err != nil || m.To != "rosa@example.org" || m.Params["name"] != "Rosa" || m.Language != portal.Spanish {
			t.Errorf("it says %+v %v", m, err)
		}
		if err := o.ResendMail(t.Context(), dbtest.Sunita, first); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("a second repeat: %v", err)
		}
	})
}

func TestAllThatFailedIsSentAgainInOneAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		for range 5 {
			post(t, o, "rosa@example.org", nil)
		}
		carry(t, o, portal.MailFailed, portal.MailCredentials)
		post(t, o, "ines@example.org", nil)
		for want := range []int{5, 0} {
			want = 5 * (1 - want)
			if n, err := o.ResendFailedMail(t.Context(), dbtest.Sunita); n != want || err != nil {
				t.Errorf("%d sent again, want %d; %v", n, want, err)
			}
		}
		if waiting := allMail(t, o, portal.MailWaiting); len(waiting) != 6 {
			t.Errorf("%d wait", len(waiting))
		}
		page, err := o.AuditTrail(t.Context(), dbtest.Petra, portal.AuditFilter{Event: portal.MailWasResent})
		if err != nil || len(page.Records) != 1 {
			t.Errorf("the trail has %d records of it, %v", len(page.Records), err)
		}
	})
}

func TestTheOutboxIsForThoseWhoMaySeeIt(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	post(t, o, "rosa@example.org", nil)
	id := allMail(t, o, "")[0].ID
	for _, actor := range []portal.Actor{dbtest.Nobody, dbtest.Rosa, dbtest.Ines} {
		_, list := o.Outbox(t.Context(), actor, portal.OutboxFilter{})
		_, _, one := o.OutboxMail(t.Context(), actor, id)
		_, counts := o.OutboxCounts(t.Context(), actor)
		for what, err := range map[string]error{"list": list, "one": one, "counts": counts} {
			if portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s sees the %s: %v", actor.Name, what, err)
			}
		}
	}
	for _, actor := range []portal.Actor{dbtest.Nobody, dbtest.Rosa, dbtest.Ines, dbtest.Petra} {
		_, all := o.ResendFailedMail(t.Context(), actor)
		for _, err := range []error{o.ResendMail(t.Context(), actor, id), all} {
			if portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s sends mail again: %v", actor.Name, err)
			}
		}
	}
	if _, _, err := o.OutboxMail(t.Context(), dbtest.Sunita, "no such mail"); portal.CodeOf(err) != portal.NotFound {
		t.Errorf("an unknown mail: %v", err)
	}
	if err := o.ResendMail(t.Context(), dbtest.Sunita, "no such mail"); portal.CodeOf(err) != portal.NotFound {
		t.Errorf("an unknown mail sent again: %v", err)
	}
}

func TestWhatMailSaysIsNeverChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		post(t, o, "rosa@example.org", nil)
		carry(t, o, portal.MailFailed, portal.MailRefused)
		for _, statement := range []string{
			`UPDATE outbox SET recipient = params`,
			`UPDATE outbox SET notice = 'another'`,
			`DELETE FROM outbox`,
			`UPDATE outbox_tries SET trouble = ''`,
			`DELETE FROM outbox_tries`,
		} {
			if _, err := o.Raw(t).Exec(statement); err == nil {
				t.Errorf("%s was carried out", statement)
			}
		}
	})
}

func TestMailThatCannotBeOpenedHoldsUpNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		post(t, o, "rosa@example.org", nil)
		post(t, o, "ines@example.org", nil)
		lost := allMail(t, o, "")[1].ID
		if _, err := o.Raw(t).Exec(`UPDATE outbox SET key_version = 99 WHERE id = $1`, lost); err != nil {
			t.Fatal(err)
		}
		if m := allMail(t, o, "")[1]; m.To != "…" {
			t.Errorf("shown as %q", m.To)
		}
		for _, want := range []string{"", "ines@example.org"} {
			m, _, err := o.ClaimMail(t.Context(), time.Hour)
			if err != nil || m == nil || m.To != want {
				t.Fatalf("claimed %+v %v, want %q", m, err, want)
			}
		}
	})
}

// Canaries: what people gave us stands nowhere in the clear, neither in the database nor in its log.
func TestAddressesAndNamesLieSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		canaries := []string{"canary-address", "Canary-Name", "canary-secret"}
		post(t, o, canaries[0]+"@example.org", portal.Params{"name": canaries[1], "secret": canaries[2]})
		carry(t, o, portal.MailWaiting, portal.MailDeferred)
		o.Clock.Add(time.Hour)
		carry(t, o, portal.MailSent, "")
		if err := o.ResendMail(t.Context(), dbtest.Sunita, allMail(t, o, "")[0].ID); err != nil {
			t.Fatal(err)
		}
		var stored bytes.Buffer
		if o.URL == "" {
			files, err := filepath.Glob(filepath.Join(o.Dir, "exchequer.db*"))
			if err != nil || len(files) < 2 {
				t.Fatalf("the database's files: %v %v", files, err)
			}
			for _, file := range files {
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				stored.Write(content)
			}
			if !strings.Contains(stored.String(), "test.notice") {
				t.Fatal("the database's files do not show even what lies open")
			}
		} else {
			for _, table := range []string{"outbox", "outbox_tries", "audit"} {
				rows, err := o.Raw(t).Query(`SELECT CAST(` + table + ` AS TEXT), encode(convert_to(CAST(` + table + ` AS TEXT), 'UTF8'), 'escape') FROM ` + table)
				if err != nil {
					t.Fatal(err)
				}
				for rows.Next() {
					var plain, escaped string
					if err := rows.Scan(&plain, &escaped); err != nil {
						t.Fatal(err)
					}
					stored.WriteString(plain + escaped)
				}
				rows.Close()
			}
		}
		for _, canary := range canaries {
			// PostgreSQL shows bytes in hexadecimal.
			if strings.Contains(stored.String(), canary) || strings.Contains(stored.String(), fmt.Sprintf("%x", canary)) {
				t.Errorf("%q lies in the clear", canary)
			}
		}
	})
}
