package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// How things reach someone: on paper or electronically, by kind of thing.

func (h *Handlers) delivery(c echo.Context) error {
	return h.showDelivery(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showDelivery(c echo.Context, status int, values url.Values, refused error) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	v, err := h.db.Delivery(ctx(c), actor(c))
	if err != nil {
		return err
	}
	mail, err := h.db.MailingAddress(ctx(c), actor(c))
	if err != nil {
		return err
	}
	p := h.page(c, portal.Say("How things reach you"))
	p.Flash = views.DeliveryFlash(p, c.QueryParam("done"))
	return h.render(c, status, views.DeliveryPage(p, views.Delivery{Delivery: v, Mail: mail, At: h.db.Now(), Values: values, Err: refused}))
}

// mailingAddress asks who is no taxpayer on record where our letters go.
func (h *Handlers) mailingAddress(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	mail, err := h.db.MailingAddress(ctx(c), actor(c))
	if err != nil {
		return err
	}
	if mail.OnRecord {
		return h.see(c, views.DeliveryAddress)
	}
	return h.showMailingAddress(c, http.StatusOK, url.Values{"recipient": {actor(c).Name}}, nil)
}

func (h *Handlers) showMailingAddress(c echo.Context, status int, values url.Values, refused error) error {
	return h.render(c, status, views.MailingAddressPage(h.page(c, portal.Say("Where our letters go")), values, refused))
}

func (h *Handlers) tellMailingAddress(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.TellMailingAddress(ctx(c), actor(c), recipient(form), h.homeState()); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showMailingAddress(c, status, form, err) })
	}
	return h.see(c, views.DeliveryAddress+"?done=address")
}

func (h *Handlers) chooseDelivery(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	chosen := map[portal.DeliveryKind]portal.DeliveryWay{}
	for _, kind := range portal.DeliveryKinds {
		chosen[kind] = portal.DeliveryWay(form.Get(string(kind)))
	}
	if err := h.db.ChooseDelivery(ctx(c), actor(c), chosen); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showDelivery(c, status, form, err) })
	}
	return h.see(c, views.DeliveryAddress+"?done=chosen")
}

func (h *Handlers) optOutPage(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	return h.render(c, http.StatusOK, views.OptOutPage(h.page(c, portal.Say("Stop electronic delivery"))))
}

func (h *Handlers) optOut(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	if err := h.db.OptOut(ctx(c), actor(c)); err != nil {
		return err
	}
	return h.see(c, views.DeliveryAddress+"?done=out")
}

func (h *Handlers) optIn(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	if err := h.db.OptIn(ctx(c), actor(c)); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showDelivery(c, status, nil, err) })
	}
	return h.see(c, views.DeliveryAddress+"?done=in")
}

// unreachable is the warning after signing in that our e-mails come back.
func (h *Handlers) unreachable(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	v, err := h.db.Delivery(ctx(c), actor(c))
	if err != nil {
		return err
	}
	next := firstOf(portal.SafeReturn(query(c, "next")), h.path(c, "/account"))
	if len(v.Dead()) == 0 {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return h.render(c, http.StatusOK, views.UnreachablePage(h.page(c, portal.Say("Our e-mails do not reach you")), v, next))
}

// warned leads someone who has just signed in past the warning, when our e-mails do not reach them.
func (h *Handlers) warned(c echo.Context, token, next string) string {
	s, account, err := h.db.Session(ctx(c), token)
	if err != nil || s.Stage != portal.SignedIn || account.Role.Staff() {
		return next
	}
	v, err := h.db.Delivery(ctx(c), account.Actor(s, h.clientAddress(c)))
	if err != nil {
		h.log.Error("no look at the addresses", "incident", incident(c), "error", err.Error())
		return next
	}
	if len(v.Dead()) == 0 {
		return next
	}
	return h.path(c, views.UnreachableAddress) + "?" + url.Values{"next": {next}}.Encode()
}

// confirmAgain sends a link to an address from which e-mail came back.
func (h *Handlers) confirmAgain(c echo.Context) error {
	addresses := db.MailAddressesAt(h.Origin.String())
	if err := h.db.ConfirmAgain(ctx(c), actor(c), c.Param("id"), addresses); err != nil {
		return err
	}
	if actor(c).Role.Staff() {
		return h.see(c, securityAddress+"?done=address-added")
	}
	return h.see(c, views.DeliveryAddress+"?done=confirmed")
}

// unsubscribePage shows the button. Programs that look into e-mail open addresses too, so opening changes nothing.
func (h *Handlers) unsubscribePage(c echo.Context) error {
	kind, err := h.db.UnsubscribeKind(ctx(c), c.Param("token"))
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.UnsubscribePage(h.page(c, portal.Say("Get no more reminders?")), kind, c.Param("token"), false))
}

// unsubscribe ends elective mail. It is the one form that other sites may send: mail programs do (RFC 8058). It takes no
// cookie's word, follows nothing it was sent, and does this alone.
func (h *Handlers) unsubscribe(c echo.Context) error {
	kind, err := h.db.Unsubscribe(ctx(c), portal.Actor{Address: h.clientAddress(c)}, c.Param("token"))
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.UnsubscribePage(h.page(c, portal.Say("You get no more reminders")), kind, c.Param("token"), true))
}
