package db

import (
	"context"
	"fmt"
	"strings"

	"exchequer/portal"
)

// messagesInCase is how many messages of one case the index can tell apart: its rows are numbered case*messagesInCase + n.
const messagesInCase = 10_000

// indexMessage notes that a message's words are to be indexed. The index itself is written for many at once: it would take a
// fifth of a message's time. PostgreSQL has done it by itself.
func (tx *Tx) indexMessage(c portal.Case) error {
	if tx.db.engine == Postgres {
		return nil
	}
	_, err := tx.Exec(`
		INSERT INTO messages_to_index (case_id, n)
		VALUES ($1, $2)`, int64(c.Number), c.LastN)
	return err
}

// SettleMessages puts the words of new messages into the index, and says how many. Killed at any moment, the next call goes on
// where this one was.
func (d *DB) SettleMessages(ctx context.Context) (total int, err error) {
	if d.engine == Postgres {
		return 0, nil
	}
	for {
		waits := false
		if err := d.row(ctx, `SELECT EXISTS (SELECT 1 FROM messages_to_index)`).Scan(&waits); err != nil || !waits {
			return total, err
		}
		settled := 0
		err := d.Act(ctx, portal.SystemActor("The index of messages"), func(tx *Tx) (err error) {
			tx.Bookkeeping()
			settled, err = tx.settleMessages()
			return err
		})
		if err != nil {
			return total, fmt.Errorf("index messages: %w", err)
		}
		total += settled
	}
}

type unindexed struct {
	number, n            int64
	owner, subject, body string
}

func (tx *Tx) settleMessages() (int, error) {
	batch, err := listOf(tx.asking(), `
		SELECT m.case_id, m.n, c.owner, c.subject, m.body
		FROM messages_to_index i
		JOIN messages m ON m.case_id = i.case_id AND m.n = i.n
		JOIN message_cases c ON c.id = i.case_id
		ORDER BY i.case_id, i.n
		LIMIT $1`, func(row scanner) (u unindexed, err error) {
		err = row.Scan(&u.number, &u.n, &u.owner, &u.subject, &u.body)
		return u, err
	}, settledTogether)
	if err != nil {
		return 0, err
	}
	for _, u := range batch {
		subject := ""
		if u.n == 1 {
			subject = u.subject
		}
		if _, err := tx.Exec(`INSERT INTO message_words (rowid, owner, subject, body) VALUES ($1, $2, $3, $4)`,
			u.number*messagesInCase+u.n, ownerWord(u.owner), subject, u.body); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(`DELETE FROM messages_to_index WHERE case_id = $1 AND n = $2`, u.number, u.n); err != nil {
			return 0, err
		}
	}
	return len(batch), nil
}

// ownerWord is the word of an inbox in the index: one that nobody writes.
func ownerWord(owner string) string { return "inboxof" + strings.ReplaceAll(owner, "-", "") }

// withWords selects the cases that hold all the words, of the newest messages that do. $2 is whose inbox is searched, or ” for
// staff, who search what they may see; $3 is what wordsOf makes of the terms.
func (e Engine) casesWithWords(inbox bool) string {
	switch {
	case e == SQLite:
		return `SELECT rowid / 10000 FROM message_words WHERE message_words MATCH $3 ORDER BY rowid DESC LIMIT 1000`
	case inbox:
		return `SELECT m.case_id FROM messages m JOIN message_cases o ON o.id = m.case_id WHERE o.owner = $2 AND m.words @@ to_tsquery('simple', $3) ORDER BY m.case_id DESC, m.n DESC LIMIT 1000`
	}
	return `SELECT m.case_id FROM messages m WHERE m.words @@ to_tsquery('simple', $3) ORDER BY m.case_id DESC, m.n DESC LIMIT 1000`
}

// wordsOf asks the index for all the terms, in an inbox or everywhere.
func (e Engine) wordsOf(owner string, terms []string) string {
	query := e.searchQuery(terms)
	if e == SQLite {
		query = `{subject body} : (` + query + `)`
		if owner != "" {
			query = `owner : "` + ownerWord(owner) + `" AND ` + query
		}
	}
	return query
}
