package portal

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
)

// 15 U.S.C. 7001(c)(1)(C)(ii) wants agreement to electronic records to be given electronically, "in a manner that
// reasonably demonstrates" that the person can read them in the form in which they will come. Ours come as pages of this
// site. So the copy of the terms that someone reviews ends with a check word, and they type it: whoever cannot open or
// read our pages, by eye, by ear or by Braille, cannot know it. The word depends on the person and on the very versions,
// so that nobody can be told it beforehand; it is no secret and opens nothing.

// checkWords are short, common, different from one another, and have no accent to be typed.
var checkWords = map[Language][]string{
	English: strings.Fields(`apple bridge candle desert engine feather garden harbor island jacket kitchen ladder meadow
		needle orange pencil quarter river summer ticket umbrella valley window yellow anchor basket copper dinner
		forest guitar hammer lemon`),
	Spanish: strings.Fields(`agua barco casa dedo espejo fuego gato hoja isla jardin lago mesa nube oveja puente queso
		rueda silla tarde uva vela zapato amigo blanco cielo dulce fiesta guitarra hermano libro mercado noche`),
}

// CheckWord is the word at the end of someone's copy of the terms.
func CheckWord(account string, service, conduct TermsVersion, language Language) string {
	words := checkWords[language]
	if len(words) == 0 {
		words = checkWords[English]
	}
	sum := sha256.Sum256([]byte(account + "|" + service.ID + "|" + conduct.ID))
	return words[binary.BigEndian.Uint32(sum[:4])%uint32(len(words))]
}

// CheckWordFits reports that what someone typed is the word, however they wrote it.
func CheckWordFits(typed, word string) bool {
	return strings.ToLower(strings.Trim(strings.TrimSpace(typed), `.,;:"'“”«»`)) == word
}
