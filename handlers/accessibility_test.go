package handlers

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestARequestIsAskedForAndItsReceiptKept(t *testing.T) {
	for _, prefix := range []string{"", "/es"} {
		b := newBrowser(t)
		form := b.read(prefix + "/accessibility/requests/new?page=" + url.QueryEscape("/forms/sales-guide?a=b"))
		for _, part := range []string{`action="` + prefix + `/accessibility/requests"`, `value="/forms/sales-guide?a=b"`, `name="concern"`, `value="large-print"`, `name="contact_by"`, `name="contact"`, `name="name"`} {
			if !strings.Contains(form, part) {
				t.Errorf("the form has no %s", part)
			}
		}
		answer := b.post(prefix+"/accessibility/requests", rosasAnswers())
		if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != prefix+"/accessibility/requests/AR-2026-000001/receipt" {
			t.Fatalf("answered %d, to %q", answer.Code, answer.Header().Get("Location"))
		}
		cookie := answer.Result().Cookies()[0]
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || !cookie.Expires.IsZero() || cookie.MaxAge != 0 {
			t.Errorf("the cookie is %+v", cookie)
		}
		receipt := b.read(answer.Header().Get("Location"))
		code := codeShown.FindString(receipt)
		if code == "" || !strings.Contains(receipt, "AR-2026-000001") {
			t.Error("the receipt shows no reference or no code")
		}
		n, _ := portal.ReadReference("AR-2026-000001")
		f, err := b.office.AccessibilityFile(context.Background(), dbtest.Ines, n)
		if err != nil || f.Form.Concern != rosasAnswers().Get("concern") || f.Form.Name != "Rosa Delgado" || string(f.Form.Language.Prefix()) != prefix {
			t.Errorf("kept %+v, %v", f.Form, err)
		}
		b.office.Clock.Add(db.ReceiptShows + time.Minute)
		if later := b.read(answer.Header().Get("Location")); strings.Contains(later, code) || !strings.Contains(later, "AR-2026-000001") {
			t.Error("an hour later the receipt still shows the code")
		}
	}
}

func TestTheCodeIsShownToNoOtherBrowserAndStandsInNoAddress(t *testing.T) {
	b := newBrowser(t)
	reference, code := b.ask(rosasAnswers())
	for _, address := range []string{"/accessibility/requests/" + reference + "/receipt", "/accessibility/requests/" + reference, "/accessibility/requests/AR-2026-000999"} {
		answer := b.another().get(address)
		if answer.Code != http.StatusSeeOther || !strings.HasPrefix(answer.Header().Get("Location"), "/accessibility/status?reference=AR-2026-") || strings.Contains(answer.Header().Get("Location"), code) {
			t.Errorf("%s answered another browser %d, to %q", address, answer.Code, answer.Header().Get("Location"))
		}
	}
	for _, address := range []string{"/accessibility/requests/x", "/accessibility/requests/x/receipt", "/accessibility/requests/" + code} {
		if answer := b.get(address); answer.Code != http.StatusNotFound {
			t.Errorf("%s answered %d", address, answer.Code)
		}
	}
}

// linked is the error summary's link to a field, and the sentence at the field itself.
func linked(page, field string) bool {
	return strings.Contains(page, `href="#`+field+`"`) && strings.Contains(page, `id="`+field+`-error"`)
}

func TestBadInputIsNamedAndEverythingTypedStaysOrItIsKeptHarmlessly(t *testing.T) {
	b := newBrowser(t)
	huge := strings.Repeat("All work and no play. ", 10<<20/22)
	for field, values := range map[string][]string{
		"concern":    {"", " \t\n ", huge, "caf\xe9 \xff", "\x00\u200b", "My number is 123-45-6789"},
		"page":       {huge, "\xc3\x28"},
		"format":     {"", "hologram", "PRINT", huge, "\xff"},
		"contact_by": {"", "pigeon", huge},
		"contact":    {"", "nobody", "a@b", "x@y.example\r\nBcc: z@y.example", huge, "\xfe@mail.example"},
		"name":       {huge, "\xff"},
	} {
		for _, value := range values {
			form := rosasAnswers()
			form.Set(field, value)
			answer := b.post("/accessibility/requests", form)
			page := answer.Body.String()
			if answer.Code != http.StatusUnprocessableEntity || !linked(page, field) {
				t.Errorf("%s = %.20q answered %d, linked %t", field, value, answer.Code, linked(page, field))
			}
			for other := range form {
				if other != field && !strings.Contains(page, form.Get(other)) {
					t.Errorf("%s = %.20q lost what was typed into %s", field, value, other)
				}
			}
			if value == huge && (field == "concern" || field == "name") && !strings.Contains(page, huge) {
				t.Errorf("10 MB in %s were lost", field)
			}
		}
	}
	if waits, _, err := b.office.AccessibilityQueue(context.Background(), dbtest.Ines, portal.AccessibilityFilter{}); err != nil || len(waits) != 0 {
		t.Errorf("%d were kept all the same, %v", len(waits), err)
	}
}

func TestOddTextIsKeptAndShownHarmlessly(t *testing.T) {
	b := newBrowser(t)
	for _, text := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `{{7*7}}${7*7}`, "أحتاج نسخة بطريقة برايل", "name\u202egnp.exe", "a\x07b\x1b[31mc",
		"'; DROP TABLE accessibility_requests; --", "👩🏽‍🦯 Zażółć gęślą jaźń", "%s %d %!", "line\r\nline\u2028line",
	} {
		form := rosasAnswers()
		form.Set("concern", text)
		form.Set("name", text)
		form.Set("page", text)
		reference, _ := b.ask(form)
		page := b.read("/accessibility/requests/" + reference)
		for _, never := range []string{"<script>alert", "<img src=x", "\u202e", "\x07", "\x1b", "49${49}", "%!"} {
			if strings.Contains(page, never) && never != "%!" {
				t.Errorf("%q is shown with %q in it", text, never)
			}
		}
		if strings.Contains(page, "%!(") {
			t.Errorf("%q was taken for a pattern", text)
		}
	}
}

func TestFormsThatAreNoFormsAreRefused(t *testing.T) {
	b := newBrowser(t)
	for name, r := range map[string]*http.Request{
		"a body beyond all": httptest.NewRequest(POST, "/accessibility/requests", strings.NewReader("concern="+strings.Repeat("a", largestForm+1))),
		"broken percents":   httptest.NewRequest(POST, "/accessibility/requests", strings.NewReader("concern=%zz")),
	} {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if answer := b.send(r); answer.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, answer.Code)
		}
	}
	r := httptest.NewRequest(POST, "/accessibility/requests", strings.NewReader(rosasAnswers().Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if answer := b.send(r); answer.Code != http.StatusForbidden {
		t.Errorf("another site's form: %d", answer.Code)
	}
}

func TestAnUnknownReferenceAndAWrongCodeAreAnsweredAlike(t *testing.T) {
	b := newBrowser(t)
	reference, code := b.ask(rosasAnswers())
	try := func(reference, code string) (int, string) {
		other := b.another()
		answer := other.post("/accessibility/status", url.Values{"reference": {reference}, "code": {code}})
		page := answer.Body.String()
		for _, typed := range []string{reference, code, "name=\"csrf\""} { // what was typed differs, and nothing else may
			if typed != "" {
				page = strings.ReplaceAll(page, typed, "…")
			}
		}
		return answer.Code, regexp.MustCompile(`nonce="[^"]*"|hx-nonce="[^"]*"|value="…"`).ReplaceAllString(page, "")
	}
	wrongStatus, wrong := try(reference, "0000000000")
	for _, other := range [][2]string{{"AR-2026-009999", code}, {"AR-2026-009998", "0000000000"}} {
		if status, page := try(other[0], other[1]); status != wrongStatus || page != wrong {
			t.Errorf("%q is answered %d and in other words", other, status)
		}
	}
	if wrongStatus != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code is answered %d", wrongStatus)
	}
	phone := b.another()
	answer := phone.post("/accessibility/status", url.Values{"reference": {strings.ToLower(reference)}, "code": {strings.ReplaceAll(strings.ToLower(code), "-", " ")}})
	if answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/accessibility/requests/"+reference {
		t.Fatalf("the right code answered %d, to %q", answer.Code, answer.Header().Get("Location"))
	}
	if page := phone.read("/accessibility/requests/" + reference); !strings.Contains(page, "rosa.delgado@mail.example") || strings.Contains(page, code) {
		t.Error("the page shows the code, or not the request")
	}
}

func TestTriesOfACodeAreLimited(t *testing.T) {
	b := newBrowser(t)
	reference, code := b.ask(rosasAnswers())
	last := 0
	for range portal.FollowUpsPerReference.Count + 1 {
		last = b.another().post("/accessibility/status", url.Values{"reference": {reference}, "code": {"0000000000"}}).Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the sixth try was answered %d", last)
	}
	answer := b.another().post("/accessibility/status", url.Values{"reference": {reference}, "code": {code}})
	if answer.Code != http.StatusTooManyRequests || answer.Header().Get("Retry-After") == "" || !strings.Contains(answer.Body.String(), reference) {
		t.Errorf("the right code, too late: %d, retry after %q", answer.Code, answer.Header().Get("Retry-After"))
	}
	b.office.Clock.Add(portal.FollowUpsPerReference.While)
	if answer := b.another().post("/accessibility/status", url.Values{"reference": {reference}, "code": {code}}); answer.Code != http.StatusSeeOther {
		t.Errorf("after waiting: %d", answer.Code)
	}
	for i := range portal.FollowUpsPerAddress.Count {
		last = b.another().post("/accessibility/status", url.Values{"reference": {fmt.Sprintf("AR-2026-1%05d", i)}, "code": {"0000000000"}}).Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("many references from one address: %d", last)
	}
}
