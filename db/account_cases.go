package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// What two of the staff decide together: one begins a case, another decides on it. What was begun and what happened since
// are rows that never change; account_case_states is where each case stands.

// BeginRecovery begins to give someone their account back who stands at the counter with a document. A colleague decides.
func (d *DB) BeginRecovery(ctx context.Context, actor portal.Actor, id, seen string, start portal.RecoveryStart) (string, error) {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return "", err
	}
	if err := start.Check(); err != nil {
		return "", err
	}
	c := portal.AccountCase{Kind: portal.RecoveryCase}
	err := d.Act(ctx, actor, func(tx *Tx) (err error) {
		if c.Account, err = tx.atDesk(id, seen); err != nil {
			return err
		}
		if err := portal.CheckAtCounter(actor, c.Account); err != nil {
			return err
		}
		document, err := tx.keepDocuments(c.Account, "recovery", start.Documents)
		if err != nil {
			return err
		}
		c.Reason = "Came to the counter. Document and face compared."
		if err := tx.beginCase(&c, document); err != nil {
			return err
		}
		return tx.tell(c.Account, portal.NoticeCounterRecovery, nil)
	})
	return c.ID, err
}

// ProposeSuspension begins to suspend an account of the public, or to lift its suspension. A colleague decides.
func (d *DB) ProposeSuspension(ctx context.Context, actor portal.Actor, id, seen, reason string) (string, error) {
	return d.propose(ctx, actor, id, seen, reason, portal.AccountStatus.NextSuspension)
}

// ProposeDeceased begins to note that the owner of an account has died, or that they have not. A colleague decides.
func (d *DB) ProposeDeceased(ctx context.Context, actor portal.Actor, id, seen, reason string) (string, error) {
	return d.propose(ctx, actor, id, seen, reason, portal.AccountStatus.NextDeath)
}

func (d *DB) propose(ctx context.Context, actor portal.Actor, id, seen, reason string, next func(portal.AccountStatus) portal.CaseKind) (string, error) {
	c := portal.AccountCase{}
	err := d.onAccount(ctx, actor, id, seen, reason, func(tx *Tx, a portal.Account, reason string) error {
		c.Account, c.Reason = a, reason
		if c.Kind = next(a.Status); c.Kind == "" || a.ID == actor.Account {
			return portal.ErrAccountMoved
		}
		return tx.beginCase(&c, "")
	})
	return c.ID, err
}

// beginCase writes a case that waits. Of one kind an account has one at a time: a recovery that was approved and not used
// makes way for a new one, and one that waits does not.
func (tx *Tx) beginCase(c *portal.AccountCase, document string) error {
	if err := tx.endCasesWhere(`account_id = $1 AND kind = $2 AND (state IN ('approved', 'proved') OR ends_at <= $3)`,
		"A newer one was begun.", c.Account.ID, string(c.Kind), Millis(tx.Now)); err != nil {
		return err
	}
	c.ID, c.State, c.EndsAt = newID(), portal.CaseWaiting, tx.Now.Add(c.Kind.Waits())
	if _, err := tx.Exec(`
		INSERT INTO account_cases (id, account_id, kind, at, by_account, by_name, reason, document_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		c.ID, c.Account.ID, string(c.Kind), Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, c.Reason, nullText(document)); err != nil {
		return fmt.Errorf("begin a case: %w", err)
	}
	_, err := tx.Exec(`
		INSERT INTO account_case_states (case_id, account_id, kind, state, ends_at)
		VALUES ($1, $2, $3, $4, $5)`,
		c.ID, c.Account.ID, string(c.Kind), string(c.State), Millis(c.EndsAt))
	if isUnique(err) {
		return portal.Refuse(portal.Conflict, "This waits for a colleague’s decision already. Look at the account again.")
	}
	if err != nil {
		return fmt.Errorf("begin a case: %w", err)
	}
	return tx.noteCase(*c, portal.CaseWaiting, c.Reason)
}

// noteCase writes one step of a case, and audits it.
func (tx *Tx) noteCase(c portal.AccountCase, state portal.CaseState, reason string) error {
	tx.Audit(c.Kind.Event(state), subjectOf(c.Account.ID), "case", c.ID, "reason", reason)
	_, err := tx.Exec(`
		INSERT INTO account_case_events (id, case_id, at, by_account, by_name, state, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		newID(), c.ID, Millis(tx.Now), nullText(tx.Actor.Account), tx.Actor.Name, string(state), reason)
	if err != nil {
		return fmt.Errorf("note a case: %w", err)
	}
	return nil
}

// moveCase takes a case to its next state. Of two who do so at once the second is told.
func (tx *Tx) moveCase(c *portal.AccountCase, next portal.CaseState, reason string) error {
	if !c.State.May(next) {
		return portal.ErrAccountMoved
	}
	if c.State == portal.CaseWaiting && next == portal.CaseApproved {
		c.EndsAt = tx.Now.Add(portal.RecoveryLasts)
	}
	n, err := tx.Exec(`
		UPDATE account_case_states
		SET state = $3, ends_at = $4
		WHERE case_id = $1 AND state = $2`, c.ID, string(c.State), string(next), Millis(c.EndsAt))
	if err != nil {
		return fmt.Errorf("move a case: %w", err)
	}
	if n == 0 {
		return portal.ErrAccountMoved
	}
	c.State = next
	return tx.noteCase(*c, next, reason)
}

// DecideCase is the second person's word. Address turns the token of a recovery's link into the address that opens it.
func (d *DB) DecideCase(ctx context.Context, actor portal.Actor, kind portal.CaseKind, id string, decision portal.Decision, address func(portal.Language, string) string) (c portal.AccountCase, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if c, err = tx.accountCase(id, kind); err != nil {
			return err
		}
		if err := c.CheckDecision(actor, tx.Now); err != nil {
			return err
		}
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		if !decision.Approve {
			return tx.moveCase(&c, portal.CaseRefused, decision.Reason)
		}
		if err := tx.moveCase(&c, c.Kind.Approved(), decision.Reason); err != nil {
			return err
		}
		switch c.Kind {
		case portal.RecoveryCase:
			return tx.sendRecoveryLink(c, address)
		case portal.SuspensionCase:
			return tx.shutByTwo(c, portal.Suspended, portal.EndedBySuspended, portal.NoticePublicSuspended)
		case portal.DeceasedCase:
			return tx.shutByTwo(c, portal.Deceased, portal.EndedByDeath, portal.NoticeDeceased)
		case portal.LivingCase:
			before, err := tx.statusBefore(c.Account)
			if err != nil {
				return err
			}
			return tx.openByTwo(c, before, portal.NoticeNotDeceased)
		}
		return tx.openByTwo(c, portal.Active, portal.NoticeRestored)
	})
	return c, err
}

// shutByTwo takes an account away from whoever signs in with it. Nothing in it is deleted.
func (tx *Tx) shutByTwo(c portal.AccountCase, becomes portal.AccountStatus, why portal.SessionEnd, notice portal.Notice) error {
	if err := tx.moveAccount(&c.Account, becomes, c.Reason); err != nil {
		return err
	}
	if err := tx.shut(c.Account, why, string(becomes)); err != nil {
		return err
	}
	return tx.tell(c.Account, notice, nil)
}

// openByTwo gives an account back, as it was before.
func (tx *Tx) openByTwo(c portal.AccountCase, before portal.AccountStatus, notice portal.Notice) error {
	if err := tx.moveAccount(&c.Account, portal.Active, c.Reason); err != nil {
		return err
	}
	if before != portal.Active {
		if err := tx.moveAccount(&c.Account, before, "As it was before."); err != nil {
			return err
		}
	}
	return tx.tell(c.Account, notice, nil)
}

// statusBefore is what an account was before it became what it is: a mistake about its owner's death lifts neither a hold
// nor a suspension.
func (tx *Tx) statusBefore(a portal.Account) (before portal.AccountStatus, err error) {
	err = tx.Row(`
		SELECT was
		FROM account_changes
		WHERE account_id = $1 AND what = 'status' AND becomes = $2
		ORDER BY id DESC
		LIMIT 1`, a.ID, string(a.Status)).Scan(&before)
	if err != nil {
		return "", fmt.Errorf("what an account was before: %w", err)
	}
	return before, nil
}

// EndCases ends what nobody decided on in time, and recoveries that were not used. A clock calls it; until it does, such
// cases are over all the same.
func (d *DB) EndCases(ctx context.Context) error {
	return d.Act(ctx, portal.SystemActor("deadlines"), func(tx *Tx) error {
		tx.Bookkeeping() // each case that ends is audited
		return tx.endCasesWhere(casesOver, "Its time was over.", Millis(tx.Now))
	})
}

const (
	openCasesQuery = `
		SELECT case_id, account_id, kind, state, ends_at
		FROM account_case_states
		WHERE state IN ('waiting', 'approved', 'proved') AND `
	casesOver      = `ends_at <= $1`
	casesOverQuery = openCasesQuery + casesOver
)

func (tx *Tx) endCases(account string, kind portal.CaseKind, why string) error {
	return tx.endCasesWhere(`account_id = $1 AND kind = $2`, why, account, string(kind))
}

func (tx *Tx) endCasesWhere(where, why string, args ...any) error {
	rows, err := tx.Rows(openCasesQuery+where+tx.db.engine.forUpdate(), args...)
	if err != nil {
		return fmt.Errorf("end cases: %w", err)
	}
	defer rows.Close()
	var over []portal.AccountCase
	for rows.Next() {
		var c portal.AccountCase
		if err := rows.Scan(&c.ID, &c.Account.ID, &c.Kind, &c.State, millis(&c.EndsAt)); err != nil {
			return fmt.Errorf("end cases: %w", err)
		}
		over = append(over, c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return fmt.Errorf("end cases: %w", err)
	}
	for _, c := range over {
		if err := tx.moveCase(&c, portal.CaseEnded, why); err != nil {
			return err
		}
	}
	return nil
}
