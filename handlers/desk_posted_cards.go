package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Code cards by mail at the desk: printed, put into an envelope with a window, mailed.

func postedCardAddress(id string) string { return "/desk/accounts/cards/" + url.PathEscape(id) }

func (h *Handlers) postedCards(c echo.Context) error {
	waiting, err := h.db.PostedCardsToPost(ctx(c), actor(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Code cards to post")
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewPostedCardsPage(desk, waiting).Show())
}

func (h *Handlers) postedCard(c echo.Context) error {
	return h.showPostedCard(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showPostedCard(c echo.Context, status int, values url.Values, refused error) error {
	card, err := h.db.PostedCard(ctx(c), actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Code card of "+card.Account.Name)
	if err != nil {
		return err
	}
	desk.Flash = views.AccountFlash(c.QueryParam("done"))
	return h.render(c, status, views.NewPostedCardPage(desk, actor(c), card, h.db.Now(), values, refused).Show())
}

// printPostedCard shows the letter with new codes, this once, to be printed.
func (h *Handlers) printPostedCard(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	card, codes, err := h.db.PrintPostedCard(ctx(c), actor(c), c.Param("id"), form.Get("reason"))
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showPostedCard(c, status, form, err) })
	}
	return h.render(c, http.StatusOK, views.NewCardLetter(h.page(c, portal.Sentence{}), card, codes, h.db.Now(), h.Origin.String()).Show())
}

func (h *Handlers) mailPostedCard(c echo.Context) error {
	if err := h.db.MailPostedCard(ctx(c), actor(c), c.Param("id")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showPostedCard(c, status, nil, err) })
	}
	return h.see(c, postedCardAddress(c.Param("id"))+"?done=mailed")
}
