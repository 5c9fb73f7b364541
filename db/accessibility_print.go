package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// PrintAccessibilityRequest is a request for its answer sheet. What is printed leaves the house, so each time is written
// down.
func (d *DB) PrintAccessibilityRequest(ctx context.Context, actor portal.Actor, n portal.RequestNumber) (portal.AccessibilityFile, error) {
	f, err := d.AccessibilityFile(ctx, actor, n)
	if err != nil {
		return f, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.AccessibilityWasPrinted, n.Subject())
		return nil
	})
	if err != nil {
		return portal.AccessibilityFile{}, fmt.Errorf("print %s: %w", n, err)
	}
	return f, nil
}
