package db

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"exchequer/portal"
)

const auditColumns = `
	seq,
	at,
	account_id,
	name,
	role,
	session,
	address,
	event,
	subject,
	detail,
	prev_hash,
	hash`

func scanAudit(row scanner) (entry, error) {
	var e entry
	err := row.Scan(&e.Seq, millis(&e.At), nullable(&e.Account), &e.Name, &e.Role, &e.Session, &e.Address,
		&e.Event, &e.Subject, &e.Detail, &e.Prev, &e.Hash)
	return e, err
}

// AuditTrail is a page of the trail, newest first.
func (d *DB) AuditTrail(ctx context.Context, actor portal.Actor, f portal.AuditFilter) (portal.AuditPage, error) {
	var page portal.AuditPage
	if err := actor.Permit(portal.ReadAudit); err != nil {
		return page, err
	}
	backwards := f.Newer > 0
	w, err := d.auditWhere(ctx, f)
	if err != nil {
		return page, err
	}
	order := "DESC"
	if backwards {
		w.and("seq > ?", f.Newer)
		order = "ASC"
	} else if f.Older > 0 {
		w.and("seq < ?", f.Older)
	}
	// One record more than a page tells whether there is another page.
	page.Records, err = d.auditRecords(ctx, w, order, portal.AuditPageSize+1)
	if err != nil {
		return page, err
	}
	more := len(page.Records) > portal.AuditPageSize
	if more {
		page.Records = page.Records[:portal.AuditPageSize]
	}
	if backwards {
		slices.Reverse(page.Records)
		page.Newer, page.Older = more, true
	} else {
		page.Older, page.Newer = more, f.Older > 0
	}
	return page, nil
}

// AuditRecord is one record of the trail with its neighbours, and whether it hangs in the chain.
func (d *DB) AuditRecord(ctx context.Context, actor portal.Actor, seq int64) (portal.AuditPlace, error) {
	var place portal.AuditPlace
	if err := actor.Permit(portal.ReadAudit); err != nil {
		return place, err
	}
	var w where
	w.and("seq BETWEEN ? AND ?", seq-1, seq+1)
	records, err := d.auditRecords(ctx, w, "ASC", 3)
	if err != nil {
		return place, err
	}
	for i, r := range records {
		switch r.Seq {
		case seq - 1:
			place.Before = &records[i]
		case seq:
			place.AuditRecord = r
		case seq + 1:
			place.After = &records[i]
		}
	}
	if place.Seq != seq || seq == 0 {
		return place, portal.ErrNotFound
	}
	before := make([]byte, 32) // before the first record stand zeros
	if place.Before != nil {
		before = place.Before.Hash
	}
	place.Fits = bytes.Equal(place.Hash, entry(place.AuditRecord).hash())
	place.Follows = bytes.Equal(place.Prev, before)
	return place, nil
}

// AuditEvents are the events that the trail holds, by their names. Each is one look-up in the index, however many
// records there are.
func (d *DB) AuditEvents(ctx context.Context, actor portal.Actor) ([]portal.Event, error) {
	if err := actor.Permit(portal.ReadAudit); err != nil {
		return nil, err
	}
	var events []portal.Event
	for last := portal.Event(""); ; {
		err := d.row(ctx, `
			SELECT event
			FROM audit
			WHERE event > $1
			ORDER BY event
			LIMIT 1`, string(last)).Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			return events, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read the trail's events: %w", err)
		}
		events = append(events, last)
	}
}

func (d *DB) auditRecords(ctx context.Context, w where, order string, limit int) ([]portal.AuditRecord, error) {
	rows, err := d.rows(ctx, `
		SELECT `+auditColumns+`
		FROM audit
		`+w.String()+`
		ORDER BY seq `+order+`
		LIMIT `+fmt.Sprint(limit), w.args...)
	if err != nil {
		return nil, fmt.Errorf("read the audit trail: %w", err)
	}
	defer rows.Close()
	var records []portal.AuditRecord
	for rows.Next() {
		e, err := scanAudit(rows)
		if err != nil {
			return nil, fmt.Errorf("read the audit trail: %w", err)
		}
		records = append(records, portal.AuditRecord(e))
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the audit trail: %w", err)
	}
	return records, nil
}
