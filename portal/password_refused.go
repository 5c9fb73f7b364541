package portal

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// RefusedPasswords are passwords that nobody may choose, as fold writes them. Each also refuses itself with decorations.
type RefusedPasswords map[string]struct{}

func (r RefusedPasswords) has(folded string) bool {
	_, ok := r[folded]
	return ok
}

// What an operator's own file of refused passwords may hold. The set stays in memory: about 20 MB at the most.
const (
	RefusedPasswordsLargest = 4 << 20 // bytes
	refusedPasswordsMost    = 200_000 // lines; the longest lists that people publish for this hold 100,000
)

// ReadRefusedPasswords reads an operator's own file of passwords that nobody may choose: one a line, empty lines left out.
// A "#" is a character of a password like any other. What is wrong is told with its line, and never repeats the line.
func ReadRefusedPasswords(content []byte) (RefusedPasswords, error) {
	if len(content) > RefusedPasswordsLargest {
		return nil, fmt.Errorf("the file is larger than %d MiB. Keep the passwords that are chosen most often.", RefusedPasswordsLargest>>20)
	}
	content = bytes.TrimPrefix(content, []byte("\ufeff")) // some editors put it there
	refused, number := RefusedPasswords{}, 0
	for line := range strings.Lines(string(content)) {
		number++
		word := strings.TrimSpace(line)
		switch {
		case number > refusedPasswordsMost:
			return nil, fmt.Errorf("line %d: there are more than %d lines. Keep the passwords that are chosen most often.", number, refusedPasswordsMost)
		case word == "":
			continue
		case !utf8.ValidString(word):
			return nil, fmt.Errorf("line %d: this is not text in UTF-8. Save the file in that encoding.", number)
		case strings.ContainsFunc(word, unicode.IsControl):
			return nil, fmt.Errorf("line %d: there is a character that nobody can type. Write one password a line, and nothing else.", number)
		case utf8.RuneCountInString(word) > PasswordLongest:
			return nil, fmt.Errorf("line %d: this is longer than any password may be (%d characters). Write one password a line.", number, PasswordLongest)
		}
		refused[fold(word)] = struct{}{}
	}
	if len(refused) == 0 {
		return nil, fmt.Errorf("the file holds no password. Write one a line, or leave the setting out.")
	}
	return refused, nil
}
