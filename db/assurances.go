package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// assuranceOf is how sure we are that an account is a taxpayer, "" when it claims nothing.
func (tx *Tx) assuranceOf(account, taxpayer string) (held portal.Assurance, err error) {
	err = found(tx.Row(`
		SELECT assurance
		FROM assurances
		WHERE account_id = $1 AND taxpayer_id = $2 AND ended_at IS NULL`, account, taxpayer).Scan(&held))
	if err == portal.ErrNotFound {
		return "", nil
	}
	return held, err
}

// grantAssurance writes that an account has earned something for the case's taxpayer. What it had before ends.
func (tx *Tx) grantAssurance(c portal.IdentityCase, earned portal.Assurance, by portal.Route) error {
	if err := tx.endAssurance("account_id = $3 AND taxpayer_id = $4", "raised", c.Account, c.Taxpayer); err != nil {
		return err
	}
	_, err := tx.Exec(`
		INSERT INTO assurances (id, account_id, taxpayer_id, case_id, assurance, route, granted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		newID(), c.Account, c.Taxpayer, int64(c.Number), string(earned), string(by), Millis(tx.Now))
	if err != nil {
		return fmt.Errorf("grant an assurance: %w", err)
	}
	return tx.noteIdentity(c.Number, portal.AssuranceGranted, string(earned)+" by "+string(by), false)
}

// raiseAssurance grants what a case has earned where that is more than the account has.
func (tx *Tx) raiseAssurance(c portal.IdentityCase) error {
	if c.Earned == portal.Matched { // that is granted when the case is opened, and never by weighing it
		return nil
	}
	held, err := tx.assuranceOf(c.Account, c.Taxpayer)
	if err != nil || held.AtLeast(c.Earned) {
		return err
	}
	if err := tx.grantAssurance(c, c.Earned, c.Route); err != nil {
		return err
	}
	account, err := tx.account(c.Account)
	if err != nil {
		return err
	}
	if err := tx.tell(account, portal.NoticeAssuranceRaised, nil); err != nil || !c.Earned.ToldByPost() {
		return err
	}
	record, err := tx.taxpayer(c.Taxpayer)
	if err != nil || record.Address().IsZero() {
		return err // the checklist of the case says so
	}
	return tx.insertLetter(c, record, portal.ProofedLetter)
}

// endAssurance ends what fits a condition, whose values come after the moment and the reason.
func (tx *Tx) endAssurance(where, why string, args ...any) error {
	_, err := tx.Exec(`
		UPDATE assurances
		SET ended_at = $1, ended_why = $2
		WHERE ended_at IS NULL AND `+where, append([]any{Millis(tx.Now), why}, args...)...)
	if err != nil {
		return fmt.Errorf("end an assurance: %w", err)
	}
	return nil
}

// loseAssurance ends all that an account holds, after a recovery: whoever holds the keys now has to prove once more who
// they are, from the beginning. What was proved before stays on record, and adds nothing to it.
func (tx *Tx) loseAssurance(a portal.Account, why string) error {
	if err := tx.endAssurance("account_id = $3", why, a.ID); err != nil {
		return err
	}
	rows, err := tx.Rows(`
		UPDATE identity_cases
		SET status = 'closed', place = $2, due_at = NULL, version = version + 1
		WHERE account_id = $1 AND status <> 'closed'
		RETURNING id`, a.ID, placeOfClosed-tx.Now.UnixMilli())
	if err != nil {
		return fmt.Errorf("close identity cases: %w", err)
	}
	defer rows.Close()
	var closed []portal.IdentityNumber
	for rows.Next() {
		var n portal.IdentityNumber
		if err := rows.Scan(&n); err != nil {
			return fmt.Errorf("close identity cases: %w", err)
		}
		closed = append(closed, n)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil || len(closed) == 0 {
		return err
	}
	for _, n := range closed {
		if err := tx.endLetters(n, portal.CodeLetter, portal.LetterOver); err != nil {
			return err
		}
		if err := tx.noteIdentity(n, portal.AssuranceEnded, why, false); err != nil {
			return err
		}
	}
	return tx.tell(a, portal.NoticeAssuranceFell, nil)
}

const holdingColumns = `s.id, s.taxpayer_id, s.case_id, c.name_typed, s.assurance, s.route, s.granted_at,
	EXISTS (SELECT 1 FROM taxpayer_freezes f WHERE f.taxpayer_id = s.taxpayer_id AND f.lifted_at IS NULL)`

func scanHolding(row scanner) (h portal.Holding, err error) {
	err = row.Scan(&h.ID, &h.Taxpayer, &h.CaseNumber, &h.CalledName, &h.Assurance, &h.Route, millis(&h.GrantedAt), &h.Frozen)
	return h, found(err)
}

// Holdings are the taxpayers whom an account stands for.
func (d *DB) Holdings(ctx context.Context, actor portal.Actor) ([]portal.Holding, error) {
	rows, err := d.rows(ctx, `
		SELECT `+holdingColumns+`
		FROM assurances s
		JOIN identity_cases c ON c.id = s.case_id
		WHERE s.account_id = $1 AND s.ended_at IS NULL
		ORDER BY s.id
		LIMIT 100`, actor.Account)
	if err != nil {
		return nil, fmt.Errorf("holdings: %w", err)
	}
	defer rows.Close()
	var all []portal.Holding
	for rows.Next() {
		h, err := scanHolding(rows)
		if err != nil {
			return nil, fmt.Errorf("holdings: %w", err)
		}
		all = append(all, h)
	}
	return all, rows.Err()
}

// Holding is one of them, by the number of the case that it came from: someone else's is not found.
func (d *DB) Holding(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) (portal.Holding, error) {
	if actor.Role != portal.Taxpayer {
		return portal.Holding{}, portal.ErrNotFound
	}
	return scanHolding(d.row(ctx, holdingQuery, actor.Account, int64(n)))
}

const holdingQuery = `
	SELECT ` + holdingColumns + `
	FROM assurances s
	JOIN identity_cases c ON c.id = s.case_id
	WHERE s.account_id = $1 AND s.case_id = $2 AND s.ended_at IS NULL`
