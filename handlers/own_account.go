package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// callMe changes how the owner is written, and in which language.
func (h *Handlers) callMe(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	self := portal.Self{Name: form.Get("called"), Language: portal.Language(form.Get("language"))}
	if err := h.db.CallMe(ctx(c), actor(c), self); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error {
			return h.showSecurity(c, status, views.SecurityForm{Self: true, Values: url.Values{"called": {self.Name}, "language": {string(self.Language)}}, Err: err})
		})
	}
	return h.see(c, securityAddress+"?done=called")
}

// closingPage says what closing means before it is done.
func (h *Handlers) closingPage(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	return h.showClosing(c, http.StatusOK, nil)
}

func (h *Handlers) showClosing(c echo.Context, status int, refused error) error {
	return h.render(c, status, views.ClosingPage(h.page(c, portal.Say("Close your account")), refused))
}

func (h *Handlers) closeAccount(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if form.Get("sure") != "yes" {
		var check portal.Check
		check.Wrong("sure", "Tick the box if you want to close your account.")
		return h.showClosing(c, http.StatusUnprocessableEntity, check.Err())
	}
	if err := h.db.CloseAccount(ctx(c), actor(c)); err != nil {
		return err
	}
	h.dropCookie(c, sessionCookie)
	return h.see(c, "/sign-in?closed=1")
}
