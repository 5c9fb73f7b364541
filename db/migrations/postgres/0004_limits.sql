-- +goose Up

-- Counters of the limits. Their keys are keyed hashes: who was counted cannot be read here.
CREATE TABLE limits (
    key BYTEA PRIMARY KEY,
    count BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX limits_by_age ON limits (opened_at);
