package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// attributes are those that only some inputs have, in one order, so that a page is the same bytes every time.
func (in Input) attributes() templ.OrderedAttributes {
	var a templ.OrderedAttributes
	add := func(name string, value any, wanted bool) {
		if wanted {
			a = append(a, templ.KeyValue[string, any]{Key: name, Value: value})
		}
	}
	add("aria-describedby", in.described(), in.described() != "")
	add("aria-invalid", "true", in.Error != "")
	add("autocomplete", in.Complete, in.Complete != "")
	add("inputmode", in.Mode, in.Mode != "")
	add("accept", in.Accept, in.Accept != "")
	add("multiple", true, in.Several)
	add("autofocus", true, in.Focus)
	add("data-key", in.Key, in.Key != "")
	add("data-key-name", in.Label, in.Key != "")
	// Codes and addresses are not words: nothing may correct or capitalise them.
	add("spellcheck", "false", in.Kind == Email || in.Kind == Password || in.Mode == "numeric")
	add("autocapitalize", "none", in.Kind == Email || in.Kind == Password)
	return a
}

// grouped writes a number as people read it: 4,000.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
