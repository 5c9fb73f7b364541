package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"exchequer/portal"
)

// BeginRoute begins one more way for the owner of a case to prove who they are. Ways run side by side.
func (d *DB) BeginRoute(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, route portal.Route) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.ownIdentityCase(n)
		if err != nil {
			return err
		}
		return tx.beginRoute(office, c, route)
	})
}

func (tx *Tx) beginRoute(office portal.IdentityOffice, c portal.IdentityCase, route portal.Route) error {
	if err := c.CheckRoute(route); err != nil {
		return err
	}
	if err := tx.noteIdentity(c.Number, portal.IdentityRouteBegun, string(route), false); err != nil {
		return err
	}
	for _, p := range route.Asks() {
		if c.Done(p) {
			continue
		}
		added, err := tx.addReason(office, c.Number, p, "")
		if err != nil {
			return err
		}
		if added && p == portal.PendingLetter {
			if err := tx.requestLetter(office, c); err != nil {
				return err
			}
		}
	}
	return tx.weigh(office, c.Number)
}

// LeaveReason stops with one way. What was sent for it no longer works; the others go on.
func (d *DB) LeaveReason(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, p portal.Pending) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.ownIdentityCase(n)
		if err != nil {
			return err
		}
		r, open := c.Reason(p)
		if !open || !r.MayLeave() {
			return portal.ErrIdentityMoved
		}
		if err := tx.settle(c, r, portal.WithdrawnBy, ""); err != nil {
			return err
		}
		return tx.weigh(office, n)
	})
}

// addReason adds a reason to a case's set. False means that it is there already.
func (tx *Tx) addReason(office portal.IdentityOffice, n portal.IdentityNumber, p portal.Pending, note string) (bool, error) {
	step := p.BeginsAt()
	added, err := tx.Exec(`
		INSERT INTO identity_reasons (id, case_id, pending, note, at, step, since, due_at)
		VALUES ($1, $2, $3, $4, $5, $6, $5, $7)
		ON CONFLICT DO NOTHING`,
		newID(), int64(n), string(p), note, Millis(tx.Now), string(step), Millis(office.Due(tx.Now, p, step)))
	if err != nil {
		return false, fmt.Errorf("add a reason: %w", err)
	}
	if added == 0 {
		return false, nil
	}
	return true, tx.noteIdentity(n, portal.IdentityReasonAdded, sayReason(p, note), p.Blocks())
}

func sayReason(p portal.Pending, note string) string {
	if note == "" {
		return string(p)
	}
	return string(p) + ": " + note
}

// takeStep brings a reason to its next step.
func (tx *Tx) takeStep(office portal.IdentityOffice, n portal.IdentityNumber, r portal.Reason, next portal.Step) error {
	moved, err := tx.Exec(`
		UPDATE identity_reasons
		SET step = $3, since = $4, due_at = $5
		WHERE id = $1 AND step = $2 AND outcome = ''`,
		r.ID, string(r.Step), string(next), Millis(tx.Now), Millis(office.Due(tx.Now, r.Pending, next)))
	if err != nil {
		return fmt.Errorf("take a step: %w", err)
	}
	if moved == 0 {
		return portal.ErrIdentityMoved
	}
	return tx.noteIdentity(n, portal.IdentityStepped, string(r.Pending)+" "+string(next), false)
}

// settle takes a reason out of the set, for good.
func (tx *Tx) settle(c portal.IdentityCase, r portal.Reason, outcome portal.Settlement, words string) error {
	by := tx.Actor.Name
	if tx.Actor.Account == c.Account {
		by = ""
	}
	n, err := tx.Exec(`
		UPDATE identity_reasons
		SET outcome = $2, settled_at = $3, settled_by = $4, settled_by_name = $5, step = 'settled', due_at = NULL
		WHERE id = $1 AND outcome = ''`, r.ID, string(outcome), Millis(tx.Now), nullText(tx.Actor.Account), by)
	if err != nil {
		return fmt.Errorf("settle a reason: %w", err)
	}
	if n == 0 {
		return portal.ErrIdentityMoved
	}
	if r.Pending == portal.PendingLetter && outcome != portal.Proved {
		if err := tx.endLetters(c.Number, portal.CodeLetter, portal.LetterLeft); err != nil {
			return err
		}
	}
	said := string(r.Pending) + " " + string(outcome)
	if words != "" {
		said += ": " + words
	}
	return tx.noteIdentity(c.Number, portal.IdentityReasonSettled, said, words != "" || r.Pending.Blocks())
}

// weigh adds a case's reasons up: what is no longer needed goes, what was earned is granted, and the case stands where it
// now stands. Every act that touches a reason ends with it.
func (tx *Tx) weigh(office portal.IdentityOffice, n portal.IdentityNumber) error {
	c, err := tx.identityCase(n)
	if err != nil || c.Status == portal.IdentityClosed { // closed for good: nothing that was proved in it counts any more
		return err
	}
	if c.Route != portal.MatchRoute {
		for _, p := range c.Route.Settles() {
			if r, open := c.Reason(p); open {
				if err := tx.settle(c, r, portal.NotNeeded, ""); err != nil {
					return err
				}
			}
		}
		if c, err = tx.identityCase(n); err != nil {
			return err
		}
	}
	if err := tx.raiseAssurance(c); err != nil {
		return err
	}
	_, _, status := portal.Standing(c.Reasons)
	due := c.NextDue()
	place := placeAt(due, status != portal.IdentityOpen, tx.Now)
	_, err = tx.Exec(`
		UPDATE identity_cases
		SET status = $2, place = $3, due_at = $4, version = version + 1
		WHERE id = $1`, int64(n), string(status), place, Millis(due))
	if err != nil {
		return fmt.Errorf("weigh a case: %w", err)
	}
	if status == portal.IdentityClosed && c.Status == portal.IdentityOpen {
		return tx.closeIdentityCase(c)
	}
	return nil
}

// closeIdentityCase takes away what an account held for a taxpayer whom it is not, and tells its owner.
func (tx *Tx) closeIdentityCase(c portal.IdentityCase) error {
	if err := tx.endAssurance("account_id = $3 AND taxpayer_id = $4", "refused", c.Account, c.Taxpayer); err != nil {
		return err
	}
	if err := tx.endLetters(c.Number, portal.CodeLetter, portal.LetterLeft); err != nil {
		return err
	}
	account, err := tx.account(c.Account)
	if err != nil {
		return err
	}
	return tx.tell(account, portal.NoticeIdentityStopped, portal.Params{"reference": c.Number.String()})
}

// noteIdentity writes what happened to a case, and audits it.
func (tx *Tx) noteIdentity(n portal.IdentityNumber, event portal.Event, words string, forStaff bool) error {
	tx.Audit(event, n.Subject(), "words", words)
	by := tx.Actor.Name
	if tx.Actor.Role == portal.Taxpayer {
		by = ""
	}
	_, err := tx.Exec(`
		INSERT INTO identity_events (id, case_id, at, by_account, by_name, event, words, for_staff)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		newID(), int64(n), Millis(tx.Now), nullText(tx.Actor.Account), by, string(event), words, forStaff)
	if err != nil {
		return fmt.Errorf("note what happened: %w", err)
	}
	return nil
}

const identityColumns = `c.id, c.account_id, a.name, c.taxpayer_id, c.opened_at, c.opened_by, c.opened_by_name, c.name_typed, c.evidence,
	c.status, c.place, c.due_at, c.version, c.assignee, c.assignee_name`

const identityCaseQuery = `
	SELECT ` + identityColumns + `
	FROM identity_cases c
	JOIN accounts a ON a.id = c.account_id
	WHERE c.id = $1`

func scanIdentityCase(row scanner, more ...any) (c portal.IdentityCase, err error) {
	err = row.Scan(append([]any{&c.Number, &c.Account, &c.AccountName, &c.Taxpayer, millis(&c.OpenedAt), nullable(&c.OpenedBy), &c.OpenedByName, &c.NameTyped, &c.Evidence,
		&c.Status, &c.Place, millis(&c.DueAt), &c.Version, nullable(&c.Assignee), &c.AssigneeName}, more...)...)
	return c, found(err)
}

// identityCase reads a case with its reasons, for an act that changes it: nobody else changes it meanwhile.
func (tx *Tx) identityCase(n portal.IdentityNumber) (portal.IdentityCase, error) {
	if _, err := tx.Exec(`UPDATE identity_cases SET version = version WHERE id = $1`, int64(n)); err != nil {
		return portal.IdentityCase{}, fmt.Errorf("take a case: %w", err)
	}
	c, err := scanIdentityCase(tx.Row(identityCaseQuery, int64(n)))
	if err != nil {
		return c, err
	}
	return fillIdentityCase(c, func(query string, args ...any) (*sql.Rows, error) { return tx.Rows(query, args...) })
}

func (tx *Tx) ownIdentityCase(n portal.IdentityNumber) (portal.IdentityCase, error) {
	c, err := tx.identityCase(n)
	if err == nil && (c.Account != tx.Actor.Account || tx.Actor.Role != portal.Taxpayer) {
		return portal.IdentityCase{}, portal.ErrNotFound
	}
	return c, err
}

func fillIdentityCase(c portal.IdentityCase, ask func(string, ...any) (*sql.Rows, error)) (portal.IdentityCase, error) {
	rows, err := ask(`
		SELECT id, pending, note, step, since, due_at, outcome, settled_at, settled_by_name
		FROM identity_reasons
		WHERE case_id = $1
		ORDER BY id`, int64(c.Number))
	if err != nil {
		return c, fmt.Errorf("reasons of a case: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r portal.Reason
		if err := rows.Scan(&r.ID, &r.Pending, &r.Note, &r.Step, millis(&r.Since), millis(&r.DueAt), &r.Outcome, millis(&r.SettledAt), &r.SettledBy); err != nil {
			return c, fmt.Errorf("reasons of a case: %w", err)
		}
		c.Reasons = append(c.Reasons, r)
	}
	c.Earned, c.Route, _ = portal.Standing(c.Reasons)
	return c, errors.Join(rows.Err(), rows.Close())
}

// OwnIdentityCase is a case as its owner sees it, with what happened that is not for staff alone.
func (d *DB) OwnIdentityCase(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) (portal.IdentityCase, []portal.OfficeLetter, error) {
	c, err := scanIdentityCase(d.row(ctx, identityCaseQuery+` AND c.account_id = $2`, int64(n), actor.Account))
	if err != nil {
		return c, nil, err
	}
	if actor.Role != portal.Taxpayer {
		return portal.IdentityCase{}, nil, portal.ErrNotFound
	}
	if c, err = fillIdentityCase(c, func(query string, args ...any) (*sql.Rows, error) { return d.rows(ctx, query, args...) }); err != nil {
		return c, nil, err
	}
	c.Evidence = "" // for staff
	letters, err := d.lettersOfCase(ctx, n)
	return c, letters, err
}

// OwnIdentityCases are the latest cases of an account, the newest first.
func (d *DB) OwnIdentityCases(ctx context.Context, actor portal.Actor) ([]portal.IdentityCase, error) {
	rows, err := d.rows(ctx, `
		SELECT `+identityColumns+`
		FROM identity_cases c
		JOIN accounts a ON a.id = c.account_id
		WHERE c.account_id = $1
		ORDER BY c.id DESC
		LIMIT 20`, actor.Account)
	if err != nil {
		return nil, fmt.Errorf("own identity cases: %w", err)
	}
	defer rows.Close()
	var cases []portal.IdentityCase
	for rows.Next() {
		c, err := scanIdentityCase(rows)
		if err != nil {
			return nil, fmt.Errorf("own identity cases: %w", err)
		}
		c.Evidence = ""
		cases = append(cases, c)
	}
	return cases, rows.Err()
}
