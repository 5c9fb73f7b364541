package db

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"exchequer/portal"
)

// Case is a case with a page of its messages, for who may see it: those before a message, or the last ones where before is 0.
// Anyone else's is not found, and that someone asked stands in the audit trail.
func (d *DB) Case(ctx context.Context, actor portal.Actor, n portal.CaseNumber, before int64) (f portal.CaseFile, err error) {
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{int64(n)})
	f.Case, err = scanMessageCase(d.row(ctx, `
		SELECT `+messageCaseColumns+`
		FROM message_cases
		WHERE id = $1 AND `+rule, args...))
	if errors.Is(err, portal.ErrNotFound) {
		return f, d.caseRefused(ctx, actor, n)
	}
	if err != nil {
		return f, fmt.Errorf("read a case: %w", err)
	}
	a := d.asking(ctx)
	if f.Messages, err = a.messages(n, before); err != nil {
		return f, err
	}
	if err = d.addFiles(ctx, &f); err != nil {
		return f, err
	}
	if f.Events, err = listOf(a, `
		SELECT version, at, COALESCE(account_id, ''), name, role, step, status, to_name, words
		FROM message_events
		WHERE case_id = $1
		ORDER BY version DESC
		LIMIT 200`, scanMessageEvent, int64(n)); err != nil {
		return f, fmt.Errorf("what happened to a case: %w", err)
	}
	if f.Reads, err = listOf(a, `
		SELECT account_id, n, at, name
		FROM message_reads
		WHERE case_id = $1
		ORDER BY n DESC
		LIMIT 100`, func(row scanner) (r portal.MessageRead, err error) {
		err = row.Scan(&r.Account, &r.N, millis(&r.At), &r.Name)
		return r, err
	}, int64(n)); err != nil {
		return f, fmt.Errorf("who read a case: %w", err)
	}
	if f.Paper, err = a.paperOf(n); err != nil {
		return f, err
	}
	if f.Following, err = d.following(ctx, actor, n); err != nil {
		return f, err
	}
	if actor.Role == portal.Taxpayer && f.Follows != 0 {
		may, err := d.mayRead(ctx, actor, f.Follows)
		if !may {
			f.Follows = 0
		}
		return f, err
	}
	return f, nil
}

// following are the cases that go on from one. Of the public, who sees one may not see the other: an authority may be for a
// tax of one of them alone. Staff are asked why at the case itself.
func (d *DB) following(ctx context.Context, actor portal.Actor, n portal.CaseNumber) ([]portal.CaseNumber, error) {
	rule, args := only(`TRUE`).placed([]any{int64(n)})
	if actor.Role == portal.Taxpayer {
		rule, args = mayUse(actor, toRead, d.Now()).placed(args)
	}
	all, err := listOf(d.asking(ctx), `
		SELECT id
		FROM message_cases
		WHERE follows = $1 AND `+rule+`
		ORDER BY id
		LIMIT 20`, func(row scanner) (n portal.CaseNumber, err error) {
		err = row.Scan(&n)
		return n, err
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("cases that go on from one: %w", err)
	}
	return all, nil
}

// mayRead reports that the actor may read a case, without a word about one that they may not.
func (d *DB) mayRead(ctx context.Context, actor portal.Actor, n portal.CaseNumber) (may bool, err error) {
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{int64(n)})
	err = d.row(ctx, `SELECT EXISTS (SELECT 1 FROM message_cases WHERE id = $1 AND `+rule+`)`, args...).Scan(&may)
	return may, err
}

// caseRefused writes down that someone asked for a case that is none of theirs, and answers as for one that is not there. What
// does not exist leaves no trace.
func (d *DB) caseRefused(ctx context.Context, actor portal.Actor, n portal.CaseNumber) error {
	var there bool
	if err := d.row(ctx, `SELECT EXISTS (SELECT 1 FROM message_cases WHERE id = $1)`, int64(n)).Scan(&there); err != nil {
		return err
	}
	err := d.Act(ctx, actor, func(tx *Tx) error {
		if there {
			tx.Audit(portal.CaseNotShown, n.Subject())
		} else {
			tx.Bookkeeping() // the same wait for the disk is not needed: numbers are no secret
		}
		return nil
	})
	if err != nil {
		return err
	}
	return portal.ErrNotFound
}

// caseAsked is the answer to an act on a case. One that was not found and that the actor may not read either leaves the same
// trace as a page that was not shown.
func (d *DB) caseAsked(ctx context.Context, actor portal.Actor, n portal.CaseNumber, err error) error {
	if !errors.Is(err, portal.ErrNotFound) {
		return err
	}
	may, asked := d.mayRead(ctx, actor, n)
	switch {
	case asked != nil:
		return asked
	case may:
		return err
	}
	return d.caseRefused(ctx, actor, n)
}

// messages are a page of a case's messages, in their order.
func (a asking) messages(n portal.CaseNumber, before int64) ([]portal.Message, error) {
	if before <= 0 {
		before = messagesInCase
	}
	all, err := listOf(a, `
		SELECT n, id, at, side, account_id, name, COALESCE(authority_id, ''), language, body
		FROM messages
		WHERE case_id = $1 AND n < $2
		ORDER BY n DESC
		LIMIT $3`, scanMessage, int64(n), before, portal.MessagesShown)
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	slices.Reverse(all)
	return all, nil
}

func scanMessage(row scanner) (m portal.Message, err error) {
	err = row.Scan(&m.N, &m.ID, millis(&m.At), &m.Side, &m.Account, &m.Name, &m.Authority, &m.Language, &m.Body)
	return m, err
}

func scanMessageEvent(row scanner) (e portal.MessageEvent, err error) {
	err = row.Scan(&e.Version, millis(&e.At), &e.Account, &e.Name, &e.Role, &e.Step, &e.Status, &e.ToName, &e.Words)
	return e, err
}

// ReadCase writes down up to where one of the public has read a case. Reading the same again writes nothing; what a
// representative looks at is written down each time, for the taxpayer to see.
func (d *DB) ReadCase(ctx context.Context, actor portal.Actor, acting portal.Acting, f portal.CaseFile) error {
	upto := f.LastN
	known := slices.ContainsFunc(f.Reads, func(r portal.MessageRead) bool { return r.Account == actor.Account && r.N >= upto })
	if known && acting.Authority == "" && acting.Owner == f.Owner {
		return nil
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.CaseRead, f.Number.Subject(), "message", fmt.Sprint(upto))
		_, err := tx.Exec(`
			INSERT INTO message_reads (account_id, case_id, n, at, name)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT DO NOTHING`, actor.Account, int64(f.Number), upto, Millis(tx.Now), actor.Name)
		if err != nil {
			return fmt.Errorf("read a case: %w", err)
		}
		return tx.didInCase(f.Case, portal.DidRead)
	})
}

// ArchiveCase puts a case away, where it is kept, or takes it out again.
func (d *DB) ArchiveCase(ctx context.Context, actor portal.Actor, n portal.CaseNumber, archived bool) error {
	return d.caseAsked(ctx, actor, n, d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.caseKept(n, toWrite)
		if err != nil {
			return err
		}
		if c.Archived == archived {
			tx.Bookkeeping()
			return nil
		}
		step := portal.StepArchived
		if !archived {
			step = portal.StepUnarchived
		}
		c.Archived = archived
		c.Version++
		tx.Audit(portal.CaseStepped, n.Subject(), "step", string(step))
		if _, err := tx.Exec(`
			UPDATE message_cases
			SET archived = $2, version = $3
			WHERE id = $1`, int64(n), archived, c.Version); err != nil {
			return fmt.Errorf("archive a case: %w", err)
		}
		if err := tx.didInCase(c, portal.DidArchive); err != nil {
			return err
		}
		return tx.noteStep(c, step, "", "")
	}))
}
