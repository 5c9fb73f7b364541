package portal

import "time"

// PastCase is a case that was led somewhere else before, with everything that was written in it, as an office brings it along
// when it moves here.
type PastCase struct {
	Key          string // the core system's key of the taxpayer
	Topic        string
	Period       string
	Letter       string
	Language     Language
	Subject      string
	Assignee     string // account of the clerk who has it, "" for nobody
	AssigneeName string
	Closed       bool
	Resolved     bool
	Messages     []PastMessage // in their order; the first is the taxpayer's
}

// PastMessage is one of them.
type PastMessage struct {
	At      time.Time
	Side    Side
	Account string // of one of the staff, "" where it is not known
	Name    string
	Body    string
}

// Status is where the case stood.
func (c PastCase) Status() CaseStatus {
	last := c.Messages[len(c.Messages)-1]
	switch {
	case c.Closed:
		return CaseClosed
	case c.Resolved:
		return CaseResolved
	case last.Side == DepartmentSide:
		return CaseAwaitingTaxpayer
	case len(c.Messages) > 1:
		return CaseAwaitingDepartment
	case c.Assignee != "":
		return CaseAssigned
	}
	return CaseNew
}

// CasesBroughtIn is that an office brought its earlier cases along.
const CasesBroughtIn Event = "messages.brought-in" // with how many
