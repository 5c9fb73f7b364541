package portal

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCleanTextLeavesOutWhatMisleads(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"line ends", "one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"},
		{"controls", "a\x00b\x07c\x1b[31md\u009fe", "abc[31mde"},
		{"direction overrides", "invoice\u202Efdp.exe\u202C", "invoicefdp.exe"},
		{"isolates", "\u2066a\u2069", "a"},
		{"tags", "a\U000E0041\U000E0042", "a"},
		{"right to left", "أحتاج نسخة بطريقة برايل\u200F", "أحتاج نسخة بطريقة برايل\u200F"},
		{"hebrew", "אני צריך הדפסה גדולה", "אני צריך הדפסה גדולה"},
		{"emoji", "👩🏽‍🦯 and 👨‍👩‍👧", "👩🏽‍🦯 and 👨‍👩‍👧"},
		{"script", "<script>alert(1)</script>", "<script>alert(1)</script>"},
		{"spaces", " \t one  \n two \u00a0", "one\n two"},
		{"nothing", "\u200b\ufeff\x00 \n", ""},
	} {
		got, problem := CleanText(tt.text, 4000, true)
		if got != tt.want || problem != nil {
			t.Errorf("%s: %q became %q (%v), want %q", tt.name, tt.text, got, problem, tt.want)
		}
	}
	if got, _ := CleanText("Rosa\r\nDelgado\tRuiz", 100, false); got != "Rosa Delgado Ruiz" {
		t.Errorf("one line: %q", got)
	}
}

func TestTextThatIsNotTextIsRefusedAndShownAgain(t *testing.T) {
	got, problem := CleanText("caf\xe9", 100, false)
	if problem == nil || got != "caf\uFFFD" {
		t.Errorf("got %q, %v", got, problem)
	}
}

func TestLengthIsCountedInCodePoints(t *testing.T) {
	if _, problem := CleanText(strings.Repeat("ñ", 200), 200, false); problem != nil {
		t.Errorf("200 of 200 were refused: %s", problem)
	}
	got, problem := CleanText(strings.Repeat("ñ", 201), 200, false)
	if problem == nil || problem.String() != "This is too long: 201 characters. Shorten it to 200." {
		t.Errorf("201 of 200: %v", problem)
	}
	if utf8.RuneCountInString(got) != 201 {
		t.Error("what was typed was cut short")
	}
}

func TestCleanTextIsValidAndSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) + rapid.String().Draw(t, "text")
		lines := rapid.Bool().Draw(t, "lines")
		once, _ := CleanText(text, 4000, lines)
		if !utf8.ValidString(once) || strings.ContainsAny(once, "\x00\r\u202e") || (!lines && strings.Contains(once, "\n")) {
			t.Fatalf("%q became %q", text, once)
		}
		if twice, _ := CleanText(once, 4000, lines); twice != once {
			t.Fatalf("%q became %q, and then %q", text, once, twice)
		}
	})
}

func TestTaxpayerNumbersAreSeen(t *testing.T) {
	for _, text := range []string{"my number is 123-45-6789.", "123 45 6789", "SSN:123-45-6789", "(123–45–6789)"} {
		if !HoldsTaxpayerNumber(text) {
			t.Errorf("%q was not seen", text)
		}
	}
	for _, text := range []string{"", "601-555-0142", "(601) 555 0142", "AR-2026-000123", "2026-11-26", "form 80-105-26-8-1-000", "1123-45-6789", "123-45-67890"} {
		if HoldsTaxpayerNumber(text) {
			t.Errorf("%q was taken for a taxpayer number", text)
		}
	}
}

func TestExcerptsEndInWholeCharacters(t *testing.T) {
	if got := Excerpt("  The table,\n in the guide ", 11); got != "The table…" {
		t.Errorf("%q", got)
	}
	if got := Excerpt("ñandú", 5); got != "ñandú" {
		t.Errorf("%q", got)
	}
}

func TestWhatWasTypedIsShownAgainWithoutWhatMisleads(t *testing.T) {
	for typed, want := range map[string]string{
		"caf\xe9 \xff":        "caf\uFFFD \uFFFD",
		"a\x00b\x07c\x1b[31m": "abc[31m",
		"name\u202egnp.exe":   "namegnp.exe",
		" two\r\n\tlines \n ": " two\r\n\tlines \n ",
		"العربية <b>":         "العربية <b>",
	} {
		if got := Visible(typed); got != want {
			t.Errorf("%q is shown as %q", typed, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.String().Draw(t, "typed")
		if shown := Visible(typed); Visible(shown) != shown || strings.ContainsAny(shown, "\x00\u202e\ufeff") {
			t.Fatalf("%q is shown as %q", typed, shown)
		}
	})
}

func TestNoSpellingOfATaxpayerNumberGetsIntoAReason(t *testing.T) {
	for text, holds := range map[string]bool{
		"It is 912-89-4711.": true, "912894711": true, "SSN912894711x": true, "912 89 4711": true, "912.89.4711": true, "89-1234567": true, "912–89–4711": true,
		"Call 736-555-0199": false, "on 2026-01-01": false, "letter L1-0000001": false, "1234567890": false, "12345678": false, "ZIP 56040-1234": false, "": false,
	} {
		if MayHoldTaxpayerNumber(text) != holds {
			t.Errorf("%q: %v", text, !holds)
		}
	}
}
