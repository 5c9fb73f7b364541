package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// accessibilityLog asks a clerk for a request that came by telephone, mail or fax, or over the counter.
func (h *Handlers) accessibilityLog(c echo.Context) error {
	return h.showLog(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showLog(c echo.Context, status int, values url.Values, mistake error) error {
	desk, err := h.desk(c, "Log a request")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewLogPage(desk, h.db.Now().In(h.zone), values, mistake).Show())
}

// logAccessibility takes a logged request in and leads to it. What opens its follow-up code travels in a cookie that the
// next page drops, never in an address.
func (h *Handlers) logAccessibility(c echo.Context) error {
	values, err := h.form(c)
	if err != nil {
		return err
	}
	key := db.NewFollowUpKey()
	receipt, err := h.db.SubmitAccessibilityRequest(ctx(c), actor(c), h.requests, h.readLogged(values), key)
	if portal.CodeOf(err) == portal.Mend {
		return h.showLog(c, http.StatusUnprocessableEntity, values, err)
	}
	if err != nil {
		return err
	}
	h.setCookie(c, loggedCookie, key.String())
	return h.see(c, "/desk/accessibility/"+receipt.Number.String()+"?done=logged")
}

// readLogged is the log's form as it was posted. A request that came today came now; one of an earlier day, at its noon.
func (h *Handlers) readLogged(values url.Values) portal.AccessibilityForm {
	form := readRequest(values)
	form.Channel = portal.Channel(values.Get("channel"))
	if form.Channel == portal.ChannelWeb {
		form.Channel = "" // what comes over the web is not logged
	}
	form.Language = portal.Language(values.Get("language"))
	form.Came = h.requests.ReadDay(values.Get("came.month"), values.Get("came.day"), values.Get("came.year"))
	if h.requests.DateOf(form.Came) == h.requests.DateOf(h.db.Now()) {
		form.Came = h.db.Now()
	}
	return form
}

// loggedCookie holds, from logging a request until the page after it, the key to its follow-up code.
const loggedCookie = "logged"

// justLogged is the slip of a request that this browser has just logged, once; nil otherwise.
func (h *Handlers) justLogged(c echo.Context, p views.Page, n portal.RequestNumber) (*views.Logged, error) {
	key := db.ReadFollowUpKey(h.cookie(c, loggedCookie))
	if key == nil {
		return nil, nil
	}
	_, code, err := h.db.AccessibilityReceiptOf(ctx(c), n, key)
	switch {
	case portal.CodeOf(err) == portal.NotFound:
		return nil, nil // another request's page
	case err != nil:
		return nil, err
	}
	h.dropCookie(c, loggedCookie)
	if code == "" {
		return nil, nil
	}
	return views.NewLogged(p, n, code), nil
}
