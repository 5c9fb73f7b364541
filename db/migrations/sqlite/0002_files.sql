-- +goose Up

-- What was attached to something. The content lies sealed in the data folder; the row is its record.
CREATE TABLE files (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    subject TEXT NOT NULL,
    name BLOB NOT NULL,
    kind TEXT NOT NULL,
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    account_id TEXT
) STRICT;
CREATE INDEX files_by_subject ON files (subject, id);
CREATE INDEX files_by_key ON files (key_version);

-- +goose StatementBegin
CREATE TRIGGER files_are_never_changed BEFORE UPDATE OF id, subject, name, kind, size, sha256, created_at, account_id ON files
BEGIN SELECT RAISE(ABORT, 'file records are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER files_are_never_deleted BEFORE DELETE ON files
BEGIN SELECT RAISE(ABORT, 'file records are never deleted'); END;
-- +goose StatementEnd
