package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

const mergeColumns = `m.id, m.case_id, m.into_id, m.at, m.by_name, m.why`

func scanMerge(row scanner) (m portal.CaseMerge, err error) {
	err = row.Scan(&m.ID, &m.Case, &m.Into, millis(&m.At), &m.ByName, &m.Why)
	return m, err
}

// merges are the links of a case that stand, in both directions.
func (a asking) merges(n portal.CaseNumber) ([]portal.CaseMerge, error) {
	merges, err := listOf(a, `
		SELECT `+mergeColumns+`
		FROM message_merges m
		WHERE (m.case_id = $1 OR m.into_id = $1) AND NOT EXISTS (SELECT 1 FROM message_unmerges u WHERE u.merge_id = m.id)
		ORDER BY m.id
		LIMIT 50`, scanMerge, int64(n))
	if err != nil {
		return nil, fmt.Errorf("linked cases: %w", err)
	}
	return merges, nil
}

// LinkedCases are the cases that one of ours linked with a case, for who may read both.
func (d *DB) LinkedCases(ctx context.Context, actor portal.Actor, n portal.CaseNumber) ([]portal.CaseMerge, error) {
	if may, err := d.mayRead(ctx, actor, n); err != nil || !may {
		return nil, err
	}
	merges, err := d.asking(ctx).merges(n)
	if err != nil {
		return nil, err
	}
	var seen []portal.CaseMerge
	for _, m := range merges {
		may, err := d.mayRead(ctx, actor, m.Other(n))
		if err != nil {
			return nil, err
		}
		if may {
			seen = append(seen, m)
		}
	}
	return seen, nil
}

// MergeCase links a case with another of the same taxpayer that is about the same matter. Nothing moves.
func (d *DB) MergeCase(ctx context.Context, actor portal.Actor, office portal.MessageOffice, n portal.CaseNumber, seen int64, into portal.CaseNumber, why string) error {
	if err := d.mayOpenCases(ctx, actor, portal.WorkMessages); err != nil {
		return err
	}
	var check portal.Check
	why = check.Reason("why", why)
	if into == 0 || into == n {
		check.Wrong("into", "Enter the number of the other case, like MC-2026-000123.")
	}
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, other, err := tx.twoCases(n, into)
		if err != nil {
			return err
		}
		if c.Version != seen {
			return portal.ErrCaseMoved
		}
		if c.Owner != other.Owner {
			return portal.ErrOneTaxpayer
		}
		merges, err := tx.asking().merges(n)
		if err != nil {
			return err
		}
		for _, m := range merges {
			if m.Other(n) == into {
				return portal.ErrMergedBefore
			}
		}
		tx.Audit(portal.CaseMerged, n.Subject(), "into", into.String())
		if _, err := tx.Exec(`
			INSERT INTO message_merges (id, case_id, into_id, at, by_account, by_name, why)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, newID(), int64(n), int64(into), Millis(tx.Now), actor.Account, actor.Name, why); err != nil {
			return fmt.Errorf("link cases: %w", err)
		}
		if _, err := tx.stepCase(office, c, portal.StepMerged, c.Status, "", into.String()); err != nil {
			return err
		}
		_, err = tx.stepCase(office, other, portal.StepMerged, other.Status, "", n.String())
		return err
	})
}

// UnmergeCase undoes a link. What was linked and when stays written down.
func (d *DB) UnmergeCase(ctx context.Context, actor portal.Actor, office portal.MessageOffice, n portal.CaseNumber, merge, why string) error {
	if err := d.mayOpenCases(ctx, actor, portal.WorkMessages); err != nil {
		return err
	}
	var check portal.Check
	why = check.Reason("why", why)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		m, err := scanMerge(tx.Row(`
			SELECT `+mergeColumns+`
			FROM message_merges m
			WHERE m.id = $1 AND (m.case_id = $2 OR m.into_id = $2)`, merge, int64(n)))
		if err = found(err); err != nil {
			return err
		}
		c, other, err := tx.twoCases(n, m.Other(n))
		if err != nil {
			return err
		}
		tx.Audit(portal.CaseUnmerged, n.Subject(), "from", other.Number.String())
		_, err = tx.Exec(`
			INSERT INTO message_unmerges (merge_id, at, by_account, by_name, why)
			VALUES ($1, $2, $3, $4, $5)`, m.ID, Millis(tx.Now), actor.Account, actor.Name, why)
		if isUnique(err) {
			return portal.ErrMergeOver
		}
		if err != nil {
			return fmt.Errorf("undo a link: %w", err)
		}
		if _, err := tx.stepCase(office, c, portal.StepUnmerged, c.Status, "", other.Number.String()); err != nil {
			return err
		}
		_, err = tx.stepCase(office, other, portal.StepUnmerged, other.Status, "", n.String())
		return err
	})
}

// twoCases are a case to work on and another that the actor may at least read. They are locked in one order, so that two who
// link the same two wait for each other and never for ever.
func (tx *Tx) twoCases(n, other portal.CaseNumber) (c, o portal.Case, err error) {
	second := func() {
		if err == nil {
			o, err = tx.caseFor(other, toRead)
			err = mergeWith(err)
		}
	}
	if other < n {
		second()
	}
	if err == nil {
		c, err = tx.caseFor(n, toWrite)
	}
	if other > n {
		second()
	}
	return c, o, err
}

// mergeWith says at the field that the other case is not to be found.
func mergeWith(err error) error {
	if portal.CodeOf(err) != portal.NotFound {
		return err
	}
	var check portal.Check
	check.Wrong("into", "We found no such case in your queues. Check the number.")
	return check.Err()
}
