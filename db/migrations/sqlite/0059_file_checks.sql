-- +goose Up

-- Where the checking of each file stands. due_at is when clamd should look at it next: NULL when it has.
CREATE TABLE file_states (
    file_id TEXT PRIMARY KEY REFERENCES files (id),
    state TEXT NOT NULL CHECK (state IN ('received', 'scanning', 'checked', 'clean', 'quarantined', 'scan error')),
    since INTEGER NOT NULL,
    due_at INTEGER
) STRICT;
CREATE INDEX file_states_due ON file_states (due_at, file_id) WHERE due_at IS NOT NULL;
CREATE INDEX file_states_open ON file_states (state, since) WHERE state IN ('received', 'scanning', 'quarantined', 'scan error');
-- +goose StatementBegin
CREATE TRIGGER file_states_are_never_deleted BEFORE DELETE ON file_states
BEGIN SELECT RAISE(ABORT, 'the state of a file is never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER file_states_stay_quarantined BEFORE UPDATE OF state ON file_states WHEN OLD.state = 'quarantined'
BEGIN SELECT RAISE(ABORT, 'a quarantined file stays quarantined'); END;
-- +goose StatementEnd

-- Every look at a file, and what came of it.
CREATE TABLE file_checks (
    id TEXT PRIMARY KEY,
    file_id TEXT NOT NULL REFERENCES files (id),
    at INTEGER NOT NULL,
    verdict TEXT NOT NULL,
    by_what TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX file_checks_by_file ON file_checks (file_id, id);
CREATE INDEX file_checks_failed ON file_checks (at) WHERE verdict = 'scan error';
-- +goose StatementBegin
CREATE TRIGGER file_checks_are_never_changed BEFORE UPDATE ON file_checks
BEGIN SELECT RAISE(ABORT, 'checks of files are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER file_checks_are_never_deleted BEFORE DELETE ON file_checks
BEGIN SELECT RAISE(ABORT, 'checks of files are never deleted'); END;
-- +goose StatementEnd

-- The files of before were looked at as they came in, by the checks of then. Where there is a clamd, it looks at them too;
-- those from the core system are read as tables by us and given out to nobody.
INSERT INTO file_states (file_id, state, since, due_at)
SELECT id, 'checked', created_at, CASE WHEN size <= 26214400 THEN created_at END
FROM files;

-- A file that hangs on a draft, from its first byte on. What has come in lies sealed beside the other files; when all of it
-- has, the file is looked through and becomes a record of files under the same id. Mark is how the sender's browser knows
-- a file again after a reload.
CREATE TABLE draft_files (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    draft_id TEXT NOT NULL REFERENCES message_drafts (id),
    account_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    name BLOB NOT NULL,
    size INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    file_key_version INTEGER NOT NULL,
    file_data_key BLOB NOT NULL,

    state TEXT NOT NULL CHECK (state IN ('uploading', 'received', 'rejected', 'removed')),
    received INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX draft_files_of_draft ON draft_files (draft_id, id);
CREATE UNIQUE INDEX draft_files_once ON draft_files (draft_id, mark) WHERE state = 'uploading';
CREATE INDEX draft_files_under_way ON draft_files (touched_at, id) WHERE state = 'uploading';
CREATE INDEX draft_files_by_key ON draft_files (key_version);
-- +goose StatementBegin
CREATE TRIGGER draft_files_are_never_rewritten BEFORE UPDATE OF id, draft_id, account_id, mark, name, size, begun_at ON draft_files
BEGIN SELECT RAISE(ABORT, 'what was said of a file is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER draft_files_are_never_deleted BEFORE DELETE ON draft_files
BEGIN SELECT RAISE(ABORT, 'files of drafts are never deleted'); END;
-- +goose StatementEnd

-- What happened to a draft's file: begun, received, rejected and why, removed by whom.
CREATE TABLE draft_file_events (
    id TEXT PRIMARY KEY,
    file_id TEXT NOT NULL REFERENCES draft_files (id),
    at INTEGER NOT NULL,
    account_id TEXT,
    state TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX draft_file_events_by_file ON draft_file_events (file_id, id);
-- +goose StatementBegin
CREATE TRIGGER draft_file_events_are_never_changed BEFORE UPDATE ON draft_file_events
BEGIN SELECT RAISE(ABORT, 'what happened to a file is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER draft_file_events_are_never_deleted BEFORE DELETE ON draft_file_events
BEGIN SELECT RAISE(ABORT, 'what happened to a file is never deleted'); END;
-- +goose StatementEnd
