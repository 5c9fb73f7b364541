package db

import (
	"context"

	"exchequer/portal"
)

// accessibilityQueue is the desk's queue of accessibility requests.
var accessibilityQueue = queue[portal.AccessibilityRequest]{
	what: "accessibility requests", from: "accessibility_requests", columns: accessibilityColumns + ", place",
	scan: func(row scanner) (portal.AccessibilityRequest, error) {
		var place int64
		r, err := scanAccessibilityRequest(row, &place)
		r.Place = place
		return r, err
	},
	mark: portal.AccessibilityRequest.Mark,
}

// finerAccessibility are the conditions of a filter that other queues do not have.
func finerAccessibility(f portal.AccessibilityFilter) (finer []condition) {
	if f.Format != "" {
		finer = append(finer, only("format = ?", string(f.Format)))
	}
	if f.Page != "" {
		finer = append(finer, only("page_path <> '' AND page_path = ?", f.Page))
	}
	return finer
}

// AccessibilityQueue is one page of the desk's list: what waits for us first, the overdue on top. The second answer is
// where the page after it begins, or with filter.Before the page before it, nil when there is none.
func (d *DB) AccessibilityQueue(ctx context.Context, actor portal.Actor, filter portal.AccessibilityFilter) ([]portal.AccessibilityRequest, *portal.QueueMark, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, nil, err
	}
	return accessibilityQueue.page(ctx, d, actor, filter.QueueFilter, finerAccessibility(filter)...)
}

// AccessibilityCounts says how much is in each list, up to portal.CountedUpTo and one more.
func (d *DB) AccessibilityCounts(ctx context.Context, actor portal.Actor, lists []portal.AccessibilityFilter) ([]int, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, err
	}
	asked := make([]counted, len(lists))
	for i, l := range lists {
		asked[i] = counted{l.QueueFilter, finerAccessibility(l)}
	}
	return accessibilityQueue.counts(ctx, d, actor, asked)
}

// NextAccessibilityRequest is the oldest due request that waits for us: the actor's own first, then nobody's. ErrNotFound
// means that nothing waits.
func (d *DB) NextAccessibilityRequest(ctx context.Context, actor portal.Actor) (portal.RequestNumber, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return 0, err
	}
	n, err := accessibilityQueue.next(ctx, d, actor)
	return portal.RequestNumber(n), err
}
