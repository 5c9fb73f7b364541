package portal

import (
	"strings"
	"time"
)

// ReturnKind is what an e-mail is that came to the address for bounces.
type ReturnKind string

const (
	ReturnHard      ReturnKind = "hard"       // not delivered, and never will be
	ReturnSoft      ReturnKind = "soft"       // not delivered this time: counted, not acted upon
	ReturnComplaint ReturnKind = "complaint"  // its reader called ours unwanted
	ReturnAutoReply ReturnKind = "auto-reply" // a program answered for its owner
	ReturnUnknown   ReturnKind = "unknown"    // everything else: a clerk reads it
)

// ReturnKinds in the order of the desk's filter.
var ReturnKinds = []ReturnKind{ReturnUnknown, ReturnHard, ReturnComplaint, ReturnSoft, ReturnAutoReply}

// ReadReturnKind is a kind by its name.
func ReadReturnKind(name string) (ReturnKind, bool) {
	for _, k := range ReturnKinds {
		if string(k) == name {
			return k, true
		}
	}
	return "", false
}

// Name says a kind at the desk.
func (k ReturnKind) Name() string {
	switch k {
	case ReturnHard:
		return "Not delivered, for good"
	case ReturnSoft:
		return "Not delivered this time"
	case ReturnComplaint:
		return "Complaint"
	case ReturnAutoReply:
		return "Automatic reply"
	}
	return "Not understood"
}

// ReturnedMail is what a program could read of an e-mail that came back.
type ReturnedMail struct {
	Kind      ReturnKind
	Token     string   // of the envelope that we gave it, "" for none
	Forged    bool     // it has a token that we never gave
	MessageID []string // the left parts of Message-IDs that it quotes
	Status    string   // "5.1.1", "" for none
	From      string
	Subject   string
	Text      string // as much of it as a clerk needs to read
	Raw       []byte
	Cut       bool // Raw is the beginning alone
}

// BounceKind decides on a report of delivery (RFC 3464) by its action and status. A mailbox that is not there or closed
// is a hard bounce. One that is full, a message that is too large, and a policy that refused this message say nothing
// about whether the address is good: they are counted, and nothing more.
func BounceKind(action, status string) ReturnKind {
	if !strings.EqualFold(action, "failed") {
		if strings.EqualFold(action, "delayed") {
			return ReturnSoft
		}
		return ReturnUnknown
	}
	parts := strings.Split(status, ".")
	if len(parts) != 3 {
		return ReturnSoft
	}
	switch class, subject, detail := parts[0], parts[1], parts[2]; {
	case class != "5":
		return ReturnSoft
	case subject == "1", subject == "0": // about the address (RFC 3463), or about nothing in particular
		return ReturnHard
	case subject == "2" && detail == "1": // the mailbox is closed
		return ReturnHard
	case subject == "4" && detail == "4": // there is no way to its domain
		return ReturnHard
	}
	return ReturnSoft
}

// MailReturn is an e-mail that came back, as the desk sees it.
type MailReturn struct {
	ID          string
	At          time.Time
	Kind        ReturnKind
	Mail        string // the outbox id, "" where none is known
	Status      string
	Size        int
	SettledAt   time.Time
	SettledName string
	SettledNote string
	From        string // these three only for one that is opened
	Subject     string
	Text        string
}

// ReturnFilter chooses a page of what came back, newest first.
type ReturnFilter struct {
	Kind  ReturnKind // "" is what waits for someone
	Older string
}

// ReturnPage is how many one page shows.
const ReturnPage = 25

// What the trail knows of mail that came back.
const (
	MailCameBack      Event = "mail.came-back"
	MailReturnRead    Event = "mail.return-read"
	MailReturnSettled Event = "mail.return-settled"
)
