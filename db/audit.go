package db

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"exchequer/portal"
)

// entry is one line of the audit trail. Detail holds plain facts for people ("from": "clerk", "to":
// "supervisor"), never a confidential word.
type entry struct {
	Seq     int64
	At      time.Time
	Account string // account id, "" for visitors and the system
	Name    string // the actor's name at the time
	Role    portal.Role
	Session string
	Address string
	Event   portal.Event
	Subject string // "accessibility/AR-2026-000123"
	Detail  string // JSON object or ""
	Prev    []byte
	Hash    []byte
}

// Audit records what the act did to whom. Details come in pairs: name, value.
func (tx *Tx) Audit(event portal.Event, subject string, details ...string) {
	detail := ""
	if len(details) > 0 {
		m := make(map[string]string, len(details)/2)
		for i := 0; i+1 < len(details); i += 2 {
			m[details[i]] = details[i+1]
		}
		text, _ := json.Marshal(m) // strings always marshal; keys come out sorted
		detail = string(text)
	}
	tx.audited = append(tx.audited, entry{
		At:      tx.Now,
		Account: tx.Actor.Account,
		Name:    tx.Actor.Name,
		Role:    tx.Actor.Role,
		Session: tx.Actor.Session,
		Address: tx.Actor.Address,
		Event:   event,
		Subject: subject,
		Detail:  detail,
	})
}

// appendAudit links the act's entries to the chain. It comes last in an act, so that on PostgreSQL the lock on the
// chain's head is held for the shortest time.
func (tx *Tx) appendAudit() error {
	var seq int64
	var head []byte
	err := tx.Row(`
		SELECT seq, hash
		FROM audit_head
		WHERE one = 1`+tx.db.engine.forUpdate()).Scan(&seq, &head)
	if err != nil {
		return fmt.Errorf("audit: read the chain's head: %w", err)
	}
	for _, e := range tx.audited {
		seq++
		e.Seq, e.Prev = seq, head
		e.Hash = e.hash()
		_, err := tx.Exec(`
			INSERT INTO audit (seq, at, account_id, name, role, session, address, event, subject, detail, prev_hash, hash)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			e.Seq, Millis(e.At), nullText(e.Account), e.Name, string(e.Role), e.Session, e.Address, string(e.Event), e.Subject, e.Detail, e.Prev, e.Hash)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		head = e.Hash
	}
	if _, err := tx.Exec(`
		UPDATE audit_head
		SET seq = $1, hash = $2
		WHERE one = 1`, seq, head); err != nil {
		return fmt.Errorf("audit: move the chain's head: %w", err)
	}
	return nil
}

// hash covers every column and the hash before. Each part is preceded by its length, so that no two entries are
// the same bytes.
func (e entry) hash() []byte {
	var b bytes.Buffer
	number := func(n int64) { b.Write(binary.BigEndian.AppendUint64(nil, uint64(n))) }
	part := func(s string) { number(int64(len(s))); b.WriteString(s) }
	number(e.Seq)
	number(e.At.UnixMilli())
	for _, s := range []string{e.Account, e.Name, string(e.Role), e.Session, e.Address, string(e.Event), e.Subject, e.Detail, string(e.Prev)} {
		part(s)
	}
	sum := sha256.Sum256(b.Bytes())
	return sum[:]
}
