package portal

import (
	"fmt"
	"strings"
	"time"
)

// Clock is a promise with a date.
type Clock string

const (
	AcknowledgeClock Clock = "acknowledge"
	DeliverClock     Clock = "deliver"
	MeetClock        Clock = "meet"
	AnswerClock      Clock = "answer"
	AppealClock      Clock = "decide the appeal"
)

// business reports that the promise is made in business days; the grievance procedure counts calendar days.
func (c Clock) business() bool { return c == AcknowledgeClock || c == DeliverClock }

// Deadline is what must be done next, and until when.
type Deadline struct {
	Clock Clock
	At    time.Time // the end of a day
}

// Clock is which promise runs in a status, "" when none does.
func (s AccessibilityStatus) Clock() Clock {
	switch s {
	case AccessibilityReceived, AccessibilityReopened:
		return AcknowledgeClock
	case AccessibilityAcknowledged, AccessibilityInProduction:
		return DeliverClock
	case GrievanceEscalated:
		return MeetClock
	case GrievanceMet:
		return AnswerClock
	case GrievanceAppealed:
		return AppealClock
	default:
		return ""
	}
}

// AccessibilityDeadline is the next promise of a request that is in this status since then, whose clock began at from
// (when it was received, or reopened). It is zero when the next step is the person's, or nobody's.
func (a AccessibilityPromise) AccessibilityDeadline(c Calendar, status AccessibilityStatus, since, from time.Time) Deadline {
	clock := status.Clock()
	switch clock {
	case AcknowledgeClock:
		return Deadline{clock, c.AddBusinessDays(from, a.AcknowledgeDays)}
	case DeliverClock:
		return Deadline{clock, a.DeliverBy(c, from)}
	case MeetClock:
		return Deadline{clock, c.AddDays(since, a.MeetDays)}
	case AnswerClock, AppealClock:
		return Deadline{clock, c.AddDays(since, a.AnswerDays)}
	default:
		return Deadline{}
	}
}

// DeliverBy is the promise of delivery for a clock that began at from.
func (a AccessibilityPromise) DeliverBy(c Calendar, from time.Time) time.Time {
	return c.AddBusinessDays(from, a.DeliverDays)
}

// AppealBy is until when a grievance that was answered then can be appealed. A last day on which the office is closed
// moves to the next one on which it is open: an appeal brought by hand must find someone.
func (a AccessibilityPromise) AppealBy(c Calendar, answered time.Time) time.Time {
	last := c.AddDays(answered, a.AppealDays)
	for !c.BusinessDay(last) {
		last = c.AddDays(last, 1)
	}
	return last
}

// KeepYears is how long requests and grievances are kept (ADA model grievance procedure).
const KeepYears = 3

// Overdue reports that the promise was broken.
func (d Deadline) Overdue(now time.Time) bool { return !d.At.IsZero() && now.After(d.At) }

// Words says it as the desk reads it: "Overdue by 2 business days: acknowledge", "Deliver: due in 3 business days
// (Nov 26)". It is "" when nothing is promised.
func (d Deadline) Words(c Calendar, now time.Time) string {
	return c.DueWords(d.At, now, string(d.Clock), d.Clock.business())
}

// DueWords says as the desk reads it until when a task is promised, in business days or in days; "" when nothing is.
func (c Calendar) DueWords(at, now time.Time, task string, business bool) string {
	if at.IsZero() {
		return ""
	}
	between, noun := c.DaysBetween, "day"
	if business {
		between, noun = c.BusinessDaysBetween, "business day"
	}
	date := at.In(c.Zone).Format("Jan 2")
	if now.After(at) {
		if days := between(at, now); days > 0 {
			return fmt.Sprintf("Overdue by %s: %s", count(days, noun), task)
		}
		return fmt.Sprintf("Overdue since %s: %s", date, task) // a weekend later: no business day has passed
	}
	task = strings.ToUpper(task[:1]) + task[1:]
	if c.DaysBetween(now, at) == 0 {
		return fmt.Sprintf("%s: due today", task)
	}
	return fmt.Sprintf("%s: due in %s (%s)", task, count(between(now, at), noun), date)
}

// Promise says the same to the person who asked, with its date as their language writes it. Nothing is promised when
// ok is false.
func (d Deadline) Promise(date string) (promise Sentence, ok bool) {
	switch d.Clock {
	case AcknowledgeClock:
		return Say("We will confirm that we are working on it by %s.", date), true
	case DeliverClock:
		return Say("We will send you what you asked for by %s.", date), true
	case MeetClock:
		return Say("We will meet with you, in person or by telephone, by %s.", date), true
	case AnswerClock:
		return Say("We will answer your grievance in writing by %s.", date), true
	case AppealClock:
		return Say("We will decide your appeal by %s.", date), true
	default:
		return Sentence{}, false
	}
}
