package views

import (
	"cmp"
	"fmt"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// RequestAddress is where a request is worked on.
func RequestAddress(n portal.RequestNumber) string { return "/desk/accessibility/" + n.String() }

// RequestRow is one request in a list of the desk.
type RequestRow struct {
	ID        string // of its link, so that the focus finds it again when the list is drawn anew
	Address   string
	Reference string
	Concern   string
	Language  string // in which the concern is written
	About     string // the format, the page, and the language when it is not ours
	Status    ui.Status
	Due       string
	DueAt     time.Time
	Late      bool
	Whose     string
	Mine      bool
	First     bool // the page's focus begins here
}

// concernShown is how much of a concern a list shows, in code points: enough to know it again, on two lines.
const concernShown = 140

// requestRows puts requests into the words of a list, at now.
func requestRows(p Page, desk portal.AccessibilityDesk, actor portal.Actor, requests []portal.AccessibilityRequest, now time.Time) []RequestRow {
	rows := make([]RequestRow, 0, len(requests))
	for _, r := range requests {
		row := RequestRow{
			ID: "row-" + r.Number.String(), Address: RequestAddress(r.Number), Reference: r.Number.String(),
			Concern: portal.Excerpt(r.Form.Concern, concernShown), Language: string(r.Form.Language),
			Status: requestStatus(p, r.Status), DueAt: r.Due.At, Late: r.Due.Overdue(now),
			Whose: r.AssigneeName, Mine: r.Assignee != "" && r.Assignee == actor.Account,
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

// joined puts a middle dot between parts, and leaves out what is empty.
func joined(parts ...string) string {
	text := ""
	for _, part := range parts {
		if part != "" && text != "" {
			text += " · "
		}
		text += part
	}
	return text
}

// several is a number with its noun: "1 request", "3 requests", "99+ requests".
func several(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case n > portal.CountedUpTo:
		return fmt.Sprintf("%d+ %ss", portal.CountedUpTo, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
