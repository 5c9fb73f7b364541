package db

import (
	"context"
	"fmt"
	"time"

	"exchequer/portal"
)

const pageDraftColumns = `d.id, d.slug, d.kind, d.heading, d.wanted, d.review_by, d.state, d.version, d.begun_at, d.edited_at, d.edited_by, d.edited_name,
	d.proposed_at, d.proposed_by, d.proposed_name`

const openPageDraft = `
	SELECT ` + pageDraftColumns + `
	FROM page_drafts d
	WHERE d.slug = $1 AND d.ended_at IS NULL`

func scanPageDraft(row scanner) (d portal.PageDraft, err error) {
	err = found(row.Scan(&d.ID, &d.Slug, &d.Kind, &d.Group, &d.Wanted, &d.ReviewBy, &d.State, &d.Version, millis(&d.BegunAt), millis(&d.EditedAt), &d.EditedBy, &d.EditedName,
		millis(&d.ProposedAt), nullable(&d.ProposedBy), &d.ProposedName))
	return d, err
}

// pageDraft is the open draft of a page with its newest words. lock keeps others from it until the act is done.
func (a asking) pageDraft(slug, lock string) (d portal.PageDraft, err error) {
	if d, err = scanPageDraft(a.row(openPageDraft+lock, slug)); err != nil {
		return d, err
	}
	d.Words, d.Changes = map[portal.Language]portal.PageWords{}, map[portal.Language]string{}
	rows, err := a.rows(`
		SELECT w.language, w.title, w.summary, w.also, w.body, w.changes
		FROM page_draft_words w
		WHERE w.draft_id = $1 AND w.version = (SELECT MAX(version) FROM page_draft_words WHERE draft_id = $1)`, d.ID)
	if err != nil {
		return d, fmt.Errorf("words of a draft: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var l portal.Language
		var w portal.PageWords
		var changes string
		if err := rows.Scan(&l, &w.Title, &w.Summary, &w.Also, &w.Body, &changes); err != nil {
			return d, fmt.Errorf("words of a draft: %w", err)
		}
		if w != (portal.PageWords{}) {
			d.Words[l] = w
		}
		if changes != "" {
			d.Changes[l] = changes
		}
	}
	return d, rows.Err()
}

// PageDraft is the open draft of a page, or portal.ErrNotFound.
func (d *DB) PageDraft(ctx context.Context, actor portal.Actor, slug string) (portal.PageDraft, error) {
	if err := actor.Permit(portal.ReadPages); err != nil {
		return portal.PageDraft{}, err
	}
	return d.asking(ctx).pageDraft(slug, "")
}

// PageDrafts are all open drafts, without their words.
func (d *DB) PageDrafts(ctx context.Context, actor portal.Actor) (all []portal.PageDraft, err error) {
	if err := actor.Permit(portal.ReadPages); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, `
		SELECT `+pageDraftColumns+`
		FROM page_drafts d
		WHERE d.ended_at IS NULL
		ORDER BY d.slug
		LIMIT 1000`)
	if err != nil {
		return nil, fmt.Errorf("drafts of pages: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		draft, err := scanPageDraft(rows)
		if err != nil {
			return nil, fmt.Errorf("drafts of pages: %w", err)
		}
		all = append(all, draft)
	}
	return all, rows.Err()
}

// SavePageDraft begins a draft, or writes an open one anew; one that was proposed has to be proposed again. What was saved
// before stays. draft.Version is the one that its writer had before them, 0 for none.
func (d *DB) SavePageDraft(ctx context.Context, actor portal.Actor, draft portal.PageDraft) error {
	if err := actor.Permit(portal.EditPages); err != nil {
		return err
	}
	if err := draft.Check(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		open, err := tx.asking().pageDraft(draft.Slug, tx.db.engine.forUpdate())
		if err != nil && err != portal.ErrNotFound {
			return err
		}
		if open.Version != draft.Version {
			return portal.ErrPageMoved
		}
		tx.Audit(portal.PageWasEdited, sitePageSubject(draft.Slug), "draft", fmt.Sprint(draft.Version+1))
		if open.ID == "" {
			open.ID = newID()
			err = tx.insertPageDraft(open.ID, draft)
		} else {
			_, err = tx.Exec(`
				UPDATE page_drafts
				SET state = 'draft', version = version + 1, heading = $2, wanted = $3, review_by = $4, edited_at = $5, edited_by = $6, edited_name = $7,
					proposed_at = NULL, proposed_by = NULL, proposed_name = ''
				WHERE id = $1`, open.ID, string(draft.Group), draft.Wanted, string(draft.ReviewBy), Millis(tx.Now), actor.Account, actor.Name)
		}
		if err != nil {
			return err
		}
		return tx.insertPageDraftWords(open.ID, draft)
	})
}

func (tx *Tx) insertPageDraft(id string, draft portal.PageDraft) error {
	_, err := tx.Exec(`
		INSERT INTO page_drafts (id, slug, kind, heading, wanted, review_by, state, version, begun_at, edited_at, edited_by, edited_name)
		VALUES ($1, $2, $3, $4, $5, $6, 'draft', 1, $7, $7, $8, $9)`,
		id, draft.Slug, string(draft.Kind), string(draft.Group), draft.Wanted, string(draft.ReviewBy), Millis(tx.Now), tx.Actor.Account, tx.Actor.Name)
	if isUnique(err) {
		return portal.ErrPageMoved
	}
	if err != nil {
		return fmt.Errorf("begin a draft of a page: %w", err)
	}
	return nil
}

func (tx *Tx) insertPageDraftWords(id string, draft portal.PageDraft) error {
	for _, l := range portal.Languages {
		w := draft.Words[l]
		_, err := tx.Exec(`
			INSERT INTO page_draft_words (draft_id, version, language, title, summary, also, body, changes, saved_at, saved_name)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			id, draft.Version+1, string(l), w.Title, w.Summary, w.Also, w.Body, draft.Changes[l], Millis(tx.Now), tx.Actor.Name)
		if err != nil {
			return fmt.Errorf("save the words of a draft: %w", err)
		}
	}
	return nil
}

// ProposePage asks for a second person to publish the draft, once it is whole. seen is its version.
func (d *DB) ProposePage(ctx context.Context, actor portal.Actor, slug string, seen int, zone *time.Location) error {
	if err := actor.Permit(portal.EditPages); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		draft, _, err := tx.wholePage(slug, seen, zone)
		if err != nil {
			return err
		}
		if draft.State != portal.Drafted {
			return portal.ErrPageMoved
		}
		tx.Audit(portal.PageWasProposed, sitePageSubject(slug), "draft", fmt.Sprint(draft.Version))
		return tx.proposeText(pageDrafts, draft.ID)
	})
}

// PublishPage publishes a proposed draft as the page's next version. Neither who proposed it nor who wrote it last may do so.
func (d *DB) PublishPage(ctx context.Context, actor portal.Actor, slug string, seen int, zone *time.Location) error {
	if err := actor.Permit(portal.PublishPages); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		draft, now, err := tx.wholePage(slug, seen, zone)
		if err != nil {
			return err
		}
		if draft.State != portal.Proposed {
			return portal.ErrPageMoved
		}
		if err := (portal.Authors{EditedBy: draft.EditedBy, ProposedBy: draft.ProposedBy}).SecondPerson(actor.Account); err != nil {
			return err
		}
		v := portal.PageVersion{SitePage: draft.SitePage, Number: now.Number + 1, PublishedAt: tx.Now, ProposedName: draft.ProposedName, PublishedName: actor.Name, Changes: draft.Changes}
		if err := tx.insertPageVersion(v, draft.ProposedBy, actor.Account); err != nil {
			return err
		}
		tx.Audit(portal.PageWasPublished, sitePageSubject(slug), "version", fmt.Sprint(v.Number))
		if err := tx.siteChanged("pages"); err != nil {
			return err
		}
		return tx.endText(pageDrafts, draft.ID, portal.Published, "")
	})
}

// wholePage is the open draft as it was seen, when it can be published, and the page as it stands: the zero one when it is
// new.
func (tx *Tx) wholePage(slug string, seen int, zone *time.Location) (draft portal.PageDraft, now portal.PageVersion, err error) {
	if draft, err = tx.asking().pageDraft(slug, tx.db.engine.forUpdate()); err != nil {
		return draft, now, err
	}
	if draft.Version != seen {
		return draft, now, portal.ErrPageMoved
	}
	all, err := tx.asking().pageVersions(newestPage, slug)
	if err != nil {
		return draft, now, err
	}
	if len(all) > 0 {
		now = all[0]
	}
	return draft, now, draft.Whole(now.SitePage, portal.DateOf(tx.Now.In(zone)))
}

// WithdrawPage ends an open draft without publishing it. It stays on record.
func (d *DB) WithdrawPage(ctx context.Context, actor portal.Actor, slug string, seen int, reason string) error {
	if err := actor.Permit(portal.EditPages); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		draft, err := tx.asking().pageDraft(slug, tx.db.engine.forUpdate())
		if err != nil {
			return err
		}
		if draft.Version != seen {
			return portal.ErrPageMoved
		}
		tx.Audit(portal.PageWasWithdrawn, sitePageSubject(slug), "reason", reason)
		return tx.endText(pageDrafts, draft.ID, portal.TextWithdrawn, reason)
	})
}

func sitePageSubject(slug string) string { return "page/" + slug }
