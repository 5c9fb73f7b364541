package db

import (
	"fmt"

	"exchequer/portal"
)

// remindOfMessages reminds those to whom we wrote a week ago, in a case of their own that they have not opened since. What is
// older than two weeks is left alone: a program that stood still for long must not wake everyone.
func (tx *Tx) remindOfMessages() (int, error) {
	type waiting struct {
		account string
		c       portal.CaseNumber
		n       int64
	}
	unread := func(account string) string {
		return `c.last_side = 'department' AND c.last_at > $1 AND c.last_at <= $2 AND c.archived = ` + tx.db.engine.boolean(false) + `
			AND NOT EXISTS (SELECT 1 FROM message_reads r WHERE r.account_id = ` + account + ` AND r.case_id = c.id AND r.n >= c.ours_n)
			AND NOT EXISTS (SELECT 1 FROM reminders m WHERE m.account_id = ` + account + ` AND m.about = 'case/' || CAST(c.id AS TEXT) || '/' || CAST(c.ours_n AS TEXT))`
	}
	all, err := listOf(tx.asking(), `
		SELECT account, id, ours_n
		FROM (
			SELECT s.account_id AS account, c.id AS id, c.ours_n AS ours_n, c.last_at AS last_at
			FROM message_cases c
			JOIN assurances s ON s.taxpayer_id = c.taxpayer_id AND s.ended_at IS NULL AND s.assurance <> 'matched'
			JOIN accounts a ON a.id = s.account_id AND a.status = 'active'
			WHERE `+unread("s.account_id")+`
			UNION ALL
			SELECT a.id AS account, c.id AS id, c.ours_n AS ours_n, c.last_at AS last_at
			FROM message_cases c
			JOIN accounts a ON a.id = c.owner AND a.status = 'active'
			WHERE c.taxpayer_id IS NULL AND `+unread("a.id")+`) w
		ORDER BY last_at, id, account
		LIMIT $3`, func(row scanner) (w waiting, err error) {
		err = row.Scan(&w.account, &w.c, &w.n)
		return w, err
	}, Millis(tx.Now.Add(-2*portal.RemindAfter)), Millis(tx.Now.Add(-portal.RemindAfter)), remindTogether)
	if err != nil {
		return 0, fmt.Errorf("whom to remind of messages: %w", err)
	}
	for _, w := range all {
		a, err := tx.account(w.account)
		if err != nil {
			return 0, err
		}
		if err := tx.remind(a, fmt.Sprintf("case/%d/%d", int64(w.c), w.n), portal.DeliverMessages); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}
