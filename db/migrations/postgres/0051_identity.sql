-- +goose Up

-- Proof of identity: one account's claim to be one taxpayer. Its number is its key, ID-2026-000123 is 2026000000123. The
-- first columns never change; the others are where it stands, which its reasons and events add up to.
CREATE TABLE identity_cases (
    id BIGINT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    opened_at BIGINT NOT NULL,
    opened_by TEXT,
    opened_by_name TEXT NOT NULL,
    name_typed TEXT NOT NULL,
    address TEXT NOT NULL,
    evidence TEXT NOT NULL,

    status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'closed')),
    place BIGINT NOT NULL,
    due_at BIGINT,
    version BIGINT NOT NULL,
    assignee TEXT,
    assignee_name TEXT NOT NULL DEFAULT ''
);
CREATE INDEX identity_cases_by_place ON identity_cases (place, id);
CREATE INDEX identity_cases_by_status ON identity_cases (status, place, id);
CREATE INDEX identity_cases_by_assignee ON identity_cases (assignee, place, id);
CREATE INDEX identity_cases_by_account ON identity_cases (account_id, id);
CREATE INDEX identity_cases_by_taxpayer ON identity_cases (taxpayer_id, id);
CREATE INDEX identity_cases_by_address ON identity_cases (address, id);
CREATE UNIQUE INDEX identity_cases_one_open ON identity_cases (account_id, taxpayer_id) WHERE status <> 'closed';
CREATE TRIGGER identity_cases_are_never_rewritten BEFORE UPDATE OF id, account_id, taxpayer_id, opened_at, opened_by, opened_by_name, name_typed, address, evidence ON identity_cases
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_cases_are_never_deleted BEFORE DELETE OR TRUNCATE ON identity_cases
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Why a case is not finished: a set. Each reason goes through its steps, and is settled once.
CREATE TABLE identity_reasons (
    id TEXT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    pending TEXT NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL,
    step TEXT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT,
    outcome TEXT NOT NULL DEFAULT '',
    settled_at BIGINT,
    settled_by TEXT,
    settled_by_name TEXT NOT NULL DEFAULT ''
);
CREATE INDEX identity_reasons_by_case ON identity_reasons (case_id, id);
CREATE UNIQUE INDEX identity_reasons_once ON identity_reasons (case_id, pending) WHERE outcome = '';
CREATE TRIGGER identity_reasons_are_settled_once BEFORE UPDATE ON identity_reasons
FOR EACH ROW WHEN (OLD.outcome <> '' OR NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.pending <> OLD.pending OR NEW.note <> OLD.note OR NEW.at <> OLD.at)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_reasons_are_never_deleted BEFORE DELETE OR TRUNCATE ON identity_reasons
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What happened to a case. Staff alone see the words of those that are for staff.
CREATE TABLE identity_events (
    id TEXT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    at BIGINT NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    event TEXT NOT NULL,
    words TEXT NOT NULL,
    for_staff BOOLEAN NOT NULL
);
CREATE INDEX identity_events_by_case ON identity_events (case_id, id);
CREATE TRIGGER identity_events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Assurance: how sure we are that an account is a taxpayer, by which route. It ends by a row's end, never by deleting it.
CREATE TABLE assurances (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    assurance TEXT NOT NULL,
    route TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_why TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX assurances_one_open ON assurances (account_id, taxpayer_id) WHERE ended_at IS NULL;
CREATE INDEX assurances_by_account ON assurances (account_id, id);
CREATE INDEX assurances_by_taxpayer ON assurances (taxpayer_id, id);
CREATE TRIGGER assurances_end_once BEFORE UPDATE ON assurances
FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.taxpayer_id <> OLD.taxpayer_id
    OR NEW.case_id <> OLD.case_id OR NEW.assurance <> OLD.assurance OR NEW.route <> OLD.route OR NEW.granted_at <> OLD.granted_at)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assurances_are_never_deleted BEFORE DELETE OR TRUNCATE ON assurances
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- While a taxpayer is frozen, nothing about money or addresses can be changed, by whoever.
CREATE TABLE taxpayer_freezes (
    id TEXT PRIMARY KEY,
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    case_id BIGINT REFERENCES identity_cases (id),
    at BIGINT NOT NULL,
    why TEXT NOT NULL,
    lifted_at BIGINT,
    lifted_by_name TEXT NOT NULL DEFAULT '',
    lifted_why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX taxpayer_freezes_open ON taxpayer_freezes (taxpayer_id) WHERE lifted_at IS NULL;
CREATE INDEX taxpayer_freezes_by_case ON taxpayer_freezes (case_id);
CREATE TRIGGER taxpayer_freezes_are_lifted_once BEFORE UPDATE ON taxpayer_freezes
FOR EACH ROW WHEN (OLD.lifted_at IS NOT NULL OR NEW.taxpayer_id <> OLD.taxpayer_id OR NEW.at <> OLD.at OR NEW.why <> OLD.why)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER taxpayer_freezes_are_never_deleted BEFORE DELETE OR TRUNCATE ON taxpayer_freezes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Letters that the desk prints: to the address on record, never to one that a person types. The code is drawn when the
-- letter is printed and lies here as a hash; a second printing draws another. So does the reference, by which whoever gets
-- the letter can say "I did not ask for this" without an account.
CREATE TABLE office_letters (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('identity code', 'identity alert', 'address change')),
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    account_id TEXT NOT NULL REFERENCES accounts (id),
    taxpayer_id TEXT NOT NULL REFERENCES taxpayers (id),
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    sort_key TEXT COLLATE "C" NOT NULL,
    lasts_days BIGINT NOT NULL,
    requested_at BIGINT NOT NULL,
    batch BIGINT,
    printed_at BIGINT,
    mailed_at BIGINT,
    usable_until BIGINT,
    code_hash BYTEA,
    report_hash BYTEA,
    reminded_at BIGINT,
    ended_at BIGINT,
    ended_why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX office_letters_to_print ON office_letters (sort_key, id) WHERE batch IS NULL AND ended_at IS NULL;
CREATE INDEX office_letters_by_batch ON office_letters (batch, sort_key, id);
CREATE INDEX office_letters_by_case ON office_letters (case_id, id);
CREATE INDEX office_letters_by_taxpayer ON office_letters (taxpayer_id, requested_at);
CREATE INDEX office_letters_by_address ON office_letters (address, requested_at);
CREATE UNIQUE INDEX office_letters_by_report ON office_letters (report_hash) WHERE report_hash IS NOT NULL;
CREATE INDEX office_letters_to_remind ON office_letters (mailed_at) WHERE kind = 'identity code' AND reminded_at IS NULL AND ended_at IS NULL AND mailed_at IS NOT NULL;
CREATE TRIGGER office_letters_are_never_rewritten BEFORE UPDATE ON office_letters
FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.case_id <> OLD.case_id OR NEW.account_id <> OLD.account_id
    OR NEW.taxpayer_id <> OLD.taxpayer_id OR NEW.name <> OLD.name OR NEW.address <> OLD.address OR NEW.requested_at <> OLD.requested_at)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER office_letters_are_never_deleted BEFORE DELETE OR TRUNCATE ON office_letters
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Letters are printed, and mailed, in batches. Each printing after the first has a reason.
CREATE TABLE letter_batches (
    number BIGINT PRIMARY KEY,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    made_by_name TEXT NOT NULL,
    letters BIGINT NOT NULL,
    mailed_at BIGINT,
    mailed_by_name TEXT NOT NULL DEFAULT ''
);
CREATE TRIGGER letter_batches_are_mailed_once BEFORE UPDATE ON letter_batches
FOR EACH ROW WHEN (OLD.mailed_at IS NOT NULL OR NEW.number <> OLD.number OR NEW.made_at <> OLD.made_at OR NEW.letters <> OLD.letters)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER letter_batches_are_never_deleted BEFORE DELETE OR TRUNCATE ON letter_batches
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TABLE letter_printings (
    id TEXT PRIMARY KEY,
    batch BIGINT NOT NULL REFERENCES letter_batches (number),
    at BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    letters BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX letter_printings_by_batch ON letter_printings (batch, id);
CREATE TRIGGER letter_printings_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON letter_printings
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
