package portal

import (
	"math"
	"regexp"
	"strings"
	"unicode"
)

// pageBlocks takes a page apart for comparing: its title and summary, then a block for each heading, paragraph, item and
// row of a table. Marks are words like others, so that no change of them goes unseen.
func pageBlocks(w PageWords) (blocks []TermsBlock) {
	if w.Title != "" {
		blocks = append(blocks, TermsBlock{TermsHeading, w.Title})
	}
	if w.Summary != "" {
		blocks = append(blocks, TermsBlock{TermsParagraph, w.Summary})
	}
	if w.Also != "" {
		blocks = append(blocks, TermsBlock{TermsParagraph, w.Also})
	}
	var open []string
	end := func() {
		if len(open) > 0 {
			blocks = append(blocks, TermsBlock{TermsParagraph, strings.Join(open, " ")})
			open = nil
		}
	}
	for line := range strings.Lines(w.Body) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			end()
		case strings.HasPrefix(line, "#"):
			end()
			blocks = append(blocks, TermsBlock{TermsHeading, line})
		case listItem.MatchString(line), strings.HasPrefix(line, "|"):
			end()
			blocks = append(blocks, TermsBlock{TermsItem, line})
		default:
			open = append(open, line)
		}
	}
	end()
	return blocks
}

var listItem = regexp.MustCompile(`^([-*+]|\d+[.)]) `)

// GradeAim is the highest grade at which pages should read (interface.md, Words: grade 6 to 8).
const GradeAim = 8

// ReadingGrade is the school grade at which a text reads, about: Flesch and Kincaid's formula for English (1975), Crawford's
// for Spanish (1989). ok is false where there is none for the language, and for texts of a few words. Lists read easily, so
// each item counts as a sentence.
func ReadingGrade(l Language, body string) (grade float64, ok bool) {
	sentences, words, syllables := 0.0, 0.0, 0.0
	for _, b := range pageBlocks(PageWords{Body: body}) {
		if b.Kind == TermsHeading || strings.HasPrefix(b.Text, "|") {
			continue
		}
		text := linkAddress.ReplaceAllString(pageField.ReplaceAllString(b.Text, "x"), "$1")
		before := words
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
			words++
			syllables += float64(syllablesOf(l, w))
		}
		if words > before {
			sentences += math.Max(1, float64(len(sentenceEnd.FindAllString(text, -1))))
		}
	}
	if words < 30 {
		return 0, false
	}
	switch l {
	case English:
		grade = 0.39*words/sentences + 11.8*syllables/words - 15.59
	case Spanish:
		grade = -0.205*100*sentences/words + 0.049*100*syllables/words - 3.407
	default:
		return 0, false
	}
	return math.Max(0, math.Round(grade*10)/10), true
}

var (
	linkAddress = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	sentenceEnd = regexp.MustCompile(`[.!?:]+(\s|\*|$)`)
)

// syllablesOf counts groups of vowels. An English e at the end is silent; two strong vowels of Spanish are two syllables.
func syllablesOf(l Language, word string) (n int) {
	folded := unaccented(word)
	vowel, last := false, byte(0)
	for i := range len(folded) {
		c := folded[i]
		is := strings.IndexByte("aeiouy", c) >= 0 && (l != Spanish || c != 'y' || i == len(folded)-1)
		strong := strings.IndexByte("aeo", c) >= 0 && strings.IndexByte("aeo", last) >= 0
		if is && (!vowel || l == Spanish && strong) {
			n++
		}
		vowel, last = is, c
	}
	if l == English && n > 1 && strings.HasSuffix(folded, "e") && !strings.HasSuffix(folded, "le") {
		n--
	}
	return max(n, 1)
}
