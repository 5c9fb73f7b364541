-- +goose Up

-- A look-up by number finds whose it is in the index alone: the row beside it is another page for each, far from the others.
DROP INDEX taxpayer_numbers_once;
CREATE UNIQUE INDEX taxpayer_numbers_once ON taxpayer_numbers (number_hash) INCLUDE (taxpayer_id, type) WHERE superseded_at IS NULL;
