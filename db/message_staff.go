package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

// JoinQueue gives one of the staff a queue to work on. Who has it already keeps it.
func (d *DB) JoinQueue(ctx context.Context, actor portal.Actor, account, queue string) error {
	if err := actor.Permit(portal.NameQueueMembers); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.account(account)
		if err != nil {
			return err
		}
		if !(portal.Actor{Role: a.Role}).Can(portal.WorkMessages) {
			return portal.ErrNotFound
		}
		known := false
		if err := tx.Row(`SELECT EXISTS (SELECT 1 FROM message_topics WHERE queue = $1)`, queue).Scan(&known); err != nil {
			return err
		}
		if !known {
			return portal.ErrNotFound
		}
		tx.Audit(portal.QueueJoined, subjectOf(account), "queue", queue)
		_, err = tx.Exec(`
			INSERT INTO message_queue_members (id, account_id, queue, since, by_name)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT DO NOTHING`, newID(), account, queue, Millis(tx.Now), actor.Name)
		if err != nil {
			return fmt.Errorf("join a queue: %w", err)
		}
		return nil
	})
}

// LeaveQueue takes a queue from one of the staff.
func (d *DB) LeaveQueue(ctx context.Context, actor portal.Actor, account, queue string) error {
	if err := actor.Permit(portal.NameQueueMembers); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.QueueLeft, subjectOf(account), "queue", queue)
		n, err := tx.Exec(`
			UPDATE message_queue_members
			SET ended_at = $3, ended_by = $4
			WHERE account_id = $1 AND queue = $2 AND ended_at IS NULL`, account, queue, Millis(tx.Now), actor.Name)
		if err != nil {
			return fmt.Errorf("leave a queue: %w", err)
		}
		if n == 0 {
			return portal.ErrNotFound
		}
		return nil
	})
}

// NoteTraining writes down that one of the staff took the yearly training in confidentiality. Nobody notes their own.
func (d *DB) NoteTraining(ctx context.Context, actor portal.Actor, account string, completed time.Time) error {
	if err := actor.Permit(portal.NameQueueMembers); err != nil {
		return err
	}
	if actor.Account == account {
		return portal.Refuse(portal.Conflict, "Nobody notes their own training. Ask another supervisor.")
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.account(account)
		if err != nil {
			return err
		}
		if !a.Role.Staff() {
			return portal.ErrNotFound
		}
		if completed.After(tx.Now) || tx.Now.Sub(completed) > portal.TrainingLasts {
			var check portal.Check
			check.Wrong("completed", "Enter the day on which the training was completed: not in the future, and not more than a year ago.")
			return check.Err()
		}
		tx.Audit(portal.TrainingNoted, subjectOf(account), "completed", completed.Format(time.DateOnly))
		_, err = tx.Exec(`
			INSERT INTO trainings (id, account_id, completed_at, expires_at, noted_by, at)
			VALUES ($1, $2, $3, $4, $5, $6)`,
			newID(), account, Millis(completed), Millis(completed.Add(portal.TrainingLasts)), actor.Name, Millis(tx.Now))
		if err != nil {
			return fmt.Errorf("note a training: %w", err)
		}
		return nil
	})
}

// Training is until when one of the staff may open cases by their latest training; zero when they never took it.
func (d *DB) Training(ctx context.Context, account string) (until time.Time, err error) {
	err = d.row(ctx, `
		SELECT MAX(expires_at)
		FROM trainings
		WHERE account_id = $1`, account).Scan(millis(&until))
	if err != nil {
		return until, fmt.Errorf("training: %w", err)
	}
	return until, nil
}
