package views_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"exchequer/portal"
	"exchequer/views"
)

// requestDesk is the department of these pages.
func requestDesk() portal.AccessibilityDesk {
	return portal.NewAccessibilityDesk(department().Profile, "https://revenue.tamarack.example")
}

// lived is a request that went through some steps, one a day, and how it stands then.
func lived(steps ...portal.AccessibilityStep) (portal.AccessibilityRequest, []portal.AccessibilityEvent) {
	received := noon.Add(-time.Duration(len(steps)) * 24 * time.Hour)
	r := portal.AccessibilityRequest{
		Number: portal.NumberOf(2026, 123), Received: received, Since: received, ClockFrom: received, Status: portal.AccessibilityReceived, Version: 1,
		Form: portal.AccessibilityForm{
			Concern: "The table of rates in the sales tax guide cannot be read with my screen reader.\nI need it before the end of the quarter.", Page: "/forms/sales-guide",
			Format: portal.FormatBRF, ContactBy: portal.ContactByEmail, Contact: "rosa.delgado@mail.example", Name: "Rosa Delgado",
		},
	}
	var events []portal.AccessibilityEvent
	for i, step := range steps {
		e := portal.AccessibilityEvent{Version: int64(i + 2), At: received.Add(time.Duration(i+1) * 24 * time.Hour), Step: step}
		e.Status, _ = r.Status.Takes(step)
		if step != portal.ConfirmStep && step != portal.ReopenStep && step != portal.EscalateStep && step != portal.AppealStep {
			e.Account, e.Name, e.Role = "ines", "Ines Calloway", portal.Clerk
		}
		if step.NeedsWords() {
			e.Words.Text = "These are the words of “" + string(step) + "”.\nThey have a second line."
		}
		if step == portal.DeclineStep {
			e.Words.Head, e.Words.Alternative = "Marguerite Adeyemi, Deputy Commissioner", "A clerk reads any map to you by telephone."
		}
		if step == portal.DeliverStep {
			e.Files = []portal.File{
				{ID: "a", Name: "sales-tax-guide.brf", Size: 84_211, SHA256: make([]byte, 32)}, {ID: "b", Name: "rates.txt", Size: 812, SHA256: make([]byte, 32)},
			}
		}
		events = append(events, e)
		if r.Status, r.Since, r.Version = e.Status, e.At, e.Version; step == portal.ReopenStep {
			r.ClockFrom = e.At
		}
	}
	r.Due = requestDesk().Deadline(r.Status, r.Since, r.ClockFrom)
	return r, events
}

func ownRequest(language portal.Language, now time.Time, steps ...portal.AccessibilityStep) views.OwnRequest {
	r, events := lived(steps...)
	p := views.UnderAccessibility(page(language, "Your request", views.OwnRequestAddress(r.Number)))
	return views.NewOwnRequest(p, requestDesk(), r, events, "", now)
}

const (
	acknowledge = portal.AcknowledgeStep
	produce     = portal.ProduceStep
	deliver     = portal.DeliverStep
	decline     = portal.DeclineStep
	confirm     = portal.ConfirmStep
	reopen      = portal.ReopenStep
	escalate    = portal.EscalateStep
	meet        = portal.MeetStep
	answers     = portal.AnswerStep
	appeal      = portal.AppealStep
	finish      = portal.CloseStep
)

func TestOnesOwnRequestShowsTheWayThatItIsOn(t *testing.T) {
	for _, tt := range []struct {
		steps   []portal.AccessibilityStep
		way     string // stages, the present one in brackets
		choices string
		answers int
	}{
		{nil, "[Received] Acknowledged, In production, Delivered, Confirmed", "grievance", 0},
		{[]portal.AccessibilityStep{acknowledge, produce}, "Received, Acknowledged, [In production] Delivered, Confirmed", "grievance", 0},
		{[]portal.AccessibilityStep{deliver}, "Received, Acknowledged, In production, [Delivered] Confirmed", "confirmation reopening grievance", 1},
		{[]portal.AccessibilityStep{deliver, confirm}, "Received, Acknowledged, In production, Delivered, Confirmed, []", "reopening", 1},
		{[]portal.AccessibilityStep{deliver, reopen}, "[Reopened] Acknowledged, In production, Delivered, Confirmed", "grievance", 1},
		{[]portal.AccessibilityStep{decline}, "Received, [Another way offered] Confirmed", "confirmation grievance", 1},
		{[]portal.AccessibilityStep{decline, confirm}, "Received, Another way offered, Confirmed, []", "reopening", 1},
		{[]portal.AccessibilityStep{escalate}, "[Grievance received] Grievance: we met, Grievance: answered, Grievance: final decision", "", 0},
		{[]portal.AccessibilityStep{escalate, meet, answers}, "Grievance received, Grievance: we met, [Grievance: answered] Grievance: final decision", "confirmation appeal", 2},
		{[]portal.AccessibilityStep{escalate, meet, answers, confirm}, "Grievance received, Grievance: we met, Grievance: answered, Confirmed, []", "reopening", 2},
		{[]portal.AccessibilityStep{escalate, meet, answers, appeal}, "Grievance received, Grievance: we met, Grievance: answered, [Grievance: appealed] Grievance: final decision", "", 2},
		{[]portal.AccessibilityStep{escalate, meet, answers, appeal, finish}, "Grievance received, Grievance: we met, Grievance: answered, Grievance: appealed, Grievance: final decision, []", "", 3},
	} {
		o := ownRequest(portal.English, noon, tt.steps...)
		way := ""
		for i, s := range o.Steps {
			if i == o.Current {
				way += "[" + s.Text + "] "
			} else {
				way += s.Text + ", "
			}
		}
		if o.Current == len(o.Steps) {
			way += "[]"
		}
		if way = strings.TrimSuffix(strings.TrimSpace(way), ","); way != tt.way {
			t.Errorf("%s: %s\nwant %s", tt.steps, way, tt.way)
		}
		var choices []string
		for _, c := range o.Choices {
			choices = append(choices, c.Address[strings.LastIndex(c.Address, "/")+1:])
		}
		if got := strings.Join(choices, " "); got != tt.choices {
			t.Errorf("%s: offers %q, want %q", tt.steps, got, tt.choices)
		}
		if len(o.Answers) != tt.answers || len(o.History) != len(tt.steps)+1 || o.Next == "" {
			t.Errorf("%s: %d answers, %d things happened, next %q", tt.steps, len(o.Answers), len(o.History), o.Next)
		}
	}
}

func TestOnesOwnRequestNamesNobodyInTheOffice(t *testing.T) {
	for _, steps := range [][]portal.AccessibilityStep{{acknowledge, deliver}, {decline}, {escalate, meet, answers, appeal, finish}} {
		for _, language := range portal.Languages {
			if drawn := draw(t, views.OwnRequestPage(ownRequest(language, noon, steps...))); strings.Contains(drawn, "Calloway") {
				t.Errorf("%s in %s names a clerk", steps, language)
			}
		}
	}
}

func TestALateRequestSaysSo(t *testing.T) {
	o := ownRequest(portal.English, noon.AddDate(0, 0, 9))
	if !o.Late || !strings.Contains(o.Next, "We promised it by Monday, November 23, 2026.") {
		t.Errorf("late %t: %q", o.Late, o.Next)
	}
}

func TestReceiptsPromiseDates(t *testing.T) {
	r, _ := lived()
	r.DeliverBy = requestDesk().Promise.DeliverBy(requestDesk().Calendar, r.Received)
	said := fmt.Sprint(views.NewReceipt(page(portal.English, "", "/"), r, "ABCDEFGHJK").Next)
	for _, want := range []string{"by Monday, November 23, 2026", "by Friday, December 4, 2026", "We write to the e-mail address"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %s", want, said)
		}
	}
	if strings.Contains(said, r.Form.Contact) {
		t.Error("a receipt lies around, and repeats the address")
	}
}
