package views

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// QueueAddress is where the queue is.
const QueueAddress = "/desk/accessibility"

// QueuePart and NavPart are the names of what htmx swaps when a list is chosen.
const (
	QueuePart = "queue"
	NavPart   = layout.NavPart
)

// Queue is the list of accessibility requests: which list, its requests, and the ways to other lists.
type Queue struct {
	Desk
	Filter  portal.AccessibilityFilter
	Search  string
	States  []ui.Filter
	Whose   []ui.Filter
	Form    ui.Form // of the filters, filled in
	Filters bool    // one of the finer filters is set: they stand open
	Rows    []RequestRow
	Said    string // what the list shows, in a sentence: announced when it changes
	Empty   string // instead of rows
	Pager   ui.Pager
}

// QueueLists are the lists whose counts stand beside the queue: those of the filter's states, then those of whose.
func QueueLists(f portal.AccessibilityFilter) []portal.AccessibilityFilter {
	f.After, f.Before = nil, nil
	var lists []portal.AccessibilityFilter
	for _, s := range queueStates {
		list := f
		list.State = s.state
		lists = append(lists, list)
	}
	for _, w := range queueWhose {
		list := f
		list.Whose = w.whose
		lists = append(lists, list)
	}
	return lists
}

var queueStates = []struct{ state, text string }{
	{portal.ListToDo, "To do"}, {portal.ListOverdue, "Overdue"}, {portal.ListWaiting, "Waits for them"}, {portal.ListClosed, "Closed"}, {portal.ListAll, "All"},
}

var queueWhose = []struct {
	whose portal.Whose
	text  string
}{{portal.WhoseAnyones, "Anyone’s"}, {portal.WhoseMine, "Mine"}, {portal.WhoseNobodys, "Nobody’s yet"}}

// NewQueue lays a page of the queue out, at now. counted belongs to QueueLists(f); more says that the list goes on in the
// direction in which it was paged.
func NewQueue(d Desk, office portal.AccessibilityDesk, actor portal.Actor, f portal.AccessibilityFilter, requests []portal.AccessibilityRequest, more bool, counted []int, now time.Time) Queue {
	q := Queue{Desk: d, Filter: f, Rows: requestRows(d.Page, office, actor, requests, now), Form: queueForm(d.Page, f, "")}
	q.Filters = f.Format != "" || f.Page != "" || status(f.State) != ""
	for i, s := range queueStates {
		list := f
		list.State = s.state
		q.States = append(q.States, queueFilter(s.text, list, counted, i, f.State == s.state))
	}
	for i, w := range queueWhose {
		list := f
		list.Whose = w.whose
		q.Whose = append(q.Whose, queueFilter(w.text, list, counted, len(queueStates)+i, f.Whose == w.whose))
	}
	if n := len(requests); n > 0 {
		back := f.Before != nil && f.After == nil
		if f.After != nil || back && more {
			q.Pager.Newer = queueAddress(f, "before", requests[0].Mark().String())
		}
		if back || more {
			q.Pager.Older = queueAddress(f, "after", requests[n-1].Mark().String())
		}
	}
	q.Pager.NewerText, q.Pager.OlderText = "Previous page", "Next page"
	total := counted[len(queueStates)+whoseIndex(f.Whose)]
	q.Said, q.Empty = saidOfList(q.Rows, total), emptyList(f)
	return q
}

// QueueFlash says what brought someone here, nil for nothing.
func QueueFlash(done string) *ui.Flash {
	if done != "all" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: "Nothing of yours waits, and nothing that nobody has."}
}

// FocusFirst begins the page at its first row, for who paged on.
func (q Queue) FocusFirst() Queue {
	if len(q.Rows) > 0 {
		q.Rows[0].First = true
	}
	return q
}

// NewSearch lays out what was found by words. Searching looks through all requests, whatever list was open.
func NewSearch(d Desk, office portal.AccessibilityDesk, actor portal.Actor, words string, requests []portal.AccessibilityRequest, paged, more bool, now time.Time) Queue {
	f := portal.AccessibilityFilter{State: portal.ListToDo}
	q := Queue{Desk: d, Filter: f, Search: words, Rows: requestRows(d.Page, office, actor, requests, now), Form: queueForm(d.Page, f, words)}
	for i, s := range queueStates {
		q.States = append(q.States, queueFilter(s.text, portal.AccessibilityFilter{State: s.state}, nil, i, false))
	}
	q.Pager.NewerText, q.Pager.OlderText = "Newest", "Older"
	if paged {
		q.Pager.Newer = QueueAddress + "?" + url.Values{"q": {words}}.Encode()
	}
	if n := len(requests); n > 0 && more {
		q.Pager.Older = QueueAddress + "?" + url.Values{"q": {words}, "after": {requests[n-1].Mark().String()}}.Encode()
	}
	switch n := len(q.Rows); {
	case n == 0:
		q.Said = "Nothing found."
	case more || paged:
		q.Said = fmt.Sprintf("%s of those that hold “%s”, open and closed, newest first.", several(n, "request"), words)
	default:
		q.Said = fmt.Sprintf("%s with “%s”, open and closed, newest first.", several(n, "request"), words)
	}
	q.Empty = "No request has these words. Every word must be there as it is written in the request; names and contact details are sealed and not searched."
	if _, ok := portal.ReadReference(words); ok {
		q.Empty = "No request has this reference. Check it against the receipt: AR, the year, and six digits."
	}
	return q
}

// FirstPage is the address of the list that a filter chooses, from its beginning.
func FirstPage(f portal.AccessibilityFilter) string { return queueAddress(f, "", "") }

func queueFilter(text string, list portal.AccessibilityFilter, counted []int, i int, current bool) ui.Filter {
	f := ui.Filter{Text: text, Address: FirstPage(list), Count: -1, Current: current, ID: "list-" + strconv.Itoa(i)}
	if list.State != portal.ListAll && list.State != portal.ListClosed && i < len(counted) {
		f.Count, f.More = min(counted[i], portal.CountedUpTo), counted[i] > portal.CountedUpTo
	}
	return f
}

// queueAddress is a list's address. What is usual is left out, so that one list has one address.
func queueAddress(f portal.AccessibilityFilter, key, mark string) string {
	address, sign := QueueAddress, "?"
	add := func(name, value string) {
		if value != "" {
			address += sign + name + "=" + url.QueryEscape(value)
			sign = "&"
		}
	}
	if f.State != portal.ListToDo {
		add("state", f.State)
	}
	add("whose", string(f.Whose))
	add("format", string(f.Format))
	add("page", f.Page)
	if key != "" {
		add(key, mark)
	}
	return address
}

// queueForm is the form of the finer filters and of searching.
func queueForm(p Page, f portal.AccessibilityFilter, words string) ui.Form {
	return ui.Form{Words: p.Words, Values: url.Values{
		"q": {words}, "state": {f.State}, "whose": {string(f.Whose)}, "format": {string(f.Format)}, "page": {f.Page},
	}}
}

// status is a state that is a single status, "" for a list of several.
func status(state string) portal.AccessibilityStatus {
	for _, s := range portal.AccessibilityStatuses {
		if string(s) == state {
			return s
		}
	}
	return ""
}

func whoseIndex(whose portal.Whose) int {
	for i, w := range queueWhose {
		if w.whose == whose {
			return i
		}
	}
	return 0
}

// saidOfList says how much is shown of how much, and how much of that is late.
func saidOfList(rows []RequestRow, total int) string {
	late := 0
	for _, r := range rows {
		if r.Late {
			late++
		}
	}
	said := several(len(rows), "request")
	if total > len(rows) {
		said = fmt.Sprintf("%d of %s", len(rows), several(total, "request"))
	}
	switch {
	case len(rows) == 0:
		return "No requests in this list."
	case late == len(rows) && late > 1:
		return said + ", all of them overdue."
	case late > 0:
		return fmt.Sprintf("%s, %d overdue.", said, late)
	}
	return said + ", none overdue."
}

// emptyList says what it means that a list has nothing in it.
func emptyList(f portal.AccessibilityFilter) string {
	if f.Format != "" || f.Page != "" || status(f.State) != "" {
		return "No request fits these filters."
	}
	whose := map[portal.Whose]string{portal.WhoseMine: " of yours", portal.WhoseNobodys: " that nobody has"}[f.Whose]
	return cmp.Or(map[string]string{
		portal.ListToDo:    "Nothing" + whose + " waits for us. Well done.",
		portal.ListOverdue: "Nothing" + whose + " is overdue.",
		portal.ListWaiting: "No request" + whose + " waits for the person who asked.",
		portal.ListClosed:  "No request" + whose + " is closed yet.",
	}[f.State], "No request"+whose+" yet. They come from the public site, or are logged here.")
}

// formatOptions and statusOptions are what the finer filters offer.
func formatOptions(w ui.Words) []ui.Option {
	options := []ui.Option{{Value: "", Label: "Any format"}}
	for _, f := range portal.AccessibilityFormats {
		options = append(options, ui.Option{Value: string(f), Label: w.Sentence(f.Sentence())})
	}
	return options
}

func stateOptions(w ui.Words) []ui.Option {
	var options []ui.Option
	for _, s := range queueStates {
		options = append(options, ui.Option{Value: s.state, Label: s.text})
	}
	for _, s := range portal.AccessibilityStatuses {
		options = append(options, ui.Option{Value: string(s), Label: w.Sentence(s.Sentence())})
	}
	return options
}
