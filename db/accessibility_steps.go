package db

import (
	"context"
	"fmt"
	"strconv"

	"exchequer/portal"
)

// AccessibilityAct is one step that someone takes with a request.
type AccessibilityAct struct {
	Number portal.RequestNumber
	Seen   int64 // the version that was on the screen
	Step   portal.AccessibilityStep
	Words  portal.AccessibilityWords
	Files  []StoredFile // safe on the disk already; the act makes them the request's
	Key    FollowUpKey  // of the person's browser; staff need none
}

// ErrStale answers an act that was chosen on an older state than the present one. Nothing was overwritten.
var ErrStale = portal.Refuse(portal.Conflict, "Someone else changed this request while you had it open. Nothing of yours was lost: look at what changed, then send it again if it still fits.")

// TakeAccessibilityStep moves a request one step, as the table in portal says, with the words and files that go with it.
// The person who asked is told by e-mail when that is how they want to be reached.
func (d *DB) TakeAccessibilityStep(ctx context.Context, actor portal.Actor, desk portal.AccessibilityDesk, act AccessibilityAct) error {
	if err := actor.MayTake(act.Step); err != nil {
		return err
	}
	if err := act.Words.Check(act.Step); err != nil {
		return err
	}
	err := d.Act(ctx, actor, func(tx *Tx) error {
		r, err := tx.accessibilityRequest(act.Number, act.Seen, act.Key)
		if err != nil {
			return err
		}
		to, ok := r.Status.Takes(act.Step)
		if !ok {
			return portal.ErrWrongStep
		}
		if err := inAppealTime(tx, desk, act.Step, r); err != nil {
			return err
		}
		was := r
		r.Status, r.Since = to, tx.Now
		if act.Step == portal.ReopenStep {
			r.ClockFrom = tx.Now // a new promise begins
		}
		r.Due = desk.Deadline(r.Status, r.Since, r.ClockFrom)
		if tx.Actor.Role.Staff() && r.Assignee == "" && act.Step == portal.AcknowledgeStep {
			r.Assignee, r.AssigneeName = tx.Actor.Account, tx.Actor.Name // who says "we are on it" is
		}
		if err := tx.moveAccessibilityRequest(desk, was, r, act.Step, "", act.Words); err != nil {
			return err
		}
		if act.Step.Files() {
			for _, f := range act.Files {
				if err := tx.AttachFile(f, answerSubject(r.Number, was.Version+1)); err != nil {
					return err
				}
			}
		}
		return notifyStep(tx, desk, act.Step, r)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", act.Step, act.Number, err)
	}
	return nil
}

// inAppealTime keeps both sides to the time for an appeal: the person appeals within it, though staff may take a late one
// down for a good reason, and nobody closes a grievance while it runs.
func inAppealTime(tx *Tx, desk portal.AccessibilityDesk, step portal.AccessibilityStep, r portal.AccessibilityRequest) error {
	if r.Status != portal.GrievanceAnswered {
		return nil
	}
	ends := desk.Promise.AppealBy(desk.Calendar, r.Since)
	over := tx.Now.After(ends)
	switch {
	case step == portal.AppealStep && over && !tx.Actor.Role.Staff():
		return portal.Refuse(portal.Conflict, "The time to appeal ended on %s. Call us if something kept you from it.", ends)
	case step == portal.CloseStep && !over:
		return portal.Refuse(portal.Conflict, "They can appeal until %s. Close the grievance after that day.", ends)
	}
	return nil
}

// AssignAccessibilityRequest claims a request, hands it over to a colleague, or puts it back for anyone ("" as the
// account). Clerks hand over only what is theirs.
func (d *DB) AssignAccessibilityRequest(ctx context.Context, actor portal.Actor, desk portal.AccessibilityDesk, n portal.RequestNumber, seen int64, to portal.Actor) error {
	if err := actor.Permit(portal.WorkAccessibility); err != nil {
		return err
	}
	if to.Account != "" {
		if err := to.Permit(portal.WorkAccessibility); err != nil {
			return portal.Refuse(portal.Mend, "Choose a colleague who works accessibility requests.")
		}
	}
	err := d.Act(ctx, actor, func(tx *Tx) error {
		r, err := tx.accessibilityRequest(n, seen, nil)
		if err != nil {
			return err
		}
		theirs := r.Assignee == "" || r.Assignee == actor.Account
		if !theirs && !actor.Can(portal.AssignAccessibility) {
			return portal.Refuse(portal.Conflict, "%s has this request. Ask them, or a supervisor, to hand it over.", r.AssigneeName)
		}
		if r.Status.Closed() || r.Assignee == to.Account {
			return portal.ErrWrongStep
		}
		step := portal.HandOverStep
		switch to.Account {
		case "":
			step = portal.ReleaseStep
		case actor.Account:
			step = portal.ClaimStep
		}
		was := r
		r.Assignee, r.AssigneeName = to.Account, to.Name
		return tx.moveAccessibilityRequest(desk, was, r, step, to.Name, portal.AccessibilityWords{})
	})
	if err != nil {
		return fmt.Errorf("assign %s: %w", n, err)
	}
	return nil
}

// accessibilityRequest reads a request in order to change it. Staff find any; the person finds those that their
// browser was let in to. It refuses when the request is not as it was on the screen.
func (tx *Tx) accessibilityRequest(n portal.RequestNumber, seen int64, key FollowUpKey) (portal.AccessibilityRequest, error) {
	query, args := wholeAccessibilityRequest, []any{int64(n)}
	if !tx.Actor.Can(portal.WorkAccessibility) {
		query += ` AND ` + grantedTo
		args = append(args, notNull(key.hash(n)), Millis(tx.Now.Add(-GrantLasts)))
	}
	r, err := tx.db.openAccessibilityRequest(tx.Row(query+tx.db.engine.forUpdate(), args...))
	if err == nil && r.Version != seen {
		err = ErrStale
	}
	return r, err
}

// moveAccessibilityRequest writes what happened, and where the request stands now. The version in the WHERE is the
// second lock on the same door: of two acts on one version only one finds its row.
func (tx *Tx) moveAccessibilityRequest(desk portal.AccessibilityDesk, was, r portal.AccessibilityRequest, step portal.AccessibilityStep, toName string, words portal.AccessibilityWords) error {
	r.Version = was.Version + 1
	if err := insertAccessibilityEvent(tx, r, step, toName, words); err != nil {
		return err
	}
	var acknowledged, delivered Millis
	var taken any
	if r.Status != was.Status {
		acknowledged = Millis(tx.Now) // any step of ours says that we are on it
		if r.Status == portal.AccessibilityDelivered {
			delivered, taken = Millis(tx.Now), max(0, desk.BusinessDaysBetween(r.Received, tx.Now))
		}
		if !tx.Actor.Role.Staff() {
			acknowledged = Millis{}
		}
	}
	// Figures count the first acknowledgement and the first delivery: what comes after a reopening does not mend them.
	changed, err := tx.Exec(`
		UPDATE accessibility_requests
		SET
			status = $1,
			since = $2,
			clock_from = $3,
			due_at = $4,
			place = $5,
			version = $6,
			assignee = $7,
			assignee_name = $8,
			acknowledged_at = COALESCE(acknowledged_at, $9),
			delivered_at = COALESCE(delivered_at, $10),
			days_taken = COALESCE(days_taken, $11)
		WHERE id = $12 AND version = $13`,
		string(r.Status), Millis(r.Since), Millis(r.ClockFrom), Millis(r.Due.At), place(r), r.Version, nullText(r.Assignee), r.AssigneeName,
		acknowledged, delivered, taken, int64(r.Number), was.Version)
	if err != nil {
		return err
	}
	if changed != 1 {
		return ErrStale
	}
	if r.Status == was.Status {
		tx.Audit(portal.AccessibilityWasAssigned, r.Number.Subject(), "step", string(step), "to", toName)
	} else {
		tx.Audit(portal.AccessibilityMoved, r.Number.Subject(), "step", string(step), "status", string(r.Status))
	}
	return nil
}

// notifyStep tells the person that something waits, or until when it will.
func notifyStep(tx *Tx, desk portal.AccessibilityDesk, step portal.AccessibilityStep, r portal.AccessibilityRequest) error {
	by := func(name string) portal.Params { return portal.Params{name: desk.DateOf(r.Due.At)} }
	switch step {
	case portal.AcknowledgeStep:
		return notifyRequester(tx, r, portal.AccessibilityAcknowledgedNotice, by("deliver_by"))
	case portal.DeliverStep, portal.DeclineStep:
		return notifyRequester(tx, r, portal.AccessibilityAnsweredNotice, portal.Params{})
	case portal.ReopenStep:
		return notifyRequester(tx, r, portal.AccessibilityReopenedNotice, by("acknowledge_by"))
	case portal.EscalateStep:
		return notifyRequester(tx, r, portal.GrievanceReceivedNotice, by("meet_by"))
	case portal.MeetStep:
		return notifyRequester(tx, r, portal.GrievanceMetNotice, by("answer_by"))
	case portal.AnswerStep:
		appeal := desk.Promise.AppealBy(desk.Calendar, r.Since)
		return notifyRequester(tx, r, portal.GrievanceAnsweredNotice, portal.Params{"appeal_by": desk.DateOf(appeal)})
	case portal.AppealStep:
		return notifyRequester(tx, r, portal.GrievanceAppealedNotice, by("decide_by"))
	case portal.CloseStep:
		return notifyRequester(tx, r, portal.GrievanceFinalNotice, portal.Params{})
	}
	return nil
}

// answerSubject is what the files of one answer belong to.
func answerSubject(n portal.RequestNumber, version int64) string {
	return n.Subject() + "/" + strconv.FormatInt(version, 10)
}
