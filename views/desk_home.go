package views

import (
	"time"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// DeskHome is what someone finds when they come to work: what waits, what is theirs, and what is late.
type DeskHome struct {
	Desk
	Works   bool        // this account works requests
	Tallies []ui.Filter // how much waits, each with the way to it
	Mine    []RequestRow
	Late    []RequestRow // others' and nobody's
	MoreOf  struct{ Mine, Late bool }
	Rooms   []Room // for who works no queue: where they can go
}

// Room is a page of the office, and what it is for.
type Room struct{ Name, Text, Address string }

// shownAtHome is how many requests of a kind the first page shows; the queue has them all.
const shownAtHome = 8

// NewDeskHome lays out what waits, at now: the actor's own requests and the overdue ones, each the most urgent first.
func NewDeskHome(d Desk, office portal.AccessibilityDesk, actor portal.Actor, counts *DeskCounts, mine, late []portal.AccessibilityRequest, now time.Time) DeskHome {
	home := DeskHome{Desk: d, Works: counts != nil}
	if counts == nil {
		home.Rooms = rooms(d.Nav)
		return home
	}
	home.Tallies = []ui.Filter{
		tally("to do", portal.AccessibilityFilter{State: portal.ListToDo}, counts.ToDo),
		tally("overdue", portal.AccessibilityFilter{State: portal.ListOverdue}, counts.Overdue),
		tally("yours", portal.AccessibilityFilter{State: portal.ListToDo, Whose: portal.WhoseMine}, counts.Mine),
		tally("nobody’s yet", portal.AccessibilityFilter{State: portal.ListToDo, Whose: portal.WhoseNobodys}, counts.Nobodys),
	}
	home.Mine = requestRows(d.Page, office, actor, mine, now)
	for _, row := range requestRows(d.Page, office, actor, late, now) {
		if !row.Mine { // one's own stand in their own list already
			home.Late = append(home.Late, row)
		}
	}
	if len(home.Mine) > shownAtHome {
		home.Mine, home.MoreOf.Mine = home.Mine[:shownAtHome], true
	}
	if len(home.Late) > shownAtHome {
		home.Late, home.MoreOf.Late = home.Late[:shownAtHome], true
	}
	return home
}

func tally(text string, list portal.AccessibilityFilter, n int) ui.Filter {
	return ui.Filter{Text: text, Address: FirstPage(list), Count: min(n, portal.CountedUpTo), More: n > portal.CountedUpTo}
}

// rooms are the pages that the navigation offers, each with a sentence.
func rooms(nav []layout.NavGroup) []Room {
	texts := map[string]string{
		"/desk/accessibility/figures": "Accessibility requests of each month: how many, how many on time, and how long they took.",
		"/office/staff":               "Who works here: invite someone, change a role, suspend an account, end sessions.",
		"/office/audit":               "Everything that was done and looked at, by whom and when, and proof that nothing was taken out.",
		"/office/mail":                "The e-mail notices that wait, went out or failed.",
	}
	var found []Room
	for _, g := range nav {
		for _, l := range g.Links {
			if text, ok := texts[l.Address]; ok {
				found = append(found, Room{l.Text, text, l.Address})
			}
		}
	}
	return found
}
