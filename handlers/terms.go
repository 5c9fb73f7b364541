package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// The terms of secure messages: read by anyone, reviewed and answered by whoever has signed in.

func (h *Handlers) terms(c echo.Context) error {
	t, err := h.allTerms(c)
	if err != nil {
		return err
	}
	if a := actor(c); a.Role == portal.Taxpayer {
		standing, err := h.db.TermsStanding(ctx(c), a)
		if err != nil {
			return err
		}
		t.Standing = &standing
	}
	return h.render(c, http.StatusOK, views.TermsPage(h.page(c, portal.Say("Terms and rules of conduct")), t))
}

func (h *Handlers) allTerms(c echo.Context) (t views.Terms, err error) {
	t = views.Terms{Versions: map[portal.TermsText][]portal.TermsVersion{}, At: h.db.Now()}
	if t.Now, err = h.db.TermsInForce(ctx(c)); err != nil {
		return t, err
	}
	for _, text := range portal.TermsTexts {
		if t.Versions[text], err = h.db.TermsVersions(ctx(c), text); err != nil {
			return t, err
		}
	}
	return t, nil
}

// termsVersion is one version, at an address that stays.
func (h *Handlers) termsVersion(c echo.Context) error {
	text, known := portal.ReadTermsText(c.Param("text"))
	major, minor, ok := portal.ReadTermsNumber(c.Param("version"))
	if !known || !ok {
		return portal.ErrNotFound
	}
	v, err := h.db.TermsVersion(ctx(c), text, major, minor)
	if err != nil {
		return err
	}
	t, err := h.allTerms(c)
	if err != nil {
		return err
	}
	page := h.page(c, portal.Say("%[1]s, version %[2]s", text.Name(), v.Number()))
	return h.render(c, http.StatusOK, views.TermsVersionPage(page, t, v))
}

func (h *Handlers) termsReview(c echo.Context) error {
	return h.showTermsReview(c, http.StatusOK, query(c, "back"), nil, nil)
}

func (h *Handlers) showTermsReview(c echo.Context, status int, back string, values url.Values, refused error) error {
	a := actor(c)
	if a.Role.Staff() {
		return portal.ErrNotFound // the desk is no secure message
	}
	r, err := h.db.TermsReview(ctx(c), a)
	if err != nil {
		return err
	}
	shown := views.TermsReview{
		TermsStanding: r.TermsStanding, Now: r.Now, Before: r.Before, At: h.db.Now(), Back: portal.SafeReturn(back), Values: values, Err: refused,
		Word: portal.CheckWord(a.Account, r.Now.Service, r.Now.Conduct, language(c)),
	}
	return h.render(c, status, views.TermsReviewPage(h.page(c, portal.Say("Terms and rules of conduct")), shown))
}

// agreeToTerms puts an agreement on record and goes on to where the person was going: a form that waits comes first.
func (h *Handlers) agreeToTerms(c echo.Context) error {
	form, err := h.answerTerms(c, portal.TermsAgreed)
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error {
			return h.showTermsReview(c, status, form.Get("back"), form, err)
		})
	}
	if h.cookie(c, heldCookie) != "" {
		return h.see(c, "/held-form")
	}
	if back := portal.SafeReturn(form.Get("back")); back != "" {
		return c.Redirect(http.StatusSeeOther, back)
	}
	return h.see(c, "/account?done=agreed")
}

// declineTerms puts a refusal on record and leads to the public home page, which says how to reach us and how to come
// back. Nothing else changes.
func (h *Handlers) declineTerms(c echo.Context) error {
	form, err := h.answerTerms(c, portal.TermsDeclined)
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error {
			return h.showTermsReview(c, status, "", form, err)
		})
	}
	return h.see(c, "/?declined=1")
}

func (h *Handlers) answerTerms(c echo.Context, answer portal.TermsAnswerKind) (url.Values, error) {
	if actor(c).Role.Staff() {
		return nil, portal.ErrNotFound
	}
	form, err := h.form(c)
	if err != nil {
		return nil, err
	}
	return form, h.db.AnswerTerms(ctx(c), actor(c), portal.TermsReply{
		Answer: answer, Service: form.Get("service"), Conduct: form.Get("conduct"), Language: language(c), Word: form.Get("word"),
	})
}

// termsTold takes the banner of a minor change away.
func (h *Handlers) termsTold(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	if err := h.db.TellTerms(ctx(c), actor(c), language(c)); err != nil {
		return err
	}
	return h.see(c, "/account")
}

// agreed lets through whoever has agreed to the terms in force, and leads everyone else to the review, with the way
// back. What was sent meanwhile is held, sealed, so that a change of the terms loses nobody's words.
func (h *Handlers) agreed(c echo.Context) (bool, error) {
	a := actor(c)
	if ok, err := h.db.Agreed(ctx(c), a); ok || err != nil {
		return ok, err
	}
	if background(c) {
		return false, c.NoContent(http.StatusForbidden)
	}
	address := h.path(c, views.TermsReviewAddress)
	if c.Request().Method == POST {
		if err := h.holdForm(c, a.Account); err != nil {
			return false, err
		}
	} else if back := portal.SafeReturn(c.Request().URL.RequestURI()); back != "" {
		address += "?" + url.Values{"back": {back}}.Encode()
	}
	if wantsPart(c) {
		c.Response().Header().Set("HX-Redirect", address)
		return false, c.NoContent(http.StatusForbidden)
	}
	return false, c.Redirect(http.StatusSeeOther, address)
}
