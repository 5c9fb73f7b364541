package portal

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Code says what kind of answer an Error is; handlers/errors.go alone maps it to an HTTP status.
type Code string

const (
	Mend        Code = "mend"        // the person can correct what they entered
	NotFound    Code = "not found"   // no such thing, or none of theirs: the two are never told apart
	Forbidden   Code = "forbidden"   // their role does not do this
	Conflict    Code = "conflict"    // someone else was faster; nothing was overwritten
	TooMany     Code = "too many"    // a limit of numbers.md was met; RetryAfter says how long
	SignInAgain Code = "sign in"     // the act asks for a fresher sign-in (step-up), or for one at all
	Unavailable Code = "unavailable" // we cannot do it now; nothing was lost
)

// Sentence is something said to a person: its English text, which is also its key in the catalogue of
// translations, and the values that its %s and %d stand for.
type Sentence struct {
	Text string
	Args []any
}

// Say makes a Sentence. A test finds every literal given to it and fails on one without Spanish.
func Say(text string, args ...any) Sentence { return Sentence{Text: text, Args: args} }

// String is the English of it, for logs and tests.
func (s Sentence) String() string {
	if len(s.Args) == 0 {
		return s.Text
	}
	return fmt.Sprintf(s.Text, s.Args...)
}

// FieldError is what is wrong with one field of a form, said so that it can be mended.
type FieldError struct {
	Field string // the input's name
	Sentence
}

// Error is what a person can be told. Everything else is wrapped with %w and shown only as an incident code.
type Error struct {
	Code       Code
	Message    Sentence
	Fields     []FieldError
	RetryAfter time.Duration // with TooMany and Unavailable
}

func (e *Error) Error() string {
	text := string(e.Code) + ": " + e.Message.String()
	for _, f := range e.Fields {
		text += "; " + f.Field + ": " + f.String()
	}
	return text
}

// Refuse is an Error with one message and no fields.
func Refuse(code Code, text string, args ...any) *Error {
	return &Error{Code: code, Message: Say(text, args...)}
}

// ErrNotFound is the one answer to a thing that is not there and to a thing that is someone else's.
var ErrNotFound = Refuse(NotFound, "We could not find that page.")

// ErrForbidden is the answer to staff whose role does not do this.
var ErrForbidden = Refuse(Forbidden, "Your role does not allow this. Ask a supervisor if you need it for your work.")

// CodeOf finds the Code in an error's chain, or "" when there is none.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Check collects what is wrong with a form, field by field, in the order in which it is asked.
type Check struct{ fields []FieldError }

// Wrong notes one field's error. Only a field's first error is kept: people mend one thing at a time.
func (c *Check) Wrong(field, text string, args ...any) {
	c.wrong(FieldError{field, Say(text, args...)})
}

// Has reports whether a field's error was noted.
func (c *Check) Has(field string) bool {
	return slices.ContainsFunc(c.fields, func(f FieldError) bool { return f.Field == field })
}

// Note notes an error that is a sentence already.
func (c *Check) Note(field string, s Sentence) { c.wrong(FieldError{field, s}) }

func (c *Check) wrong(e FieldError) {
	if c.Has(e.Field) {
		return
	}
	c.fields = append(c.fields, e)
}

// Err is nil when nothing was wrong.
func (c *Check) Err() error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Code: Mend, Message: Say("Check what you entered. Nothing was sent yet."), Fields: c.fields}
}

// Together is what two checks of one form found, as one error. The first that is more than a form to mend is the answer.
func Together(checks ...error) error {
	var all Check
	for _, err := range checks {
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Code != Mend || len(e.Fields) == 0) {
			return err
		}
		if err != nil {
			for _, f := range e.Fields {
				all.wrong(f)
			}
		}
	}
	return all.Err()
}
