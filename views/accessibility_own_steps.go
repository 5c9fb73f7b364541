package views

import (
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// ownSteps are the stages of the way that a request is on, with the days on which it came to them, and the stage where
// it stands. What is done counts as many as there are.
func ownSteps(p Page, r portal.AccessibilityRequest, events []portal.AccessibilityEvent) ([]ui.Step, int) {
	stages := ownStages(r.Status, events)
	reached := map[portal.AccessibilityStatus]time.Time{portal.AccessibilityReceived: r.Received}
	for _, e := range events {
		reached[e.Status] = e.At
	}
	var steps []ui.Step
	current := 0
	for i, stage := range stages {
		step := ui.Step{Text: p.Sentence(stage.Sentence())}
		if stage == r.Status {
			current = i
		}
		if at, ok := reached[stage]; ok && i <= indexOf(stages, r.Status) {
			step.Note = p.ShortDate(at)
		}
		steps = append(steps, step)
	}
	if r.Status.Closed() {
		current = len(steps)
	}
	return steps, current
}

// ownStages is the way itself: the usual one, the one after a reopening, another way offered, or the grievance.
func ownStages(status portal.AccessibilityStatus, events []portal.AccessibilityEvent) []portal.AccessibilityStatus {
	if status.Grievance() {
		stages := []portal.AccessibilityStatus{portal.GrievanceEscalated, portal.GrievanceMet, portal.GrievanceAnswered}
		if happened(events, portal.AppealStep) {
			stages = append(stages, portal.GrievanceAppealed)
		}
		return append(stages, portal.GrievanceFinal)
	}
	first := portal.AccessibilityReceived
	if happened(events, portal.ReopenStep) {
		first = portal.AccessibilityReopened
	}
	if status == portal.AccessibilityDeclined || status == portal.AccessibilityConfirmed && lastAnswer(events) == portal.DeclineStep {
		return []portal.AccessibilityStatus{first, portal.AccessibilityDeclined, portal.AccessibilityConfirmed}
	}
	if status == portal.AccessibilityConfirmed && lastAnswer(events) == portal.AnswerStep {
		return []portal.AccessibilityStatus{portal.GrievanceEscalated, portal.GrievanceMet, portal.GrievanceAnswered, portal.AccessibilityConfirmed}
	}
	return []portal.AccessibilityStatus{
		first, portal.AccessibilityAcknowledged, portal.AccessibilityInProduction, portal.AccessibilityDelivered, portal.AccessibilityConfirmed,
	}
}

func happened(events []portal.AccessibilityEvent, step portal.AccessibilityStep) bool {
	for _, e := range events {
		if e.Step == step {
			return true
		}
	}
	return false
}

// lastAnswer is the last step by which we answered.
func lastAnswer(events []portal.AccessibilityEvent) portal.AccessibilityStep {
	for i := len(events) - 1; i >= 0; i-- {
		if s := events[i].Step; s == portal.DeliverStep || s == portal.DeclineStep || s == portal.AnswerStep {
			return s
		}
	}
	return ""
}

func indexOf(stages []portal.AccessibilityStatus, status portal.AccessibilityStatus) int {
	for i, s := range stages {
		if s == status {
			return i
		}
	}
	return -1
}
