package portal

import "time"

// ConductGround is why a message is reported: the rules of conduct, one by one.
type ConductGround string

const (
	GroundThreat      ConductGround = "threat"
	GroundLanguage    ConductGround = "language"
	GroundUnrelated   ConductGround = "unrelated"
	GroundFlood       ConductGround = "flood"
	GroundFiles       ConductGround = "files"
	GroundDisruption  ConductGround = "disruption"
	GroundPretending  ConductGround = "pretending"
	GroundForeignData ConductGround = "foreign-data"
)

// ConductGrounds in the order in which they are offered.
var ConductGrounds = []ConductGround{
	GroundThreat, GroundLanguage, GroundUnrelated, GroundFlood, GroundFiles, GroundDisruption, GroundPretending, GroundForeignData,
}

// Sentence is the ground as people choose it.
func (g ConductGround) Sentence() Sentence {
	switch g {
	case GroundThreat:
		return Say("It threatens someone")
	case GroundLanguage:
		return Say("It insults, or uses harsh language")
	case GroundUnrelated:
		return Say("It has nothing to do with the case")
	case GroundFlood:
		return Say("There are too many messages that nobody needs")
	case GroundFiles:
		return Say("It brings files that nobody asked for, or that do not belong here")
	case GroundDisruption:
		return Say("It tries to harm the service, or goes around its rules")
	case GroundPretending:
		return Say("Its writer pretends to be someone else, or to act for someone")
	case GroundForeignData:
		return Say("Its writer tries to get at what is not theirs to see")
	}
	return Sentence{Text: string(g)}
}

// Urgent reports that a supervisor is told at once.
func (g ConductGround) Urgent() bool { return g == GroundThreat }

// MessageReport is that someone reported a message.
type MessageReport struct {
	ID            string
	Urgent        bool
	Case          CaseNumber
	N             int64
	At            time.Time
	By, ByName    string
	Side          Side // of who reported it
	Against       string
	AgainstName   string
	Ground        ConductGround
	Words         string
	DecidedAt     time.Time
	DecidedBy     string
	DecidedByName string
	Upheld        bool
	Reason        string
}

// Open reports that nobody has decided about it.
func (r MessageReport) Open() bool { return r.DecidedAt.IsZero() }

// ReportForm is a report as it is typed.
type ReportForm struct {
	Ground ConductGround
	Words  string
}

// Check cleans a report, or says what is wrong.
func (f *ReportForm) Check() error {
	var check Check
	known := false
	for _, g := range ConductGrounds {
		known = known || g == f.Ground
	}
	if !known {
		check.Wrong("ground", "Choose what is wrong with the message.")
	}
	f.Words = check.Lines("words", f.Words, 1000)
	return check.Err()
}

// MessagingSuspension is that a person, or everyone who writes for an organization, may not write messages.
type MessagingSuspension struct {
	ID               string
	Account          string // the person, or whose conduct made us suspend the organization
	AccountName      string
	Organization     string // "" for a person alone
	OrganizationName string
	Report           string // that led to it, "" for none
	At               time.Time
	By, ByName       string
	Reason           string
	StandsAt         time.Time // zero while an organization's waits for a second of the staff
	AgreedByName     string
	EndedAt          time.Time
	EndedByName      string
	EndedWhy         string
}

// Stands reports that it keeps someone from writing.
func (s MessagingSuspension) Stands() bool { return !s.StandsAt.IsZero() && s.EndedAt.IsZero() }

// MayAgree is nil when the actor can be the second who agrees.
func (s MessagingSuspension) MayAgree(actor Actor) error {
	switch {
	case !s.EndedAt.IsZero() || !s.StandsAt.IsZero():
		return ErrSuspensionOver
	case s.By == actor.Account:
		return Refuse(Conflict, "You proposed this yourself. A second supervisor agrees, or does not.")
	}
	return nil
}

// MessagesSent is how many messages an account of the public sends within an hour: far more than a conversation needs.
var MessagesSent = Limit{"messages sent by an account", 20, time.Hour}

// ErrTooManyMessages explains the limit on sending, and what becomes of the message.
func ErrTooManyMessages(wait time.Duration) *Error {
	minutes := max(1, int((wait+time.Minute-1)/time.Minute))
	e := Refuse(TooMany, "You have sent %d messages within an hour, which is as many as we can read with care. This one is kept as a draft. Send it in %d minutes, or call us if it cannot wait.", MessagesSent.Count, minutes)
	e.RetryAfter = max(wait, time.Second)
	return e
}

// What is decided about conduct; the subject is the case, or the account.
const (
	MessageReported       Event  = "message.reported"
	ReportDecided         Event  = "message.report-decided"
	MessagingSuspended    Event  = "messages.suspended"
	SuspensionProposed    Event  = "messages.suspension-proposed"
	MessagingRestored     Event  = "messages.suspension-lifted"
	NoticeMessageThreat   Notice = "message.threat" // to supervisors
	NoticeMessagesStopped Notice = "message.writing-stopped"
	NoticeMessagesAllowed Notice = "message.writing-allowed"
)

// Refusals about conduct.
var (
	ErrMessagingSuspended = Refuse(Forbidden, "You cannot write messages at the moment, because the rules of conduct were not kept. You can still read everything, file and pay. Call us, or write to us by mail, if you think that this is a mistake.")
	ErrReportedBefore     = Refuse(Conflict, "You have reported this message already. A supervisor looks at it.")
	ErrOwnMessage         = Refuse(Conflict, "You wrote this message yourself. Report what others write.")
	ErrReportDecided      = Refuse(Conflict, "A colleague has decided about this report already.")
	ErrOwnReport          = Refuse(Conflict, "You reported this, or wrote it. Another supervisor decides.")
	ErrSuspensionOver     = Refuse(Conflict, "This was decided already. Look at how it stands now.")
	ErrSuspendedBefore    = Refuse(Conflict, "Writing messages is suspended for them already.")
)
