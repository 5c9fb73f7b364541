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
    source BYTEA NOT NULL,
    added_at BIGINT NOT NULL,
    import BIGINT NOT NULL
);
CREATE TRIGGER taxpayers_are_never_changed BEFORE UPDATE OF id, core_key, kind, added_at, import ON taxpayers
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayers_are_never_deleted BEFORE DELETE OR TRUNCATE ON taxpayers
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Taxpayer numbers are sealed, and found by a keyed hash whose key lies outside the database. The last four digits are
-- sealed apart: pages open those alone. Each row has a data key of its own, as every sealed row of the house: for a
-- million taxpayers that is a few seconds of an import and 60 MB, and a number that is moved to another row, or a data
-- key that becomes known, opens nothing else.
CREATE TABLE taxpayer_numbers (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    type TEXT NOT NULL CHECK (type IN ('SSN', 'ITIN', 'EIN')),
    number_hash BYTEA NOT NULL,
    number BYTEA NOT NULL,
    last_four BYTEA NOT NULL,
    since BIGINT NOT NULL,
    superseded_at BIGINT,
    import BIGINT NOT NULL
);
CREATE UNIQUE INDEX taxpayer_numbers_once ON taxpayer_numbers (number_hash) WHERE superseded_at IS NULL;
CREATE INDEX taxpayer_numbers_by_taxpayer ON taxpayer_numbers (taxpayer_id);
CREATE TRIGGER taxpayer_numbers_are_never_changed BEFORE UPDATE OF id, taxpayer_id, type, number_hash, number, last_four, since, import ON taxpayer_numbers
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_numbers_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_numbers
FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_numbers_are_never_deleted BEFORE DELETE OR TRUNCATE ON taxpayer_numbers
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Names, former ones too. They lie together by taxpayer: who reads one reads all. The key is the name in small letters,
-- without accents, family name first: the desk finds names by its beginning.
CREATE TABLE taxpayer_names (
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    place INTEGER NOT NULL,
    former BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    since BIGINT NOT NULL,
    superseded_at BIGINT,
    import BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, place)
);
CREATE INDEX taxpayer_names_by_key ON taxpayer_names (name_key, taxpayer_id);
CREATE TRIGGER taxpayer_names_are_never_changed BEFORE UPDATE OF taxpayer_id, place, former, name, name_key, since, import ON taxpayer_names
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_names_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_names
FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_names_are_never_deleted BEFORE DELETE OR TRUNCATE ON taxpayer_names
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE taxpayer_addresses (
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    place INTEGER NOT NULL,
    line_1 TEXT NOT NULL,
    line_2 TEXT NOT NULL,
    city TEXT NOT NULL,
    state TEXT NOT NULL,
    postal_code TEXT NOT NULL,
    country TEXT NOT NULL,
    since BIGINT NOT NULL,
    superseded_at BIGINT,
    import BIGINT NOT NULL,
    PRIMARY KEY (taxpayer_id, place)
);
CREATE TRIGGER taxpayer_addresses_are_never_changed BEFORE UPDATE OF taxpayer_id, place, line_1, line_2, city, state, postal_code, country, since, import ON taxpayer_addresses
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_addresses_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_addresses
FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_addresses_are_never_deleted BEFORE DELETE OR TRUNCATE ON taxpayer_addresses
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Tax accounts, under the core system's own numbers, and their periods.
CREATE TABLE tax_accounts (
    id TEXT PRIMARY KEY,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    number TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    import BIGINT NOT NULL
);
CREATE INDEX tax_accounts_by_taxpayer ON tax_accounts (taxpayer_id);
CREATE TRIGGER tax_accounts_are_never_changed BEFORE UPDATE ON tax_accounts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tax_accounts_are_never_deleted BEFORE DELETE OR TRUNCATE ON tax_accounts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE tax_periods (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES tax_accounts (id),
    begins_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    since BIGINT NOT NULL,
    superseded_at BIGINT,
    import BIGINT NOT NULL
);
CREATE UNIQUE INDEX tax_periods_once ON tax_periods (account_id, begins_on) WHERE superseded_at IS NULL;
CREATE TRIGGER tax_periods_are_never_changed BEFORE UPDATE OF id, account_id, begins_on, ends_on, status, since, import ON tax_periods
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tax_periods_are_closed_once BEFORE UPDATE OF superseded_at ON tax_periods
FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tax_periods_are_never_deleted BEFORE DELETE OR TRUNCATE ON tax_periods
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

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
    since BIGINT NOT NULL,
    superseded_at BIGINT,
    import BIGINT NOT NULL
);
CREATE UNIQUE INDEX taxpayer_letters_once ON taxpayer_letters (number_key) WHERE superseded_at IS NULL;
CREATE INDEX taxpayer_letters_by_taxpayer ON taxpayer_letters (taxpayer_id, issued_on);
CREATE TRIGGER taxpayer_letters_are_never_changed BEFORE UPDATE OF id, taxpayer_id, number, number_key, kind, issued_on, account, since, import ON taxpayer_letters
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_letters_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_letters
FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_letters_are_never_deleted BEFORE DELETE OR TRUNCATE ON taxpayer_letters
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Returns as they were filed, and as they were amended. Their figures prove who someone is, so they are sealed, all in
-- one: even which of them there are is not to be seen. Source is a keyed hash over them.
CREATE TABLE taxpayer_returns (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    type TEXT NOT NULL,
    period_ends TEXT NOT NULL,
    figures BYTEA NOT NULL,
    source BYTEA NOT NULL,
    since BIGINT NOT NULL,
    superseded_at BIGINT,
    import BIGINT NOT NULL
);
CREATE UNIQUE INDEX taxpayer_returns_once ON taxpayer_returns (taxpayer_id, type, period_ends) WHERE superseded_at IS NULL;
CREATE INDEX taxpayer_returns_by_taxpayer ON taxpayer_returns (taxpayer_id, period_ends);
CREATE TRIGGER taxpayer_returns_are_never_changed BEFORE UPDATE OF id, taxpayer_id, type, period_ends, figures, source, since, import ON taxpayer_returns
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_returns_are_closed_once BEFORE UPDATE OF superseded_at ON taxpayer_returns
FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_returns_are_never_deleted BEFORE DELETE OR TRUNCATE ON taxpayer_returns
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The death file: numbers of people who died, whether or not we know them. Only the keyed hash is kept, since nobody
-- ever needs to read such a number here.
CREATE TABLE deaths (
    id TEXT PRIMARY KEY,
    number_hash BYTEA NOT NULL,
    died_on TEXT NOT NULL,
    since BIGINT NOT NULL,
    superseded_at BIGINT,
    import BIGINT NOT NULL
);
CREATE UNIQUE INDEX deaths_once ON deaths (number_hash) WHERE superseded_at IS NULL;
CREATE TRIGGER deaths_are_never_changed BEFORE UPDATE OF id, number_hash, died_on, since, import ON deaths
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deaths_are_closed_once BEFORE UPDATE OF superseded_at ON deaths
FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deaths_are_never_deleted BEFORE DELETE OR TRUNCATE ON deaths
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who of the staff looked at which taxpayer, and why: need to know. Such a row opens that taxpayer to them for a while.
CREATE TABLE taxpayer_looks (
    id TEXT PRIMARY KEY,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    session_id TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX taxpayer_looks_by_taxpayer ON taxpayer_looks (taxpayer_id, id);
CREATE INDEX taxpayer_looks_by_session ON taxpayer_looks (session_id, taxpayer_id, at);
CREATE TRIGGER taxpayer_looks_are_never_changed BEFORE UPDATE ON taxpayer_looks
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_looks_are_never_deleted BEFORE DELETE OR TRUNCATE ON taxpayer_looks
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Imports from the core system: what file, who, and how far it has come. Rows of the file up to rows_done are in, whole;
-- an import that was killed goes on behind them. File_id is NULL for a file that was given on the command line.
CREATE TABLE imports (
    number BIGINT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('taxpayers', 'accounts', 'letters', 'returns', 'deaths')),
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    file_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('counting', 'counted', 'running', 'done', 'stopped', 'withdrawn')),
    by_account TEXT,
    by_name TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    ended_at BIGINT,
    rows_done BIGINT NOT NULL DEFAULT 0,
    bytes_done BIGINT NOT NULL DEFAULT 0,
    added BIGINT NOT NULL DEFAULT 0,
    changed BIGINT NOT NULL DEFAULT 0,
    same BIGINT NOT NULL DEFAULT 0,
    rejected BIGINT NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT ''
);
CREATE INDEX imports_by_file ON imports (sha256, kind);
CREATE INDEX imports_to_work ON imports (number) WHERE state IN ('counting', 'running');
CREATE TRIGGER imports_are_never_deleted BEFORE DELETE OR TRUNCATE ON imports
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Rows that were not taken: where, and why, in words that hold nothing of what stood there.
CREATE TABLE import_rejects (
    import BIGINT NOT NULL REFERENCES imports (number),
    line BIGINT NOT NULL,
    counting BOOLEAN NOT NULL,
    column_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import, counting, line)
);

-- One import at a time, in however many copies of the program: whose turn it is, and until when without a sign of life.
CREATE TABLE import_turn (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    import BIGINT NOT NULL,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);
INSERT INTO import_turn (one, import, holder, until) VALUES (1, 0, '', 0);
