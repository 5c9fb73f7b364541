-- +goose Up

-- Where the checking of each file stands. due_at is when clamd should look at it next: NULL when it has.
CREATE TABLE file_states (
    file_id TEXT PRIMARY KEY REFERENCES files (id),
    state TEXT NOT NULL CHECK (state IN ('received', 'scanning', 'checked', 'clean', 'quarantined', 'scan error')),
    since BIGINT NOT NULL,
    due_at BIGINT
);
CREATE INDEX file_states_due ON file_states (due_at, file_id) WHERE due_at IS NOT NULL;
CREATE INDEX file_states_open ON file_states (state, since) WHERE state IN ('received', 'scanning', 'quarantined', 'scan error');
CREATE TRIGGER file_states_are_never_deleted BEFORE DELETE OR TRUNCATE ON file_states
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER file_states_stay_quarantined BEFORE UPDATE OF state ON file_states
FOR EACH ROW WHEN (OLD.state = 'quarantined')
EXECUTE FUNCTION refuse_change();

-- Every look at a file, and what came of it.
CREATE TABLE file_checks (
    id TEXT PRIMARY KEY,
    file_id TEXT NOT NULL REFERENCES files (id),
    at BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    by_what TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX file_checks_by_file ON file_checks (file_id, id);
CREATE INDEX file_checks_failed ON file_checks (at) WHERE verdict = 'scan error';
CREATE TRIGGER file_checks_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON file_checks
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

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
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    draft_id TEXT NOT NULL REFERENCES message_drafts (id),
    account_id TEXT NOT NULL,
    mark TEXT NOT NULL,
    name BYTEA NOT NULL,
    size BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    file_key_version BIGINT NOT NULL,
    file_data_key BYTEA NOT NULL,

    state TEXT NOT NULL CHECK (state IN ('uploading', 'received', 'rejected', 'removed')),
    received BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX draft_files_of_draft ON draft_files (draft_id, id);
CREATE UNIQUE INDEX draft_files_once ON draft_files (draft_id, mark) WHERE state = 'uploading';
CREATE INDEX draft_files_under_way ON draft_files (touched_at, id) WHERE state = 'uploading';
CREATE INDEX draft_files_by_key ON draft_files (key_version);
CREATE TRIGGER draft_files_are_never_rewritten BEFORE UPDATE OF id, draft_id, account_id, mark, name, size, begun_at ON draft_files
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER draft_files_are_never_deleted BEFORE DELETE OR TRUNCATE ON draft_files
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What happened to a draft's file: begun, received, rejected and why, removed by whom.
CREATE TABLE draft_file_events (
    id TEXT PRIMARY KEY,
    file_id TEXT NOT NULL REFERENCES draft_files (id),
    at BIGINT NOT NULL,
    account_id TEXT,
    state TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX draft_file_events_by_file ON draft_file_events (file_id, id);
CREATE TRIGGER draft_file_events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON draft_file_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
