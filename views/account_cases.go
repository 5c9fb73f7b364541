package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// CaseLine is a case that two of the staff decide together, in a line.
type CaseLine struct {
	portal.AccountCase
	Status  ui.Status
	Waits   string // "A recovery waits for a decision"
	Says    string
	Address string // "" for who may not open it
}

func newCaseLine(p Page, actor portal.Actor, c portal.AccountCase) CaseLine {
	l := CaseLine{AccountCase: c, Status: caseStatus(c, c.At), Waits: caseWhat(c) + ": " + caseStanding(c.State)}
	l.Says = "Begun by " + c.ByName + " on " + p.ShortDateTime(c.At) + ". It ends " + p.ShortDateTime(c.EndsAt) + " if nothing more happens."
	if c.Kind == portal.RecoveryCase && actor.Can(portal.FindAccounts) || actor.Can(c.Kind.Decide()) {
		l.Address = caseAddress(c)
	}
	return l
}

func caseWhat(c portal.AccountCase) string {
	return map[portal.CaseKind]string{portal.RecoveryCase: "Recovery", portal.SuspensionCase: "Suspension", portal.RestorationCase: "Lifting the suspension", portal.DeceasedCase: "Death of the owner", portal.LivingCase: "Mistake about the owner’s death"}[c.Kind]
}

func caseStanding(s portal.CaseState) string {
	return map[portal.CaseState]string{
		portal.CaseWaiting: "waits for a second person", portal.CaseApproved: "approved, waits for the person", portal.CaseProved: "the person chooses new keys",
		portal.CaseDone: "done", portal.CaseRefused: "refused", portal.CaseEnded: "ended",
	}[s]
}

func caseStatus(c portal.AccountCase, now time.Time) ui.Status {
	switch {
	case c.State == portal.CaseDone:
		return ui.Status{Text: "Done", Look: ui.Done}
	case c.State == portal.CaseRefused:
		return ui.Status{Text: "Refused", Look: ui.Stopped}
	case !c.Open(now):
		return ui.Status{Text: "Ended", Look: ui.Stopped}
	case c.State == portal.CaseWaiting:
		return ui.Status{Text: "Waits for a second person", Look: ui.Waiting}
	}
	return ui.Status{Text: "Approved", Look: ui.Working}
}

// CasesPage lists what waits for a second person.
type CasesPage struct {
	Desk
	Kind  portal.CaseKind
	Lines []CaseLine
}

// NewCasesPage lays the list out for actor.
func NewCasesPage(d Desk, actor portal.Actor, kind portal.CaseKind, waiting []portal.AccountCase) CasesPage {
	p := CasesPage{Desk: d, Kind: kind}
	for _, c := range waiting {
		p.Lines = append(p.Lines, newCaseLine(d.Page, actor, c))
	}
	return p
}

func (p CasesPage) heading() string {
	if p.Kind == portal.RecoveryCase {
		return "Recoveries to approve"
	}
	return "Suspensions and deaths to decide"
}

func (p CasesPage) says() string {
	if p.Kind == portal.RecoveryCase {
		return "A colleague at the counter began each of these. A supervisor other than them approves it; after 24 hours without a decision it ends. Yours that were approved are here too: print their codes."
	}
	return "A colleague proposed each of these. A supervisor or an administrator other than them decides; after 7 days without a decision it ends."
}

// CasePage is one case, with the form of whoever is next.
type CasePage struct {
	Desk
	Case    portal.AccountCase
	Status  ui.Status
	Facts   []ui.Fact
	History []ui.HistoryItem
	Decide  bool   // the form of the second person
	Paper   bool   // the button of who prints the code
	Why     string // why there is neither
	Account string // the account's address, for who may open it
	Form    ui.Form
}

// NewCasePage lays it out for actor at now; values and err are of a form that was refused.
func NewCasePage(d Desk, actor portal.Actor, c portal.AccountCase, now time.Time, values url.Values, err error) CasePage {
	d.Page = mistaken(d.Page, err)
	p := CasePage{Desk: d, Case: c, Status: caseStatus(c, now), Form: formOf(d.Page, values, err)}
	p.Facts = []ui.Fact{
		{Key: "Begun by", Value: c.ByName},
		{Key: "Begun", Value: d.ShortDateTime(c.At)},
	}
	if c.Document != "" {
		p.Facts = append(p.Facts, ui.Fact{Key: "Document shown", Value: string(c.Document) + ", number ending in " + c.LastFour}, ui.Fact{Key: "Face", Value: "Compared with the picture by " + c.ByName})
	}
	if c.Open(now) {
		p.Facts = append(p.Facts, ui.Fact{Key: "Ends", Value: d.ShortDateTime(c.EndsAt)})
	}
	for _, e := range c.Events {
		p.History = append(p.History, ui.HistoryItem{At: e.At, Who: firstText(e.ByName, "The owner"), What: caseDid(c, e), Detail: e.Reason})
	}
	if actor.Can(portal.FindAccounts) {
		p.Account = "/desk/accounts/" + c.Account.ID
	}
	refused := c.CheckDecision(actor, now)
	p.Decide = refused == nil
	p.Paper = c.Kind == portal.RecoveryCase && c.CheckPaper(actor, now) == nil
	if said, ok := refused.(*portal.Error); ok && !p.Paper && c.State == portal.CaseWaiting {
		p.Why = said.Message.String()
		if said.Code == portal.Forbidden {
			p.Why = "A supervisor decides on this. Nothing changes until then."
		}
	}
	return p
}

func caseDid(c portal.AccountCase, e portal.CaseEvent) string {
	switch e.State {
	case portal.CaseWaiting:
		if c.Kind == portal.RecoveryCase {
			return "began the recovery"
		}
		return "proposed it"
	case portal.CaseApproved:
		return "approved it"
	case portal.CaseRefused:
		return "refused it"
	case portal.CaseProved:
		return "showed the link and the code on paper"
	case portal.CaseEnded:
		return "ended it"
	}
	if c.Kind == portal.RecoveryCase {
		return "chose a new password; the old keys were removed"
	}
	return "approved it, and it was done"
}

func (p CasePage) heading() string { return caseWhat(p.Case) + ": " + nameOr(p.Case.Account) }

func (p CasePage) back() (address, text string) {
	if p.Case.Kind == portal.RecoveryCase {
		return "/desk/accounts/recoveries", "Recoveries to approve"
	}
	return "/desk/accounts/suspensions", "Suspensions and deaths to decide"
}

func (p CasePage) fields() []ui.Input {
	approve := ui.Option{Value: "approve", Label: "Approve", Hint: "The link goes out, and your colleague prints the code."}
	switch p.Case.Kind {
	case portal.SuspensionCase:
		approve.Hint = "They are signed out everywhere and told how to have it looked at again."
	case portal.RestorationCase:
		approve.Hint = "They can sign in again with what they had."
	case portal.DeceasedCase:
		approve.Hint = "All sessions end and nobody signs in any more. Nothing is deleted. The account’s addresses are told, kindly."
	case portal.LivingCase:
		approve.Hint = "The account is again what it was before. Its owner is told, and that we are sorry."
	}
	return []ui.Input{
		{Kind: ui.Radios, Name: "decision", Label: "What do you decide?", Options: []ui.Option{approve, {Value: "refuse", Label: "Refuse", Hint: "Nothing changes."}}},
		{Kind: ui.Area, Name: "reason", Label: "What did you look at, and why do you decide so?", Hint: "One or two sentences. Others read them later.", Rows: 3, Limit: 500},
	}
}

// TellCases says in the navigation how many recoveries and suspensions wait for a second person.
func (d *Desk) TellCases(recoveries, suspensions int) {
	for _, g := range d.Nav {
		for i, l := range g.Links {
			switch l.Address {
			case "/desk/accounts/recoveries":
				g.Links[i] = counted(l, recoveries)
			case "/desk/accounts/suspensions":
				g.Links[i] = counted(l, suspensions)
			default:
				continue
			}
			g.Links[i].Current = l.Current
		}
	}
}

// inLanguageOf is a page in the language in which we write to someone: for paper that is handed to them.
func inLanguageOf(p Page, a portal.Account) Page {
	p.Words.Language = a.Language
	return p
}

// RecoveryPaper is the sheet with the code that a person brings home from the counter.
type RecoveryPaper struct {
	Account portal.Account
	Case    string
	Code    string
	EndsAt  time.Time
}
