package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// followCookie holds the key by which a browser comes back to the requests that it sent or whose code it showed.
const followCookie = "follow"

// followKey is the browser's key, nil when it has none.
func (h *Handlers) followKey(c echo.Context) db.FollowUpKey {
	return db.ReadFollowUpKey(h.cookie(c, followCookie))
}

// followKeyOrNew gives a browser its key when it has none yet. A key that someone else could have planted is never
// taken over: on https the cookie's name binds it to this host.
func (h *Handlers) followKeyOrNew(c echo.Context) db.FollowUpKey {
	key := h.followKey(c)
	if key == nil {
		key = db.NewFollowUpKey()
		h.setCookie(c, followCookie, key.String())
	}
	return key
}

// accessibilityNew asks for a request, the page's address filled in when the person came from one.
func (h *Handlers) accessibilityNew(c echo.Context) error {
	values := url.Values{}
	if page, problem := portal.CleanText(c.QueryParam("page"), portal.LongestPage, false); page != "" && problem == nil {
		values.Set("page", page)
	}
	return h.showRequestForm(c, http.StatusOK, values, nil)
}

func (h *Handlers) showRequestForm(c echo.Context, status int, values url.Values, mistake error) error {
	p := views.UnderAccessibility(h.page(c, portal.Say("Ask for another format")))
	p.Address = "/accessibility/requests/new" // the language switch leads to the form, not to where it is sent
	p.Mistaken = mistake != nil
	return h.render(c, status, views.NewRequestPage(p, views.Form{Words: p.Words, Values: values, Err: mistake}))
}

// accessibilitySubmit takes a request in and leads to its receipt.
func (h *Handlers) accessibilitySubmit(c echo.Context) error {
	values, err := h.form(c)
	if err != nil {
		return err
	}
	form := readRequest(values)
	form.Channel, form.Language = portal.ChannelWeb, language(c)
	receipt, err := h.db.SubmitAccessibilityRequest(ctx(c), actor(c), h.requests, form, h.followKeyOrNew(c))
	if portal.CodeOf(err) == portal.Mend {
		return h.showRequestForm(c, http.StatusUnprocessableEntity, values, err)
	}
	if err != nil {
		return err
	}
	return h.see(c, views.OwnRequestAddress(receipt.Number)+"/receipt")
}

// accessibilityReceipt shows the reference and, for a while, the follow-up code, to the browser that sent the request.
func (h *Handlers) accessibilityReceipt(c echo.Context) error {
	n, ok := portal.ReadReference(c.Param("ref"))
	if !ok {
		return portal.ErrNotFound
	}
	r, code, err := h.db.AccessibilityReceiptOf(ctx(c), n, h.followKey(c))
	if portal.CodeOf(err) == portal.NotFound {
		return h.askForCode(c, n)
	}
	if err != nil {
		return err
	}
	p := views.UnderAccessibility(h.page(c, portal.Say("We received your request")))
	return h.render(c, http.StatusOK, views.ReceiptPage(views.NewReceipt(p, r, code)))
}
