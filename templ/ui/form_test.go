package ui_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"exchequer/portal"
	"exchequer/templ/ui"
)

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// has fails on each part that the markup lacks.
func has(t *testing.T, markup string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(markup, part) {
			t.Errorf("no %s in:\n%s", part, markup)
		}
	}
}

func lacks(t *testing.T, markup string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if strings.Contains(markup, part) {
			t.Errorf("%s in:\n%s", part, markup)
		}
	}
}

func refused(fields ...string) error {
	var check portal.Check
	for _, field := range fields {
		check.Wrong(field, "Enter the date you mailed the form.")
	}
	return fmt.Errorf("submit: %w", check.Err())
}

func TestAFieldTiesItsHintAndErrorToItsInput(t *testing.T) {
	form := ui.Form{Words: english, Values: url.Values{"contact": {`"><script>`}}, Err: refused("contact")}
	markup := draw(t, ui.Field(english, form.Ask(ui.Input{Kind: ui.Email, Name: "contact", Label: "E-mail", Hint: "Yours", Complete: "email"})))
	has(t, markup,
		`<label class="usa-label usa-label--error" for="contact">`, `id="contact-hint"`, `id="contact-error"`, `id="contact" name="contact" type="email"`,
		`aria-describedby="contact-hint contact-error"`, `aria-invalid="true"`, `autocomplete="email"`,
		`value="&#34;&gt;&lt;script&gt;"`, "Error: ")
	lacks(t, markup, "<script>", "role=")

	markup = draw(t, ui.Field(english, ui.Input{Name: "name", Label: "Name", Optional: true}))
	has(t, markup, `type="text"`, "(optional)")
	lacks(t, markup, "aria-describedby", "aria-invalid", "usa-form-group--error", "value=")
}

func TestEveryKindOfInputKeepsWhatWasTypedExceptSecrets(t *testing.T) {
	form := ui.Form{Words: english, Err: refused("mailed"), Values: url.Values{
		"concern": {"\nfirst line"}, "format": {"braille"}, "times": {"am", "pm"}, "topic": {"b"}, "password": {"hunter2"}, "files": {"a.pdf"},
		"mailed" + ui.MonthPart: {"13"}, "mailed" + ui.DayPart: {"1"}, "mailed" + ui.YearPart: {"2026"},
	}}
	options := []ui.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B", Hint: "the second"}}
	for _, c := range []struct {
		input ui.Input
		parts []string
	}{
		{ui.Input{Kind: ui.Area, Name: "concern", Label: "Concern", Limit: 4000}, []string{"<textarea", ">\n\nfirst line</textarea>", `data-limit="4000"`, "up to 4,000 characters", `aria-describedby="concern-count"`, `role="status"`}},
		{ui.Input{Kind: ui.Radios, Name: "format", Label: "Format", Options: []ui.Option{{Value: "audio", Label: "Audio"}, {Value: "braille", Label: "Braille", Hint: "by mail"}}}, []string{"<fieldset", "<legend", `type="radio" id="format-2" name="format" value="braille" checked aria-describedby="format-2-hint-text"`, `id="format" name="format" value="audio">`}},
		{ui.Input{Kind: ui.Checkboxes, Name: "times", Label: "Times", Options: []ui.Option{{Value: "am", Label: "Mornings"}, {Value: "pm", Label: "Afternoons"}, {Value: "eve", Label: "Evenings"}}}, []string{`value="am" checked`, `value="pm" checked`, `value="eve">`}},
		{ui.Input{Kind: ui.Select, Name: "topic", Label: "Topic", Options: options}, []string{`<option value="b" selected>`, `<option value="a">`}},
		{ui.Input{Kind: ui.Date, Name: "mailed", Label: "Mailed"}, []string{"<fieldset", `aria-describedby="mailed-error"`, `id="mailed" name="mailed.month" type="text" inputmode="numeric" maxlength="2" autocomplete="off" value="13" aria-invalid="true"`, `name="mailed.year"`, `value="2026"`}},
		{ui.Input{Kind: ui.Password, Name: "password", Label: "Password"}, []string{`type="password"`, `autocapitalize="none"`}},
		{ui.Input{Kind: ui.File, Name: "files", Label: "Files", Several: true, Accept: ".pdf"}, []string{`type="file"`, ` multiple`, `accept=".pdf"`}},
		{ui.Input{Kind: ui.Radios, Name: "format", Label: "One question", Heading: true, Options: options}, []string{`<h1 class="kit-question">One question`}},
		{ui.Input{Name: "q", Label: "One question", Heading: true, Focus: true}, []string{`<h1 class="kit-question"><label class="usa-label" for="q">`, ` autofocus`}},
	} {
		markup := draw(t, ui.Field(english, form.Ask(c.input)))
		has(t, markup, c.parts...)
		lacks(t, markup, "hunter2", "a.pdf")
	}
}

func TestTheErrorSummaryLeadsToEachField(t *testing.T) {
	form := ui.Form{Words: spanish, Err: refused("mailed", "contact")}
	has(t, draw(t, ui.ErrorSummary(form)), `role="alert"`, `href="#mailed"`, `href="#contact"`, "Hay 2 respuestas por corregir", ` autofocus`)

	busy := ui.Form{Words: english, Err: portal.Refuse(portal.Unavailable, "We are busy. Wait a minute and send it again; nothing was changed.")}
	markup := draw(t, ui.ErrorSummary(busy))
	has(t, markup, "We could not do that", "We are busy.")
	lacks(t, markup, "<ul")

	for _, err := range []error{nil, errors.New("disk full")} {
		if markup := draw(t, ui.ErrorSummary(ui.Form{Words: english, Err: err})); markup != "" {
			t.Errorf("%v shows %s", err, markup)
		}
	}
}
