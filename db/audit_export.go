package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

// exportTogether is how many records one read of an export holds: memory stays flat, and no reader stays open long.
const exportTogether = 500

// ExportAudit hands every chosen record to each, oldest first, up to the moment of the call. Reading the whole
// trail at once is itself put on it.
func (d *DB) ExportAudit(ctx context.Context, actor portal.Actor, f portal.AuditFilter, format string, each func(portal.AuditRecord) error) error {
	if err := actor.Permit(portal.ReadAudit); err != nil {
		return err
	}
	var last int64
	err := d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.AuditExported, "audit", exportDetails(f, format)...)
		return tx.Row(`
			SELECT seq
			FROM audit_head
			WHERE one = 1`).Scan(&last)
	})
	if err != nil {
		return fmt.Errorf("export the audit trail: %w", err)
	}
	chosen, err := d.auditWhere(ctx, f)
	if err != nil {
		return err
	}
	for done := int64(0); ; {
		w := chosen.clone()
		w.and("seq > ? AND seq <= ?", done, last)
		records, err := d.auditRecords(ctx, w, "ASC", exportTogether)
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := each(r); err != nil {
				return err
			}
		}
		if len(records) < exportTogether {
			return nil
		}
		done = records[len(records)-1].Seq
	}
}

func exportDetails(f portal.AuditFilter, format string) []string {
	details := []string{"format", format}
	add := func(name, value string) {
		if value != "" {
			details = append(details, name, value)
		}
	}
	add("event", string(f.Event))
	add("actor", f.Actor)
	add("subject", f.Subject)
	if !f.From.IsZero() {
		add("from", f.From.UTC().Format(time.RFC3339))
	}
	if !f.To.IsZero() {
		add("to", f.To.UTC().Format(time.RFC3339))
	}
	return details
}
