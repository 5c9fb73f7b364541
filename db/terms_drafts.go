package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

const termsDraftColumns = `id, text, state, version, change, effective_on, words_en, words_es, changes_en, changes_es,
	begun_at, edited_at, edited_by, edited_name, proposed_at, proposed_by, proposed_name, ended_at, ended_name, ended_why`

const openTermsDraft = `
	SELECT ` + termsDraftColumns + `
	FROM terms_drafts
	WHERE text = $1 AND ended_at IS NULL`

func scanTermsDraft(row scanner) (t portal.TermsDraft, err error) {
	var words, changes [2]string
	err = found(row.Scan(&t.ID, &t.Text, &t.State, &t.Version, &t.Change, &t.EffectiveOn, &words[0], &words[1], &changes[0], &changes[1],
		millis(&t.BegunAt), millis(&t.EditedAt), &t.EditedBy, &t.EditedName, millis(&t.ProposedAt), nullable(&t.ProposedBy), &t.ProposedName,
		millis(&t.EndedAt), &t.EndedName, &t.EndedWhy))
	t.Words = map[portal.Language]string{portal.English: words[0], portal.Spanish: words[1]}
	t.Changes = map[portal.Language]string{portal.English: changes[0], portal.Spanish: changes[1]}
	return t, err
}

// TermsDraft is the open draft of a text, or portal.ErrNotFound.
func (d *DB) TermsDraft(ctx context.Context, actor portal.Actor, text portal.TermsText) (portal.TermsDraft, error) {
	if err := actor.Permit(portal.ReadTerms); err != nil {
		return portal.TermsDraft{}, err
	}
	return scanTermsDraft(d.row(ctx, openTermsDraft, string(text)))
}

// SaveTermsDraft begins a draft, or writes an open one anew; one that was proposed has to be proposed again. draft.Version
// is the one that its writer had before them, 0 for none.
func (d *DB) SaveTermsDraft(ctx context.Context, actor portal.Actor, draft portal.TermsDraft) error {
	if err := actor.Permit(portal.EditTerms); err != nil {
		return err
	}
	if err := draft.Check(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		open, err := scanTermsDraft(tx.Row(openTermsDraft+tx.db.engine.forUpdate(), string(draft.Text)))
		begun := err == nil
		if err != nil && err != portal.ErrNotFound {
			return err
		}
		if open.Version != draft.Version {
			return portal.ErrTermsMoved
		}
		tx.Audit(portal.TermsWereEdited, termsSubject(draft.Text), "change", string(draft.Change))
		if !begun {
			return tx.insertTermsDraft(draft)
		}
		_, err = tx.Exec(`
			UPDATE terms_drafts
			SET state = 'draft', version = version + 1, change = $2, effective_on = $3, words_en = $4, words_es = $5, changes_en = $6,
				changes_es = $7, edited_at = $8, edited_by = $9, edited_name = $10, proposed_at = NULL, proposed_by = NULL, proposed_name = ''
			WHERE id = $1`, open.ID, string(draft.Change), string(draft.EffectiveOn), draft.Words[portal.English], draft.Words[portal.Spanish],
			draft.Changes[portal.English], draft.Changes[portal.Spanish], Millis(tx.Now), actor.Account, actor.Name)
		if err != nil {
			return fmt.Errorf("save a draft of the terms: %w", err)
		}
		return nil
	})
}

func (tx *Tx) insertTermsDraft(draft portal.TermsDraft) error {
	_, err := tx.Exec(`
		INSERT INTO terms_drafts (id, text, state, version, change, effective_on, words_en, words_es, changes_en, changes_es,
			begun_at, edited_at, edited_by, edited_name)
		VALUES ($1, $2, 'draft', 1, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)`,
		newID(), string(draft.Text), string(draft.Change), string(draft.EffectiveOn), draft.Words[portal.English], draft.Words[portal.Spanish],
		draft.Changes[portal.English], draft.Changes[portal.Spanish], Millis(tx.Now), tx.Actor.Account, tx.Actor.Name)
	if isUnique(err) {
		return portal.ErrTermsMoved
	}
	if err != nil {
		return fmt.Errorf("begin a draft of the terms: %w", err)
	}
	return nil
}

// ProposeTerms asks for a second person to publish the draft, once it is whole. seen is its version.
func (d *DB) ProposeTerms(ctx context.Context, actor portal.Actor, text portal.TermsText, seen int, zone *time.Location) error {
	if err := actor.Permit(portal.EditTerms); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		draft, _, err := tx.wholeTerms(text, seen, zone)
		if err != nil {
			return err
		}
		if draft.State != portal.Drafted {
			return portal.ErrTermsMoved
		}
		tx.Audit(portal.TermsWereProposed, termsSubject(text), "draft", fmt.Sprint(draft.Version))
		return tx.proposeText(termsDrafts, draft.ID)
	})
}

// PublishTerms publishes a proposed draft as the next version. Neither who proposed it nor who wrote it last may do so:
// everyone has to agree to these words, and no one person decides on them alone.
func (d *DB) PublishTerms(ctx context.Context, actor portal.Actor, text portal.TermsText, seen int, zone *time.Location) error {
	if err := actor.Permit(portal.PublishTerms); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		draft, inForce, err := tx.wholeTerms(text, seen, zone)
		if err != nil {
			return err
		}
		if draft.State != portal.Proposed {
			return portal.ErrTermsMoved
		}
		if err := (portal.Authors{EditedBy: draft.EditedBy, ProposedBy: draft.ProposedBy}).SecondPerson(actor.Account); err != nil {
			return err
		}
		latest, err := scanTerms(tx.Row(`
			SELECT `+termsColumns+`
			FROM terms_versions v
			WHERE v.text = $1
			ORDER BY v.major DESC, v.minor DESC
			LIMIT 1`, string(text)), false)
		if err != nil {
			return err
		}
		v := portal.TermsVersion{Text: text, EffectiveAt: tx.effective(draft.EffectiveOn, zone), ProposedName: draft.ProposedName, PublishedName: actor.Name, Words: draft.Words, Changes: draft.Changes}
		if v.EffectiveAt.Before(latest.EffectiveAt) {
			return portal.Refuse(portal.Conflict, "Version %s comes into force later than this one would. Choose a later day.", latest.Number())
		}
		v.Major, v.Minor = latest.Next(draft.Change)
		if err := tx.insertTermsVersion(&v, draft.ProposedBy, actor.Account); err != nil {
			return err
		}
		tx.Audit(portal.TermsWerePublished, termsSubject(text), "version", v.Number(), "in_force", moment(v.EffectiveAt), "was", inForce.Number())
		return tx.endText(termsDrafts, draft.ID, portal.Published, "")
	})
}

// effective is the moment at which a day begins in the office's zone, or now for today.
func (tx *Tx) effective(day portal.Date, zone *time.Location) time.Time {
	begins, err := time.ParseInLocation(time.DateOnly, string(day), zone)
	if err != nil || begins.Before(tx.Now) {
		return tx.Now
	}
	return begins.UTC()
}

// wholeTerms is the open draft as it was seen, when it can be published, and the version in force beside it.
func (tx *Tx) wholeTerms(text portal.TermsText, seen int, zone *time.Location) (draft portal.TermsDraft, inForce portal.TermsVersion, err error) {
	if draft, err = scanTermsDraft(tx.Row(openTermsDraft+tx.db.engine.forUpdate(), string(text))); err != nil {
		return draft, inForce, err
	}
	if draft.Version != seen {
		return draft, inForce, portal.ErrTermsMoved
	}
	if inForce, err = scanTerms(tx.Row(termsInForce, string(text), Millis(tx.Now)), true); err != nil {
		return draft, inForce, err
	}
	return draft, inForce, draft.Whole(inForce, portal.DateOf(tx.Now.In(zone)))
}

// WithdrawTerms ends an open draft without publishing it. It stays on record.
func (d *DB) WithdrawTerms(ctx context.Context, actor portal.Actor, text portal.TermsText, seen int, reason string) error {
	if err := actor.Permit(portal.EditTerms); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		draft, err := scanTermsDraft(tx.Row(openTermsDraft+tx.db.engine.forUpdate(), string(text)))
		if err != nil {
			return err
		}
		if draft.Version != seen {
			return portal.ErrTermsMoved
		}
		tx.Audit(portal.TermsWereWithdrawn, termsSubject(text), "reason", reason)
		return tx.endText(termsDrafts, draft.ID, portal.TextWithdrawn, reason)
	})
}

func termsSubject(text portal.TermsText) string { return "terms/" + string(text) }
