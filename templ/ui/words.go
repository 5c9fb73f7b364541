package ui

import (
	"fmt"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/static"
)

// Words puts things into a reader's language: sentences from the catalogue, dates and times in the department's zone.
// Every page carries one (layout.Page embeds it), and the kit takes it wherever it has words of its own.
type Words struct {
	Language portal.Language
	Zone     *time.Location // nil is UTC
}

// Say is an English text in the reader's language, its %s and %d filled in. The text is the key of the catalogue and
// must be a literal, so that a test can find it; missing translations show English.
func (w Words) Say(text string, args ...any) string {
	if w.Language != portal.English && w.Language != "" {
		if translated, ok := static.Translate(string(w.Language), text); ok {
			text = translated
		}
	}
	if len(args) == 0 {
		return text
	}
	for i, arg := range args {
		switch value := arg.(type) {
		case portal.Sentence:
			args[i] = w.Sentence(value)
		case time.Time:
			args[i] = w.Date(value)
		}
	}
	return fmt.Sprintf(text, args...)
}

// Sentence is a sentence of the rules in the reader's language. Dates and sentences among its values are put into
// words too.
func (w Words) Sentence(s portal.Sentence) string {
	if s.Text == "" {
		return ""
	}
	return w.Say(s.Text, append([]any(nil), s.Args...)...)
}

// Count is the sentence for one thing or for several: Count(n, "1 file", "%d files"). The second may leave the number out.
func (w Words) Count(n int, one, many string) string {
	switch {
	case n == 1:
		return w.Say(one)
	case strings.Contains(many, "%d"):
		return w.Say(many, n)
	default:
		return w.Say(many)
	}
}

// Lang is the language as the lang attribute spells it.
func (w Words) Lang() string {
	if w.Language == "" {
		return string(portal.English)
	}
	return string(w.Language)
}
