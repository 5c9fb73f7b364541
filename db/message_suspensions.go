package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

const messagingSuspensionColumns = `id, account_id, account_name, COALESCE(organization_id, ''), organization_name, COALESCE(report_id, ''), at, by_account, by_name, reason,
	stands_at, agreed_by_name, ended_at, ended_by_name, ended_why`

func scanMessagingSuspension(row scanner) (s portal.MessagingSuspension, err error) {
	err = row.Scan(&s.ID, &s.Account, &s.AccountName, &s.Organization, &s.OrganizationName, &s.Report, millis(&s.At), &s.By, &s.ByName, &s.Reason,
		millis(&s.StandsAt), &s.AgreedByName, millis(&s.EndedAt), &s.EndedByName, &s.EndedWhy)
	return s, found(err)
}

// MessagingSuspensions are those that stand, and those of organizations that wait for a second supervisor, the oldest first.
func (d *DB) MessagingSuspensions(ctx context.Context, actor portal.Actor) ([]portal.MessagingSuspension, error) {
	if err := actor.Permit(portal.SuperviseMessages); err != nil {
		return nil, err
	}
	all, err := listOf(d.asking(ctx), `
		SELECT `+messagingSuspensionColumns+`
		FROM messaging_suspensions
		WHERE ended_at IS NULL
		ORDER BY id
		LIMIT 200`, scanMessagingSuspension)
	if err != nil {
		return nil, fmt.Errorf("who may not write: %w", err)
	}
	return all, nil
}

// SuspendForReport suspends the organization for which a reported message was written, because of who wrote it. It stands when
// a second supervisor has agreed.
func (d *DB) SuspendForReport(ctx context.Context, actor portal.Actor, report, reason string) error {
	if err := d.mayOpenCases(ctx, actor, portal.SuperviseMessages); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		r, err := scanReport(tx.Row(`SELECT `+reportColumnsOf(d.engine)+` FROM message_reports WHERE id = $1`, report))
		if err != nil {
			return err
		}
		if r.Open() || !r.Upheld {
			return portal.ErrSuspensionOver
		}
		var organization string
		err = found(tx.Row(`
			SELECT t.id
			FROM messages m
			JOIN message_cases c ON c.id = m.case_id
			LEFT JOIN authorities a ON a.id = m.authority_id
			JOIN taxpayers t ON t.id = COALESCE(a.firm_id, c.taxpayer_id)
			WHERE m.case_id = $1 AND m.n = $2 AND (a.firm_id IS NOT NULL OR (t.kind <> 'person' AND (a.id IS NULL OR a.kind = 'member')))`, int64(r.Case), r.N).Scan(&organization))
		if errors.Is(err, portal.ErrNotFound) {
			return portal.Refuse(portal.Conflict, "Nobody wrote this message for an organization, so there is none to suspend.")
		}
		if err != nil {
			return err
		}
		return tx.suspendMessaging(r.Against, organization, r.ID, reason)
	})
}

// suspendMessaging keeps an account, or an organization because of an account, from writing.
func (tx *Tx) suspendMessaging(account, organization, report, reason string) error {
	a, err := tx.account(account)
	if err != nil {
		return err
	}
	if a.Role != portal.Taxpayer {
		return portal.Refuse(portal.Conflict, "A colleague is not suspended here. Talk with them, and with an administrator.")
	}
	event, stands, name := portal.MessagingSuspended, any(Millis(tx.Now)), ""
	if organization != "" {
		event, stands = portal.SuspensionProposed, nil
		if err := found(tx.Row(`SELECT name FROM taxpayer_names WHERE taxpayer_id = $1 ORDER BY CASE WHEN superseded_at IS NULL THEN 0 ELSE 1 END, place LIMIT 1`, organization).Scan(&name)); err != nil {
			return fmt.Errorf("name of an organization: %w", err)
		}
	}
	tx.Audit(event, subjectOf(account), "reason", reason, "organization", name)
	_, err = tx.Exec(`
		INSERT INTO messaging_suspensions (id, account_id, account_name, organization_id, organization_name, report_id, at, by_account, by_name, reason, stands_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		newID(), a.ID, a.Name, nullText(organization), name, nullText(report), Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, reason, stands)
	if isUnique(err) {
		return portal.ErrSuspendedBefore
	}
	if err != nil {
		return fmt.Errorf("suspend from writing: %w", err)
	}
	if organization != "" {
		return nil
	}
	return tx.tell(a, portal.NoticeMessagesStopped, nil)
}

// AgreeToSuspension is the second supervisor's word on an organization's suspension: it stands from then on.
func (d *DB) AgreeToSuspension(ctx context.Context, actor portal.Actor, id string) error {
	if err := actor.Permit(portal.SuperviseMessages); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		s, err := tx.messagingSuspension(id)
		if err != nil {
			return err
		}
		if err := s.MayAgree(actor); err != nil {
			return err
		}
		tx.Audit(portal.MessagingSuspended, subjectOf(s.Account), "organization", s.OrganizationName)
		_, err = tx.Exec(`
			UPDATE messaging_suspensions
			SET stands_at = $2, agreed_by = $3, agreed_by_name = $4
			WHERE id = $1`, id, Millis(tx.Now), actor.Account, actor.Name)
		return err
	})
}

// LiftMessagingSuspension lets someone write again, or turns a proposal down.
func (d *DB) LiftMessagingSuspension(ctx context.Context, actor portal.Actor, id, why string) error {
	if err := actor.Permit(portal.SuperviseMessages); err != nil {
		return err
	}
	var check portal.Check
	why = check.Reason("reason", why)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		s, err := tx.messagingSuspension(id)
		if err != nil {
			return err
		}
		if !s.EndedAt.IsZero() {
			return portal.ErrSuspensionOver
		}
		tx.Audit(portal.MessagingRestored, subjectOf(s.Account), "organization", s.OrganizationName)
		if _, err := tx.Exec(`
			UPDATE messaging_suspensions
			SET ended_at = $2, ended_by_name = $3, ended_why = $4
			WHERE id = $1`, id, Millis(tx.Now), actor.Name, why); err != nil {
			return fmt.Errorf("let someone write again: %w", err)
		}
		if s.Organization != "" {
			return nil
		}
		a, err := tx.account(s.Account)
		if err != nil {
			return err
		}
		return tx.tell(a, portal.NoticeMessagesAllowed, nil)
	})
}

func (tx *Tx) messagingSuspension(id string) (portal.MessagingSuspension, error) {
	return scanMessagingSuspension(tx.Row(`
		SELECT `+messagingSuspensionColumns+`
		FROM messaging_suspensions
		WHERE id = $1`+tx.db.engine.forUpdate(), id))
}
