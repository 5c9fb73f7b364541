package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// Suspensions of representatives, and of firms. What was given stays; nobody acts by it while the suspension stands.

const suspensionColumns = `id, account_id, firm_id, name, triggered_by, at, by_account, by_name, reason, state, decided_at, decided_by_name, decision, lifted_at, lifted_by_name, lifting`

func scanSuspension(row scanner) (s portal.Suspension, err error) {
	err = found(row.Scan(&s.ID, nullable(&s.Account), nullable(&s.Firm), &s.Name, &s.TriggeredBy, millis(&s.At), &s.By, &s.ByName, &s.Reason, &s.State,
		millis(&s.DecidedAt), &s.DecidedBy, &s.Decision, millis(&s.LiftedAt), &s.LiftedBy, &s.Lifting))
	return s, err
}

// SuspendRepresentative keeps the person of an authority, or the firm as part of which they act, from representing anyone. A
// person's suspension stands at once; a firm's names the person who caused it, and waits for a colleague.
func (d *DB) SuspendRepresentative(ctx context.Context, actor portal.Actor, taxpayer, authority string, firm bool, reason string) error {
	if err := actor.Permit(portal.StopRepresentatives); err != nil {
		return err
	}
	if err := d.atTaxpayer(ctx, actor, taxpayer); err != nil {
		return err
	}
	var check portal.Check
	if reason = check.Reason("suspension_reason", reason); check.Err() != nil {
		return check.Err()
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.authority(authority)
		if err == nil && (a.Taxpayer != taxpayer || a.Representative == "" || firm && a.Firm == "") {
			err = portal.ErrNotFound
		}
		if err != nil {
			return err
		}
		s := portal.Suspension{ID: newID(), Account: a.Representative, Name: a.RepresentativeName, State: portal.SuspensionStanding, Reason: reason}
		event := portal.RepresentationStopped
		if firm {
			s.Account, s.Firm, s.Name, s.TriggeredBy, s.State, event = "", a.Firm, a.FirmName, a.RepresentativeName, portal.SuspensionWaiting, portal.RepresentationAsked
		}
		_, err = tx.Exec(`
			INSERT INTO representation_suspensions (id, account_id, firm_id, name, triggered_by, at, by_account, by_name, reason, state)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			s.ID, nullText(s.Account), nullText(s.Firm), s.Name, s.TriggeredBy, Millis(tx.Now), actor.Account, actor.Name, reason, string(s.State))
		if isUnique(err) {
			return portal.Refuse(portal.Conflict, "This was done, or proposed, already. Nothing was changed.")
		}
		if err != nil {
			return fmt.Errorf("suspend a representative: %w", err)
		}
		tx.Audit(event, suspensionSubject(s.ID), "name", s.Name, "triggered_by", s.TriggeredBy, "reason", reason)
		if firm {
			return nil
		}
		return tx.applySuspension(s, portal.NoticeRepresentationOff)
	})
}

func suspensionSubject(id string) string { return "suspensions/" + id }

// DecideSuspension is the second person's word on a firm's suspension.
func (d *DB) DecideSuspension(ctx context.Context, actor portal.Actor, id string, decision portal.Decision) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		s, err := tx.suspension(id)
		if err != nil {
			return err
		}
		if err := s.CheckDecision(actor); err != nil {
			return err
		}
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		next, event := portal.SuspensionRefused, portal.RepresentationRefused
		if decision.Approve {
			next, event = portal.SuspensionStanding, portal.RepresentationStopped
		}
		n, err := tx.Exec(`
			UPDATE representation_suspensions
			SET state = $2, decided_at = $3, decided_by_name = $4, decision = $5
			WHERE id = $1 AND state = 'waiting'`, id, string(next), Millis(tx.Now), actor.Name, decision.Reason)
		if err != nil {
			return fmt.Errorf("decide on a suspension: %w", err)
		}
		if n == 0 {
			return portal.ErrAuthorityMoved
		}
		tx.Audit(event, suspensionSubject(id), "name", s.Name, "reason", decision.Reason)
		if !decision.Approve {
			return nil
		}
		return tx.applySuspension(s, portal.NoticeRepresentationOff)
	})
}

// LiftSuspension lets someone represent again, by what was given to them and is not over.
func (d *DB) LiftSuspension(ctx context.Context, actor portal.Actor, id, reason string) error {
	if err := actor.Permit(portal.StopRepresentatives); err != nil {
		return err
	}
	var check portal.Check
	if reason = check.Reason("lifting-"+id, reason); check.Err() != nil {
		return check.Err()
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		s, err := tx.suspension(id)
		if err != nil {
			return err
		}
		n, err := tx.Exec(`
			UPDATE representation_suspensions
			SET state = 'lifted', lifted_at = $2, lifted_by_name = $3, lifting = $4
			WHERE id = $1 AND state = 'standing'`, id, Millis(tx.Now), actor.Name, reason)
		if err != nil {
			return fmt.Errorf("lift a suspension: %w", err)
		}
		if n == 0 {
			return portal.ErrAuthorityMoved
		}
		tx.Audit(portal.RepresentationLifted, suspensionSubject(id), "name", s.Name, "reason", reason)
		return tx.applySuspension(s, portal.NoticeRepresentationOn)
	})
}

// applySuspension tells the representatives concerned, and, where they may not act now, their clients too: their own access
// stays. What waits to be sent does not go.
func (tx *Tx) applySuspension(s portal.Suspension, notice portal.Notice) error {
	where, of := `a.representative = $1`, s.Account
	if s.Firm != "" {
		where = `a.kind = 'representative' AND (a.firm_id = $1
			OR a.representative IN (SELECT h.account_id FROM assurances h WHERE h.taxpayer_id = $1 AND h.ended_at IS NULL)
			OR a.representative IN (SELECT m.representative FROM authorities m WHERE m.taxpayer_id = $1 AND m.kind = 'member' AND m.status = 'active'))`
		of = s.Firm
	}
	concerned, err := tx.asking().authorities(where+` AND a.status = 'active'`, `ORDER BY a.id`, of)
	if err != nil {
		return err
	}
	told := map[string]bool{}
	for _, a := range concerned {
		if notice == portal.NoticeRepresentationOff {
			if err := errors.Join(
				tx.withdrawMail(`SELECT outbox_id FROM authority_mail WHERE authority_id = $2`, a.ID),
				tx.stopSending(`authority_id = $1`, a.ID),
				tx.tellHolders(a.Taxpayer, portal.NoticeRepresentedWithout, nil),
			); err != nil {
				return err
			}
		}
		if told[a.Representative] {
			continue
		}
		told[a.Representative] = true
		account, err := tx.account(a.Representative)
		if err != nil {
			return err
		}
		if err := tx.tell(account, notice, nil); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) suspension(id string) (portal.Suspension, error) {
	return scanSuspension(tx.Row(`
		SELECT `+suspensionColumns+`
		FROM representation_suspensions
		WHERE id = $1`+tx.db.engine.forUpdate(), id))
}

// Suspensions are those that wait or stand, the latest first, and then the latest that are over.
func (d *DB) Suspensions(ctx context.Context, actor portal.Actor) (open, over []portal.Suspension, err error) {
	if err := actor.Permit(portal.StopRepresentatives); err != nil {
		return nil, nil, err
	}
	read := func(states string) ([]portal.Suspension, error) {
		rows, err := d.rows(ctx, `
			SELECT `+suspensionColumns+`
			FROM representation_suspensions
			WHERE state IN (`+states+`)
			ORDER BY id DESC
			LIMIT 100`)
		if err != nil {
			return nil, fmt.Errorf("suspensions: %w", err)
		}
		defer rows.Close()
		var all []portal.Suspension
		for rows.Next() {
			s, err := scanSuspension(rows)
			if err != nil {
				return nil, fmt.Errorf("suspensions: %w", err)
			}
			all = append(all, s)
		}
		return all, rows.Err()
	}
	if open, err = read(`'waiting', 'standing'`); err != nil {
		return nil, nil, err
	}
	over, err = read(`'refused', 'lifted'`)
	return open, over, err
}

// PaperAuthorities are the entries from paper forms that wait for a second of the staff, the oldest first.
func (d *DB) PaperAuthorities(ctx context.Context, actor portal.Actor) ([]portal.Authority, error) {
	if err := actor.Permit(portal.WorkAuthorities); err != nil {
		return nil, err
	}
	return d.asking(ctx).authorities(`a.status = 'requested' AND a.way = 'paper' AND a.lapses_at > $1`, `ORDER BY a.id LIMIT 100`, Millis(d.Now()))
}
