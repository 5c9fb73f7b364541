package portal

import (
	"slices"
	"strconv"
	"strings"
)

// What waits for staff stands in queues, and every queue works alike: the same lists, the same order, the same way of
// paging. What each queue holds is its own.

// Lists of the desk, beside those of a single status, which are named after it.
const (
	ListToDo    = "to-do"   // waits for us; the default
	ListOverdue = "overdue" // waits for us, and is late
	ListWaiting = "waiting" // waits for the person
	ListClosed  = "closed"
	ListAll     = "all"
)

var lists = []string{ListToDo, ListOverdue, ListWaiting, ListClosed, ListAll}

// Whose things a list holds.
type Whose string

const (
	WhoseAnyones Whose = ""
	WhoseMine    Whose = "mine"
	WhoseNobodys Whose = "nobodys"
)

// Sizes of lists: a page of threads is 25, and counts end where nobody needs the number any more.
const (
	QueuePageSize = 25
	CountedUpTo   = 99
)

// QueueFilter is which part of a queue a list holds. Empty parts hold nothing back.
type QueueFilter struct {
	State  string // a list, or a status
	Whose  Whose
	After  *QueueMark // where the page before ended
	Before *QueueMark // where the page after began; After wins when both are given
}

// Clean drops what no list understands, as an old bookmark or a typed address may bring. Statuses are those that have a
// list of their own.
func (f QueueFilter) Clean(statuses ...string) QueueFilter {
	if !slices.Contains(lists, f.State) && !slices.Contains(statuses, f.State) {
		f.State = ListToDo
	}
	if f.Whose != WhoseMine && f.Whose != WhoseNobodys {
		f.Whose = WhoseAnyones
	}
	return f
}

// Paged reports that this is not a list's first page.
func (f QueueFilter) Paged() bool { return f.After != nil || f.Before != nil }

// First is the same list from its beginning.
func (f QueueFilter) First() QueueFilter {
	f.After, f.Before = nil, nil
	return f
}

// QueueMark is a place in a list, where the next page begins.
type QueueMark struct{ Place, ID int64 }

// String is the mark as an address carries it: "1795478399999.2026000000123".
func (m QueueMark) String() string {
	return strconv.FormatInt(m.Place, 10) + "." + strconv.FormatInt(m.ID, 10)
}

// ReadQueueMark reads one, nil when it is none.
func ReadQueueMark(text string) *QueueMark {
	place, id, _ := strings.Cut(text, ".")
	p, err1 := strconv.ParseInt(place, 10, 64)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err1 != nil || err2 != nil {
		return nil
	}
	return &QueueMark{p, n}
}
