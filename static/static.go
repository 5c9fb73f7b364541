// Package static holds what pages are dressed with: style sheets, scripts, fonts and images, built by build.mjs
// into dist, and the catalogue of translations. All of it is embedded, so that the binary needs no folder beside it.
//
// Every built file has a checksum in its name ("site.3fa9c1d2.css") and therefore never changes: browsers keep it
// for a year. Pages ask for it by its plain name: static.Address("site.css").
package static

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

// Prefix is the address under which every built file is served.
const Prefix = "/static/"

// dist is what build.mjs made. Its .gitkeep is committed, so that a fresh clone compiles before assets are built;
// Check tells whether they were.
//
//go:embed all:dist
var dist embed.FS

// file is one built file, with its precompressed forms; br and gz are nil where compressing it would gain nothing.
type file struct {
	contentType string
	raw, br, gz []byte
}

// library is every built file by its name in dist, and the names by what pages call them.
type library struct {
	files map[string]file
	names map[string]string
	err   error
}

var shelf = sync.OnceValue(func() library { return read(dist) })

// Check is nil when the binary has its assets and its catalogue; otherwise it says which command to run.
func Check() error {
	if shelf().err != nil {
		return shelf().err
	}
	return catalogue().err
}

// Address is where a built file is served: Address("site.css") is "/static/site.3fa9c1d2.css". A name that was never
// built keeps its plain address, which answers 404.
func Address(name string) string {
	if built, ok := shelf().names[name]; ok {
		return Prefix + built
	}
	return Prefix + name
}

// Bytes is a built file's content by its plain name, nil when there is none.
func Bytes(name string) []byte {
	s := shelf()
	return s.files[s.names[name]].raw
}

var errNotBuilt = errors.New("the pages' style sheets and scripts are not built: run \"make assets\", then build again")

func read(built fs.FS) library {
	lib := library{files: map[string]file{}, names: map[string]string{}}
	manifest, err := fs.ReadFile(built, "dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		lib.err = errNotBuilt
		return lib
	}
	if err == nil {
		err = json.Unmarshal(manifest, &lib.names)
	}
	if err != nil {
		lib.err = fmt.Errorf("read the list of assets: %w", err)
		return lib
	}
	for _, hashed := range lib.names {
		raw, err := fs.ReadFile(built, "dist/"+hashed)
		if err != nil {
			lib.err = fmt.Errorf("%w (%s is missing)", errNotBuilt, hashed)
			return lib
		}
		f := file{contentType: ContentType(hashed), raw: raw}
		f.br, _ = fs.ReadFile(built, "dist/"+hashed+".br")
		f.gz, _ = fs.ReadFile(built, "dist/"+hashed+".gz")
		lib.files[hashed] = f
	}
	return lib
}

// ContentType is the type under which a file of this name is served, "" for one that we never serve.
func ContentType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".ttf":
		return "font/ttf"
	case ".woff2":
		return "font/woff2"
	default:
		return ""
	}
}
