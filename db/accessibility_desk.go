package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"exchequer/portal"
)

// AccessibilityQueue is one page of the desk's list: what waits for us first, the overdue on top. The second answer is
// where the page after it begins, or with filter.Before the page before it, nil when there is none. Its cost does not
// grow with the table: each list has an index in its order, and paging goes on where the last page ended.
func (d *DB) AccessibilityQueue(ctx context.Context, actor portal.Actor, filter portal.AccessibilityFilter) ([]portal.AccessibilityRequest, *portal.AccessibilityMark, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, nil, err
	}
	query, args := d.accessibilityQueueQuery(actor, filter)
	requests, next, err := d.listAccessibilityRequests(ctx, query, args)
	if filter.After != nil || filter.Before == nil || err != nil {
		return requests, next, err
	}
	if next == nil { // back at the beginning: a first page is whole, whatever came in since
		filter.Before = nil
		requests, _, err = d.AccessibilityQueue(ctx, actor, filter)
		return requests, nil, err
	}
	slices.Reverse(requests)
	return requests, next, nil
}

// accessibilityQueueQuery goes on behind a mark in two steps: through what shares the mark's place, and then through the
// places beyond. Many requests are due at the same moment, and SQLite does not use a row value that ends in a table's
// integer key: it would walk through all of them.
func (d *DB) accessibilityQueueQuery(actor portal.Actor, filter portal.AccessibilityFilter) (query string, args []any) {
	where, args := d.accessibilityWhere(actor, filter, nil)
	rows := func(more ...string) string {
		return `
		SELECT ` + accessibilityColumns + `, place
		FROM accessibility_requests` + whereAll(slices.Concat(where, more))
	}
	mark, beyond, order := filter.After, ">", "place, id"
	if mark == nil && filter.Before != nil {
		mark, beyond, order = filter.Before, "<", "place DESC, id DESC"
	}
	if mark == nil {
		query = rows()
	} else {
		args = append(args, mark.Place, int64(mark.Number))
		place, id := fmt.Sprintf("$%d", len(args)-1), fmt.Sprintf("$%d", len(args))
		query = rows("place = "+place, "id "+beyond+" "+id) + `
		UNION ALL` + rows("place "+beyond+" "+place)
	}
	return query + `
		ORDER BY ` + order + `
		LIMIT ` + strconv.Itoa(portal.AccessibilityPageSize+1), args
}

func (d *DB) listAccessibilityRequests(ctx context.Context, query string, args []any) ([]portal.AccessibilityRequest, *portal.AccessibilityMark, error) {
	rows, err := d.rows(ctx, query, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("list accessibility requests: %w", err)
	}
	defer rows.Close()
	requests := make([]portal.AccessibilityRequest, 0, portal.AccessibilityPageSize)
	for rows.Next() {
		if len(requests) == portal.AccessibilityPageSize {
			return requests, requests[len(requests)-1].Mark(), rows.Err()
		}
		var place int64
		r, err := scanAccessibilityRequest(rows, &place)
		if err != nil {
			return nil, nil, fmt.Errorf("list accessibility requests: %w", err)
		}
		r.Place = place
		requests = append(requests, r)
	}
	return requests, nil, rows.Err()
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
// number, and counting would cost more the more there is. All lists are counted at one moment, in one question; one that
// is asked for twice is counted once.
func (d *DB) AccessibilityCounts(ctx context.Context, actor portal.Actor, lists []portal.AccessibilityFilter) ([]int, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, err
	}
	var questions []string
	var args, into []any
	asked, counted := map[portal.AccessibilityFilter]int{}, make([]int, len(lists))
	for _, filter := range lists {
		if _, again := asked[filter]; again {
			continue
		}
		var where []string
		where, args = d.accessibilityWhere(actor, filter, args)
		asked[filter] = len(questions)
		into = append(into, &counted[len(questions)])
		questions = append(questions, `(
			SELECT COUNT(*)
			FROM (SELECT 1 AS one FROM accessibility_requests`+whereAll(where)+` LIMIT `+strconv.Itoa(portal.CountedUpTo+1)+`) AS counted)`)
	}
	if err := d.row(ctx, `SELECT `+strings.Join(questions, ", "), args...).Scan(into...); err != nil {
		return nil, fmt.Errorf("count accessibility requests: %w", err)
	}
	counts := make([]int, len(lists))
	for i, filter := range lists {
		counts[i] = counted[asked[filter]]
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
