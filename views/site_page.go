package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/prose"
)

// SitePage is a page of the public site drawn for one language. It is drawn once and shown to everyone.
type SitePage struct {
	portal.PageVersion
	Language portal.Language // for whom it is drawn
	Spoken   portal.Language // in which its words are: English where nobody has translated it
	Title    string
	Summary  string
	Also     string
	Doc      prose.Document
}

// NewSitePage draws a version for a language. Its problems are those of its text; with none it may be published.
func NewSitePage(v portal.PageVersion, l portal.Language, profile portal.Profile, origin *url.URL) SitePage {
	words, spoken := v.In(l)
	fields := portal.NewPageFields(profile, origin, spoken)
	p := SitePage{PageVersion: v, Language: l, Spoken: spoken, Title: fields.Fill(words.Title), Summary: fields.Fill(words.Summary), Also: words.Also}
	var hosts []string
	if origin != nil {
		hosts = []string{origin.Host}
	}
	p.Doc = prose.Render(words.Body, prose.Options{Words: Words{Language: spoken}, Fields: fields, Prefix: l.Prefix(), Hosts: hosts})
	for _, line := range []string{words.Title, words.Summary} {
		if problem, wrong := fields.Unknown(line); wrong {
			p.Doc.Problems = append(p.Doc.Problems, problem)
		}
	}
	return p
}

// Borrowed reports that the page is in another language than the reader's, because nobody has translated it yet.
func (p SitePage) Borrowed() bool { return p.Spoken != p.Language }

// lang is the language of the page's words where it is not that of the page around them.
func (p SitePage) lang() string {
	if p.Borrowed() {
		return string(p.Spoken)
	}
	return ""
}

// contents are the headings of the second level when there are enough of them to be worth a list.
func (p SitePage) contents() (list []prose.Heading) {
	for _, h := range p.Doc.Headings {
		if h.Level == 2 {
			list = append(list, h)
		}
	}
	if len(list) < 4 {
		return nil
	}
	return list
}

// ReadPage is a page as someone reads it.
type ReadPage struct {
	Page
	Content  SitePage
	Below    []PageGroup // what an index page lists
	Versions bool        // its versions are offered
	Former   *time.Time  // it is an earlier version: since when it is no longer so; nil for the current one
	Again    string      // address of the current one
}

// NewReadPage lays a page out.
func NewReadPage(p Page, content SitePage) ReadPage {
	p.Title, p.Description, p.Crumbs = content.Title, content.Summary, crumbsOf(p, content)
	return ReadPage{Page: p, Content: content, Versions: content.HasVersions()}
}

// PageGroup is some pages under a heading.
type PageGroup struct {
	Heading string
	Links   []PageLink
}

// PageLink leads to a page.
type PageLink struct {
	Title, Summary, Address string
	Lang                    string // of its words, when that is not the page's
	Updated                 time.Time
}

// NewPageLink is the link to a page that was drawn.
func NewPageLink(p SitePage) PageLink {
	return PageLink{p.Title, p.Summary, p.Address(), p.lang(), p.PublishedAt}
}

// HelpGroups puts help pages under the headings of their groups.
func HelpGroups(w Words, pages []SitePage) (groups []PageGroup) {
	for _, g := range portal.PageGroups {
		one := PageGroup{Heading: w.Sentence(g.Name())}
		for _, p := range pages {
			if p.Group == g || p.Group == portal.NoGroup && g == portal.MoreGroup {
				one.Links = append(one.Links, NewPageLink(p))
			}
		}
		if len(one.Links) > 0 {
			groups = append(groups, one)
		}
	}
	return groups
}

// PolicyGroup is all policies: the pages, and the two texts that stand elsewhere.
func PolicyGroup(w Words, pages []SitePage) []PageGroup {
	one := PageGroup{}
	for _, p := range pages {
		one.Links = append(one.Links, NewPageLink(p))
	}
	one.Links = append(one.Links,
		PageLink{Title: w.Say("Accessibility"), Summary: w.Say("What we promise, and how to ask for another format."), Address: "/accessibility"},
		PageLink{Title: w.Say("Terms and rules of conduct"), Summary: w.Say("What you agree to before you use secure messages."), Address: TermsAddress},
	)
	return []PageGroup{one}
}

// PageVersions lists the versions of a page.
type PageVersions struct {
	Page
	Versions []portal.PageVersion // newest first
	Language portal.Language
}

// change is what a version brought, in the page's language or in English.
func (p PageVersions) change(v portal.PageVersion) (text string, borrowed bool) {
	if text := v.Changes[p.Language]; text != "" || p.Language == portal.English {
		return text, false
	}
	return v.Changes[portal.English], v.Changes[portal.English] != ""
}

// NewPageVersions lays the versions of a page out.
func NewPageVersions(p Page, now SitePage, versions []portal.PageVersion) PageVersions {
	p.Title = p.Say("%s: all versions", now.Title)
	p.Crumbs = append(crumbsOf(p, now), layout.Crumb{Text: now.Title, Address: now.Address()})
	return PageVersions{Page: p, Versions: versions, Language: portal.Language(p.Lang())}
}

// crumbsOf is the way to a page from the home page.
func crumbsOf(p Page, page SitePage) []layout.Crumb {
	switch page.Kind {
	case portal.HelpPage:
		return []layout.Crumb{{Text: p.Say("Help"), Address: "/help"}}
	case portal.PolicyPage:
		return []layout.Crumb{{Text: p.Say("Policies"), Address: "/policies"}}
	}
	return nil
}
