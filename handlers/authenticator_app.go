package handlers

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// An authenticator app is bound in two steps: POST draws its key and leads to the page that shows it, POST …/check takes
// a code of it. Between the two the key lies sealed in the database, for this session alone.

// appPlace is where an app is bound.
type appPlace struct {
	stage portal.Stage
	base  string // its addresses are below
	back  string // where another second step is chosen
	next  string // where to go on once it is bound
}

var (
	appInSetup    = appPlace{portal.SettingUp, "/setup/authenticator-app", "/setup/second-factor", "/setup/recovery-codes"}
	appOnSecurity = appPlace{portal.SignedIn, securityAddress + "/authenticator-app", securityAddress, securityAddress + "?done=app"}
)

// beginApp draws the key.
func (h *Handlers) beginApp(at appPlace) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, a, ok := h.inStage(c, at.stage)
		if !ok {
			return h.see(c, "/sign-in?ended=1")
		}
		if err := h.db.BeginApp(ctx(c), a, v.session); err != nil {
			return err
		}
		return h.see(c, at.base)
	}
}

// appPage shows the key. A screen that was left open must not be enough to see it.
func (h *Handlers) appPage(at appPlace) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, a, ok := h.inStage(c, at.stage)
		if !ok {
			return h.see(c, "/sign-in?ended=1")
		}
		if at.stage == portal.SignedIn {
			if err := a.StepUp(h.db.Now()); err != nil {
				return err
			}
		}
		return h.showApp(c, at, v, http.StatusOK, nil)
	}
}

func (h *Handlers) showApp(c echo.Context, at appPlace, v caller, status int, refused error) error {
	secret, err := h.db.WaitingApp(ctx(c), v.session)
	if errors.Is(err, portal.ErrNotFound) { // bound already, or never begun
		return h.see(c, at.back)
	}
	if err != nil {
		return err
	}
	p := h.page(c, portal.Say("Add an authenticator app"))
	shown, err := views.AuthenticatorApp{
		Base: at.base, Back: at.back, SettingUp: at.stage == portal.SettingUp, Public: v.account.Role == portal.Taxpayer, Err: refused,
	}.Draw(p, v.account.Email, secret)
	if err != nil {
		return err
	}
	return h.render(c, status, views.AuthenticatorAppPage(p, shown))
}

// bindApp takes a code of the app.
func (h *Handlers) bindApp(at appPlace) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, a, ok := h.inStage(c, at.stage)
		if !ok {
			return h.see(c, "/sign-in?ended=1")
		}
		form, err := h.form(c)
		if err != nil {
			return err
		}
		switch err := h.db.BindApp(ctx(c), a, v.session, form.Get("code")); {
		case errors.Is(err, portal.ErrNotFound):
			return h.see(c, at.back)
		case portal.CodeOf(err) == portal.Mend:
			return h.showApp(c, at, v, http.StatusUnprocessableEntity, err)
		case err != nil:
			return err
		}
		return h.see(c, at.next)
	}
}

func (h *Handlers) removeApp(c echo.Context) error {
	if err := h.db.RemoveApp(ctx(c), actor(c)); err != nil {
		if portal.CodeOf(err) == portal.Conflict {
			return h.showSecurity(c, http.StatusConflict, views.SecurityForm{Err: err})
		}
		return err
	}
	return h.see(c, securityAddress+"?done=app-removed")
}
