-- +goose Up

-- What people asked for. Its number is its key: the year and a running number, AR-2026-000123 is 2026000000123. The
-- first columns are what was asked and never change; the others are where it stands, which events add up to.
CREATE TABLE accessibility_requests (
    id INTEGER PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    concern TEXT NOT NULL,
    page TEXT NOT NULL,
    page_path TEXT NOT NULL,
    format TEXT NOT NULL,
    contact_by TEXT NOT NULL,
    contact BLOB NOT NULL,
    name BLOB NOT NULL,
    logged_by TEXT,
    logged_by_name TEXT NOT NULL,
    code_hash BLOB NOT NULL,
    receipt_hash BLOB,
    receipt_code BLOB,
    acknowledge_by INTEGER NOT NULL,
    deliver_by INTEGER NOT NULL,

    status TEXT NOT NULL,
    since INTEGER NOT NULL,
    clock_from INTEGER NOT NULL,
    due_at INTEGER,
    place INTEGER NOT NULL,
    version INTEGER NOT NULL,
    assignee TEXT,
    assignee_name TEXT NOT NULL DEFAULT '',
    acknowledged_at INTEGER,
    delivered_at INTEGER,
    days_taken INTEGER
) STRICT;

-- place is one order for every list: what waits for us by its due time, so that the overdue come first; then what
-- waits for the person, then what is closed, each the newest first.
CREATE INDEX accessibility_by_place ON accessibility_requests (place, id);
CREATE INDEX accessibility_by_status ON accessibility_requests (status, place, id);
CREATE INDEX accessibility_by_format ON accessibility_requests (format, place, id);
CREATE INDEX accessibility_by_page ON accessibility_requests (page_path, place, id) WHERE page_path <> '';
CREATE INDEX accessibility_by_assignee ON accessibility_requests (assignee, place, id);
CREATE INDEX accessibility_by_month ON accessibility_requests (received_at);

-- +goose StatementBegin
CREATE TRIGGER accessibility_requests_are_never_rewritten
BEFORE UPDATE OF id, made_at, received_at, channel, language, concern, page, page_path, format, contact_by, contact, name, logged_by, logged_by_name, code_hash, receipt_hash, receipt_code, acknowledge_by, deliver_by
ON accessibility_requests
BEGIN SELECT RAISE(ABORT, 'what was asked for is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER accessibility_requests_are_never_deleted BEFORE DELETE ON accessibility_requests
BEGIN SELECT RAISE(ABORT, 'requests are never deleted'); END;
-- +goose StatementEnd

-- Full text of what is not sealed. It keeps no copy of the texts.
CREATE VIRTUAL TABLE accessibility_words USING fts5(
    concern,
    page,
    content = '',
    detail = 'none',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- Up to which request the words were indexed and the pages counted.
CREATE TABLE accessibility_settled (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    upto INTEGER NOT NULL
) STRICT;
INSERT INTO accessibility_settled (one, upto) VALUES (1, 0);

-- What happened to a request since: one row an act, with the version that it made.
CREATE TABLE accessibility_events (
    id TEXT PRIMARY KEY,
    request_id INTEGER NOT NULL REFERENCES accessibility_requests (id),
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    account_id TEXT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    step TEXT NOT NULL,
    status TEXT NOT NULL,
    to_name TEXT NOT NULL DEFAULT '',
    key_version INTEGER,
    data_key BLOB,
    words BLOB,
    UNIQUE (request_id, version)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER accessibility_events_are_never_changed
BEFORE UPDATE OF id, request_id, version, at, account_id, name, role, step, status, to_name, words ON accessibility_events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER accessibility_events_are_never_deleted BEFORE DELETE ON accessibility_events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
-- +goose StatementEnd

-- What staff write for staff. Another table than what the person may read, so that no query of theirs can reach it.
CREATE TABLE accessibility_notes (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    request_id INTEGER NOT NULL REFERENCES accessibility_requests (id),
    at INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX accessibility_notes_by_request ON accessibility_notes (request_id, id);

-- +goose StatementBegin
CREATE TRIGGER accessibility_notes_are_never_changed BEFORE UPDATE OF id, request_id, at, account_id, name, body ON accessibility_notes
BEGIN SELECT RAISE(ABORT, 'notes are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER accessibility_notes_are_never_deleted BEFORE DELETE ON accessibility_notes
BEGIN SELECT RAISE(ABORT, 'notes are never deleted'); END;
-- +goose StatementEnd

-- Who has a request open, and when they last gave a sign of it.
CREATE TABLE accessibility_presence (
    request_id INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (request_id, account_id)
) STRICT, WITHOUT ROWID;

-- Browsers that showed a reference with its code. The hash is of a key that only the browser has.
CREATE TABLE accessibility_grants (
    key_hash BLOB PRIMARY KEY,
    request_id INTEGER NOT NULL,
    granted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX accessibility_grants_by_age ON accessibility_grants (granted_at);

-- The format that someone wants every time, found by the keyed hash of how we reach them. The newest row counts.
CREATE TABLE accessibility_standing_formats (
    id TEXT PRIMARY KEY,
    contact_hash BLOB NOT NULL,
    request_id INTEGER NOT NULL REFERENCES accessibility_requests (id),
    at INTEGER NOT NULL,
    format TEXT NOT NULL
) STRICT;
CREATE INDEX accessibility_standing_formats_by_contact ON accessibility_standing_formats (contact_hash, id);
-- +goose StatementBegin
CREATE TRIGGER accessibility_standing_formats_are_never_changed BEFORE UPDATE ON accessibility_standing_formats
BEGIN SELECT RAISE(ABORT, 'standing formats are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER accessibility_standing_formats_are_never_deleted BEFORE DELETE ON accessibility_standing_formats
BEGIN SELECT RAISE(ABORT, 'standing formats are never deleted'); END;
-- +goose StatementEnd

-- Pages that people asked about. One that is asked about again is a defect to fix.
CREATE TABLE accessibility_pages (
    path TEXT PRIMARY KEY,
    requests INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('quiet', 'open', 'fixed')),
    since INTEGER NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX accessibility_pages_by_state ON accessibility_pages (state, requests, path);
CREATE INDEX accessibility_pages_by_requests ON accessibility_pages (requests, path) WHERE state <> 'quiet';

CREATE TABLE accessibility_page_events (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL REFERENCES accessibility_pages (path),
    at INTEGER NOT NULL,
    account_id TEXT,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    told TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;
CREATE INDEX accessibility_page_events_by_path ON accessibility_page_events (path, id);
-- +goose StatementBegin
CREATE TRIGGER accessibility_page_events_are_never_changed BEFORE UPDATE ON accessibility_page_events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER accessibility_page_events_are_never_deleted BEFORE DELETE ON accessibility_page_events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
-- +goose StatementEnd
