package db

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"time"

	"exchequer/portal"
)

// A session's token is 32 random bytes that only the cookie knows; the database keeps its hash. With each step of
// signing in the session gets a new token, so that one that was planted before is worth nothing after.

func newToken() string {
	b := make([]byte, 32)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

const sessionColumns = `
	s.id, s.account_id, s.stage, s.method, s.started_at, s.signed_in_at, s.touched_at, s.ended_at, s.ended_why,
	s.address, s.device, s.return_to, s.recovering, s.proved, s.known`

func scanSession(s *portal.Session) []any {
	return []any{
		&s.ID, &s.Account, &s.Stage, &s.Method, millis(&s.StartedAt), millis(&s.SignedInAt), millis(&s.TouchedAt), millis(&s.EndedAt), &s.EndedWhy,
		&s.Address, &s.Device, &s.Return, &s.Recovering, &s.Proved, &s.Known,
	}
}

// Session finds who holds a token. A session that has ended, by idling or otherwise, is answered with
// portal.ErrNotFound, but still told, so that its owner can be told how it ended.
func (d *DB) Session(ctx context.Context, token string) (portal.Session, portal.Account, error) {
	var s portal.Session
	var a portal.Account
	if token == "" {
		return s, a, portal.ErrNotFound
	}
	err := d.row(ctx, `
		SELECT `+sessionColumns+`, `+accountColumns+`
		FROM sessions s
		JOIN accounts a ON a.id = s.account_id
		WHERE s.token_hash = $1`, tokenHash(token)).Scan(append(scanSession(&s), scanAccount(&a)...)...)
	if err := found(err); err != nil {
		return s, a, err
	}
	if !s.Open(d.Now()) || (s.Stage == portal.SignedIn && a.Status != portal.Active) {
		return s, a, portal.ErrNotFound
	}
	return s, a, nil
}

// TouchSession notes that a session is in use, at most once in portal.SessionTouch unless extended on purpose. It
// answers with the session's new deadline.
func (d *DB) TouchSession(ctx context.Context, s portal.Session, extend bool) (time.Time, error) {
	now := d.Now()
	if s.Stage != portal.SignedIn || (!extend && now.Sub(s.TouchedAt) < portal.SessionTouch) {
		return s.Deadline(), nil
	}
	err := d.Act(ctx, portal.SystemActor("sessions"), func(tx *Tx) error {
		tx.Bookkeeping()
		s.TouchedAt = tx.Now
		// Only forward: a slow request must not make a session look older than a quick one did.
		_, err := tx.Exec(`
			UPDATE sessions
			SET touched_at = $2
			WHERE id = $1 AND ended_at IS NULL AND touched_at < $2`, s.ID, Millis(tx.Now))
		return err
	})
	if err != nil {
		return s.Deadline(), fmt.Errorf("touch session: %w", err)
	}
	return s.Deadline(), nil
}

// openSession begins a session and answers with its token.
func (tx *Tx) openSession(s *portal.Session) (token string, err error) {
	token = newToken()
	s.ID, s.StartedAt, s.TouchedAt = newID(), tx.Now, tx.Now
	_, err = tx.Exec(`
		INSERT INTO sessions (id, token_hash, account_id, stage, method, started_at, signed_in_at, touched_at, address, device, return_to, recovering, proved, known)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $10, $11, $12, $13)`,
		s.ID, tokenHash(token), s.Account, string(s.Stage), string(s.Method), Millis(s.StartedAt), Millis(s.SignedInAt),
		s.Address, s.Device, s.Return, s.Recovering, s.Proved, s.Known)
	if err != nil {
		return "", fmt.Errorf("open session: %w", err)
	}
	return token, nil
}

// advance takes a session from one stage to signed in, under a new token. Of many parallel tries one finds the
// session as it was; the others are told that it is over.
func (tx *Tx) advance(s *portal.Session, method portal.Method) (token string, err error) {
	token = newToken()
	n, err := tx.Exec(`
		UPDATE sessions
		SET stage = $3, token_hash = $4, method = $5, started_at = $6, signed_in_at = $6, touched_at = $6
		WHERE id = $1 AND stage = $2 AND ended_at IS NULL`,
		s.ID, string(s.Stage), string(portal.SignedIn), tokenHash(token), string(method), Millis(tx.Now))
	if err != nil {
		return "", fmt.Errorf("sign in: %w", err)
	}
	if n == 0 {
		return "", portal.ErrSessionOver
	}
	s.Stage, s.Method, s.StartedAt, s.SignedInAt, s.TouchedAt = portal.SignedIn, method, tx.Now, tx.Now, tx.Now
	return token, nil
}

// stillOpen reads the session again within the act: between the page and the click it may have ended.
func (tx *Tx) stillOpen(id string, stage portal.Stage) (s portal.Session, a portal.Account, err error) {
	err = tx.Row(`
		SELECT `+sessionColumns+`, `+accountColumns+`
		FROM sessions s
		JOIN accounts a ON a.id = s.account_id
		WHERE s.id = $1 AND s.stage = $2`, id, string(stage)).Scan(append(scanSession(&s), scanAccount(&a)...)...)
	if found(err) == portal.ErrNotFound || (err == nil && !s.Open(tx.Now)) {
		return s, a, portal.ErrSessionOver
	}
	return s, a, err
}

// endSessions ends an account's sessions, but for one. It answers how many.
func (tx *Tx) endSessions(account, but string, why portal.SessionEnd) (int64, error) {
	n, err := tx.Exec(`
		UPDATE sessions
		SET ended_at = $3, ended_why = $4
		WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL`, account, but, Millis(tx.Now), string(why))
	if err != nil {
		return 0, fmt.Errorf("end sessions: %w", err)
	}
	return n, nil
}

// SignOut ends the actor's own session.
func (d *DB) SignOut(ctx context.Context, actor portal.Actor) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.SignedOut, "session/"+actor.Session)
		return tx.endSession(actor.Account, actor.Session, portal.EndedBySignOut)
	})
}

// SignOutEverywhere ends every session of the actor's account, this one too.
func (d *DB) SignOutEverywhere(ctx context.Context, actor portal.Actor) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		n, err := tx.endSessions(actor.Account, "", portal.EndedEverywhere)
		tx.Audit(portal.SessionsEnded, "account/"+actor.Account, "sessions", fmt.Sprint(n))
		return err
	})
}

// EndSession ends one of the actor's own sessions, from another.
func (d *DB) EndSession(ctx context.Context, actor portal.Actor, session string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.SessionsEnded, "session/"+session)
		return tx.endSession(actor.Account, session, portal.EndedByOwner)
	})
}

func (tx *Tx) endSession(account, session string, why portal.SessionEnd) error {
	n, err := tx.Exec(`
		UPDATE sessions
		SET ended_at = $3, ended_why = $4
		WHERE id = $1 AND account_id = $2 AND ended_at IS NULL`, session, account, Millis(tx.Now), string(why))
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	if n == 0 {
		return portal.ErrNotFound
	}
	return nil
}

// OpenSessions are the actor's sessions that may still be used, the latest first.
func (d *DB) OpenSessions(ctx context.Context, actor portal.Actor) ([]portal.Session, error) {
	rows, err := d.rows(ctx, `
		SELECT `+sessionColumns+`
		FROM sessions s
		WHERE s.account_id = $1 AND s.stage = $2 AND s.ended_at IS NULL AND s.touched_at > $3
		ORDER BY s.id DESC
		LIMIT 100`, actor.Account, string(portal.SignedIn), Millis(d.Now().Add(-portal.SessionIdle)))
	if err != nil {
		return nil, fmt.Errorf("open sessions: %w", err)
	}
	defer rows.Close()
	var sessions []portal.Session
	for rows.Next() {
		var s portal.Session
		if err := rows.Scan(scanSession(&s)...); err != nil {
			return nil, fmt.Errorf("open sessions: %w", err)
		}
		if s.Open(d.Now()) {
			sessions = append(sessions, s)
		}
	}
	return sessions, rows.Err()
}
