-- +goose Up

-- The bank account to which a return's refund was to go: a keyed hash of routing and account number, so that one account on
-- many taxpayers is seen, and NULL where the return names none. Its last four characters are sealed with the figures.
ALTER TABLE taxpayer_returns ADD COLUMN bank_hash BLOB;
CREATE INDEX taxpayer_returns_by_bank ON taxpayer_returns (bank_hash, taxpayer_id) WHERE bank_hash IS NOT NULL AND superseded_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER taxpayer_returns_banks_are_never_changed BEFORE UPDATE OF bank_hash ON taxpayer_returns
BEGIN SELECT RAISE(ABORT, 'a filed return is never changed'); END;
-- +goose StatementEnd
