-- +goose Up

-- The clerks' side of messages. What nobody has yet lies together, in the order in which it is due; and so does what was
-- resolved, the longest ago first, which closes by itself one day; and what was opened in a month, for its figures.
CREATE INDEX message_cases_nobodys ON message_cases (queue, place, id) WHERE assignee IS NULL;
CREATE INDEX message_cases_to_close ON message_cases (since, id) WHERE status = 'resolved';
CREATE INDEX message_cases_by_month ON message_cases (opened_at);
CREATE INDEX message_drafts_at_desk ON message_drafts (case_id, saved_at) WHERE state IN ('open', 'held') AND side = 'department';
CREATE INDEX messages_of_ours ON messages (at, account_id, case_id) WHERE side = 'department';

-- What staff wrote for staff about a case, sealed. No query of the taxpayer's side names this table.
CREATE TABLE message_notes (
    id TEXT PRIMARY KEY,
    key_version INTEGER NOT NULL,
    data_key BLOB NOT NULL,
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    at INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE INDEX message_notes_by_case ON message_notes (case_id, id);
CREATE INDEX message_notes_by_key ON message_notes (key_version);
-- +goose StatementBegin
CREATE TRIGGER message_notes_are_never_changed BEFORE UPDATE OF id, case_id, at, account_id, name, body ON message_notes
BEGIN SELECT RAISE(ABORT, 'notes are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_notes_are_never_deleted BEFORE DELETE ON message_notes
BEGIN SELECT RAISE(ABORT, 'notes are never deleted'); END;
-- +goose StatementEnd

-- Who has a case open, and when they last gave a sign of it.
CREATE TABLE message_presence (
    case_id INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, account_id)
) STRICT, WITHOUT ROWID;

-- That two cases of one taxpayer are about the same matter. A merge is a link: nothing moves, and another row undoes it.
CREATE TABLE message_merges (
    id TEXT PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    into_id INTEGER NOT NULL REFERENCES message_cases (id),
    at INTEGER NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    why TEXT NOT NULL,
    CHECK (case_id <> into_id)
) STRICT;
CREATE INDEX message_merges_of_case ON message_merges (case_id, id);
CREATE INDEX message_merges_into ON message_merges (into_id, id);
-- +goose StatementBegin
CREATE TRIGGER message_merges_are_never_changed BEFORE UPDATE ON message_merges
BEGIN SELECT RAISE(ABORT, 'a merge is undone by another row'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_merges_are_never_deleted BEFORE DELETE ON message_merges
BEGIN SELECT RAISE(ABORT, 'merges are never deleted'); END;
-- +goose StatementEnd
CREATE TABLE message_unmerges (
    merge_id TEXT PRIMARY KEY REFERENCES message_merges (id),
    at INTEGER NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    why TEXT NOT NULL
) STRICT;
-- +goose StatementBegin
CREATE TRIGGER message_unmerges_are_never_changed BEFORE UPDATE ON message_unmerges
BEGIN SELECT RAISE(ABORT, 'a merge is undone once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_unmerges_are_never_deleted BEFORE DELETE ON message_unmerges
BEGIN SELECT RAISE(ABORT, 'what undid a merge is never deleted'); END;
-- +goose StatementEnd

-- Texts that clerks put into their replies, in both languages. The newest version of each counts; those before stay.
CREATE TABLE text_modules (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    place INTEGER NOT NULL,
    queue TEXT NOT NULL,
    name TEXT NOT NULL,
    body_en TEXT NOT NULL,
    body_es TEXT NOT NULL,
    offered INTEGER NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER text_modules_are_never_changed BEFORE UPDATE ON text_modules
BEGIN SELECT RAISE(ABORT, 'a text’s version is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER text_modules_are_never_deleted BEFORE DELETE ON text_modules
BEGIN SELECT RAISE(ABORT, 'texts are never deleted'); END;
-- +goose StatementEnd

-- Messages that someone reported, on one of the grounds of the rules of conduct: threats come first. A report never changes; it is
-- decided once, by a supervisor, with a reason.
CREATE TABLE message_reports (
    id TEXT PRIMARY KEY,
    place INTEGER NOT NULL CHECK (place IN (0, 1)),
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('taxpayer', 'department')),
    against_account TEXT NOT NULL,
    against_name TEXT NOT NULL,
    ground TEXT NOT NULL,
    words TEXT NOT NULL,
    decided_at INTEGER,
    decided_by TEXT,
    decided_by_name TEXT NOT NULL DEFAULT '',
    upheld INTEGER,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX message_reports_open ON message_reports (place, id) WHERE decided_at IS NULL;
CREATE INDEX message_reports_decided ON message_reports (decided_at, id) WHERE decided_at IS NOT NULL;
CREATE INDEX message_reports_of_case ON message_reports (case_id, id);
CREATE UNIQUE INDEX message_reports_once ON message_reports (case_id, n, by_account);
-- +goose StatementBegin
CREATE TRIGGER message_reports_are_decided_once BEFORE UPDATE ON message_reports
WHEN OLD.decided_at IS NOT NULL OR NEW.decided_at IS NULL OR NEW.id <> OLD.id OR NEW.place <> OLD.place OR NEW.case_id <> OLD.case_id OR NEW.n <> OLD.n OR NEW.at <> OLD.at OR NEW.by_account <> OLD.by_account OR NEW.by_name <> OLD.by_name OR NEW.side <> OLD.side OR NEW.against_account <> OLD.against_account OR NEW.against_name <> OLD.against_name OR NEW.ground <> OLD.ground OR NEW.words <> OLD.words
BEGIN SELECT RAISE(ABORT, 'a report is decided once, and never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_reports_are_never_deleted BEFORE DELETE ON message_reports
BEGIN SELECT RAISE(ABORT, 'reports are never deleted'); END;
-- +goose StatementEnd

-- Who may not write messages any more: a person, or everyone who writes for an organization, because of one person. An
-- organization is suspended when a second of the staff has agreed. Either is lifted once.
CREATE TABLE messaging_suspensions (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    account_name TEXT NOT NULL,
    organization_id TEXT REFERENCES taxpayers (id),
    organization_name TEXT NOT NULL,
    report_id TEXT REFERENCES message_reports (id),
    at INTEGER NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    stands_at INTEGER,
    agreed_by TEXT,
    agreed_by_name TEXT NOT NULL DEFAULT '',
    ended_at INTEGER,
    ended_by_name TEXT NOT NULL DEFAULT '',
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX messaging_suspensions_open ON messaging_suspensions (id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX messaging_suspensions_person ON messaging_suspensions (account_id) WHERE ended_at IS NULL AND organization_id IS NULL;
CREATE UNIQUE INDEX messaging_suspensions_organization ON messaging_suspensions (organization_id) WHERE ended_at IS NULL AND organization_id IS NOT NULL;
-- +goose StatementBegin
CREATE TRIGGER messaging_suspensions_are_never_rewritten BEFORE UPDATE ON messaging_suspensions
WHEN OLD.ended_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.account_name <> OLD.account_name OR NEW.organization_name <> OLD.organization_name OR NEW.at <> OLD.at OR NEW.by_account <> OLD.by_account OR NEW.by_name <> OLD.by_name OR NEW.reason <> OLD.reason OR (OLD.stands_at IS NOT NULL AND (NEW.stands_at IS NULL OR NEW.stands_at <> OLD.stands_at))
BEGIN SELECT RAISE(ABORT, 'a suspension is agreed to once and lifted once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER messaging_suspensions_are_never_deleted BEFORE DELETE ON messaging_suspensions
BEGIN SELECT RAISE(ABORT, 'suspensions are never deleted'); END;
-- +goose StatementEnd

-- Answered cases that were drawn at random, for a supervisor to read again: each is reviewed once, never by its clerk.
CREATE TABLE message_samples (
    id TEXT PRIMARY KEY,
    month TEXT NOT NULL,
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    clerk TEXT NOT NULL REFERENCES accounts (id),
    clerk_name TEXT NOT NULL,
    drawn_at INTEGER NOT NULL,
    drawn_by TEXT NOT NULL,
    drawn_by_name TEXT NOT NULL,
    reviewed_at INTEGER,
    reviewed_by TEXT,
    reviewed_by_name TEXT NOT NULL DEFAULT '',
    verdict TEXT NOT NULL DEFAULT '',
    comment TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX message_samples_once ON message_samples (month, clerk, case_id);
-- +goose StatementBegin
CREATE TRIGGER message_samples_are_reviewed_once BEFORE UPDATE ON message_samples
WHEN OLD.reviewed_at IS NOT NULL OR NEW.reviewed_at IS NULL OR NEW.id <> OLD.id OR NEW.month <> OLD.month OR NEW.case_id <> OLD.case_id OR NEW.clerk <> OLD.clerk OR NEW.clerk_name <> OLD.clerk_name OR NEW.drawn_at <> OLD.drawn_at OR NEW.drawn_by <> OLD.drawn_by OR NEW.drawn_by_name <> OLD.drawn_by_name
BEGIN SELECT RAISE(ABORT, 'a sample is reviewed once'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_samples_are_never_deleted BEFORE DELETE ON message_samples
BEGIN SELECT RAISE(ABORT, 'samples are never deleted'); END;
-- +goose StatementEnd
