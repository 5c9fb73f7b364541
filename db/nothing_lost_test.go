package db_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// written are the tables that are only ever added to, each with the columns that never change in it; "" is all of them.
var written = map[string]string{
	"audit": "", "messages": "", "message_events": "", "message_reads": "", "message_looks": "", "message_draft_versions": "", "message_merges": "", "message_unmerges": "",
	"message_topics": "", "terms_answers": "", "terms_versions": "", "delivery_choices": "", "representative_acts": "", "authority_events": "", "draft_file_events": "",
	"file_checks": "", "trainings": "", "text_modules": "",
	"message_cases":  "id, owner, taxpayer_id, opened_by, opened_by_name, opened_at, topic, tax_type, period, letter, follows, language, subject",
	"message_drafts": "id, account_id, owner, taxpayer_id, authority_id, side, case_id, follows, begun_at",
	"files":          "id, subject, name, kind, size, sha256, created_at, account_id",
	"draft_files":    "id, draft_id, account_id, size",
	"authorities":    "id, kind, way, taxpayer_id",
	"message_notes":  "id, case_id, at, account_id, name, body", // but for the key, which is wrapped anew when keys are rotated
	"outbox":         "id, notice, recipient",
}

// kept is a hash of each row of a table, and of each file on the disk.
func kept(t *testing.T, o *dbtest.Office) map[string][]string {
	t.Helper()
	raw, all := o.Raw(t), map[string][]string{}
	defer raw.Close()
	for table, columns := range written {
		if columns == "" {
			columns = "*"
		}
		rows, err := raw.Query(`SELECT ` + columns + ` FROM ` + table)
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		names, _ := rows.Columns()
		for rows.Next() {
			values := make([]any, len(names))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(err)
			}
			line := ""
			for _, v := range values {
				line += fmt.Sprintf("%v|", *v.(*any))
			}
			all[table] = append(all[table], fmt.Sprintf("%x", sha256.Sum256([]byte(line))))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		rows.Close()
	}
	err := filepath.WalkDir(filepath.Join(o.Dir, "files"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all["the disk"] = append(all["the disk"], fmt.Sprintf("%s %x", e.Name(), sha256.Sum256(content)))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Row counts and hashes before and after: whatever people decline, stop, put away, take back or undo, nothing of it is gone.
func TestNothingIsGoneAfterWhateverPeoplePutAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		beatriz := o.Enrol(t, dbtest.Beatriz)
		o.Agree(t, beatriz)
		authority, rosas := c.Represent(t, beatriz, dbtest.InEverything)
		draft := draftWith(t, c, "w2.pdf", "%PDF-1.7 wages")
		if _, err := o.SendDraft(bg, c.Rosa.Actor, draft.ID, draft.Version, 0, question, ""); err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(portal.UndoSend)
		if _, err := o.SendDue(bg, c.Desk); err != nil {
			t.Fatal(err)
		}
		sent, err := o.Draft(bg, c.Rosa.Actor, draft.ID)
		if err != nil || sent.State != portal.DraftSent {
			t.Fatalf("%+v, %v", sent, err)
		}
		n := sent.SentCase
		c.Write(t, c.Ines, n, portal.DraftText{Body: "It comes next week."})
		c.Write(t, beatriz, n, portal.DraftText{Body: "Thank you, says Beatriz."})
		other := c.Write(t, c.Rosa, 0, question)
		held := c.Send(t, c.Rosa, other, portal.DraftText{Body: "One more thing."})
		rosa := acting(t, c, c.Rosa)
		version := func() int64 {
			f, err := o.Case(bg, c.Ines.Actor, n, 0)
			if err != nil {
				t.Fatal(err)
			}
			return f.Version
		}
		begun, err := o.BeginDraft(bg, beatriz.Actor, acting(t, c, beatriz), n, 0, portal.DraftText{Body: "Not sent."})
		if err != nil {
			t.Fatal(err)
		}
		for _, act := range []struct {
			name string
			do   func() error
		}{
			{"a message taken back", func() error { _, err := o.TakeBack(bg, c.Rosa.Actor, held.ID); return err }},
			{"a draft put away", func() error { return o.DropDraft(bg, c.Rosa.Actor, held.ID) }},
			{"a case archived", func() error { return o.ArchiveCase(bg, c.Rosa.Actor, n, true) }},
			{"and taken out", func() error { return o.ArchiveCase(bg, c.Rosa.Actor, n, false) }},
			{"two cases linked", func() error { return o.MergeCase(bg, c.Ines.Actor, c.Desk, n, version(), other, "The same matter.") }},
			{"the link undone", func() error {
				links, err := o.LinkedCases(bg, c.Ines.Actor, n)
				if err != nil || len(links) != 1 {
					return fmt.Errorf("%+v, %w", links, err)
				}
				return o.UnmergeCase(bg, c.Ines.Actor, c.Desk, n, links[0].ID, "They are two after all.")
			}},
			{"delivery opted out of", func() error { return o.OptOut(bg, c.Rosa.Actor) }},
			{"the terms declined", func() error { return o.AnswerTerms(bg, c.Rosa.Actor, reply(t, o, c.Rosa.Actor, portal.TermsDeclined)) }},
			{"an authority revoked", func() error { return o.RevokeAuthority(bg, c.Rosa.Actor, rosas, authority) }},
			{"the terms agreed to again", func() error { o.Agree(t, c.Rosa); return nil }},
			{"a case resolved and closed", func() error {
				if err := o.StepCase(bg, c.Ines.Actor, c.Desk, n, version(), portal.StepResolved); err != nil {
					return err
				}
				return o.StepCase(bg, c.Ines.Actor, c.Desk, n, version(), portal.StepClosed)
			}},
		} {
			before := kept(t, o)
			if err := act.do(); err != nil {
				t.Fatalf("%s: %v", act.name, err)
			}
			after := kept(t, o)
			for table, rows := range before {
				for _, row := range rows {
					if !slices.Contains(after[table], row) {
						t.Errorf("%s: a row of %s is gone, or is not what it was", act.name, table)
					}
				}
			}
			if len(after["audit"]) <= len(before["audit"]) {
				t.Errorf("%s: nothing stands in the audit trail", act.name)
			}
		}
		if f, err := o.Case(bg, c.Rosa.Actor, n, 0); err != nil || len(f.Messages) != 3 || len(f.Messages[0].Files) != 1 || f.Messages[2].Name != beatriz.Name || acting(t, c, c.Rosa).Owner != rosa.Owner {
			t.Errorf("the same thread is not there: %+v, %v", f, err)
		}
		if _, err := o.Draft(bg, beatriz.Actor, begun.ID); err != portal.ErrNotFound {
			t.Errorf("a past representative's draft: %v", err)
		}
	})
}

// A raw connection is what sqlite3 and psql have: the database itself refuses.
func TestTheDatabaseRefusesToChangeOrDeleteWhatWasWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		beatriz := o.Enrol(t, dbtest.Beatriz)
		o.Agree(t, beatriz)
		c.Represent(t, beatriz, dbtest.InEverything)
		draft := draftWith(t, c, "w2.pdf", "%PDF-1.7 wages")
		if _, err := o.SendDraft(bg, c.Rosa.Actor, draft.ID, draft.Version, 0, question, ""); err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(portal.UndoSend)
		if _, err := o.SendDue(bg, c.Desk); err != nil {
			t.Fatal(err)
		}
		sent, err := o.Draft(bg, c.Rosa.Actor, draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		n := sent.SentCase
		other := c.Write(t, c.Rosa, 0, question)
		for _, err := range []error{
			o.LookAtCase(bg, c.Ines.Actor, n, ""), o.NoteCase(bg, c.Ines.Actor, n, "Call her."), o.OptOut(bg, c.Rosa.Actor), o.BeginModules(bg),
			o.MergeCase(bg, c.Ines.Actor, c.Desk, n, 1, other, "The same matter."),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		f, err := o.Case(bg, c.Rosa.Actor, n, 0)
		if err == nil {
			err = o.ReadCase(bg, c.Rosa.Actor, acting(t, c, c.Rosa), f)
		}
		links, wrong := o.LinkedCases(bg, c.Ines.Actor, n)
		if err != nil || wrong != nil || len(links) != 1 {
			t.Fatal(err, wrong, links)
		}
		if err := o.UnmergeCase(bg, c.Ines.Actor, c.Desk, n, links[0].ID, "They are two after all."); err != nil {
			t.Fatal(err)
		}
		before := kept(t, o)
		raw := o.Raw(t)
		defer raw.Close()
		for table, columns := range written {
			if len(before[table]) == 0 {
				t.Errorf("%s is empty: nothing is tried", table)
			}
			if table == "outbox" {
				continue // e-mail has a life: its own tests say what of it stays
			}
			if columns == "" {
				rows, err := raw.Query(`SELECT * FROM ` + table + ` LIMIT 1`)
				if err != nil {
					t.Fatal(err)
				}
				names, _ := rows.Columns()
				rows.Close()
				columns = strings.Join(names, ", ")
			}
			for column := range strings.SplitSeq(columns, ", ") {
				if _, err := raw.Exec(`UPDATE ` + table + ` SET ` + column + ` = ` + column); err == nil {
					t.Errorf("the database lets %s of %s be changed", column, table)
				}
			}
			if _, err := raw.Exec(`DELETE FROM ` + table); err == nil {
				t.Errorf("the database lets %s be emptied", table)
			}
		}
		after := kept(t, o)
		for table, rows := range before {
			slices.Sort(rows)
			slices.Sort(after[table])
			if !slices.Equal(rows, after[table]) {
				t.Errorf("%s is not what it was", table)
			}
		}
	})
}

// draftWith is a draft of Rosa's with a file.
func draftWith(t *testing.T, c *dbtest.Counter, name, content string) portal.Draft {
	t.Helper()
	draft, err := c.BeginDraft(bg, c.Rosa.Actor, acting(t, c, c.Rosa), 0, 0, portal.DraftText{})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := c.StoreFile(bg, name, "application/pdf", strings.NewReader(content), 1<<20)
	if err == nil {
		err = c.AddDraftFiles(bg, c.Rosa.Actor, draft.ID, []db.StoredFile{stored})
	}
	if err != nil {
		t.Fatal(err)
	}
	return draft
}
