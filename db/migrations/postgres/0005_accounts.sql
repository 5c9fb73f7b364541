-- +goose Up

-- People's sign-ins. What was decided about them, by whom and why, stands in account_changes.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    language TEXT NOT NULL,
    handle BYTEA NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
CREATE INDEX accounts_by_name ON accounts (name, id);
CREATE INDEX accounts_by_role ON accounts (role, status);

CREATE TABLE account_changes (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('status', 'role')),
    was TEXT NOT NULL,
    becomes TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX account_changes_by_account ON account_changes (account_id, id);
CREATE TRIGGER account_changes_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON account_changes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One-time links: an invitation, or a new password's.
CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    token_hash BYTEA NOT NULL UNIQUE,
    recovering BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_why TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX invitations_one_open ON invitations (account_id) WHERE ended_at IS NULL;

-- Passwords: the hash is sealed, so that a stolen database cannot even be guessed at.
CREATE TABLE passwords (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    salt BYTEA NOT NULL,
    iterations BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    replaced_at BIGINT
);
CREATE UNIQUE INDEX passwords_one_current ON passwords (account_id) WHERE replaced_at IS NULL;
CREATE INDEX passwords_by_key ON passwords (key_version);

-- Code cards and recovery codes.
CREATE TABLE code_sets (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('card', 'recovery')),
    salt BYTEA NOT NULL,
    iterations BIGINT NOT NULL,
    failures BIGINT NOT NULL DEFAULT 0,
    issued_at BIGINT NOT NULL,
    issued_by TEXT NOT NULL,
    saved_at BIGINT,
    disabled_at BIGINT,
    replaced_at BIGINT
);
CREATE UNIQUE INDEX code_sets_one_current ON code_sets (account_id, kind) WHERE replaced_at IS NULL;

CREATE TABLE codes (
    set_id TEXT NOT NULL REFERENCES code_sets (id),
    hash BYTEA NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (set_id, hash)
);

CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    credential_id BYTEA NOT NULL UNIQUE,
    public_key BYTEA NOT NULL,
    format TEXT NOT NULL,
    aaguid TEXT NOT NULL,
    transports TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    backup_eligible BOOLEAN NOT NULL,
    backed_up BOOLEAN NOT NULL,
    user_verified BOOLEAN NOT NULL,
    discoverable BOOLEAN NOT NULL,
    bound_at BIGINT NOT NULL,
    last_used_at BIGINT,
    last_device TEXT NOT NULL DEFAULT '',
    last_address TEXT NOT NULL DEFAULT '',
    failures BIGINT NOT NULL DEFAULT 0,
    disabled_at BIGINT,
    removed_at BIGINT,
    removed_why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX passkeys_by_account ON passkeys (account_id, id) WHERE removed_at IS NULL;

-- What the server keeps of a passkey ceremony, until its first use.
CREATE TABLE ceremonies (
    token_hash BYTEA PRIMARY KEY,
    purpose TEXT NOT NULL,
    session_id TEXT NOT NULL,
    data TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX ceremonies_by_end ON ceremonies (expires_at);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_hash BYTEA NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    stage TEXT NOT NULL,
    method TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    signed_in_at BIGINT,
    touched_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_why TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL,
    device TEXT NOT NULL,
    return_to TEXT NOT NULL DEFAULT '',
    recovering BOOLEAN NOT NULL DEFAULT FALSE,
    proved BOOLEAN NOT NULL DEFAULT FALSE,
    known BOOLEAN NOT NULL DEFAULT FALSE,
    told_alone BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX sessions_by_account ON sessions (account_id, id);
CREATE INDEX sessions_half_signed_in ON sessions (started_at) WHERE stage = 'half signed in' AND ended_at IS NULL;

-- Every try at an account that exists, for its owner's eyes.
CREATE TABLE sign_ins (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    method TEXT NOT NULL,
    passkey_name TEXT NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL
);
CREATE INDEX sign_ins_by_account ON sign_ins (account_id, id);
CREATE TRIGGER sign_ins_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON sign_ins
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Forms that met an ended session, sealed until their writer has signed in again.
CREATE TABLE held_forms (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    account_id TEXT NOT NULL,
    path TEXT NOT NULL,
    form BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX held_forms_by_key ON held_forms (key_version);
CREATE INDEX held_forms_by_end ON held_forms (expires_at);
