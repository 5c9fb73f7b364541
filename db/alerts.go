package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// raise puts down that a rule found something about an account. While one alert of a rule waits for a decision, a second
// adds nothing.
func (tx *Tx) raise(account string, rule portal.AlertRule, evidence string) error {
	n, err := tx.Exec(`
		INSERT INTO account_alerts (id, account_id, rule, evidence, at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, newID(), account, string(rule), evidence, Millis(tx.Now))
	if err != nil {
		return fmt.Errorf("raise an alert: %w", err)
	}
	if n > 0 {
		tx.Audit(portal.AlertRaised, subjectOf(account), "rule", string(rule))
	}
	return nil
}

// changedKeys looks at a change of keys or addresses: soon after a recovery, or a new key from a new browser.
func (tx *Tx) changedKeys(a portal.Account, s portal.Session, what string, key bool) error {
	if key && s.Stage == portal.SignedIn && !s.Known && (s.Method == portal.ByPasswordCard || s.Method == portal.ByPasswordApp || s.Method == portal.ByAgency) {
		if err := tx.raise(a.ID, portal.RuleNewKey, fmt.Sprintf("%s, in a session with %s from %s that began %s.", what, s.Device, s.Address, moment(s.StartedAt))); err != nil {
			return err
		}
	}
	var used time.Time
	err := tx.Row(`
		SELECT COALESCE(MAX(ended_at), 0)
		FROM recoveries
		WHERE account_id = $1 AND ended_why = 'used'`, a.ID).Scan(millis(&used))
	if err != nil {
		return fmt.Errorf("look at recoveries: %w", err)
	}
	if tx.Now.Sub(used) < portal.AlertAfterRecovery {
		return tx.raise(a.ID, portal.RuleAfterRecovery, fmt.Sprintf("%s. The recovery was used %s.", what, moment(used)))
	}
	return nil
}

// signedInElsewhere looks for a sign-in of the same account within the last minute, from another address and browser.
func (tx *Tx) signedInElsewhere(s portal.Session) error {
	var address, device string
	err := tx.Row(`
		SELECT address, device
		FROM sessions
		WHERE account_id = $1 AND id < $2 AND stage = $3 AND started_at > $4 AND address <> $5 AND device <> $6
		ORDER BY id DESC
		LIMIT 1`, s.Account, s.ID, string(portal.SignedIn), Millis(tx.Now.Add(-portal.AlertTwoPlaces)), s.Address, s.Device).Scan(&address, &device)
	if found(err) == portal.ErrNotFound {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at other sign-ins: %w", err)
	}
	return tx.raise(s.Account, portal.RuleTwoPlaces, fmt.Sprintf("%s from %s, and %s from %s, within a minute.", device, address, s.Device, s.Address))
}

// manyAccounts looks at how many accounts were tried in vain from this network address within the hour.
func (tx *Tx) manyAccounts(account string) error {
	const read = 200 // of the latest tries: more say nothing more
	var accounts int
	err := tx.Row(`
		SELECT COUNT(DISTINCT account_id)
		FROM (SELECT account_id, at, outcome FROM sign_ins WHERE address = $1 ORDER BY id DESC LIMIT $2) AS latest
		WHERE at > $3 AND outcome = $4`,
		tx.Actor.Address, read, Millis(tx.Now.Add(-portal.AlertManyWithin)), string(portal.OutcomePasswordWrong)).Scan(&accounts)
	if err != nil {
		return fmt.Errorf("look at other tries: %w", err)
	}
	if accounts < portal.AlertManyAccounts {
		return nil
	}
	return tx.raise(account, portal.RuleManyAccounts, fmt.Sprintf("Wrong passwords for %d accounts from %s within an hour, this one among them.", accounts, tx.Actor.Address))
}

func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

const alertColumns = `l.id, l.rule, l.evidence, l.at, l.decided_at, l.decided_name, l.decision, l.reason, ` + accountColumns

func scanAlert(row scanner) (l portal.Alert, err error) {
	err = row.Scan(append([]any{&l.ID, &l.Rule, &l.Evidence, millis(&l.At), millis(&l.DecidedAt), &l.DecidedName, &l.Decision, &l.Reason}, scanAccount(&l.Account)...)...)
	return l, found(err)
}

// AlertPage is how many alerts one page shows.
const AlertPage = 25

// Alerts are those that wait for a decision, the oldest first, after one of them.
func (d *DB) Alerts(ctx context.Context, actor portal.Actor, after string) ([]portal.Alert, error) {
	if err := actor.Permit(portal.DecideAlerts); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT `+alertColumns+`
		FROM account_alerts l
		JOIN accounts a ON a.id = l.account_id
		WHERE l.decided_at IS NULL AND l.id > $1
		ORDER BY l.id
		LIMIT $2`, after, AlertPage+1)
	if err != nil {
		return nil, fmt.Errorf("alerts: %w", err)
	}
	defer rows.Close()
	var all []portal.Alert
	for rows.Next() {
		l, err := scanAlert(rows)
		if err != nil {
			return nil, fmt.Errorf("alerts: %w", err)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

// AlertTallies say how each rule has done.
func (d *DB) AlertTallies(ctx context.Context, actor portal.Actor) ([]portal.AlertTally, error) {
	if err := actor.Permit(portal.DecideAlerts); err != nil {
		return nil, err
	}
	var all []portal.AlertTally
	for _, rule := range portal.AlertRules {
		t := portal.AlertTally{Rule: rule}
		count := func(decisions ...portal.AlertDecision) (total int, err error) {
			for _, decision := range decisions {
				n := 0
				if err := d.row(ctx, `
					SELECT COUNT(*)
					FROM (SELECT 1 AS one FROM account_alerts WHERE rule = $1 AND decision = $2 LIMIT $3) AS counted`,
					string(rule), string(decision), portal.AlertTallied).Scan(&n); err != nil {
					return 0, fmt.Errorf("tally alerts: %w", err)
				}
				total += n
			}
			return total, nil
		}
		var errs [3]error
		t.Open, errs[0] = count("")
		t.Clear, errs[1] = count(portal.AlertClear)
		t.Serious, errs[2] = count(portal.AlertHold, portal.AlertReverify)
		if err := errors.Join(errs[:]...); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

// DecideAlert is one person's decision, with a reason; nobody decides about their own account.
func (d *DB) DecideAlert(ctx context.Context, actor portal.Actor, id string, decision portal.AlertDecision, reason string) error {
	if err := actor.Permit(portal.DecideAlerts); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if decision == "" {
		check.Wrong("decision", "Choose what to do.")
	}
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		l, err := scanAlert(tx.Row(`
			SELECT `+alertColumns+`
			FROM account_alerts l
			JOIN accounts a ON a.id = l.account_id
			WHERE l.id = $1`, id))
		if err != nil {
			return err
		}
		if l.Account.ID == actor.Account {
			return portal.Refuse(portal.Forbidden, "This is about your own account. Someone else decides about it.")
		}
		n, err := tx.Exec(`
			UPDATE account_alerts
			SET decided_at = $2, decided_by = $3, decided_name = $4, decision = $5, reason = $6
			WHERE id = $1 AND decided_at IS NULL`, id, Millis(tx.Now), actor.Account, actor.Name, string(decision), reason)
		if err != nil {
			return fmt.Errorf("decide an alert: %w", err)
		}
		if n == 0 {
			return portal.Refuse(portal.Conflict, "Someone else has decided about this just now. Look at the list again.")
		}
		tx.Audit(portal.AlertDecided, subjectOf(l.Account.ID), "rule", string(l.Rule), "decision", string(decision), "reason", reason)
		switch decision {
		case portal.AlertHold:
			return tx.holdAccount(l.Account, reason)
		case portal.AlertReverify:
			if _, err := tx.endSessions(l.Account.ID, "", portal.EndedByStaff); err != nil {
				return err
			}
			return tx.tell(l.Account, portal.NoticeReverify, nil)
		}
		return nil
	})
}

// holdAccount closes an account that is open, ends its sessions and links, and tells its owner.
func (tx *Tx) holdAccount(a portal.Account, reason string) error {
	if a.Status == portal.OnHold {
		return nil
	}
	if err := tx.moveAccount(&a, portal.OnHold, reason); err != nil {
		return err
	}
	tx.Audit(portal.AccountHeld, subjectOf(a.ID))
	if err := tx.shut(a, portal.EndedByHold, "on hold"); err != nil {
		return err
	}
	return tx.tell(a, portal.NoticeHeld, nil)
}
