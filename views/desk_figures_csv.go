package views

import (
	"strconv"

	"exchequer/portal"
)

// FiguresTable is the figures as a table for other programs, its first line the headings: the last of the months whole,
// by format and by channel, then each month before it in one line.
func FiguresTable(months []portal.AccessibilityFigures) [][]string {
	month := months[len(months)-1]
	table := [][]string{{
		"Month", "Group", "Name", "Received", "Acknowledged on time", "Acknowledged late", "Delivered on time", "Late", "Not due yet", "Ended another way",
		"Median business days",
	}}
	add := func(m portal.AccessibilityFigures, group, name string, f portal.Figures) {
		row := []string{monthName(m.From), group, name}
		for _, n := range []int{f.Received, f.Acknowledged, f.AckLate, f.OnTime, f.Late, f.Waiting, f.Other} {
			row = append(row, strconv.Itoa(n))
		}
		median := ""
		if _, ok := f.MedianDays(); ok {
			median = medianDays(f)
		}
		table = append(table, append(row, median))
	}
	add(month, "All", "All requests", month.Total)
	for _, f := range portal.AccessibilityFormats {
		add(month, "Format", f.Sentence().String(), month.ByFormat[f])
	}
	for _, c := range everyChannel {
		add(month, "Channel", c.Name(), month.ByChannel[c])
	}
	for i := len(months) - 2; i >= 0; i-- {
		add(months[i], "All", "All requests", months[i].Total)
	}
	return table
}
