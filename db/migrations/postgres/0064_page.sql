-- +goose Up

-- Cases in which the last word was ours, by when: those that nobody has read for a week are reminded of.
CREATE INDEX message_cases_ours ON message_cases (last_at, id) WHERE last_side = 'department';
