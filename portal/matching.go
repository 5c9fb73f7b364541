package portal

import (
	"slices"
	"strings"
)

// Names are compared as people write them: with a slip, without accents, in another order, without the middle name. A
// stored name is compared by its key, which tells the family name from the given names.

// PersonKey is the key of a person's name: "delgado lopez,rosa maria". Family name first, so that the desk finds names by
// their beginning.
func PersonKey(given, family string) string {
	return strings.Join(withoutTitles(joinParticles(foldedWords(family))), " ") + "," + strings.Join(withoutTitles(foldedWords(given)), " ")
}

// OrganizationKey is the key of an organization's name: "fernwick bakery and sons", without its legal form.
func OrganizationKey(name string) string { return strings.Join(organizationWords(name), " ") }

// SplitName tells given and family names apart where the core system did not: "Delgado, Rosa" has the family name first,
// "Rosa Delgado" has it last.
func SplitName(name string) (given, family string) {
	if family, given, found := strings.Cut(name, ","); found && strings.TrimSpace(given) != "" && !suffixes[strings.Join(foldedWords(given), "")] {
		return strings.TrimSpace(given), strings.TrimSpace(family)
	}
	words := strings.Fields(strings.ReplaceAll(name, ",", " "))
	last := len(words) - 1
	for last > 0 && suffixes[strings.Join(foldedWords(words[last]), "")] {
		last--
	}
	if last < 0 {
		return "", ""
	}
	first := last
	for first > 1 && particles[strings.Join(foldedWords(words[first-1]), "")] {
		first--
	}
	return strings.Join(words[:first], " "), strings.Join(words[first:last+1], " ")
}

// Spelt is the name in the order in which it is spoken, for a name that may have been written the other way round.
func Spelt(name string) string {
	if given, family := SplitName(name); given != "" {
		return given + " " + family
	}
	return strings.TrimSpace(name)
}

// SearchKeys are the beginnings of keys under which a name that someone typed may stand: as it was typed, with the last
// words first, and with each way to tell the family name from the given names.
func SearchKeys(typed string) []string {
	var keys []string
	add := func(key string) {
		if key != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	for _, words := range wordings(typed) {
		add(strings.Join(words, " "))
		if len(words) > 4 {
			continue
		}
		for turn := range words {
			turned := append(slices.Clone(words[turn:]), words[:turn]...)
			for split := 1; split < len(turned); split++ {
				add(strings.Join(turned[:split], " ") + "," + strings.Join(turned[split:], " "))
			}
		}
	}
	return keys
}

// wordings are the ways to read a typed name: word for word, since "Van" and "Le" are names too, and with its particles
// joined to what follows them.
func wordings(typed string) [2][]string {
	words := withoutTitles(foldedWords(typed))
	return [2][]string{words, joinParticles(words)}
}

// SameName reports that a typed name is one of the stored ones, former ones included. All of them are compared, so that
// the time does not tell which it was.
func SameName(typed string, kind TaxpayerKind, stored []TaxpayerName) bool {
	return nameWithin(0, typed, kind, stored)
}

// nearlyBeyond is how many slips more, in a word and in all, make a name nearly one of the stored ones.
const nearlyBeyond = 2

// NearlySameName reports that a typed name is one of the stored ones, or would be with a few more slips in the family name,
// or with an initial for the first name. The given name, written out, must fit as ever: whoever lives at the same address is
// told apart by it. Such a name is worth something with other evidence alone.
func NearlySameName(typed string, kind TaxpayerKind, stored []TaxpayerName) bool {
	return nameWithin(nearlyBeyond, typed, kind, stored)
}

func nameWithin(beyond int, typed string, kind TaxpayerKind, stored []TaxpayerName) bool {
	same := false
	for _, n := range stored {
		if kind == Organization {
			same = sameOrganization(typed, n.Key, beyond) || same
		} else {
			same = samePerson(typed, n.Key, beyond) || same
		}
	}
	return same
}

// mostExtra is how many typed words may stand for nothing that is stored: a middle name and a second family name.
const mostExtra = 2

// samePerson asks for the first given name, for one of the family names, and that nothing that was typed contradicts what
// is stored.
func samePerson(typed, key string, beyond int) bool {
	familyKey, givenKey, _ := strings.Cut(key, ",")
	family, given := strings.Fields(familyKey), strings.Fields(givenKey)
	if len(family) == 0 || len(given) == 0 {
		return false
	}
	best := false
	for _, words := range wordings(typed) {
		// Which typed word is the first name decides the rest: try each that fits.
		for i, w := range words {
			slips, ok := givenSlips(w, given[0])
			if beyond > 0 && len(w) == 1 && w[0] == given[0][0] {
				slips, ok = 1, true
			}
			if ok {
				rest := slices.Delete(slices.Clone(words), i, i+1)
				best = restFits(rest, family, given[1:], slips, budget(key), beyond) || best
			}
		}
	}
	return best
}

// restFits lays the words behind the first given name on what is stored. Slips are counted over the whole name: a slip in
// every word is another person.
func restFits(words, family, middle []string, slips, most, beyond int) bool {
	family, middle = slices.Clone(family), slices.Clone(middle)
	hadMiddle, families, extra := len(middle) > 0, 0, 0
	var left []string
	for _, exact := range []bool{true, false} { // what fits exactly is taken first
		left = left[:0:0]
		for _, w := range words {
			if n, ok := take(&family, w, exact, beyond); ok {
				families++
				slips += n
			} else if n, ok := takeGiven(&middle, w, exact); ok {
				slips += n
			} else {
				left = append(left, w)
			}
		}
		words = left
	}
	for _, w := range left {
		if hadMiddle && len(middle) > 0 && len(w) == 1 {
			return false // another initial than the stored one
		}
		extra++
	}
	// One stored middle name and another typed one contradict each other.
	if hadMiddle && len(middle) > 0 && extra > 0 {
		return false
	}
	return families > 0 && extra <= mostExtra && slips <= most+beyond
}

// take finds a stored family name that a word is, and takes it out.
func take(stored *[]string, word string, exact bool, beyond int) (slips int, found bool) {
	for i, s := range *stored {
		slips, ok := wordSlips(word, s, beyond)
		if !ok || exact && slips > 0 {
			slips, ok = wordSlips(bare(word), bare(s), beyond)
			ok = ok && len(bare(s)) >= 4 && len(bare(word)) >= 4 && bare(word)+bare(s) != word+s
		}
		if ok && !(exact && slips > 0) {
			*stored = slices.Delete(*stored, i, i+1)
			return slips, true
		}
	}
	return 0, false
}

// takeGiven finds a stored middle name that a word is, or begins: an initial is enough on either side.
func takeGiven(stored *[]string, word string, exact bool) (slips int, found bool) {
	for i, s := range *stored {
		slips, ok := givenSlips(word, s)
		if (len(word) == 1 || len(s) == 1) && word[0] == s[0] {
			slips, ok = 0, true
		}
		if ok && !(exact && slips > 0) {
			*stored = slices.Delete(*stored, i, i+1)
			return slips, true
		}
	}
	return 0, false
}

// budget is how many slips a name may have in all: one in a short name, and one more for each fifteen letters.
func budget(key string) int { return 1 + len(key)/15 }

// sameOrganization asks for the same words, in any order, or the same letters with other spaces.
func sameOrganization(typed, key string, beyond int) bool {
	words, stored := organizationWords(typed), strings.Fields(key)
	if len(words) == 0 || len(stored) == 0 {
		return false
	}
	most := budget(key) + beyond
	joinedSlips, joined := wordSlips(strings.Join(words, ""), strings.Join(stored, ""), beyond)
	slips, all := 0, len(words) == len(stored)
	left := slices.Clone(stored)
	for _, exact := range []bool{true, false} {
		var rest []string
		for _, w := range words {
			if n, ok := take(&left, w, exact, beyond); ok {
				slips += n
			} else {
				rest = append(rest, w)
			}
		}
		words = rest
	}
	return joined && joinedSlips <= 1+beyond || all && len(words) == 0 && slips <= most
}

func organizationWords(name string) []string {
	// "L.L.C." and "L L C" are one word of three letters.
	var words []string
	for _, w := range foldedWords(strings.ReplaceAll(name, ".", "")) {
		if n := len(words); n > 0 && len(w) == 1 && len(words[n-1]) < 4 && strings.HasPrefix("llc", words[n-1]+w) {
			words[n-1] += w
			continue
		}
		words = append(words, w)
	}
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return legalForms[w] })
	if len(kept) == 0 {
		return words // a name that is nothing but a form: "The Company"
	}
	return kept
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	suffixes  = set("jr sr ii iii iv v 2nd 3rd 4th esq md phd cpa dds jnr snr junior senior")
	titles    = set("mr mrs ms miss mx dr sr sra srta don dona prof")
	particles = set("de del la las los da das do dos di du van von der den ter ten mc mac st san santa le el al bin ibn d o")
	// "and" is no form, yet as often left out as written.
	legalForms = set("llc lc inc incorporated corp corporation co company ltd limited lp llp lllp pllc pc pa plc the and dba na sa srl cia")
)

// joinParticles writes "de la cruz" as "delacruz" and "mc donald" as "mcdonald".
func joinParticles(words []string) []string {
	var joined []string
	prefix := ""
	for i, w := range words {
		if particles[w] && i < len(words)-1 && (len(w) > 1 || len(words) > 1 && i > 0) {
			prefix += w
			continue
		}
		joined = append(joined, prefix+w)
		prefix = ""
	}
	return joined
}

// bare is a family name without its particles: people leave them out.
func bare(word string) string {
	for _, p := range [...]string{"delas", "delos", "dela", "vander", "vanden", "vonder", "del", "de", "van", "von", "mac", "mc", "da", "di", "du", "la", "le", "el", "al", "st", "o", "d"} {
		if rest, found := strings.CutPrefix(word, p); found && len(rest) >= 4 {
			return rest
		}
	}
	return word
}

// withoutTitles leaves suffixes and titles out, unless nothing would be left.
func withoutTitles(words []string) []string {
	kept := words[:0:0]
	for i, w := range words {
		if len(words) > 2 && (suffixes[w] && i > 0 || titles[w] && i == 0) {
			continue
		}
		kept = append(kept, w)
	}
	return kept
}
