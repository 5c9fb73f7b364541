package db

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

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

// AuditRecord is one record of the trail with the one before and the one after it, each nil at an end.
func (d *DB) AuditRecord(ctx context.Context, actor portal.Actor, seq int64) (record portal.AuditRecord, before, after *portal.AuditRecord, err error) {
	if err := actor.Permit(portal.ReadAudit); err != nil {
		return record, nil, nil, err
	}
	var w where
	w.and("seq BETWEEN ? AND ?", seq-1, seq+1)
	records, err := d.auditRecords(ctx, w, "ASC", 3)
	if err != nil {
		return record, nil, nil, err
	}
	for i, r := range records {
		switch r.Seq {
		case seq - 1:
			before = &records[i]
		case seq:
			record = r
		case seq + 1:
			after = &records[i]
		}
	}
	if record.Seq != seq || seq == 0 {
		return record, nil, nil, portal.ErrNotFound
	}
	return record, before, after, nil
}

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

// auditWhere puts a filter into conditions.
func (d *DB) auditWhere(ctx context.Context, f portal.AuditFilter) (where, error) {
	var w where
	if f.Event != "" {
		w.and("event = ?", string(f.Event))
	}
	if f.Actor != "" {
		w.and(`(account_id = ? OR LOWER(name) LIKE ? ESCAPE '\')`, f.Actor, "%"+likeText(strings.ToLower(f.Actor))+"%")
	}
	if f.Subject != "" {
		if strings.Contains(f.Subject, "/") {
			w.and("subject = ?", f.Subject)
		} else {
			w.and(`(subject = ? OR subject LIKE ? ESCAPE '\' OR subject LIKE ? ESCAPE '\')`,
				f.Subject, likeText(f.Subject)+"/%", "%/"+likeText(f.Subject))
		}
	}
	for _, bound := range []struct {
		at        time.Time
		roughly   string
		precisely string
		slack     time.Duration
	}{
		{f.From, "seq >= ?", "at >= ?", -auditSlack},
		{f.To, "seq < ?", "at < ?", auditSlack},
	} {
		if bound.at.IsZero() {
			continue
		}
		seq, err := d.auditSeqAt(ctx, bound.at.Add(bound.slack))
		if err != nil {
			return w, err
		}
		w.and(bound.roughly, seq)
		w.and(bound.precisely, Millis(bound.at))
	}
	return w, nil
}

// auditSlack is how far the moments of neighbouring records may be out of order: acts on PostgreSQL begin together
// and end as they end.
const auditSlack = 5 * time.Minute

// auditSeqAt is the first record from a moment on. Numbers and moments rise together, so halving finds it in twenty
// look-ups among a million records, without an index that every act would have to write.
func (d *DB) auditSeqAt(ctx context.Context, at time.Time) (int64, error) {
	var low, high int64 = 1, 0
	err := d.row(ctx, `
		SELECT seq
		FROM audit_head
		WHERE one = 1`).Scan(&high)
	if err != nil {
		return 0, fmt.Errorf("read the audit trail: %w", err)
	}
	for high++; low < high; {
		middle := low + (high-low)/2
		var then time.Time
		err := d.row(ctx, `
			SELECT at
			FROM audit
			WHERE seq >= $1
			ORDER BY seq
			LIMIT 1`, middle).Scan(millis(&then))
		if err != nil && err != sql.ErrNoRows {
			return 0, fmt.Errorf("read the audit trail: %w", err)
		}
		if err == nil && then.Before(at) {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, nil
}

// likeText takes the meaning from %, _ and \ in what someone typed.
func likeText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// where gathers conditions; each ? becomes the next $ number, and names its argument.
type where struct {
	conditions []string
	args       []any
}

func (w *where) and(condition string, args ...any) {
	var b strings.Builder
	for _, r := range condition {
		if r == '?' {
			w.args = append(w.args, args[0])
			args = args[1:]
			fmt.Fprintf(&b, "$%d", len(w.args))
			continue
		}
		b.WriteRune(r)
	}
	w.conditions = append(w.conditions, b.String())
}

func (w where) clone() where { return where{slices.Clone(w.conditions), slices.Clone(w.args)} }

func (w where) String() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return "WHERE " + strings.Join(w.conditions, " AND ")
}
