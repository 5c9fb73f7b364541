// Package layout is what surrounds every page: the document, the public site, a taxpayer's room and the desk.
//
//	p := layout.Page{Words: ui.Words{Language: lang, Zone: zone}, Title: "Accessibility", Address: "/accessibility",
//	        Department: department, Nonce: nonce}
//	@layout.Public(p) { <h1>…</h1> }
package layout

import (
	"net/url"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Page is what every page knows about itself. Views embed it and add their own.
type Page struct {
	ui.Words
	Title       string      // of the page alone; the department's name is added
	Description string      // one sentence for search engines; public pages only
	Address     string      // path and query without the language's prefix: "/accessibility"
	Profile     *Department // one for the whole program, made at start by NewDepartment
	Nonce       string      // of this answer's Content-Security-Policy
	Account     *Account    // who is signed in; nil for visitors
	Session     *Session    // when their session ends; nil for visitors
	Flash       *ui.Flash   // what the act before did
	Crumbs      []Crumb     // the pages above this one, the home page left out; none: no breadcrumb
	Bleed       bool        // the page lays itself out from edge to edge: the home page
	Mistaken    bool        // the page shows an error summary, and its title says so first
	Origin      string      // the site's own address, for other programs: "https://revenue.example"
	NoIndex     bool        // search engines leave it out, though it is public
	OwnSearch   bool        // the page has a search box of its own, so that the header has none
	Notice      *Notice     // what everyone must know now; nil on most days
}

// Account is who is signed in, as their pages call them.
type Account struct {
	Name string
	Role portal.Role
	For  string // for whom a representative acts, "" for oneself
	Key  string // tells one account's kept words from another's in one browser; not a secret, not a name
}

// Notice is what every page says above all else: an emergency, planned maintenance, a deadline that moved.
type Notice struct {
	Tone          ui.Tone
	Heading, Text string
	Address, More string // a link, when there is one
}

// Session says when a session ends: by itself when nothing is done (Ends), and whatever is done (Limit). Now is the
// server's clock, because the reader's may be wrong.
type Session struct{ Now, Ends, Limit time.Time }

// ExtendSession is where a page asks, by POST, for more time. The answer is 204 with the seconds that are left in the
// headers Session-Ends-In and Session-Limit-In, or 401 when the session has ended.
const ExtendSession = "/session/extension"

// SecurityAddress is where someone keeps the keys to their account.
const SecurityAddress = "/account/security"

// ActingAddress is where someone sees and chooses for whom they act.
const ActingAddress = "/acting"

// CheckRequest is where someone with a reference and a follow-up code sees where their request stands.
const CheckRequest = "/accessibility/status"

// WarnBefore is how long before its end a session warns (Login.gov: 150 s).
const WarnBefore = 150 * time.Second

// Crumb is one page of the way from the home page.
type Crumb struct{ Text, Address string }

// Path is an address in the page's language: "/accessibility" is "/es/accessibility" on a Spanish page.
func (p Page) Path(address string) string { return in(p.Language, address) }

// Here is the page's own address in its language, without its query: what a request for another format names.
func (p Page) Here() string {
	path, _, _ := strings.Cut(p.Address, "?")
	return p.Path(path)
}

// Absolute is an address of this site as other programs need it, in a language.
func (p Page) Absolute(l portal.Language, address string) string { return p.Origin + in(l, address) }

// AnotherFormat is the form that asks for this page in another format, the page's address filled in.
func (p Page) AnotherFormat() string {
	return p.Path("/accessibility/requests/new") + "?page=" + url.QueryEscape(p.Here())
}

// DepartmentName is the department's name in the page's language.
func (p Page) DepartmentName() string { return p.Profile.NameIn(p.Language) }

// FullTitle is what the browser's tab says: the page, then the department.
func (p Page) FullTitle() string {
	title := p.DepartmentName()
	if p.Title != "" && p.Title != title {
		title = p.Title + " | " + title
	}
	if p.Mistaken {
		title = p.Say("Error: %s", title)
	}
	return title
}

// in is an address in a language. The home page of a language other than English is "/es", with no slash behind.
func in(language portal.Language, address string) string {
	prefix := language.Prefix()
	if prefix == "" {
		return address
	}
	if rest := address[1:]; rest == "" || rest[0] == '?' || rest[0] == '#' {
		return prefix + rest
	}
	return prefix + address
}
