package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// caseAct is an act on one case as it was on the actor's screen: refused when it is not so any more.
func (d *DB) caseAct(ctx context.Context, actor portal.Actor, n portal.CaseNumber, seen int64, do func(tx *Tx, c portal.Case) error) error {
	if err := d.mayOpenCases(ctx, actor, portal.WorkMessages); err != nil {
		return err
	}
	return d.caseAsked(ctx, actor, n, d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.caseFor(n, toWrite)
		if errors.Is(err, portal.ErrNotFound) {
			if _, reads := tx.caseFor(n, toRead); reads == nil {
				return portal.ErrOnlyReading
			}
		}
		if err != nil {
			return err
		}
		if c.Version != seen {
			return portal.ErrCaseMoved
		}
		return do(tx, c)
	}))
}

// takeCase takes a case one step on, and writes it into the trail.
func (tx *Tx) takeCase(office portal.MessageOffice, c portal.Case, step portal.CaseStep, toName, words string) error {
	next, err := c.Status.Next(step)
	if err != nil {
		return err
	}
	tx.Audit(portal.CaseStepped, c.Number.Subject(), "step", string(step), "to", toName)
	_, err = tx.stepCase(office, c, step, next, toName, words)
	return err
}

// AssignCase gives a case to someone who works its queue, or back to the queue when to is nobody.
func (d *DB) AssignCase(ctx context.Context, actor portal.Actor, office portal.MessageOffice, n portal.CaseNumber, seen int64, to portal.Actor) error {
	return d.caseAct(ctx, actor, n, seen, func(tx *Tx, c portal.Case) error { return tx.assignCase(office, c, seen, to) })
}

func (tx *Tx) assignCase(office portal.MessageOffice, c portal.Case, seen int64, to portal.Actor) error {
	if err := c.CheckAssign(tx.Actor, seen); err != nil {
		return err
	}
	if to.Account == c.Assignee { // it is so already
		return portal.ErrCaseMoved
	}
	step := portal.StepReleased
	if to.Account != "" {
		step = portal.StepAssigned
		name, err := tx.worksQueue(to.Account, c.Queue)
		if err != nil {
			return err
		}
		to.Name = name
	}
	c.Assignee, c.AssigneeName = to.Account, to.Name
	return tx.takeCase(office, c, step, to.Name, "")
}

// worksQueue is the name of one of the staff who may be given a case of a queue, or portal.ErrNotTheirQueue.
func (tx *Tx) worksQueue(account, queue string) (name string, err error) {
	args := []any{account, string(portal.Active)}
	where := []string{"id = $1", "status = $2"}
	for _, c := range worksQueue(queue, tx.Now) {
		var text string
		text, args = c.placed(args)
		where = append(where, text)
	}
	var role portal.Role
	err = found(tx.Row(`SELECT name, role FROM accounts`+whereAll(where), args...).Scan(&name, &role))
	if errors.Is(err, portal.ErrNotFound) || err == nil && !(portal.Actor{Role: role}).Can(portal.WorkMessages) {
		return "", portal.ErrNotTheirQueue
	}
	return name, err
}

// StepCase takes a case one of the steps that need no more than a press: resolved, reopened, closed, taken up again.
func (d *DB) StepCase(ctx context.Context, actor portal.Actor, office portal.MessageOffice, n portal.CaseNumber, seen int64, step portal.CaseStep) error {
	return d.caseAct(ctx, actor, n, seen, func(tx *Tx, c portal.Case) error {
		switch step {
		case portal.StepResolved, portal.StepReopened, portal.StepClosed:
		case portal.StepWoken:
			if !c.Snoozed(tx.Now) {
				return portal.ErrCaseMoved
			}
			c.SnoozedUntil = time.Time{}
		default:
			return portal.ErrCaseMoved
		}
		return tx.takeCase(office, c, step, "", "")
	})
}

// SnoozeCase puts a case off: it is back in the queue at a moment, or when the taxpayer writes.
func (d *DB) SnoozeCase(ctx context.Context, actor portal.Actor, office portal.MessageOffice, n portal.CaseNumber, seen int64, until time.Time, why string) error {
	var check portal.Check
	why = check.Reason("why", why)
	if err := check.Err(); err != nil {
		return err
	}
	return d.caseAct(ctx, actor, n, seen, func(tx *Tx, c portal.Case) error {
		if !until.After(tx.Now) || until.Sub(tx.Now) > portal.SnoozeLongest {
			return portal.ErrCaseMoved
		}
		c.SnoozedUntil = until
		return tx.takeCase(office, c, portal.StepSnoozed, "", why)
	})
}

// MoveCase sends a case to another queue. Whoever has it keeps it only when they work that queue too.
func (d *DB) MoveCase(ctx context.Context, actor portal.Actor, office portal.MessageOffice, n portal.CaseNumber, seen int64, queue, why string) error {
	var check portal.Check
	why = check.Reason("why", why)
	if err := check.Err(); err != nil {
		return err
	}
	return d.caseAct(ctx, actor, n, seen, func(tx *Tx, c portal.Case) error { return tx.moveMessageCase(office, c, queue, why) })
}

func (tx *Tx) moveMessageCase(office portal.MessageOffice, c portal.Case, queue, why string) error {
	known, err := tx.knownQueue(queue)
	if err != nil {
		return err
	}
	if !known || queue == c.Queue {
		var check portal.Check
		check.Note("queue", portal.ErrNoSuchQueue.Message)
		return check.Err()
	}
	if c.Assignee != "" {
		if _, err := tx.worksQueue(c.Assignee, queue); errors.Is(err, portal.ErrNotTheirQueue) {
			c.Assignee, c.AssigneeName = "", ""
			if c.Status == portal.CaseAssigned {
				c.Status = portal.CaseNew
			}
		} else if err != nil {
			return err
		}
	}
	c.Queue = queue
	return tx.takeCase(office, c, portal.StepMoved, queue, why)
}

// knownQueue reports that a topic leads to the queue, or led once.
func (tx *Tx) knownQueue(queue string) (known bool, err error) {
	err = tx.Row(`SELECT EXISTS (SELECT 1 FROM message_topics WHERE queue = $1)`, queue).Scan(&known)
	return known, err
}

// WorkInBulk does one thing with several cases, each on its own: what cannot be done with one keeps none of the others
// back. The answer says of each what became of it.
func (d *DB) WorkInBulk(ctx context.Context, actor portal.Actor, office portal.MessageOffice, order portal.BulkOrder) ([]portal.BulkResult, error) {
	if err := d.mayOpenCases(ctx, actor, portal.WorkMessages); err != nil {
		return nil, err
	}
	if err := order.Check(); err != nil {
		return nil, err
	}
	results := make([]portal.BulkResult, len(order.Cases))
	for i, one := range order.Cases {
		err := d.caseAct(ctx, actor, one.Number, one.Seen, func(tx *Tx, c portal.Case) error {
			switch order.Act {
			case portal.BulkAssign:
				return tx.assignCase(office, c, one.Seen, order.To)
			case portal.BulkMove:
				return tx.moveMessageCase(office, c, order.Queue, "moved with others")
			}
			return tx.takeCase(office, c, portal.StepResolved, "", "")
		})
		if err != nil && portal.CodeOf(err) == "" {
			return results[:i], fmt.Errorf("work in bulk: %w", err)
		}
		results[i] = portal.BulkResult{Number: one.Number, Err: err}
	}
	return results, nil
}

// HandOn gives everything that one of the staff has and that is open to someone else, each case as far as they work its
// queue, or back to the queues when to is nobody. The answer is how many went, and how many stayed.
func (d *DB) HandOn(ctx context.Context, actor portal.Actor, office portal.MessageOffice, from string, to portal.Actor) (went, stayed int, err error) {
	if err := d.mayOpenCases(ctx, actor, portal.SuperviseMessages); err != nil {
		return 0, 0, err
	}
	after := portal.QueueMark{Place: -1}
	for {
		cases, err := listOf(d.asking(ctx), `
			SELECT `+messageCaseColumns+`
			FROM message_cases
			WHERE assignee = $1 AND place > $2 AND place < $3
			UNION ALL
			SELECT `+messageCaseColumns+`
			FROM message_cases
			WHERE assignee = $1 AND place = $2 AND id > $4
			ORDER BY place, id
			LIMIT 100`, scanMessageCase, from, after.Place, placeOfPersons, after.ID)
		if err != nil {
			return went, stayed, fmt.Errorf("cases of a colleague: %w", err)
		}
		if len(cases) == 0 {
			break
		}
		for _, one := range cases {
			err := d.handOn(ctx, actor, office, one, to)
			switch {
			case err == nil:
				went++
			case portal.CodeOf(err) == "":
				return went, stayed, err
			default:
				stayed++
			}
		}
		after = *cases[len(cases)-1].PlaceMark()
	}
	return went, stayed, d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.CasesHandedOn, subjectOf(from), "to", to.Name, "cases", fmt.Sprint(went))
		return nil
	})
}

// handOn hands one case on. A supervisor does it for any queue: who works a queue is theirs to say.
func (d *DB) handOn(ctx context.Context, actor portal.Actor, office portal.MessageOffice, c portal.Case, to portal.Actor) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		now, err := scanMessageCase(tx.Row(`
			SELECT `+messageCaseColumns+`
			FROM message_cases
			WHERE id = $1`+tx.db.engine.forUpdate(), int64(c.Number)))
		if err != nil {
			return err
		}
		if now.Assignee != c.Assignee {
			return portal.ErrCaseMoved
		}
		return tx.assignCase(office, now, now.Version, to)
	})
}

// CloseResolvedCases closes what was resolved portal.CloseResolvedAfter ago, and says how many. It may run in several copies
// of the program at once.
func (d *DB) CloseResolvedCases(ctx context.Context, office portal.MessageOffice) (closed int, err error) {
	for {
		due, err := listOf(d.asking(ctx), `
			SELECT `+messageCaseColumns+`
			FROM message_cases
			WHERE status = 'resolved' AND since <= $1
			ORDER BY since, id
			LIMIT 100`, scanMessageCase, Millis(d.Now().Add(-portal.CloseResolvedAfter)))
		if err != nil {
			return closed, fmt.Errorf("cases to close: %w", err)
		}
		for _, c := range due {
			closes := false
			err := d.Act(ctx, portal.SystemActor("messages"), func(tx *Tx) error {
				now, err := tx.caseFor(c.Number, toWrite)
				if err != nil {
					return err
				}
				if closes = now.Version == c.Version; !closes { // someone wrote, or another copy was faster
					tx.Bookkeeping()
					return nil
				}
				return tx.takeCase(office, now, portal.StepClosed, "", "")
			})
			if err != nil {
				return closed, fmt.Errorf("close a case: %w", err)
			}
			if closes {
				closed++
			}
		}
		if len(due) < 100 {
			return closed, nil
		}
	}
}
