package views

import (
	"fmt"
	"math"
	"strconv"

	"exchequer/templ/ui"
)

// charts draw the months beside one another: how many requests came and were delivered on time, and how long it took.
func (p FiguresPage) charts() []ui.Chart {
	var labels []string
	received, kept, median := []float64{}, []float64{}, []float64{}
	for _, m := range p.Months {
		labels = append(labels, m.From.Format("Jan"))
		received = append(received, float64(m.Total.Received))
		kept = append(kept, float64(m.Total.OnTime))
		days, ok := m.Total.MedianDays()
		if !ok {
			days = math.NaN()
		}
		median = append(median, days)
	}
	first, last := p.Months[0], p.Months[len(p.Months)-1]
	span := p.Month(first.From) + " to " + p.Month(last.From)
	return []ui.Chart{
		{
			ID: "requests", Title: "Requests by the month in which they came", Column: "Month", Labels: labels,
			Summary: fmt.Sprintf("%s. Received: %s. Delivered on time: %s.", span, rangeOf(received), rangeOf(kept)),
			Series:  []ui.Series{{Name: "Received", Values: received}, {Name: "Delivered on time", Values: kept}},
		},
		{
			ID: "days", Title: "Median business days to delivery", Column: "Month", Labels: labels,
			Summary: fmt.Sprintf("%s. The promise is %s; the median was %s.", span, p.promise(), rangeOf(median)),
			Series:  []ui.Series{{Name: "Median business days", Values: median, Line: true}},
			Format:  func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) },
		},
	}
}

func (p FiguresPage) promise() string {
	return plural(p.Profile.Accessibility.DeliverDays, "1 business day", "%d business days")
}

// rangeOf says between which figures a row lies, and where it ended.
func rangeOf(values []float64) string {
	least, most, last := math.Inf(1), math.Inf(-1), math.NaN()
	for _, v := range values {
		if !math.IsNaN(v) {
			least, most, last = min(least, v), max(most, v), v
		}
	}
	text := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	switch {
	case math.IsNaN(last):
		return "no figure"
	case least == most:
		return text(last) + " throughout"
	default:
		return fmt.Sprintf("between %s and %s, most lately %s", text(least), text(most), text(last))
	}
}
