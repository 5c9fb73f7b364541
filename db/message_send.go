package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"exchequer/portal"
)

// sendAtOnce is how many messages are read together to be sent.
const sendAtOnce = 64

// SendDue sends what was held long enough, the earliest first, and says until when nothing more is to send: zero when
// nothing waits. It may run in several copies of the program at once.
func (d *DB) SendDue(ctx context.Context, office portal.MessageOffice) (next time.Time, err error) {
	for {
		due, err := listOf(d.asking(ctx), `
			SELECT id, send_at
			FROM message_drafts
			WHERE state = 'held'
			ORDER BY send_at, id
			LIMIT $1`, func(row scanner) (w heldDraft, err error) {
			err = row.Scan(&w.id, millis(&w.at))
			return w, err
		}, sendAtOnce)
		if err != nil {
			return next, fmt.Errorf("what is to be sent: %w", err)
		}
		now := d.Now()
		later := slices.IndexFunc(due, func(w heldDraft) bool { return w.at.After(now) })
		if later >= 0 {
			next, due = due[later].at, due[:later]
		}
		if err := d.sendTogether(ctx, office, due); err != nil {
			return time.Time{}, fmt.Errorf("send what was held: %w", err)
		}
		if later >= 0 || len(due) < sendAtOnce {
			return next, nil
		}
	}
}

// sendTogether sends each in an act of its own. On SQLite acts that wait together are committed together; on PostgreSQL they
// would only wait for one another, each for the head of the audit trail.
func (d *DB) sendTogether(ctx context.Context, office portal.MessageOffice, due []heldDraft) error {
	if d.engine == Postgres {
		for _, w := range due {
			if err := d.sendHeld(ctx, office, w.id); err != nil {
				return err
			}
		}
		return nil
	}
	errs := make([]error, len(due))
	var all sync.WaitGroup
	for i, w := range due {
		all.Go(func() { errs[i] = d.sendHeld(ctx, office, w.id) })
	}
	all.Wait()
	return errors.Join(errs...)
}

type heldDraft struct {
	id string
	at time.Time
}

// sendHeld makes one held draft a message, in its writer's name. Who may not write there any more has it back as a draft.
func (d *DB) sendHeld(ctx context.Context, office portal.MessageOffice, id string) error {
	return d.Act(ctx, portal.SystemActor("messages"), func(tx *Tx) error {
		draft, err := scanDraft(tx.Row(`
			SELECT `+draftColumns+`
			FROM message_drafts
			WHERE id = $1`+tx.db.engine.forUpdate(), id))
		if err != nil {
			return err
		}
		if draft.State != portal.DraftHeld || draft.SendAt.After(tx.Now) { // taken back, or another copy was faster
			tx.Bookkeeping()
			return nil
		}
		writer, err := tx.account(draft.Account)
		if err != nil {
			return err
		}
		tx.Actor = portal.Actor{Account: writer.ID, Name: draft.Sender, Email: writer.Email, Role: writer.Role}
		err = tx.sendDraft(office, draft)
		if code := portal.CodeOf(err); code == portal.NotFound || code == portal.Conflict || code == portal.Mend || code == portal.Forbidden {
			tx.Audit(portal.MessageUndone, draft.AuditSubject(), "why", "not allowed any more")
			return tx.moveDraft(id, portal.DraftOpen)
		}
		return err
	})
}

// sendDraft writes the message, moves its case on, and tells whoever waits for it.
func (tx *Tx) sendDraft(office portal.MessageOffice, draft portal.Draft) (err error) {
	var c portal.Case
	if draft.Case == 0 {
		c, err = tx.openCase(office, draft)
	} else if c, err = tx.caseFor(draft.Case, toWrite); err == nil {
		c, err = tx.continueCase(office, c, draft)
	}
	if err != nil {
		return err
	}
	if draft.Authority != "" { // another one may have taken the place of the one under which it was begun
		if draft.Authority, err = tx.authorityIn(c, toWrite); err != nil {
			return err
		}
	}
	files, err := tx.filesToSend(draft)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO messages (case_id, n, id, at, side, account_id, name, authority_id, language, body, files)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		int64(c.Number), c.LastN, draft.ID, Millis(tx.Now), string(draft.Side), draft.Account, draft.Sender, nullText(draft.Authority),
		string(draft.Language), draft.Body, files)
	if err != nil {
		return fmt.Errorf("send a message: %w", err)
	}
	if _, err := tx.Exec(`
		UPDATE message_drafts
		SET state = 'sent', sent_case = $2, sent_n = $3
		WHERE id = $1`, draft.ID, int64(c.Number), c.LastN); err != nil {
		return fmt.Errorf("send a message: %w", err)
	}
	tx.Audit(portal.MessageSent, c.Number.Subject(), "message", fmt.Sprint(c.LastN), "side", string(draft.Side))
	if err := tx.indexMessage(c); err != nil {
		return err
	}
	if err := tx.didInCase(c, portal.DidWrite); err != nil {
		return err
	}
	return tx.tellOfMessage(office, c, draft)
}

// mayOpen finds out whether the writer of a new matter may still write for whom it is, and about what; and by which authority,
// "" for themselves.
func (tx *Tx) mayOpen(draft portal.Draft, all []portal.Topic) (string, error) {
	if err := tx.notSuspended(draft.Owner); err != nil {
		return "", err
	}
	if draft.Authority == "" {
		return "", tx.mayStart(portal.Acting{Owner: draft.Owner, Taxpayer: draft.Taxpayer})
	}
	topic, _ := portal.FindTopic(all, draft.Topic)
	return tx.mayStartBy(draft.Taxpayer, firstText(topic.TaxType, draft.TaxType), draft.Period)
}

// openCase is the case of a new matter, with its first message to come.
func (tx *Tx) openCase(office portal.MessageOffice, draft portal.Draft) (c portal.Case, err error) {
	all, err := topics(tx.asking())
	if err != nil {
		return c, err
	}
	if _, err := tx.mayOpen(draft, all); err != nil {
		return c, err
	}
	topic, ok := portal.FindTopic(all, draft.Topic)
	if !ok { // it was taken off the list in these seconds
		return c, portal.Refuse(portal.Mend, "Choose what it is about, so that it reaches the right people.")
	}
	year := tx.Now.In(office.Zone).Year()
	number, err := tx.NextNumber(fmt.Sprintf("MC-%d", year))
	if err != nil {
		return c, err
	}
	c = portal.Case{
		Number: portal.CaseNumberOf(year, number), Owner: draft.Owner, Taxpayer: draft.Taxpayer, OpenedBy: draft.Account, OpenedByName: draft.Sender, OpenedAt: tx.Now,
		Topic: topic.ID, TaxType: firstText(topic.TaxType, draft.TaxType), Period: draft.Period, Letter: draft.Letter, Follows: draft.Follows, Language: draft.Language, Subject: draft.Subject,
		AnswerDays: topic.AnswerDays, Queue: topic.Queue, Status: portal.CaseNew, Since: tx.Now, DueAt: office.AddBusinessDays(tx.Now, topic.AnswerDays),
		Version: 1, LastN: 1, LastAt: tx.Now, LastSide: draft.Side,
	}
	c.Place = placeAt(c.DueAt, false, tx.Now)
	_, err = tx.Exec(`
		INSERT INTO message_cases (id, owner, taxpayer_id, opened_by, opened_by_name, opened_at, topic, tax_type, period, letter, follows, language, subject, answer_days,
			queue, status, since, due_at, place, version, last_n, last_at, last_side, ours_n)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $6, $17, $18, 1, 1, $6, $19, 0)`,
		int64(c.Number), c.Owner, nullText(c.Taxpayer), c.OpenedBy, c.OpenedByName, Millis(tx.Now), c.Topic, c.TaxType, c.Period, c.Letter, nullNumber(int64(c.Follows)),
		string(c.Language), c.Subject, c.AnswerDays, c.Queue, string(c.Status), Millis(c.DueAt), c.Place, string(c.LastSide))
	if err != nil {
		return c, fmt.Errorf("open a case: %w", err)
	}
	return c, tx.noteStep(c, portal.StepOpened, "", "")
}

// continueCase moves a case on by a message to come.
func (tx *Tx) continueCase(office portal.MessageOffice, c portal.Case, draft portal.Draft) (portal.Case, error) {
	step := portal.StepTaxpayerWrote
	if draft.Side == portal.DepartmentSide {
		step = draft.Outcome.Step()
	}
	next, err := c.Status.Next(step)
	if err != nil {
		return c, err
	}
	c.LastN++
	c.LastAt, c.LastSide, c.Archived, c.SnoozedUntil = tx.Now, draft.Side, false, time.Time{}
	if draft.Side == portal.DepartmentSide {
		c.OursN = c.LastN
		if c.AnsweredAt.IsZero() {
			c.AnsweredAt = tx.Now
		}
	}
	return tx.stepCase(office, c, step, next, "", "")
}

// firstText is the first that is not empty.
func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
