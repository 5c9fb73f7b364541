package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheSampleProfileIsMadeAtTheFirstStartAndIsWhole(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data")
	p, err := loadProfile(folder)
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "Department of Revenue" || p.Relay != "711" || len(p.Holidays) != 36 || p.Zone().String() != "America/Chicago" {
		t.Errorf("the sample was read as %+v", p)
	}
	calendar := p.Calendar()
	for _, h := range p.Holidays {
		day, err := time.ParseInLocation(time.DateOnly, h.Date, calendar.Zone)
		if err != nil || calendar.BusinessDay(day) || h.Name["es"] == "" {
			t.Errorf("holiday %+v, %v", h, err)
		}
	}
	again, err := loadProfile(folder)
	if err != nil || again.Name != p.Name {
		t.Errorf("the second start: %v", err)
	}
}

func TestAProfileIsNeverWrittenOver(t *testing.T) {
	folder := t.TempDir()
	mine := strings.Replace(string(sampleProfile), "short_name: DOR", "short_name: TDR", 1)
	os.WriteFile(filepath.Join(folder, profileFile), []byte(mine), 0o644)
	p, err := loadProfile(folder)
	if err != nil || p.ShortName != "TDR" {
		t.Fatalf("%q, %v", p.ShortName, err)
	}
	if raw, _ := os.ReadFile(filepath.Join(folder, profileFile)); string(raw) != mine {
		t.Error("the file was changed")
	}
}

// wrongProfile is a profile with one mistake of each kind; every line that must be told of says so.
const wrongProfile = `name: ""                                  # WRONG
short_name: DOR
state: State of Tamarack
names: {en: Tamarack Revenue, fr: Impôts}  # WRONG
address: 400 Larkspur Avenue               # WRONG
phone: call us                             # WRONG
tollfree: (800) 555-0144                   # WRONG
fax: "555-010-4419"
email: Help <help@revenue.example>         # WRONG
hours: {es: De lunes a viernes}            # WRONG
time_zone: America/Tamarack                # WRONG
holidays:
  - {date: 2026-11-26, name: {en: Thanksgiving Day}}
  - {date: 2026-13-01, name: {en: Nothing}}         # WRONG
  - {date: 2026-11-26, name: {en: Thanksgiving}}    # WRONG
  - {date: 2026-12-25}                              # WRONG
  - Christmas                                       # WRONG
logo: ../../etc/passwd.svg                          # WRONG
colour: "#7fb2ff"                                   # WRONG
links:
  - {text: {en: Us}, address: "javascript:alert(1)"} # WRONG
page_owners:
  - {prefix: forms, name: Forms, email: forms@revenue.example}  # WRONG
  - {prefix: /a, name: A, email: nobody}                        # WRONG
accessibility:
  acknowledge_business_days: soon  # WRONG
  deliver_business_days: 0         # WRONG
  grievance_meet_days: 15
  grievance_meet_days: 16          # WRONG
  grievance_answer_days: 15
  grievance_appeal_days: 15
  coordinator: "M. Adeyemi"
`

func TestEveryMistakeIsToldAtOnceWithItsLine(t *testing.T) {
	_, problems := readProfile([]byte(wrongProfile))
	told := map[int][]string{}
	for _, p := range problems {
		told[p.line] = append(told[p.line], p.where+": "+p.text)
	}
	for i, line := range strings.Split(wrongProfile, "\n") {
		want := 0
		if strings.Contains(line, "# WRONG") {
			want = 1
		}
		if len(told[i+1]) != want {
			t.Errorf("line %d (%s): told %q", i+1, line, told[i+1])
		}
	}
	err := (&profileError{"data/department.yaml", problems}).Error()
	for _, said := range []string{
		"data/department.yaml needs 20 corrections:\n", `line 19: colour: #7fb2ff has a contrast of 2.16 on white, and text needs 4.5. The nearest that passes is #4777bf.`,
		"line 7: tollfree: We do not know this name. Those we know here: name, short_name,", `line 14: holidays[1].date: "2026-13-01" is not a date.`,
	} {
		if !strings.Contains(err, said) {
			t.Errorf("%q is not in\n%s", said, err)
		}
	}
}

func TestWhatIsMissingIsTold(t *testing.T) {
	_, problems := readProfile([]byte("name: Department of Revenue\n"))
	var told []string
	for _, p := range problems {
		told = append(told, p.where)
	}
	want := "short_name state address phone email hours time_zone colour accessibility.acknowledge_business_days " +
		"accessibility.deliver_business_days accessibility.grievance_meet_days accessibility.grievance_answer_days " +
		"accessibility.grievance_appeal_days accessibility.coordinator"
	if got := strings.Join(told, " "); got != want {
		t.Errorf("told of %s,\nwant    %s", got, want)
	}
}

func TestAFileThatIsNoProfileIsRefusedInASentence(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "a comment": "# later", "a list": "- a\n- b\n", "a word": "hello", "two": "name: a\n---\nname: b\n",
		"a tab": "name: a\nlinks:\n\t- b\n", "unclosed": "names: {en: a\n", "null": "null", "alias": "name: &a b\nstate: *a\n",
		"binary": "\x00\x01\x02", "deep": strings.Repeat("[", 500),
	} {
		_, problems := readProfile([]byte(text))
		if len(problems) == 0 {
			t.Errorf("%s: nothing was wrong", name)
		}
		for _, p := range problems {
			if p.line < 1 || p.text == "" || strings.Contains(p.text, "\n") {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
}

func TestTheLogoMustBeThere(t *testing.T) {
	folder := t.TempDir()
	text := strings.Replace(string(sampleProfile), `logo: ""`, "logo: seal.svg", 1)
	os.WriteFile(filepath.Join(folder, profileFile), []byte(text), 0o644)
	if _, err := loadProfile(folder); err == nil || !strings.Contains(err.Error(), "logo: There is no such file beside the profile.") {
		t.Errorf("without the file: %v", err)
	}
	os.WriteFile(filepath.Join(folder, "seal.svg"), make([]byte, largestLogo+1), 0o644)
	if _, err := loadProfile(folder); err == nil || !strings.Contains(err.Error(), "at most 100 KB") {
		t.Errorf("with too large a file: %v", err)
	}
	os.WriteFile(filepath.Join(folder, "seal.svg"), []byte("<svg/>"), 0o644)
	if p, err := loadProfile(folder); err != nil || p.Logo != "seal.svg" {
		t.Errorf("with the file: %v", err)
	}
}
