package db

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// FollowUpKey is what a browser holds, for as long as it stays open, to come back to requests that it sent or whose
// code it showed. The database knows only what is derived from it: a stolen database opens nothing with it.
type FollowUpKey []byte

// NewFollowUpKey makes one.
func NewFollowUpKey() FollowUpKey {
	key := make(FollowUpKey, 32)
	rand.Read(key)
	return key
}

// ReadFollowUpKey reads what a cookie brought back, nil when it is none of ours.
func ReadFollowUpKey(text string) FollowUpKey {
	key, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(key) != 32 {
		return nil
	}
	return key
}

// String is the key as a cookie carries it.
func (k FollowUpKey) String() string { return base64.RawURLEncoding.EncodeToString(k) }

func (k FollowUpKey) derive(purpose string, n portal.RequestNumber) []byte {
	if len(k) == 0 {
		return nil
	}
	mac := hmac.New(sha256.New, k)
	mac.Write([]byte(purpose + n.String()))
	return mac.Sum(nil)
}

// hash is what the database keeps to know the key again, for one request.
func (k FollowUpKey) hash(n portal.RequestNumber) []byte { return k.derive("follow ", n) }

// seal closes a code so that the browser's key alone opens it again.
func (k FollowUpKey) seal(n portal.RequestNumber, code string) (hash, sealed []byte, err error) {
	if len(k) == 0 {
		return nil, nil, nil
	}
	aead, err := newAEAD(k.derive("receipt ", n))
	if err != nil {
		return nil, nil, err
	}
	return k.hash(n), aead.Seal(nil, nil, []byte(code), bind("accessibility_requests", "receipt_code", n.String())), nil
}

// ReceiptShows is how long the browser that sent a request can show its code, and GrantLasts how long one that came
// back with the code stays let in (the total of a session).
const (
	ReceiptShows = time.Hour
	GrantLasts   = 12 * time.Hour
)

// AccessibilityReceiptOf shows the receipt once more to the browser that sent the request. The code is "" when it has
// been too long.
func (d *DB) AccessibilityReceiptOf(ctx context.Context, n portal.RequestNumber, key FollowUpKey) (portal.AccessibilityRequest, string, error) {
	r, err := d.OwnAccessibilityRequest(ctx, n, key)
	if err != nil {
		return r, "", err
	}
	var sealed []byte
	err = d.row(ctx, `
		SELECT receipt_code
		FROM accessibility_requests
		WHERE id = $1 AND receipt_hash = $2 AND made_at > $3`, int64(n), key.hash(n), Millis(d.Now().Add(-ReceiptShows))).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return r, "", nil
	}
	if err != nil {
		return r, "", fmt.Errorf("receipt of %s: %w", n, err)
	}
	aead, err := newAEAD(key.derive("receipt ", n))
	if err != nil {
		return r, "", err
	}
	code, err := aead.Open(nil, nil, sealed, bind("accessibility_requests", "receipt_code", n.String()))
	if err != nil {
		return r, "", fmt.Errorf("receipt of %s: %w", n, err)
	}
	return r, string(code), nil
}

// ErrNoSuchFollowUp answers an unknown reference and a wrong code alike.
var ErrNoSuchFollowUp = portal.Refuse(portal.Mend, "We have no request with this reference and this code. Check both on your receipt and try again.")

// FollowAccessibilityRequest lets a browser in that shows a reference and its code. An unknown reference and a wrong
// code take the same way and the same words.
func (d *DB) FollowAccessibilityRequest(ctx context.Context, actor portal.Actor, reference, typed string, key FollowUpKey) (portal.RequestNumber, error) {
	n, _ := portal.ReadReference(reference)
	code, _ := portal.ReadCode(typed, portal.FollowUpCodeLength)
	stored, right := make([]byte, sha256.Size), d.codeHash(n, code)
	err := d.row(ctx, `
		SELECT code_hash
		FROM accessibility_requests
		WHERE id = $1`, int64(n)).Scan(&stored)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("follow an accessibility request: %w", err)
	}
	if subtle.ConstantTimeCompare(stored, right) != 1 || code == "" {
		return 0, ErrNoSuchFollowUp
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.AccessibilityWasFollowed, n.Subject())
		if _, err := tx.Exec(`
			DELETE FROM accessibility_grants
			WHERE granted_at < $1`, Millis(tx.Now.Add(-GrantLasts))); err != nil {
			return err
		}
		_, err := tx.Exec(`
			INSERT INTO accessibility_grants (key_hash, request_id, granted_at)
			VALUES ($1, $2, $3)
			ON CONFLICT (key_hash) DO UPDATE SET granted_at = $3`, key.hash(n), int64(n), Millis(tx.Now))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("follow an accessibility request: %w", err)
	}
	return n, nil
}

func (d *DB) codeHash(n portal.RequestNumber, code string) []byte {
	return d.keys.Find("accessibility follow-up", n.String()+" "+code)
}

// grantedTo is a condition: the browser with this key sent the request lately, or showed its code lately. It takes the
// request's id as $1, the key's hash as $2 and the time before which it is too long ago as $3.
const grantedTo = `(receipt_hash = $2 AND made_at > $3
	OR EXISTS (SELECT 1 FROM accessibility_grants WHERE key_hash = $2 AND request_id = $1 AND granted_at > $3))`

// OwnAccessibilityRequest is a request as the person who asked may see it: those that their browser was let in to.
func (d *DB) OwnAccessibilityRequest(ctx context.Context, n portal.RequestNumber, key FollowUpKey) (portal.AccessibilityRequest, error) {
	return d.openAccessibilityRequest(d.row(ctx, wholeAccessibilityRequest+` AND `+grantedTo,
		int64(n), notNull(key.hash(n)), Millis(d.Now().Add(-GrantLasts))))
}

// notNull keeps an absent key from being compared as NULL on one engine and as nothing on the other.
func notNull(hash []byte) []byte {
	if hash == nil {
		return []byte{}
	}
	return hash
}

// OwnAccessibilityEvents are the steps of one's own request: where it went and what was answered, never who in the
// office handed it to whom.
func (d *DB) OwnAccessibilityEvents(ctx context.Context, n portal.RequestNumber, key FollowUpKey) ([]portal.AccessibilityEvent, error) {
	if _, err := d.OwnAccessibilityRequest(ctx, n, key); err != nil {
		return nil, err
	}
	all, err := d.accessibilityEvents(ctx, n, 0)
	if err != nil {
		return nil, err
	}
	own := all[:0]
	for _, e := range all {
		if e.Step != portal.ClaimStep && e.Step != portal.HandOverStep && e.Step != portal.ReleaseStep {
			own = append(own, e)
		}
	}
	return own, nil
}
