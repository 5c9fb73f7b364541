-- +goose Up

-- Proof of identity: one account's claim to be one taxpayer. Its number is its key, ID-2026-000123 is 2026000000123. The
-- first columns never change; the others are where it stands, which its reasons and events add up to.
CREATE TABLE identity_cases (
    id INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    opened_at INTEGER NOT NULL,
    opened_by TEXT,
    opened_by_name TEXT NOT NULL,
    name_typed TEXT NOT NULL,
    address TEXT NOT NULL,
    evidence TEXT NOT NULL,

    status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'closed')),
    place INTEGER NOT NULL,
    due_at INTEGER,
    version INTEGER NOT NULL,
    assignee TEXT,
    assignee_name TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX identity_cases_by_place ON identity_cases (place, id);
CREATE INDEX identity_cases_by_status ON identity_cases (status, place, id);
CREATE INDEX identity_cases_by_assignee ON identity_cases (assignee, place, id);
CREATE INDEX identity_cases_by_account ON identity_cases (account_id, id);
CREATE INDEX identity_cases_by_taxpayer ON identity_cases (taxpayer_id, id);
CREATE INDEX identity_cases_by_address ON identity_cases (address, id);
CREATE UNIQUE INDEX identity_cases_one_open ON identity_cases (account_id, taxpayer_id) WHERE status <> 'closed';
-- +goose StatementBegin
CREATE TRIGGER identity_cases_are_never_rewritten BEFORE UPDATE OF id, account_id, taxpayer_id, opened_at, opened_by, opened_by_name, name_typed, address, evidence ON identity_cases
BEGIN SELECT RAISE(ABORT, 'what was claimed is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER identity_cases_are_never_deleted BEFORE DELETE ON identity_cases
BEGIN SELECT RAISE(ABORT, 'identity cases are never deleted'); END;
-- +goose StatementEnd

-- Why a case is not finished: a set. Each reason goes through its steps, and is settled once.
CREATE TABLE identity_reasons (
    id TEXT PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES identity_cases (id),
    pending TEXT NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    since INTEGER NOT NULL,
    due_at INTEGER,
    outcome TEXT NOT NULL DEFAULT '',
    settled_at INTEGER,
    settled_by TEXT,
    settled_by_name TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX identity_reasons_by_case ON identity_reasons (case_id, id);
CREATE UNIQUE INDEX identity_reasons_once ON identity_reasons (case_id, pending) WHERE outcome = '';
-- +goose StatementBegin
CREATE TRIGGER identity_reasons_are_settled_once BEFORE UPDATE ON identity_reasons
WHEN OLD.outcome <> '' OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.pending <> OLD.pending OR NEW.note <> OLD.note OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'a reason is settled once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER identity_reasons_are_never_deleted BEFORE DELETE ON identity_reasons
BEGIN SELECT RAISE(ABORT, 'reasons are never deleted'); END;
-- +goose StatementEnd

-- What happened to a case. Staff alone see the words of those that are for staff.
CREATE TABLE identity_events (
    id TEXT PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES identity_cases (id),
    at INTEGER NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    event TEXT NOT NULL,
    words TEXT NOT NULL,
    for_staff INTEGER NOT NULL
) STRICT;
CREATE INDEX identity_events_by_case ON identity_events (case_id, id);
-- +goose StatementBegin
CREATE TRIGGER identity_events_are_never_changed BEFORE UPDATE ON identity_events
BEGIN SELECT RAISE(ABORT, 'what happened is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER identity_events_are_never_deleted BEFORE DELETE ON identity_events
BEGIN SELECT RAISE(ABORT, 'what happened is never deleted'); END;
-- +goose StatementEnd

-- Assurance: how sure we are that an account is a taxpayer, by which route. It ends by a row's end, never by deleting it.
CREATE TABLE assurances (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    case_id INTEGER NOT NULL REFERENCES identity_cases (id),
    assurance TEXT NOT NULL,
    route TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX assurances_one_open ON assurances (account_id, taxpayer_id) WHERE ended_at IS NULL;
CREATE INDEX assurances_by_account ON assurances (account_id, id);
CREATE INDEX assurances_by_taxpayer ON assurances (taxpayer_id, id);
-- +goose StatementBegin
CREATE TRIGGER assurances_end_once BEFORE UPDATE ON assurances
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.taxpayer_id <> OLD.taxpayer_id
    OR NEW.case_id <> OLD.case_id OR NEW.assurance <> OLD.assurance OR NEW.route <> OLD.route OR NEW.granted_at <> OLD.granted_at
BEGIN SELECT RAISE(ABORT, 'an assurance ends once, and is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assurances_are_never_deleted BEFORE DELETE ON assurances
BEGIN SELECT RAISE(ABORT, 'assurances are never deleted'); END;
-- +goose StatementEnd

-- While a taxpayer is frozen, nothing about money or addresses can be changed, by whoever.
CREATE TABLE taxpayer_freezes (
    id TEXT PRIMARY KEY,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    case_id INTEGER REFERENCES identity_cases (id),
    at INTEGER NOT NULL,
    why TEXT NOT NULL,
    lifted_at INTEGER,
    lifted_by_name TEXT NOT NULL DEFAULT '',
    lifted_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX taxpayer_freezes_open ON taxpayer_freezes (taxpayer_id) WHERE lifted_at IS NULL;
CREATE INDEX taxpayer_freezes_by_case ON taxpayer_freezes (case_id);
-- +goose StatementBegin
CREATE TRIGGER taxpayer_freezes_are_lifted_once BEFORE UPDATE ON taxpayer_freezes
WHEN OLD.lifted_at IS NOT NULL OR NEW.taxpayer_id <> OLD.taxpayer_id OR NEW.at <> OLD.at OR NEW.why <> OLD.why
BEGIN SELECT RAISE(ABORT, 'a freeze is lifted once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_freezes_are_never_deleted BEFORE DELETE ON taxpayer_freezes
BEGIN SELECT RAISE(ABORT, 'freezes are never deleted'); END;
-- +goose StatementEnd

-- Letters that the desk prints: to the address on record, never to one that a person types. The code is drawn when the
-- letter is printed and lies here as a hash; a second printing draws another. So does the reference, by which whoever gets
-- the letter can say "I did not ask for this" without an account.
CREATE TABLE office_letters (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('identity code', 'identity alert', 'address change')),
    case_id INTEGER NOT NULL REFERENCES identity_cases (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    lasts_days INTEGER NOT NULL,
    requested_at INTEGER NOT NULL,
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
CREATE INDEX office_letters_to_print ON office_letters (sort_key, id) WHERE batch IS NULL AND ended_at IS NULL;
CREATE INDEX office_letters_by_batch ON office_letters (batch, sort_key, id);
CREATE INDEX office_letters_by_case ON office_letters (case_id, id);
CREATE INDEX office_letters_by_taxpayer ON office_letters (taxpayer_id, requested_at);
CREATE INDEX office_letters_by_address ON office_letters (address, requested_at);
CREATE UNIQUE INDEX office_letters_by_report ON office_letters (report_hash) WHERE report_hash IS NOT NULL;
CREATE INDEX office_letters_to_remind ON office_letters (mailed_at) WHERE kind = 'identity code' AND reminded_at IS NULL AND ended_at IS NULL AND mailed_at IS NOT NULL;
-- +goose StatementBegin
CREATE TRIGGER office_letters_are_never_rewritten BEFORE UPDATE ON office_letters
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.case_id <> OLD.case_id OR NEW.account_id <> OLD.account_id
    OR NEW.taxpayer_id <> OLD.taxpayer_id OR NEW.name <> OLD.name OR NEW.address <> OLD.address OR NEW.requested_at <> OLD.requested_at
BEGIN SELECT RAISE(ABORT, 'a letter is never rewritten, and ends once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER office_letters_are_never_deleted BEFORE DELETE ON office_letters
BEGIN SELECT RAISE(ABORT, 'letters are never deleted'); END;
-- +goose StatementEnd

-- Letters are printed, and mailed, in batches. Each printing after the first has a reason.
CREATE TABLE letter_batches (
    number INTEGER PRIMARY KEY,
    made_at INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    letters INTEGER NOT NULL,
    mailed_at INTEGER,
    mailed_by_name TEXT NOT NULL DEFAULT ''
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER letter_batches_are_mailed_once BEFORE UPDATE ON letter_batches
WHEN OLD.mailed_at IS NOT NULL OR NEW.number <> OLD.number OR NEW.made_at <> OLD.made_at OR NEW.letters <> OLD.letters
BEGIN SELECT RAISE(ABORT, 'a batch is mailed once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER letter_batches_are_never_deleted BEFORE DELETE ON letter_batches
BEGIN SELECT RAISE(ABORT, 'batches are never deleted'); END;
-- +goose StatementEnd
CREATE TABLE letter_printings (
    id TEXT PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES letter_batches (number),
    at INTEGER NOT NULL,
    by_name TEXT NOT NULL,
    letters INTEGER NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX letter_printings_by_batch ON letter_printings (batch, id);
-- +goose StatementBegin
CREATE TRIGGER letter_printings_are_never_changed BEFORE UPDATE ON letter_printings
BEGIN SELECT RAISE(ABORT, 'a printing is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER letter_printings_are_never_deleted BEFORE DELETE ON letter_printings
BEGIN SELECT RAISE(ABORT, 'printings are never deleted'); END;
-- +goose StatementEnd
