package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// presence is an open page's question who else is there. Nothing is sent back when nothing is new, so that nothing is
// announced twice.
func (h *Handlers) presence(c echo.Context) error {
	n, err := requestOf(c)
	if err != nil {
		return err
	}
	values, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.StayAtAccessibilityRequest(ctx(c), actor(c), n); err != nil {
		return err
	}
	present, err := h.db.PresentAtAccessibilityRequest(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(c.QueryParam("seen"), 10, 64)
	changes, err := h.db.AccessibilityChanges(ctx(c), actor(c), n, version)
	if err != nil {
		return err
	}
	p := views.NewPresence(h.page(c, portal.Sentence{}).Words, n, present, changes)
	if p.Text() == values.Get("shows") {
		return c.NoContent(http.StatusNoContent)
	}
	return h.render(c, http.StatusOK, p.Show())
}

// answerFile lets staff download a file of an answer.
func (h *Handlers) answerFile(c echo.Context) error {
	n, err := requestOf(c)
	version, wrong := strconv.ParseInt(c.Param("version"), 10, 64)
	if err != nil || wrong != nil {
		return portal.ErrNotFound
	}
	f, content, err := h.db.OpenAnswerFile(ctx(c), actor(c), n, version, c.Param("file"), nil)
	if err != nil {
		return err
	}
	defer content.Close()
	return h.download(c, f, content)
}
