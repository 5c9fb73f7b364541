package portal

import (
	"strings"
	"time"
)

// Date is a day without a time and without a zone, as letters and returns have it: "2026-04-15", "" for none. Dates compare
// as texts.
type Date string

// ReadDate reads 2026-04-15 and 4/15/2026. It answers false when there is no such day, or one that no record of ours has.
func ReadDate(text string) (Date, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.DateOnly, "1/2/2006", "01/02/2006"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1850 && t.Year() <= 2200 {
			return Date(t.Format(time.DateOnly)), true
		}
	}
	return "", false
}

// DateOf is the day of a moment in its own zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Time is the day's noon in UTC, for showing: noon is the same day in every zone of the States. Zero for none.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t.Add(12 * time.Hour)
}
