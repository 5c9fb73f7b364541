-- +goose Up

-- For whom someone acts in a session: a taxpayer's id, or their own account's for nobody; '' until they choose.
ALTER TABLE sessions ADD COLUMN acting_for TEXT NOT NULL DEFAULT '';

-- What a matter can be about, and which queue it goes to. The office declares them; the newest version of each counts.
CREATE TABLE message_topics (
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_account TEXT,
    by_name TEXT NOT NULL,
    place BIGINT NOT NULL,
    queue TEXT NOT NULL,
    name_en TEXT NOT NULL,
    name_es TEXT NOT NULL,
    hint_en TEXT NOT NULL,
    hint_es TEXT NOT NULL,
    tax_type TEXT NOT NULL,
    general BOOLEAN NOT NULL,
    answer_days BIGINT NOT NULL,
    offered BOOLEAN NOT NULL,
    PRIMARY KEY (id, version)
);
CREATE TRIGGER message_topics_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON message_topics
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One matter. Its number is its key: MC-2026-000123 is 2026000000123. The owner is the taxpayer, or the account of someone
-- who asks something general and stands for nobody. The first columns are what was opened and never change; the others are
-- where it stands, which events add up to.
CREATE TABLE message_cases (
    id BIGINT PRIMARY KEY,
    owner TEXT NOT NULL,
    taxpayer_id TEXT REFERENCES taxpayers (id),
    opened_by TEXT NOT NULL,
    opened_by_name TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    topic TEXT NOT NULL,
    tax_type TEXT NOT NULL,
    period TEXT NOT NULL,
    letter TEXT NOT NULL,
    follows BIGINT REFERENCES message_cases (id),
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    answer_days BIGINT NOT NULL,

    queue TEXT NOT NULL,
    status TEXT NOT NULL,
    since BIGINT NOT NULL,
    due_at BIGINT,
    place BIGINT NOT NULL,
    version BIGINT NOT NULL,
    assignee TEXT,
    assignee_name TEXT NOT NULL DEFAULT '',
    snoozed_until BIGINT,
    looked_at BIGINT,
    answered_at BIGINT,
    resolved_at BIGINT,
    last_n BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    last_side TEXT NOT NULL,
    ours_n BIGINT NOT NULL,
    archived BOOLEAN NOT NULL DEFAULT FALSE
);

-- What an inbox shows of a case lies together by its owner, so that a page of it is one walk however many there are.
CREATE INDEX message_cases_of_owner ON message_cases
    (owner, archived, last_at, id)
    INCLUDE (status, topic, tax_type, period, language, subject, last_n, last_side, ours_n, due_at);
CREATE INDEX message_cases_by_place ON message_cases (queue, place, id);
CREATE INDEX message_cases_by_status ON message_cases (queue, status, place, id);
CREATE INDEX message_cases_by_assignee ON message_cases (assignee, place, id);
CREATE INDEX message_cases_following ON message_cases (follows) WHERE follows IS NOT NULL;

CREATE TRIGGER message_cases_are_never_rewritten BEFORE UPDATE OF id, owner, taxpayer_id, opened_by, opened_by_name, opened_at, topic, tax_type, period, letter, follows, language, subject, answer_days ON message_cases
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_cases_are_never_deleted BEFORE DELETE OR TRUNCATE ON message_cases
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What was written, in the order in which it was sent: a case's messages lie together. The id is that of the draft that it
-- was: one draft becomes one message, whatever is sent twice.
CREATE TABLE messages (
    case_id BIGINT NOT NULL REFERENCES message_cases (id),
    n BIGINT NOT NULL,
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('taxpayer', 'department')),
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    authority_id TEXT,
    language TEXT NOT NULL,
    body TEXT NOT NULL,
    files BIGINT NOT NULL,
    PRIMARY KEY (case_id, n)
);
CREATE UNIQUE INDEX messages_once ON messages (id);
CREATE TRIGGER messages_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON messages
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What happened to a case beside its messages: one row an act, with the version that it made.
CREATE TABLE message_events (
    case_id BIGINT NOT NULL REFERENCES message_cases (id),
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    account_id TEXT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    step TEXT NOT NULL,
    status TEXT NOT NULL,
    to_name TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (case_id, version)
);
CREATE TRIGGER message_events_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON message_events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who has read a case, up to which message, and when.
CREATE TABLE message_reads (
    account_id TEXT NOT NULL,
    case_id BIGINT NOT NULL REFERENCES message_cases (id),
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (account_id, case_id, n)
);
CREATE INDEX message_reads_of_case ON message_reads (case_id, n);
CREATE TRIGGER message_reads_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON message_reads
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What someone writes and has not sent. Sending sets send_at; until then the writer can take it back. Seen is the last
-- message that they had before them when they began to write.
CREATE TABLE message_drafts (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL,
    owner TEXT NOT NULL,
    taxpayer_id TEXT REFERENCES taxpayers (id),
    authority_id TEXT,
    side TEXT NOT NULL CHECK (side IN ('taxpayer', 'department')),
    case_id BIGINT REFERENCES message_cases (id),
    follows BIGINT REFERENCES message_cases (id),
    begun_at BIGINT NOT NULL,

    state TEXT NOT NULL CHECK (state IN ('open', 'held', 'sent', 'dropped')),
    version BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    language TEXT NOT NULL,
    topic TEXT NOT NULL,
    tax_type TEXT NOT NULL,
    period TEXT NOT NULL,
    letter TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '',
    seen BIGINT NOT NULL,
    send_at BIGINT,
    sender TEXT NOT NULL DEFAULT '',
    sent_case BIGINT,
    sent_n BIGINT
);
CREATE INDEX message_drafts_of_account ON message_drafts (account_id, owner, saved_at, id) WHERE state IN ('open', 'held');
CREATE UNIQUE INDEX message_drafts_one_each ON message_drafts (account_id, case_id) WHERE state IN ('open', 'held') AND case_id IS NOT NULL;
CREATE INDEX message_drafts_held_of_case ON message_drafts (case_id) WHERE state = 'held';
CREATE INDEX message_drafts_to_send ON message_drafts (send_at, id) WHERE state = 'held';
CREATE TRIGGER message_drafts_stay_whose_they_are BEFORE UPDATE OF id, account_id, owner, taxpayer_id, authority_id, side, case_id, follows, begun_at ON message_drafts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_drafts_that_were_sent_stay BEFORE UPDATE ON message_drafts
FOR EACH ROW WHEN (OLD.state = 'sent')
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_drafts_are_never_deleted BEFORE DELETE OR TRUNCATE ON message_drafts
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every state in which a draft was saved. One that was aside came from a page that knew an older draft than there was: it
-- is kept, and changed nothing.
CREATE TABLE message_draft_versions (
    draft_id TEXT NOT NULL REFERENCES message_drafts (id),
    place BIGINT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    device TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    aside BOOLEAN NOT NULL,
    PRIMARY KEY (draft_id, place)
);
CREATE TRIGGER message_draft_versions_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON message_draft_versions
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who of the staff works which queue, from when to when.
CREATE TABLE message_queue_members (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    queue TEXT NOT NULL,
    since BIGINT NOT NULL,
    by_name TEXT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX message_queue_members_now ON message_queue_members (account_id, queue) WHERE ended_at IS NULL;
CREATE TRIGGER message_queue_members_are_never_changed BEFORE UPDATE OF id, account_id, queue, since, by_name ON message_queue_members
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER message_queue_members_are_never_deleted BEFORE DELETE OR TRUNCATE ON message_queue_members
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The yearly training in confidentiality: when it lapses, no case opens.
CREATE TABLE trainings (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts (id),
    completed_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    noted_by TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX trainings_by_account ON trainings (account_id, expires_at);
CREATE TRIGGER trainings_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON trainings
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Who of the staff opened which case, and why where it was not theirs to work on. A written reason opens it for a while.
CREATE TABLE message_looks (
    id TEXT PRIMARY KEY,
    case_id BIGINT NOT NULL REFERENCES message_cases (id),
    at BIGINT NOT NULL,
    by_account TEXT NOT NULL,
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX message_looks_by_case ON message_looks (case_id, id);
CREATE INDEX message_looks_open ON message_looks (by_account, case_id, at) WHERE reason <> '';
CREATE TRIGGER message_looks_are_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON message_looks
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Full text of messages, and of the subject with a case's first one.
ALTER TABLE messages ADD COLUMN words tsvector;
CREATE INDEX messages_by_words ON messages USING GIN (words);
-- +goose StatementBegin
CREATE FUNCTION message_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := accessibility_words(NEW.body, COALESCE((SELECT subject FROM message_cases WHERE id = NEW.case_id AND NEW.n = 1), ''));
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER messages_have_words BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION message_words();
