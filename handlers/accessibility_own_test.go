package handlers

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"exchequer/portal"
)

func TestThePersonFollowsARequestToItsEnd(t *testing.T) {
	for _, prefix := range []string{"", "/es"} {
		b := newBrowser(t)
		reference, code := b.ask(rosasAnswers())
		own := prefix + "/accessibility/requests/" + reference
		back := func() {
			b.office.Clock.Add(24 * time.Hour) // the next day, with a browser that was closed
			if answer := b.post(prefix+"/accessibility/status", url.Values{"reference": {reference}, "code": {code}}); answer.Header().Get("Location") != own {
				t.Fatalf("coming back answered %d", answer.Code)
			}
		}
		b.work(reference, portal.AcknowledgeStep, portal.AccessibilityWords{})
		stored, err := b.office.StoreFile(context.Background(), "guía <1>.brf", "text/html", strings.NewReader("<script>alert(1)</script>"), 1000)
		if err != nil {
			t.Fatal(err)
		}
		b.work(reference, portal.DeliverStep, portal.AccessibilityWords{Text: "Here is the guide.\nOpen it with any Braille display."}, stored)
		back()
		page := b.read(own)
		if !strings.Contains(page, "Here is the guide.\nOpen it") || !strings.Contains(page, "guía &lt;1&gt;.brf") || strings.Contains(page, "Sunita") {
			t.Error("the page lacks the answer or its file, or names who wrote it")
		}
		download := regexp.MustCompile(`href="([^"]*/files/[^"]*)"`).FindStringSubmatch(page)[1]
		file := b.get(download)
		if file.Code != http.StatusOK || file.Body.String() != "<script>alert(1)</script>" || file.Header().Get("Content-Type") != "application/octet-stream" ||
			file.Header().Get("Content-Disposition") != `attachment; filename="gu_a _1_.brf"; filename*=UTF-8''gu%C3%ADa%20_1_.brf` || !strings.HasPrefix(file.Header().Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("the file is answered %d, %v", file.Code, file.Header())
		}
		if answer := b.another().get(download); answer.Code != http.StatusNotFound {
			t.Errorf("someone else's file is answered %d", answer.Code)
		}

		form := b.seen(own + "/reopening")
		form.Set("text", "Page 3 is missing.")
		if answer := b.post(own+"/reopening", form); answer.Header().Get("Location") != own+"?done=reopen" {
			t.Fatalf("reopening answered %d: %s", answer.Code, answer.Body)
		}
		if page := b.read(own + "?done=reopen"); !strings.Contains(page, "Page 3 is missing.") || !strings.Contains(page, `role="status"`) {
			t.Error("the reopened request does not show what is missing")
		}
		b.work(reference, portal.DeliverStep, portal.AccessibilityWords{Text: "Page 3."})
		form = b.seen(own + "/grievance")
		form.Set("text", "It took three weeks.")
		b.post(own+"/grievance", form)
		b.work(reference, portal.MeetStep, portal.AccessibilityWords{Text: "We met by telephone."})
		b.work(reference, portal.AnswerStep, portal.AccessibilityWords{Text: "You are right."})
		form = b.seen(own + "/appeal")
		form.Set("text", "Being right is not enough.")
		b.post(own+"/appeal", form)
		b.work(reference, portal.CloseStep, portal.AccessibilityWords{Text: "We changed how we work."})
		back()
		page = b.read(own)
		for _, said := range []string{"We changed how we work.", "Being right is not enough.", "It took three weeks.", "You are right."} {
			if !strings.Contains(page, said) {
				t.Errorf("the end does not show %q", said)
			}
		}
		if strings.Contains(page, own+"/appeal") || strings.Contains(page, own+"/confirmation") {
			t.Error("a closed request offers more steps")
		}
	}
}

func TestConfirmingClosesAndIsDoneOnce(t *testing.T) {
	b := newBrowser(t)
	reference, _ := b.ask(rosasAnswers())
	own := "/accessibility/requests/" + reference
	b.work(reference, portal.DeliverStep, portal.AccessibilityWords{Text: "Here."})
	form := b.seen(own)
	if answer := b.post(own+"/confirmation", form); answer.Header().Get("Location") != own+"?done=confirm" {
		t.Errorf("confirming answered %d", answer.Code)
	}
	if answer := b.post(own+"/confirmation", form); answer.Header().Get("Location") != own+"?done=changed" {
		t.Errorf("confirming twice answered %d, to %q", answer.Code, answer.Header().Get("Location"))
	}
	if answer := b.get(own + "/grievance"); answer.Header().Get("Location") != own {
		t.Errorf("a step that does not start here answered %d", answer.Code)
	}
}

func TestWhatThePersonTypedStaysWhenTheRequestMovedOn(t *testing.T) {
	b := newBrowser(t)
	reference, _ := b.ask(rosasAnswers())
	own := "/accessibility/requests/" + reference
	b.work(reference, portal.DeliverStep, portal.AccessibilityWords{Text: "Here."})
	form := b.seen(own + "/reopening")
	form.Set("text", "Page 3 <is> missing.")
	for _, bad := range []string{"", "  ", "\xff", strings.Repeat("a", portal.LongestAnswer+1)} {
		spoilt := url.Values{"seen": form["seen"], "text": {bad}}
		if answer := b.post(own+"/reopening", spoilt); answer.Code != http.StatusUnprocessableEntity || !linked(answer.Body.String(), "text") {
			t.Errorf("%.9q answered %d", bad, answer.Code)
		}
	}
	b.post(own+"/confirmation", b.seen(own))
	answer := b.post(own+"/reopening", form)
	page := answer.Body.String()
	if answer.Code != http.StatusConflict || !strings.Contains(page, "Page 3 &lt;is&gt; missing.") || !strings.Contains(page, "Someone else changed this request") || !strings.Contains(page, "Confirmed") {
		t.Errorf("a stale reopening answered %d: %s", answer.Code, page)
	}
	form.Set("seen", versionShown.FindStringSubmatch(page)[1])
	if answer := b.post(own+"/reopening", form); answer.Code != http.StatusSeeOther {
		t.Errorf("sending it again answered %d", answer.Code)
	}
	for _, seen := range []string{"", "x", "-1", "99999999999999999999"} {
		if answer := b.post(own+"/grievance", url.Values{"seen": {seen}, "text": {"Now."}}); answer.Code != http.StatusConflict {
			t.Errorf("version %q answered %d", seen, answer.Code)
		}
	}
}

func TestNobodyActsOnSomeoneElsesRequest(t *testing.T) {
	b := newBrowser(t)
	reference, _ := b.ask(rosasAnswers())
	b.work(reference, portal.DeliverStep, portal.AccessibilityWords{Text: "Here."})
	own := "/accessibility/requests/" + reference
	other := b.another()
	other.ask(rosasAnswers()) // with a key, and a request of its own
	for _, act := range []string{"/confirmation", "/reopening", "/grievance", "/appeal", "/standing-format"} {
		for address, status := range map[string]int{own: http.StatusSeeOther, "/accessibility/requests/nothing": http.StatusNotFound} {
			answer := other.post(address+act, url.Values{"seen": {"2"}, "text": {"Mine now."}, "keep": {"yes"}})
			if answer.Code != status || status == http.StatusSeeOther && !strings.HasPrefix(answer.Header().Get("Location"), "/accessibility/status?") {
				t.Errorf("%s%s answered %d, to %q", address, act, answer.Code, answer.Header().Get("Location"))
			}
		}
	}
	if page := b.read(own); strings.Contains(page, "Mine now.") || !strings.Contains(page, own+"/reopening") {
		t.Error("someone else's act was done")
	}
}

func TestAFormatIsRememberedAndForgotten(t *testing.T) {
	b := newBrowser(t)
	reference, _ := b.ask(rosasAnswers())
	own := "/accessibility/requests/" + reference
	if answer := b.post(own+"/standing-format", url.Values{"keep": {"yes"}}); answer.Header().Get("Location") != own+"?done=kept" {
		t.Errorf("keeping answered %d", answer.Code)
	}
	if !strings.Contains(b.read(own), "Electronic Braille (BRF).") {
		t.Error("the page does not show the format that is kept")
	}
	b.post(own+"/standing-format", url.Values{"keep": {"no"}})
	if strings.Contains(b.read(own), `value="no"`) {
		t.Error("the format is not forgotten")
	}
}

func TestAComputerForgetsARequest(t *testing.T) {
	b := newBrowser(t)
	reference, _ := b.ask(rosasAnswers())
	own := "/accessibility/requests/" + reference
	if answer := b.post(own+"/departure", nil); answer.Header().Get("Location") != "/accessibility/status?done=left" || len(b.cookies) != 0 {
		t.Errorf("leaving answered %d and left %v", answer.Code, b.cookies)
	}
	if answer := b.get(own); answer.Code != http.StatusSeeOther {
		t.Errorf("after leaving the page answered %d", answer.Code)
	}
	b.cookies[followCookie] = "../../not a key"
	if answer := b.get(own); answer.Code != http.StatusSeeOther {
		t.Errorf("with a made-up key the page answered %d", answer.Code)
	}
}

func TestALatePromiseIsSaidAndTheAppealEnds(t *testing.T) {
	b := newBrowser(t)
	reference, code := b.ask(rosasAnswers())
	own := "/accessibility/requests/" + reference
	back := func(days int) string {
		b.office.Clock.Add(time.Duration(days) * 24 * time.Hour)
		b.post("/accessibility/status", url.Values{"reference": {reference}, "code": {code}})
		return b.read(own)
	}
	if page := back(5); !strings.Contains(page, "This is late, and we are sorry. We promised it by Monday, November 23, 2026.") {
		t.Error("a broken promise is not said")
	}
	b.post(own+"/grievance", url.Values{"seen": {"1"}, "text": {"Nobody answers."}})
	b.work(reference, portal.MeetStep, portal.AccessibilityWords{Text: "We met."})
	b.work(reference, portal.AnswerStep, portal.AccessibilityWords{Text: "We are sorry."})
	if page := back(14); !strings.Contains(page, "you can appeal until") || !strings.Contains(page, own+"/appeal") {
		t.Error("an appeal is not offered in time")
	}
	if page := back(14); !strings.Contains(page, "The time to appeal ended on") || strings.Contains(page, own+"/appeal") {
		t.Error("an appeal is offered when its time is over")
	}
}
