package views

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// QueuePart and NavPart are the names of what htmx swaps when a list is chosen.
const (
	QueuePart = "queue"
	NavPart   = layout.NavPart
)

// Bench is one kind of work of the desk: where its queue is, and how its lists speak. Every queue is drawn alike.
type Bench struct {
	Address string
	Title   string
	Thing   string      // one of them: "request"
	Asks    string      // the column that says what each is about
	Comes   string      // where they come from, for a list that has none
	Buttons []BenchLink // beside the one that opens the next
	Find    string      // the label of the search
	Finer   string      // what more the lists can be narrowed by, in words
	Names   []string    // and the names of those questions
}

// BenchLink is something else to do at a bench.
type BenchLink struct{ Text, Address, Key string }

// Next is the address that opens the next oldest due.
func (b Bench) Next() string { return b.Address + "/next" }

// List is one list of a queue, as its address says it.
type List struct {
	portal.QueueFilter
	Finer url.Values // answers to the bench's further questions
}

// At is the address of a list of the bench, going on from a mark when key is not "". What is usual is left out, so that
// one list has one address.
func (b Bench) At(l List, key, mark string) string {
	address, sign := b.Address, "?"
	add := func(name, value string) {
		if value != "" {
			address += sign + name + "=" + url.QueryEscape(value)
			sign = "&"
		}
	}
	if l.State != portal.ListToDo {
		add("state", l.State)
	}
	add("whose", string(l.Whose))
	for _, name := range b.Names {
		add(name, l.Finer.Get(name))
	}
	if key != "" {
		add(key, mark)
	}
	return address
}

// QueueRow is one thing in a list of the desk.
type QueueRow struct {
	ID        string // of its link, so that the focus finds it again when the list is drawn anew
	Address   string
	Reference string
	Concern   string
	Language  string // in which the concern is written, "" for English
	About     string
	Status    ui.Status
	Due       string
	DueAt     time.Time
	Late      bool
	Whose     string
	Mine      bool
	Choice    string // what choosing it sends, "" where it cannot be chosen
	First     bool   // the page's focus begins here
	Mark      *portal.QueueMark
}

// Queue is a list of the desk: which list, what is in it, and the ways to other lists.
type Queue struct {
	Desk
	Bench
	List    List
	Search  string
	States  []ui.Filter
	Whose   []ui.Filter
	Form    ui.Form    // of the search and the filters, filled in
	Inputs  []ui.Input // of the filters
	Filters bool       // one of the finer filters is set: they stand open
	Rows    []QueueRow
	Said    string // what the list shows, in a sentence: announced when it changes
	Empty   string // instead of rows
	Pager   ui.Pager
	Bulk    *Bulk  // what can be done with chosen rows; nil for nothing
	Here    string // the address by which it is drawn anew, "" where it never changes by others
}

var queueStates = []struct{ state, text string }{
	{portal.ListToDo, "To do"}, {portal.ListOverdue, "Overdue"}, {portal.ListWaiting, "Waits for them"}, {portal.ListClosed, "Closed"}, {portal.ListAll, "All"},
}

var queueWhose = []struct {
	whose portal.Whose
	text  string
}{{portal.WhoseAnyones, "Anyone’s"}, {portal.WhoseMine, "Mine"}, {portal.WhoseNobodys, "Nobody’s yet"}}

// QueueLists are the lists whose counts stand beside a queue: those of the filter's states, then those of whose.
func QueueLists(f portal.QueueFilter) []portal.QueueFilter {
	f = f.First()
	var lists []portal.QueueFilter
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

// newQueue lays a page of a queue out. counted belongs to QueueLists; more says that the list goes on in the direction in
// which it was paged.
func newQueue(d Desk, b Bench, l List, inputs []ui.Input, rows []QueueRow, more bool, counted []int) Queue {
	q := Queue{Desk: d, Bench: b, List: l, Inputs: inputs, Rows: rows, Form: b.form(d.Page, l, "")}
	narrow := single(l.State)
	for _, name := range b.Names {
		narrow = narrow || l.Finer.Get(name) != ""
	}
	q.Filters = narrow
	for i, s := range queueStates {
		list := l
		list.State = s.state
		q.States = append(q.States, b.filter(s.text, list, counted, i, l.State == s.state))
	}
	for i, w := range queueWhose {
		list := l
		list.Whose = w.whose
		q.Whose = append(q.Whose, b.filter(w.text, list, counted, len(queueStates)+i, l.Whose == w.whose))
	}
	if n := len(rows); n > 0 {
		back := l.Before != nil && l.After == nil
		if l.After != nil || back && more {
			q.Pager.Newer = b.At(l, "before", rows[0].Mark.String())
		}
		if back || more {
			q.Pager.Older = b.At(l, "after", rows[n-1].Mark.String())
		}
	}
	q.Pager.NewerText, q.Pager.OlderText = "Previous page", "Next page"
	total := counted[len(queueStates)+whoseIndex(l.Whose)]
	q.Said, q.Empty = b.said(rows, total), b.empty(l, narrow)
	return q
}

// newSearch lays out what was found by words. Searching looks through everything, whatever list was open.
func newSearch(d Desk, b Bench, inputs []ui.Input, words string, rows []QueueRow, paged, more bool) Queue {
	l := List{QueueFilter: portal.QueueFilter{State: portal.ListToDo}}
	q := Queue{Desk: d, Bench: b, List: l, Inputs: inputs, Search: words, Rows: rows, Form: b.form(d.Page, l, words)}
	for i, s := range queueStates {
		q.States = append(q.States, b.filter(s.text, List{QueueFilter: portal.QueueFilter{State: s.state}}, nil, i, false))
	}
	q.Pager.NewerText, q.Pager.OlderText = "Newest", "Older"
	if paged {
		q.Pager.Newer = b.Address + "?" + url.Values{"q": {words}}.Encode()
	}
	if n := len(rows); n > 0 && more {
		q.Pager.Older = b.Address + "?" + url.Values{"q": {words}, "after": {rows[n-1].Mark.String()}}.Encode()
	}
	switch n := len(rows); {
	case n == 0:
		q.Said = "Nothing found."
	case more || paged:
		q.Said = fmt.Sprintf("%s of those that hold “%s”, open and closed, newest first.", several(n, b.Thing), words)
	default:
		q.Said = fmt.Sprintf("%s with “%s”, open and closed, newest first.", several(n, b.Thing), words)
	}
	return q
}

// QueueFlash says what brought someone here, nil for nothing.
func QueueFlash(done string) *ui.Flash {
	if done == "moved" {
		return DeskCaseFlash(done)
	}
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

func (b Bench) filter(text string, l List, counted []int, i int, current bool) ui.Filter {
	f := ui.Filter{Text: text, Address: b.At(l, "", ""), Count: -1, Current: current, ID: "list-" + strconv.Itoa(i)}
	if l.State != portal.ListAll && l.State != portal.ListClosed && i < len(counted) {
		f.Count, f.More = min(counted[i], portal.CountedUpTo), counted[i] > portal.CountedUpTo
	}
	return f
}

// form is the form of the finer filters and of searching.
func (b Bench) form(p Page, l List, words string) ui.Form {
	values := url.Values{"q": {words}, "state": {l.State}, "whose": {string(l.Whose)}}
	maps.Copy(values, l.Finer)
	return ui.Form{Words: p.Words, Values: values}
}

// single reports that a state is a single status, and no list of several.
func single(state string) bool {
	return !slices.ContainsFunc(queueStates, func(s struct{ state, text string }) bool { return s.state == state })
}

func whoseIndex(whose portal.Whose) int {
	for i, w := range queueWhose {
		if w.whose == whose {
			return i
		}
	}
	return 0
}

// said says how much is shown of how much, and how much of that is late.
func (b Bench) said(rows []QueueRow, total int) string {
	late := 0
	for _, r := range rows {
		if r.Late {
			late++
		}
	}
	said := several(len(rows), b.Thing)
	if total > len(rows) {
		said = fmt.Sprintf("%d of %s", len(rows), several(total, b.Thing))
	}
	switch {
	case len(rows) == 0:
		return "No " + b.Thing + "s in this list."
	case late == len(rows) && late > 1:
		return said + ", all of them overdue."
	case late > 0:
		return fmt.Sprintf("%s, %d overdue.", said, late)
	}
	return said + ", none overdue."
}

// empty says what it means that a list has nothing in it.
func (b Bench) empty(l List, narrow bool) string {
	if narrow {
		return "No " + b.Thing + " fits these filters."
	}
	whose := map[portal.Whose]string{portal.WhoseMine: " of yours", portal.WhoseNobodys: " that nobody has"}[l.Whose]
	return cmp.Or(map[string]string{
		portal.ListToDo:    "Nothing" + whose + " waits for us. Well done.",
		portal.ListOverdue: "Nothing" + whose + " is overdue.",
		portal.ListWaiting: "No " + b.Thing + whose + " waits for the person who asked.",
		portal.ListClosed:  "No " + b.Thing + whose + " is closed yet.",
	}[l.State], "No "+b.Thing+whose+" yet. "+b.Comes)
}

// joined puts a middle dot between parts, and leaves out what is empty.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// several is a number with its noun: "1 request", "3 requests", "99+ requests".
func several(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case n > portal.CountedUpTo:
		return fmt.Sprintf("%d+ %ss", portal.CountedUpTo, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
