package db

import (
	"context"
	"crypto/hmac"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"exchequer/portal"
)

// mostTogether is how many notices one e-mail stands for. More than that say no more.
const mostTogether = 50

// gatherMail takes what may go with an e-mail along: notices of the same group that wait, whether they are due yet or
// not. They go when it goes, and fail when it fails. A try that may have gone out is repeated as it was, so that nothing
// that came later hides in an e-mail that its reader has already.
func (tx *Tx) gatherMail(m *portal.Mail, group []byte, same bool) error {
	// Whatever another courier carries just now, or may have handed over, stays as it is. A group that waits joins whole.
	const free = `goes_with IS NULL AND (leased_until IS NULL OR leased_until <= $3) AND problem NOT IN ('stalled', 'dropped', 'interrupted')`
	company := ` AND (goes_with = $2 OR (` + free + `) OR goes_with IN (
			SELECT id FROM outbox WHERE group_key = $1 AND state = 'waiting' AND id <> $2 AND ` + free + `))`
	if same {
		company = ` AND goes_with = $2 AND CAST($3 AS BIGINT) IS NOT NULL`
	}
	rows, err := tx.Rows(`
		SELECT id, notice
		FROM outbox
		WHERE group_key = $1 AND state = 'waiting' AND id <> $2`+company+`
		ORDER BY id
		LIMIT $4`+tx.db.engine.skipLocked(), group, m.ID, Millis(tx.Now), mostTogether-1)
	if err != nil {
		return fmt.Errorf("gather mail: %w", err)
	}
	type companion struct {
		id     string
		notice portal.Notice
	}
	all := []companion{{m.ID, m.Notice}}
	for rows.Next() {
		var c companion
		if err := rows.Scan(&c.id, &c.notice); err != nil {
			rows.Close()
			return fmt.Errorf("gather mail: %w", err)
		}
		at := len(all)
		for at > 0 && all[at-1].id > c.id {
			at--
		}
		all = append(all[:at], append([]companion{c}, all[at:]...)...)
	}
	if err := rows.Close(); err != nil {
		return fmt.Errorf("gather mail: %w", err)
	}
	if len(all) == 1 {
		return nil
	}
	for _, c := range all {
		m.With = append(m.With, c.notice)
		if c.id == m.ID {
			continue
		}
		if _, err := tx.Exec(`
			UPDATE outbox
			SET goes_with = $2
			WHERE id = $1 OR goes_with = $1`, c.id, m.ID); err != nil {
			return fmt.Errorf("gather mail: %w", err)
		}
	}
	return nil
}

// MailServerBack makes all mail due that trouble with our own mail server held up, each at the moment at which it was
// written: everything then goes in the order in which it would have gone.
func (d *DB) MailServerBack(ctx context.Context) error {
	in, args := []string{}, []any{}
	for i, t := range portal.OursAll {
		in, args = append(in, fmt.Sprintf("$%d", i+2)), append(args, string(t))
	}
	return d.Act(ctx, courier, func(tx *Tx) error {
		tx.Bookkeeping()
		_, err := tx.Exec(`
			UPDATE outbox
			SET due_at = created_at
			WHERE state = 'waiting' AND (leased_until IS NULL OR leased_until <= $1) AND problem IN (`+strings.Join(in, ", ")+`)`,
			append([]any{Millis(tx.Now)}, args...)...)
		return err
	})
}

// An e-mail that comes back names itself by its token: its id and a keyed hash of it, which nobody can make up who has
// not had the e-mail. It needs no column and no index, so that writing mail costs nothing for it.

// returnHash is how many bytes of the hash stand in a token: 2 to the power of 80 guesses.
const returnHash = 10

var returnAlphabet = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func (k *Keys) returnToken(mail string) string {
	id, err := uuid.Parse(mail)
	if err != nil {
		return ""
	}
	return returnAlphabet.EncodeToString(append(id[:], k.Find("mail return", mail)[:returnHash]...))
}

// mailOfToken is the id in a token that we made, "" for any other.
func (k *Keys) mailOfToken(token string) string {
	raw, err := returnAlphabet.DecodeString(strings.ToLower(token)) // servers on the way may change the case
	if err != nil || len(raw) != 16+returnHash {
		return ""
	}
	id := uuid.UUID(raw[:16]).String()
	if !hmac.Equal(raw[16:], k.Find("mail return", id)[:returnHash]) {
		return ""
	}
	return id
}
