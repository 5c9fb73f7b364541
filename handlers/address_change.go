package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// New addresses: told by a taxpayer who was seen in person, and entered into the core system by a clerk.

func (h *Handlers) addressForm(c echo.Context, holding portal.Holding) error {
	return h.showAddressForm(c, http.StatusOK, holding, nil, nil)
}

func (h *Handlers) showAddressForm(c echo.Context, status int, holding portal.Holding, values url.Values, refused error) error {
	record, _, _, err := h.db.OwnRecords(ctx(c), actor(c), holding.CaseNumber)
	if err != nil {
		return err
	}
	form := views.AddressForm{Holding: holding, Name: record.Name(), From: record.Address().Lines(), Values: values, Err: refused}
	page := views.IdentityDone(h.page(c, portal.Say("Change your address")), c.QueryParam("done"))
	return h.render(c, status, views.AddressFormPage(page, form))
}

func (h *Handlers) changeAddress(c echo.Context, holding portal.Holding) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	to := portal.Recipient{Name: "-", Line1: form.Get("line1"), Line2: form.Get("line2"), City: form.Get("city"), State: form.Get("state"), ZIP: form.Get("zip")}
	if err := h.db.AskAddressChange(ctx(c), actor(c), h.identity, holding.CaseNumber, to, h.homeState()); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showAddressForm(c, status, holding, form, err) })
	}
	return h.see(c, views.ServiceAddress(portal.ChangeAddress, holding.CaseNumber)+"?done=changed")
}

func (h *Handlers) addressChanges(c echo.Context) error {
	return h.showAddressChanges(c, http.StatusOK, "", nil, nil)
}

func (h *Handlers) showAddressChanges(c echo.Context, status int, id string, values url.Values, refused error) error {
	after := query(c, "after")
	changes, err := h.db.AddressChanges(ctx(c), actor(c), after)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "New addresses")
	if err != nil {
		return err
	}
	desk.Flash = views.AddressFlash(c.QueryParam("done"))
	return h.render(c, status, views.NewAddressChanges(desk, changes, after, id, values, refused).Show())
}

// decideAddress marks a new address as entered into the core system, or as not entered for a reason.
func (h *Handlers) decideAddress(entered bool, done string) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		id := c.Param("id")
		if err := h.db.DecideAddressChange(ctx(c), actor(c), id, entered, form.Get("reason-"+id)); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return h.showAddressChanges(c, status, id, form, err) })
		}
		return h.see(c, "/desk/taxpayers/addresses?done="+done)
	}
}
