package portal

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// What a password must be. Length is counted in code points, as people count characters.
const (
	PasswordShortest = 12  // always with a second factor (NIST SP 800-63B-4 asks 8 then; Login.gov: 12)
	PasswordLongest  = 128 // OWASP ASVS 5.0 6.2.9 asks for 64 at least
)

// PasswordIterations is the work of one hash: PBKDF2-HMAC-SHA-256 (OWASP, 2023: 600,000).
const PasswordIterations = 600_000

// CheckPassword notes what is wrong with a new password. There are no rules of composition and none of age (NIST
// SP 800-63B-4, 3.1.1.2): it is long enough, not among those that attackers try first, and not made of what everyone
// knows about the person or the office. Refused are those that the operator adds; about holds what everyone knows: e-mail
// address, name, department.
func CheckPassword(check *Check, field, password string, refused RefusedPasswords, about ...string) {
	length := utf8.RuneCountInString(password)
	switch folded := fold(password); {
	case password == "":
		check.Wrong(field, "Enter a password of at least %d characters.", PasswordShortest)
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		check.Wrong(field, "Use characters that you can type again on any keyboard.")
	case length < PasswordShortest:
		check.Wrong(field, "This password is too short: %d of at least %d characters. Three or four words that do not belong together are easy to remember.", length, PasswordShortest)
	case length > PasswordLongest:
		check.Wrong(field, "This password is too long: %d characters. Use at most %d.", length, PasswordLongest)
	case repeats(folded):
		check.Wrong(field, "This password repeats the same few characters. Attackers try those early. Choose another.")
	case followsKeyboard(folded):
		check.Wrong(field, "This password follows the keyboard, the alphabet or a row of numbers. Attackers try those early. Choose another.")
	case isAmong(commonPasswords(), password, folded):
		check.Wrong(field, "This password is one of those that attackers try first. Choose another.")
	case isAmong(refused, password, folded):
		check.Wrong(field, "Our office keeps a list of passwords that are too well known, and this one is on it. Choose another.")
	case saysAbout(folded, about):
		check.Wrong(field, "This password is too close to your name, your e-mail address or the department’s name. Choose another.")
	}
}

// passwordList holds the 15,000 passwords that people chose most often in the leaks that security researchers
// collected, those of 8 characters and more, and the most frequent of 6 and 7 as stems (from the word lists of
// zxcvbn 4.4.2, MIT licence, © Dan Wheeler and Dropbox, Inc.). One a line, compressed, since not all are decent.
//
//go:embed password_common.txt.gz
var passwordList []byte

// officeWords are stems that a person at a revenue department would think of.
const officeWords = `administrator administrador auditor bienvenido clerk clave computer contraseña department
	departamento enero exchequer finance government impuesto impuestos january february march april june july august
	september october november december monday tuesday wednesday thursday friday saturday sunday office passcode
	passphrase password primavera refund revenue secret secreto spring staff state summer autumn winter supervisor tax
	taxes taxpayer tesoro treasury verano welcome`

var commonPasswords = sync.OnceValue(func() RefusedPasswords {
	common := make(RefusedPasswords, 16_000)
	reader, err := gzip.NewReader(bytes.NewReader(passwordList))
	if err != nil {
		panic("portal: the list of common passwords is damaged: " + err.Error()) // embedded: only a broken build
	}
	var list bytes.Buffer
	if _, err := list.ReadFrom(reader); err != nil {
		panic("portal: the list of common passwords is damaged: " + err.Error())
	}
	for word := range strings.Lines(list.String()) {
		common[fold(strings.TrimSpace(word))] = struct{}{}
	}
	for _, word := range strings.Fields(officeWords) {
		common[fold(word)] = struct{}{}
	}
	return common
})

// isAmong also sees through the usual decorations: "P@ssw0rd2024!!", "Welcome-123456", "passwordpassword".
func isAmong(common RefusedPasswords, password, folded string) bool {
	if len(common) == 0 {
		return false
	}
	if common.has(folded) || common.has(letters(folded)) {
		return true
	}
	const decoration = 8 // characters around one common word that do not make it a good password
	stem := strings.TrimFunc(strings.ToLower(password), func(r rune) bool { return !unicode.IsLetter(r) })
	if len(stem) >= len(password)-decoration && (common.has(fold(stem)) || common.has(letters(fold(stem)))) {
		return true
	}
	unit := folded[:period(folded)]
	return len(unit) < len(folded) && common.has(unit)
}

// repeats finds "abcabcabcabc" and "111111222222".
func repeats(folded string) bool {
	var distinct []rune
	for _, r := range folded {
		if !slices.Contains(distinct, r) {
			distinct = append(distinct, r)
		}
	}
	return len(distinct) < 5 || period(folded) <= 4
}

// period is the length of the shortest beginning that, said again and again, makes the text.
func period(text string) int {
	for n := 1; n < len(text); n++ {
		if strings.HasPrefix(strings.Repeat(text[:n], len(text)/n+1), text) && len(text) >= 2*n {
			return n
		}
	}
	return len(text)
}

// rows are the ways along a keyboard, the alphabet and the numbers, each also read backwards.
var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "!@#$%^&*()_+",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "1q2w3e4r5t6y7u8i9o0p", "qawsedrftgyhujikolp", "qazwsxedcrfvtgbyhnujm",
}

// followsKeyboard reports that little is left of the password without its runs of four and more.
func followsKeyboard(folded string) bool {
	const run, rest = 4, 5
	text := []rune(strings.ToLower(folded))
	left := 0
	for i := 0; i < len(text); {
		n := same(text[i:])
		for _, row := range rows {
			n = max(n, along(row, text[i:]), along(reverse(row), text[i:]))
		}
		if n < run {
			n = 1
			left++
		}
		i += n
	}
	return left < rest
}

// along counts how many of the first characters of text follow each other in row.
func along(row string, text []rune) int {
	at := strings.IndexRune(row, text[0])
	if at < 0 {
		return 0
	}
	n := 0
	for _, want := range row[at:] {
		if n == len(text) || text[n] != want {
			break
		}
		n++
	}
	return n
}

// same counts how often the first character of text is repeated.
func same(text []rune) int {
	n := 1
	for n < len(text) && text[n] == text[0] {
		n++
	}
	return n
}

func reverse(row string) string {
	r := []rune(row)
	slices.Reverse(r)
	return string(r)
}

// saysAbout reports that fewer than eight characters of the password are something else than what everyone knows.
func saysAbout(folded string, about []string) bool {
	const known, rest = 3, 8 // a name of three letters counts, an initial does not
	left := letters(folded)
	digits := strings.ContainsFunc(folded, unicode.IsDigit)
	var words []string
	for _, text := range about {
		words = append(words, strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) })...)
		words = append(words, letters(fold(text)))
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) }) // the longest first
	found := false
	for _, word := range words {
		if utf8.RuneCountInString(word) >= known && strings.Contains(left, word) {
			left, found = strings.ReplaceAll(left, word, ""), true
		}
	}
	if digits {
		left += "#" // numbers beside a name are one idea more, not many
	}
	return found && utf8.RuneCountInString(left) < rest
}

// fold reads a text as an attacker does: in small letters and without accents.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if plain, ok := foldings[r]; ok {
			return plain
		}
		return r
	}, text)
}

var foldings = map[rune]rune{
	'á': 'a', 'à': 'a', 'â': 'a', 'ä': 'a', 'ã': 'a', 'å': 'a', 'ç': 'c', 'é': 'e', 'è': 'e', 'ê': 'e', 'ë': 'e',
	'í': 'i', 'ì': 'i', 'î': 'i', 'ï': 'i', 'ñ': 'n', 'ó': 'o', 'ò': 'o', 'ô': 'o', 'ö': 'o', 'õ': 'o', 'ú': 'u',
	'ù': 'u', 'û': 'u', 'ü': 'u',
}

// letters keeps the letters, reading signs and digits within a word as letters: "p@ssw0rd" is "password".
func letters(folded string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '@', '4':
			return 'a'
		case '0':
			return 'o'
		case '1', '!':
			return 'i'
		case '3':
			return 'e'
		case '5', '$':
			return 's'
		case '7':
			return 't'
		}
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, folded)
}
