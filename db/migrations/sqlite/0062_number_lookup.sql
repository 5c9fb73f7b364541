-- +goose Up

-- A look-up by number finds whose it is in the index alone: the row beside it is another page for each, far from the others.
-- taxpayer_numbers_once goes on keeping a number from belonging to two.
CREATE INDEX taxpayer_numbers_by_hash ON taxpayer_numbers (number_hash, taxpayer_id, type, superseded_at) WHERE superseded_at IS NULL;
