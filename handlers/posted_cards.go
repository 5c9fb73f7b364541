package handlers

import (
	"net/http"
	"net/url"
	"regexp"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// A code card by mail, on its owner's side.

// orderCardPage asks where the card goes.
func (h *Handlers) orderCardPage(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	own, err := h.db.Own(ctx(c), actor(c))
	if err != nil {
		return err
	}
	return h.showOrderCard(c, http.StatusOK, url.Values{"recipient": {own.Name}}, nil)
}

func (h *Handlers) showOrderCard(c echo.Context, status int, values url.Values, refused error) error {
	return h.render(c, status, views.OrderCardPage(h.page(c, portal.Say("Order a printed code card")), values, refused))
}

func (h *Handlers) orderCard(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.OrderPostedCard(ctx(c), actor(c), recipient(form), h.homeState()); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showOrderCard(c, status, form, err) })
	}
	return h.see(c, securityAddress+"?done=card-ordered")
}

// recipient is an address as a form asks for it.
func recipient(form url.Values) portal.Recipient {
	return portal.Recipient{
		Name: form.Get("recipient"), Line1: form.Get("line1"), Line2: form.Get("line2"),
		City: form.Get("city"), State: form.Get("state"), ZIP: form.Get("zip"),
	}
}

var stateAndZIP = regexp.MustCompile(`\b([A-Z]{2}) +[0-9]{5}`)

// homeState is the state of the department's own address: a made-up one counts too.
func (h *Handlers) homeState() string {
	for _, line := range h.Profile.Address {
		if found := stateAndZIP.FindStringSubmatch(line); found != nil {
			return found[1]
		}
	}
	return ""
}

func (h *Handlers) cancelCard(c echo.Context) error {
	if err := h.db.CancelPostedCard(ctx(c), actor(c)); err != nil {
		return err
	}
	return h.see(c, securityAddress+"?done=card-cancelled")
}

func (h *Handlers) cardArrived(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.PostedCardArrived(ctx(c), actor(c), form.Get("posted_code")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error {
			return h.showSecurity(c, status, views.SecurityForm{Values: url.Values{}, Err: err})
		})
	}
	return h.see(c, securityAddress+"?done=card-arrived")
}
