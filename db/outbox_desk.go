package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"exchequer/portal"
)

const outboxColumns = `
	id,
	key_version,
	data_key,
	recipient,
	notice,
	language,
	created_at,
	state,
	tries,
	due_at,
	leased_until,
	ended_at,
	problem,
	reply,
	repeats,
	goes_with`

// Outbox is a page of the mail that waits, went or failed, newest first. It never opens what an e-mail says.
func (d *DB) Outbox(ctx context.Context, actor portal.Actor, f portal.OutboxFilter) (portal.OutboxPage, error) {
	var page portal.OutboxPage
	if err := actor.Permit(portal.ReadMail); err != nil {
		return page, err
	}
	// An id begins with the moment it was made, so its order is the mail's. One row more than a page tells
	// whether there is another page. Towards newer mail the page is read upwards and turned around.
	backwards := f.Newer != ""
	edge, way, order := f.Older, "<", "DESC"
	if backwards {
		edge, way, order = f.Newer, ">", "ASC"
	} else if edge == "" {
		edge = "g" // after every id
	}
	where, args := "id "+way+" $1", []any{edge, portal.OutboxPageSize + 1}
	if f.State != "" {
		where, args = where+" AND state = $3", append(args, string(f.State))
	}
	rows, err := d.rows(ctx, `
		SELECT `+outboxColumns+`
		FROM outbox
		WHERE `+where+`
		ORDER BY id `+order+`
		LIMIT $2`, args...)
	if err != nil {
		return page, fmt.Errorf("read the outbox: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		m, err := d.scanOutboxMail(rows)
		if err != nil {
			return page, err
		}
		page.Mails = append(page.Mails, m)
	}
	if err := rows.Err(); err != nil {
		return page, fmt.Errorf("read the outbox: %w", err)
	}
	more := len(page.Mails) > portal.OutboxPageSize
	if more {
		page.Mails = page.Mails[:portal.OutboxPageSize]
	}
	if backwards {
		slices.Reverse(page.Mails)
		page.Newer, page.Older = more, true
	} else {
		page.Older, page.Newer = more, f.Older != ""
	}
	return page, nil
}

// OutboxMail is one e-mail and the history of its tries, oldest first.
func (d *DB) OutboxMail(ctx context.Context, actor portal.Actor, id string) (portal.OutboxMail, []portal.OutboxTry, error) {
	if err := actor.Permit(portal.ReadMail); err != nil {
		return portal.OutboxMail{}, nil, err
	}
	m, err := d.scanOutboxMail(d.row(ctx, `
		SELECT `+outboxColumns+`
		FROM outbox
		WHERE id = $1`, id))
	if err != nil {
		return m, nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT
			at,
			state,
			trouble,
			reply
		FROM outbox_tries
		WHERE outbox_id = $1
		ORDER BY id`, id)
	if err != nil {
		return m, nil, fmt.Errorf("read the tries of mail %s: %w", id, err)
	}
	defer rows.Close()
	var tries []portal.OutboxTry
	for rows.Next() {
		var try portal.OutboxTry
		if err := rows.Scan(millis(&try.At), &try.State, &try.Trouble, &try.Reply); err != nil {
			return m, nil, fmt.Errorf("read the tries of mail %s: %w", id, err)
		}
		tries = append(tries, try)
	}
	return m, tries, rows.Err()
}

func (d *DB) scanOutboxMail(row scanner) (portal.OutboxMail, error) {
	var m portal.OutboxMail
	var version uint32
	var wrapped, recipient []byte
	var leased time.Time
	err := row.Scan(&m.ID, &version, &wrapped, &recipient, &m.Notice, &m.Language, millis(&m.CreatedAt), &m.State,
		&m.Tries, millis(&m.Due), millis(&leased), millis(&m.EndedAt), &m.Trouble, &m.Reply, nullable(&m.Repeats), nullable(&m.With))
	if errors.Is(err, sql.ErrNoRows) {
		return m, portal.ErrNotFound
	}
	if err != nil {
		return m, fmt.Errorf("read the outbox: %w", err)
	}
	m.OnItsWay = leased.After(d.Now())
	if key, err := d.keys.recordKey("outbox", m.ID, version, wrapped); err == nil {
		to, _ := key.Open("recipient", recipient)
		m.To = portal.MaskAddress(string(to))
	} else { // the page must open even when one key is missing: it is where people look for what is wrong
		m.To = "…"
	}
	return m, nil
}

// OutboxCounts says how the mail fares as a whole.
func (d *DB) OutboxCounts(ctx context.Context, actor portal.Actor) (portal.OutboxCounts, error) {
	var c portal.OutboxCounts
	if err := actor.Permit(portal.ReadMail); err != nil {
		return c, err
	}
	now := d.Now()
	// The beginning of an id is its moment, so lately sent mail is counted from the index alone.
	lately := firstIDAt(now.Add(-portal.MailLately))
	err := d.row(ctx, `
		SELECT
			(SELECT COUNT(*) FROM outbox WHERE state = 'waiting'),
			(SELECT MIN(created_at) FROM outbox WHERE state = 'waiting'),
			(SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND problem <> 'withdrawn'),
			(SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND id >= $1)`, lately).
		Scan(&c.Waiting, millis(&c.WaitingSince), &c.Failed, &c.SentLately)
	if err != nil {
		return c, fmt.Errorf("count the outbox: %w", err)
	}
	rows, err := d.rows(ctx, `
		SELECT
			problem,
			COUNT(*)
		FROM outbox
		WHERE state = 'waiting' AND problem <> ''
		GROUP BY problem
		ORDER BY COUNT(*)`)
	if err != nil {
		return c, fmt.Errorf("count the outbox: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var trouble portal.MailTrouble
		var n int
		if err := rows.Scan(&trouble, &n); err != nil {
			return c, fmt.Errorf("count the outbox: %w", err)
		}
		if trouble.Ours() {
			c.HeldUp, c.HeldUpTrouble = c.HeldUp+n, trouble
		}
	}
	return c, rows.Err()
}

// FailedMail counts the e-mails that were given up, up to one more than portal.CountedUpTo: every page of the desk asks.
func (d *DB) FailedMail(ctx context.Context, actor portal.Actor) (int, error) {
	if err := actor.Permit(portal.ReadMail); err != nil {
		return 0, err
	}
	var n int
	err := d.row(ctx, `
		SELECT COUNT(*)
		FROM (SELECT 1 FROM outbox WHERE state = 'failed' AND problem <> 'withdrawn' LIMIT $1) AS failed`, portal.CountedUpTo+1).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count failed mail: %w", err)
	}
	return n, nil
}

// firstIDAt is the smallest id that newID can make at a moment.
func firstIDAt(t time.Time) string {
	millis := fmt.Sprintf("%012x", t.UnixMilli())
	return millis[:8] + "-" + millis[8:] + "-7000-8000-000000000000"
}
