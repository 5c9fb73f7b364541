package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// accessibilitySheet is the answer to a request on paper, in the language and, when it was asked for, the large print of
// whoever gets it.
func (h *Handlers) accessibilitySheet(c echo.Context) error {
	n, err := requestOf(c)
	if err != nil {
		return err
	}
	f, err := h.db.PrintAccessibilityRequest(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewAnswerSheet(h.page(c, portal.Sentence{}), h.requests, f, c.QueryParam("size"), h.db.Now()).Show())
}
