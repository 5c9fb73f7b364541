package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"exchequer/portal"
)

// AccessibilityQueue is one page of the desk's list: what waits for us first, the overdue on top. The second answer is
// where the next page begins, nil on the last one. Its cost does not grow with the table: each list has an index in its
// order, and paging goes on where the last page ended.
func (d *DB) AccessibilityQueue(ctx context.Context, actor portal.Actor, desk portal.AccessibilityDesk, filter portal.AccessibilityFilter) ([]portal.AccessibilityRequest, *portal.AccessibilityMark, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, nil, err
	}
	where, args := d.accessibilityWhere(actor, filter, nil)
	if filter.After != nil {
		where = append(where, fmt.Sprintf("(place, id) > ($%d, $%d)", len(args)+1, len(args)+2))
		args = append(args, filter.After.Place, int64(filter.After.Number))
	}
	query := `
		SELECT ` + accessibilityColumns + `, place
		FROM accessibility_requests` + whereAll(where) + `
		ORDER BY place, id
		LIMIT ` + strconv.Itoa(portal.AccessibilityPageSize+1)
	return d.listAccessibilityRequests(ctx, desk, query, args)
}

func (d *DB) listAccessibilityRequests(ctx context.Context, desk portal.AccessibilityDesk, query string, args []any) ([]portal.AccessibilityRequest, *portal.AccessibilityMark, error) {
	rows, err := d.rows(ctx, query, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("list accessibility requests: %w", err)
	}
	defer rows.Close()
	requests, next := make([]portal.AccessibilityRequest, 0, portal.AccessibilityPageSize), (*portal.AccessibilityMark)(nil)
	var last portal.AccessibilityMark
	for rows.Next() {
		var place int64
		r, err := scanAccessibilityRequest(rows, desk, &place)
		if err != nil {
			return nil, nil, fmt.Errorf("list accessibility requests: %w", err)
		}
		if len(requests) == portal.AccessibilityPageSize {
			mark := last
			next = &mark
			break
		}
		requests, last = append(requests, r), portal.AccessibilityMark{Place: place, Number: r.Number}
	}
	return requests, next, rows.Err()
}

// accessibilityWhere turns a filter into conditions, whose values follow those that a statement has already. Each one
// names the columns of an index.
func (d *DB) accessibilityWhere(actor portal.Actor, f portal.AccessibilityFilter, before []any) (where []string, args []any) {
	args = before
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where = append(where, condition)
	}
	switch f.State {
	case portal.ListToDo, "":
		add("place < ?", placeOfPersons/2)
	case portal.ListOverdue:
		add("place < ?", Millis(d.Now()))
	case portal.ListWaiting:
		add("place > ?", placeOfPersons/2)
		add("place < ?", placeOfPersons)
	case portal.ListClosed:
		add("place > ?", placeOfPersons)
	case portal.ListAll:
	default:
		add("status = ?", f.State)
	}
	switch f.Whose {
	case portal.WhoseMine:
		add("assignee = ?", actor.Account)
	case portal.WhoseNobodys:
		add("assignee IS NULL")
	}
	if f.Format != "" {
		add("format = ?", string(f.Format))
	}
	if f.Page != "" {
		add("page_path <> '' AND page_path = ?", f.Page)
	}
	return where, args
}

func whereAll(conditions []string) string {
	if len(conditions) == 0 {
		return ""
	}
	return "\n\t\tWHERE " + strings.Join(conditions, " AND ")
}

// AccessibilityCounts says how much is in each list, up to portal.CountedUpTo and one more: beyond it nobody needs the
// number, and counting would cost more the more there is. All lists are counted at one moment, in one question.
func (d *DB) AccessibilityCounts(ctx context.Context, actor portal.Actor, lists []portal.AccessibilityFilter) ([]int, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, err
	}
	var questions []string
	var args []any
	counts, into := make([]int, len(lists)), make([]any, len(lists))
	for i, filter := range lists {
		var where []string
		where, args = d.accessibilityWhere(actor, filter, args)
		into[i] = &counts[i]
		questions = append(questions, `(
			SELECT COUNT(*)
			FROM (SELECT 1 AS one FROM accessibility_requests`+whereAll(where)+` LIMIT `+strconv.Itoa(portal.CountedUpTo+1)+`) AS counted)`)
	}
	if err := d.row(ctx, `SELECT `+strings.Join(questions, ", "), args...).Scan(into...); err != nil {
		return nil, fmt.Errorf("count accessibility requests: %w", err)
	}
	return counts, nil
}

// NextAccessibilityRequest is the oldest due request that waits for us: the actor's own first, then nobody's. ErrNotFound
// means that nothing waits.
func (d *DB) NextAccessibilityRequest(ctx context.Context, actor portal.Actor) (portal.RequestNumber, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return 0, err
	}
	for _, whose := range []portal.Whose{portal.WhoseMine, portal.WhoseNobodys} {
		var n portal.RequestNumber
		where, args := d.accessibilityWhere(actor, portal.AccessibilityFilter{Whose: whose}, nil)
		err := found(d.row(ctx, `
			SELECT id
			FROM accessibility_requests`+whereAll(where)+`
			ORDER BY place, id
			LIMIT 1`, args...).Scan(&n))
		if portal.CodeOf(err) == portal.NotFound {
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("next accessibility request: %w", err)
		}
		return n, nil
	}
	return 0, portal.ErrNotFound
}
