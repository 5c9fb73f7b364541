package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"exchequer/portal"
)

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
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
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
