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
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    trouble TEXT NOT NULL,
    reply TEXT NOT NULL,
    PRIMARY KEY (outbox_id, id)
);
CREATE TRIGGER outbox_tries_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON outbox_tries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER outbox_words_are_never_changed BEFORE UPDATE OF id, recipient, notice, language, params, created_at, repeats ON outbox
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
