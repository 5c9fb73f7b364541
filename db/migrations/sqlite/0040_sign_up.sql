-- +goose Up

-- Links that someone asked for on a page of the public. The page answers known and unknown e-mail addresses alike, in
-- words and in time, because nothing but this row is written before it does; the rest is done right afterwards.
CREATE TABLE wanted_links (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('sign up', 'new password')),
    email BLOB NOT NULL,
    language TEXT NOT NULL,
    address TEXT NOT NULL,
    wanted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX wanted_links_by_key ON wanted_links (key_version);

-- Lists of staff are read without walking through the accounts of the public.
DROP INDEX accounts_by_name;
CREATE INDEX staff_by_name ON accounts (name, id) WHERE role IN ('clerk', 'supervisor', 'administrator', 'auditor');

