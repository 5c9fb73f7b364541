package paper

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"exchequer/portal"
)

var office = Office{
	Profile: portal.Profile{
		Name: "Tamarack Department of Revenue", State: "State of Tamarack", Address: []string{"400 Larkspur Avenue, Suite 120", "Harmon Falls, TK 56001"},
		Names: map[string]string{"es": "Departamento de Ingresos de Tamarack"}, Phone: "(555) 010-4400", Relay: "711", TimeZone: "America/Chicago",
		Hours: map[string]string{"en": "Monday to Friday, 8 a.m. to 5 p.m.", "es": "De lunes a viernes, de 8 a. m. a 5 p. m."},
	},
	Site: "revenue.tamarack.example",
}

func letters() []portal.PrintedLetter {
	printed := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	make := func(kind portal.LetterKind, language portal.Language, name, code, report string, address ...string) portal.PrintedLetter {
		return portal.PrintedLetter{OfficeLetter: portal.OfficeLetter{
			Kind: kind, Case: portal.IdentityNumberOf(2026, 123), Language: language, Name: name, Address: address,
			RequestedAt: printed.Add(-20 * time.Hour), PrintedAt: printed, UsableUntil: printed.AddDate(0, 0, 21),
		}, Code: code, Report: report}
	}
	return []portal.PrintedLetter{
		make(portal.CodeLetter, portal.English, "Rosa Delgado", "7K3QM2XW9D", "AB12CD34EF", "12 Alder Street", "Apt 3", "Harmon Falls, TK 56001"),
		make(portal.CodeLetter, portal.Spanish, "Łucja Nguyễn-Ibáñez", "2XW9D7K3QM", "CD34EFAB12", "9 Calle Olmo", "Harmon Falls, TK 56002"),
		make(portal.AlertLetter, portal.English, "A business with the longest name that anyone has ever registered here, LLC", "", "EFAB12CD34", "1 Quay", "Suite 1200, Building B, Care of the Treasurer", "North Harmon Falls Township, TK 56003-1234"),
		make(portal.AlertLetter, portal.Spanish, "Rosa Delgado", "", "12CD34EFAB", "12 Alder Street", "Harmon Falls, TK 56001"),
	}
}

// read is what pdftotext finds on a page, or in a part of it, in points.
func read(t *testing.T, file string, page int, part ...float64) string {
	t.Helper()
	args := []string{"-layout", "-f", fmt.Sprint(page), "-l", fmt.Sprint(page), "-r", "72"}
	if len(part) == 4 {
		for i, name := range []string{"-x", "-y", "-W", "-H"} {
			args = append(args, name, fmt.Sprint(int(part[i])))
		}
	}
	out, err := exec.Command("pdftotext", append(args, file, "-")...).CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v: %s", err, out)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func TestLettersAreReadBackWordForWord(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("pdftotext is not installed: apt-get install poppler-utils")
		}
		t.Skip("pdftotext is not installed")
	}
	written, err := Print(office, letters())
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "letters.pdf")
	if err := os.WriteFile(file, written, 0o600); err != nil {
		t.Fatal(err)
	}
	if kept := os.Getenv("EXCHEQUER_KEEP_LETTERS"); kept != "" {
		os.WriteFile(kept, written, 0o600)
	}
	for page, says := range map[int][]string{
		1: {"Rosa Delgado", "7K3QM-2XW9D", "Friday, December 11, 2026", "AB12C-D34EF", "ID-2026-000123", "revenue.tamarack.example/letters/not-mine", "(555) 010-4400", "Llame al"},
		2: {"Łucja Nguyễn-Ibáñez", "2XW9D-7K3QM", "viernes, 11 de diciembre de 2026", "Departamento de Ingresos de Tamarack", "Call (555) 010-4400 and we read"},
		3: {"Someone says that they are you", "EFAB1-2CD34"},
		4: {"Alguien dice ser usted", "12CD3-4EFAB"},
	} {
		text := read(t, file, page)
		for _, words := range says {
			if !strings.Contains(text, words) {
				t.Errorf("page %d lacks %q:\n%s", page, words, text)
			}
		}
	}
	for i, l := range letters() {
		window := read(t, file, i+1, WindowLeft, WindowTop, WindowWide, WindowTall)
		if want := strings.ToUpper(strings.Join(append([]string{l.Name}, l.Address...), " ")); window != want {
			t.Errorf("the window of page %d shows %q, and should show %q", i+1, window, want)
		}
	}
}
