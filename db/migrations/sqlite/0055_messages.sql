-- +goose Up

-- For whom someone acts in a session: a taxpayer's id, or their own account's for nobody; '' until they choose.
ALTER TABLE sessions ADD COLUMN acting_for TEXT NOT NULL DEFAULT '';

-- What a matter can be about, and which queue it goes to. The office declares them; the newest version of each counts.
CREATE TABLE message_topics (
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    place INTEGER NOT NULL,
    queue TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_es TEXT NOT NULL,
    hint_en TEXT NOT NULL,
    hint_es TEXT NOT NULL,
    tax_type TEXT NOT NULL,
    general INTEGER NOT NULL,
    answer_days INTEGER NOT NULL,
    offered INTEGER NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER message_topics_are_never_changed BEFORE UPDATE ON message_topics
BEGIN SELECT RAISE(ABORT, 'a topic’s version is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_topics_are_never_deleted BEFORE DELETE ON message_topics
BEGIN SELECT RAISE(ABORT, 'topics are never deleted'); END;
-- +goose StatementEnd

-- One matter. Its number is its key: MC-2026-000123 is 2026000000123. The owner is the taxpayer, or the account of someone
-- who asks something general and stands for nobody. The first columns are what was opened and never change; the others are
-- where it stands, which events add up to.
CREATE TABLE message_cases (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    taxpayer_id TEXT REFERENCES taxpayers (id),
    opened_by TEXT NOT NULL,
    opened_by_name TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    topic TEXT NOT NULL,
    tax_type TEXT NOT NULL,
    period TEXT NOT NULL,
    letter TEXT NOT NULL,
    follows INTEGER REFERENCES message_cases (id),
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    answer_days INTEGER NOT NULL,

    queue TEXT NOT NULL,
    status TEXT NOT NULL,
    since INTEGER NOT NULL,
    due_at INTEGER,
    place INTEGER NOT NULL,
    version INTEGER NOT NULL,
    assignee TEXT,
    assignee_name TEXT NOT NULL DEFAULT '',
    snoozed_until INTEGER,
    looked_at INTEGER,
    answered_at INTEGER,
    resolved_at INTEGER,
    last_n INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    last_side TEXT NOT NULL,
    ours_n INTEGER NOT NULL,
    archived INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What an inbox shows of a case lies together by its owner, so that a page of it is one walk however many there are.
CREATE INDEX message_cases_of_owner ON message_cases
    (owner, archived, last_at, id, status, topic, tax_type, period, language, subject, last_n, last_side, ours_n, due_at);
CREATE INDEX message_cases_by_place ON message_cases (queue, place, id);
CREATE INDEX message_cases_by_status ON message_cases (queue, status, place, id);
CREATE INDEX message_cases_by_assignee ON message_cases (assignee, place, id);
CREATE INDEX message_cases_following ON message_cases (follows) WHERE follows IS NOT NULL;

-- +goose StatementBegin
CREATE TRIGGER message_cases_are_never_rewritten
BEFORE UPDATE OF id, owner, taxpayer_id, opened_by, opened_by_name, opened_at, topic, tax_type, period, letter, follows, language, subject, answer_days ON message_cases
BEGIN SELECT RAISE(ABORT, 'what a case was opened with is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_cases_are_never_deleted BEFORE DELETE ON message_cases
BEGIN SELECT RAISE(ABORT, 'cases are never deleted'); END;
-- +goose StatementEnd

-- What was written, in the order in which it was sent: a case's messages lie together. The id is that of the draft that it
-- was: one draft becomes one message, whatever is sent twice.
CREATE TABLE messages (
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    n INTEGER NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('taxpayer', 'department')),
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    authority_id TEXT,
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    files INTEGER NOT NULL,
    PRIMARY KEY (case_id, n)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX messages_once ON messages (id);
-- +goose StatementBegin
CREATE TRIGGER messages_are_never_changed BEFORE UPDATE ON messages
BEGIN SELECT RAISE(ABORT, 'messages are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER messages_are_never_deleted BEFORE DELETE ON messages
BEGIN SELECT RAISE(ABORT, 'messages are never deleted'); END;
-- +goose StatementEnd

-- What happened to a case beside its messages: one row an act, with the version that it made.
CREATE TABLE message_events (
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    account_id TEXT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    step TEXT NOT NULL,
    status TEXT NOT NULL,
    to_name TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (case_id, version)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER message_events_are_never_changed BEFORE UPDATE ON message_events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_events_are_never_deleted BEFORE DELETE ON message_events
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
-- +goose StatementEnd

-- Who has read a case, up to which message, and when.
CREATE TABLE message_reads (
    account_id TEXT NOT NULL,
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (account_id, case_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_reads_of_case ON message_reads (case_id, n);
-- +goose StatementBegin
CREATE TRIGGER message_reads_are_never_changed BEFORE UPDATE ON message_reads
BEGIN SELECT RAISE(ABORT, 'who read what is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_reads_are_never_deleted BEFORE DELETE ON message_reads
BEGIN SELECT RAISE(ABORT, 'who read what is never deleted'); END;
-- +goose StatementEnd

-- What someone writes and has not sent. Sending sets send_at; until then the writer can take it back. Seen is the last
-- message that they had before them when they began to write.
CREATE TABLE message_drafts (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    taxpayer_id TEXT REFERENCES taxpayers (id),
    authority_id TEXT,
    side TEXT NOT NULL CHECK (side IN ('taxpayer', 'department')),
    case_id INTEGER REFERENCES message_cases (id),
    follows INTEGER REFERENCES message_cases (id),
    begun_at INTEGER NOT NULL,

    state TEXT NOT NULL CHECK (state IN ('open', 'held', 'sent', 'dropped')),
    version INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    language TEXT NOT NULL,
    topic TEXT NOT NULL,
    tax_type TEXT NOT NULL,
    period TEXT NOT NULL,
    letter TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    seen INTEGER NOT NULL,
    send_at INTEGER,
    sender TEXT NOT NULL DEFAULT '',
    sent_case INTEGER,
    sent_n INTEGER
) STRICT;
CREATE INDEX message_drafts_of_account ON message_drafts (account_id, owner, saved_at, id) WHERE state IN ('open', 'held');
CREATE UNIQUE INDEX message_drafts_one_each ON message_drafts (account_id, case_id) WHERE state IN ('open', 'held') AND case_id IS NOT NULL;
CREATE INDEX message_drafts_held_of_case ON message_drafts (case_id) WHERE state = 'held';
CREATE INDEX message_drafts_to_send ON message_drafts (send_at, id) WHERE state = 'held';
-- +goose StatementBegin
CREATE TRIGGER message_drafts_stay_whose_they_are BEFORE UPDATE OF id, account_id, owner, taxpayer_id, authority_id, side, case_id, follows, begun_at ON message_drafts
BEGIN SELECT RAISE(ABORT, 'whose a draft is, and about what, is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_drafts_that_were_sent_stay BEFORE UPDATE ON message_drafts WHEN OLD.state = 'sent'
BEGIN SELECT RAISE(ABORT, 'a draft that was sent is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_drafts_are_never_deleted BEFORE DELETE ON message_drafts
BEGIN SELECT RAISE(ABORT, 'drafts are never deleted'); END;
-- +goose StatementEnd

-- Every state in which a draft was saved. One that was aside came from a page that knew an older draft than there was: it
-- is kept, and changed nothing.
CREATE TABLE message_draft_versions (
    draft_id TEXT NOT NULL REFERENCES message_drafts (id),
    place INTEGER NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    device TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    aside INTEGER NOT NULL,
    PRIMARY KEY (draft_id, place)
) STRICT, WITHOUT ROWID;
-- +goose StatementBegin
CREATE TRIGGER message_draft_versions_are_never_changed BEFORE UPDATE ON message_draft_versions
BEGIN SELECT RAISE(ABORT, 'what was saved is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_draft_versions_are_never_deleted BEFORE DELETE ON message_draft_versions
BEGIN SELECT RAISE(ABORT, 'what was saved is never deleted'); END;
-- +goose StatementEnd

-- Who of the staff works which queue, from when to when.
CREATE TABLE message_queue_members (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    queue TEXT NOT NULL,
    since INTEGER NOT NULL,
    by_name TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX message_queue_members_now ON message_queue_members (account_id, queue) WHERE ended_at IS NULL;
-- +goose StatementBegin
CREATE TRIGGER message_queue_members_are_never_changed BEFORE UPDATE OF id, account_id, queue, since, by_name ON message_queue_members
BEGIN SELECT RAISE(ABORT, 'who joined a queue is never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_queue_members_are_never_deleted BEFORE DELETE ON message_queue_members
BEGIN SELECT RAISE(ABORT, 'who joined a queue is never deleted'); END;
-- +goose StatementEnd

-- The yearly training in confidentiality: when it lapses, no case opens.
CREATE TABLE trainings (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    completed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    noted_by TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX trainings_by_account ON trainings (account_id, expires_at);
-- +goose StatementBegin
CREATE TRIGGER trainings_are_never_changed BEFORE UPDATE ON trainings
BEGIN SELECT RAISE(ABORT, 'trainings are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER trainings_are_never_deleted BEFORE DELETE ON trainings
BEGIN SELECT RAISE(ABORT, 'trainings are never deleted'); END;
-- +goose StatementEnd

-- Who of the staff opened which case, and why where it was not theirs to work on. A written reason opens it for a while.
CREATE TABLE message_looks (
    id TEXT PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES message_cases (id),
    at INTEGER NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX message_looks_by_case ON message_looks (case_id, id);
CREATE INDEX message_looks_open ON message_looks (by_account, case_id, at) WHERE reason <> '';
-- +goose StatementBegin
CREATE TRIGGER message_looks_are_never_changed BEFORE UPDATE ON message_looks
BEGIN SELECT RAISE(ABORT, 'looks at cases are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER message_looks_are_never_deleted BEFORE DELETE ON message_looks
BEGIN SELECT RAISE(ABORT, 'looks at cases are never deleted'); END;
-- +goose StatementEnd

-- Full text of messages and subjects. It keeps no copy of the texts. Each row has its owner's own word, so that a search in
-- one inbox never walks through anyone else's.
CREATE VIRTUAL TABLE message_words USING fts5(
    owner,
    subject,
    body,
    content = '',
    detail = 'column',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- Messages whose words are not in the index yet.
CREATE TABLE messages_to_index (
    case_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (case_id, n)
) STRICT, WITHOUT ROWID;
