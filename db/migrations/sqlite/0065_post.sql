-- +goose Up

-- Letters that the desk prints carry more than codes now: that someone was proofed, and what we wrote to who wants paper. So
-- a letter need not come of an identity case, nor of an account, nor of a taxpayer: its owner is one of them. One that
-- nobody gave an address for waits for one. SQLite cannot change what a column takes, so the table is made anew.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE office_letters_kept AS SELECT * FROM office_letters;
DROP TABLE office_letters;
CREATE TABLE office_letters (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('identity code', 'identity alert', 'identity proofed', 'address change', 'messages')),
    owner TEXT NOT NULL,
    case_id INTEGER REFERENCES identity_cases (id),
    account_id TEXT REFERENCES accounts (id),
    taxpayer_id TEXT REFERENCES taxpayers (id),
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    lasts_days INTEGER NOT NULL,
    requested_at INTEGER NOT NULL,
    print_from INTEGER NOT NULL,
    batch INTEGER,
    printed_at INTEGER,
    mailed_at INTEGER,
    usable_until INTEGER,
    code_hash BLOB,
    report_hash BLOB,
    reminded_at INTEGER,
    ended_at INTEGER,
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO office_letters (id, kind, owner, case_id, account_id, taxpayer_id, language, name, address, sort_key, lasts_days, requested_at, print_from, batch, printed_at,
    mailed_at, usable_until, code_hash, report_hash, reminded_at, ended_at, ended_why)
SELECT id, kind, taxpayer_id, case_id, account_id, taxpayer_id, language, name, address, sort_key, lasts_days, requested_at, requested_at, batch, printed_at,
    mailed_at, usable_until, code_hash, report_hash, reminded_at, ended_at, ended_why
FROM office_letters_kept;
DROP TABLE office_letters_kept;
CREATE INDEX office_letters_to_print ON office_letters (sort_key, id) WHERE batch IS NULL AND ended_at IS NULL;
CREATE INDEX office_letters_by_batch ON office_letters (batch, sort_key, id);
CREATE INDEX office_letters_by_case ON office_letters (case_id, id);
CREATE INDEX office_letters_by_taxpayer ON office_letters (taxpayer_id, requested_at);
CREATE INDEX office_letters_by_owner ON office_letters (owner, id);
CREATE INDEX office_letters_by_address ON office_letters (address, requested_at);
CREATE UNIQUE INDEX office_letters_by_report ON office_letters (report_hash) WHERE report_hash IS NOT NULL;
CREATE INDEX office_letters_to_remind ON office_letters (mailed_at) WHERE kind = 'identity code' AND reminded_at IS NULL AND ended_at IS NULL AND mailed_at IS NOT NULL;
-- What is written to one owner meanwhile goes with the letter that waits.
CREATE UNIQUE INDEX office_letters_one_waits ON office_letters (owner) WHERE kind = 'messages' AND batch IS NULL AND ended_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER office_letters_are_never_rewritten BEFORE UPDATE ON office_letters
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.owner <> OLD.owner OR NEW.case_id IS DISTINCT FROM OLD.case_id
    OR NEW.account_id IS DISTINCT FROM OLD.account_id OR NEW.taxpayer_id IS DISTINCT FROM OLD.taxpayer_id
    OR (OLD.address <> '' AND (NEW.name <> OLD.name OR NEW.address <> OLD.address)) OR NEW.requested_at <> OLD.requested_at
BEGIN SELECT RAISE(ABORT, 'a letter is never rewritten, and ends once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER office_letters_are_never_deleted BEFORE DELETE ON office_letters
BEGIN SELECT RAISE(ABORT, 'letters are never deleted'); END;
-- +goose StatementEnd

-- Which messages of ours a letter brings, and whether with their words: they are read when it is printed.
CREATE TABLE letter_messages (
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    n INTEGER NOT NULL,
    letter_id TEXT NOT NULL REFERENCES office_letters (id),
    at INTEGER NOT NULL,
    words INTEGER NOT NULL,
    PRIMARY KEY (case_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_messages_by_letter ON letter_messages (letter_id, case_id, n);
-- +goose StatementBegin
CREATE TRIGGER letter_messages_are_never_changed BEFORE UPDATE ON letter_messages
BEGIN SELECT RAISE(ABORT, 'what a letter brought is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER letter_messages_are_never_deleted BEFORE DELETE ON letter_messages
BEGIN SELECT RAISE(ABORT, 'what a letter brought is never deleted'); END;
-- +goose StatementEnd

-- Where letters go to the owner of an account who is no taxpayer on record: as they told us, sealed. The latest counts.
CREATE TABLE mailing_addresses (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    recipient BLOB NOT NULL
) STRICT;
CREATE INDEX mailing_addresses_by_account ON mailing_addresses (account_id, id);
CREATE INDEX mailing_addresses_by_key ON mailing_addresses (key_version);
-- +goose StatementBegin
CREATE TRIGGER mailing_addresses_are_never_changed BEFORE UPDATE OF id, account_id, at, recipient ON mailing_addresses
BEGIN SELECT RAISE(ABORT, 'an address that was told is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER mailing_addresses_are_never_deleted BEFORE DELETE ON mailing_addresses
BEGIN SELECT RAISE(ABORT, 'addresses that were told are never deleted'); END;
-- +goose StatementEnd
