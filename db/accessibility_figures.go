package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

// AccessibilityFigures tells what came of the requests that were received from one moment to another. It reads that
// month's rows and no others.
func (d *DB) AccessibilityFigures(ctx context.Context, actor portal.Actor, from, to time.Time) (portal.AccessibilityFigures, error) {
	if err := actor.Permit(portal.SeeFigures); err != nil {
		return portal.AccessibilityFigures{}, err
	}
	rows, err := d.rows(ctx, `
		SELECT
			format,
			channel,
			status,
			CASE WHEN delivered_at IS NULL THEN 0 ELSE 1 END AS delivered,
			CASE WHEN COALESCE(delivered_at, $3) <= deliver_by THEN 1 ELSE 0 END AS on_time,
			COALESCE(days_taken, 0) AS days,
			COUNT(*)
		FROM accessibility_requests
		WHERE received_at >= $1 AND received_at < $2
		GROUP BY 1, 2, 3, 4, 5, 6`, Millis(from), Millis(to), Millis(d.Now()))
	if err != nil {
		return portal.AccessibilityFigures{}, fmt.Errorf("figures: %w", err)
	}
	defer rows.Close()
	var tallies []portal.AccessibilityTally
	for rows.Next() {
		var t portal.AccessibilityTally
		var delivered, onTime int
		if err := rows.Scan(&t.Format, &t.Channel, &t.Status, &delivered, &onTime, &t.Days, &t.Requests); err != nil {
			return portal.AccessibilityFigures{}, fmt.Errorf("figures: %w", err)
		}
		t.Delivered, t.OnTime = delivered == 1, onTime == 1
		tallies = append(tallies, t)
	}
	if err := rows.Err(); err != nil {
		return portal.AccessibilityFigures{}, fmt.Errorf("figures: %w", err)
	}
	return portal.NewAccessibilityFigures(from, to, tallies), nil
}
