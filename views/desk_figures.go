package views

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// FiguresPage is what came of the accessibility requests of a month, and of the months before it.
type FiguresPage struct {
	Desk
	portal.AccessibilityFigures
	Months    []portal.AccessibilityFigures // the oldest first, this one last
	Formats   []FigureRow
	Channels  []FigureRow
	Choices   []ui.Option // the months that can be chosen
	Before    string      // the address of the month before, "" when it is not offered
	After     string
	CSV       string
	StillRuns bool // the month has not ended: its figures will change
}

// FigureRow is one line of a table of figures.
type FigureRow struct {
	Name                                                         string
	Received, Acknowledged, OnTime, Late, Waiting, Ended, Median string
}

// everyChannel in the order in which figures list them.
var everyChannel = append([]portal.Channel{portal.ChannelWeb}, portal.DeskChannels...)

// FiguresAddress is where the figures stand.
const FiguresAddress = "/desk/accessibility/figures"

// NewFiguresPage puts figures into words and charts. The last of the months is the one that was asked for.
func NewFiguresPage(d Desk, months []portal.AccessibilityFigures, now time.Time) FiguresPage {
	month := months[len(months)-1]
	p := FiguresPage{Desk: d, AccessibilityFigures: month, Months: months, StillRuns: now.Before(month.To)}
	p.CSV = FiguresAddress + ".csv?month=" + monthName(month.From)
	for _, f := range portal.AccessibilityFormats {
		p.Formats = append(p.Formats, figureRow(d.Sentence(f.Sentence()), month.ByFormat[f]))
	}
	for _, c := range everyChannel {
		p.Channels = append(p.Channels, figureRow(c.Name(), month.ByChannel[c]))
	}
	offered := OfferedMonths(now)
	for i, m := range offered {
		p.Choices = append(p.Choices, ui.Option{Value: monthName(m), Label: d.Month(m)})
		if m.Equal(month.From) && i+1 < len(offered) {
			p.Before = figuresAddress(offered[i+1])
		}
		if m.Equal(month.From) && i > 0 {
			p.After = figuresAddress(offered[i-1])
		}
	}
	return p
}

// OfferedMonths are the first moments of the months that can be chosen, the present one first: as many as requests are
// kept for.
func OfferedMonths(now time.Time) []time.Time {
	var months []time.Time
	for i := range portal.KeepYears*12 + 1 {
		months = append(months, time.Date(now.Year(), now.Month()-time.Month(i), 1, 0, 0, 0, 0, now.Location()))
	}
	return months
}

func monthName(from time.Time) string { return from.Format("2006-01") }

func figuresAddress(from time.Time) string {
	return FiguresAddress + "?" + url.Values{"month": {monthName(from)}}.Encode()
}

func figureRow(name string, f portal.Figures) FigureRow {
	return FigureRow{
		Name: name, Received: strconv.Itoa(f.Received), Acknowledged: strconv.Itoa(f.Acknowledged), OnTime: strconv.Itoa(f.OnTime),
		Late: strconv.Itoa(f.Late), Waiting: strconv.Itoa(f.Waiting), Ended: strconv.Itoa(f.Other), Median: medianDays(f),
	}
}

// medianDays is "4" or "4.5", and a dash when nothing was delivered.
func medianDays(f portal.Figures) string {
	days, ok := f.MedianDays()
	if !ok {
		return "–"
	}
	return strconv.FormatFloat(days, 'f', -1, 64)
}

// headline is a figure that stands large at the top.
type headline struct{ Figure, Of, What string }

func (p FiguresPage) headlines() []headline {
	t := p.Total
	median, unit := medianDays(t), "business days"
	if median == "1" {
		unit = "business day"
	}
	return []headline{
		{strconv.Itoa(t.Received), "", "Received"},
		{share(t.Acknowledged, t.AckLate), outOf(t.Acknowledged, t.AckLate), "Acknowledged on time"},
		{share(t.OnTime, t.Late), outOf(t.OnTime, t.Late), "Delivered on time"},
		{median, unit, "Median time to delivery"},
	}
}

// share is how many of those whose promise has come due kept it, in per cent, cut off so that 100% means all.
func share(kept, broken int) string {
	if kept+broken == 0 {
		return "–"
	}
	return strconv.Itoa(kept*100/(kept+broken)) + "%"
}

func outOf(kept, broken int) string {
	if kept+broken == 0 {
		return "none due yet"
	}
	return fmt.Sprintf("%d of %d", kept, kept+broken)
}

// remarks say what the headlines leave out.
func (p FiguresPage) remarks() []string {
	var remarks []string
	if p.StillRuns {
		remarks = append(remarks, "The month is not over: its figures still grow.")
	}
	if p.Total.Waiting > 0 {
		remarks = append(remarks, plural(p.Total.Waiting, "1 request is not delivered and not late yet; it counts for neither side.", "%d requests are not delivered and not late yet; they count for neither side."))
	}
	if p.Offered > 0 {
		remarks = append(remarks, plural(p.Offered, "Another way was offered for 1 request.", "Another way was offered for %d requests."))
	}
	if p.Grieved > 0 {
		remarks = append(remarks, plural(p.Grieved, "1 request went on to a grievance.", "%d requests went on to a grievance."))
	}
	return remarks
}
