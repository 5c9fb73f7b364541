package views_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"exchequer/portal"
	"exchequer/views"
)

var office = portal.NewAccessibilityDesk(department().Profile, "https://revenue.tamarack.example")

// fileIn is a request that stands in a status, received three days ago and nobody's.
func fileIn(status portal.AccessibilityStatus) portal.AccessibilityFile {
	received := noon.Add(-72 * time.Hour)
	r := portal.AccessibilityRequest{
		Number: portal.NumberOf(2026, 7), Status: status, Received: received, Since: received, ClockFrom: received, Version: 3,
		Form: portal.AccessibilityForm{Concern: "The rates.", Format: portal.FormatAudio, ContactBy: portal.ContactByEmail, Contact: "rosa@mail.example", Language: portal.English, Channel: portal.ChannelWeb},
	}
	r.Due = office.Deadline(status, r.Since, r.ClockFrom)
	return portal.AccessibilityFile{AccessibilityRequest: r}
}

func requestPage(role portal.Role, f portal.AccessibilityFile, open string, try *views.Attempt) views.DeskRequest {
	actor := portal.Actor{Account: "me", Name: "Ines Calloway", Role: role}
	d := views.NewDesk(staffPage("", "/desk/accessibility"), "/desk/accessibility", nil, func(string) bool { return true })
	return views.NewDeskRequest(d, office, actor, f, []portal.Actor{{Account: "tomas", Name: "Tomás Oyelaran", Role: portal.Clerk}}, open, try, noon)
}

func TestEachRoleIsOfferedWhatItMayDoAndNoMore(t *testing.T) {
	for _, role := range []portal.Role{portal.Clerk, portal.Supervisor, portal.Auditor, portal.Administrator} {
		for _, status := range portal.AccessibilityStatuses {
			var offered []portal.AccessibilityStep
			for _, a := range requestPage(role, fileIn(status), "", nil).Acts {
				offered = append(offered, a.Step)
				if a.Does == "" || a.Opens != "" && (a.Heading == "" || len(a.Inputs) == 0) || a.Step.NeedsWords() && a.Opens == "" {
					t.Errorf("%s: %+v is not whole", a.Step, a)
				}
			}
			for _, step := range []portal.AccessibilityStep{
				portal.AcknowledgeStep, portal.ProduceStep, portal.DeliverStep, portal.DeclineStep, portal.ConfirmStep, portal.ReopenStep,
				portal.EscalateStep, portal.MeetStep, portal.AnswerStep, portal.AppealStep, portal.CloseStep,
			} {
				_, starts := status.Takes(step)
				may := starts && (portal.Actor{Role: role}).MayTake(step) == nil
				if got := slices.Contains(offered, step); got != may {
					t.Errorf("a %s at %s: %s offered %t, may %t", role, status, step, got, may)
				}
			}
		}
	}
}

func TestTheFormOfWhatComesNextStandsOpen(t *testing.T) {
	for status, want := range map[portal.AccessibilityStatus]portal.AccessibilityStep{
		portal.AccessibilityReceived: "", portal.AccessibilityInProduction: portal.DeliverStep, portal.GrievanceEscalated: portal.MeetStep,
		portal.GrievanceMet: portal.AnswerStep, portal.GrievanceAppealed: portal.CloseStep, portal.AccessibilityConfirmed: "",
	} {
		p := requestPage(portal.Supervisor, fileIn(status), "", nil)
		if got := openStep(p); got != want {
			t.Errorf("at %s %q stands open, want %q", status, got, want)
		}
	}
	if got := openStep(requestPage(portal.Supervisor, fileIn(portal.AccessibilityReceived), "offer-another-way", nil)); got != portal.DeclineStep {
		t.Errorf("asked for another way, %q stands open", got)
	}
	if got := openStep(requestPage(portal.Clerk, fileIn(portal.AccessibilityReceived), "offer-another-way", nil)); got != "" {
		t.Errorf("a clerk is shown the form of %q", got)
	}
}

func openStep(p views.DeskRequest) portal.AccessibilityStep {
	if p.Open == nil {
		return ""
	}
	return p.Open.Step
}

func TestNoKeyOfARequestsPageDoesTwoThings(t *testing.T) {
	for _, status := range portal.AccessibilityStatuses {
		page := draw(t, requestPage(portal.Supervisor, fileIn(status), "", nil).Show())
		seen := map[string]bool{}
		for part := range strings.SplitSeq(page, ` data-key="`) {
			key, _, _ := strings.Cut(part, `"`)
			if len(key) == 1 && seen[key] {
				t.Errorf("at %s the key %s stands twice", status, key)
			}
			seen[key] = len(key) == 1
		}
	}
}

func TestWhoMayTakeARequestFromWhom(t *testing.T) {
	for _, tt := range []struct {
		role        portal.Role
		has         string
		claim       string
		back, hands bool
	}{
		{portal.Clerk, "", "Claim", false, true}, {portal.Clerk, "me", "", true, true}, {portal.Clerk, "tomas", "", false, false},
		{portal.Supervisor, "tomas", "Take it over", true, false}, {portal.Supervisor, "someone", "Take it over", true, true}, {portal.Auditor, "", "", false, false},
	} {
		f := fileIn(portal.AccessibilityAcknowledged)
		f.Assignee, f.AssigneeName = tt.has, tt.has
		a := requestPage(tt.role, f, "", nil).Assignment
		if a.Claim != tt.claim || a.PutBack != tt.back || len(a.Colleagues) > 0 != tt.hands {
			t.Errorf("a %s where %q has it: %+v", tt.role, tt.has, a)
		}
	}
	if a := requestPage(portal.Supervisor, fileIn(portal.AccessibilityConfirmed), "", nil).Assignment; a.Claim != "" || a.PutBack || len(a.Colleagues) > 0 {
		t.Errorf("a closed request changes hands: %+v", a)
	}
}

func TestAnAttemptComesBackWithItsWords(t *testing.T) {
	f := fileIn(portal.AccessibilityAcknowledged)
	f.Events = []portal.AccessibilityEvent{{Version: 3, At: noon, Name: "Tomás Oyelaran", Role: portal.Clerk, Step: portal.AcknowledgeStep}}
	try := views.Attempt{Part: views.StepsPart, Seen: 2, Values: url.Values{"step": {"deliver"}, "text": {"Here."}}, Err: portal.ErrWrongStep, Files: []string{"a.pdf", "b.txt"}}
	p := requestPage(portal.Clerk, f, "", &try)
	if openStep(p) != portal.DeliverStep || p.Form.Value("text") != "Here." || p.Again != "a.pdf, b.txt" || len(p.Changes) != 1 || len(p.Kept) != 0 || !p.Mistaken {
		t.Errorf("a stale answer came back as %+v", p)
	}
	f = fileIn(portal.AccessibilityConfirmed)
	p = requestPage(portal.Clerk, f, "", &try)
	if p.Open != nil || len(p.Kept) != 1 || p.Kept[0].Text != "Here." {
		t.Errorf("words without a form: open %v, kept %+v", p.Open, p.Kept)
	}
}

func TestOverdueIsSaidInWordsAndCounted(t *testing.T) {
	late, fresh, waits := fileIn(portal.AccessibilityReceived).AccessibilityRequest, fileIn(portal.AccessibilityAcknowledged).AccessibilityRequest, fileIn(portal.AccessibilityDelivered).AccessibilityRequest
	actor := portal.Actor{Account: "me", Role: portal.Clerk}
	fresh.Assignee = "me"
	d := views.NewDesk(staffPage("", "/desk/accessibility"), "/desk/accessibility", nil, func(string) bool { return true })
	f := portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}}
	counted := make([]int, len(views.QueueLists(f.QueueFilter)))
	for i := range counted {
		counted[i] = portal.CountedUpTo + 1
	}
	q := views.NewQueue(d, office, actor, f, []portal.AccessibilityRequest{late, fresh, waits}, true, counted, noon)
	if q.Said != "3 of 99+ requests, 1 overdue." || !q.Rows[0].Late || q.Rows[1].Late || q.Rows[1].Whose != "You" {
		t.Errorf("%q, rows %+v", q.Said, q.Rows)
	}
	for i, want := range []string{"Overdue ", "Deliver: due in ", "Waits for them since "} {
		if !strings.HasPrefix(q.Rows[i].Due, want) {
			t.Errorf("row %d says %q, want %q", i, q.Rows[i].Due, want)
		}
	}
	if q.Pager.Newer != "" || !strings.Contains(q.Pager.Older, "state=all&after=") {
		t.Errorf("pages %+v", q.Pager)
	}
}

func TestPresenceNamesWhoIsThere(t *testing.T) {
	n, w := portal.NumberOf(2026, 7), staffPage("", "").Words
	people := func(names ...string) (present []portal.Presence) {
		for _, name := range names {
			present = append(present, portal.Presence{Name: name})
		}
		return present
	}
	for want, present := range map[string][]portal.Presence{
		"": nil, "Ana has this open too.": people("Ana"), "Ana and Ben have this open too.": people("Ana", "Ben"),
		"Ana, Ben and Cleo have this open too.": people("Ana", "Ben", "Cleo"), "Ana, Ben and 2 others have this open too.": people("Ana", "Ben", "Cleo", "Dov"),
	} {
		if got := views.NewPresence(w, n, present, nil).Here; got != want {
			t.Errorf("says %q, want %q", got, want)
		}
	}
}
