-- +goose Up

-- The public site's pages, each in its versions. What was published is never changed: people relied on it.
CREATE TABLE page_versions (
    slug TEXT NOT NULL,
    n BIGINT NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    wanted BIGINT NOT NULL,
    review_by TEXT NOT NULL,
    shipped BOOLEAN NOT NULL,
    published_at BIGINT NOT NULL,
    proposed_by TEXT,
    proposed_name TEXT NOT NULL,
    published_by TEXT,
    published_name TEXT NOT NULL,
    PRIMARY KEY (slug, n)
);
CREATE TRIGGER page_versions_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON page_versions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE page_version_words (
    slug TEXT NOT NULL,
    n BIGINT NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    also TEXT NOT NULL,
    body TEXT NOT NULL,
    changes TEXT NOT NULL,
    PRIMARY KEY (slug, n, language),
    FOREIGN KEY (slug, n) REFERENCES page_versions (slug, n)
);
CREATE TRIGGER page_version_words_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON page_version_words
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the office writes until it is published: one open draft a page.
CREATE TABLE page_drafts (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    wanted BIGINT NOT NULL,
    review_by TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'published', 'withdrawn')),
    version BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    edited_at BIGINT NOT NULL,
    edited_by TEXT NOT NULL,
    edited_name TEXT NOT NULL,
    proposed_at BIGINT,
    proposed_by TEXT,
    proposed_name TEXT NOT NULL DEFAULT '',
    ended_at BIGINT,
    ended_by TEXT,
    ended_name TEXT NOT NULL DEFAULT '',
    ended_why TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX page_drafts_one_open ON page_drafts (slug) WHERE ended_at IS NULL;
CREATE TRIGGER page_drafts_end_once BEFORE UPDATE ON page_drafts
FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER page_drafts_are_never_deleted BEFORE DELETE OR TRUNCATE ON page_drafts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The words of a draft, as they were saved each time.
CREATE TABLE page_draft_words (
    draft_id TEXT NOT NULL REFERENCES page_drafts (id),
    version BIGINT NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    also TEXT NOT NULL,
    body TEXT NOT NULL,
    changes TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    saved_name TEXT NOT NULL,
    PRIMARY KEY (draft_id, version, language)
);
CREATE TRIGGER page_draft_words_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON page_draft_words
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A row for every change of what the public site shows. Copies of the program count them to know that theirs is old.
CREATE TABLE site_changes (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    what TEXT NOT NULL
);
CREATE TRIGGER site_changes_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON site_changes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
