package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// accessibilityCheck asks for a reference and its code. A page of someone's own request that this browser may not see
// leads here with the reference filled in; what it says is the same whether there is such a request or not.
func (h *Handlers) accessibilityCheck(c echo.Context) error {
	values := url.Values{}
	if n, ok := portal.ReadReference(c.QueryParam("reference")); ok {
		values.Set("reference", n.String())
	}
	return h.showCheck(c, http.StatusOK, values, nil)
}

func (h *Handlers) showCheck(c echo.Context, status int, values url.Values, mistake error) error {
	p := views.UnderAccessibility(h.page(c, portal.Say("Check on a request")))
	p.Mistaken = mistake != nil
	p.Flash = views.CheckDone(p, c.QueryParam("done"))
	return h.render(c, status, views.CheckPage(p, views.Form{Words: p.Words, Values: values, Err: mistake}))
}

// askForCode sends a browser that was not let in, or was let out again, to where it can show the code.
func (h *Handlers) askForCode(c echo.Context, n portal.RequestNumber) error {
	return h.see(c, views.CheckAddress+"?reference="+url.QueryEscape(n.String()))
}

// accessibilityFollow lets a browser in that shows a reference and its code. Tries are counted before they are looked
// at, for the address and for the reference, so that many at once get no further than one after another.
func (h *Handlers) accessibilityFollow(c echo.Context) error {
	values, err := h.form(c)
	if err != nil {
		return err
	}
	reference, code := values.Get("reference"), values.Get("code")
	err = h.countFollowUp(c, reference)
	if err == nil {
		var n portal.RequestNumber
		if n, err = h.db.FollowAccessibilityRequest(ctx(c), actor(c), reference, code, h.followKeyOrNew(c)); err == nil {
			return h.see(c, views.OwnRequestAddress(n))
		}
	}
	var said *portal.Error
	if !errors.As(err, &said) || said.Code != portal.Mend && said.Code != portal.TooMany {
		return err
	}
	retryAfter(c, said)
	return h.showCheck(c, statuses[said.Code], values, said)
}

func (h *Handlers) countFollowUp(c echo.Context, reference string) error {
	if err := h.db.Spend(ctx(c), portal.FollowUpsPerAddress, actor(c).Address); err != nil {
		return err
	}
	n, ok := portal.ReadReference(reference)
	if !ok {
		return nil // there is nothing behind it that could be guessed
	}
	return h.db.Spend(ctx(c), portal.FollowUpsPerReference, n.String())
}

// accessibilityLeave forgets, on this computer, every request that it was let in to: the key is gone with the cookie.
func (h *Handlers) accessibilityLeave(c echo.Context) error {
	h.dropCookie(c, followCookie)
	return h.see(c, views.CheckAddress+"?done=left")
}
