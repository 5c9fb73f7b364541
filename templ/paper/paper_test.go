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
	"exchequer/templ/ui"
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
	wrote := func(l portal.PrintedLetter, messages ...portal.PrintedMessage) portal.PrintedLetter {
		l.Case = 0
		for _, m := range messages {
			m.At, m.Name, m.Message.Language = printed.Add(-2*time.Hour), "Ines Calloway", l.Language
			l.Brings, l.Messages = append(l.Brings, m.LetterMessage), append(l.Messages, m)
		}
		return l
	}
	brings := func(words bool, subject, body string, files ...portal.File) portal.PrintedMessage {
		return portal.PrintedMessage{LetterMessage: portal.LetterMessage{Case: portal.CaseNumberOf(2026, 77), N: 2, Words: words}, Subject: subject, Message: portal.Message{Body: body, Files: files}}
	}
	return []portal.PrintedLetter{
		make(portal.CodeLetter, portal.English, "Rosa Delgado", "7K3QM2XW9D", "AB12CD34EF", "12 Alder Street", "Apt 3", "Harmon Falls, TK 56001"),
		make(portal.CodeLetter, portal.Spanish, "Łucja Nguyễn-Ibáñez", "2XW9D7K3QM", "CD34EFAB12", "9 Calle Olmo", "Harmon Falls, TK 56002"),
		make(portal.AlertLetter, portal.English, "A business with the longest name that anyone has ever registered here, LLC", "", "EFAB12CD34", "1 Quay", "Suite 1200, Building B, Care of the Treasurer", "North Harmon Falls Township, TK 56003-1234"),
		make(portal.AlertLetter, portal.Spanish, "Rosa Delgado", "", "12CD34EFAB", "12 Alder Street", "Harmon Falls, TK 56001"),
		make(portal.AddressLetter, portal.English, "Rosa Delgado", "", "2CD34EFAB1", "12 Alder Street", "Harmon Falls, TK 56001"),
		make(portal.ProofedLetter, portal.English, "Rosa Delgado", "", "CD34EFAB12", "12 Alder Street", "Harmon Falls, TK 56001"),
		make(portal.ProofedLetter, portal.Spanish, "Rosa Delgado", "", "D34EFAB12C", "12 Alder Street", "Harmon Falls, TK 56001"),
		wrote(make(portal.MessagesLetter, portal.English, "Rosa Delgado", "", "34EFAB12CD", "12 Alder Street", "Harmon Falls, TK 56001"),
			brings(true, "My refund of 2025", "It comes on Friday.\n\nKeep this letter.", portal.File{Name: "refund.pdf"})),
		wrote(make(portal.MessagesLetter, portal.Spanish, "Rosa Delgado", "", "4EFAB12CD3", "12 Alder Street", "Harmon Falls, TK 56001"), brings(false, "", "")),
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
		5: {"A new address was told to us", "2CD34-EFAB1"},
		6: {"Someone proved to us that they are you", "CD34E-FAB12", "It was not you?"},
		7: {"Alguien nos probó ser usted", "D34EF-AB12C"},
		8: {"What we wrote to you", "MC-2026-000077", "It comes on Friday. Keep this letter.", "refund.pdf", "34EFA-B12CD"},
		9: {"Algo le espera en el departamento", "MC-2026-000077, del viernes, 20 de noviembre de 2026", "4EFAB-12CD3"},
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

// The PDF has no tags: its text is its equivalent, in the order in which it is read, and whole.
func TestEveryWordOfALetterIsInThePDFInItsOrder(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
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
	for i, l := range letters() {
		text := strings.NewReplacer("• ", "").Replace(read(t, file, i+1))
		body, foot := LetterWords(office, ui.Words{Language: l.Language, Zone: office.Profile.Zone()}, l)
		for _, p := range append(body, foot...) {
			for _, said := range append([]string{p.Heading, p.Text, p.Code, p.Below, p.Small}, p.Points...) {
				said = strings.Join(strings.Fields(said), " ")
				at := strings.Index(text, said)
				if at < 0 {
					t.Fatalf("letter %d, %s, lacks %q, or has it before what comes before:\n%s", i+1, l.Kind, said, text)
				}
				text = text[at+len(said):]
			}
		}
	}
}

func TestALongLetterGoesOnBehind(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	long := letters()[7]
	long.Messages[0].Body = strings.Repeat("A line of a long answer that goes on for a while, about forms and dates.\n", 55)
	written, err := Print(office, []portal.PrintedLetter{long, letters()[0]})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "long.pdf")
	if err := os.WriteFile(file, written, 0o600); err != nil {
		t.Fatal(err)
	}
	if kept := os.Getenv("EXCHEQUER_KEEP_LETTERS"); kept != "" {
		os.WriteFile(kept+".long.pdf", written, 0o600)
	}
	lines := 0
	for page := 1; page <= 2; page++ {
		lines += strings.Count(read(t, file, page), "A line of a long answer")
	}
	second, third := read(t, file, 2), read(t, file, 3)
	if lines != 55 || !strings.HasPrefix(second, "MC-2026-000077, Friday, November 20, 2026, page 2") || !strings.Contains(second, "34EFA-B12CD") || !strings.Contains(second, "Is this letter from us?") {
		t.Errorf("%d lines, and the second sheet says %q", lines, second)
	}
	if strings.Contains(read(t, file, 1), "Is this letter from us?") || !strings.Contains(third, "7K3QM-2XW9D") || strings.Contains(third, "page 2") {
		t.Errorf("the next letter says %q", third)
	}
}
