-- +goose Up

-- The terms of service and the rules of conduct, each in its versions. What was published is never changed: the hashes
-- are over the very words that people were shown.
CREATE TABLE terms_versions (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL CHECK (text IN ('service', 'conduct')),
    major INTEGER NOT NULL,
    minor INTEGER NOT NULL,
    effective_at INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    proposed_by TEXT,
    proposed_name TEXT NOT NULL,
    published_by TEXT,
    published_name TEXT NOT NULL,
    words_en TEXT NOT NULL,
    words_es TEXT NOT NULL,
    hash_en BLOB NOT NULL,
    hash_es BLOB NOT NULL,
    changes_en TEXT NOT NULL,
    changes_es TEXT NOT NULL,
    UNIQUE (text, major, minor)
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER terms_versions_are_never_changed BEFORE UPDATE ON terms_versions
BEGIN SELECT RAISE(ABORT, 'published terms are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER terms_versions_are_never_deleted BEFORE DELETE ON terms_versions
BEGIN SELECT RAISE(ABORT, 'published terms are never deleted'); END;
-- +goose StatementEnd

-- What the office writes until it is published: one open draft a text.
CREATE TABLE terms_drafts (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL CHECK (text IN ('service', 'conduct')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'published', 'withdrawn')),
    version INTEGER NOT NULL,
    change TEXT NOT NULL CHECK (change IN ('major', 'minor')),
    effective_on TEXT NOT NULL,
    words_en TEXT NOT NULL,
    words_es TEXT NOT NULL,
    changes_en TEXT NOT NULL,
    changes_es TEXT NOT NULL,
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
CREATE UNIQUE INDEX terms_drafts_one_open ON terms_drafts (text) WHERE ended_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER terms_drafts_end_once BEFORE UPDATE ON terms_drafts WHEN OLD.ended_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a draft that has ended is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER terms_drafts_are_never_deleted BEFORE DELETE ON terms_drafts
BEGIN SELECT RAISE(ABORT, 'drafts of the terms are never deleted'); END;
-- +goose StatementEnd

-- What people answered: agreed, declined, or were told of a small change. Both texts are answered together, in the
-- language in which they were read, with the hashes of what was read. One account's answers lie together.
CREATE TABLE terms_answers (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('agreed', 'declined', 'informed')),
    service_id TEXT NOT NULL REFERENCES terms_versions (id),
    service_hash BLOB NOT NULL,
    conduct_id TEXT NOT NULL REFERENCES terms_versions (id),
    conduct_hash BLOB NOT NULL,
    language TEXT NOT NULL,
    shown TEXT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    session_id TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER terms_answers_are_never_changed BEFORE UPDATE ON terms_answers
BEGIN SELECT RAISE(ABORT, 'answers to the terms are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER terms_answers_are_never_deleted BEFORE DELETE ON terms_answers
BEGIN SELECT RAISE(ABORT, 'answers to the terms are never deleted'); END;
-- +goose StatementEnd
