package portal

import (
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode"
)

// MailState is what has become of an e-mail in the outbox.
type MailState string

const (
	MailWaiting MailState = "waiting" // not sent yet; tried now or at its next due time
	MailSent    MailState = "sent"    // the mail server took it over
	MailFailed  MailState = "failed"  // given up, and told at the desk
)

// MailStates in the order in which the desk's filter shows them.
var MailStates = []MailState{MailWaiting, MailSent, MailFailed}

// MailTrouble is why a try to send did not succeed. What it means stands in MailTrouble.Sentence.
type MailTrouble string

const (
	NoTrouble        MailTrouble = ""
	MailUnreachable  MailTrouble = "unreachable"  // no connection to the mail server
	MailTurnedAway   MailTrouble = "turned away"  // it does not talk to this machine
	MailStalled      MailTrouble = "stalled"      // it stopped answering in the middle
	MailDropped      MailTrouble = "dropped"      // it ended the connection in the middle
	MailUnencrypted  MailTrouble = "unencrypted"  // it offers no encryption that we accept
	MailCertificate  MailTrouble = "certificate"  // its certificate does not hold
	MailCredentials  MailTrouble = "credentials"  // it does not take our user name and password
	MailSender       MailTrouble = "sender"       // it does not take our sender address
	MailDeferred     MailTrouble = "deferred"     // it asked us to come again later
	MailRefused      MailTrouble = "refused"      // it refused this e-mail for good
	MailNoSuchPerson MailTrouble = "no recipient" // it refused the recipient's address for good
	MailUnwritable   MailTrouble = "unwritable"   // we could not put it into words or onto an envelope
	MailInterrupted  MailTrouble = "interrupted"  // we were stopping
	MailWithdrawn    MailTrouble = "withdrawn"    // what it tells of is no longer the recipient's to know
)

// Permanent reports whether trying again cannot help: such mail fails at once.
func (t MailTrouble) Permanent() bool {
	return t == MailRefused || t == MailNoSuchPerson || t == MailUnwritable
}

// Ours reports whether the trouble lies between us and our mail server, and so holds up all mail, not one.
func (t MailTrouble) Ours() bool {
	return slices.Contains(OursAll, t)
}

// OursAll are the troubles that lie between us and our mail server.
var OursAll = []MailTrouble{MailUnreachable, MailTurnedAway, MailStalled, MailDropped, MailUnencrypted, MailCertificate, MailCredentials, MailSender}

// MayHaveGone reports that the e-mail may have been taken over although we were not told so. It is tried again in the very
// same words: its reader then knows it by its Message-ID, and nothing that came later may hide in it. db/outbox_together.go asks for the same in SQL.
func (t MailTrouble) MayHaveGone() bool {
	return t == MailStalled || t == MailDropped || t == MailInterrupted
}

// Sentence says it in the words of the desk, with what to do about it.
func (t MailTrouble) Sentence() string {
	switch t {
	case NoTrouble:
		return ""
	case MailUnreachable:
		return "We could not reach the mail server. Check that it runs, and its address in EXCHEQUER_SMTP_URL."
	case MailTurnedAway:
		return "The mail server does not talk to us. Ask its operator whether this machine may send through it."
	case MailStalled:
		return "The mail server stopped answering in the middle."
	case MailDropped:
		return "The mail server ended the connection in the middle."
	case MailUnencrypted:
		return "The mail server offers no encryption that we accept, so we sent nothing to it."
	case MailCertificate:
		return "We could not trust the mail server's certificate, so we sent nothing to it."
	case MailCredentials:
		return "The mail server did not accept our user name and password."
	case MailSender:
		return "The mail server does not accept our sender address. Check EXCHEQUER_MAIL_FROM."
	case MailDeferred:
		return "The mail server asked us to try again later."
	case MailNoSuchPerson:
		return "The mail server says that this address does not exist or takes no mail. Reach the person another way."
	case MailUnwritable:
		return "We could not write this e-mail: its address or its text is not one that can be sent."
	case MailWithdrawn:
		return "Withdrawn before it left: what it tells of no longer concerns this person. It is never sent."
	case MailInterrupted:
		return "The program was stopping. We try again when it runs."
	default:
		return "The mail server refused this e-mail for good."
	}
}

// MailTry is how one try to send an e-mail ended.
type MailTry struct {
	Mail    string        // the outbox id
	State   MailState     // what the mail is now
	Trouble MailTrouble   // why it was not sent
	Reply   string        // the server's codes alone ("550 5.1.1"): its words may repeat the address
	Again   time.Duration // how long to wait before the next try; with MailWaiting alone
}

// MailWords is an e-mail in words, ready to be sent.
type MailWords struct {
	Sender  string // the department's name in the recipient's language
	Subject string
	Text    string
	HTML    string
}

// MailAddressable reports whether an e-mail can be addressed so: one bare address, without a name, comments,
// control characters or anything that would begin a new line in an envelope.
func MailAddressable(address string) bool {
	if len(address) > 254 || strings.ContainsFunc(address, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || !unicode.IsPrint(r)
	}) {
		return false
	}
	parsed, err := mail.ParseAddress(address)
	return err == nil && parsed.Name == "" && parsed.Address == address
}

// MaskAddress hides most of an e-mail address, for pages where it is contact data: "r…@example.org".
func MaskAddress(address string) string {
	at := strings.LastIndexByte(address, '@')
	if at <= 0 {
		return "…"
	}
	for _, first := range address[:at] {
		return string(first) + "…" + address[at:]
	}
	return "…"
}

// What the audit trail knows of mail. A try that failed and will be repeated stands in the mail's own history.
const (
	MailWasSent   Event = "mail.sent"
	MailHasFailed Event = "mail.failed"
	MailWasResent Event = "mail.sent-again"
)
