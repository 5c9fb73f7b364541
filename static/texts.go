package static

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"sync"
)

// texts holds the translations: texts/<language>/<stem>.json, one file a feature, {"English": "its translation"}.
// A third language is a third folder; nothing in Go names the languages there.
//
//go:embed texts
var texts embed.FS

type translations struct {
	byLanguage map[string]map[string]string
	err        error
}

var catalogue = sync.OnceValue(func() translations {
	byLanguage, err := merge(texts)
	return translations{byLanguage, err}
})

// Translate is an English text in another language ("es"), and whether the catalogue has it. English itself is
// never looked up, so that an English page costs nothing.
func Translate(language, text string) (string, bool) {
	translated, ok := catalogue().byLanguage[language][text]
	return translated, ok
}

// Catalogue is a copy of every translation into a language, for tests that compare it with what pages say.
func Catalogue(language string) map[string]string {
	all := map[string]string{}
	for english, translated := range catalogue().byLanguage[language] {
		all[english] = translated
	}
	return all
}

// merge reads every file of every language. The same English in two files must have the same translation, or
// nobody could tell which of them a page shows.
func merge(files fs.FS) (map[string]map[string]string, error) {
	merged := map[string]map[string]string{}
	names, err := fs.Glob(files, "texts/*/*.json")
	if err != nil {
		return nil, fmt.Errorf("list translations: %w", err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("read translations: %w", err)
		}
		var one map[string]string
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, fmt.Errorf("read translations of %s: %w", name, err)
		}
		language := path.Base(path.Dir(name))
		if merged[language] == nil {
			merged[language] = map[string]string{}
		}
		for english, translated := range one {
			if had, ok := merged[language][english]; ok && had != translated {
				return nil, fmt.Errorf("%s translates %q as %q, another file as %q", name, english, translated, had)
			}
			merged[language][english] = translated
		}
	}
	return merged, nil
}
