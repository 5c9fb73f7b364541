package portal

import (
	"slices"
	"time"
)

// OfficeLetter is a letter that the desk prints, and how far it has come.
type OfficeLetter struct {
	ID          string
	Kind        LetterKind
	Owner       string         // the taxpayer whom it is about, or the account of someone who stands for none
	Case        IdentityNumber // 0 where it comes of no identity case
	Account     string         // "" where no account asked for it, or caused it
	Taxpayer    string
	Language    Language
	Name        string
	Address     []string
	RequestedAt time.Time
	PrintFrom   time.Time // one letter a day brings all messages of that day
	Batch       int64
	PrintedAt   time.Time
	MailedAt    time.Time
	UsableUntil time.Time
	EndedAt     time.Time
	EndedWhy    string
	Brings      []LetterMessage // of a letter with messages
}

// LetterKind is what a letter is for.
type LetterKind string

const (
	CodeLetter  LetterKind = "identity code"
	AlertLetter LetterKind = "identity alert"

	AddressLetter LetterKind = "address change" // to the address before

	ProofedLetter  LetterKind = "identity proofed" // told at a postal address (NIST SP 800-63A-4, 3.10)
	MessagesLetter LetterKind = "messages"         // what we wrote, or that we did, for who gets no e-mail of it
)

// LetterMessage is a message of ours that a letter brings.
type LetterMessage struct {
	Case  CaseNumber
	N     int64
	Words bool // all that it says; without, that it waits in the account
}

// Paper is what of a message goes on paper.
type Paper int

const (
	NoPaper    Paper = iota // an e-mail says that it is there
	PaperTells              // a letter says so, since no e-mail arrives
	PaperWords              // a letter brings the words, since paper was chosen
)

// Reference is what is quoted about a letter: the matter that it belongs to.
func (l OfficeLetter) Reference() string {
	switch {
	case len(l.Brings) > 0:
		return l.Brings[0].Case.String()
	case l.Case != 0:
		return l.Case.String()
	}
	return ""
}

// ReadsOut reports that a letter brings the words of at least one message.
func (l OfficeLetter) ReadsOut() bool {
	return slices.ContainsFunc(l.Brings, func(m LetterMessage) bool { return m.Words })
}

// MessagePaper is how far the letter has come that brings a message, for whoever reads its case.
type MessagePaper struct {
	LetterMessage
	AskedAt   time.Time
	PrintedAt time.Time
	MailedAt  time.Time
	NoAddress bool // nobody knows where it should go
}

// A mailed code is 10 characters and lives 21 days, 30 outside the contiguous states (NIST SP 800-63A-4; Login.gov).
const (
	LetterCodeLength   = FollowUpCodeLength
	LetterCodeDays     = 21
	LetterCodeDaysAway = 30
	LettersApart       = 24 * time.Hour
	LettersAMonth      = 4
	LettersMonth       = 30 * 24 * time.Hour
	LetterReminder     = 14 * 24 * time.Hour
)

// Usable reports that its code can be used at now.
func (l OfficeLetter) Usable(now time.Time) bool {
	return l.Kind == CodeLetter && l.EndedAt.IsZero() && !l.PrintedAt.IsZero() && !now.After(l.UsableUntil)
}

// CheckNextLetter is nil when another letter may be asked for, given when the latest ones were asked for, the newest first.
func CheckNextLetter(asked []time.Time, now time.Time) error {
	within := 0
	for _, at := range asked {
		if now.Sub(at) < LettersMonth {
			within++
		}
	}
	switch {
	case len(asked) > 0 && now.Sub(asked[0]) < LettersApart:
		return &Error{Code: TooMany, RetryAfter: LettersApart - now.Sub(asked[0]), Message: Say("A letter was asked for within the last 24 hours. Give the mail a few days before you ask for another one, or come to our counter.")}
	case within >= LettersAMonth:
		return &Error{Code: TooMany, RetryAfter: 24 * time.Hour, Message: Say("We sent %d letters in 30 days, which is the most we send. Come to our counter instead, or call us: the address may be wrong.", LettersAMonth)}
	}
	return nil
}

var (
	ErrLetterCode     = Refuse(Mend, "This is not the code of our latest letter. Compare it with the letter: ten letters and digits, in two groups.")
	ErrLetterCodeOver = Refuse(Mend, "The time of this code is over. Ask for another letter, or come to our counter.")
)

// Why letters end.
const (
	LetterUsed     = "used"
	LetterReplaced = "replaced"
	LetterReported = "reported" // whoever got it did not ask for it
	LetterLeft     = "left"     // the person chose another way
	LetterOver     = "over"
	LetterSent     = "sent" // an alert needs no answer
)

// PrintedLetter is a letter with what is on its paper alone.
type PrintedLetter struct {
	OfficeLetter
	Code   string // "" on an alert
	Report string // by which whoever gets it can say that they did not ask for it

	Messages []PrintedMessage
}

// PrintedMessage is a message on a letter. Its body is there where the letter brings the words.
type PrintedMessage struct {
	LetterMessage
	Subject string
	Message
}

// LetterBatch is a pile of letters that were printed and mailed together.
type LetterBatch struct {
	Number   int64
	MadeAt   time.Time
	MadeBy   string
	Letters  int
	MailedAt time.Time
	MailedBy string
}

// LetterBatchPage is how many batches one page shows.
const LetterBatchPage = 25

// LetterPrinting is one time that a batch was printed: the first, or again for a reason.
type LetterPrinting struct {
	At      time.Time
	ByName  string
	Letters int
	Reason  string
}

// What is done with letters. The subject is the batch, or the case.
const (
	LettersBatched Event = "letters.batched"
	LettersPrinted Event = "letters.printed" // with how many, and the reason when it was not the first time
	LettersMailed  Event = "letters.mailed"
	LetterUnasked  Event = "letters.not-asked-for"
	LetterOpened   Event = "letters.opened" // one of the staff read it on the screen
	LetterMessaged Event = "letters.message"
)

// Mailing addresses that owners of accounts tell us who are no taxpayers on record.
const MailingAddressTold Event = "delivery.mailing-address"

// MailingAddress is where letters go to the owner of an account.
type MailingAddress struct {
	Name     string
	Lines    []string // none while nobody told us
	OnRecord bool     // that of a taxpayer whom they were proved to be
}
