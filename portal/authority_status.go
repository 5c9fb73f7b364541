package portal

import "slices"

// AuthorityStatus is where an authority stands.
type AuthorityStatus string

const (
	AuthorityInvited   AuthorityStatus = "invited"           // the representative has not answered
	AuthorityRequested AuthorityStatus = "requested"         // the representative, or a clerk with a paper form, has asked
	AuthorityAwaiting  AuthorityStatus = "awaiting taxpayer" // the taxpayer, or the other one of a joint return, has not answered
	AuthorityActive    AuthorityStatus = "active"

	AuthorityRefused   AuthorityStatus = "refused"
	AuthorityLapsed    AuthorityStatus = "lapsed"    // nobody answered in time
	AuthorityRevoked   AuthorityStatus = "revoked"   // by the taxpayer
	AuthorityWithdrawn AuthorityStatus = "withdrawn" // by the representative
	AuthorityEnded     AuthorityStatus = "ended"     // by the department
	AuthorityExpired   AuthorityStatus = "expired"   // its last day is over
	AuthorityReplaced  AuthorityStatus = "replaced"
)

// authorityMoves is the whole table of what may follow what.
var authorityMoves = map[AuthorityStatus][]AuthorityStatus{
	AuthorityInvited:   {AuthorityAwaiting, AuthorityActive, AuthorityRefused, AuthorityLapsed, AuthorityRevoked},
	AuthorityRequested: {AuthorityAwaiting, AuthorityActive, AuthorityRefused, AuthorityLapsed, AuthorityWithdrawn},
	AuthorityAwaiting:  {AuthorityActive, AuthorityRefused, AuthorityLapsed, AuthorityRevoked, AuthorityWithdrawn, AuthorityEnded},
	AuthorityActive:    {AuthorityRevoked, AuthorityWithdrawn, AuthorityEnded, AuthorityExpired, AuthorityReplaced},
}

// AuthorityStatuses are all of them, in the order of a life.
var AuthorityStatuses = []AuthorityStatus{
	AuthorityInvited, AuthorityRequested, AuthorityAwaiting, AuthorityActive,
	AuthorityRefused, AuthorityLapsed, AuthorityRevoked, AuthorityWithdrawn, AuthorityEnded, AuthorityExpired, AuthorityReplaced,
}

// May reports whether an authority may go from this status to the next.
func (s AuthorityStatus) May(next AuthorityStatus) bool {
	return slices.Contains(authorityMoves[s], next)
}

// Over reports that nothing can come of it any more.
func (s AuthorityStatus) Over() bool { return len(authorityMoves[s]) == 0 }

// Waits reports that someone has to answer.
func (s AuthorityStatus) Waits() bool { return !s.Over() && s != AuthorityActive }

// Sentence is what people read.
func (s AuthorityStatus) Sentence() Sentence {
	switch s {
	case AuthorityInvited:
		return Say("Invited")
	case AuthorityRequested:
		return Say("Asked")
	case AuthorityAwaiting:
		return Say("Waits for an answer")
	case AuthorityActive:
		return Say("Active")
	case AuthorityRefused:
		return Say("Refused")
	case AuthorityLapsed:
		return Say("Not answered in time")
	case AuthorityRevoked:
		return Say("Ended by the taxpayer")
	case AuthorityWithdrawn:
		return Say("Given up by the representative")
	case AuthorityEnded:
		return Say("Ended by us")
	case AuthorityExpired:
		return Say("Its time is over")
	}
	return Say("Replaced by another")
}

// AuthorityAct is what someone does about an authority.
type AuthorityAct string

const (
	AcceptInvitation  AuthorityAct = "accept invitation"
	DeclineInvitation AuthorityAct = "decline invitation"
	AcceptRequest     AuthorityAct = "accept request"
	RefuseRequest     AuthorityAct = "refuse request"
	AgreeJointly      AuthorityAct = "agree jointly"
	RefuseJointly     AuthorityAct = "refuse jointly"
	RevokeAuthority   AuthorityAct = "revoke"
	WithdrawAuthority AuthorityAct = "withdraw"
	EndAuthority      AuthorityAct = "end"
	ApprovePaper      AuthorityAct = "approve paper"
	RefusePaper       AuthorityAct = "refuse paper"
)

// AuthorityActs are all of them.
var AuthorityActs = []AuthorityAct{
	AcceptInvitation, DeclineInvitation, AcceptRequest, RefuseRequest, AgreeJointly, RefuseJointly,
	RevokeAuthority, WithdrawAuthority, EndAuthority, ApprovePaper, RefusePaper,
}

// May is nil when the act fits where the authority stands. Who may do it is another question, and asked first.
func (a Authority) May(act AuthorityAct) error {
	fits := false
	switch act {
	case AcceptInvitation, DeclineInvitation:
		fits = a.Status == AuthorityInvited
	case AcceptRequest, RefuseRequest:
		fits = a.Status == AuthorityAwaiting && a.AgreedAt.IsZero()
	case AgreeJointly, RefuseJointly:
		fits = a.Status == AuthorityAwaiting && !a.AgreedAt.IsZero() || a.Status == AuthorityActive
	case RevokeAuthority:
		fits = a.Status.May(AuthorityRevoked)
	case WithdrawAuthority:
		fits = a.Status.May(AuthorityWithdrawn) && (a.Way != PaperWay || a.Status == AuthorityActive)
	case EndAuthority:
		fits = a.Status == AuthorityActive || a.Status == AuthorityAwaiting
	case ApprovePaper, RefusePaper:
		fits = a.Status == AuthorityRequested && a.Way == PaperWay
	}
	if !fits {
		return ErrAuthorityMoved
	}
	return nil
}

// ErrAuthorityMoved is the answer to an act that no longer fits.
var ErrAuthorityMoved = Refuse(Conflict, "Something happened to this meanwhile, so nothing was changed. Look at it again.")

// Refusal is why someone said no, one of a short list: whoever reads it knows what to do next.
type Refusal string

const (
	RefusedUnknown   Refusal = "unknown"
	RefusedNotAsked  Refusal = "not asked"
	RefusedScope     Refusal = "scope"
	RefusedOther     Refusal = "other"
	RefusedNoNeed    Refusal = "no need"
	RefusedCannot    Refusal = "cannot"
	RefusedJoint     Refusal = "joint"
	RefusedSignature Refusal = "signature"
	RefusedNotice    Refusal = "notice"
	RefusedLaw       Refusal = "law"
	RefusedMistake   Refusal = "mistake"
)

// The refusals that each side can choose, in the order in which they are offered.
var (
	TaxpayerRefusals       = []Refusal{RefusedUnknown, RefusedNotAsked, RefusedScope, RefusedOther, RefusedNoNeed}
	RepresentativeRefusals = []Refusal{RefusedCannot, RefusedScope, RefusedNoNeed, RefusedUnknown}
	PaperRefusals          = []Refusal{RefusedSignature, RefusedScope, RefusedMistake}
	DepartmentEndings      = []Refusal{RefusedNotice, RefusedLaw, RefusedMistake}
)

// Sentence is what the other side reads.
func (r Refusal) Sentence() Sentence {
	switch r {
	case RefusedUnknown:
		return Say("I do not know this person.")
	case RefusedNotAsked:
		return Say("I know them, but did not ask them to act.")
	case RefusedScope:
		return Say("It is for something else than we agreed.")
	case RefusedOther:
		return Say("Someone else acts in this.")
	case RefusedNoNeed:
		return Say("It is no longer needed.")
	case RefusedCannot:
		return Say("I cannot take this on.")
	case RefusedJoint:
		return Say("The other taxpayer of a joint return did not agree.")
	case RefusedSignature:
		return Say("A signature or a detail on the paper form is missing.")
	case RefusedNotice:
		return Say("We were told on paper, by telephone or at our counter to end it.")
	case RefusedLaw:
		return Say("The law or a court ended it.")
	case RefusedMistake:
		return Say("It was entered by mistake.")
	}
	return Sentence{}
}

// ReadRefusal is a reason as a form brought it, when it is one of those offered.
func ReadRefusal(field, typed string, offered []Refusal) (Refusal, error) {
	var check Check
	if !slices.Contains(offered, Refusal(typed)) {
		check.Wrong(field, "Choose a reason.")
	}
	return Refusal(typed), check.Err()
}
