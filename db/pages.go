package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// ShipPages puts the pages that came with the program on record, so that each version of them can be read for good. A page
// that the office has published itself stays the office's. Nobody decided anything, so the trail has none of it.
func (d *DB) ShipPages(ctx context.Context, shipped []portal.PageVersion) error {
	newest, err := d.newestPages(ctx)
	if err != nil {
		return err
	}
	var news []portal.PageVersion
	for _, v := range shipped {
		old, known := newest[v.Slug]
		if known && (!old.Shipped || old.SameAs(v.SitePage)) {
			continue
		}
		v.Number, v.Shipped = old.Number+1, true
		news = append(news, v)
	}
	if len(news) == 0 {
		return nil
	}
	return d.Act(ctx, portal.SystemActor("The program"), func(tx *Tx) error {
		tx.Bookkeeping()
		for _, v := range news {
			v.ProposedName, v.PublishedName = tx.Actor.Name, tx.Actor.Name
			if err := tx.insertPageVersion(v, "", ""); err != nil && err != portal.ErrPageMoved { // another copy began at the same moment
				return err
			}
		}
		return tx.siteChanged("pages")
	})
}

// siteChanged tells every copy of the program that what the public site shows is new.
func (tx *Tx) siteChanged(what string) error {
	_, err := tx.Exec(`INSERT INTO site_changes (id, at, what) VALUES ($1, $2, $3)`, newID(), Millis(tx.Now), what)
	if err != nil {
		return fmt.Errorf("note a change of the site: %w", err)
	}
	return nil
}

// SiteChanges counts what was changed of the public site since it began: a copy that has counted as many is up to date.
func (d *DB) SiteChanges(ctx context.Context) (n int, err error) {
	err = d.row(ctx, `SELECT COUNT(*) FROM site_changes`).Scan(&n)
	return n, err
}

func (tx *Tx) insertPageVersion(v portal.PageVersion, proposedBy, publishedBy string) error {
	added, err := tx.Exec(`
		INSERT INTO page_versions (slug, n, kind, heading, wanted, review_by, shipped, published_at, proposed_by, proposed_name, published_by, published_name)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (slug, n) DO NOTHING`,
		v.Slug, v.Number, string(v.Kind), string(v.Group), v.Wanted, string(v.ReviewBy), v.Shipped, Millis(v.PublishedAt),
		nullText(proposedBy), v.ProposedName, nullText(publishedBy), v.PublishedName)
	if err != nil {
		return fmt.Errorf("publish a page: %w", err)
	}
	if added == 0 {
		return portal.ErrPageMoved
	}
	for language, w := range v.Words {
		if _, err := tx.Exec(`
			INSERT INTO page_version_words (slug, n, language, title, summary, also, body, changes)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			v.Slug, v.Number, string(language), w.Title, w.Summary, w.Also, w.Body, v.Changes[language]); err != nil {
			return fmt.Errorf("publish the words of a page: %w", err)
		}
	}
	return nil
}

const (
	pageColumns     = `v.slug, v.n, v.kind, v.heading, v.wanted, v.review_by, v.shipped, v.published_at, v.proposed_name, v.published_name`
	pageWordColumns = `w.language, w.title, w.summary, w.also, w.body, w.changes`
)

// pageVersions reads pageColumns and pageWordColumns, a row for each language, in the order of their versions.
func (a asking) pageVersions(query string, args ...any) (all []portal.PageVersion, err error) {
	rows, err := a.rows(query, args...)
	if err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v portal.PageVersion
		var language portal.Language
		var w portal.PageWords
		var changes string
		if err := rows.Scan(&v.Slug, &v.Number, &v.Kind, &v.Group, &v.Wanted, &v.ReviewBy, &v.Shipped, millis(&v.PublishedAt), &v.ProposedName, &v.PublishedName,
			&language, &w.Title, &w.Summary, &w.Also, &w.Body, &changes); err != nil {
			return nil, fmt.Errorf("pages: %w", err)
		}
		if n := len(all); n == 0 || all[n-1].Slug != v.Slug || all[n-1].Number != v.Number {
			v.Words, v.Changes = map[portal.Language]portal.PageWords{}, map[portal.Language]string{}
			all = append(all, v)
		}
		last := all[len(all)-1]
		last.Words[language], last.Changes[language] = w, changes
	}
	return all, rows.Err()
}

// newestPage is page $1 as it stands.
const newestPage = `
	SELECT ` + pageColumns + `, ` + pageWordColumns + `
	FROM page_versions v
	JOIN page_version_words w ON w.slug = v.slug AND w.n = v.n
	WHERE v.slug = $1 AND v.n = (SELECT MAX(n) FROM page_versions WHERE slug = $1)
	ORDER BY w.language`

// Pages are all pages as they stand, in the order of their slugs. Anyone may read them.
func (d *DB) Pages(ctx context.Context) ([]portal.PageVersion, error) {
	return d.asking(ctx).pageVersions(`
		SELECT ` + pageColumns + `, ` + pageWordColumns + `
		FROM page_versions v
		JOIN page_version_words w ON w.slug = v.slug AND w.n = v.n
		WHERE v.n = (SELECT MAX(n) FROM page_versions WHERE slug = v.slug)
		ORDER BY v.slug, v.n, w.language`)
}

func (d *DB) newestPages(ctx context.Context) (map[string]portal.PageVersion, error) {
	all, err := d.Pages(ctx)
	newest := map[string]portal.PageVersion{}
	for _, v := range all {
		newest[v.Slug] = v
	}
	return newest, err
}

// PageVersions are all versions of one page, the newest first; none when there is no such page. Anyone may read them.
func (d *DB) PageVersions(ctx context.Context, slug string) ([]portal.PageVersion, error) {
	return d.asking(ctx).pageVersions(`
		SELECT `+pageColumns+`, `+pageWordColumns+`
		FROM page_versions v
		JOIN page_version_words w ON w.slug = v.slug AND w.n = v.n
		WHERE v.slug = $1
		ORDER BY v.n DESC, w.language
		LIMIT 1000`, slug)
}

// PageVersion is one version of a page, or portal.ErrNotFound.
func (d *DB) PageVersion(ctx context.Context, slug string, n int) (portal.PageVersion, error) {
	all, err := d.asking(ctx).pageVersions(`
		SELECT `+pageColumns+`, `+pageWordColumns+`
		FROM page_versions v
		JOIN page_version_words w ON w.slug = v.slug AND w.n = v.n
		WHERE v.slug = $1 AND v.n = $2
		ORDER BY w.language`, slug, n)
	if err == nil && len(all) == 0 {
		err = portal.ErrNotFound
	}
	if err != nil {
		return portal.PageVersion{}, err
	}
	return all[0], nil
}
