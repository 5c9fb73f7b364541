package views

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// StaffDecision is one decision about an account.
type StaffDecision struct {
	At           time.Time
	Who          string
	What         string // "status" or "role"
	Was, Becomes string
	Reason       string
}

// StaffMemberPage is one of the staff, with what may be done about them.
type StaffMemberPage struct {
	Desk
	Line    StaffLine
	Facts   []ui.Fact
	Changes []ui.HistoryItem
	Form    ui.Form
	Me      bool // it is the reader's own account
	Stale   bool // the acts will ask for the second step first
	Base    string
}

// NewStaffMemberPage lays it out; values and err are of a form that was refused.
func NewStaffMemberPage(d Desk, actor portal.Actor, l StaffLine, decided []StaffDecision, now time.Time, values url.Values, err error) StaffMemberPage {
	d.Page = mistaken(d.Page, err)
	p := StaffMemberPage{
		Desk: d, Line: l, Form: formOf(d.Page, values, err), Me: l.ID == actor.Account, Stale: actor.StepUp(now) != nil,
		Base: "/office/staff/" + l.ID,
	}
	never := "Never"
	if !l.LastSignIn.IsZero() {
		never = d.ShortDateTime(l.LastSignIn)
	}
	p.Facts = []ui.Fact{
		{Key: "E-mail address", Value: l.Email},
		{Key: "Role", Value: l.Role.RoleName()},
		{Key: "Second step", Value: l.Ways()},
		{Key: "Last sign-in", Value: never},
		{Key: "Signed in now", Value: sessionsText(l.Sessions)},
		{Key: "Account made", Value: d.ShortDate(l.CreatedAt)},
	}
	if !l.LinkEnds.IsZero() {
		ends := "Its time ended " + d.ShortDateTime(l.LinkEnds)
		if l.LinkEnds.After(now) {
			ends = "Works until " + d.ShortDateTime(l.LinkEnds)
		}
		p.Facts = append(p.Facts, ui.Fact{Key: "Open link", Value: ends})
	}
	for _, c := range decided {
		p.Changes = append(p.Changes, ui.HistoryItem{At: c.At, Who: firstText(c.Who, "Whoever held the link"), What: decisionText(c), Detail: c.Reason})
	}
	return p
}

func sessionsText(n int) string {
	switch n {
	case 0:
		return "No"
	case 1:
		return "In 1 browser"
	}
	return fmt.Sprintf("In %d browsers", n)
}

func decisionText(c StaffDecision) string {
	if c.What == "role" {
		return fmt.Sprintf("changed the role from %s to %s", c.Was, c.Becomes)
	}
	switch portal.AccountStatus(c.Becomes) {
	case portal.Suspended:
		return "suspended the account"
	case portal.OnHold:
		return "put the account on hold"
	case portal.Closed:
		return "closed the account"
	case portal.Deceased:
		return "noted that its owner has died"
	case portal.Withdrawn:
		return "withdrew the invitation"
	case portal.PendingEmail:
		if c.Was == "" {
			return "made the account and the invitation"
		}
		return "invited again"
	case portal.PendingPassword:
		return "opened the link"
	case portal.PendingSecondFactor:
		return "chose a password"
	case portal.Active:
		switch portal.AccountStatus(c.Was) {
		case portal.Suspended:
			return "lifted the suspension"
		case portal.OnHold:
			return "released the account"
		case portal.Closed:
			return "opened the account again"
		case portal.Deceased:
			return "put right that its owner lives"
		}
		return "finished setting the account up"
	}
	return "took the account from “" + c.Was + "” to “" + c.Becomes + "”"
}

// otherRoles are the roles that the account does not have.
func (p StaffMemberPage) otherRoles() []ui.Option {
	var others []ui.Option
	for _, o := range roleOptions() {
		if o.Value != string(p.Line.Role) {
			others = append(others, o)
		}
	}
	return others
}

func (p StaffMemberPage) first() string {
	first, _, _ := strings.Cut(p.Line.Name, " ")
	return first
}
