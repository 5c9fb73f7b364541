package db

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"exchequer/portal"
)

const sampleColumns = `id, month, case_id, clerk, clerk_name, drawn_at, drawn_by_name, reviewed_at, reviewed_by_name, verdict, comment`

func scanSample(row scanner) (s portal.Sample, err error) {
	err = row.Scan(&s.ID, &s.Month, &s.Case, &s.Clerk, &s.ClerkName, millis(&s.DrawnAt), &s.DrawnByName, millis(&s.ReviewedAt), &s.ReviewedByName, &s.Verdict, &s.Comment)
	return s, found(err)
}

// Samples are the cases that were drawn for a month ("2026-11"), by clerk.
func (d *DB) Samples(ctx context.Context, actor portal.Actor, month string) ([]portal.Sample, error) {
	if err := actor.Permit(portal.SuperviseMessages); err != nil {
		return nil, err
	}
	samples, err := listOf(d.asking(ctx), `
		SELECT `+sampleColumns+`
		FROM message_samples
		WHERE month = $1
		ORDER BY clerk_name, id
		LIMIT 500`, scanSample, month)
	if err != nil {
		return nil, fmt.Errorf("samples: %w", err)
	}
	return samples, nil
}

// DrawSamples draws portal.SamplesEach answered cases of each clerk of a month at random, beside those that were drawn already,
// and says how many. What was answered in the month is found by its index.
func (d *DB) DrawSamples(ctx context.Context, actor portal.Actor, office portal.MessageOffice, month string) (drawn int, err error) {
	if err := actor.Permit(portal.SuperviseMessages); err != nil {
		return 0, err
	}
	from, to, ok := office.Month(month)
	if !ok {
		return 0, portal.ErrNotFound
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		answered, err := listOf(tx.asking(), `
			SELECT DISTINCT m.account_id, a.name, m.case_id
			FROM messages m
			JOIN accounts a ON a.id = m.account_id
			WHERE m.side = 'department' AND m.at >= $1 AND m.at < $2
				AND NOT EXISTS (SELECT 1 FROM message_samples s WHERE s.month = $3 AND s.clerk = m.account_id AND s.case_id = m.case_id)`,
			func(row scanner) (s portal.Sample, err error) {
				err = row.Scan(&s.Clerk, &s.ClerkName, &s.Case)
				return s, err
			}, Millis(from), Millis(to), month)
		if err != nil {
			return fmt.Errorf("draw samples: %w", err)
		}
		rand.Shuffle(len(answered), func(i, j int) { answered[i], answered[j] = answered[j], answered[i] })
		drawn = 0
		each := map[string]int{}
		for _, s := range answered {
			if each[s.Clerk]++; each[s.Clerk] > portal.SamplesEach {
				continue
			}
			drawn++
			if _, err := tx.Exec(`
				INSERT INTO message_samples (id, month, case_id, clerk, clerk_name, drawn_at, drawn_by, drawn_by_name)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				newID(), month, int64(s.Case), s.Clerk, s.ClerkName, Millis(tx.Now), actor.Account, actor.Name); err != nil {
				return fmt.Errorf("draw samples: %w", err)
			}
		}
		if drawn == 0 {
			return portal.ErrNothingToDraw
		}
		tx.Audit(portal.SamplesDrawn, "messages/"+month, "cases", fmt.Sprint(drawn))
		return nil
	})
	return drawn, err
}

// OpenSample is a sampled case with its messages, for a supervisor to read again. That they read it is a look.
func (d *DB) OpenSample(ctx context.Context, actor portal.Actor, id string) (s portal.Sample, messages []portal.Message, err error) {
	if err := d.mayOpenCases(ctx, actor, portal.SuperviseMessages); err != nil {
		return s, nil, err
	}
	if s, err = scanSample(d.row(ctx, `SELECT `+sampleColumns+` FROM message_samples WHERE id = $1`, id)); err != nil {
		return s, nil, err
	}
	if s.Clerk == actor.Account {
		return s, nil, portal.ErrOwnSample
	}
	if err := d.Act(ctx, actor, func(tx *Tx) error { return tx.lookAtCase(s.Case, "Drawn at random, to be read again.") }); err != nil {
		return s, nil, err
	}
	messages, err = d.asking(ctx).messages(s.Case, 0)
	return s, messages, err
}

// ReviewSample is a supervisor's verdict on a sampled case, once, and never on one's own.
func (d *DB) ReviewSample(ctx context.Context, actor portal.Actor, id string, review portal.SampleReview) error {
	if err := d.mayOpenCases(ctx, actor, portal.SuperviseMessages); err != nil {
		return err
	}
	if err := review.Check(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		s, err := scanSample(tx.Row(`SELECT `+sampleColumns+` FROM message_samples WHERE id = $1`+d.engine.forUpdate(), id))
		switch {
		case err != nil:
			return err
		case s.Clerk == actor.Account:
			return portal.ErrOwnSample
		case !s.ReviewedAt.IsZero():
			return portal.ErrSampleReviewed
		}
		tx.Audit(portal.SampleReviewed, s.Case.Subject(), "verdict", string(review.Verdict))
		_, err = tx.Exec(`
			UPDATE message_samples
			SET reviewed_at = $2, reviewed_by = $3, reviewed_by_name = $4, verdict = $5, comment = $6
			WHERE id = $1`, id, Millis(tx.Now), actor.Account, actor.Name, string(review.Verdict), review.Comment)
		return err
	})
}

// MessageMonths are the figures of the last so many months of cases, the oldest first, that end with the one that begins at
// from. Each reads its month's cases by their index, and no others.
func (d *DB) MessageMonths(ctx context.Context, actor portal.Actor, office portal.MessageOffice, from time.Time, months int) ([]portal.MessageFigures, error) {
	if err := actor.Permit(portal.SeeFigures); err != nil {
		return nil, err
	}
	figures := make([]portal.MessageFigures, months)
	for i := range figures {
		f := portal.MessageFigures{From: from.AddDate(0, i+1-months, 0), To: from.AddDate(0, i+2-months, 0)}
		rows, err := d.rows(ctx, messageMonthQuery, Millis(f.From), Millis(f.To))
		if err != nil {
			return nil, fmt.Errorf("figures of messages: %w", err)
		}
		for rows.Next() {
			var c portal.Case
			if err := rows.Scan(&c.Topic, &c.Queue, &c.AnswerDays, millis(&c.OpenedAt), millis(&c.AnsweredAt), millis(&c.ResolvedAt)); err != nil {
				rows.Close()
				return nil, fmt.Errorf("figures of messages: %w", err)
			}
			f.Add(office, c, d.Now())
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("figures of messages: %w", err)
		}
		rows.Close()
		figures[i] = f
	}
	return figures, nil
}

const messageMonthQuery = `
	SELECT topic, queue, answer_days, opened_at, answered_at, resolved_at
	FROM message_cases
	WHERE opened_at >= $1 AND opened_at < $2`

// ExportMessageFigures gives the same for a file that leaves the house, and writes down who took it.
func (d *DB) ExportMessageFigures(ctx context.Context, actor portal.Actor, office portal.MessageOffice, from time.Time, months int) ([]portal.MessageFigures, error) {
	figures, err := d.MessageMonths(ctx, actor, office, from, months)
	if err != nil {
		return nil, err
	}
	return figures, d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.FiguresOfCases, "message-figures/"+from.Format("2006-01"))
		return nil
	})
}

// QueueMembers are the queues to which topics lead, each with who works it, and everyone who could.
func (d *DB) QueueMembers(ctx context.Context, actor portal.Actor) (queues []portal.MessageQueue, staff []portal.QueueMember, err error) {
	if err := actor.Permit(portal.NameQueueMembers); err != nil {
		return nil, nil, err
	}
	all, err := d.Topics(ctx)
	if err != nil {
		return nil, nil, err
	}
	people, err := d.colleagues(ctx, portal.Actor{Role: actor.Role}, portal.WorkMessages) // oneself too
	if err != nil {
		return nil, nil, err
	}
	at := map[string]int{}
	for _, t := range all {
		if _, known := at[t.Queue]; !known {
			at[t.Queue] = len(queues)
			queues = append(queues, portal.MessageQueue{Name: t.Queue})
		}
		if t.Offered {
			queues[at[t.Queue]].Topics++
		}
	}
	for _, p := range people {
		m := portal.QueueMember{Actor: p}
		if m.TrainedUntil, err = d.Training(ctx, p.Account); err != nil {
			return nil, nil, err
		}
		staff = append(staff, m)
		theirs, err := d.QueuesOf(ctx, p.Account)
		if err != nil {
			return nil, nil, err
		}
		for _, name := range theirs {
			if i, known := at[name]; known {
				queues[i].Members = append(queues[i].Members, m)
			}
		}
	}
	slices.SortFunc(queues, func(a, b portal.MessageQueue) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return queues, staff, nil
}
