package portal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestCodesAreReadInOneWayOnly(t *testing.T) {
	for range 2000 {
		code, err := NewCode(rand.Reader, FollowUpCodeLength)
		if err != nil {
			t.Fatal(err)
		}
		for _, typed := range []string{
			code, WriteCode(code), strings.ToLower(code), " " + code + "\n",
			strings.ReplaceAll(code, "0", "o"), strings.ReplaceAll(code, "1", "l"), strings.ReplaceAll(code, "1", "I"),
		} {
			if read, ok := ReadCode(typed, FollowUpCodeLength); !ok || read != code {
				t.Fatalf("%q was read as %q, %v", typed, read, ok)
			}
		}
	}
}

func TestCodesAreNeverRudeNorHardToCopy(t *testing.T) {
	// The reader offers "ASS…" and "…AAA…" first: both are drawn again.
	random := bytes.NewReader([]byte{
		10, 25, 25, 1, 2, 3, 4, 5, 6, 7,
		0, 1, 10, 10, 10, 2, 3, 4, 5, 6,
		0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
	})
	code, err := NewCode(random, FollowUpCodeLength)
	if err != nil || code != "0123456789" {
		t.Fatalf("drew %q, %v", code, err)
	}
	for _, word := range []string{"SH1T", "5H1T", "FVCK", "A55", "PVTA", "C0CK", "NAZ1"} {
		if !rude("00" + word + "00") {
			t.Errorf("%s may stand in a code", word)
		}
	}
}

func TestFewCodesAreDrawnAgain(t *testing.T) {
	// A recovery code has 65 bits; refusing half of them would leave 64.
	refused := 0
	const drawn = 20000
	for range drawn {
		var b [RecoveryCodeLength]byte
		rand.Read(b[:])
		for i := range b {
			b[i] = codeAlphabet[b[i]&31]
		}
		if code := string(b[:]); rude(code) || !easyToCopy(code) {
			refused++
		}
	}
	if refused > drawn/5 {
		t.Errorf("%d of %d codes are refused", refused, drawn)
	}
}

func TestCardCodesAreEightDigits(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		code, err := NewCardCode(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if read, ok := ReadCardCode(WriteCode(code)); len(code) != CardCodeLength || !ok || read != code {
			t.Fatalf("%q was read as %q, %v", code, read, ok)
		}
		seen[code] = true
	}
	if len(seen) < 1990 {
		t.Errorf("only %d of 2000 card codes differ", len(seen))
	}
}

func TestCodesAreRefusedWhenTheyCannotBeOne(t *testing.T) {
	for _, typed := range []string{
		"", "ABCDEFGHJ", "ABCDEFGHJKM", "ABCDE-FGHJU", "ABCDE FGHJ?", "АBCDEFGHJK", "ABCDEFGHJ\x00", "ABCDEFGHJ\xff",
		strings.Repeat(" ", 1<<20) + "ABCDEFGHJK",
	} {
		if code, ok := ReadCode(typed, FollowUpCodeLength); ok {
			t.Errorf("%.20q was read as %q", typed, code)
		}
	}
	for _, typed := range []string{"", "1234567", "123456789", "1234567O", "١٢٣٤٥٦٧٨"} {
		if code, ok := ReadCardCode(typed); ok {
			t.Errorf("%q was read as %q", typed, code)
		}
	}
}

func TestCodesAreReadAsTheyArePasted(t *testing.T) {
	for _, typed := range []string{"ABCDE–FGHJK", "abcde\u00a0fghjk", "ABCDE\u200bFGHJK", "ＡＢＣＤＥ－ＦＧＨＪＫ", "ABCDE.FGHJK"} {
		if code, ok := ReadCode(typed, FollowUpCodeLength); !ok || code != "ABCDEFGHJK" {
			t.Errorf("%q was read as %q, %v", typed, code, ok)
		}
	}
	if code, ok := ReadCardCode("１２３４ ５６７８"); !ok || code != "12345678" {
		t.Errorf("full-width digits were read as %q, %v", code, ok)
	}
}

func TestCodesSayWhenThereIsNoRandomness(t *testing.T) {
	dry := iotest.ErrReader(io.ErrClosedPipe)
	if _, err := NewCode(dry, FollowUpCodeLength); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("NewCode: %v", err)
	}
	if _, err := NewCardCode(dry); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("NewCardCode: %v", err)
	}
}

func TestCodesAreWrittenInGroups(t *testing.T) {
	for code, want := range map[string]string{
		"ABCDEFGHJK": "ABCDE-FGHJK", "ABCDEFGHJKMNP": "ABCD-EFGH-JKMNP", "12345678": "1234 5678", "ABC": "ABC",
	} {
		if got := WriteCode(code); got != want {
			t.Errorf("%s is written %s", code, got)
		}
	}
}
