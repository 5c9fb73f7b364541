package portal

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var allSteps = []AccessibilityStep{
	AcknowledgeStep, ProduceStep, DeliverStep, DeclineStep, ConfirmStep, ReopenStep, EscalateStep, MeetStep, AnswerStep, AppealStep, CloseStep,
}

// The table, drawn once more by hand: every line that is not here must be refused.
const drawn = `
received: acknowledge, put in production, deliver, offer another way, escalate
acknowledged: put in production, deliver, offer another way, escalate
in-production: deliver, offer another way, escalate
delivered: confirm, reopen, escalate
declined: confirm, escalate
reopened: acknowledge, put in production, deliver, offer another way, escalate
confirmed: reopen
escalated: meet
met: answer
answered: confirm, appeal, close
appealed: close
final:
`

func TestRequestsMoveAsTheTableSays(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(drawn) + "\n") {
		from, steps, _ := strings.Cut(strings.TrimSpace(line), ":")
		var want []AccessibilityStep
		for _, s := range strings.Split(steps, ",") {
			want = append(want, AccessibilityStep(strings.TrimSpace(s)))
		}
		for _, step := range allSteps {
			if _, ok := AccessibilityStatus(from).Takes(step); ok != slices.Contains(want, step) {
				t.Errorf("%s, %s: %t", from, step, ok)
			}
		}
	}
	if _, ok := AccessibilityStatus("lost").Takes(AcknowledgeStep); ok {
		t.Error("an unknown status takes a step")
	}
	if _, ok := AccessibilityReceived.Takes("forget"); ok {
		t.Error("an unknown step is taken")
	}
}

func TestEveryOpenRequestHasAWayOutAndEveryStatusIsReached(t *testing.T) {
	reached := map[AccessibilityStatus]bool{AccessibilityReceived: true}
	for _, status := range AccessibilityStatuses {
		ways := 0
		for _, step := range allSteps {
			if to, ok := status.Takes(step); ok {
				ways, reached[to] = ways+1, true
			}
		}
		if !status.Closed() && ways == 0 {
			t.Errorf("%s leads nowhere", status)
		}
		if status.Sentence().Text == string(status) {
			t.Errorf("%s has no name for people", status)
		}
	}
	if len(reached) != len(AccessibilityStatuses) {
		t.Errorf("reached only %v", reached)
	}
}

func TestWhoMayTakeWhichStep(t *testing.T) {
	own := []AccessibilityStep{ConfirmStep, ReopenStep, EscalateStep, AppealStep}
	decisions := []AccessibilityStep{DeclineStep, MeetStep, AnswerStep, CloseStep}
	for _, step := range allSteps {
		for role, want := range map[Role]bool{
			Visitor: slices.Contains(own, step), Taxpayer: slices.Contains(own, step), Clerk: !slices.Contains(decisions, step),
			Supervisor: true, Administrator: false, Auditor: false,
		} {
			if got := (Actor{Role: role}).MayTake(step) == nil; got != want {
				t.Errorf("%q, %s: %t", role, step, got)
			}
		}
	}
	if (Actor{Role: System}).MayTake("forget") == nil {
		t.Error("an unknown step may be taken")
	}
}

func TestUndueBurdenNeedsTheHeadTheReasonAndAnotherWay(t *testing.T) {
	empty := AccessibilityWords{}
	if got := wrongFields(empty.Check(DeclineStep)); !slices.Equal(got, []string{"text", "head", "alternative"}) {
		t.Errorf("told of %q", got)
	}
	whole := AccessibilityWords{Text: "A tactile atlas of 1,200 parcel maps.", Head: "M. Adeyemi, Deputy Commissioner", Alternative: "A clerk reads any map to you by telephone."}
	if err := whole.Check(DeclineStep); err != nil {
		t.Error(err)
	}
}

func TestStepsThatTellSomeoneSomethingNeedWords(t *testing.T) {
	for _, step := range allSteps {
		silent, spoken, long := AccessibilityWords{}, AccessibilityWords{Text: "Here it is.", Head: "H", Alternative: "A"}, AccessibilityWords{Text: strings.Repeat("a", LongestAnswer+1), Head: "H", Alternative: "A"}
		if got := silent.Check(step) != nil; got != step.NeedsWords() {
			t.Errorf("%s in silence: refused %t", step, got)
		}
		if err := spoken.Check(step); err != nil {
			t.Errorf("%s: %v", step, err)
		}
		if long.Check(step) == nil {
			t.Errorf("%s with %d characters passed", step, LongestAnswer+1)
		}
		if step != DeclineStep && spoken.Head != "" {
			t.Errorf("%s kept a head", step)
		}
	}
}

var promise = AccessibilityPromise{AcknowledgeDays: 1, DeliverDays: 10, MeetDays: 15, AnswerDays: 15, AppealDays: 15}

func TestDeadlinesFollowTheStatus(t *testing.T) {
	c := tamarack(t)
	from, since := day(c, "2026-11-20 10:00"), day(c, "2026-11-24 10:00")
	for status, want := range map[AccessibilityStatus]string{
		AccessibilityReceived: "acknowledge 2026-11-23", AccessibilityReopened: "acknowledge 2026-11-23",
		AccessibilityAcknowledged: "deliver 2026-12-08", AccessibilityInProduction: "deliver 2026-12-08",
		GrievanceEscalated: "meet 2026-12-09", GrievanceMet: "answer 2026-12-09", GrievanceAppealed: "decide the appeal 2026-12-09",
		AccessibilityDelivered: "", AccessibilityDeclined: "", AccessibilityConfirmed: "", GrievanceAnswered: "", GrievanceFinal: "",
	} {
		got, d := "", promise.AccessibilityDeadline(c, status, since, from)
		if !d.At.IsZero() {
			got = string(d.Clock) + " " + d.At.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", status, got, want)
		}
		if _, promised := d.Promise("Friday"); promised != (want != "") {
			t.Errorf("%s: promised %t", status, promised)
		}
	}
}

func TestAnAppealNeverEndsOnADayTheOfficeIsClosed(t *testing.T) {
	c := tamarack(t)
	// 15 days after November 11 is Thanksgiving, its Friday is closed too, and a weekend follows.
	if got := promise.AppealBy(c, day(c, "2026-11-11 10:00")).Format(time.DateOnly); got != "2026-11-30" {
		t.Errorf("appeal by %s", got)
	}
}

func TestDeadlinesInWords(t *testing.T) {
	c := tamarack(t)
	ack := Deadline{AcknowledgeClock, c.AddBusinessDays(day(c, "2026-11-19 10:00"), 1)} // Friday 20
	meet := Deadline{MeetClock, c.AddDays(day(c, "2026-11-10 10:00"), 15)}              // Wednesday 25
	for _, tt := range []struct {
		d    Deadline
		now  string
		want string
	}{
		{ack, "2026-11-17 10:00", "Acknowledge: due in 3 business days (Nov 20)"},
		{ack, "2026-11-19 10:00", "Acknowledge: due in 1 business day (Nov 20)"},
		{ack, "2026-11-20 23:59", "Acknowledge: due today"},
		{ack, "2026-11-21 10:00", "Overdue since Nov 20: acknowledge"},
		{ack, "2026-11-23 10:00", "Overdue by 1 business day: acknowledge"},
		{ack, "2026-11-24 10:00", "Overdue by 2 business days: acknowledge"},
		{meet, "2026-11-20 10:00", "Meet: due in 5 days (Nov 25)"},
		{meet, "2026-11-26 10:00", "Overdue by 1 day: meet"},
		{Deadline{}, "2026-11-26 10:00", ""},
	} {
		if got := tt.d.Words(c, day(c, tt.now)); got != tt.want {
			t.Errorf("%s at %s: %q, want %q", tt.d.Clock, tt.now, got, tt.want)
		}
	}
}

func TestOverdueIsSaidExactlyWhenItIsSo(t *testing.T) {
	c := tamarack(t)
	rapid.Check(t, func(t *rapid.T) {
		status := rapid.SampledFrom(AccessibilityStatuses).Draw(t, "status")
		from := time.UnixMilli(rapid.Int64Range(1764547200000, 1796083200000).Draw(t, "from"))
		now := from.Add(time.Duration(rapid.Int64Range(0, 60*24).Draw(t, "hours")) * time.Hour)
		d := promise.AccessibilityDeadline(c, status, from, from)
		words := d.Words(c, now)
		if strings.HasPrefix(words, "Overdue") != d.Overdue(now) {
			t.Fatalf("%q, overdue %t", words, d.Overdue(now))
		}
		if strings.Contains(words, " 0 ") || strings.Contains(words, "-") {
			t.Fatalf("%q", words)
		}
	})
}
