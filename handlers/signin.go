package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// signInPage asks for e-mail address and password, and offers the passkey. Whoever is signed in already goes on.
func (h *Handlers) signInPage(c echo.Context) error {
	next := portal.SafeReturn(c.QueryParam("next"))
	if actor(c).Role != portal.Visitor {
		return c.Redirect(http.StatusSeeOther, firstOf(next, h.path(c, "/account")))
	}
	return h.showSignIn(c, http.StatusOK, views.SignIn{
		Next: next, Ended: c.QueryParam("ended") != "", SignedOut: c.QueryParam("signed-out") != "",
		Everywhere: c.QueryParam("everywhere") != "", Closed: c.QueryParam("closed") != "", Held: h.cookie(c, heldCookie) != "",
		Err: agencySaid(c),
	})
}

func (h *Handlers) showSignIn(c echo.Context, status int, s views.SignIn) error {
	s.Agency = h.agencyOffer()
	return h.render(c, status, views.SignInPage(h.page(c, portal.Say("Sign in")), s))
}

// enterPassword is the first step.
func (h *Handlers) enterPassword(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	next := portal.SafeReturn(form.Get("next"))
	try := portal.Attempt{
		Email: form.Get("email"), Password: form.Get("password"), Device: device(c), Return: next, Zone: h.zone,
		Known: callerOf(c).account.ID, // of a session that has ended
	}
	err = checkAttempt(try)
	if err == nil {
		var token string
		var s portal.Session
		if token, s, err = h.db.EnterPassword(ctx(c), actor(c), try); err == nil {
			h.setCookie(c, sessionCookie, token)
			if s.Stage == portal.SettingUp {
				return h.see(c, "/setup")
			}
			return h.see(c, "/sign-in/second-factor")
		}
	}
	return h.refuseForm(c, err, func(status int, err error) error {
		return h.showSignIn(c, status, views.SignIn{Next: next, Values: url.Values{"email": {try.Email}}, Err: err})
	})
}

// checkAttempt asks only for what is missing: it must not tell anything about any account.
func checkAttempt(try portal.Attempt) error {
	var check portal.Check
	if _, ok := portal.EmailAddress(try.Email); !ok {
		check.Wrong("email", "Enter your e-mail address, like name@example.gov.")
	}
	if try.Password == "" {
		check.Wrong("password", "Enter your password.")
	}
	return check.Err()
}

// secondFactorPage asks for the passkey, or for a code of the card or the app.
func (h *Handlers) secondFactorPage(c echo.Context) error {
	v, _, ok := h.inStage(c, portal.HalfSignedIn)
	if !ok {
		return h.see(c, "/sign-in")
	}
	return h.showSecondFactor(c, v, http.StatusOK, nil)
}

func (h *Handlers) showSecondFactor(c echo.Context, v caller, status int, refused error) error {
	ways, err := h.waysOf(c, v.account.ID)
	if err != nil {
		return err
	}
	ways.Recovery = c.QueryParam("lost") != "" || !ways.Card && !ways.App
	return h.render(c, status, views.SecondFactorPage(h.page(c, portal.Say("Second step")), views.SecondFactor{
		Ways: ways, Action: "/sign-in/second-factor", Err: refused,
	}))
}

// waysOf is which second factors an account can show.
func (h *Handlers) waysOf(c echo.Context, account string) (views.Ways, error) {
	f, err := h.db.SecondFactors(ctx(c), account)
	return views.Ways{Passkey: f.Passkeys > 0, Card: f.CardCodes > 0, App: f.App, Apps: portal.AppsAvailable()}, err
}

// enterCode is the second step with a card or an app.
func (h *Handlers) enterCode(c echo.Context) error {
	v, a, ok := h.inStage(c, portal.HalfSignedIn)
	if !ok {
		return h.see(c, "/sign-in")
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if _, saved := portal.ReadCodeOf(portal.RecoverySaved, form.Get("code")); saved {
		return h.recoverBySavedCode(c, v, a, form.Get("code"))
	}
	token, err := h.db.EnterCode(ctx(c), v.session, a, form.Get("code"))
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showSecondFactor(c, v, status, err) })
	}
	return c.Redirect(http.StatusSeeOther, h.enter(c, token, v.session.Return))
}

// stepUpPage asks someone who is signed in to show the second factor again, before a sensitive act.
func (h *Handlers) stepUpPage(c echo.Context) error {
	return h.showStepUp(c, http.StatusOK, c.QueryParam("next"), agencySaid(c))
}

func (h *Handlers) showStepUp(c echo.Context, status int, next string, refused error) error {
	ways, err := h.waysOf(c, actor(c).Account)
	if err != nil {
		return err
	}
	offer, err := h.ownAgency(c)
	if err != nil {
		return err
	}
	return h.render(c, status, views.SecondFactorPage(h.page(c, portal.Say("Show that it is you")), views.SecondFactor{
		Ways: ways, Agency: offer, Action: "/sign-in/again", Again: true, Next: portal.SafeReturn(next), Held: h.cookie(c, heldCookie) != "", Err: refused,
	}))
}

// showCodeAgain is step-up with a card or an app.
func (h *Handlers) showCodeAgain(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	token, err := h.db.ShowCodeAgain(ctx(c), actor(c), form.Get("code"), device(c))
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showStepUp(c, status, form.Get("next"), err) })
	}
	h.setCookie(c, sessionCookie, token)
	return c.Redirect(http.StatusSeeOther, h.backFrom(c, form.Get("next")))
}

// backFrom is where step-up leads back to.
func (h *Handlers) backFrom(c echo.Context, next string) string {
	if h.cookie(c, heldCookie) != "" {
		return h.path(c, "/held-form")
	}
	return firstOf(portal.SafeReturn(next), h.path(c, "/account"))
}

// refuseForm shows a form again with what was wrong, when a person can do something about it. Everything else fails.
func (h *Handlers) refuseForm(c echo.Context, err error, show func(status int, err error) error) error {
	switch portal.CodeOf(err) {
	case portal.Mend, portal.TooMany, portal.Forbidden, portal.Conflict, portal.Unavailable:
		said := saidOf(err)
		retryAfter(c, said)
		return show(statuses[said.Code], err)
	}
	return err
}

func firstOf(first, second string) string {
	if first != "" {
		return first
	}
	return second
}
