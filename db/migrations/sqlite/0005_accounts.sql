-- +goose Up

-- People's sign-ins. What was decided about them, by whom and why, stands in account_changes.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    language TEXT NOT NULL,
    handle BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_by_name ON accounts (name, id);
CREATE INDEX accounts_by_role ON accounts (role, status);

CREATE TABLE account_changes (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    what TEXT NOT NULL CHECK (what IN ('status', 'role')),
    was TEXT NOT NULL,
    becomes TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX account_changes_by_account ON account_changes (account_id, id);
-- +goose StatementBegin
CREATE TRIGGER account_changes_are_never_changed BEFORE UPDATE ON account_changes
BEGIN SELECT RAISE(ABORT, 'what was decided about an account is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_changes_are_never_deleted BEFORE DELETE ON account_changes
BEGIN SELECT RAISE(ABORT, 'what was decided about an account is never deleted'); END;
-- +goose StatementEnd

-- One-time links: an invitation, or a new password's.
CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    token_hash BLOB NOT NULL UNIQUE,
    recovering INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX invitations_one_open ON invitations (account_id) WHERE ended_at IS NULL;

-- Passwords: the hash is sealed, so that a stolen database cannot even be guessed at.
CREATE TABLE passwords (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    salt BLOB NOT NULL,
    iterations INTEGER NOT NULL,
    hash BLOB NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER,
    replaced_at INTEGER
) STRICT;
CREATE UNIQUE INDEX passwords_one_current ON passwords (account_id) WHERE replaced_at IS NULL;
CREATE INDEX passwords_by_key ON passwords (key_version);

-- Code cards and recovery codes.
CREATE TABLE code_sets (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('card', 'recovery')),
    salt BLOB NOT NULL,
    iterations INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    issued_at INTEGER NOT NULL,
    issued_by TEXT NOT NULL,
    saved_at INTEGER,
    disabled_at INTEGER,
    replaced_at INTEGER
) STRICT;
CREATE UNIQUE INDEX code_sets_one_current ON code_sets (account_id, kind) WHERE replaced_at IS NULL;

CREATE TABLE codes (
    set_id TEXT NOT NULL REFERENCES code_sets (id),
    hash BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (set_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    credential_id BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    format TEXT NOT NULL,
    aaguid TEXT NOT NULL,
    transports TEXT NOT NULL,
    sign_count INTEGER NOT NULL,
    backup_eligible INTEGER NOT NULL,
    backed_up INTEGER NOT NULL,
    user_verified INTEGER NOT NULL,
    discoverable INTEGER NOT NULL,
    bound_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_device TEXT NOT NULL DEFAULT '',
    last_address TEXT NOT NULL DEFAULT '',
    failures INTEGER NOT NULL DEFAULT 0,
    disabled_at INTEGER,
    removed_at INTEGER,
    removed_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX passkeys_by_account ON passkeys (account_id, id) WHERE removed_at IS NULL;

-- What the server keeps of a passkey ceremony, until its first use.
CREATE TABLE ceremonies (
    token_hash BLOB PRIMARY KEY,
    purpose TEXT NOT NULL,
    session_id TEXT NOT NULL,
    data TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ceremonies_by_end ON ceremonies (expires_at);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    stage TEXT NOT NULL,
    method TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    signed_in_at INTEGER,
    touched_at INTEGER NOT NULL,
    ended_at INTEGER,
    ended_why TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL,
    device TEXT NOT NULL,
    return_to TEXT NOT NULL DEFAULT '',
    recovering INTEGER NOT NULL DEFAULT 0,
    proved INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0,
    told_alone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id, id);
CREATE INDEX sessions_half_signed_in ON sessions (started_at) WHERE stage = 'half signed in' AND ended_at IS NULL;

-- Every try at an account that exists, for its owner's eyes.
CREATE TABLE sign_ins (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    method TEXT NOT NULL,
    passkey_name TEXT NOT NULL,
    device TEXT NOT NULL,
    address TEXT NOT NULL
) STRICT;
CREATE INDEX sign_ins_by_account ON sign_ins (account_id, id);
-- +goose StatementBegin
CREATE TRIGGER sign_ins_are_never_changed BEFORE UPDATE ON sign_ins
BEGIN SELECT RAISE(ABORT, 'the history of signing in is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sign_ins_are_never_deleted BEFORE DELETE ON sign_ins
BEGIN SELECT RAISE(ABORT, 'the history of signing in is never deleted'); END;
-- +goose StatementEnd

-- Forms that met an ended session, sealed until their writer has signed in again.
CREATE TABLE held_forms (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    account_id TEXT NOT NULL,
    path TEXT NOT NULL,
    form BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX held_forms_by_key ON held_forms (key_version);
CREATE INDEX held_forms_by_end ON held_forms (expires_at);
