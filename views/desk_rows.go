package views

import (
	"cmp"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// RequestAddress is where a request is worked on.
func RequestAddress(n portal.RequestNumber) string { return "/desk/accessibility/" + n.String() }

// concernShown is how much of a concern a list shows, in code points: enough to know it again, on two lines.
const concernShown = 140

// RequestRows puts requests into the words of a list, at now.
func RequestRows(p Page, desk portal.AccessibilityDesk, actor portal.Actor, requests []portal.AccessibilityRequest, now time.Time) []QueueRow {
	rows := make([]QueueRow, 0, len(requests))
	for _, r := range requests {
		row := QueueRow{
			ID: "row-" + r.Number.String(), Address: RequestAddress(r.Number), Reference: r.Number.String(),
			Concern: portal.Excerpt(r.Form.Concern, concernShown), Language: string(r.Form.Language),
			Status: requestStatus(p, r.Status), DueAt: r.Due.At, Late: r.Due.Overdue(now),
			Whose: r.AssigneeName, Mine: r.Assignee != "" && r.Assignee == actor.Account, Mark: r.Mark(),
		}
		row.About = joined(p.Sentence(r.Form.Format.Sentence()), languageName(r.Form.Language), cmp.Or(r.PagePath, portal.Excerpt(r.Form.Page, 60)))
		row.Due = whatIsDue(p, desk, r, now)
		if r.Due.At.IsZero() {
			row.DueAt = r.Since
		}
		if row.Mine {
			row.Whose = "You"
		}
		rows = append(rows, row)
	}
	return rows
}

// whatIsDue is the next promise in words, or whose turn it is and since when.
func whatIsDue(p Page, desk portal.AccessibilityDesk, r portal.AccessibilityRequest, now time.Time) string {
	if words := r.Due.Words(desk.Calendar, now); words != "" {
		return words
	}
	if r.Status.Closed() {
		return "Closed " + p.ShortDate(r.Since)
	}
	return "Waits for them since " + p.DayMonth(r.Since)
}

// requestStatus is where a request stands, with the shape that says whose turn it is.
func requestStatus(p Page, s portal.AccessibilityStatus) ui.Status {
	look := ui.Fresh
	switch s {
	case portal.AccessibilityAcknowledged, portal.AccessibilityInProduction:
		look = ui.Working
	case portal.AccessibilityDelivered, portal.AccessibilityDeclined, portal.GrievanceAnswered:
		look = ui.Waiting
	case portal.AccessibilityConfirmed, portal.GrievanceFinal:
		look = ui.Done
	case portal.GrievanceEscalated, portal.GrievanceMet, portal.GrievanceAppealed:
		look = ui.Serious
	}
	return ui.Status{Text: p.Sentence(s.Sentence()), Look: look}
}

// languageName is a language other than the desk's own, "" for English.
func languageName(l portal.Language) string {
	if l == portal.Spanish {
		return "Spanish"
	}
	return ""
}
