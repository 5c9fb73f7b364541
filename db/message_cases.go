package db

import (
	"fmt"
	"time"

	"exchequer/portal"
)

const messageCaseColumns = `id, owner, COALESCE(taxpayer_id, ''), opened_by, opened_by_name, opened_at, topic, tax_type, period, letter, COALESCE(follows, 0), language, subject, answer_days,
	queue, status, since, due_at, place, version, COALESCE(assignee, ''), assignee_name, snoozed_until, looked_at, answered_at, resolved_at, last_n, last_at, last_side, ours_n, archived`

func scanMessageCase(row scanner) (c portal.Case, err error) {
	err = row.Scan(&c.Number, &c.Owner, &c.Taxpayer, &c.OpenedBy, &c.OpenedByName, millis(&c.OpenedAt), &c.Topic, &c.TaxType, &c.Period, &c.Letter, &c.Follows, &c.Language, &c.Subject, &c.AnswerDays,
		&c.Queue, &c.Status, millis(&c.Since), millis(&c.DueAt), &c.Place, &c.Version, &c.Assignee, &c.AssigneeName, millis(&c.SnoozedUntil), millis(&c.LookedAt), millis(&c.AnsweredAt),
		millis(&c.ResolvedAt), &c.LastN, millis(&c.LastAt), &c.LastSide, &c.OursN, &c.Archived)
	return c, found(err)
}

// caseFor is a case within an act, for who may use it so; anyone else's is not found. Who is suspended from writing writes
// nowhere.
func (tx *Tx) caseFor(n portal.CaseNumber, use caseUse) (portal.Case, error) {
	c, err := tx.caseKept(n, use)
	if err == nil && use == toWrite {
		err = tx.notSuspended(c.Owner)
	}
	return c, err
}

// caseKept is the same for putting away and taking out, which is no writing: a suspension does not stop it. On PostgreSQL the
// case is locked: of two who answer at once one comes first.
func (tx *Tx) caseKept(n portal.CaseNumber, use caseUse) (portal.Case, error) {
	rule, args := mayUse(tx.Actor, use, tx.Now).placed([]any{int64(n)})
	return scanMessageCase(tx.Row(`
		SELECT `+messageCaseColumns+`
		FROM message_cases
		WHERE id = $1 AND `+rule+tx.db.engine.forUpdate(), args...))
}

// stepCase takes a case to a status by a step, and writes down both. The promise of an answer begins anew when it becomes
// ours, and with an interim answer; it ends when it is no longer ours.
func (tx *Tx) stepCase(office portal.MessageOffice, c portal.Case, step portal.CaseStep, next portal.CaseStatus, toName, words string) (portal.Case, error) {
	ours := c.Status.Ours()
	if next != c.Status {
		c.Since = tx.Now
	}
	c.Status = next
	switch {
	case !next.Ours():
		c.DueAt = time.Time{}
	case !ours || step == portal.StepInterim || c.DueAt.IsZero():
		c.DueAt = office.AddBusinessDays(tx.Now, c.AnswerDays)
	}
	if next == portal.CaseResolved && c.ResolvedAt.IsZero() {
		c.ResolvedAt = tx.Now
	}
	due := c.DueAt
	if c.SnoozedUntil.After(due) && !due.IsZero() {
		due = c.SnoozedUntil
	}
	c.Place = placeAt(due, next == portal.CaseResolved || next == portal.CaseClosed, c.Since)
	c.Version++
	n, err := tx.Exec(`
		UPDATE message_cases
		SET status = $2, since = $3, due_at = $4, place = $5, version = $6, assignee = $7, assignee_name = $8, snoozed_until = $9, looked_at = $10,
		    answered_at = $11, resolved_at = $12, last_n = $13, last_at = $14, last_side = $15, ours_n = $16, archived = $17, queue = $18
		WHERE id = $1 AND version = $6 - 1`,
		int64(c.Number), string(c.Status), Millis(c.Since), Millis(c.DueAt), c.Place, c.Version, nullText(c.Assignee), c.AssigneeName, Millis(c.SnoozedUntil),
		Millis(c.LookedAt), Millis(c.AnsweredAt), Millis(c.ResolvedAt), c.LastN, Millis(c.LastAt), string(c.LastSide), c.OursN, c.Archived, c.Queue)
	if err != nil {
		return c, fmt.Errorf("move a case: %w", err)
	}
	if n == 0 {
		return c, portal.ErrCaseMoved
	}
	return c, tx.noteStep(c, step, toName, words)
}

func (tx *Tx) noteStep(c portal.Case, step portal.CaseStep, toName, words string) error {
	_, err := tx.Exec(`
		INSERT INTO message_events (case_id, version, at, account_id, name, role, step, status, to_name, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		int64(c.Number), c.Version, Millis(tx.Now), nullText(tx.Actor.Account), tx.Actor.Name, string(tx.Actor.Role), string(step), string(c.Status), toName, words)
	if err != nil {
		return fmt.Errorf("note about a case: %w", err)
	}
	return nil
}
