package views

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// PublicAccount is an account of the public as its page at the desk shows it.
type PublicAccount struct {
	portal.Account
	Version        string
	Look           portal.AccountLook
	Passkeys       []portal.Passkey
	Card, Recovery CodesState
	Sessions       []portal.Session
	SignIns        []portal.SignIn
	Decided        []StaffDecision
	Looks          []portal.AccountLook
	Cases          []portal.AccountCase
}

// AccountAct is something that the desk may do about an account: its own form, on the account's page.
type AccountAct struct {
	Name    string // in the address
	Text    string // of the link to it
	Says    string // what will happen
	Address string
	Button  string
	Danger  bool
	Fields  []ui.Input
}

// AccountPage is an account of the public at the desk.
type AccountPage struct {
	Desk
	PublicAccount
	Facts   []ui.Fact
	Factors []ui.Fact
	Changes []ui.HistoryItem
	Seen    []ui.HistoryItem // who looked
	Acts    []AccountAct
	Act     *AccountAct // the one whose form is open
	Waits   []CaseLine
	Form    ui.Form
	Pager   ui.Pager
	Base    string
	Stale   bool // the acts will ask for the second step first
}

// NewAccountPage lays it out for actor at now. Act is the form that is open, older where the page of sign-ins begins;
// values and err are of a form that was refused.
func NewAccountPage(d Desk, actor portal.Actor, a PublicAccount, now time.Time, act, older string, values url.Values, err error) AccountPage {
	d.Page = mistaken(d.Page, err)
	p := AccountPage{Desk: d, PublicAccount: a, Form: formOf(d.Page, values, err), Base: "/desk/accounts/" + a.ID, Stale: actor.StepUp(now) != nil, Pager: ui.Pager{NewerText: "Latest", OlderText: "Earlier"}}
	p.Facts = []ui.Fact{
		{Key: "Language", Value: a.Language.Name()},
		{Key: "Opened", Value: d.ShortDate(a.CreatedAt)},
		{Key: "Signed in now", Value: sessionsText(len(a.Sessions))},
		{Key: "You look because", Value: a.Look.Reason},
		{Key: "Open to you until", Value: d.ShortDateTime(a.Look.At.Add(portal.AccountLookLasts))},
	}
	p.Factors = factorFacts(d.Page, a)
	for _, c := range a.Decided {
		who := firstText(c.Who, "The owner")
		if c.Was == "" {
			who = "Someone" // whose address it is was not known yet
		}
		p.Changes = append(p.Changes, ui.HistoryItem{At: c.At, Who: who, What: publicDecision(c), Detail: c.Reason})
	}
	for _, l := range a.Looks {
		p.Seen = append(p.Seen, ui.HistoryItem{At: l.At, Who: l.ByName + ", " + string(l.ByRole), What: "looked", Detail: l.Reason, Quiet: true})
	}
	for _, c := range a.Cases {
		p.Waits = append(p.Waits, newCaseLine(d.Page, actor, c))
	}
	if older != "" {
		p.Pager.Newer = p.Base + "#history"
	}
	if len(a.SignIns) > portal.AccountPageSize {
		p.SignIns = a.SignIns[:portal.AccountPageSize]
		p.Pager.Older = p.Base + "?older=" + p.SignIns[portal.AccountPageSize-1].ID + "#history"
	}
	p.Acts = p.mayDo(actor)
	for i := range p.Acts {
		if p.Acts[i].Name == act {
			p.Act = &p.Acts[i]
		}
	}
	return p
}

// factorFacts says how the owner signs in, never with what.
func factorFacts(p Page, a PublicAccount) []ui.Fact {
	keys := "None"
	if len(a.Passkeys) > 0 {
		var each []string
		for _, k := range a.Passkeys {
			used := "not used yet"
			if !k.LastUsedAt.IsZero() {
				used = "last used " + p.ShortDateTime(k.LastUsedAt)
			}
			each = append(each, "“"+k.Name+"”, "+used)
		}
		keys = strings.Join(each, "; ")
	}
	return []ui.Fact{{Key: "Passkeys", Value: keys}, {Key: "Code card", Value: codesText(p, a.Card, a.Card.IssuedAt)}, {Key: "Recovery codes", Value: codesText(p, a.Recovery, a.Recovery.SavedAt)}}
}

func codesText(p Page, c CodesState, since time.Time) string {
	switch {
	case since.IsZero():
		return "None"
	case c.Disabled:
		return "Turned off after 100 wrong codes in a row"
	case c.Left == 1:
		return "1 code left, of " + p.ShortDate(since)
	}
	return fmt.Sprintf("%d codes left, of %s", c.Left, p.ShortDate(since))
}

func publicDecision(c StaffDecision) string {
	if portal.AccountStatus(c.Becomes) == portal.PendingEmail && c.Was == "" {
		return "asked for an account with this e-mail address"
	}
	return decisionText(c)
}

func caseAddress(c portal.AccountCase) string {
	if c.Kind == portal.RecoveryCase {
		return "/desk/accounts/recoveries/" + c.ID
	}
	return "/desk/accounts/suspensions/" + c.ID
}
