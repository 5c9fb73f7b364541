-- +goose Up

-- Whom the department taxes, as its core system knows them. Everything here comes in by an import, and an import never
-- deletes: what changed gets a new row, and the older one is closed by superseded_at.
--
-- Source is a keyed hash over everything that the last import said about the taxpayer, so that an import that says the
-- same once more reads one row and writes none. Rows name the import that brought them by its number.
CREATE TABLE taxpayers (
    id TEXT PRIMARY KEY,
    core_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'organization')),
    source BLOB NOT NULL,
    added_at INTEGER NOT NULL,
    import INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER taxpayers_are_never_changed BEFORE UPDATE OF id, core_key, kind, added_at, import ON taxpayers
BEGIN SELECT RAISE(ABORT, 'a taxpayer is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayers_are_never_deleted BEFORE DELETE ON taxpayers
BEGIN SELECT RAISE(ABORT, 'taxpayers are never deleted'); END;
-- +goose StatementEnd

-- Taxpayer numbers are sealed, and found by a keyed hash whose key lies outside the database. The last four digits are
-- sealed apart: pages open those alone. Each row has a data key of its own, as every sealed row of the house: for a
-- million taxpayers that is a few seconds of an import and 60 MB, and a number that is moved to another row, or a data
-- key that becomes known, opens nothing else.
CREATE TABLE taxpayer_numbers (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    type TEXT NOT NULL CHECK (type IN ('SSN', 'ITIN', 'EIN')),
    number_hash BLOB NOT NULL,
    number BLOB NOT NULL,
    last_four BLOB NOT NULL,
    since INTEGER NOT NULL,
    superseded_at INTEGER,
    import INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX taxpayer_numbers_once ON taxpayer_numbers (number_hash) WHERE superseded_at IS NULL;
CREATE INDEX taxpayer_numbers_by_taxpayer ON taxpayer_numbers (taxpayer_id);
-- +goose StatementBegin
CREATE TRIGGER taxpayer_numbers_are_never_changed BEFORE UPDATE OF id, taxpayer_id, type, number_hash, number, last_four, since, import ON taxpayer_numbers
BEGIN SELECT RAISE(ABORT, 'a taxpayer number is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_numbers_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_numbers WHEN OLD.superseded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed row stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_numbers_are_never_deleted BEFORE DELETE ON taxpayer_numbers
BEGIN SELECT RAISE(ABORT, 'taxpayer numbers are never deleted'); END;
-- +goose StatementEnd

-- Names, former ones too. They lie together by taxpayer: who reads one reads all. The key is the name in small letters,
-- without accents, family name first: the desk finds names by its beginning.
CREATE TABLE taxpayer_names (
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    place INTEGER NOT NULL,
    former INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    since INTEGER NOT NULL,
    superseded_at INTEGER,
    import INTEGER NOT NULL,
    PRIMARY KEY (taxpayer_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX taxpayer_names_by_key ON taxpayer_names (name_key, taxpayer_id);
-- +goose StatementBegin
CREATE TRIGGER taxpayer_names_are_never_changed BEFORE UPDATE OF taxpayer_id, place, former, name, name_key, since, import ON taxpayer_names
BEGIN SELECT RAISE(ABORT, 'a name is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_names_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_names WHEN OLD.superseded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed row stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_names_are_never_deleted BEFORE DELETE ON taxpayer_names
BEGIN SELECT RAISE(ABORT, 'names are never deleted'); END;
-- +goose StatementEnd

CREATE TABLE taxpayer_addresses (
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    place INTEGER NOT NULL,
    line_1 TEXT NOT NULL,
    line_2 TEXT NOT NULL,
    city TEXT NOT NULL,
    state TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country TEXT NOT NULL,
    since INTEGER NOT NULL,
    superseded_at INTEGER,
    import INTEGER NOT NULL,
    PRIMARY KEY (taxpayer_id, place)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER taxpayer_addresses_are_never_changed BEFORE UPDATE OF taxpayer_id, place, line_1, line_2, city, state, postal_code, country, since, import ON taxpayer_addresses
BEGIN SELECT RAISE(ABORT, 'an address is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_addresses_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_addresses WHEN OLD.superseded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed row stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_addresses_are_never_deleted BEFORE DELETE ON taxpayer_addresses
BEGIN SELECT RAISE(ABORT, 'addresses are never deleted'); END;
-- +goose StatementEnd

-- Tax accounts, under the core system's own numbers, and their periods.
CREATE TABLE tax_accounts (
    id TEXT PRIMARY KEY,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    number TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    import INTEGER NOT NULL
) STRICT;
CREATE INDEX tax_accounts_by_taxpayer ON tax_accounts (taxpayer_id);
-- +goose StatementBegin
CREATE TRIGGER tax_accounts_are_never_changed BEFORE UPDATE ON tax_accounts
BEGIN SELECT RAISE(ABORT, 'a tax account is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tax_accounts_are_never_deleted BEFORE DELETE ON tax_accounts
BEGIN SELECT RAISE(ABORT, 'tax accounts are never deleted'); END;
-- +goose StatementEnd

CREATE TABLE tax_periods (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES tax_accounts (id),
    begins_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    since INTEGER NOT NULL,
    superseded_at INTEGER,
    import INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tax_periods_once ON tax_periods (account_id, begins_on) WHERE superseded_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER tax_periods_are_never_changed BEFORE UPDATE OF id, account_id, begins_on, ends_on, status, since, import ON tax_periods
BEGIN SELECT RAISE(ABORT, 'a tax period is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tax_periods_are_closed_once BEFORE UPDATE OF superseded_at ON tax_periods WHEN OLD.superseded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed row stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tax_periods_are_never_deleted BEFORE DELETE ON tax_periods
BEGIN SELECT RAISE(ABORT, 'tax periods are never deleted'); END;
-- +goose StatementEnd

-- Letters that the department has issued. Their numbers are not sealed: they stand on paper, are read out on the
-- telephone, and prove nothing without the taxpayer number, which is sealed. The key is the number without what people
-- leave out when they copy it.
CREATE TABLE taxpayer_letters (
    id TEXT PRIMARY KEY,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    account TEXT NOT NULL,
    since INTEGER NOT NULL,
    superseded_at INTEGER,
    import INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX taxpayer_letters_once ON taxpayer_letters (number_key) WHERE superseded_at IS NULL;
CREATE INDEX taxpayer_letters_by_taxpayer ON taxpayer_letters (taxpayer_id, issued_on);
-- +goose StatementBegin
CREATE TRIGGER taxpayer_letters_are_never_changed BEFORE UPDATE OF id, taxpayer_id, number, number_key, kind, issued_on, account, since, import ON taxpayer_letters
BEGIN SELECT RAISE(ABORT, 'an issued letter is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_letters_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_letters WHEN OLD.superseded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed row stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_letters_are_never_deleted BEFORE DELETE ON taxpayer_letters
BEGIN SELECT RAISE(ABORT, 'issued letters are never deleted'); END;
-- +goose StatementEnd

-- Returns as they were filed, and as they were amended. Their figures prove who someone is, so they are sealed, all in
-- one: even which of them there are is not to be seen. Source is a keyed hash over them.
CREATE TABLE taxpayer_returns (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    type TEXT NOT NULL,
    period_ends TEXT NOT NULL,
    figures BLOB NOT NULL,
    source BLOB NOT NULL,
    since INTEGER NOT NULL,
    superseded_at INTEGER,
    import INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX taxpayer_returns_once ON taxpayer_returns (taxpayer_id, type, period_ends) WHERE superseded_at IS NULL;
CREATE INDEX taxpayer_returns_by_taxpayer ON taxpayer_returns (taxpayer_id, period_ends);
-- +goose StatementBegin
CREATE TRIGGER taxpayer_returns_are_never_changed BEFORE UPDATE OF id, taxpayer_id, type, period_ends, figures, source, since, import ON taxpayer_returns
BEGIN SELECT RAISE(ABORT, 'a filed return is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_returns_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_returns WHEN OLD.superseded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed row stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_returns_are_never_deleted BEFORE DELETE ON taxpayer_returns
BEGIN SELECT RAISE(ABORT, 'filed returns are never deleted'); END;
-- +goose StatementEnd

-- The death file: numbers of people who died, whether or not we know them. Only the keyed hash is kept, since nobody
-- ever needs to read such a number here.
CREATE TABLE deaths (
    id TEXT PRIMARY KEY,
    number_hash BLOB NOT NULL,
    died_on TEXT NOT NULL,
    since INTEGER NOT NULL,
    superseded_at INTEGER,
    import INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX deaths_once ON deaths (number_hash) WHERE superseded_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER deaths_are_never_changed BEFORE UPDATE OF id, number_hash, died_on, since, import ON deaths
BEGIN SELECT RAISE(ABORT, 'a line of the death file is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER deaths_are_closed_once BEFORE UPDATE OF superseded_at ON deaths WHEN OLD.superseded_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed row stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER deaths_are_never_deleted BEFORE DELETE ON deaths
BEGIN SELECT RAISE(ABORT, 'the death file is never deleted'); END;
-- +goose StatementEnd

-- Who of the staff looked at which taxpayer, and why: need to know. Such a row opens that taxpayer to them for a while.
CREATE TABLE taxpayer_looks (
    id TEXT PRIMARY KEY,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    at INTEGER NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    session_id TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX taxpayer_looks_by_taxpayer ON taxpayer_looks (taxpayer_id, id);
CREATE INDEX taxpayer_looks_by_session ON taxpayer_looks (session_id, taxpayer_id, at);
-- +goose StatementBegin
CREATE TRIGGER taxpayer_looks_are_never_changed BEFORE UPDATE ON taxpayer_looks
BEGIN SELECT RAISE(ABORT, 'looks at taxpayers are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER taxpayer_looks_are_never_deleted BEFORE DELETE ON taxpayer_looks
BEGIN SELECT RAISE(ABORT, 'looks at taxpayers are never deleted'); END;
-- +goose StatementEnd

-- Imports from the core system: what file, who, and how far it has come. Rows of the file up to rows_done are in, whole;
-- an import that was killed goes on behind them. File_id is NULL for a file that was given on the command line.
CREATE TABLE imports (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('taxpayers', 'accounts', 'letters', 'returns', 'deaths')),
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    file_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('counting', 'counted', 'running', 'done', 'stopped', 'withdrawn')),
    by_account TEXT,
    by_name TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    rows_done INTEGER NOT NULL DEFAULT 0,
    bytes_done INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    changed INTEGER NOT NULL DEFAULT 0,
    same INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX imports_by_file ON imports (sha256, kind);
CREATE INDEX imports_to_work ON imports (number) WHERE state IN ('counting', 'running');
-- +goose StatementBegin
CREATE TRIGGER imports_are_never_deleted BEFORE DELETE ON imports
BEGIN SELECT RAISE(ABORT, 'the record of an import is never deleted'); END;
-- +goose StatementEnd

-- Rows that were not taken: where, and why, in words that hold nothing of what stood there.
CREATE TABLE import_rejects (
    import INTEGER NOT NULL REFERENCES imports (number),
    line INTEGER NOT NULL,
    counting INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import, counting, line)
) STRICT, WITHOUT ROWID;

-- One import at a time, in however many copies of the program: whose turn it is, and until when without a sign of life.
CREATE TABLE import_turn (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    import INTEGER NOT NULL,
    holder TEXT NOT NULL,
    until INTEGER NOT NULL
) STRICT;
INSERT INTO import_turn (one, import, holder, until) VALUES (1, 0, '', 0);
