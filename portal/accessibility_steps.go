package portal

import "slices"

// AccessibilityStatus is where a request stands.
type AccessibilityStatus string

const (
	AccessibilityReceived     AccessibilityStatus = "received"
	AccessibilityAcknowledged AccessibilityStatus = "acknowledged"
	AccessibilityInProduction AccessibilityStatus = "in-production"
	AccessibilityDelivered    AccessibilityStatus = "delivered"
	AccessibilityDeclined     AccessibilityStatus = "declined" // an undue burden: another way was offered
	AccessibilityConfirmed    AccessibilityStatus = "confirmed"
	AccessibilityReopened     AccessibilityStatus = "reopened"
	GrievanceEscalated        AccessibilityStatus = "escalated"
	GrievanceMet              AccessibilityStatus = "met"
	GrievanceAnswered         AccessibilityStatus = "answered"
	GrievanceAppealed         AccessibilityStatus = "appealed"
	GrievanceFinal            AccessibilityStatus = "final"
)

// AccessibilityStatuses in the order of a request's life.
var AccessibilityStatuses = []AccessibilityStatus{
	AccessibilityReceived, AccessibilityAcknowledged, AccessibilityInProduction, AccessibilityDelivered, AccessibilityDeclined,
	AccessibilityReopened, AccessibilityConfirmed, GrievanceEscalated, GrievanceMet, GrievanceAnswered, GrievanceAppealed, GrievanceFinal,
}

// Closed reports that nothing is left to do, for anyone.
func (s AccessibilityStatus) Closed() bool {
	return s == AccessibilityConfirmed || s == GrievanceFinal
}

// Grievance reports that the request is on the grievance branch.
func (s AccessibilityStatus) Grievance() bool {
	switch s {
	case GrievanceEscalated, GrievanceMet, GrievanceAnswered, GrievanceAppealed, GrievanceFinal:
		return true
	}
	return false
}

// Sentence is the status as everyone reads it.
func (s AccessibilityStatus) Sentence() Sentence {
	switch s {
	case AccessibilityReceived:
		return Say("Received")
	case AccessibilityAcknowledged:
		return Say("Acknowledged")
	case AccessibilityInProduction:
		return Say("In production")
	case AccessibilityDelivered:
		return Say("Delivered")
	case AccessibilityDeclined:
		return Say("Another way offered")
	case AccessibilityConfirmed:
		return Say("Confirmed")
	case AccessibilityReopened:
		return Say("Reopened")
	case GrievanceEscalated:
		return Say("Grievance received")
	case GrievanceMet:
		return Say("Grievance: we met")
	case GrievanceAnswered:
		return Say("Grievance: answered")
	case GrievanceAppealed:
		return Say("Grievance: appealed")
	case GrievanceFinal:
		return Say("Grievance: final decision")
	default:
		return Sentence{Text: string(s)}
	}
}

// AccessibilityStep is what takes a request from one status to another.
type AccessibilityStep string

const (
	AcknowledgeStep AccessibilityStep = "acknowledge"
	ProduceStep     AccessibilityStep = "put in production"
	DeliverStep     AccessibilityStep = "deliver"
	DeclineStep     AccessibilityStep = "offer another way"
	ConfirmStep     AccessibilityStep = "confirm"
	ReopenStep      AccessibilityStep = "reopen"
	EscalateStep    AccessibilityStep = "escalate"
	MeetStep        AccessibilityStep = "meet"
	AnswerStep      AccessibilityStep = "answer"
	AppealStep      AccessibilityStep = "appeal"
	CloseStep       AccessibilityStep = "close"
)

type accessibilityRule struct {
	from  []AccessibilityStatus
	to    AccessibilityStatus
	staff Permission // who at the desk may take it; for the person's own steps, who may take it for them
	own   bool       // the person who asked may take it
}

// accessibilitySteps is the whole table of how a request moves.
var accessibilitySteps = map[AccessibilityStep]accessibilityRule{
	AcknowledgeStep: {
		from:  []AccessibilityStatus{AccessibilityReceived, AccessibilityReopened},
		to:    AccessibilityAcknowledged,
		staff: WorkAccessibility,
	},
	ProduceStep: {
		from:  []AccessibilityStatus{AccessibilityReceived, AccessibilityAcknowledged, AccessibilityReopened},
		to:    AccessibilityInProduction,
		staff: WorkAccessibility,
	},
	DeliverStep: {
		from:  []AccessibilityStatus{AccessibilityReceived, AccessibilityAcknowledged, AccessibilityInProduction, AccessibilityReopened},
		to:    AccessibilityDelivered,
		staff: WorkAccessibility,
	},
	DeclineStep: {
		from:  []AccessibilityStatus{AccessibilityReceived, AccessibilityAcknowledged, AccessibilityInProduction, AccessibilityReopened},
		to:    AccessibilityDeclined,
		staff: DeclineAccessibility,
	},
	ConfirmStep: {
		from:  []AccessibilityStatus{AccessibilityDelivered, AccessibilityDeclined, GrievanceAnswered},
		to:    AccessibilityConfirmed,
		staff: WorkAccessibility, own: true,
	},
	ReopenStep: {
		from:  []AccessibilityStatus{AccessibilityDelivered, AccessibilityConfirmed},
		to:    AccessibilityReopened,
		staff: WorkAccessibility, own: true,
	},
	EscalateStep: {
		from: []AccessibilityStatus{
			AccessibilityReceived, AccessibilityAcknowledged, AccessibilityInProduction, AccessibilityDelivered, AccessibilityDeclined, AccessibilityReopened,
		},
		to:    GrievanceEscalated,
		staff: WorkAccessibility, own: true,
	},
	MeetStep:   {from: []AccessibilityStatus{GrievanceEscalated}, to: GrievanceMet, staff: DecideGrievance},
	AnswerStep: {from: []AccessibilityStatus{GrievanceMet}, to: GrievanceAnswered, staff: DecideGrievance},
	AppealStep: {from: []AccessibilityStatus{GrievanceAnswered}, to: GrievanceAppealed, staff: WorkAccessibility, own: true},
	CloseStep:  {from: []AccessibilityStatus{GrievanceAppealed, GrievanceAnswered}, to: GrievanceFinal, staff: DecideGrievance},
}

// Takes is the status that a step leads to from this one; false when it does not start here.
func (s AccessibilityStatus) Takes(step AccessibilityStep) (AccessibilityStatus, bool) {
	rule, ok := accessibilitySteps[step]
	return rule.to, ok && slices.Contains(rule.from, s)
}

// MayTake is nil when the actor may take the step at all. Whether the person who asked is who they are is for their
// reference and code to say; here they are a visitor.
func (a Actor) MayTake(step AccessibilityStep) error {
	rule, ok := accessibilitySteps[step]
	if !ok {
		return ErrForbidden
	}
	if rule.own && !a.Role.Staff() {
		return nil
	}
	return a.Permit(rule.staff)
}

// ErrWrongStep answers a step that does not start from where the request stands now: mostly a second press of a button,
// or a page that was left open.
var ErrWrongStep = Refuse(Conflict, "This request has moved on since you opened it. Look at where it stands now, then choose again.")
