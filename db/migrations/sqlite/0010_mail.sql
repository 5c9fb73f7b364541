-- +goose Up

-- What the mail server answered last, in its codes alone, and which earlier e-mail this one repeats.
ALTER TABLE outbox ADD COLUMN reply TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN repeats TEXT REFERENCES outbox (id);
CREATE UNIQUE INDEX outbox_by_repeats ON outbox (repeats) WHERE repeats IS NOT NULL;

-- Mail of the same moment goes in the order in which it was written.
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';

-- Every try to send, for whoever asks why something came late.
CREATE TABLE outbox_tries (
    outbox_id TEXT NOT NULL REFERENCES outbox (id),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,
    trouble TEXT NOT NULL,
    reply TEXT NOT NULL,
    PRIMARY KEY (outbox_id, id)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER outbox_tries_are_never_changed BEFORE UPDATE ON outbox_tries
BEGIN SELECT RAISE(ABORT, 'tries are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_tries_are_never_deleted BEFORE DELETE ON outbox_tries
BEGIN SELECT RAISE(ABORT, 'tries are never deleted'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_words_are_never_changed BEFORE UPDATE OF id, recipient, notice, language, params, created_at, repeats ON outbox
BEGIN SELECT RAISE(ABORT, 'what an e-mail says is never changed'); END;
-- +goose StatementEnd
