package views

import (
	"net/url"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// AccountsPage is where the desk finds an account of the public. Which account to open is chosen from a list that shows
// just enough; opening it needs a reason.
type AccountsPage struct {
	Desk
	Search portal.AccountSearch
	Sought bool // someone asked; an empty page is not an empty answer
	Lines  []portal.Account
	Pager  ui.Pager
	Form   ui.Form // of the reason
	Find   ui.Form
}

// NewAccountsPage lays the answer out; found holds one more than a page when there is another. Refused is what was wrong
// with the words sought for, err what was wrong with the reason.
func NewAccountsPage(d Desk, s portal.AccountSearch, found []portal.Account, values url.Values, refused, err error) AccountsPage {
	d.Page = mistaken(d.Page, firstError(refused, err))
	p := AccountsPage{
		Desk: d, Search: s, Sought: s.Words != "" && refused == nil, Lines: found, Pager: ui.Pager{NewerText: "First page", OlderText: "Next page"},
		Form: formOf(d.Page, values, err), Find: formOf(d.Page, url.Values{"search": {s.Words}}, refused),
	}
	if s.After != "" {
		p.Pager.Newer = accountsAddress(s.Words, "")
	}
	if len(found) > portal.AccountPageSize {
		p.Lines = found[:portal.AccountPageSize]
		p.Pager.Older = accountsAddress(s.Words, p.Lines[portal.AccountPageSize-1].ID)
	}
	return p
}

func firstError(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

func accountsAddress(words, after string) string {
	q := url.Values{"search": {words}}
	if after != "" {
		q.Set("after", after)
	}
	return "/desk/accounts?" + q.Encode()
}

// WhyPage asks for the reason before an account is opened by its address. It looks the same whether or not there is one.
type WhyPage struct {
	Desk
	ID   string
	Form ui.Form
}

// NewWhyPage is fresh with err nil.
func NewWhyPage(d Desk, id string, values url.Values, err error) WhyPage {
	d.Page = mistaken(d.Page, err)
	return WhyPage{Desk: d, ID: id, Form: formOf(d.Page, values, err)}
}

// whyInput asks why someone looks.
func whyInput(f ui.Form) ui.Input {
	return f.Ask(ui.Input{
		Kind: ui.Area, Name: "reason", Label: "Why do you look?", Rows: 2, Limit: 500,
		Hint: "One sentence, like “Called about a lost code card”. It stands in the audit trail and opens the account to you for one hour.",
	})
}

// AccountFlash is what an act about an account did.
func AccountFlash(done string) *ui.Flash {
	said := map[string]string{
		"sessions":  "Their sessions have ended. They were told by e-mail.",
		"held":      "The account is on hold. Nobody can sign in with it; its owner was told by e-mail.",
		"reopened":  "The account is open again. Its owner was told by e-mail.",
		"released":  "The account is released. Its owner was told by e-mail.",
		"proposed":  "Your proposal waits for a colleague: a supervisor or an administrator decides on it. Nothing has changed yet.",
		"begun":     "The recovery waits for a supervisor. Nothing has changed yet; the owner’s address was told.",
		"approved":  "Approved. The link is on its way to the account’s e-mail address. Your colleague at the counter prints the code.",
		"suspended": "The account is suspended. Its owner was told by e-mail, and how to have it looked at again.",
		"restored":  "The suspension is lifted. Its owner was told by e-mail.",
		"mailed":    "It is noted that the card is in the mail. Its owner was told by e-mail.",
		"deceased":  "It is noted that the owner has died. Nobody signs in with the account any more; its addresses were told.",
		"living":    "The mistake is put right: the account is what it was before. Its owner was told.",
		"refused":   "Refused. Nothing was changed, and your words stand with it.",
	}[done]
	if said == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: said}
}

// publicStatus is the status of an account of the public as a tag.
func publicStatus(s portal.AccountStatus) ui.Status {
	if s == portal.PendingEmail {
		return ui.Status{Text: "E-mail not confirmed yet", Look: ui.Waiting}
	}
	return statusOf(s)
}

// nameOr is a name, or what to call an account that has none yet.
func nameOr(a portal.Account) string { return firstText(a.Name, "No name yet") }
