package views

import (
	"errors"
	"net/url"
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// LogPage is where a clerk writes down a request that came by telephone, mail or fax, or over the counter.
type LogPage struct {
	Desk
	Form ui.Form
}

// NewLogPage shows the form: fresh when values are nil, or with all that was typed and what is to be mended.
func NewLogPage(d Desk, today time.Time, values url.Values, mistake error) LogPage {
	if values == nil {
		values = url.Values{
			"came" + ui.MonthPart: {strconv.Itoa(int(today.Month()))},
			"came" + ui.DayPart:   {strconv.Itoa(today.Day())},
			"came" + ui.YearPart:  {strconv.Itoa(today.Year())},
			"language":            {string(portal.English)},
		}
	}
	d.Mistaken = mistake != nil
	return LogPage{d, ui.Form{Words: d.Words, Values: values, Err: toClerks(mistake)}}
}

// arrival asks what the public form knows by itself: how the request came, when, and in which language to answer.
func (p LogPage) arrival() []ui.Input {
	var channels, languages []ui.Option
	for _, c := range portal.DeskChannels {
		channels = append(channels, ui.Option{Value: string(c), Label: c.Name()})
	}
	for _, l := range portal.Languages {
		languages = append(languages, ui.Option{Value: string(l), Label: l.Name()})
	}
	return []ui.Input{
		p.Form.Ask(ui.Input{Kind: ui.Radios, Name: "channel", Label: "How did it reach us?", Options: channels}),
		p.Form.Ask(ui.Input{Kind: ui.Date, Name: "came", Label: "When did it reach us?", Hint: "The promises count from this day."}),
		p.Form.Ask(ui.Input{Kind: ui.Radios, Name: "language", Label: "In which language do we answer?", Options: languages}),
	}
}

// clerksSentences tell a clerk what the rules tell the person themselves.
var clerksSentences = map[string]string{
	"Tell us what you need, or what does not work for you.":                         "Write what they need, or what does not work for them.",
	"Take out the Social Security number. We do not need it to help you with this.": "Take out the Social Security number. We do not need it to help them with this.",
	"Choose the format that works for you.":                                         "Choose the format that works for them.",
	"Choose how we can reach you.":                                                  "Choose how we can reach them.",
	"Enter your e-mail address, telephone number or mailing address.":               "Enter their e-mail address, telephone number or mailing address.",
	"Check what you entered. Nothing was sent yet.":                                 "Check what you entered. Nothing was logged yet.",
}

// toClerks puts a refusal that is worded for the person into words for the clerk who writes for them.
func toClerks(err error) error {
	var refused *portal.Error
	if !errors.As(err, &refused) {
		return err
	}
	reworded := func(s portal.Sentence) portal.Sentence {
		if text, ok := clerksSentences[s.Text]; ok {
			s.Text = text
		}
		return s
	}
	said := *refused
	said.Message, said.Fields = reworded(said.Message), nil
	for _, f := range refused.Fields {
		said.Fields = append(said.Fields, portal.FieldError{Field: f.Field, Sentence: reworded(f.Sentence)})
	}
	return &said
}

// Logged is what a clerk reads out, or prints, once a request has been logged. It is shown once.
type Logged struct {
	Words
	Reference, Code string
}

// NewLogged writes the code as people copy it.
func NewLogged(p Page, n portal.RequestNumber, code string) *Logged {
	return &Logged{p.Words, n.String(), portal.WriteCode(code)}
}

func (l Logged) keepsakes() []ui.Keepsake {
	return []ui.Keepsake{
		{Label: "Reference", Value: l.Reference},
		{Label: "Follow-up code", Value: l.Code, Hint: "Shown this once. Nobody at the desk can look it up later."},
	}
}

// LoggedFlash says that a request was logged, and whether the person hears of it from us.
func LoggedFlash(f portal.AccessibilityForm) *ui.Flash {
	text := "The request is logged."
	if f.ContactBy == portal.ContactByEmail {
		text += " They are told by e-mail that it came in, without what it says."
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}
