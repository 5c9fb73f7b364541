-- +goose Up

-- What people asked for. Its number is its key: the year and a running number, AR-2026-000123 is 2026000000123. The
-- first columns are what was asked and never change; the others are where it stands, which events add up to.
CREATE TABLE accessibility_requests (
    id BIGINT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    concern TEXT NOT NULL,
    page TEXT NOT NULL,
    page_path TEXT NOT NULL,
    format TEXT NOT NULL,
    contact_by TEXT NOT NULL,
    contact BYTEA NOT NULL,
    name BYTEA NOT NULL,
    logged_by TEXT,
    logged_by_name TEXT NOT NULL,
    code_hash BYTEA NOT NULL,
    receipt_hash BYTEA,
    receipt_code BYTEA,
    acknowledge_by BIGINT NOT NULL,
    deliver_by BIGINT NOT NULL,

    status TEXT NOT NULL,
    since BIGINT NOT NULL,
    clock_from BIGINT NOT NULL,
    due_at BIGINT,
    place BIGINT NOT NULL,
    version BIGINT NOT NULL,
    assignee TEXT,
    assignee_name TEXT NOT NULL DEFAULT '',
    acknowledged_at BIGINT,
    delivered_at BIGINT,
    days_taken BIGINT
);

-- place is one order for every list: what waits for us by its due time, so that the overdue come first; then what
-- waits for the person, then what is closed, each the newest first.
CREATE INDEX accessibility_by_place ON accessibility_requests (place, id);
CREATE INDEX accessibility_by_status ON accessibility_requests (status, place, id);
CREATE INDEX accessibility_by_format ON accessibility_requests (format, place, id);
CREATE INDEX accessibility_by_page ON accessibility_requests (page_path, place, id) WHERE page_path <> '';
CREATE INDEX accessibility_by_assignee ON accessibility_requests (assignee, place, id);
CREATE INDEX accessibility_by_month ON accessibility_requests (received_at);

CREATE TRIGGER accessibility_requests_are_never_rewritten BEFORE UPDATE OF id, made_at, received_at, channel, language, concern, page, page_path, format, contact_by, contact, name, logged_by, logged_by_name, code_hash, receipt_hash, receipt_code, acknowledge_by, deliver_by ON accessibility_requests
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accessibility_requests_are_never_deleted BEFORE DELETE OR TRUNCATE ON accessibility_requests
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Full text of what is not sealed, without accents, as people type it when they search. Addresses are taken apart, which
-- the parser would keep whole.
-- +goose StatementBegin
CREATE FUNCTION accessibility_words(concern TEXT, page TEXT) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT to_tsvector('simple'::regconfig, translate(lower(concern || ' ' || page), 'áéíóúüñàèìòùâêîôûäëïöç/.-_?=&#:@%+~', 'aeiouunaeiouaeiouaeioc             ')) $$;
-- +goose StatementEnd
ALTER TABLE accessibility_requests ADD COLUMN words tsvector GENERATED ALWAYS AS (accessibility_words(concern, page)) STORED;
CREATE INDEX accessibility_by_words ON accessibility_requests USING GIN (words);

-- Up to which request the pages were counted.
CREATE TABLE accessibility_settled (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    upto BIGINT NOT NULL
);
INSERT INTO accessibility_settled (one, upto) VALUES (1, 0);

-- What happened to a request since: one row an act, with the version that it made.
CREATE TABLE accessibility_events (
    id TEXT PRIMARY KEY,
    request_id BIGINT NOT NULL REFERENCES accessibility_requests (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account_id TEXT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    step TEXT NOT NULL,
    status TEXT NOT NULL,
    to_name TEXT NOT NULL DEFAULT '',
    key_version BIGINT,
    data_key BYTEA,
    words BYTEA,
    UNIQUE (request_id, version)
);

CREATE TRIGGER accessibility_events_are_never_changed BEFORE UPDATE OF id, request_id, version, at, account_id, name, role, step, status, to_name, words ON accessibility_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accessibility_events_are_never_deleted BEFORE DELETE OR TRUNCATE ON accessibility_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What staff write for staff. Another table than what the person may read, so that no query of theirs can reach it.
CREATE TABLE accessibility_notes (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    request_id BIGINT NOT NULL REFERENCES accessibility_requests (id),
    at BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body BYTEA NOT NULL
);
CREATE INDEX accessibility_notes_by_request ON accessibility_notes (request_id, id);

CREATE TRIGGER accessibility_notes_are_never_changed BEFORE UPDATE OF id, request_id, at, account_id, name, body ON accessibility_notes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accessibility_notes_are_never_deleted BEFORE DELETE OR TRUNCATE ON accessibility_notes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who has a request open, and when they last gave a sign of it.
CREATE TABLE accessibility_presence (
    request_id BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (request_id, account_id)
);

-- Browsers that showed a reference with its code. The hash is of a key that only the browser has.
CREATE TABLE accessibility_grants (
    key_hash BYTEA PRIMARY KEY,
    request_id BIGINT NOT NULL,
    granted_at BIGINT NOT NULL
);
CREATE INDEX accessibility_grants_by_age ON accessibility_grants (granted_at);

-- The format that someone wants every time, found by the keyed hash of how we reach them. The newest row counts.
CREATE TABLE accessibility_standing_formats (
    id TEXT PRIMARY KEY,
    contact_hash BYTEA NOT NULL,
    request_id BIGINT NOT NULL REFERENCES accessibility_requests (id),
    at BIGINT NOT NULL,
    format TEXT NOT NULL
);
CREATE INDEX accessibility_standing_formats_by_contact ON accessibility_standing_formats (contact_hash, id);
CREATE TRIGGER accessibility_standing_formats_are_never_changed BEFORE UPDATE ON accessibility_standing_formats
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accessibility_standing_formats_are_never_deleted BEFORE DELETE OR TRUNCATE ON accessibility_standing_formats
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Pages that people asked about. One that is asked about again is a defect to fix.
CREATE TABLE accessibility_pages (
    path TEXT PRIMARY KEY,
    requests BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('quiet', 'open', 'fixed')),
    since BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX accessibility_pages_by_state ON accessibility_pages (state, requests, path);
CREATE INDEX accessibility_pages_by_requests ON accessibility_pages (requests, path) WHERE state <> 'quiet';

CREATE TABLE accessibility_page_events (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL REFERENCES accessibility_pages (path),
    at BIGINT NOT NULL,
    account_id TEXT,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    told TEXT NOT NULL,
    what TEXT NOT NULL
);
CREATE INDEX accessibility_page_events_by_path ON accessibility_page_events (path, id);
CREATE TRIGGER accessibility_page_events_are_never_changed BEFORE UPDATE ON accessibility_page_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accessibility_page_events_are_never_deleted BEFORE DELETE OR TRUNCATE ON accessibility_page_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
