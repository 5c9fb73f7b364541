package ui

import (
	"errors"
	"net/url"

	"exchequer/portal"
)

// Form is what someone typed into a form and what was wrong with it; nothing typed is ever lost to an error. A fresh
// form is Form{Words: w}.
type Form struct {
	Words
	Values url.Values
	Err    error // a *portal.Error with fields, or nil
}

// Mistake is one answer to mend: the input's name and what to do about it.
type Mistake struct{ Field, Text string }

// Value is what was typed into a field, as it can be shown again.
func (f Form) Value(name string) string { return portal.Visible(f.Values.Get(name)) }

// Mistakes are what is wrong, in the order in which it is asked.
func (f Form) Mistakes() []Mistake {
	var refused *portal.Error
	if !errors.As(f.Err, &refused) {
		return nil
	}
	mistakes := make([]Mistake, 0, len(refused.Fields))
	for _, field := range refused.Fields {
		mistakes = append(mistakes, Mistake{field.Field, f.Sentence(field.Sentence)})
	}
	return mistakes
}

// Mistake is what is wrong with one field, "" when nothing is.
func (f Form) Mistake(name string) string {
	for _, m := range f.Mistakes() {
		if m.Field == name {
			return m.Text
		}
	}
	return ""
}

// Message is what the refusal says as a whole, "" when nothing was refused.
func (f Form) Message() string {
	var refused *portal.Error
	if !errors.As(f.Err, &refused) {
		return ""
	}
	return f.Sentence(refused.Message)
}

// Ask is an input with what was typed into it and what is wrong with it filled in: @ui.Field(w, form.Ask(ui.Input{…})).
func (f Form) Ask(in Input) Input {
	in.Error = f.Mistake(in.Name)
	switch in.Kind {
	case Password, File: // never sent back
	case Date:
		in.Date = DateAnswer{f.Value(in.Name + MonthPart), f.Value(in.Name + DayPart), f.Value(in.Name + YearPart)}
	default:
		if f.Values.Has(in.Name) {
			in.Value, in.Values = f.Value(in.Name), f.Values[in.Name] // choices are compared with, and never shown
		}
	}
	return in
}
