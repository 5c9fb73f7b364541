package db

import (
	"context"

	"exchequer/portal"
)

// AccessibilityColleagues are those to whom the actor could hand a request over, by name.
func (d *DB) AccessibilityColleagues(ctx context.Context, actor portal.Actor) ([]portal.Actor, error) {
	if err := actor.Permit(portal.WorkAccessibility); err != nil {
		return nil, err
	}
	return d.colleagues(ctx, actor, portal.WorkAccessibility)
}

// FindAccessibilityRequest is one request as lists show it, its seals closed.
func (d *DB) FindAccessibilityRequest(ctx context.Context, actor portal.Actor, n portal.RequestNumber) (portal.AccessibilityRequest, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return portal.AccessibilityRequest{}, err
	}
	r, err := scanAccessibilityRequest(d.row(ctx, `
		SELECT `+accessibilityColumns+`
		FROM accessibility_requests
		WHERE id = $1`, int64(n)))
	return r, found(err)
}

// AccessibilityChanges is what happened to a request since the version that someone has on their screen, so that an open
// page can say that it is no longer how things stand.
func (d *DB) AccessibilityChanges(ctx context.Context, actor portal.Actor, n portal.RequestNumber, seen int64) ([]portal.AccessibilityEvent, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, err
	}
	return d.accessibilityEvents(ctx, n, seen)
}
