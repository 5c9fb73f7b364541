-- +goose Up

-- Authenticator apps: one that works for each account at most, and one whose secret still waits for its first code.
-- The waiting one belongs to the session that asked for it, so that nobody else can show it or bind it.
CREATE TABLE authenticator_apps (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    secret BYTEA, -- sealed, and gone once the app is removed
    session_id TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    bound_at BIGINT,
    last_step BIGINT NOT NULL DEFAULT 0,
    last_used_at BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,
    disabled_at BIGINT,
    removed_at BIGINT,
    removed_why TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX authenticator_apps_one_bound ON authenticator_apps (account_id) WHERE bound_at IS NOT NULL AND removed_at IS NULL;
CREATE UNIQUE INDEX authenticator_apps_one_waiting ON authenticator_apps (account_id) WHERE bound_at IS NULL;
CREATE INDEX authenticator_apps_by_key ON authenticator_apps (key_version);
