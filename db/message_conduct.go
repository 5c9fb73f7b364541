package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// spendMessage counts a message that an account of the public sends. The first answer says how long to wait, nil within the
// limit.
func (tx *Tx) spendMessage(draft portal.Draft) (refused, err error) {
	if draft.Side != portal.TaxpayerSide {
		return nil, nil
	}
	refused, err = tx.spend(portal.MessagesSent, draft.Account)
	var wait *portal.Error
	if errors.As(refused, &wait) {
		return portal.ErrTooManyMessages(wait.RetryAfter), err
	}
	return nil, err
}

// notSuspended is nil when the actor may write messages for an owner: neither they nor the organization for which they write
// is suspended. What a firm's suspension stops is its own people's writing, never its clients'.
func (tx *Tx) notSuspended(owner string) error {
	return tx.asking().notSuspended(tx.Actor, owner)
}

func (a asking) notSuspended(actor portal.Actor, owner string) error {
	if actor.Role != portal.Taxpayer {
		return nil
	}
	var suspended bool
	err := a.row(`
		SELECT EXISTS (
			SELECT 1
			FROM messaging_suspensions s
			WHERE s.ended_at IS NULL AND s.stands_at IS NOT NULL AND (
				(s.organization_id IS NULL AND s.account_id = $1)
				OR s.organization_id = $2
				OR s.organization_id IN (SELECT a.firm_id FROM authorities a WHERE a.representative = $1 AND a.taxpayer_id = $2 AND a.status = 'active')))`,
		actor.Account, owner).Scan(&suspended)
	if err != nil {
		return fmt.Errorf("who may write messages: %w", err)
	}
	if suspended {
		return portal.ErrMessagingSuspended
	}
	return nil
}

// MayWriteMessages is nil when the actor may write messages for an owner, or portal.ErrMessagingSuspended, which says what to
// do: pages show it in place of their forms.
func (d *DB) MayWriteMessages(ctx context.Context, actor portal.Actor, owner string) error {
	return d.asking(ctx).notSuspended(actor, owner)
}

const reportColumns = `id, place, case_id, n, at, by_account, by_name, side, against_account, against_name, ground, words, decided_at, COALESCE(decided_by, ''), decided_by_name, COALESCE(upheld, `

func reportColumnsOf(e Engine) string { return reportColumns + e.boolean(false) + `), reason` }

func scanReport(row scanner) (r portal.MessageReport, err error) {
	var place int
	err = row.Scan(&r.ID, &place, &r.Case, &r.N, millis(&r.At), &r.By, &r.ByName, &r.Side, &r.Against, &r.AgainstName, &r.Ground, &r.Words,
		millis(&r.DecidedAt), &r.DecidedBy, &r.DecidedByName, &r.Upheld, &r.Reason)
	r.Urgent = place == 0
	return r, found(err)
}

// ReportMessage reports a message on one of the grounds of the rules of conduct, for who may read it. A threat is told to
// every supervisor at once. Who reports the same message again is told that it was reported.
func (d *DB) ReportMessage(ctx context.Context, actor portal.Actor, n portal.CaseNumber, message int64, form portal.ReportForm) error {
	if err := form.Check(); err != nil {
		return err
	}
	return d.caseAsked(ctx, actor, n, d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.caseFor(n, toRead)
		if err != nil {
			return err
		}
		var against, name string
		if err := found(tx.Row(`SELECT account_id, name FROM messages WHERE case_id = $1 AND n = $2`, int64(n), message).Scan(&against, &name)); err != nil {
			return err
		}
		if against == actor.Account {
			return portal.ErrOwnMessage
		}
		side, place := portal.TaxpayerSide, 1
		if actor.Role.Staff() {
			side = portal.DepartmentSide
		}
		if form.Ground.Urgent() {
			place = 0
		}
		_, err = tx.Exec(`
			INSERT INTO message_reports (id, place, case_id, n, at, by_account, by_name, side, against_account, against_name, ground, words)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			newID(), place, int64(n), message, Millis(tx.Now), actor.Account, actor.Name, string(side), against, name, string(form.Ground), form.Words)
		if isUnique(err) {
			return portal.ErrReportedBefore
		}
		if err != nil {
			return fmt.Errorf("report a message: %w", err)
		}
		tx.Audit(portal.MessageReported, c.Number.Subject(), "message", fmt.Sprint(message), "ground", string(form.Ground))
		if err := tx.didInCase(c, portal.DidReport); err != nil {
			return err
		}
		if !form.Ground.Urgent() {
			return nil
		}
		return tx.tellSupervisors(portal.NoticeMessageThreat)
	}))
}

// tellSupervisors writes to everyone who supervises messages.
func (tx *Tx) tellSupervisors(notice portal.Notice) error {
	rows, err := tx.Rows(`
		SELECT `+accountColumns+`
		FROM accounts a
		WHERE a.role = $1 AND a.status = $2
		ORDER BY a.id
		LIMIT 100`, string(portal.Supervisor), string(portal.Active))
	if err != nil {
		return fmt.Errorf("tell supervisors: %w", err)
	}
	defer rows.Close()
	var all []portal.Account
	for rows.Next() {
		var a portal.Account
		if err := rows.Scan(scanAccount(&a)...); err != nil {
			return fmt.Errorf("tell supervisors: %w", err)
		}
		all = append(all, a)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, a := range all {
		if err := tx.tell(a, notice, nil); err != nil {
			return err
		}
	}
	return nil
}

// MessageReports are those that wait for a decision, threats first, and the last that were decided.
func (d *DB) MessageReports(ctx context.Context, actor portal.Actor) (open, decided []portal.MessageReport, err error) {
	if err := d.mayOpenCases(ctx, actor, portal.SuperviseMessages); err != nil {
		return nil, nil, err
	}
	a := d.asking(ctx)
	if open, err = listOf(a, `
		SELECT `+reportColumnsOf(d.engine)+`
		FROM message_reports
		WHERE decided_at IS NULL
		ORDER BY place, id
		LIMIT 100`, scanReport); err != nil {
		return nil, nil, fmt.Errorf("reported messages: %w", err)
	}
	if decided, err = listOf(a, `
		SELECT `+reportColumnsOf(d.engine)+`
		FROM message_reports
		WHERE decided_at IS NOT NULL
		ORDER BY decided_at DESC, id DESC
		LIMIT 25`, scanReport); err != nil {
		return nil, nil, fmt.Errorf("reported messages: %w", err)
	}
	return open, decided, nil
}

// CountReports is how many reports wait, and whether one is of a threat.
func (d *DB) CountReports(ctx context.Context, actor portal.Actor) (open int, threat bool, err error) {
	if err := actor.Permit(portal.SuperviseMessages); err != nil {
		return 0, false, err
	}
	err = d.row(ctx, `
		SELECT (SELECT COUNT(*) FROM (SELECT 1 AS one FROM message_reports WHERE decided_at IS NULL LIMIT 100) AS waiting),
		       EXISTS (SELECT 1 FROM message_reports WHERE decided_at IS NULL AND place = 0)`).Scan(&open, &threat)
	return open, threat, err
}

// ReportedMessage is a report with the message that it is about, for a supervisor to decide. That they read it is a look, with
// the report as its reason.
func (d *DB) ReportedMessage(ctx context.Context, actor portal.Actor, id string) (r portal.MessageReport, m portal.Message, err error) {
	if err := d.mayOpenCases(ctx, actor, portal.SuperviseMessages); err != nil {
		return r, m, err
	}
	if r, err = scanReport(d.row(ctx, `SELECT `+reportColumnsOf(d.engine)+` FROM message_reports WHERE id = $1`, id)); err != nil {
		return r, m, err
	}
	if err := d.Act(ctx, actor, func(tx *Tx) error { return tx.lookAtCase(r.Case, "A message in it was reported.") }); err != nil {
		return r, m, err
	}
	m, err = scanMessage(d.row(ctx, `
		SELECT n, id, at, side, account_id, name, COALESCE(authority_id, ''), language, body
		FROM messages
		WHERE case_id = $1 AND n = $2`, int64(r.Case), r.N))
	return r, m, found(err)
}

// DecideReport is a supervisor's word on a report, once and with a reason: never by who reported it or wrote the message. An
// upheld one may suspend the person from writing.
func (d *DB) DecideReport(ctx context.Context, actor portal.Actor, id string, upheld, suspend bool, reason string) error {
	if err := d.mayOpenCases(ctx, actor, portal.SuperviseMessages); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		r, err := scanReport(tx.Row(`SELECT `+reportColumnsOf(d.engine)+` FROM message_reports WHERE id = $1`+d.engine.forUpdate(), id))
		switch {
		case err != nil:
			return err
		case !r.Open():
			return portal.ErrReportDecided
		case r.By == actor.Account || r.Against == actor.Account:
			return portal.ErrOwnReport
		}
		tx.Audit(portal.ReportDecided, r.Case.Subject(), "message", fmt.Sprint(r.N), "upheld", fmt.Sprint(upheld))
		if _, err := tx.Exec(`
			UPDATE message_reports
			SET decided_at = $2, decided_by = $3, decided_by_name = $4, upheld = $5, reason = $6
			WHERE id = $1`, id, Millis(tx.Now), actor.Account, actor.Name, upheld, reason); err != nil {
			return fmt.Errorf("decide about a report: %w", err)
		}
		if !upheld || !suspend {
			return nil
		}
		return tx.suspendMessaging(r.Against, "", r.ID, reason)
	})
}
