package portal

import "time"

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
