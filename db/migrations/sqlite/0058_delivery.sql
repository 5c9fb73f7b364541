-- +goose Up

-- Notices that may go together in one e-mail have the same group key: a keyed hash of whom they are for. goes_with is the
-- e-mail that carries one.
ALTER TABLE outbox ADD COLUMN group_key BLOB;
ALTER TABLE outbox ADD COLUMN goes_with TEXT REFERENCES outbox (id);
CREATE INDEX outbox_by_group ON outbox (group_key, id) WHERE state = 'waiting' AND group_key IS NOT NULL;
CREATE INDEX outbox_by_company ON outbox (goes_with, id) WHERE goes_with IS NOT NULL;

-- How things reach someone: each choice, and each turn to paper, for good. An account's choices lie together.
CREATE TABLE delivery_choices (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('letters', 'messages', 'reminders')),
    way TEXT NOT NULL CHECK (way IN ('electronic', 'paper', 'none')),
    why TEXT NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    session_id TEXT NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER delivery_choices_are_never_changed BEFORE UPDATE ON delivery_choices
BEGIN SELECT RAISE(ABORT, 'choices of delivery are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER delivery_choices_are_never_deleted BEFORE DELETE ON delivery_choices
BEGIN SELECT RAISE(ABORT, 'choices of delivery are never deleted'); END;
-- +goose StatementEnd

-- What came back to us: mail that could not be delivered, complaints, answers of programs, and everything that no program
-- understood, which waits for a clerk. What it says is sealed.
CREATE TABLE mail_returns (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    digest BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    outbox_id TEXT REFERENCES outbox (id),
    status TEXT NOT NULL,
    size INTEGER NOT NULL,
    said BLOB NOT NULL,
    raw BLOB NOT NULL,
    settled_at INTEGER,
    settled_by TEXT,
    settled_name TEXT NOT NULL DEFAULT '',
    settled_note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX mail_returns_waiting ON mail_returns (id) WHERE settled_at IS NULL;
CREATE INDEX mail_returns_by_kind ON mail_returns (kind, id);
CREATE INDEX mail_returns_by_mail ON mail_returns (outbox_id, id) WHERE outbox_id IS NOT NULL;
CREATE INDEX mail_returns_by_key ON mail_returns (key_version);
-- +goose StatementBegin
CREATE TRIGGER mail_returns_are_settled_once BEFORE UPDATE OF digest, at, kind, outbox_id, status, size, said, raw, settled_at, settled_by, settled_name, settled_note ON mail_returns WHEN OLD.settled_at IS NOT NULL OR NEW.raw <> OLD.raw OR NEW.said <> OLD.said OR NEW.kind <> OLD.kind
BEGIN SELECT RAISE(ABORT, 'what came back is settled once, and never rewritten'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mail_returns_are_never_deleted BEFORE DELETE ON mail_returns
BEGIN SELECT RAISE(ABORT, 'what came back is never deleted'); END;
-- +goose StatementEnd

-- Whether e-mail reaches an address, by the keyed hash of it: the last row counts, and none means that nothing is known
-- against it.
CREATE TABLE address_states (
    address_hash BLOB NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('dead', 'alive')),
    why TEXT NOT NULL,
    outbox_id TEXT REFERENCES outbox (id),
    PRIMARY KEY (address_hash, id)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER address_states_are_never_changed BEFORE UPDATE ON address_states
BEGIN SELECT RAISE(ABORT, 'states of addresses are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER address_states_are_never_deleted BEFORE DELETE ON address_states
BEGIN SELECT RAISE(ABORT, 'states of addresses are never deleted'); END;
-- +goose StatementEnd

-- Links of elective mail that end it with one press (RFC 8058). They may be used again and again, and always do the same.
CREATE TABLE unsubscribe_tokens (
    token_hash BLOB PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What someone was reminded of: once.
CREATE TABLE reminders (
    account_id TEXT NOT NULL REFERENCES accounts (id),
    about TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (account_id, about)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER reminders_are_never_changed BEFORE UPDATE ON reminders
BEGIN SELECT RAISE(ABORT, 'reminders are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER reminders_are_never_deleted BEFORE DELETE ON reminders
BEGIN SELECT RAISE(ABORT, 'reminders are never deleted'); END;
-- +goose StatementEnd
