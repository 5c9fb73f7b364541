-- +goose Up

-- New addresses that taxpayers told us, until a clerk has entered them into the core system. The new address is sealed:
-- where someone moves to is known to nobody else yet.
CREATE TABLE address_changes (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    name TEXT NOT NULL,
    old_address TEXT NOT NULL,
    new_address BYTEA NOT NULL,
    asked_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    decided_at BIGINT,
    decided_by TEXT,
    decided_name TEXT NOT NULL DEFAULT '',
    entered BOOLEAN,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX address_changes_open ON address_changes (id) WHERE decided_at IS NULL;
CREATE UNIQUE INDEX address_changes_one_open ON address_changes (taxpayer_id) WHERE decided_at IS NULL;
CREATE INDEX address_changes_by_case ON address_changes (case_id, id);
CREATE INDEX address_changes_by_key ON address_changes (key_version);
CREATE TRIGGER address_changes_are_decided_once BEFORE UPDATE OF case_id, taxpayer_id, name, old_address, new_address, asked_at, decided_at, decided_by, decided_name, entered, reason ON address_changes
FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL OR NEW.new_address <> OLD.new_address OR NEW.old_address <> OLD.old_address OR NEW.taxpayer_id <> OLD.taxpayer_id)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER address_changes_are_never_deleted BEFORE DELETE OR TRUNCATE ON address_changes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
