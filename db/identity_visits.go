package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"exchequer/portal"
)

// OpenCaseAtCounter opens a case for someone who stands at the counter: an account that the clerk has opened for a reason,
// and the taxpayer whose number and name stand on the person's papers. The clerk has it then.
func (d *DB) OpenCaseAtCounter(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, account, seen string, start portal.CounterStart) (n portal.IdentityNumber, err error) {
	if err := d.mayReview(ctx, actor, portal.WorkIdentity); err != nil {
		return 0, err
	}
	number, err := start.Check()
	if err != nil {
		return 0, err
	}
	if err := d.Spend(ctx, portal.TaxpayersFound, actor.Account); err != nil {
		return 0, err
	}
	vain := false
	err = d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.atDesk(account, seen)
		if err != nil {
			return err
		}
		record, err := tx.taxpayerOfNumber(number)
		if vain = errors.Is(err, portal.ErrNotFound) || err == nil && !portal.SameName(start.Name, record.Kind, record.Names); vain {
			tx.Audit(portal.TaxpayerLookVain, "taxpayers", "by", "number and name at the counter", "account", a.ID)
			return nil
		}
		if err != nil {
			return err
		}
		n, err = tx.openAtCounter(office, portal.IdentityCase{
			Account: a.ID, Taxpayer: record.ID, NameTyped: start.Name, OpenedBy: actor.Account, OpenedByName: actor.Name,
			Evidence: "Opened at the counter: number and name on the person’s papers fit.",
		})
		return err
	})
	if err == nil && vain {
		return 0, portal.ErrCounterNoMatch
	}
	return n, err
}

func (tx *Tx) openAtCounter(office portal.IdentityOffice, c portal.IdentityCase) (portal.IdentityNumber, error) {
	n, err := tx.openIdentityCase(office, c)
	if err != nil {
		return 0, err
	}
	if err := tx.noteIdentity(n, portal.IdentityOpenedAtDesk, "", false); err != nil {
		return 0, err
	}
	if _, err := tx.addReason(office, n, portal.PendingVisit, ""); err != nil {
		return 0, err
	}
	now, err := tx.identityCase(n)
	if err != nil {
		return 0, err
	}
	if now.Assignee == "" {
		if err := tx.assignIdentity(n, tx.Actor); err != nil {
			return 0, err
		}
	}
	return n, tx.weigh(office, n)
}

// taxpayerOfNumber is who has a number; nine digits without a dash may be an employer's.
func (tx *Tx) taxpayerOfNumber(number portal.TaxpayerNumber) (portal.TaxpayerRecord, error) {
	r, err := tx.taxpayerByNumber(number)
	if employer, can := number.AsEmployer(); errors.Is(err, portal.ErrNotFound) && can && number.Type != portal.EIN {
		return tx.taxpayerByNumber(employer)
	}
	return r, err
}

// RecordVisit keeps what a clerk saw while the person stood before them. When it was that person, the case goes on to what
// only a visit earns; where the clerk is bound to the person, not before a supervisor has looked.
func (d *DB) RecordVisit(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, seen int64, form portal.VisitForm) error {
	if err := d.mayReview(ctx, actor, portal.WorkIdentity); err != nil {
		return err
	}
	if err := form.Check(portal.DateOf(d.Now().In(office.Zone))); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		f, err := tx.atIdentityCase(portal.WorkIdentity, n, seen)
		if err != nil {
			return err
		}
		if err := f.Ties.MayProof(true); err != nil {
			return err
		}
		if err := tx.keepVisit(n, form, f.Ties); err != nil {
			return err
		}
		if form.Passed != "yes" {
			if r, open := f.Reason(portal.PendingVisit); open {
				if err := tx.settle(f.IdentityCase, r, portal.Refused, form.Reason); err != nil {
					return err
				}
			}
			return tx.weigh(office, n)
		}
		r, err := tx.ensureReason(office, &f.IdentityCase, portal.PendingVisit, "")
		if err != nil {
			return err
		}
		if words := f.Ties.Words(); words != "" {
			note := "Proved by " + actor.Name + " while " + words + "."
			if _, err := tx.addReason(office, n, portal.PendingSupervisor, note); err != nil {
				return err
			}
			if err := tx.handOn(f.IdentityCase); err != nil {
				return err
			}
		}
		if err := tx.settle(f.IdentityCase, r, portal.Proved, ""); err != nil {
			return err
		}
		return tx.weigh(office, n)
	})
}

func (tx *Tx) keepVisit(n portal.IdentityNumber, form portal.VisitForm, ties portal.Ties) error {
	documents := []portal.SeenDocument{form.Document}
	if form.Second != nil {
		documents = append(documents, *form.Second)
	}
	seen, err := json.Marshal(documents)
	if err != nil {
		return err
	}
	id := newID()
	key, err := tx.NewRecordKey("identity_visits", id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO identity_visits (id, key_version, data_key, case_id, at, by_account, by_name, passed, face, seen, reason, ties)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, key.Version, key.Wrapped, int64(n), Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, form.Passed == "yes", form.Face, key.Seal("seen", seen), form.Reason, ties.Words())
	if err != nil {
		return fmt.Errorf("keep a visit: %w", err)
	}
	words := "this is the person"
	if form.Passed != "yes" {
		words = "this did not prove who they are: " + form.Reason
	}
	return tx.noteIdentity(n, portal.IdentityVisited, words, true)
}
