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

// accessibilityStatement is what the office promises, and how to ask for another format.
func (h *Handlers) accessibilityStatement(c echo.Context) error {
	return h.renderSame(c, portal.Say("Accessibility"), views.StatementPage)
}
