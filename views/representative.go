package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Representative is one authority, as the taxpayer sees it.
type Representative struct {
	portal.Authority
	Owner    string
	Holding  portal.Holding
	Events   []portal.AuthorityEvent
	Acts     []portal.RepresentativeAct // the latest
	TaxTypes []string
	Now      time.Time
	Values   url.Values
	Err      error
}

func (r Representative) address(part string) string { return "/representatives/" + r.ID + "/" + part }

// asks reports that the taxpayer is to answer.
func (r Representative) asks() bool { return r.May(portal.AcceptRequest) == nil }

// scopeForm is the form of the scope, as it is now or as it was typed.
func (r Representative) scopeForm(p Page) ui.Form {
	values := r.Values
	if values == nil {
		values = scopeValues(r.Authority)
	}
	return formOf(p, values, r.Err)
}

// authorityHistory is what happened to an authority, the latest first.
func authorityHistory(p Page, events []portal.AuthorityEvent) (items []ui.HistoryItem) {
	for i := len(events) - 1; i >= 0; i-- {
		e := events[i]
		items = append(items, ui.HistoryItem{At: e.At, Who: sideName(p, e), What: eventText(p, e), Detail: p.Sentence(e.Refusal.Sentence())})
	}
	return items
}

func sideName(p Page, e portal.AuthorityEvent) string {
	switch e.Side {
	case portal.SideDepartment:
		return p.Say("We")
	case portal.SideClock:
		return p.Say("By itself")
	}
	return e.ByName
}

// eventText says what happened, to both sides. That a request fits, or does not, is said to neither.
func eventText(p Page, e portal.AuthorityEvent) string {
	switch e.Event {
	case portal.AuthorityWasOffered:
		return p.Say("invited")
	case portal.AuthorityWasAsked, portal.AuthorityAskedVain:
		return p.Say("asked")
	case portal.PaperAuthorityEntered:
		return p.Say("entered a paper form")
	case portal.AuthorityCodeMade:
		return p.Say("made another code")
	case portal.AuthorityOpened:
		return p.Say("entered the code")
	case portal.JointlyAgreed:
		return p.Say("agreed, for a joint return")
	case portal.JointlyRefused:
		return p.Say("no longer agrees, for a joint return")
	case portal.AuthorityAgreed:
		if e.Side == portal.SideClock {
			return p.Say("the taxpayer was asked")
		}
		return p.Say("agreed; the other taxpayer of a joint return is asked")
	}
	switch e.Status {
	case portal.AuthorityActive:
		if e.Side == portal.SideRepresentative {
			return p.Say("accepted it")
		}
		return p.Say("let it begin")
	case portal.AuthorityRefused:
		return p.Say("said no")
	case portal.AuthorityLapsed:
		return p.Say("ended, because nobody answered in time")
	case portal.AuthorityExpired:
		return p.Say("ended, because its last day is over")
	case portal.AuthorityReplaced:
		return p.Say("replaced it")
	}
	return p.Say("ended it")
}

// RepresentativeActs is what representatives did, a page of it.
type RepresentativeActs struct {
	Acts      []portal.RepresentativeAct // one more than a page when there are more
	Before    string
	Authority string
}

func (l RepresentativeActs) shown() []portal.RepresentativeAct {
	return l.Acts[:min(len(l.Acts), portal.AuthorityPage)]
}

func (l RepresentativeActs) pager(p Page) ui.Pager {
	var pages ui.Pager
	base := "/representatives/acts?authority=" + url.QueryEscape(l.Authority)
	if len(l.Acts) > portal.AuthorityPage {
		pages.Older = p.Path(base + "&before=" + url.QueryEscape(l.Acts[portal.AuthorityPage-1].ID))
	}
	if l.Before != "" {
		pages.Newer, pages.NewerText = p.Path(base), p.Say("Latest")
	}
	return pages
}

func actItems(p Page, acts []portal.RepresentativeAct) (items []ui.HistoryItem) {
	for _, a := range acts {
		items = append(items, ui.HistoryItem{At: a.At, Who: a.Name + ":", What: p.Sentence(a.What.Sentence()), Detail: a.Reference, Quiet: a.What.Looks()})
	}
	return items
}

// HeldAuthority is one authority, as its representative sees it.
type HeldAuthority struct {
	portal.Authority
	Acting portal.Acting
	Events []portal.AuthorityEvent
	Firms  []FirmChoice
	Now    time.Time
	Values url.Values
	Err    error
}

// FirmChoice is an organization of the reader's.
type FirmChoice struct{ ID, Name string }

// offered reports that the representative is to answer.
func (h HeldAuthority) offered() bool {
	return h.May(portal.AcceptInvitation) == nil && h.Now.Before(h.LapsesAt)
}

func (h HeldAuthority) firmOptions(p Page) []ui.Option {
	all := []ui.Option{{Value: "", Label: p.Say("None: on my own")}}
	for _, f := range h.Firms {
		all = append(all, ui.Option{Value: f.ID, Label: f.Name})
	}
	return all
}

// hides reports that nothing but what they typed is shown: whether anyone was asked is not theirs to know.
func (h HeldAuthority) hides() bool {
	return h.Way == portal.RequestWay && h.AgreedAt.IsZero()
}

// history leaves out what the clock did with a request, for the same reason.
func (h HeldAuthority) history(p Page) []ui.HistoryItem {
	var shown []portal.AuthorityEvent
	for _, e := range h.Events {
		if e.Side != portal.SideClock || e.Event != portal.AuthorityAgreed {
			shown = append(shown, e)
		}
	}
	return authorityHistory(p, shown)
}

// ClientRecords is what a representative sees of a taxpayer.
type ClientRecords struct {
	Acting   portal.Acting
	Record   portal.TaxpayerRecord
	Accounts []portal.TaxAccount
	Letters  []portal.IssuedLetter
}
