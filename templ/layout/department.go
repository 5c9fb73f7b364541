package layout

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"

	"exchequer/portal"
	"exchequer/static"
)

// Department is the profile made ready for pages, once, when the program starts: its style sheet and its logo have
// addresses with a checksum, so that a new colour is seen at once and an old one is never asked for.
type Department struct {
	portal.Profile
	ThemeAddress string
	LogoAddress  string
	CardAddress  string // the picture that others show beside a link to us
	files        map[string]departmentFile
}

type departmentFile struct {
	contentType string
	body        []byte
}

// NewDepartment prepares a profile. logo is the content of profile.Logo; when there is none, the sample's mark is shown.
func NewDepartment(profile portal.Profile, logo []byte) *Department {
	d := &Department{
		Profile:      profile,
		ThemeAddress: ThemeAddress(profile),
		LogoAddress:  static.Address("logo.svg"),
		files:        map[string]departmentFile{},
	}
	d.files[d.ThemeAddress] = departmentFile{static.ContentType("theme.css"), Theme(profile)}
	if len(logo) > 0 {
		d.LogoAddress = static.Prefix + "department." + checksum(logo) + path.Ext(profile.Logo)
		d.files[d.LogoAddress] = departmentFile{static.ContentType(profile.Logo), logo}
	}
	return d
}

// Handler serves the department's own style sheet and logo, and the kit's files behind them.
func (d *Department) Handler() http.Handler {
	kit := static.Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := d.files[r.URL.Path]
		if !ok || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
			kit.ServeHTTP(w, r)
			return
		}
		static.Forever(w.Header(), f.contentType)
		w.Header().Set("Content-Length", strconv.Itoa(len(f.body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(f.body) // the reader went away; there is nobody left to tell
		}
	})
}

// NameIn is the department's name in a language.
func (d *Department) NameIn(l portal.Language) string { return cmp.Or(d.Names[string(l)], d.Name) }

// StateIn is the state in a language.
func (d *Department) StateIn(l portal.Language) string { return cmp.Or(d.States[string(l)], d.State) }

// HoursIn are the hours in a language, or the English ones.
func (d *Department) HoursIn(l portal.Language) string {
	return cmp.Or(d.Hours[string(l)], d.Hours[string(portal.English)])
}

// checksum is short enough for an address and long enough that two versions never share it by chance.
func checksum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:4])
}
