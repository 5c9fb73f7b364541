package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Taxpayers at the desk: found by a number or a name, opened for a reason. What is sought comes in a posted form alone, since
// addresses lie in logs and histories.

func (h *Handlers) taxpayers(c echo.Context) error {
	return h.showTaxpayers(c, http.StatusOK, nil, nil, false, nil)
}

func (h *Handlers) showTaxpayers(c echo.Context, status int, values url.Values, lines []portal.TaxpayerLine, more bool, refused error) error {
	desk, err := h.desk(c, "Find a taxpayer")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewTaxpayersPage(desk, values, lines, more, refused).Show())
}

// findTaxpayers answers a search by name with a list, and one by number with the records.
func (h *Handlers) findTaxpayers(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	found, err := h.db.FindTaxpayers(ctx(c), actor(c), portal.TaxpayerSearch{Words: form.Get("search"), Reason: form.Get("reason")})
	switch {
	case portal.CodeOf(err) == portal.NotFound:
		return h.showTaxpayers(c, http.StatusOK, form, nil, false, err)
	case err != nil:
		return h.refuseForm(c, err, func(status int, err error) error { return h.showTaxpayers(c, status, form, nil, false, err) })
	case found.ID != "":
		return h.see(c, taxpayerAddress(found.ID))
	}
	return h.showTaxpayers(c, http.StatusOK, form, found.Lines, found.More, nil)
}

func taxpayerAddress(id string) string { return "/desk/taxpayers/" + url.PathEscape(id) }

// lookAtTaxpayer takes the reason for which someone opens a taxpayer's records.
func (h *Handlers) lookAtTaxpayer(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	id := portal.Visible(form.Get("taxpayer")) // PostgreSQL takes nothing else
	if err := h.db.LookAtTaxpayer(ctx(c), actor(c), id, form.Get("reason")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.askWhyTaxpayer(c, status, id, form, err) })
	}
	return h.see(c, taxpayerAddress(id))
}

func (h *Handlers) askWhyTaxpayer(c echo.Context, status int, id string, values url.Values, refused error) error {
	desk, err := h.desk(c, "Open a taxpayer’s records")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewTaxpayerWhyPage(desk, id, values, refused).Show())
}

// deskTaxpayer is a taxpayer's page, for who has said why they look.
func (h *Handlers) deskTaxpayer(c echo.Context) error {
	t, err := h.db.DeskTaxpayer(ctx(c), actor(c), c.Param("id"))
	if errors.Is(err, portal.ErrSayWhyTaxpayer) {
		return h.askWhyTaxpayer(c, http.StatusOK, c.Param("id"), nil, nil)
	}
	if err != nil {
		return err
	}
	desk, err := h.desk(c, t.Name())
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewTaxpayerPage(desk, actor(c), t).Show())
}
