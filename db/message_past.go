package db

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"exchequer/portal"
)

// pastTogether is how many cases one act brings in.
const pastTogether = 250

// BringInCases brings cases in that were led somewhere else before. Each keeps its moments and gets a number of ours. Cases of
// taxpayers whom we do not know are refused, and nothing of their act is kept. Nobody is told: what is in them is old.
func (d *DB) BringInCases(ctx context.Context, actor portal.Actor, office portal.MessageOffice, cases []portal.PastCase) error {
	if err := actor.Permit(portal.ImportTaxpayers); err != nil {
		return err
	}
	for len(cases) > 0 {
		some := cases[:min(len(cases), pastTogether)]
		cases = cases[len(some):]
		err := d.Act(ctx, actor, func(tx *Tx) error {
			tx.Audit(portal.CasesBroughtIn, "messages", "cases", strconv.Itoa(len(some)))
			all, err := topics(tx.asking())
			if err != nil {
				return err
			}
			for _, c := range some {
				if err := tx.bringIn(office, all, c); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("bring in cases: %w", err)
		}
	}
	return nil
}

func (tx *Tx) bringIn(office portal.MessageOffice, all []portal.Topic, past portal.PastCase) error {
	topic, ok := portal.FindTopic(all, past.Topic)
	if !ok || len(past.Messages) == 0 || past.Messages[0].Side != portal.TaxpayerSide {
		return portal.Refuse(portal.Mend, "A case begins with a message of the taxpayer’s, about a topic that the office has declared.")
	}
	var taxpayer string
	if err := found(tx.Row(`SELECT id FROM taxpayers WHERE core_key = $1`, past.Key).Scan(&taxpayer)); errors.Is(err, portal.ErrNotFound) {
		return portal.Refuse(portal.Mend, "There is no taxpayer with the key %s.", past.Key)
	} else if err != nil {
		return err
	}
	first, last := past.Messages[0], past.Messages[len(past.Messages)-1]
	year := first.At.In(office.Zone).Year()
	number, err := tx.NextNumber(fmt.Sprintf("MC-%d", year))
	if err != nil {
		return err
	}
	c := portal.Case{
		Number: portal.CaseNumberOf(year, number), Owner: taxpayer, Taxpayer: taxpayer, OpenedBy: first.Account, OpenedByName: first.Name, OpenedAt: first.At, Topic: topic.ID,
		TaxType: topic.TaxType, Period: past.Period, Letter: past.Letter, Language: past.Language, Subject: past.Subject, AnswerDays: topic.AnswerDays, Queue: topic.Queue,
		Status: past.Status(), Since: last.At, Version: 1, Assignee: past.Assignee, AssigneeName: past.AssigneeName,
		LastN: int64(len(past.Messages)), LastAt: last.At, LastSide: last.Side,
	}
	for i, m := range past.Messages {
		if m.Side == portal.DepartmentSide {
			if c.OursN = int64(i + 1); c.AnsweredAt.IsZero() {
				c.AnsweredAt = m.At
			}
		} else if c.Status.Ours() && (i == 0 || past.Messages[i-1].Side == portal.DepartmentSide) {
			c.DueAt = office.AddBusinessDays(m.At, c.AnswerDays)
		}
	}
	if c.Status == portal.CaseResolved || c.Status == portal.CaseClosed {
		c.ResolvedAt = last.At
	}
	if c.LookedAt = c.AnsweredAt; c.LookedAt.IsZero() && c.Assignee != "" {
		c.LookedAt = first.At
	}
	c.Place = placeAt(c.DueAt, !c.ResolvedAt.IsZero(), c.Since)
	_, err = tx.Exec(`
		INSERT INTO message_cases (id, owner, taxpayer_id, opened_by, opened_by_name, opened_at, topic, tax_type, period, letter, language, subject, answer_days,
			queue, status, since, due_at, place, version, assignee, assignee_name, looked_at, answered_at, resolved_at, last_n, last_at, last_side, ours_n)
		VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18, $19, $20, $21, $22, $23, $24, $25, $26)`,
		int64(c.Number), c.Owner, c.OpenedBy, c.OpenedByName, Millis(c.OpenedAt), c.Topic, c.TaxType, c.Period, c.Letter, string(c.Language), c.Subject, c.AnswerDays,
		c.Queue, string(c.Status), Millis(c.Since), Millis(c.DueAt), c.Place, nullText(c.Assignee), c.AssigneeName, Millis(c.LookedAt), Millis(c.AnsweredAt), Millis(c.ResolvedAt),
		c.LastN, Millis(c.LastAt), string(c.LastSide), c.OursN)
	if err != nil {
		return fmt.Errorf("bring in a case: %w", err)
	}
	for i, m := range past.Messages {
		c.LastN = int64(i + 1)
		_, err := tx.Exec(`
			INSERT INTO messages (case_id, n, id, at, side, account_id, name, language, body, files)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`,
			int64(c.Number), c.LastN, newID(), Millis(m.At), string(m.Side), m.Account, m.Name, string(c.Language), m.Body)
		if err != nil {
			return fmt.Errorf("bring in a message: %w", err)
		}
		if err := tx.indexMessage(c); err != nil {
			return err
		}
	}
	return tx.noteStep(c, portal.StepOpened, "", "brought in from before")
}
