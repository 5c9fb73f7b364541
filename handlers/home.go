package handlers

import (
	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// home is the public site's first page.
func (h *Handlers) home(c echo.Context) error {
	return h.renderSame(c, portal.Say("Home"), views.HomePage)
}
