package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Opening an account, and choosing a new password: both begin with an e-mail address and go on behind the link that is
// sent to it. What these pages answer is the same for every address.

func (h *Handlers) signUpPage(c echo.Context) error {
	if actor(c).Role != portal.Visitor {
		return h.see(c, "/account")
	}
	return h.showWantedLink(c, http.StatusOK, views.WantedLink{Purpose: portal.ToSignUp})
}

func (h *Handlers) forgottenPage(c echo.Context) error {
	return h.showWantedLink(c, http.StatusOK, views.WantedLink{Purpose: portal.ToChoosePassword})
}

func (h *Handlers) showWantedLink(c echo.Context, status int, w views.WantedLink) error {
	title := portal.Say("Open an account")
	if w.Purpose == portal.ToChoosePassword {
		title = portal.Say("Choose a new password")
	}
	return h.render(c, status, views.WantedLinkPage(h.page(c, title), w))
}

// wantLink asks for a link to be sent to an e-mail address.
func (h *Handlers) wantLink(purpose portal.LinkPurpose) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		w := portal.WantedLink{Purpose: purpose, Email: form.Get("email"), Language: language(c)}
		if err := h.db.WantLink(ctx(c), actor(c), w); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error {
				return h.showWantedLink(c, status, views.WantedLink{Purpose: purpose, Values: url.Values{"email": {w.Email}}, Err: err})
			})
		}
		return h.see(c, views.WantedLinkAddress(purpose)+"/sent")
	}
}

func (h *Handlers) linkSent(purpose portal.LinkPurpose) echo.HandlerFunc {
	return func(c echo.Context) error {
		return h.render(c, http.StatusOK, views.LinkSentPage(h.page(c, portal.Say("Look into your e-mail")), purpose))
	}
}

// accountHome is where someone comes who has signed in: a taxpayer to their own room, staff to the desk.
func (h *Handlers) accountHome(c echo.Context) error {
	if actor(c).Role.Staff() {
		return c.Redirect(http.StatusSeeOther, "/desk")
	}
	a := actor(c)
	home := views.AccountHome{Name: a.Name}
	var err error
	if home.Recovery, err = h.codesOf(c, portal.RecoverySaved); err != nil {
		return err
	}
	if home.Factors, err = h.db.SecondFactors(ctx(c), a.Account); err != nil {
		return err
	}
	if home.Delivery, err = h.db.Delivery(ctx(c), a); err != nil {
		return err
	}
	home.Terms.At = h.db.Now()
	if home.Terms.TermsStanding, err = h.db.TermsStanding(ctx(c), a); err != nil {
		return err
	}
	if acting(c).MayRead() {
		if home.Waiting, home.Unread, err = h.db.InboxCounts(ctx(c), a, acting(c)); err != nil {
			return err
		}
	}
	return h.render(c, http.StatusOK, views.AccountHomePage(h.flashed(c, h.page(c, portal.Say("Your account"))), home))
}
