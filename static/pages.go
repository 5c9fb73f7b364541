package static

import (
	"embed"
	"io/fs"
)

// pages holds the public site's own pages: pages/<language>/<slug>.md, as the program ships them.
//
//go:embed pages
var pages embed.FS

// Page is one file of a shipped page.
type Page struct{ Name, Text string }

// Pages are all shipped pages in all languages, in the order of their names.
func Pages() ([]Page, error) { return readPages(pages) }

func readPages(files fs.FS) (all []Page, err error) {
	names, err := fs.Glob(files, "pages/*/*.md")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all = append(all, Page{name, string(raw)})
	}
	return all, nil
}
