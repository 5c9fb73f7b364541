package handlers

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

var ownOfOneAnswer = regexp.MustCompile(`nonce="[^"]*"|'nonce-[^']*'`)

// TestKnownAndUnknownNumbersAreAnsweredAlike compares whole answers: make bench compares the times.
func TestKnownAndUnknownNumbersAreAnsweredAlike(t *testing.T) {
	house := dbtest.Open(t, db.SQLite)
	house.Records(t)
	door := visitorOf(t, house)
	rosa := house.Enrol(t, dbtest.Rosa)
	ask := func(number string, claim url.Values) (int, http.Header, string) {
		v := door.signedIn(rosa)
		v.address = door.address
		claim.Set("number", number)
		a := v.postOnly("/account/identity/claims", flat(claim)...)
		header := maps.Clone(a.Header())
		for _, own := range []string{"Content-Security-Policy", "Set-Cookie", "Date", "Content-Length"} {
			header.Del(own)
		}
		return a.Code, header, ownOfOneAnswer.ReplaceAllString(strings.ReplaceAll(a.body, number, "the number"), "")
	}
	wrongLetter, wrongFigure, wrongName := rosasClaim(), rosasReturn(), rosasClaim()
	wrongLetter.Set("letter", "L-2026-000999")
	wrongFigure.Set("amount", "1.00")
	wrongName.Set("name", "Nobody Inparticular")
	for name, claim := range map[string]url.Values{"a wrong letter": wrongLetter, "a wrong figure": wrongFigure, "a wrong name": wrongName} {
		status, header, body := ask(dbtest.RosasNumber, claim)
		status2, header2, body2 := ask("987-89-4329", claim)
		if status != http.StatusUnprocessableEntity || !strings.Contains(text(body), portal.ErrNoMatch.Message.String()) {
			t.Errorf("%s: %d, %s", name, status, text(body))
		}
		if status2 != status || body2 != body || !maps.EqualFunc(header, header2, func(a, b []string) bool { return strings.Join(a, "\n") == strings.Join(b, "\n") }) {
			t.Errorf("%s: %d and %d; the bodies differ: %t; headers %v and %v", name, status, status2, body != body2, header, header2)
		}
	}
}
