package views

import (
	"fmt"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// looksShown is how many lines of who opened a case its page has; the department keeps them all.
const looksShown = 25

// looks says who of the staff opened the case, one line for each of them and day: what they are, since it is as that that they
// looked. Who writes or has the case stands there by name.
func (c ThreadPage) looks(p Page) []ui.HistoryItem {
	var items []ui.HistoryItem
	seen := map[string]bool{}
	for _, l := range c.Looks {
		who := p.Say("A clerk of the queue “%s”", c.Queue)
		switch {
		case l.Reason != "":
			who = p.Say("Someone of our staff outside of the queue “%s”, who wrote down why", c.Queue)
		case l.Role == portal.Supervisor:
			who = p.Say("A supervisor of the queue “%s”", c.Queue)
		}
		day := fmt.Sprint(l.At.In(zoneOf(p)).Format(time.DateOnly), l.Name, l.Reason != "")
		if seen[day] {
			continue
		}
		seen[day] = true
		items = append(items, ui.HistoryItem{At: l.At, Who: who, Quiet: true})
	}
	return items[:min(looksShown, len(items))]
}

func zoneOf(p Page) *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}
