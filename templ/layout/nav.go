package layout

import (
	"cmp"
	"strings"

	"exchequer/portal"
)

// NavGroup is one part of the desk's navigation: a heading and its queues.
type NavGroup struct {
	Heading string // "" for the first
	Links   []NavLink
}

// NavLink is one queue or page of the desk. Count is how much waits there; -1 says nothing.
type NavLink struct {
	Text    string
	Address string
	Count   int
	More    bool // there is more than Count; nobody counted on
	Urgent  bool // something in it is overdue; said in words for screen readers
	Current bool
}

// Uncounted is the Count of a link that leads to no queue.
const Uncounted = -1

// link is one entry of the public site's own navigation.
type link struct {
	text, address string
	current       bool
}

// publicNav is what the public site has, in the order in which people look for it.
func publicNav(p Page) []link {
	links := []link{{p.Say("Home"), p.Path("/"), p.Address == "/"}}
	if p.Account != nil && p.Account.Role == portal.Taxpayer {
		links = append(links, link{p.Say("Messages"), p.Path("/messages"), under(p.Address, "/messages")})
	}
	return append(links, []link{
		{p.Say("Services"), p.Path("/services"), under(p.Address, "/services")},
		{p.Say("Help"), p.Path("/help"), under(p.Address, "/help")},
		{p.Say("Contact"), p.Path("/contact"), under(p.Address, "/contact")},
	}...)
}

// under reports whether an address is a page or one below it.
func under(address, page string) bool {
	return address == page || strings.HasPrefix(address, page+"/") || strings.HasPrefix(address, page+"?")
}

// otherLanguages are the languages in which the reader could have this page instead.
func otherLanguages(p Page) []portal.Language {
	var others []portal.Language
	for _, l := range portal.Languages {
		if string(l) != p.Lang() {
			others = append(others, l)
		}
	}
	return others
}

// linkText is what a link of the footer says in a language, or in English.
func linkText(l portal.Link, language portal.Language) string {
	return cmp.Or(l.Text[string(language)], l.Text[string(portal.English)])
}

// Dial is a telephone number as an address: "(555) 010-4400" is "tel:5550104400".
func Dial(number string) string {
	return "tel:" + strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
}

// mailbox and mailHost are an e-mail address in two, so that a narrow column breaks it where people do.
func mailbox(address string) string { return address[:strings.LastIndexByte(address, '@')+1] }

func mailHost(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
