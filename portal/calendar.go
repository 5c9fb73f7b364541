package portal

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Calendar counts the office's days: in its time zone, without weekends and without its holidays. A deadline is
// always the last millisecond of a day, because people read "by Friday" as all of Friday.
type Calendar struct {
	Zone     *time.Location
	Holidays map[string]bool // "2026-11-26"
}

// Calendar is the department's own. Make it once: reading a time zone costs more than a page.
func (p Profile) Calendar() Calendar {
	c := Calendar{Zone: p.Zone(), Holidays: make(map[string]bool, len(p.Holidays))}
	for _, h := range p.Holidays {
		c.Holidays[h.Date] = true
	}
	return c
}

// BusinessDay reports whether the office is open on t's day.
func (c Calendar) BusinessDay(t time.Time) bool {
	day := t.In(c.Zone)
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return !c.Holidays[day.Format(time.DateOnly)]
}

// AddBusinessDays is the end of the days-th business day after t's day: what comes in on a Friday, or on the Saturday
// after it, and is promised within one business day is due when Monday ends. 0 is the end of t's own day.
func (c Calendar) AddBusinessDays(t time.Time, days int) time.Time {
	day := c.noon(t)
	for days > 0 {
		day = day.AddDate(0, 0, 1)
		if c.BusinessDay(day) {
			days--
		}
	}
	return c.endOf(day)
}

// AddDays is the end of the days-th calendar day after t's day, office open or not: the grievance procedure counts so.
func (c Calendar) AddDays(t time.Time, days int) time.Time {
	return c.endOf(c.noon(t).AddDate(0, 0, days))
}

// BusinessDaysBetween counts the business days after from's day, up to and with to's day; below zero when to is earlier.
func (c Calendar) BusinessDaysBetween(from, to time.Time) int {
	a, b, sign := c.noon(from), c.noon(to), 1
	if b.Before(a) {
		a, b, sign = b, a, -1
	}
	days := 0
	for a.Before(b) {
		a = a.AddDate(0, 0, 1)
		if c.BusinessDay(a) {
			days++
		}
	}
	return sign * days
}

// DaysBetween counts the calendar days from from's day to to's day.
func (c Calendar) DaysBetween(from, to time.Time) int {
	a, b := c.noon(from), c.noon(to)
	utc := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(utc(b).Sub(utc(a)) / (24 * time.Hour))
}

// Month is the first moment of the month that text ("2026-10") names, and the first of the next; ok is false for
// anything else.
func (c Calendar) Month(text string) (from, to time.Time, ok bool) {
	from, err := time.ParseInLocation("2006-01", text, c.Zone)
	if err != nil || from.Year() < 2000 || from.Year() > 2200 {
		return time.Time{}, time.Time{}, false
	}
	return from, from.AddDate(0, 1, 0), true
}

// NoDay stands for a day that no calendar has, such as February 30. It lies after every clock, so that whoever checks for
// a day that is past refuses it.
var NoDay = time.Date(9999, time.December, 31, 12, 0, 0, 0, time.UTC)

// ReadDay is noon of the day that someone typed in three parts, or NoDay. A year is typed in full.
func (c Calendar) ReadDay(month, day, year string) time.Time {
	var parts [3]int
	for i, text := range []string{month, day, year} {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || len(text) > 10 {
			return NoDay
		}
		parts[i] = n
	}
	t := time.Date(parts[2], time.Month(parts[0]), parts[1], 12, 0, 0, 0, c.Zone)
	if parts[2] < 1900 || parts[2] > 9999 || t.Year() != parts[2] || int(t.Month()) != parts[0] || t.Day() != parts[1] {
		return NoDay
	}
	return t
}

// noon of t's day: days are counted from noon to noon, so that no change of the clocks ever skips or repeats one.
func (c Calendar) noon(t time.Time) time.Time {
	day := t.In(c.Zone)
	return time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, c.Zone)
}

func (c Calendar) endOf(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, c.Zone).Add(-time.Millisecond)
}

// count puts a number before its noun: "1 business day", "3 business days".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
