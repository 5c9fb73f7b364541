-- +goose Up

-- Two of the staff may note together that the owner of an account has died, and put right that it was a mistake. SQLite
-- cannot change what a column takes, so the table is made anew: while this runs, the rows that refer to it wait for it.
PRAGMA defer_foreign_keys = ON;
CREATE TABLE account_cases_kept AS SELECT * FROM account_cases;
DROP TABLE account_cases;
CREATE TABLE account_cases (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('recovery', 'suspension', 'restoration', 'deceased', 'living')),
    at INTEGER NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    document_id TEXT REFERENCES account_documents (id)
) STRICT;
INSERT INTO account_cases (id, account_id, kind, at, by_account, by_name, reason, document_id)
SELECT id, account_id, kind, at, by_account, by_name, reason, document_id FROM account_cases_kept;
DROP TABLE account_cases_kept;
CREATE INDEX account_cases_by_account ON account_cases (account_id, id);
-- +goose StatementBegin
CREATE TRIGGER account_cases_are_never_changed BEFORE UPDATE ON account_cases
BEGIN SELECT RAISE(ABORT, 'what was begun about an account is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_cases_are_never_deleted BEFORE DELETE ON account_cases
BEGIN SELECT RAISE(ABORT, 'what was begun about an account is never deleted'); END;
-- +goose StatementEnd
