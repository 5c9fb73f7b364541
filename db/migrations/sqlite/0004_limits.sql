-- +goose Up

-- Counters of the limits. Their keys are keyed hashes: who was counted cannot be read here.
CREATE TABLE limits (
    key BLOB PRIMARY KEY,
    count INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX limits_by_age ON limits (opened_at);
