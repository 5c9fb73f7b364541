-- +goose Up

-- Code cards that their owners ordered by mail. Name and postal address, which they typed for this letter, are sealed.
CREATE TABLE posted_cards (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    ordered_at INTEGER NOT NULL,
    recipient BLOB NOT NULL
) STRICT;
CREATE INDEX posted_cards_by_account ON posted_cards (account_id, ordered_at);
CREATE INDEX posted_cards_by_key ON posted_cards (key_version);
-- +goose StatementBegin
CREATE TRIGGER posted_cards_are_never_changed BEFORE UPDATE OF id, account_id, ordered_at, recipient ON posted_cards
BEGIN SELECT RAISE(ABORT, 'what was ordered is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER posted_cards_are_never_deleted BEFORE DELETE ON posted_cards
BEGIN SELECT RAISE(ABORT, 'what was ordered is never deleted'); END;
-- +goose StatementEnd

-- What happened to an order: one row an act.
CREATE TABLE posted_card_events (
    id TEXT PRIMARY KEY,
    card_id TEXT NOT NULL REFERENCES posted_cards (id),
    at INTEGER NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX posted_card_events_by_card ON posted_card_events (card_id, id);
-- +goose StatementBegin
CREATE TRIGGER posted_card_events_are_never_changed BEFORE UPDATE ON posted_card_events
BEGIN SELECT RAISE(ABORT, 'what happened to an order is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER posted_card_events_are_never_deleted BEFORE DELETE ON posted_card_events
BEGIN SELECT RAISE(ABORT, 'what happened to an order is never deleted'); END;
-- +goose StatementEnd

-- Where each order stands, which its events add up to, and the hashes of the codes that were printed. They are in no set
-- of codes: until their owner says that the card arrived, nothing at the sign-in page can find them.
CREATE TABLE posted_card_states (
    card_id TEXT PRIMARY KEY REFERENCES posted_cards (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    state TEXT NOT NULL CHECK (state IN ('ordered', 'printed', 'mailed', 'arrived', 'void')),
    since INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    salt BLOB,
    iterations INTEGER,
    hashes BLOB
) STRICT;
CREATE UNIQUE INDEX posted_cards_one_open ON posted_card_states (account_id) WHERE state IN ('ordered', 'printed', 'mailed');
CREATE INDEX posted_cards_to_post ON posted_card_states (card_id) WHERE state IN ('ordered', 'printed');
CREATE INDEX posted_cards_by_end ON posted_card_states (ends_at) WHERE state IN ('ordered', 'printed', 'mailed');
