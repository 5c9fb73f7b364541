package portal

import (
	"slices"
	"time"
)

// AccessibilityFigures are what came of the requests that were received in a month.
type AccessibilityFigures struct {
	From, To time.Time // the month's first moment, and the next month's
	Total    FormatFigures
	Formats  []FormatFigures // in the order in which formats are offered, all of them
	Channels map[Channel]int
	Offered  int // another way was offered
	Grieved  int // went on to a grievance
}

// FormatFigures are those of one format.
type FormatFigures struct {
	Format   AccessibilityFormat
	Received int
	OnTime   int // delivered within the promise
	Late     int // delivered after it, or not yet and past it
	Waiting  int // not delivered and not late
	Other    int // ended without a delivery: another way, or a grievance
	taken    []daysTaken
}

type daysTaken struct{ days, requests int }

// Delivered is how many were delivered, on time or not.
func (f FormatFigures) Delivered() int {
	n := 0
	for _, t := range f.taken {
		n += t.requests
	}
	return n
}

// MedianDays is the median of business days from receipt to delivery, in halves; false when nothing was delivered.
func (f FormatFigures) MedianDays() (float64, bool) {
	n := f.Delivered()
	if n == 0 {
		return 0, false
	}
	slices.SortFunc(f.taken, func(a, b daysTaken) int { return a.days - b.days })
	return float64(f.day((n-1)/2)+f.day(n/2)) / 2, true
}

// day is the business days that the i-th fastest delivery took.
func (f FormatFigures) day(i int) int {
	for _, t := range f.taken {
		if i -= t.requests; i < 0 {
			return t.days
		}
	}
	return 0
}

// AccessibilityTally is a number of requests that fared alike.
type AccessibilityTally struct {
	Format    AccessibilityFormat
	Channel   Channel
	Status    AccessibilityStatus
	Delivered bool
	OnTime    bool // delivered within the promise, or the promise not yet past
	Days      int  // business days to delivery
	Requests  int
}

// NewAccessibilityFigures adds tallies up.
func NewAccessibilityFigures(from, to time.Time, tallies []AccessibilityTally) AccessibilityFigures {
	f := AccessibilityFigures{From: from, To: to, Channels: map[Channel]int{}}
	for _, format := range AccessibilityFormats {
		f.Formats = append(f.Formats, FormatFigures{Format: format})
	}
	for _, t := range tallies {
		f.Total.add(t)
		if i := slices.Index(AccessibilityFormats, t.Format); i >= 0 {
			f.Formats[i].add(t)
		}
		f.Channels[t.Channel] += t.Requests
		if t.Status == AccessibilityDeclined {
			f.Offered += t.Requests
		}
		if t.Status.Grievance() {
			f.Grieved += t.Requests
		}
	}
	return f
}

func (f *FormatFigures) add(t AccessibilityTally) {
	f.Received += t.Requests
	if t.Delivered {
		f.taken = append(f.taken, daysTaken{t.Days, t.Requests})
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
}
