-- +goose Up

-- Further addresses of an account: each is told of every change to how its owner signs in, once it was confirmed.
CREATE TABLE account_emails (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    email TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    confirmed_at INTEGER,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_emails_once ON account_emails (account_id, email) WHERE removed_at IS NULL;

-- One-time links and codes in e-mails that do one thing without signing anyone in.
CREATE TABLE mail_links (
    token_hash BLOB PRIMARY KEY,
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm address', 'cancel recovery', 'not me')),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    subject_id TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

-- Recoveries that wait a day: long enough for the owner of a stolen sheet to stop the thief.
CREATE TABLE recoveries (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    begun_at INTEGER NOT NULL,
    usable_from INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    address TEXT NOT NULL,
    device TEXT NOT NULL,
    told_at INTEGER,
    ended_at INTEGER,
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX recoveries_one_open ON recoveries (account_id) WHERE ended_at IS NULL;
CREATE INDEX recoveries_by_account ON recoveries (account_id, ended_why, ended_at);
CREATE INDEX recoveries_to_tell ON recoveries (usable_from) WHERE ended_at IS NULL AND told_at IS NULL;

-- What was unusual about an account, by which rule and on what evidence, and what someone decided about it.
CREATE TABLE account_alerts (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    rule TEXT NOT NULL,
    evidence TEXT NOT NULL,
    at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    decided_name TEXT NOT NULL DEFAULT '',
    decision TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'clear', 'hold', 're-verify')),
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX account_alerts_open ON account_alerts (id) WHERE decided_at IS NULL;
CREATE UNIQUE INDEX account_alerts_once ON account_alerts (account_id, rule) WHERE decided_at IS NULL;
CREATE INDEX account_alerts_by_account ON account_alerts (account_id, id);
CREATE INDEX account_alerts_by_rule ON account_alerts (rule, decision);
-- +goose StatementBegin
CREATE TRIGGER account_alerts_are_decided_once BEFORE UPDATE ON account_alerts
WHEN OLD.decided_at IS NOT NULL OR NEW.account_id <> OLD.account_id OR NEW.rule <> OLD.rule OR NEW.evidence <> OLD.evidence OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'what was unusual is never changed, and decided once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER account_alerts_are_never_deleted BEFORE DELETE ON account_alerts
BEGIN SELECT RAISE(ABORT, 'what was unusual is never deleted'); END;
-- +goose StatementEnd

-- How many accounts were tried from one network address, and how close together they were.
CREATE INDEX sign_ins_by_address ON sign_ins (address, id);
