-- +goose Up

-- A way to a provider of identities can be about one thing: the case that is to be proved.
ALTER TABLE openid_ceremonies ADD COLUMN about TEXT NOT NULL DEFAULT '';

-- Identities at a provider that proved who someone is. Each belongs to the account that showed it first: to one person. Who
-- it is there stands as a keyed hash of issuer and subject: it can be found again, and not read.
CREATE TABLE federated_identities (
    identity_hash BLOB PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    issuer TEXT NOT NULL,
    shown_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX federated_identities_by_account ON federated_identities (account_id);
-- +goose StatementBegin
CREATE TRIGGER federated_identities_are_never_changed BEFORE UPDATE ON federated_identities
BEGIN SELECT RAISE(ABORT, 'an identity belongs to who showed it first'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER federated_identities_are_never_deleted BEFORE DELETE ON federated_identities
BEGIN SELECT RAISE(ABORT, 'an identity belongs to who showed it first'); END;
-- +goose StatementEnd

-- What a provider's word was worth for a case: how and when it checked the person, and which of what it said went with our
-- records. What it said stands nowhere.
CREATE TABLE federated_proofs (
    id TEXT PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES identity_cases (id),
    identity_hash BLOB NOT NULL REFERENCES federated_identities (identity_hash),
    at INTEGER NOT NULL,
    context TEXT NOT NULL,
    checked_at INTEGER NOT NULL,
    name_fit TEXT NOT NULL,
    number_fit TEXT NOT NULL,
    zip_fit TEXT NOT NULL
) STRICT;
CREATE INDEX federated_proofs_by_case ON federated_proofs (case_id, id);
CREATE INDEX federated_proofs_by_identity ON federated_proofs (identity_hash, case_id);
-- +goose StatementBegin
CREATE TRIGGER federated_proofs_are_never_changed BEFORE UPDATE ON federated_proofs
BEGIN SELECT RAISE(ABORT, 'a proof is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER federated_proofs_are_never_deleted BEFORE DELETE ON federated_proofs
BEGIN SELECT RAISE(ABORT, 'a proof is never deleted'); END;
-- +goose StatementEnd
