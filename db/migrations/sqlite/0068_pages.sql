-- +goose Up

-- The public site's pages, each in its versions. What was published is never changed: people relied on it.
CREATE TABLE page_versions (
    slug TEXT NOT NULL,
    n INTEGER NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    wanted INTEGER NOT NULL,
    review_by TEXT NOT NULL,
    shipped INTEGER NOT NULL CHECK (shipped IN (0, 1)),
    published_at INTEGER NOT NULL,
    proposed_by TEXT,
    proposed_name TEXT NOT NULL,
    published_by TEXT,
    published_name TEXT NOT NULL,
    PRIMARY KEY (slug, n)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER page_versions_are_never_changed BEFORE UPDATE ON page_versions
BEGIN SELECT RAISE(ABORT, 'published pages are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER page_versions_are_never_deleted BEFORE DELETE ON page_versions
BEGIN SELECT RAISE(ABORT, 'published pages are never deleted'); END;
-- +goose StatementEnd

CREATE TABLE page_version_words (
    slug TEXT NOT NULL,
    n INTEGER NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    also TEXT NOT NULL,
    body TEXT NOT NULL,
    changes TEXT NOT NULL,
    PRIMARY KEY (slug, n, language),
    FOREIGN KEY (slug, n) REFERENCES page_versions (slug, n)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER page_version_words_are_never_changed BEFORE UPDATE ON page_version_words
BEGIN SELECT RAISE(ABORT, 'published pages are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER page_version_words_are_never_deleted BEFORE DELETE ON page_version_words
BEGIN SELECT RAISE(ABORT, 'published pages are never deleted'); END;
-- +goose StatementEnd

-- What the office writes until it is published: one open draft a page.
CREATE TABLE page_drafts (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    heading TEXT NOT NULL,
    wanted INTEGER NOT NULL,
    review_by TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'published', 'withdrawn')),
    version INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    edited_by TEXT NOT NULL,
    edited_name TEXT NOT NULL,
    proposed_at INTEGER,
    proposed_by TEXT,
    proposed_name TEXT NOT NULL DEFAULT '',
    ended_at INTEGER,
    ended_by TEXT,
    ended_name TEXT NOT NULL DEFAULT '',
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX page_drafts_one_open ON page_drafts (slug) WHERE ended_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER page_drafts_end_once BEFORE UPDATE ON page_drafts WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a draft that has ended is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER page_drafts_are_never_deleted BEFORE DELETE ON page_drafts
BEGIN SELECT RAISE(ABORT, 'drafts of pages are never deleted'); END;
-- +goose StatementEnd

-- The words of a draft, as they were saved each time.
CREATE TABLE page_draft_words (
    draft_id TEXT NOT NULL REFERENCES page_drafts (id),
    version INTEGER NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    also TEXT NOT NULL,
    body TEXT NOT NULL,
    changes TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_name TEXT NOT NULL,
    PRIMARY KEY (draft_id, version, language)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER page_draft_words_are_never_changed BEFORE UPDATE ON page_draft_words
BEGIN SELECT RAISE(ABORT, 'saved drafts of pages are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER page_draft_words_are_never_deleted BEFORE DELETE ON page_draft_words
BEGIN SELECT RAISE(ABORT, 'saved drafts of pages are never deleted'); END;
-- +goose StatementEnd

-- A row for every change of what the public site shows. Copies of the program count them to know that theirs is old.
CREATE TABLE site_changes (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    what TEXT NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER site_changes_are_never_changed BEFORE UPDATE ON site_changes
BEGIN SELECT RAISE(ABORT, 'changes of the site are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER site_changes_are_never_deleted BEFORE DELETE ON site_changes
BEGIN SELECT RAISE(ABORT, 'changes of the site are never deleted'); END;
-- +goose StatementEnd
