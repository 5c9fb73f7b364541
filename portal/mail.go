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
	ClaimedAt time.Time // when it was handed to the courier
	Tries     int       // before this one
	With      []Notice  // of several that go together: each of them, in the order in which they were written
	Return    string    // the token by which this e-mail is known again when it comes back
}

// MailTogetherWithin is how long a notice that may go together with others waits for them. Nobody is in a hurry to read
// that something waits, and three e-mails within two minutes look like a mistake.
const MailTogetherWithin = 2 * time.Minute

// MailHeldUpTo is how long mail goes on waiting for a mail server that cannot be reached at all. RFC 5321 asks for four
// to five days; such tries do not count, because they say nothing about the e-mail.
const MailHeldUpTo = 5 * 24 * time.Hour

// MailHeldUpEvery is how often such mail is tried once its usual tries are over. Whatever is sent meanwhile finds out
// sooner that the server is back, and then everything goes at once.
const MailHeldUpEvery = 30 * time.Minute

// MailRetries and MailRetryEvery: 48 tries, 5 minutes apart with jitter, then failed and told (GOV.UK Notify).
const (
	MailRetries    = 48
	MailRetryEvery = 5 * time.Minute
)
