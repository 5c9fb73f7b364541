package handlers

import (
	"mime"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// neverHeld are fields whose content is not kept anywhere, not even sealed.
var neverHeld = []string{"password", "code", "codes"}

// holdForm keeps a posted form that met an ended session.
func (h *Handlers) holdForm(c echo.Context, account string) error {
	fields := c.Request().PostForm // when the handler had read it already
	if fields == nil {
		var err error
		if fields, err = h.typed(c); err != nil {
			return err
		}
	}
	held := url.Values{}
	for name, values := range fields {
		held[name] = values
	}
	for _, name := range neverHeld {
		held.Del(name)
	}
	// Files are not held: whoever sends some chooses them again. A form without words is not worth a detour.
	if kind, _, _ := mime.ParseMediaType(c.Request().Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" && kind != "multipart/form-data" {
		return nil
	}
	if len(held) == 0 {
		return nil // there was nothing to keep
	}
	token, err := h.db.HoldForm(ctx(c), account, c.Request().URL.RequestURI(), held)
	if err != nil {
		return err
	}
	h.setCookie(c, heldCookie, token)
	return nil
}

// typed reads what was typed into a form. Files that came with it are let go: they may be more than a form can hold.
func (h *Handlers) typed(c echo.Context) (url.Values, error) {
	u, err := h.upload(c, portal.AnswerFileRules)
	if err != nil {
		return nil, err
	}
	return u.values, nil
}

// heldForm shows a form that waited while its writer signed in again, to be sent now or let go.
func (h *Handlers) heldForm(c echo.Context) error {
	held, err := h.db.HeldForm(ctx(c), actor(c), h.cookie(c, heldCookie))
	if err != nil {
		h.dropCookie(c, heldCookie)
		return c.Redirect(http.StatusSeeOther, "/desk")
	}
	return h.render(c, http.StatusOK, views.HeldForm(views.NewHeldFormPage(h.page(c, portal.Say("What you typed is kept")), held.Path, held.Fields, held.HeldAt)))
}

// dropHeldForm lets it go.
func (h *Handlers) dropHeldForm(c echo.Context) error {
	if err := h.db.DropForm(ctx(c), actor(c), h.cookie(c, heldCookie)); err != nil {
		return err
	}
	h.dropCookie(c, heldCookie)
	return c.Redirect(http.StatusSeeOther, "/desk")
}

// sentAgain forgets a held form once it was sent: the page of it sends its cookie along with the form's own post.
func (h *Handlers) sentAgain(c echo.Context) {
	token := h.cookie(c, heldCookie)
	if token == "" || c.QueryParam("held") == "" {
		return
	}
	if err := h.db.DropForm(ctx(c), actor(c), token); err != nil {
		h.log.Error("held form not dropped", "incident", incident(c), "error", err.Error())
	}
	h.dropCookie(c, heldCookie)
}
