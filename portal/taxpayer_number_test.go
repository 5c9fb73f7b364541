package portal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"exchequer/portal"
)

func TestTaxpayerNumbersAreReadInEveryUsualSpelling(t *testing.T) {
	for typed, want := range map[string]portal.NumberType{
		"123-45-6789": portal.SSN, "123456789": portal.SSN, "123 45 6789": portal.SSN, " 123-45-6789 ": portal.SSN, "123–45–6789": portal.SSN,
		"123‑45‑6789": portal.SSN, "123.45.6789": portal.SSN, "123\u00a045\u00a06789": portal.SSN, "\u200b123-45-6789": portal.SSN,
		"12-3456789": portal.EIN, "12–3456789": portal.EIN, "987-65-4321": portal.ITIN, "987654321": portal.ITIN, "900-70-0001": portal.ITIN,
		"666-12-3456": "", "000-12-3456": "", "123-00-6789": "", "123-45-0000": "", "987-66-4321": "", "900-93-0001": "", "078-05-1120": "",
		"000000000": "", "12345678": "", "1234567890": "", "123-45-678a": "", "": "", "000123456": "", "00-1234567": "",
		"666123456": portal.EIN, "912-89-1234": portal.SSN, "912891234": portal.SSN, "12-345-6789": portal.SSN,
	} {
		n, ok := portal.ReadTaxpayerNumber(typed, "")
		if ok != (want != "") || n.Type != want {
			t.Errorf("%q is %q (%v), not %q", typed, n.Type, ok, want)
		}
	}
	for typed, want := range map[string]portal.NumberType{"123456789": portal.EIN, "12-3456789": portal.SSN, "987654321": portal.ITIN} {
		if n, ok := portal.ReadTaxpayerNumber(typed, want); !ok || n.Type != want || n.Last4() != n.Reveal()[5:] {
			t.Errorf("%q asked for as %s is %q (%v)", typed, want, n.Type, ok)
		}
	}
	if _, ok := portal.ReadTaxpayerNumber("987654321", portal.SSN); ok {
		t.Error("an ITIN was taken for an SSN")
	}
	if _, ok := portal.ReadTaxpayerNumber(strings.Repeat("1", 100_000), ""); ok {
		t.Error("a hundred thousand digits were taken")
	}
}

func TestATaxpayerNumberNeverShowsByAccident(t *testing.T) {
	n, _ := portal.ReadTaxpayerNumber("123-45-6789", portal.SSN)
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewJSONHandler(&log, nil), slog.NewTextHandler(&log, nil)} {
		slog.New(handler).Info("look-up", "number", n, "within", struct{ N portal.TaxpayerNumber }{n}, "pointer", &n, "private", struct{ n portal.TaxpayerNumber }{n})
	}
	raw, err := json.Marshal(map[string]any{"number": n, "list": []portal.TaxpayerNumber{n}})
	if err != nil {
		t.Fatal(err)
	}
	shown := log.String() + string(raw)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%c", "%U"} {
		shown += fmt.Sprintf(verb, n) + fmt.Sprintf(verb, &n) + fmt.Sprintf(verb, struct{ n portal.TaxpayerNumber }{n}) + fmt.Sprintf(verb, []any{n, &n})
	}
	shown += fmt.Sprint(n) + n.String() + n.GoString() + fmt.Errorf("no: %w, %v", fmt.Errorf("%v", n), n).Error()
	for _, bad := range []string{"123456789", "123-45-6789", "[49 50 51", "313233"} {
		if strings.Contains(shown, bad) {
			t.Errorf("%q shows in %s", bad, shown)
		}
	}
	if n.Last4() != "6789" || n.Reveal() != "123456789" {
		t.Error("the number cannot be read at all")
	}
}

func TestNumbersOfTwoSeriesAreTwoNumbers(t *testing.T) {
	ssn, _ := portal.ReadTaxpayerNumber("123-45-6789", "")
	ein, _ := portal.ReadTaxpayerNumber("12-3456789", "")
	again, _ := portal.ReadTaxpayerNumber("123 45 6789", "")
	other, can := ssn.AsEmployer()
	if ssn.Same(ein) || !ssn.Same(again) || !can || !other.Same(ein) || ssn.Series() == ein.Series() || (portal.TaxpayerNumber{}).Same(portal.TaxpayerNumber{}) {
		t.Error("an SSN and an EIN of the same digits were mixed up")
	}
}

func TestReadingANumberKeepsItsDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{9}`).Draw(t, "digits")
		n, ok := portal.ReadTaxpayerNumber(digits, "")
		if ok && n.Reveal() != digits {
			t.Fatalf("%s was read as %s", digits, n.Reveal())
		}
		dashed := digits[:3] + "-" + digits[3:5] + "-" + digits[5:]
		if m, dashedOK := portal.ReadTaxpayerNumber(dashed, ""); dashedOK && (m.Reveal() != digits || m.Type == portal.EIN) {
			t.Fatalf("%s was read as %s %s", dashed, m.Type, m.Reveal())
		}
		portal.ReadTaxpayerNumber(rapid.String().Draw(t, "anything"), "")
	})
}

func TestMoneyIsReadAsPeopleTypeIt(t *testing.T) {
	for typed, want := range map[string]int64{
		"1,234.50": 123450, "$1234.5": 123450, "1234": 123400, "$ 1,234": 123400, "-12.00": -1200, "(12.00)": -1200, "-$12": -1200, "0": 0, ".5": 50,
		"1 234.50": 123450, "1234.": 123400, "−7": -700, "52,310": 5231000,
	} {
		if got, ok := portal.ReadMoney(typed); !ok || got != want {
			t.Errorf("%q is %d (%v), not %d", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "$", ".", "-", "12,34", "1,2345", "1.234", "12.345", "twelve", "1e5", "--5", "(-5)", "99999999999999999999", ",123", "1,,234", "1.2.3"} {
		if got, ok := portal.ReadMoney(typed); ok {
			t.Errorf("%q was read as %d", typed, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.Int64Range(-1_000_000_000_000, 1_000_000_000_000).Draw(t, "cents")
		if got, ok := portal.ReadMoney(portal.WriteMoney(cents)); !ok || got != cents {
			t.Fatalf("%s is %d (%v), not %d", portal.WriteMoney(cents), got, ok, cents)
		}
		portal.ReadMoney(rapid.String().Draw(t, "anything"))
	})
}

func TestDatesAreReadInBothSpellings(t *testing.T) {
	for typed, want := range map[string]portal.Date{"2026-04-15": "2026-04-15", "4/15/2026": "2026-04-15", "04/05/2026": "2026-04-05", "2026-02-30": "", "15/4/2026": "", "": "", "1026-04-15": "", "26-04-15": ""} {
		if got, ok := portal.ReadDate(typed); got != want || ok != (want != "") {
			t.Errorf("%q is %q (%v), not %q", typed, got, ok, want)
		}
	}
}
