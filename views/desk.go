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

// DeskCounts are the numbers beside the queues, each counted up to portal.CountedUpTo and one more.
type DeskCounts struct {
	ToDo, Overdue, Mine, Nobodys int
}

// CountedQueues are the lists that DeskCounts tells of, in its order.
var CountedQueues = []portal.AccessibilityFilter{
	{State: portal.ListToDo},
	{State: portal.ListOverdue},
	{State: portal.ListToDo, Whose: portal.WhoseMine},
	{State: portal.ListToDo, Whose: portal.WhoseNobodys},
}

// NewDeskCounts puts the counts of CountedQueues under their names; nil stays nil.
func NewDeskCounts(counted []int) *DeskCounts {
	if len(counted) != len(CountedQueues) {
		return nil
	}
	return &DeskCounts{counted[0], counted[1], counted[2], counted[3]}
}

// NewDesk is a page of the desk with its navigation. It shows the links that mayOpen knows, so that no link ever leads to
// a page that is not there or that this account may not open. here is the page's address with its query.
func NewDesk(p Page, here string, counts *DeskCounts, mayOpen func(address string) bool) Desk {
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
func deskGroups(counts *DeskCounts) []layout.NavGroup {
	queue := layout.NavLink{Text: "Accessibility requests", Address: "/desk/accessibility", Count: layout.Uncounted}
	overdue := layout.NavLink{Text: "Overdue", Address: "/desk/accessibility?state=overdue", Count: layout.Uncounted}
	mine := layout.NavLink{Text: "Mine", Address: "/desk/accessibility?whose=mine", Count: layout.Uncounted}
	nobodys := layout.NavLink{Text: "Nobody’s yet", Address: "/desk/accessibility?whose=nobodys", Count: layout.Uncounted}
	if counts != nil {
		queue, mine, nobodys = counted(queue, counts.ToDo), counted(mine, counts.Mine), counted(nobodys, counts.Nobodys)
		overdue = counted(overdue, counts.Overdue)
		overdue.Urgent = counts.Overdue > 0
	}
	return []layout.NavGroup{
		{Links: []layout.NavLink{plain("Your desk", "/desk")}},
		{Heading: "Queues", Links: []layout.NavLink{
			queue, overdue, mine, nobodys,
			plain("Log a request", "/desk/accessibility/log"),
			plain("Pages to fix", "/desk/accessibility/defects"),
		}},
		{Heading: "Accounts", Links: []layout.NavLink{
			plain("Find an account", "/desk/accounts"),
			plain("Recoveries", "/desk/accounts/recoveries"),
			plain("Suspensions and deaths", "/desk/accounts/suspensions"),
			plain("Accounts on hold", "/office/holds"),
			plain("Unusual behaviour", "/desk/accounts/alerts"),
		}},
		{Heading: "Office", Links: []layout.NavLink{
			plain("Figures", "/desk/accessibility/figures"),
			plain("Staff", "/office/staff"),
			plain("Audit trail", "/office/audit"),
			plain("Mail", "/office/mail"),
		}},
	}
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
