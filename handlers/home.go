package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// home is the public site's first page.
func (h *Handlers) home(c echo.Context) error {
	if actor(c).Role == portal.Taxpayer && c.QueryParam("declined") != "" {
		p := h.page(c, portal.Say("Home"))
		p.Flash = views.DeclinedFlash(p)
		return h.render(c, http.StatusOK, views.HomePage(p))
	}
	return h.renderSame(c, portal.Say("Home"), views.HomePage)
}

// accessibilityStatement is what the office promises, and how to ask for another format.
func (h *Handlers) accessibilityStatement(c echo.Context) error {
	return h.renderSame(c, portal.Say("Accessibility"), views.StatementPage)
}
