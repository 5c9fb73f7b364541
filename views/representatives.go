package views

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Representatives is who may act for a taxpayer, and for whom the reader may.
type Representatives struct {
	Acting     portal.Acting
	Account    portal.Actor
	Holding    portal.Holding // of whom they act for; empty when that is not their own
	Kind       portal.TaxpayerKind
	Open, Over []portal.Authority
	Joint      []JointAuthority
	Held       HeldAuthorities
	Now        time.Time
	Refused    string // the invitation whose form is shown again
	Values     url.Values
	Err        error
}

// JointAuthority is one that someone else gave, and that touches a joint return.
type JointAuthority struct {
	portal.Authority
	Giver  string
	Agreed bool
}

// HeldAuthorities are those of the reader.
type HeldAuthorities struct {
	Sealed, Open, Over []portal.Authority
}

// gives reports that the taxpayer's own side is shown.
func (r Representatives) gives() bool { return r.Holding.Taxpayer != "" }

// sees reports that they are sure enough for it.
func (r Representatives) sees() bool {
	return portal.SeeRepresentatives.Lacks(r.Account, r.Holding, r.Now) == portal.NothingMissing
}

func (r Representatives) ofKind(kind portal.AuthorityKind) (all []portal.Authority) {
	for _, a := range r.Open {
		if a.Kind == kind {
			all = append(all, a)
		}
	}
	return all
}

func (r Representatives) form(p Page, id string) ui.Form {
	if id == r.Refused {
		return formOf(p, r.Values, r.Err)
	}
	return formOf(p, nil, nil)
}

// scopeText is what an authority is for, in one line.
func scopeText(p Page, a portal.Authority) string {
	parts := []string{p.Sentence(a.Scope.Level.Sentence())}
	if a.Kind != portal.MemberKind {
		parts = append(parts, typesText(p, a.Scope), yearsText(p, a.Scope))
	}
	return strings.Join(append(parts, untilText(p, a.Scope)), ". ") + "."
}

func typesText(p Page, s portal.AuthorityScope) string {
	if len(s.TaxTypes) == 0 {
		return p.Say("All taxes")
	}
	return strings.Join(s.TaxTypes, ", ")
}

func yearsText(p Page, s portal.AuthorityScope) string {
	switch {
	case s.From == 0 && s.To == 0:
		return p.Say("All tax years")
	case s.From == s.To:
		return p.Say("Tax year %d", s.From)
	}
	return p.Say("Tax years %[1]d to %[2]d", s.From, s.To)
}

func untilText(p Page, s portal.AuthorityScope) string {
	if s.Until == "" {
		return p.Say("Until someone ends it")
	}
	return p.Say("Until the end of %s", p.CalendarDay(s.Until.Time()))
}

// scopeFacts are the same under one another.
func scopeFacts(p Page, a portal.Authority) []ui.Fact {
	facts := []ui.Fact{{Key: p.Say("What they may do"), Value: p.Sentence(a.Scope.Level.Sentence())}}
	if a.Kind != portal.MemberKind {
		facts = append(facts, ui.Fact{Key: p.Say("Taxes"), Value: typesText(p, a.Scope)}, ui.Fact{Key: p.Say("Tax years"), Value: yearsText(p, a.Scope)})
	}
	return append(facts, ui.Fact{Key: p.Say("Until when"), Value: untilText(p, a.Scope)})
}

// authorityStatus is where an authority stands, as a word with its shape. To the representative, what is asked is asked:
// nothing tells whether anyone was there to be asked.
func authorityStatus(p Page, a portal.Authority, mine bool, now time.Time) ui.Status {
	s := ui.Status{Text: p.Sentence(a.Status.Sentence()), Look: ui.Stopped}
	switch {
	case a.Suspended && a.Status == portal.AuthorityActive:
		s = ui.Status{Text: p.Say("Suspended by us"), Look: ui.Late}
	case a.Status == portal.AuthorityActive && !a.InForce(now):
		s.Text = p.Sentence(portal.AuthorityExpired.Sentence())
	case a.Status == portal.AuthorityActive:
		s.Look = ui.Done
	case mine && a.Way == portal.RequestWay && a.AgreedAt.IsZero() && a.Status.Waits():
		s = ui.Status{Text: p.Sentence(portal.AuthorityRequested.Sentence()), Look: ui.Waiting}
	case a.Status.Waits():
		s.Look = ui.Waiting
	}
	return s
}

// waitsFor says whose answer is awaited, to the taxpayer.
func waitsFor(p Page, a portal.Authority) string {
	switch {
	case a.Status == portal.AuthorityInvited && a.Representative == "":
		return p.Say("Invited at %[1]s. They answer by %[2]s, with the code that you give them.", a.Email, p.ShortDate(a.LapsesAt))
	case a.Status == portal.AuthorityInvited:
		return p.Say("They have seen the invitation. They answer by %s.", p.ShortDate(a.LapsesAt))
	case a.Status == portal.AuthorityAwaiting && a.AgreedAt.IsZero():
		return p.Say("Asks to act for you. Answer by %s; otherwise it ends by itself.", p.ShortDate(a.LapsesAt))
	case a.Status == portal.AuthorityAwaiting:
		return p.Say("Waits for the other taxpayer of a joint return, until %s.", p.ShortDate(a.LapsesAt))
	}
	return ""
}

// jointText says which joint returns are left out.
func jointText(p Page, a portal.Authority) string {
	if a.Status != portal.AuthorityActive || len(a.Joint) == 0 {
		return ""
	}
	j := a.Joint[0]
	return p.Say("Left out until the other taxpayer agrees: the joint returns (%[1]s) of %[2]d to %[3]d.", j.TaxType, j.From, j.To)
}

// RepresentativesFlash says what was done.
func RepresentativesFlash(p Page, done string) *ui.Flash {
	said := map[string]portal.Sentence{
		"ended":     portal.Say("It is ended. From now on nothing of yours is open to them."),
		"scope":     portal.Say("What they may do is changed, and they were told."),
		"answered":  portal.Say("Your answer is kept, and they were told."),
		"joint":     portal.Say("Your word is kept."),
		"asked":     portal.Say("If the details fit, the taxpayer is asked. We tell you what they answer."),
		"accepted":  portal.Say("You have accepted. When everyone has agreed you can act for them, which you choose at the top of the page."),
		"declined":  portal.Say("You have declined, and whoever asked was told."),
		"withdrawn": portal.Say("You have given it up. Nothing of theirs is open to you any more."),
	}[done]
	if said.Text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: p.Sentence(said)}
}

// Invitation is the form with which a taxpayer invites someone.
type Invitation struct {
	Owner    string
	Holding  portal.Holding
	Member   bool // of the organization
	TaxTypes []string
	Values   url.Values
	Err      error

	Name, Email string // on the page that shows the answers
	Scope       portal.AuthorityScope
}

// Title is the page's.
func (i Invitation) Title() portal.Sentence {
	if i.Member {
		return portal.Say("Add a member of the organization")
	}
	return portal.Say("Invite someone to act for you")
}

// carried are the answers that go on to the next page.
func carried(values url.Values) (all []ui.Fact) {
	for _, name := range []string{"owner", "kind", "replaces", "name", "email", "level", "types", "type", "years", "from", "to", "lasts", "until.month", "until.day", "until.year"} {
		for _, value := range values[name] {
			all = append(all, ui.Fact{Key: name, Value: portal.Visible(value)})
		}
	}
	return all
}

// scopeFields ask what an authority is for. Members act in all that the organization does.
func scopeFields(p Page, form ui.Form, types []string, member bool) []ui.Input {
	var levels []ui.Option
	for _, l := range portal.Levels {
		o := ui.Option{Value: string(l), Label: p.Sentence(l.Sentence())}
		if l == portal.MessageLevel {
			o.Hint = p.Say("For this and what follows, we must have seen you in person.")
		}
		levels = append(levels, o)
	}
	ask := []ui.Input{{Kind: ui.Radios, Name: "level", Label: p.Say("What may they do?"), Options: levels}}
	if !member {
		var some []ui.Option
		for _, t := range types {
			some = append(some, ui.Option{Value: t, Label: t})
		}
		ask = append(ask,
			ui.Input{Kind: ui.Radios, Name: "types", Label: p.Say("For which taxes?"), Options: []ui.Option{{Value: "all", Label: p.Say("All, also those that come later")}, {Value: "some", Label: p.Say("Only those that I choose here")}}})
		if len(some) > 0 {
			ask = append(ask, ui.Input{Kind: ui.Checkboxes, Name: "type", Label: p.Say("Which of your taxes?"), Options: some, Optional: true})
		}
		ask = append(ask,
			ui.Input{Kind: ui.Radios, Name: "years", Label: p.Say("For which tax years?"), Options: []ui.Option{{Value: "all", Label: p.Say("All tax years")}, {Value: "some", Label: p.Say("Only these:")}}},
			ui.Input{Name: "from", Label: p.Say("First tax year"), Width: ui.Tiny, Mode: "numeric", Optional: true},
			ui.Input{Name: "to", Label: p.Say("Last tax year"), Width: ui.Tiny, Mode: "numeric", Optional: true})
	}
	ask = append(ask,
		ui.Input{Kind: ui.Radios, Name: "lasts", Label: p.Say("Until when?"), Options: []ui.Option{{Value: "open", Label: p.Say("Until one of us ends it")}, {Value: "until", Label: p.Say("Until the end of this day:")}}},
		ui.Input{Kind: ui.Date, Name: "until", Label: p.Say("Last day"), Optional: true})
	for i := range ask {
		ask[i] = form.Ask(ask[i])
	}
	return ask
}

// scopeValues are an authority's scope as the form has it.
func scopeValues(a portal.Authority) url.Values {
	v := url.Values{"level": {string(a.Scope.Level)}, "types": {"all"}, "years": {"all"}, "lasts": {"open"}}
	if len(a.Scope.TaxTypes) > 0 {
		v["types"], v["type"] = []string{"some"}, a.Scope.TaxTypes
	}
	if a.Scope.From != 0 {
		v["years"], v["from"], v["to"] = []string{"some"}, []string{fmt.Sprint(a.Scope.From)}, []string{fmt.Sprint(a.Scope.To)}
	}
	if t := a.Scope.Until.Time(); !t.IsZero() {
		v["lasts"], v["until.month"], v["until.day"], v["until.year"] = []string{"until"}, []string{fmt.Sprint(int(t.Month()))}, []string{fmt.Sprint(t.Day())}, []string{fmt.Sprint(t.Year())}
	}
	return v
}

func refusalOptions(p Page, offered []portal.Refusal) (all []ui.Option) {
	for _, r := range offered {
		all = append(all, ui.Option{Value: string(r), Label: p.Sentence(r.Sentence())})
	}
	return all
}

func levelOptions(p Page) (all []ui.Option) {
	for _, l := range portal.Levels {
		all = append(all, ui.Option{Value: string(l), Label: p.Sentence(l.Sentence())})
	}
	return all
}

func (i Invitation) kind() portal.AuthorityKind {
	if i.Member {
		return portal.MemberKind
	}
	return portal.RepresentativeKind
}
