package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// For whom someone acts: chosen on a page of its own, by a button. Every form carries for whom it was opened.

// public is for accounts of the public: staff act for nobody.
func public(serve echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if actor(c).Role != portal.Taxpayer {
			return portal.ErrNotFound
		}
		return serve(c)
	}
}

func (h *Handlers) actingPage(c echo.Context) error {
	chosen := views.ActingChoice{Now: acting(c), Account: actor(c), Next: portal.SafeReturn(query(c, "next"))}
	var err error
	if chosen.Holdings, chosen.Authorities, err = h.db.ActingChoices(ctx(c), actor(c)); err != nil {
		return err
	}
	page := h.page(c, portal.Say("For whom do you act?"))
	page.Flash = views.ActingFlash(page, c.QueryParam("done"), acting(c))
	return h.render(c, http.StatusOK, views.ActingPage(page, chosen))
}

// actFor switches to someone else, or to nobody.
func (h *Handlers) actFor(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.ActFor(ctx(c), actor(c), portal.Visible(form.Get("owner"))); err != nil {
		return err
	}
	if next := portal.SafeReturn(form.Get("next")); next != "" {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return h.see(c, "/acting?done=switched")
}

// ownedForm is a form that was opened for whom the actor still acts. One that was opened before a switch in another tab is
// refused: it must not do for one what was meant for another.
func (h *Handlers) ownedForm(c echo.Context) (url.Values, error) {
	form, err := h.form(c)
	if err == nil && form.Get("owner") != acting(c).Owner {
		err = portal.ErrActsForOther
	}
	return form, err
}

// own lets someone use a service for the taxpayer whom they act for and were proved to be. Who acts for another, or for
// nobody, is led to where they choose; what is missing is said where it can be mended, and leads back.
func (h *Handlers) own(s portal.Service, serve func(c echo.Context, holding portal.Holding) error) echo.HandlerFunc {
	return public(func(c echo.Context) error {
		a := acting(c)
		if a.Alone() || !a.Own() {
			if c.Request().Method == POST {
				return portal.ErrActsForOther
			}
			return h.see(c, "/acting?next="+url.QueryEscape(h.path(c, address(c))))
		}
		holding, err := h.db.HoldingOf(ctx(c), actor(c), a)
		if err != nil {
			return err
		}
		return h.serveWith(c, s, holding, address(c), serve)
	})
}
