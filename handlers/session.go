package handlers

import (
	"github.com/labstack/echo/v4"

	"exchequer/portal"
)

// meet finds out who asks and notes it on the request.
func (h *Handlers) meet(c echo.Context) error {
	c.Set(keyActor, portal.Actor{Address: h.clientAddress(c)})
	return nil
}
