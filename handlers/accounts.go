package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// Accounts of the public at the desk: found by an e-mail address or a name, opened for a reason, and helped.

// accounts finds accounts. What was sought stands in the address, so that the next page can be turned to.
func (h *Handlers) accounts(c echo.Context) error {
	return h.showAccounts(c, http.StatusOK, portal.AccountSearch{Words: query(c, "search"), After: query(c, "after")}, nil, nil)
}

func (h *Handlers) showAccounts(c echo.Context, status int, s portal.AccountSearch, values url.Values, err error) error {
	var found []portal.Account
	var refused error
	if s.Words != "" {
		found, refused = h.db.FindAccounts(ctx(c), actor(c), s)
		if said := saidOf(refused); refused != nil && said.Code != portal.Mend && said.Code != portal.TooMany {
			return refused
		} else if refused != nil {
			retryAfter(c, said)
			status = statuses[said.Code]
		}
	}
	desk, deskErr := h.desk(c, "Find an account")
	if deskErr != nil {
		return deskErr
	}
	return h.render(c, status, views.NewAccountsPage(desk, s, found, values, refused, err).Show())
}

// lookAtAccount takes the reason for which someone opens an account.
func (h *Handlers) lookAtAccount(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	id := portal.Visible(form.Get("account")) // PostgreSQL takes nothing else
	if err := h.db.LookAtAccount(ctx(c), actor(c), id, form.Get("reason")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error {
			if words := form.Get("search"); words != "" {
				return h.showAccounts(c, status, portal.AccountSearch{Words: words, After: portal.Visible(form.Get("after"))}, form, err)
			}
			return h.askWhy(c, status, id, form, err)
		})
	}
	return h.see(c, accountAddress(id))
}

func accountAddress(id string) string { return "/desk/accounts/" + url.PathEscape(id) }

func (h *Handlers) askWhy(c echo.Context, status int, id string, values url.Values, refused error) error {
	desk, err := h.desk(c, "Open an account")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewWhyPage(desk, id, values, refused).Show())
}

// deskAccount is an account's page, for who has said why they look.
func (h *Handlers) deskAccount(c echo.Context) error {
	return h.showAccount(c, http.StatusOK, query(c, "act"), nil, nil)
}

func (h *Handlers) showAccount(c echo.Context, status int, act string, values url.Values, refused error) error {
	older := query(c, "older")
	found, err := h.db.DeskAccount(ctx(c), actor(c), c.Param("id"), older)
	if errors.Is(err, portal.ErrSayWhy) {
		return h.askWhy(c, http.StatusOK, c.Param("id"), nil, nil)
	}
	if err != nil {
		return err
	}
	name := found.Name
	if name == "" {
		name = "An account"
	}
	desk, err := h.desk(c, name)
	if err != nil {
		return err
	}
	desk.Flash = views.AccountFlash(c.QueryParam("done"))
	page := views.NewAccountPage(desk, actor(c), publicAccount(found), h.db.Now(), act, older, values, refused)
	return h.render(c, status, page.Show())
}

func publicAccount(a db.DeskAccount) views.PublicAccount {
	p := views.PublicAccount{
		Account: a.Account, Version: a.Version, Look: a.Look, Passkeys: a.Passkeys, Card: codesState(a.Card), Recovery: codesState(a.Recovery),
		Sessions: a.Sessions, SignIns: a.SignIns, Looks: a.Looks, Cases: a.Cases,
	}
	for _, d := range a.Changes {
		p.Decided = append(p.Decided, views.StaffDecision{At: d.At, Who: d.ByName, What: d.What, Was: d.Was, Becomes: d.Becomes, Reason: d.Reason})
	}
	return p
}

func codesState(codes db.Codes) views.CodesState {
	return views.CodesState{IssuedAt: codes.IssuedAt, SavedAt: codes.SavedAt, Disabled: !codes.Disabled.IsZero(), Left: codes.Left}
}

// refuseAccount shows the account again with the form of the act that was refused, and all that was typed.
func (h *Handlers) refuseAccount(c echo.Context, act string, form url.Values, err error) error {
	if errors.Is(err, portal.ErrSayWhy) {
		return h.see(c, accountAddress(c.Param("id"))+"?act="+act)
	}
	return h.refuseForm(c, err, func(status int, err error) error { return h.showAccount(c, status, act, form, err) })
}

// onAccount is an act about an account that ends on its page.
func (h *Handlers) onAccount(act, done string, do func(c echo.Context, id, seen, reason string) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		if err := do(c, c.Param("id"), form.Get("seen"), form.Get("reason")); err != nil {
			return h.refuseAccount(c, act, form, err)
		}
		return h.see(c, accountAddress(c.Param("id"))+"?done="+done)
	}
}

func (h *Handlers) endAccountSessions(c echo.Context, id, seen, reason string) error {
	_, err := h.db.EndAccountSessions(ctx(c), actor(c), id, seen, reason)
	return err
}

func (h *Handlers) holdAccount(c echo.Context, id, seen, reason string) error {
	return h.db.HoldAccount(ctx(c), actor(c), id, seen, reason)
}

func (h *Handlers) releaseAccount(c echo.Context, id, seen, reason string) error {
	return h.db.ReleaseAccount(ctx(c), actor(c), id, seen, reason)
}

func (h *Handlers) reopenAccount(c echo.Context, id, seen, reason string) error {
	return h.db.ReopenAccount(ctx(c), actor(c), id, seen, reason)
}

func (h *Handlers) proposeSuspension(c echo.Context, id, seen, reason string) error {
	_, err := h.db.ProposeSuspension(ctx(c), actor(c), id, seen, reason)
	return err
}

func (h *Handlers) proposeDeceased(c echo.Context, id, seen, reason string) error {
	_, err := h.db.ProposeDeceased(ctx(c), actor(c), id, seen, reason)
	return err
}

// counterCard makes a code card for someone at the counter and shows it this once, to be printed and handed over.
func (h *Handlers) counterCard(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	a, codes, err := h.db.HandOutCardAtCounter(ctx(c), actor(c), c.Param("id"), form.Get("seen"), documentsOf(form))
	if err != nil {
		return h.refuseAccount(c, "card", form, err)
	}
	desk, err := h.desk(c, "Code card of "+a.Name)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.CounterCardPage(desk, a, views.CodeCard{Name: a.Name, Codes: codes, MadeAt: h.db.Now(), Public: true}))
}

func documentsOf(form url.Values) portal.Documents {
	return portal.Documents{Kind: portal.DocumentKind(form.Get("document")), LastFour: form.Get("last_four")}
}
