-- +goose Up

-- What was attached to something. The content lies sealed in the data folder; the row is its record.
CREATE TABLE files (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    subject TEXT NOT NULL,
    name BYTEA NOT NULL,
    kind TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    account_id TEXT
);
CREATE INDEX files_by_subject ON files (subject, id);
CREATE INDEX files_by_key ON files (key_version);
CREATE TRIGGER files_are_never_changed BEFORE UPDATE OF id, subject, name, kind, size, sha256, created_at, account_id ON files
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER files_are_never_deleted BEFORE DELETE OR TRUNCATE ON files
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
