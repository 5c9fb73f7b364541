package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

// AccessibilityMonths are the figures of the last so many months, the oldest first, that end with the one that begins at
// from. Each reads its month's rows by their index, and no others.
func (d *DB) AccessibilityMonths(ctx context.Context, actor portal.Actor, from time.Time, months int) ([]portal.AccessibilityFigures, error) {
	if err := actor.Permit(portal.SeeFigures); err != nil {
		return nil, err
	}
	figures := make([]portal.AccessibilityFigures, months)
	for i := range figures {
		month, err := d.accessibilityFigures(ctx, from.AddDate(0, i+1-months, 0), from.AddDate(0, i+2-months, 0))
		if err != nil {
			return nil, err
		}
		figures[i] = month
	}
	return figures, nil
}

// ExportAccessibilityFigures gives the same for a file that leaves the house, and writes down who took it.
func (d *DB) ExportAccessibilityFigures(ctx context.Context, actor portal.Actor, from time.Time, months int) ([]portal.AccessibilityFigures, error) {
	figures, err := d.AccessibilityMonths(ctx, actor, from, months)
	if err != nil {
		return nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.AccessibilityWasExported, "accessibility-figures/"+from.Format("2006-01"))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("export figures: %w", err)
	}
	return figures, nil
}

// accessibilityTallies counts the requests that came from one moment ($1) up to another ($2) and fared alike until now ($3).
const accessibilityTallies = `
	SELECT
		format,
		channel,
		status,
		CASE WHEN acknowledged_at IS NULL THEN 0 ELSE 1 END AS acknowledged,
		CASE WHEN COALESCE(acknowledged_at, $3) <= acknowledge_by THEN 1 ELSE 0 END AS ack_on_time,
		CASE WHEN delivered_at IS NULL THEN 0 ELSE 1 END AS delivered,
		CASE WHEN COALESCE(delivered_at, $3) <= deliver_by THEN 1 ELSE 0 END AS on_time,
		COALESCE(days_taken, 0) AS days,
		COUNT(*)
	FROM accessibility_requests
	WHERE received_at >= $1 AND received_at < $2
	GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`

func (d *DB) accessibilityFigures(ctx context.Context, from, to time.Time) (f portal.AccessibilityFigures, err error) {
	rows, err := d.rows(ctx, accessibilityTallies, Millis(from), Millis(to), Millis(d.Now()))
	if err != nil {
		return f, fmt.Errorf("figures: %w", err)
	}
	defer rows.Close()
	var tallies []portal.AccessibilityTally
	for rows.Next() {
		var t portal.AccessibilityTally
		var acknowledged, ackOnTime, delivered, onTime int
		if err := rows.Scan(&t.Format, &t.Channel, &t.Status, &acknowledged, &ackOnTime, &delivered, &onTime, &t.Days, &t.Requests); err != nil {
			return f, fmt.Errorf("figures: %w", err)
		}
		t.Acknowledged, t.AckOnTime, t.Delivered, t.OnTime = acknowledged == 1, ackOnTime == 1, delivered == 1, onTime == 1
		tallies = append(tallies, t)
	}
	if err := rows.Err(); err != nil {
		return f, fmt.Errorf("figures: %w", err)
	}
	return portal.NewAccessibilityFigures(from, to, tallies), nil
}
