-- +goose Up

-- The desk's part of proof of identity. Whoever proofs others holds a certificate, given by someone else and for a year.
-- Home is a keyed hash of the holder's own household, so that nobody proofs those whom they live with; it is asked once and
-- shown to nobody.
CREATE TABLE reviewer_certificates (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    given_at BIGINT NOT NULL,
    given_by TEXT NOT NULL,
    given_by_name TEXT NOT NULL,
    training TEXT NOT NULL,
    home BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by_name TEXT NOT NULL DEFAULT '',
    ended_why TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX reviewer_certificates_one ON reviewer_certificates (account_id) WHERE ended_at IS NULL;
CREATE INDEX reviewer_certificates_by_account ON reviewer_certificates (account_id, id);
CREATE TRIGGER reviewer_certificates_end_once BEFORE UPDATE ON reviewer_certificates
FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.given_at <> OLD.given_at OR NEW.given_by <> OLD.given_by OR NEW.expires_at <> OLD.expires_at OR NEW.home <> OLD.home)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reviewer_certificates_are_never_deleted BEFORE DELETE OR TRUNCATE ON reviewer_certificates
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What staff wrote for staff about a case.
CREATE TABLE identity_notes (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    at BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body BYTEA NOT NULL
);
CREATE INDEX identity_notes_by_case ON identity_notes (case_id, id);
CREATE INDEX identity_notes_by_key ON identity_notes (key_version);
CREATE TRIGGER identity_notes_are_never_changed BEFORE UPDATE OF id, case_id, at, account_id, name, body ON identity_notes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_notes_are_never_deleted BEFORE DELETE OR TRUNCATE ON identity_notes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who has a case open, and when they last gave a sign of it.
CREATE TABLE identity_presence (
    case_id BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, account_id)
);

-- What was seen when a person came to the counter. The documents are sealed, and are words: there are no copies.
CREATE TABLE identity_visits (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    passed BOOLEAN NOT NULL,
    face BOOLEAN NOT NULL,
    seen BYTEA NOT NULL,
    reason TEXT NOT NULL,
    ties TEXT NOT NULL
);
CREATE INDEX identity_visits_by_case ON identity_visits (case_id, id);
CREATE INDEX identity_visits_by_key ON identity_visits (key_version);
CREATE TRIGGER identity_visits_are_never_changed BEFORE UPDATE OF id, case_id, at, by_account, by_name, passed, face, seen, reason, ties ON identity_visits
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_visits_are_never_deleted BEFORE DELETE OR TRUNCATE ON identity_visits
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Pictures that a person sent: of a document, and of themselves with the code of that day.
CREATE TABLE identity_captures (
    id TEXT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    at BIGINT NOT NULL,
    code TEXT NOT NULL,
    document_file TEXT NOT NULL,
    person_file TEXT NOT NULL
);
CREATE INDEX identity_captures_by_case ON identity_captures (case_id, id);
CREATE TRIGGER identity_captures_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_captures
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a clerk found in them, each on their own. The same clerk never looks twice.
CREATE TABLE identity_reviews (
    id TEXT PRIMARY KEY,
    capture_id TEXT NOT NULL REFERENCES identity_captures (id),
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    genuine BOOLEAN NOT NULL,
    name_fits BOOLEAN NOT NULL,
    face_fits BOOLEAN NOT NULL,
    code_fits BOOLEAN NOT NULL,
    reason TEXT NOT NULL
);
CREATE UNIQUE INDEX identity_reviews_once ON identity_reviews (capture_id, by_account);
CREATE TRIGGER identity_reviews_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_reviews
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who vouched for a person, sealed.
CREATE TABLE identity_referees (
    id TEXT PRIMARY KEY,
    key_version BIGINT NOT NULL,
    data_key BYTEA NOT NULL,
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    statement BYTEA NOT NULL
);
CREATE INDEX identity_referees_by_case ON identity_referees (case_id, id);
CREATE INDEX identity_referees_by_key ON identity_referees (key_version);
CREATE TRIGGER identity_referees_are_never_changed BEFORE UPDATE OF id, case_id, at, by_account, by_name, statement ON identity_referees
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER identity_referees_are_never_deleted BEFORE DELETE OR TRUNCATE ON identity_referees
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What a second person decided about a reason of a case: a referee, something odd, a visit that needed a supervisor.
CREATE TABLE identity_decisions (
    id TEXT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES identity_cases (id),
    pending TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    accepted BOOLEAN NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX identity_decisions_by_case ON identity_decisions (case_id, id);
CREATE TRIGGER identity_decisions_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_decisions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
