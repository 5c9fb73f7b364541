-- +goose Up

-- New addresses that taxpayers told us, until a clerk has entered them into the core system. The new address is sealed:
-- where someone moves to is known to nobody else yet.
CREATE TABLE address_changes (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    case_id INTEGER NOT NULL REFERENCES identity_cases (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    name TEXT NOT NULL,
    old_address TEXT NOT NULL,
    new_address BLOB NOT NULL,
    asked_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    decided_name TEXT NOT NULL DEFAULT '',
    entered INTEGER,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX address_changes_open ON address_changes (id) WHERE decided_at IS NULL;
CREATE UNIQUE INDEX address_changes_one_open ON address_changes (taxpayer_id) WHERE decided_at IS NULL;
CREATE INDEX address_changes_by_case ON address_changes (case_id, id);
CREATE INDEX address_changes_by_key ON address_changes (key_version);
-- +goose StatementBegin
CREATE TRIGGER address_changes_are_decided_once BEFORE UPDATE OF case_id, taxpayer_id, name, old_address, new_address, asked_at, decided_at, decided_by, decided_name, entered, reason ON address_changes WHEN OLD.decided_at IS NOT NULL OR NEW.new_address <> OLD.new_address OR NEW.old_address <> OLD.old_address OR NEW.taxpayer_id <> OLD.taxpayer_id
BEGIN SELECT RAISE(ABORT, 'a change of address is decided once, and never rewritten'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER address_changes_are_never_deleted BEFORE DELETE ON address_changes
BEGIN SELECT RAISE(ABORT, 'changes of address are never deleted'); END;
-- +goose StatementEnd
