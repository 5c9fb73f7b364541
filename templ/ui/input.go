package ui

import (
	"slices"
	"strconv"
	"strings"
)

// Kind is what sort of answer an Input takes.
type Kind string

const (
	Text       Kind = "text"
	Email      Kind = "email"
	Password   Kind = "password"
	Telephone  Kind = "tel"
	Search     Kind = "search"
	Area       Kind = "textarea"
	Select     Kind = "select"
	Radios     Kind = "radios"
	Checkboxes Kind = "checkboxes"
	Date       Kind = "date" // three inputs, name+MonthPart and so on
	File       Kind = "file"
)

// The three inputs of a date are named after it.
const (
	MonthPart = ".month"
	DayPart   = ".day"
	YearPart  = ".year"
)

// Width is how long an answer we expect, so that the box tells.
type Width string

const (
	Whole  Width = ""   // as wide as the text above it
	Medium Width = "md" // a name, an e-mail address
	Small  Width = "sm" // a telephone number, a reference
	Tiny   Width = "xs" // a code, a year
)

// Input is one question of a form. Label, Hint and Error are finished sentences. Its id is its name, so that the
// error summary can lead to it.
type Input struct {
	Kind     Kind   // Text when empty
	Name     string //
	Label    string //
	Hint     string //
	Error    string //
	Value    string // what stands in it
	Values   []string
	Date     DateAnswer
	Options  []Option // of Select, Radios and Checkboxes
	Limit    int      // most characters; Area counts down to it
	Rows     int      // of Area, 5 when 0
	Width    Width
	Optional bool   // says "(optional)" after the label; everything else is needed
	Heading  bool   // the label is the page's h1: one question a page
	Complete string // the autocomplete attribute: "email", "one-time-code", "current-password"…
	Mode     string // the inputmode attribute: "numeric", "email"…
	Accept   string // of File: ".pdf,.jpg"
	Several  bool   // of File: more than one
	Focus    bool   // where a person starts on this page
	Key      string // on the desk: the single key that leads here
}

// Option is one choice.
type Option struct{ Value, Label, Hint string }

// DateAnswer is a date as it was typed.
type DateAnswer struct{ Month, Day, Year string }

func (in Input) id() string      { return in.Name }
func (in Input) hintID() string  { return in.Name + "-hint" }
func (in Input) errorID() string { return in.Name + "-error" }
func (in Input) countID() string { return in.Name + "-count" }

// described lists what a screen reader reads after the label: hint, error, count. Nil leaves the attribute out.
func (in Input) described() string {
	var ids []string
	if in.Hint != "" {
		ids = append(ids, in.hintID())
	}
	if in.Error != "" {
		ids = append(ids, in.errorID())
	}
	if in.Kind == Area && in.Limit > 0 {
		ids = append(ids, in.countID())
	}
	return strings.Join(ids, " ")
}

func (in Input) rows() string {
	if in.Rows == 0 {
		return "5"
	}
	return strconv.Itoa(in.Rows)
}

func (in Input) kind() string {
	if in.Kind == "" {
		return string(Text)
	}
	return string(in.Kind)
}

func (in Input) chosen(o Option) bool {
	return in.Value == o.Value && (in.Value != "" || in.Kind == Select) || slices.Contains(in.Values, o.Value)
}

// optionID is the field's own id for the first option, so that the error summary leads there.
func (in Input) optionID(i int) string {
	if i == 0 {
		return in.Name
	}
	return in.Name + "-" + strconv.Itoa(i+1)
}

func (in Input) widthClass() string {
	if in.Width == Whole {
		return ""
	}
	return "kit-width-" + string(in.Width)
}
