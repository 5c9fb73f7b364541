package portal

import "strings"

// How far two words are apart. A slip is one letter too many, one too few, another one, or two that changed places. One is
// forgiven in a word of four letters or more, two from nine on; short words and numbers must be right.

const (
	shortestSlip = 4 // letters: "Ana" and "Eva" are two people
	longerWord   = 9 // letters: two slips in "Oyelaran" are many, in "Featherstone" few
)

// wordSlips is how many slips two words are apart. It answers false when they are more than their length, and what is
// forgiven beyond it, allows.
func wordSlips(a, b string, beyond int) (slips int, ok bool) {
	if a == b {
		return 0, true
	}
	if holdsDigit(a) || holdsDigit(b) {
		return 0, false
	}
	soundA, soundB := sounds.Replace(a), sounds.Replace(b)
	if soundA == soundB && soundA != "" {
		return 1, true
	}
	x, y := []rune(a), []rune(b)
	short, most := min(len(x), len(y)), 1
	if short < shortestSlip || soundA == "" || soundB == "" || soundA[0] != soundB[0] {
		return 0, false
	}
	if short >= longerWord {
		most = 2
	}
	most += beyond
	slips = distance(x, y, most)
	return slips, slips <= most
}

// givenSlips is stricter, because the names of brothers and sisters lie close together. The end of a given name tells Mario
// from María and Gabriel from Gabriela, and among five letters one other letter makes Maria of Marta.
func givenSlips(a, b string) (slips int, ok bool) {
	slips, ok = wordSlips(a, b, 0)
	if !ok || slips == 0 {
		return slips, ok
	}
	x, y := []rune(a), []rune(b)
	if swapped(x, y) {
		return slips, true
	}
	if len(x) <= 5 && len(x) == len(y) && sounds.Replace(a) != sounds.Replace(b) {
		return 0, false
	}
	if x[len(x)-1] != y[len(y)-1] && (strings.ContainsRune("aeo", x[len(x)-1]) || strings.ContainsRune("aeo", y[len(y)-1])) {
		return 0, false
	}
	return slips, true
}

// sounds writes alike what English and Spanish often sound alike. That is one slip, in the first letter too.
var sounds = strings.NewReplacer("ph", "f", "ck", "k", "qu", "k", "c", "k", "z", "s", "v", "b", "y", "i", "j", "g", "h", "")

func holdsDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// swapped reports that two words of one length differ in two neighbours that changed places.
func swapped(a, b []rune) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		if a[i] != b[i] {
			return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
		}
	}
	return false
}

// distance counts slips between two words (optimal string alignment), and gives up beyond most.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
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
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
