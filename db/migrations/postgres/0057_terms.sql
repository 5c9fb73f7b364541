-- +goose Up

-- The terms of service and the rules of conduct, each in its versions. What was published is never changed: the hashes
-- are over the very words that people were shown.
CREATE TABLE terms_versions (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL CHECK (text IN ('service', 'conduct')),
    major BIGINT NOT NULL,
    minor BIGINT NOT NULL,
    effective_at BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    proposed_by TEXT,
    proposed_name TEXT NOT NULL,
    published_by TEXT,
    published_name TEXT NOT NULL,
    words_en TEXT NOT NULL,
    words_es TEXT NOT NULL,
    hash_en BYTEA NOT NULL,
    hash_es BYTEA NOT NULL,
    changes_en TEXT NOT NULL,
    changes_es TEXT NOT NULL,
    UNIQUE (text, major, minor)
);
CREATE TRIGGER terms_versions_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON terms_versions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the office writes until it is published: one open draft a text.
CREATE TABLE terms_drafts (
    id TEXT PRIMARY KEY,
    text TEXT NOT NULL CHECK (text IN ('service', 'conduct')),
    state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'published', 'withdrawn')),
    version BIGINT NOT NULL,
    change TEXT NOT NULL CHECK (change IN ('major', 'minor')),
    effective_on TEXT NOT NULL,
    words_en TEXT NOT NULL,
    words_es TEXT NOT NULL,
    changes_en TEXT NOT NULL,
    changes_es TEXT NOT NULL,
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
CREATE UNIQUE INDEX terms_drafts_one_open ON terms_drafts (text) WHERE ended_at IS NULL;
CREATE TRIGGER terms_drafts_end_once BEFORE UPDATE ON terms_drafts
FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER terms_drafts_are_never_deleted BEFORE DELETE OR TRUNCATE ON terms_drafts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What people answered: agreed, declined, or were told of a small change. Both texts are answered together, in the
-- language in which they were read, with the hashes of what was read. One account's answers lie together.
CREATE TABLE terms_answers (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('agreed', 'declined', 'informed')),
    service_id TEXT NOT NULL REFERENCES terms_versions (id),
    service_hash BYTEA NOT NULL,
    conduct_id TEXT NOT NULL REFERENCES terms_versions (id),
    conduct_hash BYTEA NOT NULL,
    language TEXT NOT NULL,
    shown TEXT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    session_id TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE TRIGGER terms_answers_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON terms_answers
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
