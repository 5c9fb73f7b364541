-- +goose Up

-- Identities at the agency's own sign-in that staff bound to their accounts. Who it is at the agency stands as a keyed
-- hash of issuer and subject: it can be found again, and not read.
CREATE TABLE agency_identities (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    issuer TEXT NOT NULL,
    identity_hash BYTEA NOT NULL,
    bound_at BIGINT NOT NULL,
    last_used_at BIGINT,
    last_device TEXT NOT NULL DEFAULT '',
    last_address TEXT NOT NULL DEFAULT '',
    removed_at BIGINT,
    removed_why TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX agency_identities_of_one ON agency_identities (identity_hash) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX agency_identities_one_each ON agency_identities (account_id, issuer) WHERE removed_at IS NULL;
-- +goose StatementBegin
CREATE FUNCTION agency_identity_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an agency identity is removed and bound anew, never changed or deleted';
END $$;
-- +goose StatementEnd
CREATE TRIGGER agency_identities_stay_whose_they_are BEFORE UPDATE OF account_id, issuer, identity_hash, bound_at ON agency_identities
    FOR EACH ROW EXECUTE FUNCTION agency_identity_stays();
CREATE TRIGGER agency_identities_are_never_deleted BEFORE DELETE ON agency_identities
    FOR EACH ROW EXECUTE FUNCTION agency_identity_stays();

-- What the server remembers while someone is at a provider of identities, until the first answer. State and browser
-- stand as hashes; what else the answer is checked with is made of the two, and stands nowhere.
CREATE TABLE openid_ceremonies (
    state_hash BYTEA PRIMARY KEY,
    browser_hash BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    session_id TEXT NOT NULL,
    return_to TEXT NOT NULL,
    language TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX openid_ceremonies_by_end ON openid_ceremonies (expires_at);
