package views

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// StaffLine is one of the staff as the list shows them.
type StaffLine struct {
	portal.Account
	LastSignIn time.Time
	Sessions   int
	LinkEnds   time.Time
	Passkeys   int
	CardLeft   int
	App        bool // an authenticator app
	Agency     bool // an identity at the agency's sign-in
}

// Ways says what they can sign in with beside the password.
func (l StaffLine) Ways() string {
	var ways []string
	switch l.Passkeys {
	case 0:
	case 1:
		ways = append(ways, "1 passkey")
	default:
		ways = append(ways, fmt.Sprintf("%d passkeys", l.Passkeys))
	}
	if l.App {
		ways = append(ways, "an authenticator app")
	}
	if l.CardLeft > 0 {
		ways = append(ways, fmt.Sprintf("a card with %d codes left", l.CardLeft))
	}
	if l.Agency {
		ways = append(ways, "an agency identity")
	}
	if len(ways) == 0 {
		return "None"
	}
	text := strings.Join(ways, ", ")
	return strings.ToUpper(text[:1]) + text[1:]
}

// Standing is the account's status as a tag.
func (l StaffLine) Standing() ui.Status { return statusOf(l.Status) }

func statusOf(s portal.AccountStatus) ui.Status {
	switch s {
	case portal.Active:
		return ui.Status{Text: "Active", Look: ui.Done}
	case portal.OnHold:
		return ui.Status{Text: "On hold", Look: ui.Late}
	case portal.Suspended:
		return ui.Status{Text: "Suspended", Look: ui.Stopped}
	case portal.Closed:
		return ui.Status{Text: "Closed by its owner", Look: ui.Stopped}
	case portal.Deceased:
		return ui.Status{Text: "Owner deceased", Look: ui.Stopped}
	case portal.Withdrawn:
		return ui.Status{Text: "Invitation withdrawn", Look: ui.Stopped}
	case portal.PendingEmail:
		return ui.Status{Text: "Invited", Look: ui.Waiting}
	case portal.PendingPassword:
		return ui.Status{Text: "Has no password yet", Look: ui.Waiting}
	}
	return ui.Status{Text: "Has no second step yet", Look: ui.Waiting}
}

// StaffSearch is what the list was asked for.
type StaffSearch struct {
	Role   portal.Role
	Status portal.AccountStatus
	Search string
	After  string
}

func (s StaffSearch) address(after string) string {
	q := url.Values{}
	for name, value := range map[string]string{"role": string(s.Role), "status": string(s.Status), "search": s.Search, "after": after} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return "/office/staff"
	}
	return "/office/staff?" + q.Encode()
}

// StaffPage is the list of staff.
type StaffPage struct {
	Desk
	Search StaffSearch
	Lines  []StaffLine
	Pager  ui.Pager
}

// NewStaffPage lays the list out; lines holds one more than a page when there is another.
func NewStaffPage(d Desk, s StaffSearch, lines []StaffLine, page int) StaffPage {
	p := StaffPage{Desk: d, Search: s, Lines: lines, Pager: ui.Pager{NewerText: "First page", OlderText: "Next page"}}
	if s.After != "" {
		p.Pager.Newer = s.address("")
	}
	if len(lines) > page {
		p.Lines = lines[:page]
		p.Pager.Older = s.address(lines[page-1].ID)
	}
	return p
}

func (p StaffPage) fields() []ui.Input {
	roles := []ui.Option{{Value: "", Label: "Every role"}}
	for _, r := range portal.StaffRoles {
		roles = append(roles, ui.Option{Value: string(r), Label: r.RoleName()})
	}
	statuses := []ui.Option{{Value: "", Label: "Every status"}}
	for _, s := range portal.AccountStatuses {
		statuses = append(statuses, ui.Option{Value: string(s), Label: statusOf(s).Text})
	}
	return []ui.Input{
		{Kind: ui.Search, Name: "search", Label: "Name or e-mail address", Value: p.Search.Search, Width: ui.Medium},
		{Kind: ui.Select, Name: "role", Label: "Role", Options: roles, Value: string(p.Search.Role), Width: ui.Medium},
		{Kind: ui.Select, Name: "status", Label: "Status", Options: statuses, Value: string(p.Search.Status), Width: ui.Medium},
	}
}

// InvitationPage asks whom to invite.
type InvitationPage struct {
	Desk
	Form       ui.Form
	Configured bool // mail goes out
}

// NewInvitationPage is fresh with err nil.
func NewInvitationPage(d Desk, configured bool, values url.Values, err error) InvitationPage {
	d.Page = mistaken(d.Page, err)
	return InvitationPage{Desk: d, Form: formOf(d.Page, values, err), Configured: configured}
}

func roleOptions() []ui.Option {
	does := map[portal.Role]string{
		portal.Clerk:         "Works the queues",
		portal.Supervisor:    "Works the queues, hands work over, decides grievances",
		portal.Administrator: "Looks after staff and their roles; sees no request",
		portal.Auditor:       "Reads the audit trail and the figures; changes nothing",
	}
	var options []ui.Option
	for _, r := range portal.StaffRoles {
		options = append(options, ui.Option{Value: string(r), Label: r.RoleName(), Hint: does[r]})
	}
	return options
}

// deliver asks how a link reaches its owner. Without a mail server there is one way.
func deliver(form ui.Form, configured bool) ui.Input {
	in := ui.Input{Kind: ui.Radios, Name: "deliver", Label: "How does the link reach them?", Value: "mail", Options: []ui.Option{
		{Value: "mail", Label: "By e-mail", Hint: "You do not see it."},
		{Value: "show", Label: "I hand it over", Hint: "You see it once. Whoever holds it can set the account up."},
	}}
	if !configured {
		in.Options[0].Hint = "No mail server is set up: it waits until there is one."
		in.Value = "show"
	}
	return form.Ask(in)
}

// LinkPage shows a link this once.
type LinkPage struct {
	Desk
	Whose  portal.Account
	Link   string
	Lasts  string
	Return string
}

// NewLinkPage tells how long the link lives.
func NewLinkPage(d Desk, a portal.Account, link string) LinkPage {
	p := LinkPage{Desk: d, Whose: a, Link: link, Lasts: "24 hours", Return: "/office/staff/" + a.ID}
	if a.Status == portal.Active {
		p.Lasts = "30 minutes"
	}
	return p
}

// StaffFlash is what an act about staff did.
func StaffFlash(done, name string) *ui.Flash {
	said := map[string]string{
		"invited":   "The invitation to " + name + " is on its way by e-mail. The link in it works once, within 24 hours.",
		"link":      "A new link for " + name + " is on its way by e-mail. Earlier links no longer work.",
		"role":      name + " has the new role. Their sessions ended, so that no page of the old role stays open.",
		"suspended": name + " is suspended and signed out everywhere.",
		"restored":  name + " can sign in again.",
		"sessions":  name + " is signed out everywhere.",
		"withdrawn": "The invitation is withdrawn. Its link no longer works.",
		"agency":    "The agency identity of " + name + " is removed, and the sessions that it opened have ended.",
		"released":  "The account is released. Its owner was told by e-mail.",
	}[done]
	if said == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: said}
}

// HoldLine is one account on hold.
type HoldLine struct {
	portal.Account
	Since  time.Time
	Reason string
	Mine   bool
}

// HoldsPage lists the accounts on hold, each with the form that releases it.
type HoldsPage struct {
	Desk
	Lines []HoldLine
	For   string // whose form was refused
	Form  ui.Form
}

// NewHoldsPage is fresh with err nil.
func NewHoldsPage(d Desk, lines []HoldLine, refusedFor string, values url.Values, err error) HoldsPage {
	d.Page = mistaken(d.Page, err)
	return HoldsPage{Desk: d, Lines: lines, For: refusedFor, Form: formOf(d.Page, values, err)}
}

// reason is the input of one line; only the refused one carries what was typed.
func (p HoldsPage) reason(l HoldLine) ui.Input {
	in := ui.Input{Kind: ui.Area, Name: "reason-" + l.ID, Label: "Why may " + l.Name + " sign in again?", Hint: "Talk with them first: whose key was it, where is it now? Others will read this later.", Rows: 3, Limit: 500}
	if p.For == l.ID {
		in.Name, in.Value = "reason", firstText(p.Form.Value("reason-"+l.ID), p.Form.Value("reason"))
		in.Error = p.Form.Mistake("reason")
	}
	return in
}

func firstText(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
