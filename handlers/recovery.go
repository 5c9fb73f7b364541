package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// What leads back into an account, and the links in e-mails that do one thing and sign nobody in.

const mailLinkCookie = "mail-link" // a link's token between its opening and its use

// mailAddresses are where the links in e-mails lead.
func (h *Handlers) mailAddresses() db.MailAddresses {
	return db.MailAddressesAt(h.Origin.Scheme + "://" + h.Origin.Host)
}

// recoverBySavedCode lets someone who knows the password bind new second factors.
func (h *Handlers) recoverBySavedCode(c echo.Context, v caller, a portal.Actor, code string) error {
	token, err := h.db.RecoverBySavedCode(ctx(c), a, v.session, code)
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showSecondFactor(c, v, status, err) })
	}
	h.setCookie(c, sessionCookie, token)
	return h.see(c, "/setup")
}

// recoveryBegun says what the day of waiting means.
func (h *Handlers) recoveryBegun(c echo.Context) error {
	return h.render(c, http.StatusOK, views.RecoveryBegunPage(h.page(c, portal.Say("Your recovery has begun"))))
}

// openMailLink takes the token out of the address at once; it is used up by the next page's button.
func (h *Handlers) openMailLink(c echo.Context) error {
	h.setCookie(c, mailLinkCookie, c.Param("token"))
	return h.see(c, "/links")
}

func (h *Handlers) mailLinkPage(c echo.Context) error {
	l, err := h.db.MailLink(ctx(c), h.cookie(c, mailLinkCookie))
	if err != nil {
		h.dropCookie(c, mailLinkCookie)
		return err
	}
	return h.render(c, http.StatusOK, views.MailLinkPage(h.page(c, views.MailLinkTitle(l.Purpose)), l.Purpose))
}

func (h *Handlers) useMailLink(c echo.Context) error {
	purpose, err := h.db.UseMailLink(ctx(c), actor(c), h.cookie(c, mailLinkCookie))
	if portal.CodeOf(err) != portal.TooMany {
		h.dropCookie(c, mailLinkCookie)
	}
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.MailLinkUsedPage(h.page(c, portal.Say("Done")), purpose))
}

// cancelRecovery stops a recovery that someone else began, from a session.
func (h *Handlers) cancelRecovery(c echo.Context) error {
	if err := h.db.CancelRecovery(ctx(c), actor(c)); err != nil {
		return err
	}
	return h.see(c, securityAddress+"?done=cancelled")
}

// addAddress adds a further e-mail address, which its own mailbox has to confirm.
func (h *Handlers) addAddress(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.AddAddress(ctx(c), actor(c), form.Get("email"), h.mailAddresses()); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error {
			return h.showSecurity(c, status, views.SecurityForm{Values: url.Values{"email": {form.Get("email")}}, Err: err})
		})
	}
	return h.see(c, securityAddress+"?done=address-added")
}

func (h *Handlers) removeAddress(c echo.Context) error {
	if err := h.db.RemoveAddress(ctx(c), actor(c), c.Param("id")); err != nil {
		return err
	}
	return h.see(c, securityAddress+"?done=address-removed")
}

func (h *Handlers) signInWithAddress(c echo.Context) error {
	if err := h.db.SignInWithAddress(ctx(c), actor(c), c.Param("id")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showSecurity(c, status, views.SecurityForm{Err: err}) })
	}
	return h.see(c, securityAddress+"?done=address-signs-in")
}
