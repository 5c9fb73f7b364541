-- +goose Up

-- Authenticator apps: one that works for each account at most, and one whose secret still waits for its first code.
-- The waiting one belongs to the session that asked for it, so that nobody else can show it or bind it.
CREATE TABLE authenticator_apps (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    secret BLOB, -- sealed, and gone once the app is removed
    session_id TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    bound_at INTEGER,
    last_step INTEGER NOT NULL DEFAULT 0,
    last_used_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    disabled_at INTEGER,
    removed_at INTEGER,
    removed_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX authenticator_apps_one_bound ON authenticator_apps (account_id) WHERE bound_at IS NOT NULL AND removed_at IS NULL;
CREATE UNIQUE INDEX authenticator_apps_one_waiting ON authenticator_apps (account_id) WHERE bound_at IS NULL;
CREATE INDEX authenticator_apps_by_key ON authenticator_apps (key_version);
