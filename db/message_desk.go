package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"exchequer/portal"
)

// messageQueue is the desk's queue of cases.
var messageQueue = queue[portal.Case]{
	what: "cases", from: "message_cases", columns: messageCaseColumns, scan: scanMessageCase, mark: portal.Case.PlaceMark,
}

// mayOpenCases is nil when the actor's role allows something about cases and their yearly training stands.
func (d *DB) mayOpenCases(ctx context.Context, actor portal.Actor, p portal.Permission) error {
	if err := actor.Permit(p); err != nil || actor.Role == portal.System {
		return err
	}
	until, err := d.Training(ctx, actor.Account)
	if err != nil {
		return err
	}
	if !d.Now().Before(until) {
		return portal.ErrNoTraining
	}
	return nil
}

// QueuesOf are the queues that one of the staff works, by name.
func (d *DB) QueuesOf(ctx context.Context, account string) ([]string, error) {
	queues, err := listOf(d.asking(ctx), `
		SELECT queue
		FROM message_queue_members
		WHERE account_id = $1 AND ended_at IS NULL
		ORDER BY queue`, func(row scanner) (queue string, err error) {
		err = row.Scan(&queue)
		return queue, err
	}, account)
	if err != nil {
		return nil, fmt.Errorf("queues of a clerk: %w", err)
	}
	return queues, nil
}

// deskWalks is the queue as a list of an actor walks it: what is theirs by who has it, everything else a queue at a time.
// The rule of who may see a case stands beside.
func (d *DB) deskWalks(actor portal.Actor, queues []string, f portal.DeskFilter) (queue[portal.Case], []condition) {
	finer := []condition{mayUse(actor, toRead, d.Now())}
	if f.Whose == portal.WhoseMine {
		if f.Queue != "" {
			finer = append(finer, only("queue = ?", f.Queue))
		}
		return messageQueue, finer
	}
	var walks []condition
	for _, name := range queues {
		if f.Queue == "" || f.Queue == name {
			walks = append(walks, only("queue = ?", name))
		}
	}
	if len(walks) == 0 {
		walks = []condition{only("1 = 0")}
	}
	return messageQueue.among(walks...), finer
}

// MessageQueue is one page of the desk's list of cases in the queues that the actor works: what waits for us first, the
// overdue on top.
func (d *DB) MessageQueue(ctx context.Context, actor portal.Actor, f portal.DeskFilter) ([]portal.Case, *portal.QueueMark, error) {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return nil, nil, err
	}
	queues, err := d.QueuesOf(ctx, actor.Account)
	if err != nil {
		return nil, nil, err
	}
	q, finer := d.deskWalks(actor, queues, f)
	return q.page(ctx, d, actor, f.QueueFilter, finer...)
}

// MessageCounts says how much is in each list, up to portal.CountedUpTo and one more.
func (d *DB) MessageCounts(ctx context.Context, actor portal.Actor, lists []portal.DeskFilter) ([]int, error) {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return nil, err
	}
	queues, err := d.QueuesOf(ctx, actor.Account)
	if err != nil {
		return nil, err
	}
	counts := make([]int, len(lists))
	for _, mine := range []bool{true, false} { // they walk differently, and so are two questions
		var asked []counted
		var places []int
		var q queue[portal.Case]
		for i, l := range lists {
			if (l.Whose == portal.WhoseMine) != mine {
				continue
			}
			walks, finer := d.deskWalks(actor, queues, l)
			if q, places = walks, append(places, i); l.Queue != "" {
				q, _ = d.deskWalks(actor, queues, portal.DeskFilter{QueueFilter: l.QueueFilter})
				finer = append(slices.Clone(finer), only("queue = ?", l.Queue))
			}
			asked = append(asked, counted{l.QueueFilter, finer})
		}
		if len(asked) == 0 {
			continue
		}
		n, err := q.counts(ctx, d, actor, asked)
		if err != nil {
			return nil, err
		}
		for i, place := range places {
			counts[place] = n[i]
		}
	}
	return counts, nil
}

// NextCase is the oldest due case that waits for us and is not put off: the actor's own first, then nobody's.
func (d *DB) NextCase(ctx context.Context, actor portal.Actor) (portal.CaseNumber, error) {
	if err := d.mayOpenCases(ctx, actor, portal.WorkMessages); err != nil {
		return 0, err
	}
	queues, err := d.QueuesOf(ctx, actor.Account)
	if err != nil {
		return 0, err
	}
	for _, whose := range []portal.Whose{portal.WhoseMine, portal.WhoseNobodys} {
		q, finer := d.deskWalks(actor, queues, portal.DeskFilter{QueueFilter: portal.QueueFilter{Whose: whose}})
		n, err := q.nextOf(ctx, d, actor, whose, append(finer, only("(snoozed_until IS NULL OR snoozed_until <= ?)", Millis(d.Now()))))
		if !errors.Is(err, portal.ErrNotFound) {
			return portal.CaseNumber(n), err
		}
	}
	return 0, portal.ErrNotFound
}

// SearchCases finds cases at the desk by words of their subject and messages, the newest first, among those that the actor
// may see. The mark is where the next page begins, nil when there is none.
func (d *DB) SearchCases(ctx context.Context, actor portal.Actor, words string, after *portal.QueueMark) ([]portal.Case, *portal.QueueMark, error) {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return nil, nil, err
	}
	terms := searchTerms(words)
	if len(terms) == 0 {
		return nil, nil, nil
	}
	before := int64(1) << 60
	if after != nil {
		before = after.ID
	}
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{before, "", d.engine.wordsOf("", terms)})
	cases, err := listOf(d.asking(ctx), `
		SELECT `+messageCaseColumns+`
		FROM message_cases
		WHERE id < $1 AND $2 = '' AND id IN (`+d.engine.casesWithWords(false)+`) AND `+rule+`
		ORDER BY id DESC
		LIMIT `+strconv.Itoa(portal.QueuePageSize+1), scanMessageCase, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("search cases: %w", err)
	}
	if len(cases) <= portal.QueuePageSize {
		return cases, nil, nil
	}
	cases = cases[:portal.QueuePageSize]
	return cases, &portal.QueueMark{ID: int64(cases[len(cases)-1].Number)}, nil
}

// CaseColleagues are those to whom a case of a queue can be handed over: who works the queue, and whose training stands.
func (d *DB) CaseColleagues(ctx context.Context, actor portal.Actor, queue string) ([]portal.Actor, error) {
	if err := actor.Permit(portal.WorkMessages); err != nil {
		return nil, err
	}
	return d.colleagues(ctx, actor, portal.WorkMessages, worksQueue(queue, d.Now())...)
}

// worksQueue are the conditions on accounts that they may be given a case of a queue; of some queue, for "".
func worksQueue(queue string, now time.Time) []condition {
	works := []condition{only("EXISTS (SELECT 1 FROM trainings t WHERE t.account_id = accounts.id AND t.expires_at > ?)", Millis(now))}
	if queue != "" {
		works = append(works, only("EXISTS (SELECT 1 FROM message_queue_members m WHERE m.account_id = accounts.id AND m.queue = ? AND m.ended_at IS NULL)", queue))
	}
	return works
}

// CaseAtDesk is a case as the desk's page shows it, for who may see it. Whoever calls it has written down the look.
func (d *DB) CaseAtDesk(ctx context.Context, actor portal.Actor, n portal.CaseNumber, before int64) (c portal.DeskCase, err error) {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return c, err
	}
	if c.CaseFile, err = d.Case(ctx, actor, n, before); err != nil {
		return c, err
	}
	if c.Works, err = d.mayWork(ctx, actor, n); err != nil {
		return c, err
	}
	if err := d.row(ctx, `SELECT COUNT(*) FROM message_notes WHERE case_id = $1`, int64(n)).Scan(&c.Notes); err != nil {
		return c, fmt.Errorf("count notes: %w", err)
	}
	if c.Merges, err = d.asking(ctx).merges(n); err != nil {
		return c, err
	}
	if c.Present, c.Writing, err = d.presentAtCase(ctx, actor, n); err != nil {
		return c, err
	}
	if c.Reported, err = listOf(d.asking(ctx), `
		SELECT DISTINCT n
		FROM message_reports
		WHERE case_id = $1 AND decided_at IS NULL
		ORDER BY n`, func(row scanner) (n int64, err error) {
		err = row.Scan(&n)
		return n, err
	}, int64(n)); err != nil {
		return c, fmt.Errorf("reports of a case: %w", err)
	}
	held, err := scanDraft(d.row(ctx, `
		SELECT `+draftColumns+`
		FROM message_drafts
		WHERE case_id = $1 AND state = 'held' AND side = 'department' AND account_id <> $2
		LIMIT 1`, int64(n), actor.Account))
	switch {
	case err == nil:
		c.Held = &held
	case !errors.Is(err, portal.ErrNotFound):
		return c, fmt.Errorf("replies on their way: %w", err)
	}
	return c, nil
}

// mayWork reports that the actor may act on a case, and not only read it.
func (d *DB) mayWork(ctx context.Context, actor portal.Actor, n portal.CaseNumber) (works bool, err error) {
	if !actor.Can(portal.WorkMessages) {
		return false, nil
	}
	rule, args := mayUse(actor, toWrite, d.Now()).placed([]any{int64(n)})
	err = d.row(ctx, `SELECT EXISTS (SELECT 1 FROM message_cases WHERE id = $1 AND `+rule+`)`, args...).Scan(&works)
	return works, err
}
