package views

import (
	"github.com/a-h/templ"

	"exchequer/portal"
	"exchequer/templ/layout"
)

// Home is the public site's first page: a question first, then what most people come for, then how to talk to us.
type Home struct {
	Page
	Content SitePage
	Wanted  []PageLink
	News    []PageLink
	Mine    []door
}

// door is one thing that someone can do here.
type door struct{ name, text, address string }

// NewHome lays the home page out. wanted are the most wanted tasks in order, news the pages that were changed last.
func NewHome(p Page, content SitePage, wanted, news []SitePage) Home {
	p.Bleed, p.OwnSearch = true, true
	p.Description = content.Summary
	home := Home{Page: p, Content: content}
	for _, page := range wanted {
		home.Wanted = append(home.Wanted, NewPageLink(page))
	}
	for _, page := range news {
		home.News = append(home.News, NewPageLink(page))
	}
	home.Mine = doors(p)
	return home
}

// doors are the ways into someone's own matters; what is not there is not promised.
func doors(p Page) []door {
	if p.Account != nil && p.Account.Role == portal.Taxpayer {
		return []door{
			{p.Say("Your account"), p.Say("What waits for you, and where things stand."), p.Path("/account")},
			{p.Say("Messages"), p.Say("Write to us in private, and read what we answer."), p.Path("/messages")},
		}
	}
	return []door{
		{p.Say("Sign in"), p.Say("With a passkey, or with your password and a code."), p.Path("/sign-in")},
		{p.Say("Open an account"), p.Say("Free, in about five minutes, with or without a smartphone."), p.Path("/sign-up")},
		{p.Say("Check on a request"), p.Say("With its reference and follow-up code. You need no account."), p.Path(layout.CheckRequest)},
	}
}

// langAttr is the language of a part where it is not that of the page around it.
func langAttr(lang string) templ.Attributes {
	if lang == "" {
		return nil
	}
	return templ.Attributes{"lang": lang}
}
