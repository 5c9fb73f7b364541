-- +goose Up

-- The desk finds accounts of the public by the beginning of a name, written in small letters without accents, and never
-- walks through all of them to do so.
ALTER TABLE accounts ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE accounts SET name_key = LOWER(name);
CREATE INDEX accounts_by_name_key ON accounts (role, name_key, id);

-- Who of the staff looked at whose account, and why: need to know. Such a row opens that account to them for a while.
CREATE TABLE account_looks (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    session_id TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX account_looks_by_account ON account_looks (account_id, id);
CREATE INDEX account_looks_by_session ON account_looks (session_id, account_id, at);
CREATE TRIGGER account_looks_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON account_looks
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Documents that someone showed at the counter: what kind, and the last four characters, sealed. There are no copies.
CREATE TABLE account_documents (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('code card', 'recovery')),
    kind TEXT NOT NULL,
    last_four BYTEA NOT NULL
);
CREATE INDEX account_documents_by_account ON account_documents (account_id, id);
CREATE INDEX account_documents_by_key ON account_documents (key_version);
CREATE TRIGGER account_documents_are_never_changed BEFORE UPDATE OF id, account_id, at, by_account, by_name, purpose, kind, last_four ON account_documents
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_documents_are_never_deleted BEFORE DELETE OR TRUNCATE ON account_documents
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What two of the staff decide together about an account: one begins, another decides. This is what was begun; it never
-- changes.
CREATE TABLE account_cases (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('recovery', 'suspension', 'restoration')),
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    document_id TEXT REFERENCES account_documents (id)
);
CREATE INDEX account_cases_by_account ON account_cases (account_id, id);
CREATE TRIGGER account_cases_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON account_cases
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What happened to a case since: one row an act.
CREATE TABLE account_case_events (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES account_cases (id),
    at BIGINT NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX account_case_events_by_case ON account_case_events (case_id, id);
CREATE TRIGGER account_case_events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON account_case_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Where each case stands, which its events add up to, and the code on paper that its person brings home: a hash.
CREATE TABLE account_case_states (
    case_id TEXT PRIMARY KEY REFERENCES account_cases (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    code_salt BYTEA,
    code_iterations BIGINT,
    code_hash BYTEA,
    session_id TEXT
);
CREATE INDEX account_cases_waiting ON account_case_states (kind, ends_at, case_id) WHERE state = 'waiting';
CREATE UNIQUE INDEX account_cases_one_open ON account_case_states (account_id, kind) WHERE state IN ('waiting', 'approved', 'proved');
CREATE INDEX account_cases_open_by_end ON account_case_states (ends_at) WHERE state IN ('waiting', 'approved', 'proved');
