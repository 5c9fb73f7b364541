package portal

import (
	_ "embed" // the languages of the public
	"strings"
)

// Language is a language that the public reads; it is the first part of an address ("/es/…"), English having none.
type Language string

const (
	English Language = "en"
	Spanish Language = "es"
)

// languageList has a line for each language: its tag, and its name in itself. A language more is a line more there, a
// folder in static/texts and one in static/pages; nothing in Go names it.
//
//go:embed languages.txt
var languageList string

// Languages in the order in which the switch shows them.
var Languages, languageNames = readLanguages(languageList)

func readLanguages(list string) (all []Language, names map[Language]string) {
	names = map[Language]string{}
	for line := range strings.Lines(list) {
		if tag, name, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			all = append(all, Language(tag))
			names[Language(tag)] = name
		}
	}
	return all, names
}

// ReadLanguage finds a language of the public by its tag.
func ReadLanguage(tag string) (Language, bool) {
	_, known := languageNames[Language(tag)]
	return Language(tag), known
}

// Prefix is what stands before an address in this language: "" or "/es".
func (l Language) Prefix() string {
	if l == English || l == "" {
		return ""
	}
	return "/" + string(l)
}

// Name is the language's name in itself.
func (l Language) Name() string {
	if name := languageNames[l]; name != "" {
		return name
	}
	return languageNames[English]
}
