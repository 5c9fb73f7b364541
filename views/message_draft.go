package views

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// DraftPage is a message that is being written, or waits to be sent.
type DraftPage struct {
	portal.Draft
	Fresh   bool // nothing of it is kept yet
	Acting  portal.Acting
	Topics  []portal.Topic // those that can be chosen
	Letters []portal.IssuedLetter
	Files   []portal.DraftFile
	Stopped bool          // its writer may not write messages
	Newer   *portal.Draft // the draft as another page saved it, when this one had an older
	Values  url.Values    // as they were typed, when a form is shown again
	Err     error
	Now     time.Time
}

// values are what stands in the form.
func (d DraftPage) values() url.Values {
	if d.Values != nil && d.Newer == nil {
		return d.Values
	}
	return url.Values{
		"topic": {d.Topic}, "subject": {d.Subject}, "body": {d.Body}, "period": {d.Period}, "letter": {d.Letter},
	}
}

// action is where the form goes.
func (d DraftPage) action() string {
	if d.Fresh {
		return DraftsAddress
	}
	return DraftAddress(d.ID)
}

func (d DraftPage) version() string { return strconv.FormatInt(d.Version, 10) }

func (d DraftPage) seen() string { return strconv.FormatInt(d.Seen, 10) }

// topicOptions are what a message can be about.
func (d DraftPage) topicOptions(p Page) []ui.Option {
	var options []ui.Option
	for _, t := range d.Topics {
		options = append(options, ui.Option{Value: t.ID, Label: t.NameIn(p.Language), Hint: t.HintIn(p.Language)})
	}
	return options
}

// holdSeconds is how long a message can still be taken back.
func (d DraftPage) holdSeconds() int { return max(0, int(d.SendAt.Sub(d.Now).Seconds()+0.999)) }

// draftTitle is a draft's name in a list.
func draftTitle(p Page, d portal.Draft) string {
	if d.Subject != "" {
		return d.Subject
	}
	if line, _, _ := strings.Cut(d.Body, "\n"); line != "" {
		return portal.Excerpt(line, 80)
	}
	return p.Say("A message without words")
}

func draftHeading(p Page, d DraftPage) string {
	if d.Fresh {
		return p.Say("Write to us")
	}
	return p.Say("Draft: not sent")
}

// draftState says where a draft is kept, for the line that scripts keep up to date.
func (d DraftPage) draftState(p Page) string {
	if d.Fresh {
		return ""
	}
	return SavedAt(p.Words, d.SavedAt)
}
