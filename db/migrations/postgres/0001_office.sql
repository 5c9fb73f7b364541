-- +goose Up

-- The audit trail: one chain of hashes over everything that anyone did.
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    account_id TEXT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    session TEXT NOT NULL,
    address TEXT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev_hash BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX audit_by_subject ON audit (subject, seq);
CREATE INDEX audit_by_account ON audit (account_id, seq) WHERE account_id IS NOT NULL;
CREATE INDEX audit_by_event ON audit (event, seq);

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% rows are never changed or deleted', TG_TABLE_NAME; END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);
INSERT INTO audit_head (one, seq, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- Running numbers, by name: "AR-2026".
CREATE TABLE numbers (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

-- E-mail that waits, went, or failed. It is written in the act that it tells of.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    recipient BYTEA NOT NULL,
    notice TEXT NOT NULL,
    language TEXT NOT NULL,
    params BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    leased_until BIGINT,
    ended_at BIGINT,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_state ON outbox (state, id);
CREATE INDEX outbox_by_key ON outbox (key_version);
CREATE TRIGGER outbox_is_never_deleted BEFORE DELETE OR TRUNCATE ON outbox
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
