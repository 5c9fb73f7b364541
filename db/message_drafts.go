package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"exchequer/portal"
)

const draftColumns = `id, account_id, owner, COALESCE(taxpayer_id, ''), side, COALESCE(case_id, 0), COALESCE(follows, 0), state, version, saved_at, seen,
	send_at, COALESCE(sent_case, 0), COALESCE(sent_n, 0), language, topic, tax_type, period, letter, subject, body, outcome, sender, COALESCE(authority_id, '')`

func scanDraft(row scanner) (d portal.Draft, err error) {
	err = row.Scan(&d.ID, &d.Account, &d.Owner, &d.Taxpayer, &d.Side, &d.Case, &d.Follows, &d.State, &d.Version, millis(&d.SavedAt), &d.Seen,
		millis(&d.SendAt), &d.SentCase, &d.SentN, &d.Language, &d.Topic, &d.TaxType, &d.Period, &d.Letter, &d.Subject, &d.Body, &d.Outcome, &d.Sender, &d.Authority)
	return d, found(err)
}

// BeginDraft opens a new draft: of a new matter, or in a case. In a case each writer has one at a time, and is given the one
// that is there. Acting is for whom they act.
func (d *DB) BeginDraft(ctx context.Context, actor portal.Actor, acting portal.Acting, n, follows portal.CaseNumber, text portal.DraftText) (portal.Draft, error) {
	return d.BeginDraftOnce(ctx, actor, acting, newID(), n, follows, text)
}

// NewDraftID names a draft before there is one: the page on which it is typed carries the name, so that a form that is sent
// twice begins one draft.
func NewDraftID() string { return newID() }

// BeginDraftOnce opens a draft under a name that its page was given, or answers with the actor's draft of that name. With an
// error the draft is empty.
func (d *DB) BeginDraftOnce(ctx context.Context, actor portal.Actor, acting portal.Acting, id string, n, follows portal.CaseNumber, text portal.DraftText) (draft portal.Draft, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		tx.Bookkeeping()
		draft, err = tx.beginDraft(acting, id, n, follows, text)
		return err
	})
	if err != nil && n != 0 {
		err = d.caseAsked(ctx, actor, n, err)
	}
	if err != nil {
		return portal.Draft{}, err
	}
	return draft, nil
}

func (tx *Tx) beginDraft(acting portal.Acting, id string, n, follows portal.CaseNumber, text portal.DraftText) (draft portal.Draft, err error) {
	if uuid.Validate(id) != nil || len(id) != len(uuid.Nil.String()) {
		return draft, portal.ErrNotFound
	}
	if there, err := tx.ownDraft(id); !errors.Is(err, portal.ErrNotFound) {
		return there, err
	}
	draft = portal.Draft{
		ID: id, Account: tx.Actor.Account, Owner: acting.Owner, Taxpayer: acting.Taxpayer, Authority: acting.Authority, Side: portal.TaxpayerSide,
		Case: n, Follows: follows, State: portal.DraftOpen, Version: 1, SavedAt: tx.Now, DraftText: text,
	}
	if follows != 0 {
		if _, err := tx.caseFor(follows, toRead); err != nil {
			return draft, err
		}
	}
	if n != 0 {
		c, err := tx.caseFor(n, toWrite)
		if err != nil {
			return draft, err
		}
		if draft.Owner, draft.Taxpayer, draft.Seen = c.Owner, c.Taxpayer, c.LastN; tx.Actor.Role != portal.Taxpayer {
			draft.Side = portal.DepartmentSide
		}
		if draft.Authority, err = tx.authorityIn(c, toWrite); err != nil {
			return draft, err
		}
		if there, err := scanDraft(tx.Row(openDraftQuery, tx.Actor.Account, int64(n))); !errors.Is(err, portal.ErrNotFound) {
			return there, err
		}
		if c.Status == portal.CaseClosed {
			return draft, portal.ErrCaseClosed
		}
		if draft.Language == "" { // a clerk writes in the language of the case
			draft.Language = c.Language
		}
	} else if err := tx.mayStart(acting); err != nil {
		return draft, err
	}
	if err := tx.insertDraft(draft); isUnique(err) { // someone else's name for theirs
		return draft, portal.ErrNotFound
	} else if err != nil {
		return draft, err
	}
	if err := tx.didWithDraft(draft, portal.DidDraft); err != nil {
		return draft, err
	}
	return draft, tx.keepDraftVersion(draft, "", false)
}

const openDraftQuery = `
	SELECT ` + draftColumns + `
	FROM message_drafts
	WHERE account_id = $1 AND case_id = $2 AND state IN ('open', 'held')`

// mayStart is nil when the actor may write a new matter for whom they act.
func (tx *Tx) mayStart(acting portal.Acting) error {
	if tx.Actor.Role != portal.Taxpayer {
		return portal.ErrNotFound
	}
	if err := tx.notSuspended(acting.Owner); err != nil {
		return err
	}
	if acting.Alone() && acting.Owner == tx.Actor.Account {
		return nil
	}
	if acting.Authority != "" {
		_, err := tx.writesFor(acting.Taxpayer)
		return err
	}
	text, args := only(`? IN (`+standsFor(toWrite)+`)`, acting.Owner, tx.Actor.Account).placed(nil)
	var may bool
	if err := tx.Row(`SELECT `+text, args...).Scan(&may); err != nil {
		return fmt.Errorf("may they write: %w", err)
	}
	if !may {
		return portal.ErrNotFound
	}
	return nil
}

func (tx *Tx) insertDraft(d portal.Draft) error {
	_, err := tx.Exec(`
		INSERT INTO message_drafts (id, account_id, owner, taxpayer_id, authority_id, side, case_id, follows, begun_at, state, version, saved_at, language, topic, tax_type, period, letter, subject, body, outcome, seen)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $9, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		d.ID, d.Account, d.Owner, nullText(d.Taxpayer), nullText(d.Authority), string(d.Side), nullNumber(int64(d.Case)), nullNumber(int64(d.Follows)),
		Millis(tx.Now), string(d.State), d.Version, string(d.Language), d.Topic, d.TaxType, d.Period, d.Letter, d.Subject, d.Body, string(d.Outcome), d.Seen)
	if err != nil {
		return fmt.Errorf("begin a draft: %w", err)
	}
	return nil
}

// nullNumber is NULL for 0.
func nullNumber(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// keepDraftVersion writes down how a draft was saved. One that is aside changed nothing.
func (tx *Tx) keepDraftVersion(d portal.Draft, device string, aside bool) error {
	_, err := tx.Exec(`
		INSERT INTO message_draft_versions (draft_id, place, version, at, device, subject, body, aside)
		VALUES ($1, (SELECT COUNT(*) FROM message_draft_versions WHERE draft_id = $1), $2, $3, $4, $5, $6, $7)`,
		d.ID, d.Version, Millis(tx.Now), device, d.Subject, d.Body, aside)
	if err != nil {
		return fmt.Errorf("keep a draft's version: %w", err)
	}
	return nil
}

// ownDraft is a draft of the actor's within an act; anyone else's is not found. On PostgreSQL it is locked.
func (tx *Tx) ownDraft(id string) (portal.Draft, error) {
	return scanDraft(tx.Row(`
		SELECT `+draftColumns+`
		FROM message_drafts
		WHERE id = $1 AND account_id = $2 AND `+draftOpen+tx.db.engine.forUpdate(), id, tx.Actor.Account, Millis(tx.Now)))
}

// SaveDraft keeps what was typed. Seen is the version that the page had: when there is a newer one, from another page or
// device, nothing is overwritten. What this page had is kept with the earlier versions, and the newer draft is the answer,
// with portal.ErrDraftNewer.
func (d *DB) SaveDraft(ctx context.Context, actor portal.Actor, id string, seen int64, text portal.DraftText, device string) (draft portal.Draft, err error) {
	wrong := text.Clean()
	if wrong != nil {
		return draft, wrong
	}
	var newer bool
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		tx.Bookkeeping()
		if draft, err = tx.ownDraft(id); err != nil {
			return err
		}
		draft, newer, err = tx.saveDraft(draft, seen, text, device)
		return err
	})
	if err == nil && newer {
		err = portal.ErrDraftNewer
	}
	return draft, err
}

// saveDraft keeps a draft's new text, or reports that it is newer than the page that it came from.
func (tx *Tx) saveDraft(draft portal.Draft, seen int64, text portal.DraftText, device string) (saved portal.Draft, newer bool, err error) {
	if draft.State != portal.DraftOpen {
		return draft, false, portal.ErrDraftOver
	}
	text.Language = draft.Language
	if draft.Case != 0 { // what a case is about is settled
		text.Topic, text.TaxType, text.Period, text.Letter, text.Subject = draft.Topic, draft.TaxType, draft.Period, draft.Letter, draft.Subject
	}
	if text == draft.DraftText {
		return draft, false, nil
	}
	if draft.Version != seen {
		aside := draft
		aside.DraftText = text
		return draft, true, tx.keepDraftVersion(aside, device, true)
	}
	draft.DraftText, draft.SavedAt = text, tx.Now
	draft.Version++
	_, err = tx.Exec(`
		UPDATE message_drafts
		SET version = $2, saved_at = $3, topic = $4, tax_type = $5, period = $6, letter = $7, subject = $8, body = $9, outcome = $10
		WHERE id = $1`,
		draft.ID, draft.Version, Millis(tx.Now), text.Topic, text.TaxType, text.Period, text.Letter, text.Subject, text.Body, string(text.Outcome))
	if err != nil {
		return draft, false, fmt.Errorf("save a draft: %w", err)
	}
	return draft, false, tx.keepDraftVersion(draft, device, false)
}

// Draft is a draft of the actor's own.
func (d *DB) Draft(ctx context.Context, actor portal.Actor, id string) (portal.Draft, error) {
	return scanDraft(d.row(ctx, `
		SELECT `+draftColumns+`
		FROM message_drafts
		WHERE id = $1 AND account_id = $2 AND `+draftOpen, id, actor.Account, Millis(d.Now())))
}

// DraftIn is the actor's draft in a case, or portal.ErrNotFound.
func (d *DB) DraftIn(ctx context.Context, actor portal.Actor, n portal.CaseNumber) (portal.Draft, error) {
	return scanDraft(d.row(ctx, openDraftQuery, actor.Account, int64(n)))
}

// Drafts are the actor's for whom they act, the latest first: what is not sent yet, and what can still be taken back.
func (d *DB) Drafts(ctx context.Context, actor portal.Actor, acting portal.Acting) ([]portal.Draft, error) {
	drafts, err := listOf(d.asking(ctx), `
		SELECT `+draftColumns+`
		FROM message_drafts
		WHERE account_id = $1 AND owner = $2 AND state IN ('open', 'held') AND `+draftOpen+`
		ORDER BY saved_at DESC, id DESC
		LIMIT 50`, scanDraft, actor.Account, acting.Owner, Millis(d.Now()))
	if err != nil {
		return nil, fmt.Errorf("drafts: %w", err)
	}
	return drafts, nil
}

// DraftVersions are how a draft was saved, the latest first.
func (d *DB) DraftVersions(ctx context.Context, actor portal.Actor, id string) ([]portal.DraftVersion, error) {
	if _, err := d.Draft(ctx, actor, id); err != nil {
		return nil, err
	}
	versions, err := listOf(d.asking(ctx), `
		SELECT version, at, device, subject, body, aside
		FROM message_draft_versions
		WHERE draft_id = $1
		ORDER BY place DESC
		LIMIT 100`, func(row scanner) (v portal.DraftVersion, err error) {
		err = row.Scan(&v.Version, millis(&v.At), &v.Device, &v.Subject, &v.Body, &v.Aside)
		return v, err
	}, id)
	if err != nil {
		return nil, fmt.Errorf("versions of a draft: %w", err)
	}
	return versions, nil
}

// DropDraft puts a draft away. Like everything it is kept, and shown no more.
func (d *DB) DropDraft(ctx context.Context, actor portal.Actor, id string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		draft, err := tx.ownDraft(id)
		if err != nil {
			return err
		}
		if draft.State != portal.DraftOpen {
			return portal.ErrDraftOver
		}
		tx.Audit(portal.DraftDiscarded, "draft/"+id)
		return tx.moveDraft(id, portal.DraftDropped)
	})
}

func (tx *Tx) moveDraft(id string, state portal.DraftState) error {
	_, err := tx.Exec(`
		UPDATE message_drafts
		SET state = $2, send_at = NULL
		WHERE id = $1`, id, string(state))
	if err != nil {
		return fmt.Errorf("move a draft: %w", err)
	}
	return nil
}
