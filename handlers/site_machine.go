package handlers

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// What programs ask of the public site: search engines, feed readers, and who found a weakness.

// alone are public addresses that are no page of the shelf and that search engines should know.
var alone = []string{"/accessibility", "/accessibility/requests/new", "/terms", "/sign-up", "/sign-in"}

type sitemapLink struct {
	Rel      string `xml:"rel,attr"`
	Language string `xml:"hreflang,attr"`
	Address  string `xml:"href,attr"`
}

type sitemapPage struct {
	Address string        `xml:"loc"`
	Changed string        `xml:"lastmod,omitempty"`
	Others  []sitemapLink `xml:"xhtml:link"`
}

// sitemap lists every public page in every language, each with its like in the others.
func (h *Handlers) sitemap(c echo.Context) error {
	type set struct {
		XMLName xml.Name      `xml:"urlset"`
		Space   string        `xml:"xmlns,attr"`
		XHTML   string        `xml:"xmlns:xhtml,attr"`
		Pages   []sitemapPage `xml:"url"`
	}
	all := set{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml"}
	add := func(address, changed string) {
		var others []sitemapLink
		for _, l := range portal.Languages {
			others = append(others, sitemapLink{"alternate", string(l), h.absolute(l, address)})
		}
		for _, l := range portal.Languages {
			all.Pages = append(all.Pages, sitemapPage{h.absolute(l, address), changed, others})
		}
	}
	for _, v := range h.shelf(ctx(c)).pages {
		add(v.Address(), v.PublishedAt.UTC().Format(time.DateOnly))
	}
	for _, address := range alone {
		add(address, "")
	}
	return h.document(c, "application/xml; charset=utf-8", all)
}

// feedLongest is how many changes the feed tells of.
const feedLongest = 20

// feed tells what is new on the site (Atom, RFC 4287), in the language of its address.
func (h *Handlers) feed(c echo.Context) error {
	type link struct {
		Rel     string `xml:"rel,attr"`
		Address string `xml:"href,attr"`
	}
	type entry struct {
		Title   string `xml:"title"`
		ID      string `xml:"id"`
		Link    link   `xml:"link"`
		Updated string `xml:"updated"`
		Summary string `xml:"summary"`
	}
	type feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string   `xml:"xml:lang,attr"`
		Title   string   `xml:"title"`
		ID      string   `xml:"id"`
		Links   []link   `xml:"link"`
		Author  string   `xml:"author>name"`
		Updated string   `xml:"updated"`
		Entries []entry  `xml:"entry"`
	}
	l, s := language(c), h.shelf(ctx(c))
	w := views.Words{Language: l, Zone: h.zone}
	self := h.absolute(l, "/feed.xml")
	f := feed{
		Lang: string(l), Title: w.Say("What is new") + ": " + h.department.NameIn(l), ID: self, Author: h.department.NameIn(l),
		Links: []link{{"self", self}, {"alternate", h.absolute(l, "/")}},
	}
	for _, v := range s.latest()[:min(feedLongest, len(s.pages))] {
		page, address := s.drawn[l][v.Slug], h.absolute(l, v.Address())
		said := v.Changes[page.Spoken]
		if said == "" {
			said = page.Summary
		}
		f.Entries = append(f.Entries, entry{page.Title, fmt.Sprintf("%s#%d", address, v.Number), link{"alternate", address}, v.PublishedAt.UTC().Format(time.RFC3339), said})
	}
	if len(f.Entries) > 0 {
		f.Updated = f.Entries[0].Updated
	}
	return h.document(c, "application/atom+xml; charset=utf-8", f)
}

// document answers with XML that browsers and caches may keep for a while.
func (h *Handlers) document(c echo.Context, contentType string, value any) error {
	raw, err := xml.MarshalIndent(value, "", " ")
	if err != nil {
		return fmt.Errorf("write XML: %w", err)
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=300")
	return c.Blob(http.StatusOK, contentType, append([]byte(xml.Header), raw...))
}

// robots tells search engines what is for them. Nothing is kept secret by it: who may read what is decided elsewhere.
func (h *Handlers) robots(c echo.Context) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, l := range append([]portal.Language{portal.English}, portal.Languages...) {
		for _, closed := range []string{"/search", "/account", "/messages", "/desk", "/office", "/setup", "/links", "/unsubscribe"} {
			line := "Disallow: " + translated(l.Prefix(), closed) + "\n"
			if !strings.Contains(b.String(), line) {
				b.WriteString(line)
			}
		}
	}
	b.WriteString("\nSitemap: " + h.absolute(portal.English, "/sitemap.xml") + "\n")
	return h.plainText(c, b.String())
}

// securityLasts is how long security.txt stands; it is written anew at each question (RFC 9116 wants less than a year).
const securityLasts = 180 * 24 * time.Hour

// securityText says who hears of a weakness of the site (RFC 9116).
func (h *Handlers) securityText(c echo.Context) error {
	contact := h.Profile.SecurityContact
	if contact == "" {
		contact = h.Profile.Email
	}
	var tags []string
	for _, l := range portal.Languages {
		tags = append(tags, string(l))
	}
	text := ""
	if contact != "" {
		text = "Contact: mailto:" + contact + "\n"
	}
	text += "Contact: tel:+1-" + strings.Join(strings.FieldsFunc(h.Profile.Phone, func(r rune) bool { return r < '0' || r > '9' }), "-") + "\n"
	text += "Expires: " + h.db.Now().UTC().Add(securityLasts).Truncate(24*time.Hour).Format(time.RFC3339) + "\n" +
		"Preferred-Languages: " + strings.Join(tags, ", ") + "\n" +
		"Canonical: " + h.absolute(portal.English, "/.well-known/security.txt") + "\n" +
		"Policy: " + h.absolute(portal.English, "/policies/monitoring") + "\n"
	return h.plainText(c, text)
}

func (h *Handlers) plainText(c echo.Context, text string) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=3600")
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(text))
}

// absolute is an address of ours as other programs need it, in a language.
func (h *Handlers) absolute(l portal.Language, address string) string {
	return h.Origin.Scheme + "://" + h.Origin.Host + translated(l.Prefix(), address)
}
