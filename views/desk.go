package views

import (
	"strings"

	"exchequer/portal"
	"exchequer/templ/layout"
)

// Desk is a page of the desk or the office: what every page has, and what stands at its left. Pages embed it, and are
// wrapped in layout.Desk(p.Page, p.Nav).
type Desk struct {
	Page
	Nav []layout.NavGroup
}

// QueueCounts are the numbers beside a queue, each counted up to portal.CountedUpTo and one more.
type QueueCounts struct {
	ToDo, Overdue, Mine, Nobodys int
}

// DeskCounts are the numbers beside each queue, by its address. Who does not open a queue has none of it.
type DeskCounts map[string]QueueCounts

// CountedLists are the lists of a queue that QueueCounts tells of, in its order.
var CountedLists = []portal.QueueFilter{
	{State: portal.ListToDo},
	{State: portal.ListOverdue},
	{State: portal.ListToDo, Whose: portal.WhoseMine},
	{State: portal.ListToDo, Whose: portal.WhoseNobodys},
}

// NewQueueCounts puts the counts of CountedLists under their names.
func NewQueueCounts(counted []int) (c QueueCounts) {
	if len(counted) == len(CountedLists) {
		c = QueueCounts{counted[0], counted[1], counted[2], counted[3]}
	}
	return c
}

// NewDesk is a page of the desk with its navigation. It shows the links that mayOpen knows, so that no link ever leads to
// a page that is not there or that this account may not open. here is the page's address with its query.
func NewDesk(p Page, here string, counts DeskCounts, mayOpen func(address string) bool) Desk {
	d := Desk{Page: p}
	for _, group := range deskGroups(counts) {
		var known []layout.NavLink
		for _, l := range group.Links {
			if path, _, _ := strings.Cut(l.Address, "?"); mayOpen(path) {
				known = append(known, l)
			}
		}
		if group.Links = known; len(known) > 0 {
			d.Nav = append(d.Nav, group)
		}
	}
	markCurrent(d.Nav, here)
	return d
}

// deskGroups is everything that may stand at the left of a page of the desk. A new page of the desk or the office gets a
// line here.
func deskGroups(counts DeskCounts) []layout.NavGroup {
	return []layout.NavGroup{
		{Links: []layout.NavLink{plain("Your desk", "/desk")}},
		{Heading: "Queues", Links: append(queueLinks(AccessibilityBench, counts),
			plain("Log a request", "/desk/accessibility/log"),
			plain("Pages to fix", "/desk/accessibility/defects"),
		)},
		{Heading: "Messages", Links: append(queueLinks(MessageBench, counts),
			plain("Reported", ReportsAddress), plain("Suspended from writing", SuspensionsAddress), plain("Samples", SamplesAddress), plain("Messages in figures", CaseFiguresAddress),
			plain("Queues and training", QueuesAddress), plain("Topics", TopicsAddress), plain("Texts for replies", ModulesAddress))},
		{Heading: "Taxpayers", Links: []layout.NavLink{
			plain("Find a taxpayer", "/desk/taxpayers"),
			plain("New addresses", "/desk/taxpayers/addresses"),
			plain("Representatives", "/desk/representatives"),
			plain("Letters", "/desk/letters"),
		}},
		{Heading: "Identity", Links: append(queueLinks(IdentityBench, counts), plain("Identity checklists", ChecklistsAddress))},
		{Heading: "Accounts", Links: []layout.NavLink{
			plain("Find an account", "/desk/accounts"),
			plain("Recoveries", "/desk/accounts/recoveries"),
			plain("Code cards to post", "/desk/accounts/cards"),
			plain("Suspensions and deaths", "/desk/accounts/suspensions"),
			plain("Accounts on hold", "/office/holds"),
			plain("Unusual behaviour", "/desk/accounts/alerts"),
		}},
		{Heading: "Office", Links: []layout.NavLink{
			plain("Figures", "/desk/accessibility/figures"),
			plain("Staff", "/office/staff"),
			plain("Imports", "/office/imports"),
			plain("Reviewers", ReviewersAddress),
			plain("Pages of the site", OfficePagesAddress),
			plain("Terms", OfficeTermsAddress),
			plain("Audit trail", "/office/audit"),
			plain("Mail", "/office/mail"),
			plain("Mail that came back", ReturnsAddress),
		}},
	}
}

// queueLinks are the ways into a queue, with how much waits.
func queueLinks(b Bench, counts DeskCounts) []layout.NavLink {
	links := []layout.NavLink{
		plain(b.Title, b.Address), plain("Overdue", b.Address+"?state=overdue"), plain("Mine", b.Address+"?whose=mine"), plain("Nobody’s yet", b.Address+"?whose=nobodys"),
	}
	if n, known := counts[b.Address]; known {
		for i, waits := range []int{n.ToDo, n.Overdue, n.Mine, n.Nobodys} {
			links[i] = counted(links[i], waits)
		}
		links[1].Urgent = n.Overdue > 0
	}
	return links
}

func plain(text, address string) layout.NavLink {
	return layout.NavLink{Text: text, Address: address, Count: layout.Uncounted}
}

// counted puts a number beside a link, or "99+" where nobody counted on.
func counted(l layout.NavLink, n int) layout.NavLink {
	l.Count, l.More = min(n, portal.CountedUpTo), n > portal.CountedUpTo
	return l
}

// markCurrent marks the one link that leads here: the longest address that this page is, or stands under.
func markCurrent(groups []layout.NavGroup, here string) {
	var best *layout.NavLink
	for _, g := range groups {
		for i, l := range g.Links {
			under := l.Address != "/desk" && (strings.HasPrefix(here, l.Address+"/") || strings.HasPrefix(here, l.Address+"?") || strings.HasPrefix(here, l.Address+"&"))
			if (here == l.Address || under) && (best == nil || len(l.Address) > len(best.Address)) {
				best = &g.Links[i]
			}
		}
	}
	if best != nil {
		best.Current = true
	}
}
