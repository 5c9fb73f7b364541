package portal

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func tamarack(t interface{ Fatal(...any) }) Calendar {
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return NewCalendar(zone, "2026-12-25", "2026-11-26", "2026-11-27", "2026-07-03", "2026-07-04", "no date", "2026-11-26")
}

func day(c Calendar, text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, c.Zone)
	if err != nil {
		panic(err)
	}
	return at
}

func TestBusinessDaysSkipWeekendsAndHolidays(t *testing.T) {
	c := tamarack(t)
	for _, tt := range []struct {
		from string
		days int
		want string
	}{
		{"2026-11-20 16:59", 1, "2026-11-23"},  // a Friday: Monday
		{"2026-11-21 09:00", 1, "2026-11-23"},  // the Saturday after it: the same Monday
		{"2026-11-25 23:59", 1, "2026-11-30"},  // over Thanksgiving and its weekend
		{"2026-11-20 08:00", 10, "2026-12-08"}, // ten days, two of them holidays
		{"2026-11-21 08:00", 0, "2026-11-21"},
	} {
		got := c.AddBusinessDays(day(c, tt.from), tt.days)
		if got.Format(time.DateOnly) != tt.want || got.Format("15:04:05.000") != "23:59:59.999" {
			t.Errorf("%s + %d = %s, want the end of %s", tt.from, tt.days, got, tt.want)
		}
	}
}

func TestADayIsTheOfficesDayNotUTCs(t *testing.T) {
	c := tamarack(t)
	late := time.Date(2026, 11, 21, 4, 30, 0, 0, time.UTC) // Friday evening in Tamarack
	if !c.BusinessDay(late) {
		t.Error("a Friday evening was taken for a Saturday")
	}
	if got := c.AddDays(late, 15).Format(time.DateOnly); got != "2026-12-05" {
		t.Errorf("15 days after Friday, November 20 is %s", got)
	}
}

func TestDaysAreCountedRightOverClockChanges(t *testing.T) {
	c := tamarack(t)
	for _, pair := range [][2]string{{"2026-03-06 23:30", "2026-03-10 00:30"}, {"2026-10-30 23:30", "2026-11-03 00:30"}} {
		if got := c.DaysBetween(day(c, pair[0]), day(c, pair[1])); got != 4 {
			t.Errorf("%v: %d days, want 4", pair, got)
		}
		if got := c.BusinessDaysBetween(day(c, pair[0]), day(c, pair[1])); got != 2 {
			t.Errorf("%v: %d business days, want 2", pair, got)
		}
	}
}

func TestMonthsAreRead(t *testing.T) {
	c := tamarack(t)
	from, to, ok := c.Month("2026-12")
	if !ok || !from.Equal(day(c, "2026-12-01 00:00")) || !to.Equal(day(c, "2027-01-01 00:00")) {
		t.Errorf("2026-12 is %s to %s, %t", from, to, ok)
	}
	for _, wrong := range []string{"", "2026", "2026-13", "12-2026", "0001-01", "2026-1-1", "../etc"} {
		if _, _, ok := c.Month(wrong); ok {
			t.Errorf("%q was taken for a month", wrong)
		}
	}
}

func TestBusinessDayArithmetic(t *testing.T) {
	c := tamarack(t)
	rapid.Check(t, func(t *rapid.T) {
		from := time.UnixMilli(rapid.Int64Range(1735689600000, 1893456000000).Draw(t, "from")) // 2025 to 2029
		n := rapid.IntRange(0, 300).Draw(t, "days")
		due := c.AddBusinessDays(from, n)
		if got := c.BusinessDaysBetween(from, due); n > 0 && got != n {
			t.Fatalf("%d business days after %s is %s, which is %d business days away", n, from, due, got)
		}
		if n > 0 && !c.BusinessDay(due) {
			t.Fatalf("due on %s, a day the office is closed", due)
		}
		if due.Before(from) {
			t.Fatalf("due at %s, before %s", due, from)
		}
		if next := c.AddBusinessDays(from, n+1); c.AddBusinessDays(due, 1) != next {
			t.Fatalf("one more day after %s is %s, not %s", due, c.AddBusinessDays(due, 1), next)
		}
		to := from.Add(time.Duration(rapid.Int64Range(-9000, 9000).Draw(t, "hours")) * time.Hour)
		if c.BusinessDaysBetween(from, to) != -c.BusinessDaysBetween(to, from) {
			t.Fatal("counting back is not counting forward")
		}
		if b, d := c.BusinessDaysBetween(from, to), c.DaysBetween(from, to); abs(b) > abs(d) {
			t.Fatalf("%d business days in %d days", b, d)
		}
	})
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

func TestDaysAreReadAsPeopleTypeThem(t *testing.T) {
	c := tamarack(t)
	for typed, want := range map[[3]string]string{
		{"11", "20", "2026"}: "2026-11-20", {" 2", "9 ", "2026"}: "2026-02-09", {"02", "09", "2026"}: "2026-02-09", {"2", "29", "2028"}: "2028-02-29",
	} {
		if got := c.ReadDay(typed[0], typed[1], typed[2]); got.Format(time.DateTime) != want+" 12:00:00" {
			t.Errorf("%q is %s", typed, got)
		}
	}
	for _, typed := range [][3]string{
		{}, {"2", "29", "2026"}, {"13", "1", "2026"}, {"0", "1", "2026"}, {"1", "0", "2026"}, {"-1", "1", "2026"}, {"11", "20", "26"}, {"November", "20", "2026"},
		{"11", "20", ""}, {"11", "20", "99999"}, {"11", "20", "99999999999999999999"}, {strings.Repeat(" ", 1<<20) + "1", "1", "2026"}, {"\xff", "1", "2026"},
	} {
		if got := c.ReadDay(typed[0], typed[1], typed[2]); got != NoDay {
			t.Errorf("%.30q was read as %s", typed, got)
		}
	}
}

// TestCountingIsWalking compares the arithmetic with walking through the days one by one.
func TestCountingIsWalking(t *testing.T) {
	c := tamarack(t)
	rapid.Check(t, func(t *rapid.T) {
		from := time.UnixMilli(rapid.Int64Range(1735689600000, 1893456000000).Draw(t, "from"))
		days, walked := rapid.IntRange(0, 800).Draw(t, "days"), 0
		to := from
		for range days {
			if to = to.In(c.Zone).AddDate(0, 0, 1); c.BusinessDay(to) {
				walked++
			}
		}
		if got := c.BusinessDaysBetween(from, to); got != walked {
			t.Fatalf("from %s to %s: counted %d, walked %d", from.In(c.Zone), to, got, walked)
		}
		if got := c.DaysBetween(from, to); got != days {
			t.Fatalf("from %s to %s: %d days, not %d", from.In(c.Zone), to, got, days)
		}
		if w := to.In(c.Zone).Weekday(); c.BusinessDay(to) && (w == time.Saturday || w == time.Sunday) {
			t.Fatalf("open on a %s", w)
		}
	})
}
