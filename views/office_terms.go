package views

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// OfficeTermsAddress is where the office keeps the terms.
const OfficeTermsAddress = "/office/terms"

// OfficeTerms lists the versions of both texts, and the drafts.
type OfficeTerms struct {
	Desk
	Texts []OfficeTermsText
}

// OfficeTermsText is one text at the office.
type OfficeTermsText struct {
	Text    portal.TermsText
	Name    string
	Address string // of its draft
	Draft   string // what the link says
	State   ui.Status
	Figures []portal.TermsFigures
	InForce string // id
}

// NewOfficeTerms lays the list out; drafts are the open ones.
func NewOfficeTerms(d Desk, actor portal.Actor, pair portal.TermsPair, figures map[portal.TermsText][]portal.TermsFigures, drafts map[portal.TermsText]portal.TermsDraft) OfficeTerms {
	p := OfficeTerms{Desk: d}
	for _, text := range portal.TermsTexts {
		t := OfficeTermsText{Text: text, Name: text.Name().String(), Address: OfficeTermsAddress + "/" + string(text), Figures: figures[text], InForce: pair.Of(text).ID}
		draft, open := drafts[text]
		switch {
		case open:
			t.State, t.Draft = draftStatus(draft), "Open the draft"
		case actor.Can(portal.EditTerms):
			t.Draft = "Begin a draft"
		}
		p.Texts = append(p.Texts, t)
	}
	return p
}

func draftStatus(d portal.TermsDraft) ui.Status {
	if d.State == portal.Proposed {
		return ui.Status{Text: "Proposed", Look: ui.Waiting}
	}
	return ui.Status{Text: "Draft", Look: ui.Working}
}

// OfficeDraft is the draft of one text: what it says in both languages, how it looks, what differs, and what to do next.
type OfficeDraft struct {
	Desk
	Text    portal.TermsText
	Name    string
	Draft   portal.TermsDraft // the zero one when none is open
	InForce portal.TermsVersion
	Status  *ui.Status
	Facts   []ui.Fact
	Form    ui.Form
	End     ui.Form // of withdrawing
	MayEdit bool
	Publish string // "yes", or why this person does not publish it, "" when there is nothing to publish
	Next    string // the number that it will have
}

// NewOfficeDraft lays a draft out for actor. part is the form that was refused ("draft", "withdrawal"…), with what was
// typed into it.
func NewOfficeDraft(d Desk, actor portal.Actor, text portal.TermsText, draft portal.TermsDraft, inForce portal.TermsVersion, part string, values url.Values, err error) OfficeDraft {
	d.Page = mistaken(d.Page, err)
	p := OfficeDraft{Desk: d, Text: text, Name: text.Name().String(), Draft: draft, InForce: inForce, MayEdit: actor.Can(portal.EditTerms), End: ui.Form{Words: d.Words}}
	saved := url.Values{
		"effective_on": {string(draft.EffectiveOn)}, "change": {string(draft.Change)},
		"changes_en": {draft.Changes[portal.English]}, "changes_es": {draft.Changes[portal.Spanish]},
		"words_en": {draft.Words[portal.English]}, "words_es": {draft.Words[portal.Spanish]},
	}
	if draft.ID == "" {
		saved.Set("words_en", inForce.Words[portal.English])
		saved.Set("words_es", inForce.Words[portal.Spanish])
	}
	switch part {
	case "withdrawal":
		p.Form, p.End = formOf(d.Page, saved, nil), formOf(d.Page, values, err)
	case "draft":
		p.Form = formOf(d.Page, values, err)
	default:
		p.Form = formOf(d.Page, saved, err)
	}
	if draft.ID == "" {
		return p
	}
	status := draftStatus(draft)
	p.Status = &status
	major, minor := inForce.Next(draft.Change)
	p.Next = fmt.Sprintf("%d.%d", major, minor)
	p.Facts = []ui.Fact{
		{Key: "Becomes version", Value: p.Next + ", " + changeText(draft.Change)},
		{Key: "In force from", Value: d.CalendarDay(draft.EffectiveOn.Time())},
		{Key: "Saved", Value: joined(d.ShortDateTime(draft.EditedAt), draft.EditedName)},
	}
	if draft.State == portal.Proposed {
		p.Facts = append(p.Facts, ui.Fact{Key: "Proposed", Value: joined(d.ShortDateTime(draft.ProposedAt), draft.ProposedName)})
		switch {
		case !actor.Can(portal.PublishTerms):
			p.Publish = "An administrator or a supervisor publishes it."
		case draft.ProposedBy == actor.Account || draft.EditedBy == actor.Account:
			p.Publish = "You wrote or proposed it, so someone else publishes it."
		default:
			p.Publish = "yes"
		}
	}
	return p
}

func changeText(c portal.TermsChange) string {
	if c == portal.MajorChange {
		return "a major change: everyone is asked to agree again"
	}
	return "a minor change: everyone is told, nobody is asked"
}

// Refusal is the form that was refused.
func (p OfficeDraft) Refusal() ui.Form {
	if p.End.Err != nil {
		return p.End
	}
	return p.Form
}

func (p OfficeDraft) at(part string) string {
	return OfficeTermsAddress + "/" + string(p.Text) + "/" + part
}

func (p OfficeDraft) seen() string { return strconv.Itoa(p.Draft.Version) }

// diff is what differs from the version in force, in a language.
func (p OfficeDraft) diff(l portal.Language) []portal.DiffBlock {
	return portal.TermsDiff(p.InForce.Words[l], p.Draft.Words[l])
}

// in is a page's words in a language: what people see in it is shown in it, on a page of the desk too.
func (p OfficeDraft) in(l portal.Language) Words { return Words{Language: l, Zone: p.Zone} }

var draftInputs = []ui.Input{
	{Kind: ui.Radios, Name: "change", Label: "How much changes?", Options: []ui.Option{
		{Value: string(portal.MajorChange), Label: "Major", Hint: "It asks something new of people, or gives them less. Everyone agrees again before the next message."},
		{Value: string(portal.MinorChange), Label: "Minor", Hint: "Clearer words, a new address, a mistake put right. Everyone is told once."},
	}},
	{Name: "effective_on", Label: "In force from", Hint: "Like 2027-01-15. Today means at once.", Width: ui.Small, Complete: "off"},
}

// draftPairs are the questions that are answered in both languages, side by side.
func draftPairs() [][2]ui.Input {
	pair := func(in ui.Input, english, spanish string) [2]ui.Input {
		left, right := in, in
		left.Name, left.Label = in.Name+"_en", english
		right.Name, right.Label = in.Name+"_es", spanish
		return [2]ui.Input{left, right}
	}
	return [][2]ui.Input{
		pair(ui.Input{Name: "changes", Hint: "A sentence. People read it beside the difference."}, "What is new, in English", "What is new, in Spanish"),
		pair(ui.Input{Kind: ui.Area, Name: "words", Rows: 28, Hint: "“## ” begins a heading, “- ” an item of a list, ** stands around strong words, and an empty line parts paragraphs."}, "The text in English", "The text in Spanish"),
	}
}

// OfficeTermsFlash says what was just done.
func OfficeTermsFlash(done string) *ui.Flash {
	text := map[string]string{
		"saved":     "The draft is saved. Look at the preview and the difference below, then propose it.",
		"proposed":  "The draft is proposed. Someone else publishes it.",
		"published": "The new version is published.",
		"withdrawn": "The draft is withdrawn. It stays on record.",
	}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}

// TermsFiguresTable is the figures for other programs, headings first.
func TermsFiguresTable(figures []portal.TermsFigures) [][]string {
	table := [][]string{{"Text", "Version", "In force from", "Agreed", "Declined", "Told of it", "People who stand agreed", "SHA-256 English", "SHA-256 Spanish"}}
	for _, f := range figures {
		table = append(table, []string{
			f.Text.Name().String(), f.Number(), f.EffectiveAt.UTC().Format(time.RFC3339), strconv.Itoa(f.Agreed), strconv.Itoa(f.Declined), strconv.Itoa(f.Informed), strconv.Itoa(f.People),
			hex.EncodeToString(f.Hashes[portal.English]), hex.EncodeToString(f.Hashes[portal.Spanish]),
		})
	}
	return table
}
