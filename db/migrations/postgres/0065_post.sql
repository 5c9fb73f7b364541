-- +goose Up

-- Letters that the desk prints carry more than codes now: that someone was proofed, and what we wrote to who wants paper. So
-- a letter need not come of an identity case, nor of an account, nor of a taxpayer: its owner is one of them. One that
-- nobody gave an address for waits for one.
ALTER TABLE office_letters DROP CONSTRAINT office_letters_kind_check;
ALTER TABLE office_letters ADD CONSTRAINT office_letters_kind_check
    CHECK (kind IN ('identity code', 'identity alert', 'identity proofed', 'address change', 'messages'));
ALTER TABLE office_letters ALTER COLUMN case_id DROP NOT NULL;
ALTER TABLE office_letters ALTER COLUMN account_id DROP NOT NULL;
ALTER TABLE office_letters ALTER COLUMN taxpayer_id DROP NOT NULL;
DROP TRIGGER office_letters_are_never_rewritten ON office_letters;
ALTER TABLE office_letters ADD COLUMN owner TEXT;
ALTER TABLE office_letters ADD COLUMN print_from BIGINT;
UPDATE office_letters SET owner = taxpayer_id, print_from = requested_at;
ALTER TABLE office_letters ALTER COLUMN owner SET NOT NULL;
ALTER TABLE office_letters ALTER COLUMN print_from SET NOT NULL;
CREATE INDEX office_letters_by_owner ON office_letters (owner, id);
-- What is written to one owner meanwhile goes with the letter that waits.
CREATE UNIQUE INDEX office_letters_one_waits ON office_letters (owner) WHERE kind = 'messages' AND batch IS NULL AND ended_at IS NULL;
CREATE TRIGGER office_letters_are_never_rewritten BEFORE UPDATE ON office_letters
FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.owner <> OLD.owner OR NEW.case_id IS DISTINCT FROM OLD.case_id
    OR NEW.account_id IS DISTINCT FROM OLD.account_id OR NEW.taxpayer_id IS DISTINCT FROM OLD.taxpayer_id
    OR (OLD.address <> '' AND (NEW.name <> OLD.name OR NEW.address <> OLD.address)) OR NEW.requested_at <> OLD.requested_at)
EXECUTE FUNCTION refuse_change();

-- Which messages of ours a letter brings, and whether with their words: they are read when it is printed.
CREATE TABLE letter_messages (
    case_id BIGINT NOT NULL REFERENCES message_cases (id),
    n BIGINT NOT NULL,
    letter_id TEXT NOT NULL REFERENCES office_letters (id),
    at BIGINT NOT NULL,
    words BOOLEAN NOT NULL,
    PRIMARY KEY (case_id, n)
);
CREATE INDEX letter_messages_by_letter ON letter_messages (letter_id, case_id, n);
CREATE TRIGGER letter_messages_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON letter_messages
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Where letters go to the owner of an account who is no taxpayer on record: as they told us, sealed. The latest counts.
CREATE TABLE mailing_addresses (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    recipient BYTEA NOT NULL
);
CREATE INDEX mailing_addresses_by_account ON mailing_addresses (account_id, id);
CREATE INDEX mailing_addresses_by_key ON mailing_addresses (key_version);
CREATE TRIGGER mailing_addresses_are_never_changed BEFORE UPDATE OF id, account_id, at, recipient ON mailing_addresses
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER mailing_addresses_are_never_deleted BEFORE DELETE OR TRUNCATE ON mailing_addresses
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
