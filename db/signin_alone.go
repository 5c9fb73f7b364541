package db

import (
	"context"
	"time"

	"exchequer/portal"
)

// TellPasswordAlone tells owners whose right password was entered, by whom we do not know, without a second factor
// following within five minutes (Login.gov). It answers how many were told; a clock calls it every minute.
func (d *DB) TellPasswordAlone(ctx context.Context) (told int, err error) {
	const patience = 5 * time.Minute
	var waiting bool
	err = d.row(ctx, `
		SELECT EXISTS (
			SELECT 1
			FROM sessions
			WHERE stage = $1 AND ended_at IS NULL AND told_alone = $2 AND started_at < $3)`,
		string(portal.HalfSignedIn), false, Millis(d.Now().Add(-patience))).Scan(&waiting)
	if err != nil || !waiting {
		return 0, err
	}
	err = d.Act(ctx, portal.SystemActor("sign-in"), func(tx *Tx) error {
		tx.Bookkeeping()
		told = 0
		alone, err := tx.passwordsAlone(tx.Now.Add(-patience))
		if err != nil {
			return err
		}
		for session, account := range alone {
			a, err := tx.account(account)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`
				UPDATE sessions
				SET told_alone = $2
				WHERE id = $1`, session, true); err != nil {
				return err
			}
			if err := tx.tell(a, portal.NoticePasswordAlone, nil); err != nil {
				return err
			}
			told++
		}
		return nil
	})
	return told, err
}

func (tx *Tx) passwordsAlone(before time.Time) (map[string]string, error) {
	rows, err := tx.Rows(`
		SELECT id, account_id
		FROM sessions
		WHERE stage = $1 AND ended_at IS NULL AND told_alone = $2 AND started_at < $3
		LIMIT 50`, string(portal.HalfSignedIn), false, Millis(before))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	alone := map[string]string{}
	for rows.Next() {
		var session, account string
		if err := rows.Scan(&session, &account); err != nil {
			return nil, err
		}
		alone[session] = account
	}
	return alone, rows.Err()
}
