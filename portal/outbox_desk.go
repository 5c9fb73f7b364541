package portal

import "time"

// OutboxMail is an e-mail as the desk sees it: that it is there and how it fares, never what it says.
type OutboxMail struct {
	ID        string
	Notice    Notice
	Language  Language
	To        string // masked: an address is contact data
	CreatedAt time.Time
	State     MailState
	Tries     int         // since it was put into the outbox, or sent again
	Due       time.Time   // of the next try; with MailWaiting alone
	OnItsWay  bool        // a courier has it just now
	EndedAt   time.Time   // when it was sent or given up
	Trouble   MailTrouble // of the last try
	Reply     string      // the mail server's codes
	Repeats   string      // the earlier e-mail that this one repeats, "" for most
	With      string      // the e-mail in which it goes, or went, together with others; "" for its own
}

// OutboxTry is one try in an e-mail's history.
type OutboxTry struct {
	At      time.Time
	State   MailState
	Trouble MailTrouble
	Reply   string
}

// OutboxFilter chooses a page of the outbox, newest first.
type OutboxFilter struct {
	State MailState // "" is all
	Older string    // show what is older than this e-mail
	Newer string    // show what is newer than this e-mail, and next to it
}

// OutboxPageSize is how many e-mails one page shows.
const OutboxPageSize = 25

// OutboxPage is one page of the outbox.
type OutboxPage struct {
	Mails        []OutboxMail
	Older, Newer bool // there is more on that side
}

// OutboxCounts is how the mail fares as a whole.
type OutboxCounts struct {
	Waiting       int
	WaitingSince  time.Time // when the oldest of them was written; zero when none waits
	Failed        int
	SentLately    int // within MailLately
	HeldUp        int // waiting mail whose last try met trouble between us and our server
	HeldUpTrouble MailTrouble
}

// MailLately is how far back the count of sent mail reaches.
const MailLately = 24 * time.Hour

// ErrMailOnItsWay refuses to send again what has not ended yet.
var ErrMailOnItsWay = Refuse(Conflict, "This e-mail is still on its way. Wait until it was sent or has failed.")

// ErrMailWithdrawn refuses to send what is no longer its recipient's to know.
var ErrMailWithdrawn = Refuse(Conflict, "This e-mail was withdrawn before it left, and is never sent.")

// ErrMailSentAgain refuses to send the same e-mail again and again.
var ErrMailSentAgain = Refuse(Conflict, "This e-mail was sent again already. Look at the newer one.")
