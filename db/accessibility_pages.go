package db

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
)

// countPage adds requests about a page. The second one makes the page a defect, and so does any after it was fixed: its
// owner is told then, once, and not with each that follows.
func countPage(tx *Tx, desk portal.AccessibilityDesk, path string, more int, last time.Time) error {
	var requests int
	var state portal.PageState
	err := tx.Row(`
		INSERT INTO accessibility_pages (path, requests, first_at, last_at, state, since, version)
		VALUES ($1, $2, $3, $3, 'quiet', $3, 1)
		ON CONFLICT (path) DO UPDATE SET requests = accessibility_pages.requests + $2, last_at = $3
		RETURNING requests, state`, path, more, Millis(last)).Scan(&requests, &state)
	if err != nil {
		return fmt.Errorf("count the page: %w", err)
	}
	if state == portal.PageOpen || requests < portal.DefectAt {
		return nil
	}
	owner, ok := desk.Owners.OwnerOf(path)
	if ok {
		err := tx.Notify(portal.PageDefectNotice, owner.Email, portal.English, portal.Params{
			"page": path, "requests": strconv.Itoa(requests), "owner": owner.Name,
		})
		if err != nil {
			return err
		}
	}
	tx.Audit(portal.PageDefectWasFound, pageSubject(path), "requests", strconv.Itoa(requests), "told", owner.Name)
	return tx.movePage(path, portal.PageOpen, portal.PageEvent{Told: owner.Name})
}

// pageSubject is what the audit trail calls a page: "page/forms/a", "page/irs.gov/forms".
func pageSubject(path string) string { return "page/" + strings.TrimPrefix(path, "/") }

// movePage writes what happened to a page and where it stands now.
func (tx *Tx) movePage(path string, to portal.PageState, e portal.PageEvent) error {
	if _, err := tx.Exec(`
		INSERT INTO accessibility_page_events (id, path, at, account_id, name, state, told, what)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		newID(), path, Millis(tx.Now), nullText(tx.Actor.Account), e.Name, string(to), e.Told, e.What); err != nil {
		return fmt.Errorf("keep what happened to the page: %w", err)
	}
	_, err := tx.Exec(`
		UPDATE accessibility_pages
		SET state = $1, since = $2, version = version + 1
		WHERE path = $3`, string(to), Millis(tx.Now), path)
	return err
}

// FixPageDefect records that a page was mended, and how. The next request about it makes it a defect again.
func (d *DB) FixPageDefect(ctx context.Context, actor portal.Actor, path string, seen int64, what string) error {
	if err := actor.Permit(portal.WorkAccessibility); err != nil {
		return err
	}
	var c portal.Check
	if what = c.Lines("what", what, portal.LongestFix); what == "" {
		c.Wrong("what", "Write what was done to the page.")
	}
	if err := c.Err(); err != nil {
		return err
	}
	err := d.Act(ctx, actor, func(tx *Tx) error {
		page, err := scanPageDefect(tx.Row(pageDefects+`
			WHERE path = $1`+tx.db.engine.forUpdate(), path))
		if err != nil {
			return found(err)
		}
		if page.Version != seen || page.State != portal.PageOpen {
			return portal.Refuse(portal.Conflict, "Someone else changed this page's state meanwhile. Look at it again.")
		}
		tx.Audit(portal.PageDefectWasFixed, pageSubject(path))
		return tx.movePage(path, portal.PageFixed, portal.PageEvent{Name: tx.Actor.Name, What: what})
	})
	if err != nil {
		return fmt.Errorf("fix page: %w", err)
	}
	return nil
}

const pageDefects = `
	SELECT path, requests, first_at, last_at, state, since, version
	FROM accessibility_pages`

func scanPageDefect(row scanner) (p portal.PageDefect, err error) {
	err = row.Scan(&p.Path, &p.Requests, millis(&p.FirstAt), millis(&p.LastAt), &p.State, millis(&p.Since), &p.Version)
	return p, err
}

// PageDefects lists the pages in a state, or the open and the fixed together when it is "", those that most people asked
// about first. After is where the page of the list before ended, nil for the first; the second answer says whether more
// follow.
func (d *DB) PageDefects(ctx context.Context, actor portal.Actor, state portal.PageState, after *portal.PageMark) ([]portal.PageDefect, bool, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, false, err
	}
	query, args := pageDefects+`
		WHERE state <> 'quiet'`, []any{}
	if state != "" {
		query, args = pageDefects+`
		WHERE state = $1`, []any{string(state)}
	}
	if after != nil {
		query += fmt.Sprintf(` AND (requests, path) < ($%d, $%d)`, len(args)+1, len(args)+2)
		args = append(args, after.Requests, after.Path)
	}
	rows, err := d.rows(ctx, query+`
		ORDER BY requests DESC, path DESC
		LIMIT `+strconv.Itoa(portal.QueuePageSize+1), args...)
	if err != nil {
		return nil, false, fmt.Errorf("list page defects: %w", err)
	}
	defer rows.Close()
	var pages []portal.PageDefect
	for rows.Next() {
		p, err := scanPageDefect(rows)
		if err != nil {
			return nil, false, fmt.Errorf("list page defects: %w", err)
		}
		pages = append(pages, p)
	}
	if err := rows.Err(); err != nil {
		return nil, false, fmt.Errorf("list page defects: %w", err)
	}
	if len(pages) > portal.QueuePageSize {
		return pages[:portal.QueuePageSize], true, nil
	}
	return pages, false, nil
}

// PageDefect is one page and what happened to it, the newest first, at most the last fifty.
func (d *DB) PageDefect(ctx context.Context, actor portal.Actor, path string) (page portal.PageDefect, events []portal.PageEvent, err error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return page, nil, err
	}
	page, err = scanPageDefect(d.row(ctx, pageDefects+`
		WHERE path = $1`, path))
	if err != nil {
		return page, nil, found(err)
	}
	rows, err := d.rows(ctx, `
		SELECT at, name, state, told, what
		FROM accessibility_page_events
		WHERE path = $1
		ORDER BY id DESC
		LIMIT 50`, path)
	if err != nil {
		return page, nil, fmt.Errorf("events of a page: %w", err)
	}
	defer rows.Close()
	events, err = scanPageEvents(rows)
	return page, events, err
}

func scanPageEvents(rows *sql.Rows) (events []portal.PageEvent, err error) {
	for rows.Next() {
		var e portal.PageEvent
		if err := rows.Scan(millis(&e.At), &e.Name, &e.State, &e.Told, &e.What); err != nil {
			return nil, fmt.Errorf("events of a page: %w", err)
		}
		events = append(events, e)
	}
	return events, rows.Err()
}
