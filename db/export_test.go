package db

import "exchequer/portal"

// What tests outside look at.
const AccessibilityTallies = accessibilityTallies

// PlanOfAccessibilityQueue is how SQLite means to read a list, a step a line.
func (d *DB) PlanOfAccessibilityQueue(actor portal.Actor, filter portal.AccessibilityFilter) (plan string, err error) {
	query, args := d.accessibilityQueueQuery(actor, filter)
	rows, err := d.readers.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			return "", err
		}
		plan += step + "\n"
	}
	return plan, rows.Err()
}
