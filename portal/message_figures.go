package portal

import (
	"slices"
	"time"
)

// MessageFigures are what came of the cases that were opened in a month.
type MessageFigures struct {
	From, To time.Time
	Total    CaseFigures
	ByTopic  map[string]CaseFigures
	ByQueue  map[string]CaseFigures
}

// CaseFigures are those of a number of cases.
type CaseFigures struct {
	Opened   int
	Answered int
	OnTime   int // first answered within the promise
	Late     int // first answered after it, or not yet and past it
	Resolved int
	first    []time.Duration
	whole    []time.Duration
}

// Add counts a case, at now.
func (f *MessageFigures) Add(office MessageOffice, c Case, now time.Time) {
	if f.ByTopic == nil {
		f.ByTopic, f.ByQueue = map[string]CaseFigures{}, map[string]CaseFigures{}
	}
	promised := office.AddBusinessDays(c.OpenedAt, c.AnswerDays)
	f.Total = f.Total.with(c, promised, now)
	f.ByTopic[c.Topic] = f.ByTopic[c.Topic].with(c, promised, now)
	f.ByQueue[c.Queue] = f.ByQueue[c.Queue].with(c, promised, now)
}

func (f CaseFigures) with(c Case, promised, now time.Time) CaseFigures {
	f.Opened++
	switch {
	case c.AnsweredAt.IsZero() && c.ResolvedAt.IsZero() && now.After(promised), c.AnsweredAt.After(promised):
		f.Late++
	case !c.AnsweredAt.IsZero():
		f.OnTime++
	}
	if !c.AnsweredAt.IsZero() {
		f.Answered++
		f.first = append(f.first, c.AnsweredAt.Sub(c.OpenedAt))
	}
	if !c.ResolvedAt.IsZero() {
		f.Resolved++
		f.whole = append(f.whole, c.ResolvedAt.Sub(c.OpenedAt))
	}
	return f
}

// FirstAnswer is within how long so many of a hundred cases were first answered; false when none was.
func (f CaseFigures) FirstAnswer(of int) (time.Duration, bool) { return share(f.first, of) }

// Resolution is within how long so many of a hundred were resolved.
func (f CaseFigures) Resolution(of int) (time.Duration, bool) { return share(f.whole, of) }

// share is the value that so many of a hundred do not exceed (nearest rank).
func share(values []time.Duration, of int) (time.Duration, bool) {
	if len(values) == 0 {
		return 0, false
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(0, (len(sorted)*of+99)/100-1)], true
}
