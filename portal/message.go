package portal

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of messages (numbers.md).
const (
	LongestMessage = 4000             // code points (HMRC secure-message)
	LongestSubject = 120              // code points: a line of a list, and of a printed page
	UndoSend       = 15 * time.Second // how long a message waits before it is sent (FreeScout)
	DraftSaves     = 10 * time.Second // after the last change (VA)
	InboxPage      = 25
	MessagesShown  = 50 // of a case on one page; earlier ones are a page further
)

// CaseNumber is a case's number within the office: its year, and a running number within the year.
type CaseNumber int64

// CaseNumberOf makes the number of a year's n-th case.
func CaseNumberOf(year int, n int64) CaseNumber { return CaseNumber(NumberOf(year, n)) }

// String is the reference that people quote: "MC-2026-000123".
func (n CaseNumber) String() string {
	return fmt.Sprintf("MC-%04d-%06d", int64(n)/requestsAYear, int64(n)%requestsAYear)
}

// Subject is what the audit trail calls the case.
func (n CaseNumber) Subject() string { return "message/" + n.String() }

var caseReference = regexp.MustCompile(`^MC-?(\d{4})-?(\d{6,9})$`)

// ReadCaseNumber reads a reference as people type it. False means that it cannot be one.
func ReadCaseNumber(typed string) (CaseNumber, bool) {
	if len(typed) > 100 {
		return 0, false
	}
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "–", "-", "—", "-", "\u2011", "-").Replace(strings.ToUpper(typed))
	m := caseReference.FindStringSubmatch(plain)
	if m == nil {
		return 0, false
	}
	year, _ := strconv.Atoi(m[1]) // the pattern lets digits through only
	n, _ := strconv.ParseInt(m[2], 10, 64)
	return CaseNumberOf(year, n), year >= 2000 && n > 0
}

// Side is who wrote a message.
type Side string

const (
	TaxpayerSide   Side = "taxpayer" // or whoever acts for them
	DepartmentSide Side = "department"
)

// Message is one that was sent. It is never changed.
type Message struct {
	N         int64 // its place in the case, from 1
	ID        string
	At        time.Time
	Side      Side
	Account   string
	Name      string
	Authority string // by which a representative wrote it, "" for the taxpayer's own and ours
	Language  Language
	Body      string
	Files     []File
}

// Draft is what someone writes and has not sent.
type Draft struct {
	ID        string
	Account   string
	Owner     string
	Taxpayer  string
	Authority string // by which a representative writes, "" for oneself
	Side      Side
	Case      CaseNumber // 0 for a new matter
	Follows   CaseNumber // the closed case that a new matter goes on from
	State     DraftState
	Version   int64
	SavedAt   time.Time
	Seen      int64 // the last message that its writer had before them
	SendAt    time.Time
	Sender    string // the name under which it goes
	SentCase  CaseNumber
	SentN     int64
	DraftText
}

// DraftVersion is how a draft was saved once.
type DraftVersion struct {
	Version int64
	At      time.Time
	Device  string
	Subject string
	Body    string
	Aside   bool // it came from a page that had an older draft, and changed nothing
}

// AuditSubject is what the audit trail calls the draft: its case once there is one.
func (d Draft) AuditSubject() string {
	if d.Case != 0 {
		return d.Case.Subject()
	}
	return "draft/" + d.ID
}

// FilesSubject is under what a draft's files are stored, and those of the message that it becomes.
func (d Draft) FilesSubject() string { return "draft/" + d.ID }

// DraftText is what is typed into a draft.
type DraftText struct {
	Language Language
	Topic    string
	TaxType  string
	Period   string
	Letter   string // number of the letter that it answers
	Subject  string
	Body     string
	Outcome  ReplyOutcome // of a clerk's reply
}

// DraftState is how far a draft has come.
type DraftState string

const (
	DraftOpen    DraftState = "open"
	DraftHeld    DraftState = "held" // sent by its writer, who can still take it back
	DraftSent    DraftState = "sent"
	DraftDropped DraftState = "dropped"
)

// ReplyOutcome is what a clerk's reply does to the case.
type ReplyOutcome string

const (
	OutcomeAwait   ReplyOutcome = "await"   // we wait for an answer; the usual one
	OutcomeResolve ReplyOutcome = "resolve" // the matter is settled, as far as we are concerned
	OutcomeInterim ReplyOutcome = "interim" // not the answer yet: the case stays ours, and the promise begins anew
)

// Outcomes that a clerk chooses from.
var Outcomes = []ReplyOutcome{OutcomeAwait, OutcomeResolve, OutcomeInterim}

// Clean makes a draft's words safe to keep. A draft is never refused for what is missing: only for what is too long, and then
// still kept by whoever shows it.
func (t *DraftText) Clean() error {
	var check Check
	t.Subject = check.Line("subject", t.Subject, LongestSubject)
	t.Body = check.Lines("body", t.Body, LongestMessage)
	t.Letter = check.Line("letter", t.Letter, 40)
	t.Period = check.Line("period", t.Period, 20)
	t.Topic, t.TaxType, t.Outcome = chosenText(t.Topic), chosenText(t.TaxType), ReplyOutcome(chosenText(string(t.Outcome)))
	return check.Err()
}

// chosenText is what a form brought as one of several choices, fit to be kept whatever it is.
func chosenText(text string) string {
	text, _ = CleanText(text, 60, false)
	return Excerpt(text, 60)
}

// CheckToSend is nil when a draft can be sent, or says what is missing. Topics are those that its writer may choose from.
func (d Draft) CheckToSend(topics []Topic) error {
	var check Check
	if d.Case == 0 {
		if _, ok := FindTopic(topics, d.Topic); !ok {
			check.Wrong("topic", "Choose what it is about, so that it reaches the right people.")
		}
		if utf8.RuneCountInString(d.Subject) < 3 {
			check.Wrong("subject", "Write a few words that say what it is about.")
		}
		if d.Period != "" && !taxPeriod.MatchString(d.Period) {
			check.Wrong("period", "Enter the year, like 2025, or the year and quarter, like 2025-Q1. Leave it empty if it is about none.")
		}
	}
	if d.Body == "" {
		check.Wrong("body", "Write your message.")
	}
	return check.Err()
}

var taxPeriod = regexp.MustCompile(`^(19|20)\d\d(-Q[1-4]|-(0[1-9]|1[0-2]))?$`)

// E-mail about messages. It says that something is there, and nothing of it.
const (
	NoticeMessageArrived  Notice = "message.arrived"  // for whoever may read it
	NoticeMessageReceived Notice = "message.received" // for whoever sent it to us
)

// Refusals about messages.
var (
	ErrCaseClosed   = Refuse(Conflict, "This case is closed, so nothing can be added to it. Start a new case that goes on from it: what you wrote is kept.")
	ErrDraftOver    = Refuse(Conflict, "This draft was sent, or put away, in the meantime. Look at your messages.")
	ErrTooLateUndo  = Refuse(Conflict, "It has been sent already. Write again in the same case if something was wrong with it.")
	ErrDraftNewer   = Refuse(Conflict, "There is a newer draft, from another page or device. It is shown here; what you had is kept with its earlier versions.")
	ErrNewerMessage = Refuse(Conflict, "A new message came while you were writing. Read it, then send yours again: nothing was sent yet.")
	ErrNewerReply   = Refuse(Conflict, "A colleague has just answered this case. Read what they send, then send yours again if it is still needed: it is kept as a draft.")
	ErrCaseMoved    = Refuse(Conflict, "This case has moved on since the page was opened, so nothing was changed. Look at where it stands now.")
	ErrWriteOnly    = Refuse(Forbidden, "We do not show messages yet, because we are not sure enough who you are. You can write to us.")
	ErrNoTraining   = Refuse(Forbidden, "Your yearly confidentiality training has lapsed, so no case opens. Take it, and ask a supervisor to note it.")
)
