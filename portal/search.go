package portal

import (
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// SearchDoc is one thing that a visitor can find.
type SearchDoc struct {
	Kind    Sentence // what it is: "Help", "Policy", "Service"…
	Address string   // without the language's prefix
	Title   string
	Summary string
	Also    string // what people call it
	Text    string
	Lang    Language // of its words, where that is not the index's; ""
}

// How much a word counts for by where it stands. Body words count by how often, ever less.
const (
	titleWeight   = 9.0
	alsoWeight    = 6.0
	summaryWeight = 3.0
	bodyWeight    = 1.0
)

// How well a word of the index fits one that was asked for.
const (
	exactly     = 1.0
	asBeginning = 0.7
	oneEdit     = 0.55
	twoEdits    = 0.35
)

// SearchIndex finds documents of one language by their words. It is made once and may be asked by many at once.
type SearchIndex struct {
	language Language
	docs     []SearchDoc
	words    []string // in order
	postings [][]posting
	byLength [][]int32 // words by their length in letters
	letters  []uint64  // which letters each word has
	titles   []string  // folded
}

type posting struct {
	doc    int32
	weight float32
}

// NewSearchIndex reads documents of a language.
func NewSearchIndex(l Language, docs []SearchDoc) *SearchIndex {
	x := &SearchIndex{language: l, docs: docs, titles: make([]string, len(docs))}
	weights := map[string]map[int32]float64{}
	for i, d := range docs {
		x.titles[i] = strings.Join(x.stems(d.Title), " ")
		counted := map[string]float64{}
		for _, w := range x.stems(d.Text) {
			counted[w]++
		}
		for w, n := range counted {
			counted[w] = bodyWeight * (1 + math.Log(n))
		}
		for _, part := range []struct {
			text   string
			weight float64
		}{{d.Title, titleWeight}, {d.Also, alsoWeight}, {d.Summary, summaryWeight}} {
			for _, w := range slices.Compact(slices.Sorted(slices.Values(x.stems(part.text)))) {
				counted[w] += part.weight
			}
		}
		for w, weight := range counted {
			if weights[w] == nil {
				weights[w] = map[int32]float64{}
			}
			weights[w][int32(i)] = weight
		}
	}
	for w := range weights {
		x.words = append(x.words, w)
	}
	slices.Sort(x.words)
	for i, w := range x.words {
		rare := math.Log(1 + float64(len(docs))/float64(len(weights[w])))
		list := make([]posting, 0, len(weights[w]))
		for doc, weight := range weights[w] {
			list = append(list, posting{doc, float32(weight * rare)})
		}
		slices.SortFunc(list, func(a, b posting) int { return int(a.doc - b.doc) })
		x.postings = append(x.postings, list)
		x.letters = append(x.letters, lettersOf(w))
		n := utf8.RuneCountInString(w)
		for len(x.byLength) <= n {
			x.byLength = append(x.byLength, nil)
		}
		x.byLength[n] = append(x.byLength[n], int32(i))
	}
	return x
}

// SearchHit is one thing that was found.
type SearchHit struct {
	SearchDoc
	TitleParts   []TextPart
	ExcerptParts []TextPart
}

// TextPart is a piece of a text; Found is a word that was asked for.
type TextPart struct {
	Text  string
	Found bool
}

// SearchResult is a page of what was found.
type SearchResult struct {
	Total int
	Hits  []SearchHit
	Meant string // the question with words that we know in place of those that nobody wrote, "" when we know all
}

// queryWords is how many words of a question are looked at: nobody means more.
const queryWords = 10

// Search finds what fits a question best, from a place on and at most so many.
func (x *SearchIndex) Search(query string, from, most int) (r SearchResult) {
	asked := x.asked(query)
	if len(asked) == 0 {
		return r
	}
	scores := make([]float32, len(x.docs))
	met := make([]uint8, len(x.docs))
	found := map[string]bool{}
	meant, guessed := make([]string, len(asked)), false
	for i, word := range asked {
		meant[i] = word
		best := make(map[int32]float32)
		fits := x.fitting(word, i == len(asked)-1)
		for _, fit := range fits {
			found[x.words[fit.word]] = true
			for _, p := range x.postings[fit.word] {
				best[p.doc] = max(best[p.doc], p.weight*fit.quality)
			}
		}
		if len(fits) > 0 && fits[0].quality < asBeginning {
			meant[i], guessed = x.words[fits[0].word], true
		}
		for doc, score := range best {
			scores[doc] += score
			met[doc]++
		}
	}
	phrase := strings.Join(asked, " ")
	var order []int32
	for doc, score := range scores {
		if met[doc] == 0 {
			continue
		}
		share := float32(met[doc]) / float32(len(asked))
		scores[doc] = score * share * share
		if title := x.titles[doc]; title == phrase {
			scores[doc] *= 2
		} else if strings.Contains(title, phrase) {
			scores[doc] *= 1.4
		}
		order = append(order, int32(doc))
	}
	slices.SortFunc(order, func(a, b int32) int {
		if scores[a] != scores[b] {
			if scores[a] > scores[b] {
				return -1
			}
			return 1
		}
		return int(a - b)
	})
	r.Total = len(order)
	if guessed {
		r.Meant = strings.Join(meant, " ")
	}
	for _, doc := range order[min(from, len(order)):min(from+most, len(order))] {
		d := x.docs[doc]
		r.Hits = append(r.Hits, SearchHit{d, x.marked(d.Title, found), x.excerpt(d, found)})
	}
	return r
}

// asked are the words of a question that say something, as the index has them.
func (x *SearchIndex) asked(query string) (asked []string) {
	words := foldedWords(query)
	for _, quiet := range []bool{true, false} {
		for _, w := range words {
			if (!quiet || !stopWords[w]) && !slices.Contains(asked, stem(x.language, w)) && len(asked) < queryWords && len(w) <= 40 {
				asked = append(asked, stem(x.language, w))
			}
		}
		if len(asked) > 0 {
			return asked
		}
	}
	return nil
}

type wordFit struct {
	word    int32
	quality float32
}

// fitting are the words of the index that fit one that was asked for, the best first: the word itself; words that begin
// with it when it is the last, which may not be finished; and where nobody wrote it, words that differ by a slip of the
// finger or two.
func (x *SearchIndex) fitting(word string, last bool) (fits []wordFit) {
	at, exact := slices.BinarySearch(x.words, word)
	if exact {
		fits = append(fits, wordFit{int32(at), exactly})
	}
	if last && len(word) >= 2 {
		for i := at; i < len(x.words) && len(fits) < 60 && strings.HasPrefix(x.words[i], word); i++ {
			if x.words[i] != word {
				fits = append(fits, wordFit{int32(i), asBeginning})
			}
		}
	}
	letters := []rune(word)
	if len(fits) > 0 || len(letters) < 4 {
		return fits
	}
	most, own := 1, lettersOf(word)
	if len(letters) >= 8 {
		most = 2
	}
	for n := len(letters) - most; n <= len(letters)+most && n < len(x.byLength); n++ {
		for _, i := range x.byLength[max(n, 0)] {
			if other := x.letters[i]; bits.OnesCount64(own&^other) > most || bits.OnesCount64(other&^own) > most {
				continue // too many letters are in one of them alone
			}
			switch n := edits(letters, x.words[i], most); {
			case n > most:
			case n == 1:
				fits = append(fits, wordFit{i, oneEdit})
			default:
				fits = append(fits, wordFit{i, twoEdits})
			}
		}
	}
	slices.SortStableFunc(fits, func(a, b wordFit) int { // the better first; of the same, the one that stands in more pages
		if a.quality != b.quality {
			return int(math.Copysign(1, float64(b.quality-a.quality)))
		}
		return len(x.postings[b.word]) - len(x.postings[a.word])
	})
	return fits[:min(len(fits), 20)]
}

// lettersOf is which letters a word has, each a bit: two words that differ in few letters have nearly the same.
func lettersOf(word string) (set uint64) {
	for _, r := range word {
		set |= 1 << (uint(r) % 64)
	}
	return set
}

// stems are the words of a text as the index has them.
func (x *SearchIndex) stems(text string) []string {
	words := foldedWords(text)
	for i, w := range words {
		words[i] = stem(x.language, w)
	}
	return words
}

// HoldsPrivateNumber reports that what someone typed into a search may be a number that is theirs alone: a taxpayer's, a
// bank card's, an account's. It is neither looked up nor kept.
func HoldsPrivateNumber(text string) bool {
	return MayHoldTaxpayerNumber(text) || MayHoldTaxpayerNumber(spaced(text)) || holdsTaxpayerNumbers(text) || holdsCardNumber(text) || holdsRoutingNumber(text)
}
