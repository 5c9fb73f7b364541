package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// ownPasswordPage asks for the current password and a new one.
func (h *Handlers) ownPasswordPage(c echo.Context) error {
	return h.showOwnPassword(c, http.StatusOK, nil)
}

func (h *Handlers) showOwnPassword(c echo.Context, status int, refused error) error {
	return h.render(c, status, views.OwnPasswordPage(h.page(c, portal.Say("Change your password")), actor(c).Email, refused))
}

func (h *Handlers) changeOwnPassword(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	choice := portal.SetupChoice{Password: form.Get("password"), Refused: h.RefusedPasswords, About: h.aboutDepartment()}
	if err := h.db.ChangePassword(ctx(c), actor(c), form.Get("current"), choice); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showOwnPassword(c, status, err) })
	}
	return h.see(c, securityAddress+"?done=password")
}
