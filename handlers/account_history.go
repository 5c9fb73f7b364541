package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// ownHistory is all that happened to the sign-in of whoever asks, page by page.
func (h *Handlers) ownHistory(c echo.Context) error {
	older := query(c, "older")
	lines, err := h.db.OwnHistory(ctx(c), actor(c), older)
	if err != nil {
		return err
	}
	desk, err := h.ownDesk(c, portal.Say("All that happened to your sign-in"))
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewOwnHistoryPage(desk, lines, older).Show())
}

// ownLooks is who of the staff looked at the account of whoever asks, page by page. Staff are not looked at so.
func (h *Handlers) ownLooks(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	older := query(c, "older")
	looks, err := h.db.OwnLooks(ctx(c), actor(c), older)
	if err != nil {
		return err
	}
	desk, err := h.ownDesk(c, portal.Say("Who of our staff looked"))
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewOwnLooksPage(desk, looks, older).Show())
}

// ownDesk is what a page about one's own account needs: staff keep their desk around it.
func (h *Handlers) ownDesk(c echo.Context, title portal.Sentence) (views.Desk, error) {
	desk, err := h.desk(c, title.String())
	desk.Page = h.flashed(c, h.page(c, title))
	return desk, err
}
