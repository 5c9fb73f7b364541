package portal

import (
	"slices"
	"time"
)

// AccessibilityFigures are what came of the requests that were received in a month.
type AccessibilityFigures struct {
	From, To  time.Time // the month's first moment, and the next month's
	Total     Figures
	ByFormat  map[AccessibilityFormat]Figures
	ByChannel map[Channel]Figures
	Offered   int // another way was offered
	Grieved   int // went on to a grievance
}

// Figures are those of a number of requests: how many came, whether both promises were kept, and how long it took.
type Figures struct {
	Received     int
	Acknowledged int // within the promise
	AckLate      int // acknowledged after it, or not yet and past it
	OnTime       int // delivered within the promise
	Late         int // delivered after it, or not yet and past it
	Waiting      int // not delivered and not late
	Other        int // ended without a delivery: another way, or a grievance
	taken        []daysTaken
}

type daysTaken struct{ days, requests int }

// Delivered is how many were delivered, on time or not.
func (f Figures) Delivered() int {
	n := 0
	for _, t := range f.taken {
		n += t.requests
	}
	return n
}

// MedianDays is the median of business days from receipt to delivery, in halves; false when nothing was delivered.
func (f Figures) MedianDays() (float64, bool) {
	n := f.Delivered()
	if n == 0 {
		return 0, false
	}
	taken := slices.Clone(f.taken)
	slices.SortFunc(taken, func(a, b daysTaken) int { return a.days - b.days })
	return float64(nth(taken, (n-1)/2)+nth(taken, n/2)) / 2, true
}

// nth is the business days that the i-th fastest delivery took.
func nth(taken []daysTaken, i int) int {
	for _, t := range taken {
		if i -= t.requests; i < 0 {
			return t.days
		}
	}
	return 0
}

// AccessibilityTally is a number of requests that fared alike.
type AccessibilityTally struct {
	Format       AccessibilityFormat
	Channel      Channel
	Status       AccessibilityStatus
	Acknowledged bool
	AckOnTime    bool // acknowledged within the promise, or the promise not yet past
	Delivered    bool
	OnTime       bool // delivered within the promise, or the promise not yet past
	Days         int  // business days to delivery
	Requests     int
}

// NewAccessibilityFigures adds tallies up.
func NewAccessibilityFigures(from, to time.Time, tallies []AccessibilityTally) AccessibilityFigures {
	f := AccessibilityFigures{From: from, To: to, ByFormat: map[AccessibilityFormat]Figures{}, ByChannel: map[Channel]Figures{}}
	for _, t := range tallies {
		f.Total = f.Total.with(t)
		f.ByFormat[t.Format] = f.ByFormat[t.Format].with(t)
		f.ByChannel[t.Channel] = f.ByChannel[t.Channel].with(t)
		if t.Status == AccessibilityDeclined {
			f.Offered += t.Requests
		}
		if t.Status.Grievance() {
			f.Grieved += t.Requests
		}
	}
	return f
}

// with is the figures with one tally more.
func (f Figures) with(t AccessibilityTally) Figures {
	f.Received += t.Requests
	if t.Acknowledged && t.AckOnTime {
		f.Acknowledged += t.Requests
	} else if !t.AckOnTime {
		f.AckLate += t.Requests
	}
	if t.Delivered {
		f.taken = append(slices.Clip(f.taken), daysTaken{t.Days, t.Requests})
	}
	ended := t.Status == AccessibilityDeclined || t.Status.Closed() || t.Status.Grievance()
	switch {
	case t.Delivered && t.OnTime:
		f.OnTime += t.Requests
	case t.Delivered, !ended && !t.OnTime:
		f.Late += t.Requests
	case ended:
		f.Other += t.Requests
	default:
		f.Waiting += t.Requests
	}
	return f
}
