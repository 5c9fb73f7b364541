package views

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// PostedCardsPage lists the code cards that wait to be printed and mailed.
type PostedCardsPage struct {
	Desk
	Cards []portal.PostedCard
}

// NewPostedCardsPage lays the list out.
func NewPostedCardsPage(d Desk, waiting []portal.PostedCard) PostedCardsPage {
	return PostedCardsPage{Desk: d, Cards: waiting}
}

// PostedCardPage is one such card.
type PostedCardPage struct {
	Desk
	Card    portal.PostedCard
	Status  ui.Status
	Facts   []ui.Fact
	History []ui.HistoryItem
	Form    ui.Form
	Print   bool   // the form that prints it
	Again   bool   // it was printed before: a reason is asked for
	Mail    bool   // the button that says it is mailed
	Why     string // why there is neither
	Stale   bool   // the second step is asked for before it is printed
}

// NewPostedCardPage lays it out for actor at now; values and err are of a form that was refused.
func NewPostedCardPage(d Desk, actor portal.Actor, c portal.PostedCard, now time.Time, values url.Values, err error) PostedCardPage {
	d.Page = mistaken(d.Page, err)
	p := PostedCardPage{Desk: d, Card: c, Status: postedStatus(c, now), Form: formOf(d.Page, values, err), Stale: actor.StepUp(now) != nil}
	p.Facts = []ui.Fact{
		{Key: "Goes to", Value: strings.Join(c.To.Lines(), "\n")},
		{Key: "Ordered", Value: d.ShortDateTime(c.OrderedAt)},
		{Key: "Language of the letter", Value: c.Account.Language.Name()},
	}
	if c.Open(now) {
		p.Facts = append(p.Facts, ui.Fact{Key: "Void", Value: d.ShortDateTime(c.EndsAt) + ", if nothing more happens"})
	}
	for _, e := range c.Events {
		who := e.ByName
		if e.State == portal.CardOrdered || e.State == portal.CardArrived || who == "" {
			who = "The owner"
		}
		p.History = append(p.History, ui.HistoryItem{At: e.At, Who: who, What: postedDid(e.State), Detail: e.Reason})
	}
	refused := c.CheckPrint(actor, "to be typed", now)
	p.Print, p.Again, p.Mail = refused == nil, c.State != portal.CardOrdered, c.State == portal.CardPrinted && refused == nil
	if said, ok := refused.(*portal.Error); ok {
		p.Why = said.Message.String()
	}
	return p
}

func postedDid(s portal.PostedCardState) string {
	return map[portal.PostedCardState]string{
		portal.CardOrdered: "ordered it", portal.CardPrinted: "printed it, with new codes", portal.CardMailed: "mailed it",
		portal.CardArrived: "entered one of its codes: it works", portal.CardVoid: "made it void",
	}[s]
}

func postedStatus(c portal.PostedCard, now time.Time) ui.Status {
	switch {
	case c.State == portal.CardArrived:
		return ui.Status{Text: "Arrived", Look: ui.Done}
	case !c.Open(now):
		return ui.Status{Text: "Void", Look: ui.Stopped}
	case c.State == portal.CardOrdered:
		return ui.Status{Text: "To print", Look: ui.Waiting}
	case c.State == portal.CardPrinted:
		return ui.Status{Text: "To mail", Look: ui.Working}
	}
	return ui.Status{Text: "Mailed", Look: ui.Working}
}

// TellPostedCards says in the navigation how many cards wait for the desk.
func (d *Desk) TellPostedCards(n int) {
	for _, g := range d.Nav {
		if i := slices.IndexFunc(g.Links, func(l layout.NavLink) bool { return l.Address == "/desk/accounts/cards" }); i >= 0 {
			current := g.Links[i].Current
			g.Links[i] = counted(g.Links[i], n)
			g.Links[i].Current = current
		}
	}
}

// CardLetter is a code card as a letter, in the language of whoever gets it, made for an envelope with a window.
type CardLetter struct {
	Page
	Tools layout.SheetTools
	To    []string
	Card  CodeCard
	Site  string // where to tell that it arrived
	Until time.Time
}

// NewCardLetter puts a card that was printed just now on paper. Origin is the site's address.
func NewCardLetter(p Page, c portal.PostedCard, codes []string, now time.Time, origin string) CardLetter {
	p.Language = c.Account.Language
	p.Title = p.Say("Your code card")
	p.Account, p.Session = nil, nil // the letter is theirs, not the clerk's
	_, site, _ := strings.Cut(origin, "://")
	return CardLetter{
		Page: p, To: c.To.Lines(), Card: CodeCard{Name: c.Account.Name, Codes: codes, MadeAt: now}, Site: site + p.Path("/account/security"),
		Tools: layout.SheetTools{Back: "/desk/accounts/cards/" + c.ID, BackText: "Back, to say that it is mailed"}, Until: now.Add(portal.PostedCardLasts),
	}
}
