package portal

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Calendar counts the office's days: in its time zone, without weekends and without its holidays. A deadline is
// always the last millisecond of a day, because people read "by Friday" as all of Friday.
//
// Days are counted as whole numbers since 1970, so that no change of the clocks ever skips or repeats one, and so that
// a list of promises, some of them years old, costs no more than a list of names.
type Calendar struct {
	Zone     *time.Location
	holidays []int // days that are not on a weekend, in order
}

// NewCalendar is the calendar of a zone with these holidays ("2026-11-26"). What is no date is left out; checking a
// profile finds it.
func NewCalendar(zone *time.Location, dates ...string) Calendar {
	c := Calendar{Zone: zone}
	for _, date := range dates {
		if at, err := time.Parse(time.DateOnly, date); err == nil && !weekend(dayOf(at)) {
			c.holidays = append(c.holidays, dayOf(at))
		}
	}
	slices.Sort(c.holidays)
	c.holidays = slices.Compact(c.holidays)
	return c
}

// Calendar is the department's own. Make it once: reading a time zone costs more than a page.
func (p Profile) Calendar() Calendar {
	var dates []string
	for _, h := range p.Holidays {
		dates = append(dates, h.Date)
	}
	return NewCalendar(p.Zone(), dates...)
}

// BusinessDay reports whether the office is open on t's day.
func (c Calendar) BusinessDay(t time.Time) bool { return c.open(c.day(t)) }

// AddBusinessDays is the end of the days-th business day after t's day: what comes in on a Friday, or on the Saturday
// after it, and is promised within one business day is due when Monday ends. 0 is the end of t's own day.
func (c Calendar) AddBusinessDays(t time.Time, days int) time.Time {
	day := c.day(t)
	for days > 0 {
		if day++; c.open(day) {
			days--
		}
	}
	return c.endOf(day)
}

// AddDays is the end of the days-th calendar day after t's day, office open or not: the grievance procedure counts so.
func (c Calendar) AddDays(t time.Time, days int) time.Time { return c.endOf(c.day(t) + days) }

// BusinessDaysBetween counts the business days after from's day, up to and with to's day; below zero when to is earlier.
func (c Calendar) BusinessDaysBetween(from, to time.Time) int {
	return c.businessDaysUpTo(c.day(to)) - c.businessDaysUpTo(c.day(from))
}

// DaysBetween counts the calendar days from from's day to to's day.
func (c Calendar) DaysBetween(from, to time.Time) int { return c.day(to) - c.day(from) }

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

// day is the number of t's day in the office's zone.
func (c Calendar) day(t time.Time) int { return dayOf(t.In(c.Zone)) }

// dayOf is the number of a moment's day, as its own zone has it.
func dayOf(t time.Time) int {
	year, month, day := t.Date()
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// weekend: the first of January 1970 was a Thursday.
func weekend(day int) bool { return (day%7+7)%7 == 2 || (day%7+7)%7 == 3 }

func (c Calendar) open(day int) bool {
	_, holiday := slices.BinarySearch(c.holidays, day)
	return !holiday && !weekend(day)
}

// businessDaysUpTo counts the business days up to and with a day, from some day long ago: five for each week, and those
// of the week that has begun, without the holidays.
func (c Calendar) businessDaysUpTo(day int) int {
	const monday = -100*7 - 3 // a Monday before every request
	weeks, rest := (day-monday)/7, (day-monday)%7
	holidays, found := slices.BinarySearch(c.holidays, day)
	if found {
		holidays++
	}
	return 5*weeks + min(rest+1, 5) - holidays
}

func (c Calendar) endOf(day int) time.Time {
	return time.Date(1970, time.January, day+2, 0, 0, 0, 0, c.Zone).Add(-time.Millisecond)
}

// count puts a number before its noun: "1 business day", "3 business days".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
