package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// SendDraft keeps what was typed and sends it, portal.UndoSend from now: until then its writer can take it back. A draft
// that is on its way, or was sent, is answered as it is: a second click, or a second try after a lost answer, sends nothing
// twice. Seen is the draft's version that the page had, and read the last message of the case that it showed.
func (d *DB) SendDraft(ctx context.Context, actor portal.Actor, id string, seen, read int64, text portal.DraftText, device string) (portal.Draft, error) {
	draft, refused, err := d.hold(ctx, actor, seen, read, text, device, func(tx *Tx) (portal.Draft, error) { return tx.ownDraft(id) })
	if err == nil {
		err = refused
	}
	return draft, err
}

// SendNewDraft begins a draft under a name that its page was given, as BeginDraftOnce does, and sends it, in one act: whoever
// writes and sends at once waits for the disk once. With an error the draft is empty when none was begun.
func (d *DB) SendNewDraft(ctx context.Context, actor portal.Actor, acting portal.Acting, id string, n, follows portal.CaseNumber, seen, read int64, text portal.DraftText, device string) (portal.Draft, error) {
	draft, refused, err := d.hold(ctx, actor, seen, read, text, device, func(tx *Tx) (portal.Draft, error) {
		return tx.beginDraft(acting, id, n, follows, text)
	})
	if err != nil && n != 0 {
		err = d.caseAsked(ctx, actor, n, err)
	}
	if err != nil {
		return portal.Draft{}, err
	}
	return draft, refused
}

// hold sends the draft that of finds or begins. What was typed is kept where sending it is refused.
func (d *DB) hold(ctx context.Context, actor portal.Actor, seen, read int64, text portal.DraftText, device string, of func(*Tx) (portal.Draft, error)) (draft portal.Draft, refused, err error) {
	if err := text.Clean(); err != nil {
		return draft, nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		if draft, err = of(tx); err != nil {
			return err
		}
		draft, refused, err = tx.holdDraft(draft, seen, read, text, device)
		return err
	})
	return draft, refused, err
}

func (tx *Tx) holdDraft(draft portal.Draft, seen, read int64, text portal.DraftText, device string) (held portal.Draft, refused, err error) {
	tx.Bookkeeping() // where nothing is sent
	if draft.State == portal.DraftHeld || draft.State == portal.DraftSent {
		return draft, nil, nil
	}
	draft, newer, err := tx.saveDraft(draft, seen, text, device)
	if err != nil {
		return draft, nil, err
	}
	if newer {
		return draft, portal.ErrDraftNewer, nil
	}
	if refused, err := tx.checkToSend(draft, read); refused != nil || err != nil {
		return draft, refused, err
	}
	if refused, err := tx.spendMessage(draft); refused != nil || err != nil {
		return draft, refused, err
	}
	draft.State, draft.SendAt, draft.Sender = portal.DraftHeld, tx.Now.Add(portal.UndoSend), tx.Actor.Name
	_, err = tx.Exec(`
		UPDATE message_drafts
		SET state = 'held', send_at = $2, sender = $3, seen = $4
		WHERE id = $1`, draft.ID, Millis(draft.SendAt), draft.Sender, read)
	if err != nil {
		return draft, nil, fmt.Errorf("hold a message: %w", err)
	}
	tx.Audit(portal.MessageHeld, draft.AuditSubject())
	return draft, nil, nil
}

// checkToSend is nil when a draft may go: its writer may still write there, nothing is missing, and nothing newer came that
// they have not seen.
func (tx *Tx) checkToSend(draft portal.Draft, read int64) (refused, err error) {
	all, err := topics(tx.asking())
	if err != nil {
		return nil, err
	}
	if err := draft.CheckToSend(offeredTo(all, draft.Taxpayer == "")); err != nil {
		return err, nil
	}
	if refused, err := tx.filesReady(draft); refused != nil || err != nil {
		return refused, err
	}
	if draft.Side == portal.DepartmentSide {
		if err := portal.GuardOutgoing("body", draft.Body); err != nil {
			return err, nil
		}
	}
	if draft.Case == 0 {
		_, err := tx.mayOpen(draft, all)
		if portal.CodeOf(err) == portal.Mend {
			return err, nil
		}
		return nil, err
	}
	c, err := tx.caseFor(draft.Case, toWrite)
	switch {
	case err != nil:
		return nil, err
	case c.Status == portal.CaseClosed:
		return portal.ErrCaseClosed, nil
	case c.LastN > read:
		return portal.ErrNewerMessage, nil
	case draft.Side == portal.TaxpayerSide:
		return nil, nil
	}
	// Two of us answering at once: the second sees what the first is about to send.
	var other string
	err = found(tx.Row(`
		SELECT sender
		FROM message_drafts
		WHERE case_id = $1 AND state = 'held' AND side = 'department' AND id <> $2
		LIMIT 1`, int64(draft.Case), draft.ID).Scan(&other))
	if errors.Is(err, portal.ErrNotFound) {
		return nil, nil
	}
	return portal.ErrNewerReply, err
}

// TakeBack stops a message that was not sent yet. It is a draft again.
func (d *DB) TakeBack(ctx context.Context, actor portal.Actor, id string) (draft portal.Draft, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if draft, err = tx.ownDraft(id); err != nil {
			return err
		}
		switch draft.State {
		case portal.DraftOpen: // taken back twice
			tx.Bookkeeping()
			return nil
		case portal.DraftHeld:
		default:
			return portal.ErrTooLateUndo
		}
		if !tx.Now.Before(draft.SendAt) {
			return portal.ErrTooLateUndo
		}
		tx.Audit(portal.MessageUndone, draft.AuditSubject())
		draft.State, draft.SendAt = portal.DraftOpen, time.Time{}
		return tx.moveDraft(id, portal.DraftOpen)
	})
	return draft, err
}
