package portal

import "time"

// Mail is one row of the outbox, ready to be put into words and sent.
type Mail struct {
	ID        string // also the left part of its Message-ID, the same on every try
	To        string
	Language  Language
	Notice    Notice
	Params    Params
	CreatedAt time.Time
	Tries     int // before this one
}

// MailRetries and MailRetryEvery: 48 tries, 5 minutes apart with jitter, then failed and told (GOV.UK Notify).
const (
	MailRetries    = 48
	MailRetryEvery = 5 * time.Minute
)
