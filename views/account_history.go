package views

import (
	"exchequer/portal"
	"exchequer/templ/ui"
)

// OwnHistoryPage is a page of all that happened to someone's sign-in.
type OwnHistoryPage struct {
	Desk
	SignIns []portal.SignIn
	Pager   ui.Pager
}

// NewOwnHistoryPage lays it out. Older is where the page begins, "" at the latest; there is one line more than a page when
// there are older ones.
func NewOwnHistoryPage(d Desk, lines []portal.SignIn, older string) OwnHistoryPage {
	shown, pager := ownPage(d.Page, "/account/security/history", older, lines, func(l portal.SignIn) string { return l.ID })
	return OwnHistoryPage{Desk: d, SignIns: shown, Pager: pager}
}

// OwnLooksPage is a page of the times that our staff looked at someone's account.
type OwnLooksPage struct {
	Desk
	Looks []portal.AccountLook
	Pager ui.Pager
}

// NewOwnLooksPage lays it out as NewOwnHistoryPage does.
func NewOwnLooksPage(d Desk, looks []portal.AccountLook, older string) OwnLooksPage {
	shown, pager := ownPage(d.Page, "/account/security/looks", older, looks, func(l portal.AccountLook) string { return l.ID })
	return OwnLooksPage{Desk: d, Looks: shown, Pager: pager}
}

// ownPage cuts a page off, and says where the latest and the earlier ones are.
func ownPage[T any](p Page, address, older string, all []T, id func(T) string) ([]T, ui.Pager) {
	pager := ui.Pager{NewerText: p.Say("Latest"), OlderText: p.Say("Earlier")}
	if older != "" {
		pager.Newer = p.Path(address)
	}
	if len(all) > portal.AccountPageSize {
		all = all[:portal.AccountPageSize]
		pager.Older = p.Path(address) + "?older=" + id(all[portal.AccountPageSize-1])
	}
	return all, pager
}
