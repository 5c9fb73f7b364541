package db

import (
	"context"
	"encoding/json"
	"fmt"

	"exchequer/portal"
)

// RecordReferee keeps what someone said at the desk who vouches for the person of a case.
func (d *DB) RecordReferee(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, seen int64, form portal.RefereeForm) error {
	if err := d.mayReview(ctx, actor, portal.WorkIdentity); err != nil {
		return err
	}
	if err := form.Check(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		f, err := tx.atIdentityCase(portal.WorkIdentity, n, seen)
		if err != nil {
			return err
		}
		if err := f.Ties.MayProof(false); err != nil {
			return err
		}
		if _, err := tx.addReason(office, n, portal.PendingReferee, ""); err != nil {
			return err
		}
		statement, err := json.Marshal(form)
		if err != nil {
			return err
		}
		id := newID()
		key, err := tx.NewRecordKey("identity_referees", id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`
			INSERT INTO identity_referees (id, key_version, data_key, case_id, at, by_account, by_name, statement)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id, key.Version, key.Wrapped, int64(n), Millis(tx.Now), actor.Account, actor.Name, key.Seal("statement", statement))
		if err != nil {
			return fmt.Errorf("keep a statement: %w", err)
		}
		if err := tx.noteIdentity(n, portal.IdentityVouched, "", true); err != nil {
			return err
		}
		if err := tx.handOn(f.IdentityCase); err != nil {
			return err
		}
		return tx.weigh(office, n)
	})
}

// DecideIdentity is a second person's word about a referee, about something odd, or about a visit that needed a
// supervisor. What is odd and cleared thaws what was frozen for it; what is confirmed closes the case.
func (d *DB) DecideIdentity(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, seen int64, p portal.Pending, form portal.DecisionForm) error {
	if err := d.mayReview(ctx, actor, portal.WorkIdentity); err != nil {
		return err
	}
	if err := form.Check(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		f, err := tx.atIdentityCase(portal.WorkIdentity, n, seen)
		if err != nil {
			return err
		}
		if err := f.MayDecide(actor, p); err != nil {
			return err
		}
		r, open := f.Reason(p)
		if !open || r.Step != portal.StepToDecide || p == portal.PendingReferee && len(f.Referees) == 0 {
			return portal.ErrIdentityMoved
		}
		_, err = tx.Exec(`
			INSERT INTO identity_decisions (id, case_id, pending, at, by_account, by_name, accepted, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, newID(), int64(n), string(p), Millis(tx.Now), actor.Account, actor.Name, form.Decision == "accept", form.Reason)
		if err != nil {
			return fmt.Errorf("keep a decision: %w", err)
		}
		outcome := portal.Refused
		if form.Decision == "accept" {
			outcome = portal.Proved
		}
		if err := tx.noteIdentity(n, portal.IdentityDecided, string(p)+" "+form.Decision, true); err != nil {
			return err
		}
		if err := tx.settle(f.IdentityCase, r, outcome, form.Reason); err != nil {
			return err
		}
		if p == portal.PendingFraud && outcome == portal.Proved {
			if err := tx.unfreeze(f.IdentityCase, form.Reason); err != nil {
				return err
			}
		}
		return tx.weigh(office, n)
	})
}

// LiftFreeze allows changes of money and addresses again that a case stopped and that was closed as fraud: by then someone
// has talked with the taxpayer.
func (d *DB) LiftFreeze(ctx context.Context, actor portal.Actor, n portal.IdentityNumber, seen int64, reason string) error {
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.mayReview(portal.DecideIdentity); err != nil {
			return err
		}
		c, err := tx.identityCase(n)
		if err != nil {
			return err
		}
		if c.Version != seen || c.Status == portal.IdentityOpen {
			return portal.ErrIdentityMoved
		}
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		if err := tx.unfreeze(c, reason); err != nil {
			return err
		}
		if err := tx.noteIdentity(n, portal.TaxpayerUnfrozen, reason, true); err != nil {
			return err
		}
		_, err = tx.Exec(`UPDATE identity_cases SET version = version + 1 WHERE id = $1`, int64(n))
		return err
	})
}
