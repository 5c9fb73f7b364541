package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// home is the public site's first page.
func (h *Handlers) home(c echo.Context) error {
	return h.render(c, http.StatusOK, views.HomePage(h.page(c, portal.Say("Home"))))
}
