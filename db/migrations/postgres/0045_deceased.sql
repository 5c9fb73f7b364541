-- +goose Up

-- Two of the staff may note together that the owner of an account has died, and put right that it was a mistake.
ALTER TABLE account_cases DROP CONSTRAINT account_cases_kind_check;
ALTER TABLE account_cases ADD CONSTRAINT account_cases_kind_check CHECK (kind IN ('recovery', 'suspension', 'restoration', 'deceased', 'living'));
