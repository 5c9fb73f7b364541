package portal

import "time"

// SamplesEach is how many answered cases of each clerk are drawn for a month.
const SamplesEach = 3

// SampleVerdict is what a supervisor found in a sampled case.
type SampleVerdict string

const (
	VerdictGood   SampleVerdict = "good"
	VerdictSlips  SampleVerdict = "slips"
	VerdictWanted SampleVerdict = "wanting"
)

// SampleVerdicts in the order in which they are offered.
var SampleVerdicts = []SampleVerdict{VerdictGood, VerdictSlips, VerdictWanted}

// Name is the verdict in words.
func (v SampleVerdict) Name() string {
	return map[SampleVerdict]string{VerdictGood: "Right, clear and kind", VerdictSlips: "Right, with slips", VerdictWanted: "Wrong, unclear or unkind"}[v]
}

// Sample is an answered case that was drawn at random to be read again.
type Sample struct {
	ID             string
	Month          string // "2026-11"
	Case           CaseNumber
	Clerk          string
	ClerkName      string
	DrawnAt        time.Time
	DrawnByName    string
	ReviewedAt     time.Time
	ReviewedByName string
	Verdict        SampleVerdict
	Comment        string
}

// SampleReview is a verdict as it is typed.
type SampleReview struct {
	Verdict SampleVerdict
	Comment string
}

// Check cleans a review, or says what is wrong. A verdict that is not good says what was found.
func (r *SampleReview) Check() error {
	var check Check
	if r.Verdict.Name() == "" {
		check.Wrong("verdict", "Choose what you found.")
	}
	r.Comment = check.Lines("comment", r.Comment, 1000)
	if r.Verdict != VerdictGood && r.Verdict.Name() != "" && len(r.Comment) < 10 {
		check.Wrong("comment", "Say what you found, so that your colleague can learn from it.")
	}
	return check.Err()
}

// What is done about samples; the subject is the month, or the case.
const (
	SamplesDrawn   Event = "messages.samples-drawn"
	SampleReviewed Event = "messages.sample-reviewed"
)

// Refusals about samples.
var (
	ErrOwnSample      = Refuse(Conflict, "You answered this case yourself. Another supervisor reviews it.")
	ErrSampleReviewed = Refuse(Conflict, "A colleague has reviewed this case already.")
	ErrNothingToDraw  = Refuse(Conflict, "Nobody has answered anything in this month that is not drawn already.")
)
