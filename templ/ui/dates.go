package ui

import (
	"strings"
	"time"
)

// Date is "Friday, November 21, 2026" in the department's zone.
func (w Words) Date(t time.Time) string {
	t = w.local(t)
	weekdays := strings.Fields(w.Say("Sunday Monday Tuesday Wednesday Thursday Friday Saturday"))
	return w.Say("%[1]s, %[2]s %[3]d, %[4]d", weekdays[t.Weekday()], w.month(t), t.Day(), t.Year())
}

// ShortDate is "Nov 21, 2026", for tables and the desk.
func (w Words) ShortDate(t time.Time) string {
	t = w.local(t)
	return w.Say("%[1]s %[2]d, %[3]d", w.shortMonth(t), t.Day(), t.Year())
}

// CalendarDay is "Nov 21, 2026" for a day that has no time: that of a letter, the end of a period. It is the same day in
// every zone.
func (w Words) CalendarDay(day time.Time) string {
	w.Zone = time.UTC
	return w.ShortDate(day)
}

// DayMonth is "Nov 26", for "due in 3 business days (Nov 26)", where the year goes without saying.
func (w Words) DayMonth(t time.Time) string {
	t = w.local(t)
	return w.Say("%[1]s %[2]d", w.shortMonth(t), t.Day())
}

// Month is "November 2026", for figures.
func (w Words) Month(t time.Time) string {
	t = w.local(t)
	return w.Say("%s %d", w.month(t), t.Year())
}

// Time is "10:42 a.m. CST": a time is never said without its zone.
func (w Words) Time(t time.Time) string { return w.clock(t, "3:04") }

// Clock is "10:42:15 a.m. CST", where seconds count.
func (w Words) Clock(t time.Time) string { return w.clock(t, "3:04:05") }

func (w Words) clock(t time.Time, as string) string {
	t = w.local(t)
	half := w.Say("a.m.")
	if t.Hour() >= 12 {
		half = w.Say("p.m.")
	}
	return t.Format(as) + " " + half + " " + t.Format("MST")
}

// DateTime is "Friday, November 21, 2026, at 10:42 a.m. CST".
func (w Words) DateTime(t time.Time) string { return w.Say("%[1]s, at %[2]s", w.Date(t), w.Time(t)) }

// ShortDateTime is "Nov 21, 2026, 10:42 a.m. CST", for histories and the desk.
func (w Words) ShortDateTime(t time.Time) string { return w.ShortDate(t) + ", " + w.Time(t) }

func (w Words) month(t time.Time) string {
	return strings.Fields(w.Say("January February March April May June July August September October November December"))[t.Month()-1]
}

func (w Words) shortMonth(t time.Time) string {
	return strings.Fields(w.Say("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"))[t.Month()-1]
}

func (w Words) local(t time.Time) time.Time {
	if w.Zone == nil {
		return t.UTC()
	}
	return t.In(w.Zone)
}

// stamp is a moment as the datetime attribute of <time> wants it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
