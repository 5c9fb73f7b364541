package portal

import (
	"strings"
	"unicode"
)

// folds are the letters of European languages that are another letter, or two, without their accents. Those that come
// apart as a letter and a mark lose the mark.
var folds = strings.NewReplacer(
	"á", "a", "à", "a", "â", "a", "ä", "a", "ã", "a", "å", "a", "ā", "a", "ă", "a", "ą", "a", "æ", "ae",
	"ç", "c", "ć", "c", "č", "c", "ď", "d", "đ", "d", "ð", "d", "é", "e", "è", "e", "ê", "e", "ë", "e", "ē", "e", "ė", "e", "ę", "e", "ě", "e",
	"ğ", "g", "ģ", "g", "í", "i", "ì", "i", "î", "i", "ï", "i", "ī", "i", "į", "i", "ı", "i", "ķ", "k", "ł", "l", "ļ", "l", "ľ", "l",
	"ñ", "n", "ń", "n", "ň", "n", "ņ", "n", "ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ő", "o", "ø", "o", "ō", "o", "œ", "oe",
	"ř", "r", "ŕ", "r", "ś", "s", "š", "s", "ş", "s", "ș", "s", "ß", "ss", "ť", "t", "ţ", "t", "ț", "t", "þ", "th",
	"ú", "u", "ù", "u", "û", "u", "ü", "u", "ū", "u", "ů", "u", "ű", "u", "ų", "u", "ý", "y", "ÿ", "y", "ź", "z", "ż", "z", "ž", "z",
	"ạ", "a", "ả", "a", "ấ", "a", "ầ", "a", "ẩ", "a", "ẫ", "a", "ậ", "a", "ắ", "a", "ằ", "a", "ẳ", "a", "ẵ", "a", "ặ", "a",
	"ẹ", "e", "ẻ", "e", "ẽ", "e", "ế", "e", "ề", "e", "ể", "e", "ễ", "e", "ệ", "e", "ỉ", "i", "ĩ", "i", "ị", "i",
	"ọ", "o", "ỏ", "o", "ố", "o", "ồ", "o", "ổ", "o", "ỗ", "o", "ộ", "o", "ớ", "o", "ờ", "o", "ở", "o", "ỡ", "o", "ợ", "o", "ơ", "o",
	"ụ", "u", "ủ", "u", "ũ", "u", "ứ", "u", "ừ", "u", "ử", "u", "ữ", "u", "ự", "u", "ư", "u", "ỳ", "y", "ỷ", "y", "ỹ", "y", "ỵ", "y",
)

// unaccented writes a text in small letters without accents: what people leave out, and what keyboards lack.
func unaccented(text string) string {
	plain := true
	for i := range len(text) {
		if text[i] >= 0x80 {
			plain = false
			break
		}
	}
	if plain { // most names
		return strings.ToLower(text)
	}
	return folds.Replace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || misleading(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text))
}

var spelledOut = strings.NewReplacer("&", " and ", "+", " and ")

// foldedWords are the words of a text that was folded. Apostrophes join ("O'Neill"), everything else that is neither letter
// nor digit parts words.
func foldedWords(text string) []string {
	text = spelledOut.Replace(unaccented(text))
	text = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case strings.ContainsRune("'’‘`´ʻʼ", r):
			return -1
		case unicode.IsLetter(r), unicode.IsDigit(r):
			return r
		}
		return ' '
	}, text)
	return strings.Fields(text)
}
