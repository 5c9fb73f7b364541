package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// filled marks a data folder whose requests are complete, for runs that keep it.
const filled = "filled"

// fill makes the requests past the acts, since a million of them in a row would show nothing more: each sealed, with an
// audit record and an e-mail that went, so that everything is as large as it would be. Of 20, 19 are closed.
func (t *town) fill(ctx context.Context, d *db.DB) error {
	mark := filepath.Join(t.folder, filled)
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	fmt.Printf("\nfilling in %s requests", thousands(t.requests))
	began := time.Now()
	const together = 500 // savepoints of large acts grow slow
	for from := 1; from <= t.requests; from += together {
		err := d.Act(ctx, portal.SystemActor("bench"), func(tx *db.Tx) error {
			for i := from; i < from+together && i <= t.requests; i++ {
				if err := fillOne(tx, i, t.requests); err != nil {
					return err
				}
			}
			_, err := tx.Exec(`
				INSERT INTO numbers (name, last)
				VALUES ($1, $2)
				ON CONFLICT (name) DO UPDATE SET last = $2`, fmt.Sprint("AR-", year), min(from+together-1, t.requests))
			return err
		})
		if err != nil {
			return err
		}
	}
	if _, err := d.SettleAccessibility(ctx, portal.NewAccessibilityDesk(portal.Profile{TimeZone: "America/Chicago"}, "http://localhost")); err != nil {
		return err
	}
	fmt.Printf(": %s\n", time.Since(began).Round(time.Second))
	return os.WriteFile(mark, nil, 0o600)
}

// places are all over the list of everything, so that choosing one costs nothing while it is measured.
func (t *town) places(ctx context.Context) (marks []string, err error) {
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(t.folder, db.SQLiteFile)+"?_pragma=busy_timeout(5000)&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	rows, err := raw.QueryContext(ctx, `
		SELECT place, id
		FROM accessibility_requests
		WHERE id % $1 = 0`, max(1, t.requests/5000))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m portal.QueueMark
		if err := rows.Scan(&m.Place, &m.ID); err != nil {
			return nil, err
		}
		marks = append(marks, m.String())
	}
	return marks, rows.Err()
}

func fillOne(tx *db.Tx, i, of int) error {
	n := portal.NumberOf(year, int64(i))
	id := fmt.Sprint(int64(n))
	key, err := tx.NewRecordKey("accessibility_requests", id)
	if err != nil {
		return err
	}
	// Spread over five years, the last of them today; what waits for us is due within the next weeks.
	at := tx.Now.Add(-time.Duration(of-i) * (5 * 365 * 24 * time.Hour / time.Duration(of)))
	status, due, place := "confirmed", any(nil), int64(1)<<51-at.UnixMilli()
	if i%20 == 0 {
		status = "received"
		when := tx.Now.Add(time.Duration(i%1000-100) * 20 * time.Minute).UnixMilli()
		due, place = when, when
	}
	fields := form(rand.New(rand.NewPCG(uint64(i), 7)))
	if _, err := tx.Exec(`
		INSERT INTO accessibility_requests (
			id, key_version, data_key, made_at, received_at, channel, language, concern, page, page_path, format, contact_by, contact, name,
			logged_by_name, code_hash, acknowledge_by, deliver_by, status, since, clock_from, due_at, place, version)
		VALUES ($1, $2, $3, $4, $4, 'web', 'en', $5, $6, $6, $7, 'email', $8, $9, '', $10, $4, $4, $11, $4, $4, $12, $13, 1)`,
		int64(n), key.Version, key.Wrapped, db.Millis(at), fields.Get("concern"), fields.Get("page"), fields.Get("format"),
		key.Seal("contact", []byte(fields.Get("contact"))), key.Seal("name", []byte(fields.Get("name"))), []byte(id), status, due, place); err != nil {
		return err
	}
	tx.Audit(portal.AccessibilityWasReceived, n.Subject(), "channel", "web", "format", fields.Get("format"))
	return tx.Notify(portal.AccessibilityReceivedNotice, fields.Get("contact"), portal.English, portal.Params{"reference": n.String()})
}

// hire makes a clerk's account and signs them in.
func hire(ctx context.Context, d *db.DB, email string) (session string, err error) {
	visitor := portal.Actor{Address: "192.0.2.10"}
	_, link, err := d.InviteStaff(ctx, portal.SystemActor("bench"), portal.Invitation{Email: email, Name: "Ines Calloway", Role: portal.Clerk}, nil)
	if err != nil {
		return "", err
	}
	token, _, err := d.OpenLink(ctx, visitor, link, "bench")
	if err != nil {
		return "", err
	}
	s, account, err := d.Session(ctx, token)
	if err != nil {
		return "", err
	}
	actor := account.Actor(s, visitor.Address)
	if err := d.ChoosePassword(ctx, actor, s, portal.SetupChoice{Password: "violet tractors hum at dawn"}); err != nil {
		return "", err
	}
	if _, err := d.IssueCodes(ctx, actor, s, portal.CardCodes); err != nil {
		return "", err
	}
	saved, err := d.IssueCodes(ctx, actor, s, portal.RecoverySaved)
	if err != nil {
		return "", err
	}
	return d.SaveRecoveryCodes(ctx, actor, s, saved[0])
}
