package portal

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanText makes what someone typed safe to keep and to show: line ends become "\n", characters that cannot be seen
// and only mislead (controls, overrides of the writing direction, tags) are left out, and white space is trimmed.
// Whole scripts, right-to-left ones too, stay as they are. With lines false, line ends become spaces.
//
// The problem is nil, or what to tell the person: not text at all, or more than most code points. The text comes
// back even then, so that the form can show it again.
func CleanText(text string, most int, lines bool) (clean string, problem *Sentence) {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
		s := Say("Some characters could not be read. Type them again, and check the marks shown as \uFFFD.")
		problem = &s
	}
	text = lineEnds.Replace(text)
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines:
			return r
		case r == '\n', r == '\t':
			return ' '
		case misleading(r):
			return -1
		}
		return r
	}, text)
	if lines {
		text = strings.Join(trimEach(strings.Split(text, "\n")), "\n")
	}
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n > most && problem == nil {
		s := Say("This is too long: %d characters. Shorten it to %d.", n, most)
		problem = &s
	}
	return text, problem
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// Visible is a text as it can be shown again to whoever typed it: bytes that are no text are marked, and what cannot be
// seen and only misleads is left out. Everything else stays, spaces and line ends too.
func Visible(text string) string {
	return strings.Map(func(r rune) rune {
		if misleading(r) && r != '\n' && r != '\r' && r != '\t' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// misleading characters are invisible and change how the rest is read: a name that reads backwards, a word that hides
// another. Joiners (emoji and several scripts need them) and the plain direction marks are kept.
func misleading(r rune) bool {
	switch {
	case unicode.IsControl(r):
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069: // embeddings, overrides and isolates
	case r >= 0xFFF9 && r <= 0xFFFB, r == 0xFEFF, r == 0x200B, r == 0x2060: // annotations, byte order mark, zero widths
	case r >= 0xE0000 && r <= 0xE007F: // tags: text that no one sees
	case r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE: // not characters
	default:
		return false
	}
	return true
}

func trimEach(lines []string) []string {
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// Line cleans a field of one line, and notes what is wrong with it.
func (c *Check) Line(field, text string, most int) string { return c.text(field, text, most, false) }

// Lines cleans a field of several lines, and notes what is wrong with it.
func (c *Check) Lines(field, text string, most int) string { return c.text(field, text, most, true) }

func (c *Check) text(field, text string, most int, lines bool) string {
	clean, problem := CleanText(text, most, lines)
	if problem != nil {
		c.wrong(FieldError{field, *problem})
	}
	return clean
}

// taxpayerNumber is written 123-45-6789 or 123 45 6789. Nine digits in a row may be many things; these are not.
var taxpayerNumber = regexp.MustCompile(`(^|[^\d-])\d{3}[- –]\d{2}[- –]\d{4}($|[^\d-])`)

// HoldsTaxpayerNumber reports whether a text seems to hold a Social Security number. Texts that are not sealed never
// may: the person is asked to take it out before anything is sent.
func HoldsTaxpayerNumber(text string) bool { return taxpayerNumber.MatchString(text) }

// anyTaxpayerNumber is a number in any usual spelling, nine digits in a row too.
var anyTaxpayerNumber = regexp.MustCompile(`(^|\D)(\d{9}|\d{3}[-. –‑]\d{2}[-. –‑]\d{4}|\d{2}[-–‑]\d{7})($|\D)`)

// MayHoldTaxpayerNumber reports whether a text could hold a taxpayer number of any kind. It is asked of what staff and the
// core system write, who rarely need nine digits in a row for anything else.
func MayHoldTaxpayerNumber(text string) bool { return anyTaxpayerNumber.MatchString(text) }

// Excerpt is the beginning of a text on one line, at most most code points with its ellipsis.
func Excerpt(text string, most int) string {
	line := strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(line) <= most {
		return line
	}
	runes := []rune(line)[:most-1]
	return strings.TrimRight(string(runes), " ,.;:") + "…"
}
