-- +goose Up

-- Who may act for a taxpayer that is not their own: representatives, and members of organizations. The first columns never
-- change. What it is for can be set until the taxpayer has agreed to it, and never after; the last columns are where it
-- stands, which its events add up to. A request that fits nobody has no taxpayer, and looks like any other to whoever asked.
CREATE TABLE authorities (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('representative', 'member')),
    way TEXT NOT NULL CHECK (way IN ('invitation', 'request', 'paper')),
    taxpayer_id TEXT REFERENCES taxpayers (id),
    called TEXT NOT NULL,
    email BLOB,
    email_hash BLOB,
    asked_at INTEGER NOT NULL,
    asked_by TEXT NOT NULL REFERENCES accounts (id),
    asked_by_name TEXT NOT NULL,
    lapses_at INTEGER NOT NULL,
    replaces TEXT REFERENCES authorities (id),

    level TEXT NOT NULL DEFAULT '',
    tax_types TEXT NOT NULL DEFAULT '',
    year_from INTEGER NOT NULL DEFAULT 0,
    year_to INTEGER NOT NULL DEFAULT 0,
    last_day TEXT NOT NULL DEFAULT '',
    expires_at INTEGER,
    agreed_at INTEGER,

    code_hash BLOB,
    representative TEXT REFERENCES accounts (id),
    representative_name TEXT NOT NULL,
    firm_id TEXT REFERENCES taxpayers (id),
    firm_name TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('invited', 'requested', 'awaiting taxpayer', 'active', 'refused', 'lapsed', 'revoked', 'withdrawn', 'ended', 'expired', 'replaced')),
    starts_at INTEGER,
    ended_at INTEGER,
    refusal TEXT NOT NULL DEFAULT '',
    reminded_at INTEGER,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX authorities_by_taxpayer ON authorities (taxpayer_id, status, id);
CREATE INDEX authorities_by_representative ON authorities (representative, status, taxpayer_id, id);
CREATE INDEX authorities_by_email ON authorities (email_hash, id) WHERE status = 'invited';
CREATE INDEX authorities_to_answer ON authorities (lapses_at, id) WHERE status IN ('invited', 'requested', 'awaiting taxpayer');
CREATE INDEX authorities_to_expire ON authorities (expires_at, id) WHERE status = 'active' AND expires_at IS NOT NULL;
CREATE INDEX authorities_to_forward ON authorities (id) WHERE status = 'requested' AND way = 'request' AND taxpayer_id IS NOT NULL;
CREATE INDEX authorities_on_paper ON authorities (id) WHERE status = 'requested' AND way = 'paper';
CREATE INDEX authorities_by_firm ON authorities (firm_id, status) WHERE firm_id IS NOT NULL;
CREATE INDEX authorities_by_key ON authorities (key_version);
CREATE UNIQUE INDEX authorities_one_active ON authorities (taxpayer_id, representative, kind) WHERE status = 'active';
-- +goose StatementBegin
CREATE TRIGGER authorities_are_never_rewritten BEFORE UPDATE OF id, kind, way, taxpayer_id, called, email, email_hash, asked_at, asked_by, asked_by_name, lapses_at, replaces ON authorities
BEGIN SELECT RAISE(ABORT, 'what was asked is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER authorities_keep_their_scope BEFORE UPDATE OF level, tax_types, year_from, year_to, last_day, expires_at, agreed_at, representative, representative_name, firm_id, firm_name, status, starts_at, ended_at, refusal ON authorities
WHEN OLD.status NOT IN ('invited', 'requested', 'awaiting taxpayer', 'active')
    OR (OLD.agreed_at IS NOT NULL AND (NEW.level <> OLD.level OR NEW.tax_types <> OLD.tax_types OR NEW.year_from <> OLD.year_from OR NEW.year_to <> OLD.year_to OR NEW.last_day <> OLD.last_day OR NEW.agreed_at IS NULL OR NEW.agreed_at <> OLD.agreed_at))
    OR (OLD.representative IS NOT NULL AND (NEW.representative IS NULL OR NEW.representative <> OLD.representative))
    OR (OLD.starts_at IS NOT NULL AND (NEW.starts_at IS NULL OR NEW.starts_at <> OLD.starts_at))
BEGIN SELECT RAISE(ABORT, 'an authority that was agreed to is never changed, and one that is over stays so'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER authorities_are_never_deleted BEFORE DELETE ON authorities
BEGIN SELECT RAISE(ABORT, 'authorities are never deleted'); END;
-- +goose StatementEnd

-- What happened to an authority, by which side.
CREATE TABLE authority_events (
    authority_id TEXT NOT NULL REFERENCES authorities (id),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    side TEXT NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    event TEXT NOT NULL,
    status TEXT NOT NULL,
    refusal TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (authority_id, id)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER authority_events_are_never_changed BEFORE UPDATE ON authority_events
BEGIN SELECT RAISE(ABORT, 'what happened to an authority is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER authority_events_are_never_deleted BEFORE DELETE ON authority_events
BEGIN SELECT RAISE(ABORT, 'what happened to an authority is never deleted'); END;
-- +goose StatementEnd

-- Everything that a representative did or looked at for a taxpayer, for the taxpayer to read: one taxpayer's rows lie
-- together, in the order of time.
CREATE TABLE representative_acts (
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    id TEXT NOT NULL,
    authority_id TEXT NOT NULL REFERENCES authorities (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (taxpayer_id, id)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER representative_acts_are_never_changed BEFORE UPDATE ON representative_acts
BEGIN SELECT RAISE(ABORT, 'what a representative did is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER representative_acts_are_never_deleted BEFORE DELETE ON representative_acts
BEGIN SELECT RAISE(ABORT, 'what a representative did is never deleted'); END;
-- +goose StatementEnd

-- E-mail that went to a representative about a taxpayer: what has not left yet when the authority ends is withdrawn.
CREATE TABLE authority_mail (
    authority_id TEXT NOT NULL REFERENCES authorities (id),
    outbox_id TEXT NOT NULL REFERENCES outbox (id),
    PRIMARY KEY (authority_id, outbox_id)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER authority_mail_is_never_changed BEFORE UPDATE ON authority_mail
BEGIN SELECT RAISE(ABORT, 'whom mail was about is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER authority_mail_is_never_deleted BEFORE DELETE ON authority_mail
BEGIN SELECT RAISE(ABORT, 'whom mail was about is never deleted'); END;
-- +goose StatementEnd

-- Two taxpayers who file one return of a tax together for some years: what is about it asks both. It ends by its end.
CREATE TABLE joint_returns (
    id TEXT PRIMARY KEY,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    other_id TEXT NOT NULL REFERENCES taxpayers (id),
    tax_type TEXT NOT NULL,
    year_from INTEGER NOT NULL,
    year_to INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    ended_at INTEGER,
    ended_by_name TEXT NOT NULL DEFAULT '',
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX joint_returns_by_taxpayer ON joint_returns (taxpayer_id) WHERE ended_at IS NULL;
CREATE INDEX joint_returns_by_other ON joint_returns (other_id) WHERE ended_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER joint_returns_end_once BEFORE UPDATE ON joint_returns
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.taxpayer_id <> OLD.taxpayer_id OR NEW.other_id <> OLD.other_id OR NEW.tax_type <> OLD.tax_type
    OR NEW.year_from <> OLD.year_from OR NEW.year_to <> OLD.year_to OR NEW.at <> OLD.at OR NEW.reason <> OLD.reason
BEGIN SELECT RAISE(ABORT, 'a joint return ends once, and is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER joint_returns_are_never_deleted BEFORE DELETE ON joint_returns
BEGIN SELECT RAISE(ABORT, 'joint returns are never deleted'); END;
-- +goose StatementEnd

-- That the other taxpayer of a joint return agreed to an authority, until they took it back.
CREATE TABLE joint_consents (
    id TEXT PRIMARY KEY,
    authority_id TEXT NOT NULL REFERENCES authorities (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    at INTEGER NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX joint_consents_one_open ON joint_consents (authority_id, taxpayer_id) WHERE ended_at IS NULL;
CREATE INDEX joint_consents_by_taxpayer ON joint_consents (taxpayer_id, id);
-- +goose StatementBegin
CREATE TRIGGER joint_consents_end_once BEFORE UPDATE ON joint_consents
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.authority_id <> OLD.authority_id OR NEW.taxpayer_id <> OLD.taxpayer_id OR NEW.at <> OLD.at
BEGIN SELECT RAISE(ABORT, 'an agreement ends once, and is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER joint_consents_are_never_deleted BEFORE DELETE ON joint_consents
BEGIN SELECT RAISE(ABORT, 'agreements are never deleted'); END;
-- +goose StatementEnd

-- Who may represent nobody: a person at once, a firm when a second of the staff has agreed. It is lifted, never deleted.
CREATE TABLE representation_suspensions (
    id TEXT PRIMARY KEY,
    account_id TEXT REFERENCES accounts (id),
    firm_id TEXT REFERENCES taxpayers (id),
    name TEXT NOT NULL,
    triggered_by TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'standing', 'refused', 'lifted')),
    decided_at INTEGER,
    decided_by_name TEXT NOT NULL DEFAULT '',
    decision TEXT NOT NULL DEFAULT '',
    lifted_at INTEGER,
    lifted_by_name TEXT NOT NULL DEFAULT '',
    lifting TEXT NOT NULL DEFAULT '',
    CHECK ((account_id IS NULL) <> (firm_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX representation_suspensions_of_account ON representation_suspensions (account_id) WHERE state IN ('waiting', 'standing') AND account_id IS NOT NULL;
CREATE UNIQUE INDEX representation_suspensions_of_firm ON representation_suspensions (firm_id) WHERE state IN ('waiting', 'standing') AND firm_id IS NOT NULL;
CREATE INDEX representation_suspensions_by_state ON representation_suspensions (state, id);
-- +goose StatementBegin
CREATE TRIGGER representation_suspensions_are_never_rewritten BEFORE UPDATE ON representation_suspensions
WHEN OLD.state IN ('refused', 'lifted') OR NEW.id <> OLD.id OR NEW.name <> OLD.name OR NEW.triggered_by <> OLD.triggered_by OR NEW.at <> OLD.at OR NEW.by_account <> OLD.by_account
    OR NEW.reason <> OLD.reason OR (OLD.state = 'standing' AND NEW.state <> 'lifted')
BEGIN SELECT RAISE(ABORT, 'a suspension is decided once, lifted once, and never rewritten'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER representation_suspensions_are_never_deleted BEFORE DELETE ON representation_suspensions
BEGIN SELECT RAISE(ABORT, 'suspensions are never deleted'); END;
-- +goose StatementEnd
