package portal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stem is a word without its plural, so that "letters" finds "letter". A slip that this makes is made on both sides.
func stem(l Language, word string) string {
	if len(word) < 4 || strings.HasSuffix(word, "ss") || !strings.HasSuffix(word, "s") {
		return word
	}
	endings := []string{"sses", "xes", "ches", "shes", "zes"} // addresses, taxes, branches
	if l == Spanish {
		endings = []string{"ones", "ores", "ades", "ales", "iles", "eses", "udes"} // devoluciones, errores, entidades
	}
	if l == English && strings.HasSuffix(word, "ies") && len(word) > 4 {
		return word[:len(word)-3] + "y"
	}
	for _, ending := range endings {
		if strings.HasSuffix(word, ending) {
			return word[:len(word)-2]
		}
	}
	return word[:len(word)-1]
}

// stopWords are words that say nothing by themselves, in English and in Spanish.
var stopWords = wordSet(`a an and are as at be but by can do does for from had has have how i if in into is it its me my not of on or
	so that the their them there they this to up was we what when where which who why will with would you your
	al como con cual cuando de del donde el ella en es esta este esto fue ha hay la las le les lo los me mi mis no o para pero por que
	quien se ser si sin sobre son su sus tengo un una uno y ya yo`)

// edits is how many letters must be put in, left out, changed or swapped with their neighbour to make one word of the
// other (optimal string alignment), or most+1 when it is more than most.
func edits(a []rune, other string, most int) int {
	var room [48]rune
	b := room[:0]
	for _, r := range other {
		if len(b) == cap(b) {
			return most + 1
		}
		b = append(b, r)
	}
	if len(a) > 40 || len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][49]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			n := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				n = min(n, before[j-2]+1)
			}
			row[j] = n
			least = min(least, n)
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], most+1)
}

// excerptLetters is how much of a text stands under its title in a list.
const excerptLetters = 180

// wordAt is a word of a text and where it stands.
type wordAt struct{ from, to int }

// wordsOf finds the words of a text as foldedWords would part them.
func wordsOf(text string) (words []wordAt) {
	begin := -1
	for i, r := range text {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || strings.ContainsRune("'’", r)
		switch {
		case inside && begin < 0:
			begin = i
		case !inside && begin >= 0:
			words = append(words, wordAt{begin, i})
			begin = -1
		}
	}
	if begin >= 0 {
		words = append(words, wordAt{begin, len(text)})
	}
	return words
}

// isFound reports that a word of a text is one that was found.
func (x *SearchIndex) isFound(word string, found map[string]bool) bool {
	for _, w := range foldedWords(word) {
		if found[stem(x.language, w)] {
			return true
		}
	}
	return false
}

// marked is a text with the words that were found.
func (x *SearchIndex) marked(text string, found map[string]bool) (parts []TextPart) {
	done := 0
	for _, w := range wordsOf(text) {
		if !x.isFound(text[w.from:w.to], found) {
			continue
		}
		if done < w.from {
			parts = append(parts, TextPart{text[done:w.from], false})
		}
		parts = append(parts, TextPart{text[w.from:w.to], true})
		done = w.to
	}
	if done < len(text) {
		parts = append(parts, TextPart{text[done:], false})
	}
	return parts
}

// excerpt is the summary when it has a word that was found, and otherwise the part of the text around the first one.
func (x *SearchIndex) excerpt(d SearchDoc, found map[string]bool) []TextPart {
	text := d.Summary
	if parts := x.marked(text, found); len(parts) > 1 || d.Text == "" {
		return parts
	}
	for _, w := range wordsOf(d.Text) {
		if x.isFound(d.Text[w.from:w.to], found) {
			return x.marked(around(d.Text, w.from), found)
		}
	}
	return x.marked(text, found)
}

// around is a piece of a text around a place, cut between words.
func around(text string, at int) string {
	from := max(at-excerptLetters/3, 0)
	for from > 0 && from < len(text) && !utf8.RuneStart(text[from]) {
		from--
	}
	if i := strings.IndexByte(text[from:], ' '); from > 0 && i >= 0 && from+i < at {
		from += i + 1
	}
	piece := text[from:]
	if utf8.RuneCountInString(piece) > excerptLetters {
		piece = string([]rune(piece)[:excerptLetters])
		if i := strings.LastIndexByte(piece, ' '); i > 0 {
			piece = piece[:i]
		}
		piece += " …"
	}
	if from > 0 {
		piece = "… " + piece
	}
	return piece
}
