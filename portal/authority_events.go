package portal

import "time"

// What happens to authorities. The subject is the authority.
const (
	AuthorityWasOffered   Event = "authority.invited"
	AuthorityWasAsked     Event = "authority.requested"
	AuthorityAskedVain    Event = "authority.requested-in-vain" // the details fit nobody; with what was compared
	AuthorityCodeMade     Event = "authority.code-made-again"
	AuthorityCodeWrong    Event = "authority.code-wrong"
	AuthorityOpened       Event = "authority.invitation-opened" // the code was right
	AuthorityForwarded    Event = "authority.taxpayer-asked"
	AuthorityAgreed       Event = "authority.agreed" // by the side that was asked, while the other one of a joint return is not
	AuthorityBegan        Event = "authority.began"
	AuthorityWasRefused   Event = "authority.refused"
	AuthorityWasLapsed    Event = "authority.lapsed"
	AuthorityWasRevoked   Event = "authority.revoked"
	AuthorityWasWithdrawn Event = "authority.withdrawn"
	AuthorityWasEnded     Event = "authority.ended"
	AuthorityHasExpired   Event = "authority.expired"
	AuthorityWasReplaced  Event = "authority.replaced"
	AuthorityReminded     Event = "authority.reminded"
	JointlyAgreed         Event = "authority.joint-taxpayer-agreed"
	JointlyRefused        Event = "authority.joint-taxpayer-refused"
	PaperAuthorityEntered Event = "authority.entered-from-paper"
	JointReturnNoted      Event = "taxpayer.joint-return-noted"
	JointReturnEnded      Event = "taxpayer.joint-return-ended"
	RepresentativeLooked  Event = "authority.representative-looked"
	RepresentationStopped Event = "representation.suspended"
	RepresentationAsked   Event = "representation.suspension-proposed"
	RepresentationRefused Event = "representation.suspension-refused"
	RepresentationLifted  Event = "representation.restored"
)

// Event is what the audit trail calls an authority's coming to this status.
func (s AuthorityStatus) Event() Event {
	switch s {
	case AuthorityInvited:
		return AuthorityWasOffered
	case AuthorityRequested:
		return AuthorityWasAsked
	case AuthorityAwaiting:
		return AuthorityAgreed
	case AuthorityActive:
		return AuthorityBegan
	case AuthorityRefused:
		return AuthorityWasRefused
	case AuthorityLapsed:
		return AuthorityWasLapsed
	case AuthorityRevoked:
		return AuthorityWasRevoked
	case AuthorityWithdrawn:
		return AuthorityWasWithdrawn
	case AuthorityEnded:
		return AuthorityWasEnded
	case AuthorityExpired:
		return AuthorityHasExpired
	}
	return AuthorityWasReplaced
}

// What the two sides are told. None says who, or about what: that stands on the page.
const (
	NoticeAuthorityInvited   Notice = "authority.invited"        // until; to an address that may have no account
	NoticeAuthorityAsked     Notice = "authority.asked"          // until; to the taxpayer
	NoticeAuthorityJoint     Notice = "authority.joint-asked"    // until; to the other one of a joint return
	NoticeAuthorityReminder  Notice = "authority.reminder"       // until; to whoever has not answered
	NoticeAuthorityGiven     Notice = "authority.given"          // to the taxpayer
	NoticeAuthorityReceived  Notice = "authority.received"       // to the representative
	NoticeAuthorityRefused   Notice = "authority.refused"        // to whoever asked
	NoticeAuthorityLapsed    Notice = "authority.lapsed"         // to whoever asked
	NoticeAuthorityOver      Notice = "authority.over"           // to the taxpayer
	NoticeAuthorityLost      Notice = "authority.lost"           // to the representative
	NoticeRepresentationOff  Notice = "representation.suspended" // to the representative
	NoticeRepresentationOn   Notice = "representation.restored"  // to the representative
	NoticeRepresentedWithout Notice = "representation.clients"   // to their clients, whose own access stays
)

// AuthorityEvent is one thing that happened to an authority, as both sides read it.
type AuthorityEvent struct {
	At      time.Time
	Side    AuthoritySide
	ByName  string
	Status  AuthorityStatus // that it came to; "" when it stayed
	Event   Event
	Refusal Refusal
	Words   string // of staff, for staff
}

// AuthoritySide is on whose side someone acts.
type AuthoritySide string

const (
	SideTaxpayer       AuthoritySide = "taxpayer"
	SideJoint          AuthoritySide = "joint taxpayer"
	SideRepresentative AuthoritySide = "representative"
	SideDepartment     AuthoritySide = "department"
	SideClock          AuthoritySide = "clock"
)

// RepresentativeAct is one thing that a representative did or looked at for a taxpayer. The taxpayer reads them all.
type RepresentativeAct struct {
	ID        string
	At        time.Time
	Authority string
	Name      string
	Kind      AuthorityKind
	What      RepresentativeDid
	Reference string // of a case or a letter, "" for none
}

// RepresentativeDid is what they did.
type RepresentativeDid string

const (
	DidSwitch    RepresentativeDid = "switched"
	DidSeeRecord RepresentativeDid = "records"
	DidList      RepresentativeDid = "listed"
	DidSearch    RepresentativeDid = "searched"
	DidRead      RepresentativeDid = "read"
	DidDraft     RepresentativeDid = "drafted"
	DidWrite     RepresentativeDid = "wrote"
	DidAttach    RepresentativeDid = "attached"
	DidTakeFile  RepresentativeDid = "downloaded"
	DidPrint     RepresentativeDid = "printed"
	DidArchive   RepresentativeDid = "archived"
	DidReport    RepresentativeDid = "reported"
)

// Sentence is what the taxpayer reads.
func (d RepresentativeDid) Sentence() Sentence {
	switch d {
	case DidSwitch:
		return Say("Began to act for you in a session")
	case DidSeeRecord:
		return Say("Looked at your records")
	case DidList:
		return Say("Looked at your list of messages")
	case DidSearch:
		return Say("Searched your messages")
	case DidRead:
		return Say("Read a message")
	case DidDraft:
		return Say("Wrote a draft")
	case DidWrite:
		return Say("Sent a message")
	case DidAttach:
		return Say("Added a file")
	case DidTakeFile:
		return Say("Downloaded a file")
	case DidPrint:
		return Say("Printed or downloaded a case")
	case DidReport:
		return Say("Reported a message")
	}
	return Say("Moved a case to the archive, or back")
}

// Looks reports that they only looked.
func (d RepresentativeDid) Looks() bool {
	switch d {
	case DidDraft, DidWrite, DidAttach, DidArchive, DidReport:
		return false
	}
	return true
}

// Suspension is that someone, or a whole firm, may not represent anyone. Their own matters, and those of their clients, stay
// open to whose they are.
type Suspension struct {
	ID          string
	Account     string // of the person, "" for a firm
	Firm        string // of the firm, "" for a person
	Name        string
	TriggeredBy string // who caused the suspension of a firm
	At          time.Time
	By          string
	ByName      string
	Reason      string
	State       SuspensionState
	DecidedAt   time.Time
	DecidedBy   string
	Decision    string
	LiftedAt    time.Time
	LiftedBy    string
	Lifting     string
}

// SuspensionState is how far a suspension has come. A person's stands at once; a firm's waits for a second of the staff.
type SuspensionState string

const (
	SuspensionWaiting  SuspensionState = "waiting"
	SuspensionStanding SuspensionState = "standing"
	SuspensionRefused  SuspensionState = "refused"
	SuspensionLifted   SuspensionState = "lifted"
)

// CheckDecision is nil when the actor may decide on it: nobody decides what they proposed.
func (s Suspension) CheckDecision(actor Actor) error {
	switch {
	case !actor.Can(StopRepresentatives):
		return ErrForbidden
	case s.By == actor.Account:
		return Refuse(Conflict, "You began this, so someone else decides on it. That is what the second person is for.")
	case s.State != SuspensionWaiting:
		return Refuse(Conflict, "Someone else has decided on this already. Nothing was changed.")
	}
	return nil
}
