package portal

import (
	"strconv"
	"strings"
	"time"
)

// PageState is where a page that people asked about stands.
type PageState string

const (
	PageQuiet PageState = "quiet" // asked about once
	PageOpen  PageState = "open"  // a defect to fix
	PageFixed PageState = "fixed"
)

// DefectAt is how many requests about one page make a defect of it.
const DefectAt = 2

// PageDefect is a page that people asked about more than once, or again after it was fixed.
type PageDefect struct {
	Path     string
	Requests int
	FirstAt  time.Time
	LastAt   time.Time
	State    PageState
	Since    time.Time
	Version  int64
}

// PageMark is a place in the list of defects, where its next page begins.
type PageMark struct {
	Requests int
	Path     string
}

// Mark is the page's place in the list.
func (p PageDefect) Mark() PageMark { return PageMark{p.Requests, p.Path} }

// String is the mark as an address carries it: "12./forms/sales-guide".
func (m PageMark) String() string { return strconv.Itoa(m.Requests) + "." + m.Path }

// ReadPageMark reads one, nil when it is none.
func ReadPageMark(text string) *PageMark {
	requests, path, found := strings.Cut(text, ".")
	n, err := strconv.Atoi(requests)
	path, problem := CleanText(path, LongestPage, false)
	if !found || err != nil || problem != nil {
		return nil
	}
	return &PageMark{n, path}
}

// PageEvent is one thing that happened to a page.
type PageEvent struct {
	At    time.Time
	Name  string // who, "" for the program
	State PageState
	Told  string // the owner who was told, "" when nobody looks after the page
	What  string // what was done to fix it
}

// LongestFix is the longest account of what was done to a page, in code points.
const LongestFix = 1000
