package portal

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestOnlyOneBareAddressIsAddressable(t *testing.T) {
	for address, want := range map[string]bool{
		"rosa@example.org":                        true,
		"r.o'sa+tax@mail.example.org":             true,
		"rosa@[192.0.2.1]":                        true,
		"":                                        false,
		"rosa":                                    false,
		"rosa@":                                   false,
		"Rosa <rosa@example.org>":                 false,
		"<rosa@example.org>":                      false,
		"rosa@example.org (work)":                 false,
		"rosa@example.org, ines@example.org":      false,
		"rosa@example.org\r\nBcc: x@y.org":        false,
		"rosa@example.org\n":                      false,
		"rosa @example.org":                       false,
		"\u202erosa@example.org":                  false,
		"\"ro\r\nsa\"@example.org":                false,
		strings.Repeat("r", 250) + "@example.org": false,
	} {
		if got := MailAddressable(address); got != want {
			t.Errorf("%q: addressable %v, want %v", address, got, want)
		}
	}
}

func TestAnAddressableAddressNeverBreaksALine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		address := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z"<>\\ ,;:\r\n\t]{0,8}@[a-z.\r\n]{0,8}`)).Draw(t, "address")
		if MailAddressable(address) && strings.ContainsAny(address, "\r\n\x00 ") {
			t.Fatalf("%q would begin a new line", address)
		}
	})
}

func TestMaskedAddressesKeepOneLetter(t *testing.T) {
	for address, want := range map[string]string{
		"rosa@example.org":  "r…@example.org",
		"ñandu@example.org": "ñ…@example.org",
		"@example.org":      "…",
		"nobody":            "…",
		"":                  "…",
	} {
		if got := MaskAddress(address); got != want {
			t.Errorf("%q masked as %q, want %q", address, got, want)
		}
	}
}

func TestEveryTroubleHasItsSentence(t *testing.T) {
	all := []MailTrouble{MailUnreachable, MailTurnedAway, MailStalled, MailDropped, MailUnencrypted, MailCertificate, MailCredentials,
		MailSender, MailDeferred, MailRefused, MailNoSuchPerson, MailUnwritable, MailInterrupted}
	seen := map[string]bool{}
	for _, trouble := range all {
		s := trouble.Sentence()
		if s == "" || seen[s] {
			t.Errorf("%s has no sentence of its own: %q", trouble, s)
		}
		seen[s] = true
		if trouble.Permanent() && trouble.Ours() {
			t.Errorf("%s holds up all mail, so it may not fail one at once", trouble)
		}
	}
	if NoTrouble.Sentence() != "" {
		t.Error("no trouble says something")
	}
}
