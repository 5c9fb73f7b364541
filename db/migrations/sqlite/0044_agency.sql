-- +goose Up

-- Identities at the agency's own sign-in that staff bound to their accounts. Who it is at the agency stands as a keyed
-- hash of issuer and subject: it can be found again, and not read.
CREATE TABLE agency_identities (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    issuer TEXT NOT NULL,
    identity_hash BLOB NOT NULL,
    bound_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_device TEXT NOT NULL DEFAULT '',
    last_address TEXT NOT NULL DEFAULT '',
    removed_at INTEGER,
    removed_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX agency_identities_of_one ON agency_identities (identity_hash) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX agency_identities_one_each ON agency_identities (account_id, issuer) WHERE removed_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER agency_identities_stay_whose_they_are BEFORE UPDATE OF account_id, issuer, identity_hash, bound_at ON agency_identities
BEGIN SELECT RAISE(ABORT, 'an agency identity is removed and bound anew, never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER agency_identities_are_never_deleted BEFORE DELETE ON agency_identities
BEGIN SELECT RAISE(ABORT, 'an agency identity is removed, never deleted'); END;
-- +goose StatementEnd

-- What the server remembers while someone is at a provider of identities, until the first answer. State and browser
-- stand as hashes; what else the answer is checked with is made of the two, and stands nowhere.
CREATE TABLE openid_ceremonies (
    state_hash BLOB PRIMARY KEY,
    browser_hash BLOB NOT NULL,
    purpose TEXT NOT NULL,
    session_id TEXT NOT NULL,
    return_to TEXT NOT NULL,
    language TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX openid_ceremonies_by_end ON openid_ceremonies (expires_at);
