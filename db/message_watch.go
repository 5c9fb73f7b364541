package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"exchequer/portal"
)

// Whoever has a list of cases open is told that something changed. The audit trail knows: every act writes there, in the order
// in which acts were committed, whichever copy of the program did it. One look at its end serves every open page.

// changesTogether is how many records one look reads; what is more waits for the next.
const changesTogether = 500

// WatchFrom is the last record of the audit trail now.
func (d *DB) WatchFrom(ctx context.Context) (seq int64, err error) {
	err = d.row(ctx, `SELECT seq FROM audit_head WHERE one = 1`).Scan(&seq)
	return seq, err
}

// CaseChanges are the cases to which something happened after a record of the audit trail, each once, and the record up to
// which it looked. It never writes.
func (d *DB) CaseChanges(ctx context.Context, after int64) (changes []portal.CaseChange, last int64, err error) {
	last = after
	type record struct {
		seq            int64
		event, subject string
	}
	records, err := listOf(d.asking(ctx), `
		SELECT seq, event, subject
		FROM audit
		WHERE seq > $1
		ORDER BY seq
		LIMIT $2`, func(row scanner) (r record, err error) {
		err = row.Scan(&r.seq, &r.event, &r.subject)
		return r, err
	}, after, changesTogether)
	if err != nil {
		return nil, after, fmt.Errorf("what changed: %w", err)
	}
	seen := map[portal.CaseNumber]*portal.CaseChange{}
	for _, r := range records {
		last = r.seq
		changed, listed := portal.CaseChanged(portal.Event(r.event))
		reference, of := strings.CutPrefix(r.subject, "message/")
		n, ok := portal.ReadCaseNumber(reference)
		if !changed || !of || !ok {
			continue
		}
		if seen[n] == nil {
			seen[n] = &portal.CaseChange{Number: n}
		}
		seen[n].Listed = seen[n].Listed || listed
	}
	if len(seen) == 0 {
		return nil, last, nil
	}
	args, places := []any{after}, []string{}
	for n := range seen {
		args = append(args, int64(n))
		places = append(places, "$"+strconv.Itoa(len(args)))
	}
	// A case that was moved was in another queue before: which, its history does not say.
	err = each(d.asking(ctx), `
		SELECT c.id, c.queue, EXISTS (
			SELECT 1
			FROM message_events e
			WHERE e.case_id = c.id AND e.step = 'moved' AND e.version > c.version - 10 AND e.at >= (SELECT a.at FROM audit a WHERE a.seq = $1 + 1))
		FROM message_cases c
		WHERE c.id IN (`+strings.Join(places, ", ")+`)`, func(row scanner) error {
		var n portal.CaseNumber
		var queue string
		var moved bool
		if err := row.Scan(&n, &queue, &moved); err != nil {
			return err
		}
		one := seen[n]
		one.Queue, one.Moved = queue, moved
		changes = append(changes, *one)
		return nil
	}, args...)
	if err != nil {
		return nil, after, fmt.Errorf("what changed: %w", err)
	}
	return changes, last, nil
}

// each calls do with each row of a query.
func each(a asking, query string, do func(scanner) error, args ...any) error {
	rows, err := a.rows(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Watchers are those of the sessions in which cases may be watched at this moment: open, of an active account of the staff who
// read messages, and whose yearly training stands. Two statements answer for all of them.
func (d *DB) Watchers(ctx context.Context, sessions []string) (map[string]portal.Watcher, error) {
	watchers, now := map[string]portal.Watcher{}, d.Now()
	if len(sessions) == 0 {
		return watchers, nil
	}
	args, places := []any{Millis(now)}, []string{}
	for _, s := range sessions {
		args = append(args, s)
		places = append(places, "$"+strconv.Itoa(len(args)))
	}
	err := each(d.asking(ctx), `
		SELECT `+sessionColumns+`, `+accountColumns+`
		FROM sessions s
		JOIN accounts a ON a.id = s.account_id
		WHERE s.id IN (`+strings.Join(places, ", ")+`) AND EXISTS (SELECT 1 FROM trainings t WHERE t.account_id = a.id AND t.expires_at > $1)`,
		func(row scanner) error {
			var s portal.Session
			var a portal.Account
			if err := row.Scan(append(scanSession(&s), scanAccount(&a)...)...); err != nil {
				return err
			}
			if s.Open(now) && s.Stage == portal.SignedIn && a.Status == portal.Active && (portal.Actor{Role: a.Role}).Can(portal.ReadMessages) {
				watchers[s.ID] = portal.Watcher{Account: a.ID}
			}
			return nil
		}, args...)
	if err != nil {
		return nil, fmt.Errorf("who watches: %w", err)
	}
	queues := map[string][]string{}
	err = each(d.asking(ctx), `
		SELECT DISTINCT s.id, m.queue
		FROM sessions s
		JOIN message_queue_members m ON m.account_id = s.account_id
		WHERE CAST($1 AS BIGINT) > 0 AND s.id IN (`+strings.Join(places, ", ")+`) AND m.ended_at IS NULL`, func(row scanner) error {
		var session, queue string
		if err := row.Scan(&session, &queue); err != nil {
			return err
		}
		queues[session] = append(queues[session], queue)
		return nil
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("what they watch: %w", err)
	}
	for id, w := range watchers {
		w.Queues = slices.Sorted(slices.Values(queues[id]))
		watchers[id] = w
	}
	return watchers, nil
}
