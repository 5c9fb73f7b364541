package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// logged is a request that came by telephone, as a clerk types it: fields in pairs, the given ones in place of the usual.
func logged(instead ...string) []string {
	form := []string{
		"channel", "phone", "came.month", "11", "came.day", "19", "came.year", "2026", "language", "es",
		"concern", "The booklet cannot be read with a screen reader.", "page", "Form 80-105 booklet", "format", "braille",
		"contact_by", "phone", "contact", "555-010-0142, after six", "name", "Rosa Delgado",
	}
	for i := 0; i < len(instead); i += 2 {
		for j := 0; j < len(form); j += 2 {
			if form[j] == instead[i] {
				form[j+1] = instead[i+1]
			}
		}
	}
	return form
}

func TestARequestThatCameByTelephoneIsLogged(t *testing.T) {
	visitor := newVisitor(t)
	ines := visitor.office.Hire(t, dbtest.Ines)
	clerk := visitor.signedIn(ines)
	clerk.get("/desk/accessibility/log").must(200, "Log a request", "How did it reach us?", "Which format works for them?")
	a := clerk.postOnly("/desk/accessibility/log", logged()...)
	if a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/desk/accessibility/AR-2026-000001?done=logged" {
		t.Fatalf("answered %d, to %s: %s", a.Code, a.Header().Get("Location"), text(a.body))
	}
	f, err := visitor.office.AccessibilityFile(context.Background(), ines.Actor, portal.NumberOf(2026, 1))
	if err != nil {
		t.Fatal(err)
	}
	if f.Form.Channel != portal.ChannelPhone || f.Form.Language != portal.Spanish || f.LoggedByName != "Ines Calloway" || f.Form.Contact != "555-010-0142, after six" {
		t.Errorf("kept %+v", f.AccessibilityRequest)
	}
	if f.Received.Format(time.DateTime) != "2026-11-19 18:00:00" {
		t.Errorf("it came %s, not on the day before at noon", f.Received)
	}
}

func TestALoggedRequestsCodeIsShownOnceAndInNoAddress(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	clerk := visitor.signedIn(o.Hire(t, dbtest.Ines))
	clerk.post("/desk/accessibility/log", logged()...).must(200, "Read these out, or print them")
	first := clerk.postOnly("/desk/accessibility/log", logged()...).Header().Get("Location")
	clerk.get("/desk/accessibility/AR-2026-000001").must(200)
	page := clerk.get(first).must(200, "The request is logged.", "Read these out, or print them", "AR-2026-000002", "Follow-up code")
	_, rest, _ := strings.Cut(page.body, "Follow-up code</dt>")
	_, rest, _ = strings.Cut(rest, `kit-keep__value">`)
	code, _, _ := strings.Cut(rest, "<")
	if plain, ok := portal.ReadCode(code, portal.FollowUpCodeLength); !ok || strings.Contains(first, plain) || strings.Contains(first, code) {
		t.Fatalf("the slip says %q, the address %s", code, first)
	}
	if _, there := clerk.cookies[loggedCookie]; there {
		t.Error("the key stays with the browser")
	}
	for range 2 {
		if again := clerk.get(first).must(200); strings.Contains(again.body, code) || strings.Contains(again.body, "Read these out") {
			t.Error("the code is shown again")
		}
	}
	if _, err := o.FollowAccessibilityRequest(t.Context(), portal.Actor{}, "AR-2026-000002", code, db.NewFollowUpKey()); err != nil {
		t.Errorf("the code that was read out opens nothing: %v", err)
	}
}

func TestWhatCannotBeLoggedComesBackWhole(t *testing.T) {
	visitor := newVisitor(t)
	clerk := visitor.signedIn(visitor.office.Hire(t, dbtest.Ines))
	for name, tt := range map[string]struct{ field, value, says string }{
		"no concern":        {"concern", "", "Write what they need, or what does not work for them."},
		"taxpayer number":   {"concern", "She is 123-45-6789", "We do not need it to help them with this."},
		"unknown format":    {"format", "hologram", "Choose the format that works for them."},
		"unknown way":       {"contact_by", "pigeon", "Choose how we can reach them."},
		"unknown channel":   {"channel", "telepathy", "Choose how the request reached us."},
		"over the web":      {"channel", "web", "Choose how the request reached us."},
		"tomorrow":          {"came.day", "21", "Enter the day on which it came: today, or within the last 60 days."},
		"last year":         {"came.year", "2025", "Enter the day on which it came: today, or within the last 60 days."},
		"no such day":       {"came.day", "31", "Enter the day on which it came: today, or within the last 60 days."},
		"no day":            {"came.month", "", "Enter the day on which it came: today, or within the last 60 days."},
		"no way to call":    {"contact", "after six", "Enter a telephone number with its area code"},
		"not text":          {"name", "\xff", "Some characters could not be read."},
		"longer than names": {"name", strings.Repeat("ñ", 201), "Shorten it to 200."},
	} {
		a := clerk.post("/desk/accessibility/log", logged(tt.field, tt.value)...).must(422, tt.says, "There is 1 answer to mend", "Nothing was logged yet.")
		if !strings.Contains(a.body, "<title>Error: ") {
			t.Errorf("%s: the title does not say so", name)
		}
		for _, kept := range []string{"screen reader", "Form 80-105 booklet", "555-010-0142", "Rosa Delgado", `id="format-3" name="format" value="braille" checked`} {
			if !strings.Contains(a.body, kept) && !strings.Contains("concern contact name format", tt.field) {
				t.Errorf("%s: lost %s", name, kept)
			}
		}
	}
	requests, _, err := visitor.office.AccessibilityQueue(t.Context(), dbtest.Ines, portal.AccessibilityFilter{})
	if err != nil || len(requests) != 0 {
		t.Errorf("kept %d, %v", len(requests), err)
	}
}

func TestTodaysRequestIsLoggedAsOfNow(t *testing.T) {
	h := testHandlers(t)
	values := url.Values{"came.month": {"11"}, "came.day": {"20"}, "came.year": {"2026"}}
	if form := h.readLogged(values); !form.Came.Equal(h.db.Now()) {
		t.Errorf("it came %s", form.Came)
	}
}

func TestTheLogAndDefectsAreForThoseWhoWorkRequests(t *testing.T) {
	visitor := newVisitor(t)
	for _, address := range []string{"/desk/accessibility/log", "/desk/accessibility/defects", "/desk/accessibility/defects/page?path=/forms"} {
		if a := visitor.send(httptest.NewRequest(GET, address, nil)); a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header().Get("Location"), "/sign-in?next=") {
			t.Errorf("a visitor at %s: %d, %s", address, a.Code, a.Header().Get("Location"))
		}
		for _, who := range []portal.Actor{dbtest.Walt, dbtest.Petra} {
			visitor.signedIn(visitor.office.Hire(t, portal.Actor{Name: who.Name, Email: strings.ReplaceAll(address, "/", "") + who.Email, Role: who.Role})).get(address).must(403)
		}
	}
}
