package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// QueueAddress is where the queue of accessibility requests is.
const QueueAddress = "/desk/accessibility"

// AccessibilityBench is the queue of accessibility requests.
var AccessibilityBench = Bench{
	Address: QueueAddress, Title: "Accessibility requests", Thing: "request", Asks: "What they need",
	Comes:   "They come from the public site, or are logged here.",
	Buttons: []BenchLink{{"Log a request", QueueAddress + "/log", "l"}},
	Find:    "Reference, or words of the request", Finer: "Filter by status, format or page", Names: []string{"format", "page"},
}

func accessibilityList(f portal.AccessibilityFilter) List {
	return List{f.QueueFilter, url.Values{"format": {string(f.Format)}, "page": {f.Page}}}
}

// NewQueue lays a page of the accessibility queue out, at now. counted belongs to QueueLists; more says that the list goes
// on in the direction in which it was paged.
func NewQueue(d Desk, office portal.AccessibilityDesk, actor portal.Actor, f portal.AccessibilityFilter, requests []portal.AccessibilityRequest, more bool, counted []int, now time.Time) Queue {
	return newQueue(d, AccessibilityBench, accessibilityList(f), accessibilityFilters(d.Words), RequestRows(d.Page, office, actor, requests, now), more, counted)
}

// NewSearch lays out which requests were found by words.
func NewSearch(d Desk, office portal.AccessibilityDesk, actor portal.Actor, words string, requests []portal.AccessibilityRequest, paged, more bool, now time.Time) Queue {
	q := newSearch(d, AccessibilityBench, accessibilityFilters(d.Words), words, RequestRows(d.Page, office, actor, requests, now), paged, more)
	q.Empty = "No request has these words. Every word must be there as it is written in the request; names and contact details are sealed and not searched."
	if _, ok := portal.ReadReference(words); ok {
		q.Empty = "No request has this reference. Check it against the receipt: AR, the year, and six digits."
	}
	return q
}

// FirstPage is the address of the list that a filter chooses, from its beginning.
func FirstPage(f portal.AccessibilityFilter) string {
	return AccessibilityBench.At(accessibilityList(f), "", "")
}

// accessibilityFilters are what the lists can be narrowed by.
func accessibilityFilters(w ui.Words) []ui.Input {
	formats := []ui.Option{{Value: "", Label: "Any format"}}
	for _, f := range portal.AccessibilityFormats {
		formats = append(formats, ui.Option{Value: string(f), Label: w.Sentence(f.Sentence())})
	}
	states := stateOptions()
	for _, s := range portal.AccessibilityStatuses {
		states = append(states, ui.Option{Value: string(s), Label: w.Sentence(s.Sentence())})
	}
	return []ui.Input{
		{Kind: ui.Select, Name: "state", Label: "List or status", Options: states},
		{Kind: ui.Select, Name: "format", Label: "Format", Options: formats},
		{Name: "page", Label: "Page, like /forms/sales-tax"},
	}
}

// stateOptions are the lists, as a choice.
func stateOptions() []ui.Option {
	var options []ui.Option
	for _, s := range queueStates {
		options = append(options, ui.Option{Value: s.state, Label: s.text})
	}
	return options
}
