package views

import (
	"fmt"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// ChecklistsAddress lists all cases for who reads their checklists.
const ChecklistsAddress = IdentityQueueAddress + "/checklists"

// ChecklistsPage lists all cases for auditors: it names nobody.
type ChecklistsPage struct {
	Desk
	Lines []portal.IdentityLine
	Pager ui.Pager
}

// NewChecklistsPage lays it out; before is where it began, 0 for the newest.
func NewChecklistsPage(d Desk, lines []portal.IdentityLine, before portal.IdentityNumber) ChecklistsPage {
	p := ChecklistsPage{Desk: d, Lines: lines, Pager: ui.Pager{NewerText: "Newest", OlderText: "Older"}}
	if len(lines) > portal.QueuePageSize {
		p.Lines = lines[:portal.QueuePageSize]
		p.Pager.Older = ChecklistsAddress + "?before=" + p.Lines[portal.QueuePageSize-1].Number.String()
	}
	if before != 0 {
		p.Pager.Newer = ChecklistsAddress
	}
	return p
}

func lineStatus(s portal.IdentityStatus) ui.Status {
	switch s {
	case portal.IdentityApproved:
		return ui.Status{Text: "Approved", Look: ui.Done}
	case portal.IdentityClosed:
		return ui.Status{Text: "Closed, not approved", Look: ui.Stopped}
	}
	return ui.Status{Text: "Open", Look: ui.Working}
}

func openedWhere(l portal.IdentityLine) string {
	if l.Counter {
		return "At the counter"
	}
	return "From an account"
}

func checklistAddress(n portal.IdentityNumber) string { return IdentityCaseAddress(n) + "/checklist" }

// ChecklistPage is one case against what the standard asks.
type ChecklistPage struct {
	Desk
	Number portal.IdentityNumber
	Status ui.Status
	Facts  []ui.Fact
	Lines  []portal.ChecklistLine
	Said   string
	Case   bool // who reads it may open the case too
}

// NewChecklistPage computes and lays it out for actor.
func NewChecklistPage(d Desk, actor portal.Actor, record portal.ProofRecord) ChecklistPage {
	p := ChecklistPage{Desk: d, Number: record.Number, Status: lineStatus(record.Status), Lines: record.Checklist(), Case: actor.Can(portal.ReadIdentity)}
	met, missing, other := 0, 0, 0
	for _, l := range p.Lines {
		switch l.Met {
		case portal.IsMet:
			met++
		case portal.NotMet:
			missing++
		default:
			other++
		}
	}
	p.Said = fmt.Sprintf("%d met, %d not met, %d that do not apply to this case.", met, missing, other)
	p.Facts = []ui.Fact{
		{Key: "Opened", Value: joined(d.ShortDateTime(record.OpenedAt), firstText(record.OpenedByName, "by the person"))},
		{Key: "Earned so far", Value: d.Sentence(record.Earned.Sentence())},
		{Key: "By", Value: d.Sentence(record.Route.Sentence())},
	}
	return p
}

func metStatus(m portal.Met) ui.Status {
	switch m {
	case portal.IsMet:
		return ui.Status{Text: "Met", Look: ui.Done}
	case portal.NotMet:
		return ui.Status{Text: "Not met", Look: ui.Late}
	}
	return ui.Status{Text: "Does not apply", Look: ui.Fresh}
}
