package portal

import (
	"strings"
)

// TermsLongest is how long a text of the terms may be, in characters: about twenty pages. Nobody reads more.
const TermsLongest = 40_000

// TermsBlockKind is one kind of block of which the terms are made.
type TermsBlockKind string

const (
	TermsHeading   TermsBlockKind = "heading"
	TermsParagraph TermsBlockKind = "paragraph"
	TermsItem      TermsBlockKind = "item" // of a list
)

// TermsBlock is one block: a heading, a paragraph, or an item of a list.
type TermsBlock struct {
	Kind TermsBlockKind
	Text string // on one line; ** stands around strong words
}

// TermsBlocks reads the little Markdown of the terms: "## " before a heading, "- " before an item, an empty line between
// paragraphs. Everything else is text, and is shown as it stands: there is no markup that could do anything.
func TermsBlocks(words string) (blocks []TermsBlock) {
	var open []string
	end := func() {
		if len(open) > 0 {
			blocks = append(blocks, TermsBlock{TermsParagraph, strings.Join(open, " ")})
			open = nil
		}
	}
	for line := range strings.SplitSeq(words, "\n") {
		line = strings.TrimSpace(line)
		heading, isHeading := strings.CutPrefix(line, "## ")
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case line == "":
			end()
		case isHeading:
			end()
			blocks = append(blocks, TermsBlock{TermsHeading, strings.TrimSpace(heading)})
		case isItem:
			end()
			blocks = append(blocks, TermsBlock{TermsItem, strings.TrimSpace(item)})
		default:
			open = append(open, line)
		}
	}
	end()
	return blocks
}

// TermsSpan is a piece of a block's text.
type TermsSpan struct {
	Text   string
	Strong bool
}

// Spans are the pieces between the **. An odd one out is text.
func (b TermsBlock) Spans() (spans []TermsSpan) {
	parts := strings.Split(b.Text, "**")
	if len(parts)%2 == 0 {
		return []TermsSpan{{Text: b.Text}}
	}
	for i, part := range parts {
		if part != "" {
			spans = append(spans, TermsSpan{part, i%2 == 1})
		}
	}
	return spans
}

// Plain is the block's text without its marks.
func (b TermsBlock) Plain() string {
	var plain strings.Builder
	for _, s := range b.Spans() {
		plain.WriteString(s.Text)
	}
	return plain.String()
}

// checkTermsWords cleans one language's words, and says what keeps them from being published.
func checkTermsWords(c *Check, field, words string) string {
	words = c.Lines(field, words, TermsLongest)
	blocks := TermsBlocks(words)
	headings := 0
	for _, b := range blocks {
		if b.Kind == TermsHeading {
			headings++
		}
	}
	switch {
	case len(blocks) == 0:
		c.Wrong(field, "Enter the text.")
	case headings == 0 || blocks[0].Kind != TermsHeading:
		c.Wrong(field, "Begin with a heading: a line that begins with ##.")
	}
	return words
}

// sameShape reports that two languages have the same headings, paragraphs and items in the same order, so that neither
// lacks what the other says.
func sameShape(a, b []TermsBlock) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Kind != b[i].Kind {
			return false
		}
	}
	return true
}
