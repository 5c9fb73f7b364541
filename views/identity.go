package views

import (
	"net/url"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// IdentityHome is for whom someone stands, and what they have begun.
type IdentityHome struct {
	Holdings []portal.Holding
	Cases    []portal.IdentityCase
	Err      error // what came back refused, and belongs to no case that is theirs
}

// open are the cases in which something is still to be done.
func (h IdentityHome) open() (open []portal.IdentityCase) {
	for _, c := range h.Cases {
		if c.Status == portal.IdentityOpen {
			open = append(open, c)
		}
	}
	return open
}

// IdentityAddress is where a case of one's own is.
func IdentityAddress(n portal.IdentityNumber) string { return "/account/identity/" + n.String() }

// ServiceAddress is where a service is used for a taxpayer.
func ServiceAddress(s portal.Service, n portal.IdentityNumber) string {
	if strings.HasPrefix(s.Path, "/") {
		return s.Path
	}
	return "/account/taxpayers/" + n.String() + "/" + s.Path
}

// Claim is the form in which someone says who they are.
type Claim struct {
	Values url.Values
	Err    error
	Now    time.Time
}

func figureOptions(p Page) []ui.Option {
	return []ui.Option{
		{Value: string(portal.FederalAGI), Label: p.Say("Federal adjusted gross income")},
		{Value: string(portal.TotalDue), Label: p.Say("Total tax due")},
		{Value: string(portal.Refund), Label: p.Say("Refund")},
	}
}

func figureSelect(p Page) []ui.Option {
	return append([]ui.Option{{Label: p.Say("Choose a line")}}, figureOptions(p)...)
}

// IdentityCase is a case as its owner sees it.
type IdentityCase struct {
	portal.IdentityCase
	Letters []portal.OfficeLetter // the newest first
	Sent    []portal.Capture      // pictures, the newest first
	Held    portal.Assurance      // what the account has now, "" for nothing
	For     portal.Service        // where they were going, when they came for that

	Federated *FederatedOffer // nil where it is not offered
	Now       time.Time
	Values    url.Values
	Err       error
}

func (c IdentityCase) address() string { return IdentityAddress(c.Number) }

// letter is the latest letter with a code.
func (c IdentityCase) letter() (portal.OfficeLetter, bool) {
	for _, l := range c.Letters {
		if l.Kind == portal.CodeLetter {
			return l, true
		}
	}
	return portal.OfficeLetter{}, false
}

// problems are what was wrong with the pictures that were sent last.
func (c IdentityCase) problems() []portal.Sentence {
	if len(c.Sent) == 0 || !c.Sent[0].Refused() {
		return nil
	}
	return c.Sent[0].Problems()
}

// offered are the ways that could still be begun, each with what it would earn.
func (c IdentityCase) offered() (routes []portal.Route) {
	for _, r := range portal.Routes {
		if c.CheckRoute(r) == nil {
			routes = append(routes, r)
		}
	}
	return routes
}

// pending are the reasons that the person sees: the office's own are one line, without their evidence.
func (c IdentityCase) pending() (open []portal.Reason) {
	blocked := false
	for _, r := range c.Reasons {
		switch {
		case !r.Open():
		case r.Pending.Blocks():
			if !blocked {
				open = append(open, r)
			}
			blocked = true
		default:
			open = append(open, r)
		}
	}
	return open
}

// settled are the reasons of the person's own ways that are over.
func (c IdentityCase) settled() (over []portal.Reason) {
	for _, r := range c.Reasons {
		if !r.Open() && !r.Pending.Blocks() {
			over = append(over, r)
		}
	}
	return over
}

// reasonHeading names a reason for the person.
func reasonHeading(p Page, r portal.Reason) string {
	if r.Pending.Blocks() {
		return p.Say("A check on our side")
	}
	return p.Sentence(r.Pending.Route().Sentence())
}

// reasonStatus is whose turn it is, in words.
func reasonStatus(p Page, r portal.Reason) ui.Status {
	switch {
	case r.Outcome == portal.Proved:
		return ui.Status{Text: p.Say("Done"), Look: ui.Done}
	case r.Outcome == portal.NotNeeded:
		return ui.Status{Text: p.Say("No longer needed"), Look: ui.Stopped}
	case r.Outcome == portal.Refused:
		return ui.Status{Text: p.Say("Not approved"), Look: ui.Stopped}
	case !r.Open():
		return ui.Status{Text: p.Say("Stopped"), Look: ui.Stopped}
	case r.Step.Ours():
		return ui.Status{Text: p.Say("We are next"), Look: ui.Working}
	case r.Step == portal.StepMailed:
		return ui.Status{Text: p.Say("In the mail"), Look: ui.Waiting}
	}
	return ui.Status{Text: p.Say("You are next"), Look: ui.Waiting}
}

// reasonText says what happens next, and when.
func (c IdentityCase) reasonText(p Page, r portal.Reason) string {
	letter, _ := c.letter()
	switch r.Step {
	case portal.StepRequested:
		return p.Say("We print your letter and hand it to the mail by %s.", p.Date(r.DueAt))
	case portal.StepPrinted:
		return p.Say("Your letter is printed. We hand it to the mail by %s.", p.Date(r.DueAt))
	case portal.StepMailed:
		return p.Say("We mailed it on %[1]s. Use the code until %[2]s.", p.Date(letter.MailedAt), p.DateTime(letter.UsableUntil))
	case portal.StepToReview, portal.StepToConfirm:
		return p.Say("We have your pictures. Two people look at them, by %s.", p.Date(r.DueAt))
	case portal.StepExpected:
		if r.Pending == portal.PendingVisit {
			return p.Say("Come to our counter with an ID with a picture: a driver’s license, a state ID card or a passport. You need no appointment, no phone and no e-mail at hand. It takes about ten minutes.")
		}
		return p.Say("Send us a picture of your ID, and one of you with today’s code on paper.")
	}
	switch r.Pending {
	case portal.PendingReferee:
		return p.Say("Call us or come with the person who vouches for you. Two of us look at what they say, by %s.", p.Date(r.DueAt))
	case portal.PendingFraud, portal.PendingSupervisor:
		return p.Say("Someone of us looks at your proof before it is approved. We decide by %s and write to you. You can go on with your part meanwhile; a visit to our counter with an ID is the quickest way.", p.Date(r.DueAt))
	}
	return ""
}

// routeText says what a way is like, before someone chooses it.
func routeText(p Page, r portal.Route) string {
	switch r {
	case portal.LetterRoute:
		return p.Say("We mail a code to the address that we have on record, never to another one. It takes five to ten days; the code works for 21 days, or 30 outside the contiguous states.")
	case portal.VisitRoute:
		return p.Say("A clerk looks at your ID and at you. It takes about ten minutes, and opens everything at once.")
	case portal.ReviewRoute:
		return p.Say("With a camera: a picture of your ID and one of you. Two clerks look at them within three business days. A letter with a code goes with it.")
	case portal.RefereeRoute:
		return p.Say("For people who have no ID and no mail. Someone whom the department knows says who you are, at our counter.")
	}
	return ""
}

// calledBy says how sure we are and since when.
func calledBy(p Page, h portal.Holding) string {
	if h.Route == portal.MatchRoute {
		return p.Say("%[1]s. Since %[2]s.", p.Sentence(h.Assurance.Sentence()), p.ShortDate(h.GrantedAt))
	}
	return p.Say("%[1]s, by: %[2]s. Since %[3]s.", p.Sentence(h.Assurance.Sentence()), p.Sentence(h.Route.Sentence()), p.ShortDate(h.GrantedAt))
}

// identityDone is what the last act did.
func identityDone(p Page, code string) *ui.Flash {
	said := map[string]string{
		"matched":   p.Say("Your details fit our records. Now choose how you prove that they are yours."),
		"begun":     p.Say("It is begun. What happens next stands below."),
		"left":      p.Say("That way is stopped. You can choose another one, or begin it again."),
		"requested": p.Say("Another letter is on its way. The code of the earlier one no longer works."),
		"proved":    p.Say("The code is right. Your address is confirmed."),
		"federated": p.Say("You proved who you are at the sign-in service."),
		"pictures":  p.Say("We have your pictures. Two of us look at them."),
		"changed":   p.Say("We have your new address. We write to the earlier one too, and change it within two business days."),
	}[code]
	if said == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: said}
}

// IdentityDone puts it on a page.
func IdentityDone(p Page, code string) Page {
	p.Flash = identityDone(p, code)
	return p
}

// Records are what the department has about a taxpayer, for whoever may see it.
type Records struct {
	portal.Holding
	Record   portal.TaxpayerRecord
	Accounts []portal.TaxAccount
	Letters  []portal.IssuedLetter
}

// ServiceClosed is the page instead of a service, when something is missing.
type ServiceClosed struct {
	portal.Service
	Holding portal.Holding
	Missing portal.Missing
}

func addTaxpayer(p Page, h IdentityHome) string {
	if len(h.Holdings) == 0 {
		return p.Say("Begin")
	}
	return p.Say("Add another taxpayer")
}

func recordFacts(p Page, r Records) []ui.Fact {
	facts := []ui.Fact{
		{Key: p.Say("Taxpayer number"), Value: p.Say("%[1]s ending in %[2]s", string(r.Record.Number.Type), r.Record.Number.Last4)},
	}
	address := p.Say("None")
	if lines := r.Record.Address().Lines(); len(lines) > 0 {
		address = strings.Join(lines, "\n")
	}
	facts = append(facts, ui.Fact{Key: p.Say("Address on record"), Value: address})
	var former []string
	for _, n := range r.Record.Names {
		if !n.Current() {
			former = append(former, n.Name)
		}
	}
	if len(former) > 0 {
		facts = append(facts, ui.Fact{Key: p.Say("Former names"), Value: strings.Join(former, "\n")})
	}
	return append(facts, ui.Fact{Key: p.Say("How you proved it"), Value: calledBy(p, r.Holding)})
}

func openPeriods(p Page, a portal.TaxAccount) string {
	var open []string
	for _, t := range a.Periods {
		if t.Open {
			open = append(open, p.Say("%[1]s to %[2]s", p.CalendarDay(t.Begins.Time()), p.CalendarDay(t.Ends.Time())))
		}
	}
	if len(open) == 0 {
		return p.Say("None")
	}
	return strings.Join(open, "; ")
}
