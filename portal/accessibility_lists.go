package portal

import (
	"slices"
	"strconv"
	"strings"
)

// Lists of the desk, beside those of a single status, which are named after it.
const (
	ListToDo    = "to-do"   // waits for us; the default
	ListOverdue = "overdue" // waits for us, and is late
	ListWaiting = "waiting" // waits for the person
	ListClosed  = "closed"
	ListAll     = "all"
)

// Whose requests a list holds.
type Whose string

const (
	WhoseAnyones Whose = ""
	WhoseMine    Whose = "mine"
	WhoseNobodys Whose = "nobodys"
)

// Sizes of lists: a page of threads is 25, and counts end where nobody needs the number any more.
const (
	AccessibilityPageSize = 25
	CountedUpTo           = 99
)

// AccessibilityFilter is which requests a list holds. Empty parts hold none back.
type AccessibilityFilter struct {
	State  string // a list, or a status
	Whose  Whose
	Format AccessibilityFormat
	Page   string             // a page's normal address
	After  *AccessibilityMark // where the page before ended
	Before *AccessibilityMark // where the page after began; After wins when both are given
}

// Clean drops what no list understands, as an old bookmark or a typed address may bring.
func (f AccessibilityFilter) Clean() AccessibilityFilter {
	if !slices.Contains([]string{ListToDo, ListOverdue, ListWaiting, ListClosed, ListAll}, f.State) &&
		!slices.Contains(AccessibilityStatuses, AccessibilityStatus(f.State)) {
		f.State = ListToDo
	}
	if f.Whose != WhoseMine && f.Whose != WhoseNobodys {
		f.Whose = WhoseAnyones
	}
	if !slices.Contains(AccessibilityFormats, f.Format) {
		f.Format = ""
	}
	if clean, problem := CleanText(f.Page, 300, false); problem == nil {
		f.Page = clean
	} else {
		f.Page = ""
	}
	return f
}

// AccessibilityMark is a place in a list, where the next page begins.
type AccessibilityMark struct {
	Place  int64
	Number RequestNumber
}

// Mark is the request's place in its list.
func (r AccessibilityRequest) Mark() *AccessibilityMark { return &AccessibilityMark{r.Place, r.Number} }

// String is the mark as an address carries it: "1795478399999.2026000000123".
func (m AccessibilityMark) String() string {
	return strconv.FormatInt(m.Place, 10) + "." + strconv.FormatInt(int64(m.Number), 10)
}

// ReadAccessibilityMark reads one, nil when it is none.
func ReadAccessibilityMark(text string) *AccessibilityMark {
	place, number, _ := strings.Cut(text, ".")
	p, err1 := strconv.ParseInt(place, 10, 64)
	n, err2 := strconv.ParseInt(number, 10, 64)
	if err1 != nil || err2 != nil {
		return nil
	}
	return &AccessibilityMark{p, RequestNumber(n)}
}
