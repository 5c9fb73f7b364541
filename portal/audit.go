package portal

import "time"

// AuditRecord is one line of the audit trail: who did what to whom, and how it hangs in the chain.
type AuditRecord struct {
	Seq     int64
	At      time.Time
	Account string // account id, "" for visitors and the system
	Name    string // the actor's name at the time
	Role    Role
	Session string
	Address string
	Event   Event
	Subject string // "accessibility/AR-2026-000123"
	Detail  string // a JSON object of plain facts, or ""
	Prev    []byte // the hash of the record before
	Hash    []byte // over everything above
}

// AuditFilter chooses records. Empty fields choose all.
type AuditFilter struct {
	Event   Event
	Actor   string    // part of the actor's name, or the whole account id
	Subject string    // the whole subject, its kind ("accessibility"), or what stands behind the kind ("AR-2026-000123")
	From    time.Time // at or after
	To      time.Time // before
	Older   int64     // a page of what is older than this record
	Newer   int64     // a page of what is newer than this record, and next to it
}

// AuditPageSize is how many records one page shows.
const AuditPageSize = 50

// AuditPage is one page of the trail, newest first.
type AuditPage struct {
	Records      []AuditRecord
	Older, Newer bool // there may be more on that side
}

// AuditPlace is one record with what it hangs on.
type AuditPlace struct {
	AuditRecord
	Before, After *AuditRecord // nil at an end of the trail
	Fits          bool         // its hash fits what it says
	Follows       bool         // it names the hash of the record before
}

// ChainReport is what walking the chain found.
type ChainReport struct {
	Checked int64  // records that were walked
	Hash    []byte // of the last of them
	Broken  *ChainBreak
}

// ChainBreak is the first link that does not hold.
type ChainBreak struct {
	Seq int64
	Why string // a sentence
}

// ChainCheck is an earlier walk, as the trail itself records it.
type ChainCheck struct {
	At      time.Time
	Name    string // who asked for it
	Checked string // how many records, as text
	Whole   bool
	Break   string // the sentence of the first broken link
}

// What the trail says about itself.
const (
	AuditVerified    Event = "audit.verified"
	AuditFoundBroken Event = "audit.found-broken"
	AuditExported    Event = "audit.exported"
)
