package ui_test

import (
	"testing"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

var (
	chicago, _ = time.LoadLocation("America/Chicago")
	english    = ui.Words{Language: portal.English, Zone: chicago}
	spanish    = ui.Words{Language: portal.Spanish, Zone: chicago}
	// noon is a Saturday in Harmon Falls, 11:42 in the morning.
	noon = time.Date(2026, 11, 21, 17, 42, 0, 0, time.UTC)
	// dusk is already the next day in UTC.
	dusk = time.Date(2026, 7, 4, 1, 5, 0, 0, time.UTC)
)

func TestDatesAndTimesAreSaidInTheOfficesZone(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{english.Date(noon), "Saturday, November 21, 2026"},
		{spanish.Date(noon), "sábado, 21 de noviembre de 2026"},
		{english.Date(dusk), "Friday, July 3, 2026"},
		{english.ShortDate(noon), "Nov 21, 2026"},
		{spanish.ShortDate(noon), "21 nov 2026"},
		{english.DayMonth(noon), "Nov 21"},
		{spanish.DayMonth(noon), "21 nov"},
		{english.Month(noon), "November 2026"},
		{spanish.Month(noon), "noviembre de 2026"},
		{english.Time(noon), "11:42 a.m. CST"},
		{spanish.Time(noon), "11:42 a. m. CST"},
		{english.Time(dusk), "8:05 p.m. CDT"},
		{english.DateTime(noon), "Saturday, November 21, 2026, at 11:42 a.m. CST"},
		{spanish.DateTime(noon), "sábado, 21 de noviembre de 2026, a las 11:42 a. m. CST"},
		{english.ShortDateTime(dusk), "Jul 3, 2026, 8:05 p.m. CDT"},
		{ui.Words{}.Time(noon), "5:42 p.m. UTC"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestSentencesTakeTheirValuesInTheReadersLanguage(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{english.Say("You can enter up to %s characters.", "4,000"), "You can enter up to 4,000 characters."},
		{spanish.Say("You can enter up to %s characters.", "4,000"), "Puede escribir hasta 4,000 caracteres."},
		{spanish.Say("Nobody translated %s.", "this"), "Nobody translated this."},
		{spanish.Say("Error: %s", noon), "Error: sábado, 21 de noviembre de 2026"},
		{spanish.Sentence(portal.Say("Error: %s", portal.Say("Home"))), "Error: Inicio"},
		{spanish.Sentence(portal.Sentence{}), ""},
		{english.Count(1, "There is 1 answer to mend", "There are %d answers to mend"), "There is 1 answer to mend"},
		{spanish.Count(3, "There is 1 answer to mend", "There are %d answers to mend"), "Hay 3 respuestas por corregir"},
		{spanish.Count(2, "Home", "Day"), "Día"},
		{ui.Words{}.Lang(), "en"},
		{spanish.Lang(), "es"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestASentenceIsNotChangedBySayingIt(t *testing.T) {
	s := portal.Say("Error: %s", portal.Say("Home"))
	spanish.Sentence(s)
	if got := english.Sentence(s); got != "Error: Home" {
		t.Errorf("after Spanish, English says %q", got)
	}
}

func TestSizes(t *testing.T) {
	for bytes, want := range map[int64]string{0: "0 bytes", 812: "812 bytes", 1499: "1 kB", 482133: "482 kB", 1_400_000: "1.4 MB", 25_000_000: "25.0 MB"} {
		if got := ui.Size(bytes); got != want {
			t.Errorf("%d is %q, want %q", bytes, got, want)
		}
	}
}
