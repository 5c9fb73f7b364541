package portal

import "time"

// AccessibilityDesk is what the acts on requests need to know of the department: its days, its promises, who looks
// after which page, and which addresses are its own.
type AccessibilityDesk struct {
	Calendar
	Promise AccessibilityPromise
	Owners  Profile // for OwnerOf
	Origin  string  // "https://revenue.tamarack.example"
}

// NewAccessibilityDesk reads a profile once, at start.
func NewAccessibilityDesk(p Profile, origin string) AccessibilityDesk {
	return AccessibilityDesk{Calendar: p.Calendar(), Promise: p.Accessibility, Owners: p, Origin: origin}
}

// Deadline is the next promise of a request as it stands.
func (d AccessibilityDesk) Deadline(status AccessibilityStatus, since, from time.Time) Deadline {
	return d.Promise.AccessibilityDeadline(d.Calendar, status, since, from)
}

// AccessibilityRequest is one request as it stands.
type AccessibilityRequest struct {
	Number       RequestNumber
	Form         AccessibilityForm // in lists, Concern is its beginning, and Name and Contact stay sealed
	PagePath     string            // the page's normal address, "" when none was named
	LoggedBy     string            // account of the clerk who logged it, "" when it came over the web
	LoggedByName string
	Received     time.Time
	DeliverBy    time.Time // the promise of the first delivery
	Status       AccessibilityStatus
	Since        time.Time // when it came to this status
	ClockFrom    time.Time // when its present promise began: when it was received, or reopened
	Due          Deadline  // the next promise, zero when the next step is not ours
	Version      int64     // grows with every act; an act that saw an older one is refused
	Assignee     string    // account id, "" when it is nobody's
	AssigneeName string
	Place        int64 // in lists: where it stands in their order
}

// AccessibilityEvent is one thing that happened to a request after it was received.
type AccessibilityEvent struct {
	Version int64 // that it made
	At      time.Time
	Account string // "" for the person who asked
	Name    string
	Role    Role
	Step    AccessibilityStep
	Status  AccessibilityStatus // that it led to
	ToName  string              // to whom it was handed over
	Words   AccessibilityWords
	Files   []File
}

// Steps that change who works on a request and not where it stands.
const (
	ClaimStep    AccessibilityStep = "claim"
	HandOverStep AccessibilityStep = "hand over"
	ReleaseStep  AccessibilityStep = "put back"
)

// AccessibilityNote is what staff wrote for staff.
type AccessibilityNote struct {
	At   time.Time
	Name string
	Body string
}

// LongestNote of staff, in code points.
const LongestNote = 4000

// CheckNote cleans a note, or says what is wrong with it.
func CheckNote(body string) (string, error) {
	var c Check
	if body = c.Lines("note", body, LongestNote); body == "" {
		c.Wrong("note", "Write the note first.")
	}
	return body, c.Err()
}

// Look is how often and when last someone opened a request.
type Look struct {
	Name  string
	Role  Role
	Times int
	Last  time.Time
}

// Presence is who else has a request open now.
type Presence struct {
	Account, Name string
	Seen          time.Time
}

// PresenceLasts is how long after its last sign of life an open page counts as closed. Pages give one every 20 s.
const PresenceLasts = time.Minute

// LookLasts is how long a look lasts: coming back within it is the same look, and is not written down again.
const LookLasts = 15 * time.Minute

// AccessibilityFile is the whole record of a request at the desk.
type AccessibilityFile struct {
	AccessibilityRequest
	Events   []AccessibilityEvent
	Notes    []AccessibilityNote
	Looks    []Look
	Present  []Presence          // others than who asks
	Standing AccessibilityFormat // what this person wants every time, "" when they never said
	OfPage   int                 // requests about the same page, this one included
}

// What the audit trail calls these things.
const (
	AccessibilityWasReceived  Event = "accessibility.received"
	AccessibilityWasLookedAt  Event = "accessibility.looked-at"
	AccessibilityWasAssigned  Event = "accessibility.assigned"
	AccessibilityWasNoted     Event = "accessibility.noted"
	AccessibilityMoved        Event = "accessibility.moved" // with step and status
	AccessibilityWasFollowed  Event = "accessibility.followed-up"
	AccessibilityFileTaken    Event = "accessibility.file-taken"
	AccessibilityFormatStands Event = "accessibility.format-kept"
	AccessibilityWasPrinted   Event = "accessibility.printed"
	AccessibilityWasExported  Event = "accessibility.figures-exported"
	PageDefectWasFound        Event = "page.defect-found"
	PageDefectWasFixed        Event = "page.defect-fixed"
)

// DateOf is a moment's day in the office's zone, as notices carry it: "2026-11-23".
func (d AccessibilityDesk) DateOf(t time.Time) string { return t.In(d.Zone).Format(time.DateOnly) }
