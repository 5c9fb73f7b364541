package views

import (
	"slices"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// DeskHome is what someone finds when they come to work: what waits, what is theirs, and what is late.
type DeskHome struct {
	Desk
	Works  []HomeQueue // the queues that this account works
	Mine   []QueueRow
	Late   []QueueRow // others' and nobody's
	MoreOf struct{ Mine, Late bool }
	Rooms  []Room // for who works no queue: where they can go
}

// HomeQueue is one queue as the first page shows it.
type HomeQueue struct {
	Bench
	Tallies []ui.Filter // how much waits, each with the way to it
	Mine    []QueueRow
	Late    []QueueRow
}

// Room is a page of the office, and what it is for.
type Room struct{ Name, Text, Address string }

// shownAtHome is how many rows of a kind the first page shows; the queues have them all.
const shownAtHome = 8

// NewHomeQueue is a queue with what in it is the actor's own and what is overdue, each the most urgent first.
func NewHomeQueue(b Bench, counts QueueCounts, mine, late []QueueRow) HomeQueue {
	q := HomeQueue{Bench: b, Mine: mine}
	for i, text := range []string{"to do", "overdue", "yours", "nobody’s yet"} {
		n := []int{counts.ToDo, counts.Overdue, counts.Mine, counts.Nobodys}[i]
		q.Tallies = append(q.Tallies, ui.Filter{Text: text, Address: b.At(List{QueueFilter: CountedLists[i]}, "", ""), Count: min(n, portal.CountedUpTo), More: n > portal.CountedUpTo})
	}
	for _, row := range late {
		if !row.Mine { // one's own stand in their own list already
			q.Late = append(q.Late, row)
		}
	}
	return q
}

// NewDeskHome lays out what waits in all queues, the most urgent first.
func NewDeskHome(d Desk, queues []HomeQueue) DeskHome {
	home := DeskHome{Desk: d, Works: queues}
	if len(queues) == 0 {
		home.Rooms = rooms(d.Nav)
		return home
	}
	for _, q := range queues {
		home.Mine, home.Late = append(home.Mine, q.Mine...), append(home.Late, q.Late...)
	}
	urgent := func(a, b QueueRow) int { return a.DueAt.Compare(b.DueAt) }
	slices.SortStableFunc(home.Mine, urgent)
	slices.SortStableFunc(home.Late, urgent)
	if len(home.Mine) > shownAtHome {
		home.Mine, home.MoreOf.Mine = home.Mine[:shownAtHome], true
	}
	if len(home.Late) > shownAtHome {
		home.Late, home.MoreOf.Late = home.Late[:shownAtHome], true
	}
	return home
}

// listOf is the address of a list of a queue.
func listOf(b Bench, state string, whose portal.Whose) string {
	return b.At(List{QueueFilter: portal.QueueFilter{State: state, Whose: whose}}, "", "")
}

// rooms are the pages that the navigation offers, each with a sentence.
func rooms(nav []layout.NavGroup) []Room {
	texts := map[string]string{
		"/desk/accessibility/figures": "Accessibility requests of each month: how many, how many on time, and how long they took.",
		"/desk/identity/checklists":   "How each identity case meets what NIST SP 800-63A-4 asks, and what is missing.",
		"/office/reviewers":           "Who may prove people’s identity, and until when their certificates run.",
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
