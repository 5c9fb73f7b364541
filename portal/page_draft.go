package portal

import (
	"maps"
	"time"
)

// PageDraft is what the office writes on a page until it is published or withdrawn.
type PageDraft struct {
	SitePage
	ID           string
	State        TextState
	Version      int // of the draft: each saving counts one
	Changes      map[Language]string
	BegunAt      time.Time
	EditedAt     time.Time
	EditedBy     string
	EditedName   string
	ProposedAt   time.Time
	ProposedBy   string
	ProposedName string
}

// SameAs reports that a page says the same in every language and stands in the same place.
func (p SitePage) SameAs(other SitePage) bool {
	return p.Kind == other.Kind && p.Group == other.Group && p.Wanted == other.Wanted && p.ReviewBy == other.ReviewBy && maps.Equal(p.Words, other.Words)
}

// pageWantedMost is how many tasks the home page can show.
const pageWantedMost = 12

// Check cleans what someone saves. A draft may be unfinished, but not too long.
func (d *PageDraft) Check() error {
	var check Check
	if !GoodSlug(d.Slug) {
		check.Wrong("slug", "Use small letters, digits and hyphens, such as “more-time”.")
	}
	words, changes := map[Language]PageWords{}, map[Language]string{}
	for _, l := range Languages {
		of, in := d.Words[l], "_"+string(l)
		w := PageWords{
			Title:   check.Line("title"+in, of.Title, titleLongest),
			Summary: check.Line("summary"+in, of.Summary, summaryLongest),
			Also:    check.Line("also"+in, of.Also, alsoLongest),
			Body:    check.Lines("body"+in, of.Body, PageLongest),
		}
		if w != (PageWords{}) {
			words[l] = w
		}
		if change := check.Line("changes"+in, d.Changes[l], summaryLongest); change != "" {
			changes[l] = change
		}
	}
	d.Words, d.Changes = words, changes
	if text := check.Line("review_by", string(d.ReviewBy), 20); text != "" {
		day, ok := ReadDate(text)
		if !ok {
			check.Wrong("review_by", "Enter the day like 2027-01-15.")
		}
		d.ReviewBy = day
	}
	if d.Wanted < 0 || d.Wanted > pageWantedMost {
		check.Wrong("wanted", "Enter a number from 1 to %d, or leave this empty.", pageWantedMost)
	}
	return check.Err()
}

// Whole says what a draft lacks before it can be proposed: its English words, each other language whole or not at all, and
// something new. Whether its text can be drawn is told apart.
func (d PageDraft) Whole(now SitePage, today Date) error {
	var check Check
	for _, l := range Languages {
		w, in := d.Words[l], "_"+string(l)
		if l != English && w == (PageWords{}) {
			continue // the English is shown with a note until somebody translates it
		}
		if w.Title == "" {
			check.Wrong("title"+in, "Enter the title.")
		}
		if w.Summary == "" {
			check.Wrong("summary"+in, "Say in one sentence what the page is about.")
		}
		if w.Body == "" && d.Kind != HomePage && d.Kind != IndexPage {
			check.Wrong("body"+in, "Enter the text.")
		}
	}
	if d.Changes[English] == "" {
		check.Wrong("changes_en", "Say in a sentence what is new.")
	}
	switch {
	case d.ReviewBy == "":
		check.Wrong("review_by", "Enter the day by which somebody looks whether the page is still true.")
	case d.ReviewBy <= today:
		check.Wrong("review_by", "This day is over. Enter a later day.")
	}
	if check.Err() == nil && d.SameAs(now) {
		check.Wrong("body_en", "Nothing differs from the page as it stands.")
	}
	return check.Err()
}

// ErrPageMoved is the answer to who acts on a draft that someone else has changed meanwhile.
var ErrPageMoved = Refuse(Conflict, "Someone else changed this draft just now. Look at it again; what you typed stands below.")

// What the trail knows of pages.
const (
	PageWasEdited    Event = "page.edited"
	PageWasProposed  Event = "page.proposed"
	PageWasPublished Event = "page.published"
	PageWasWithdrawn Event = "page.withdrawn"
)
