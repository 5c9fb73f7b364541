package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Proving who one is: for whom an account stands, claims, and each case with its ways.

// identityHome is for whom the account stands. Staff prove nothing here: their accounts open the desk.
func (h *Handlers) identityHome(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	home := views.IdentityHome{Err: federatedSaid(c)}
	var err error
	if home.Holdings, err = h.db.Holdings(ctx(c), actor(c)); err != nil {
		return err
	}
	if home.Cases, err = h.db.OwnIdentityCases(ctx(c), actor(c)); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.IdentityHomePage(h.page(c, portal.Say("Prove who you are")), home))
}

func (h *Handlers) claimPage(c echo.Context) error {
	if actor(c).Role.Staff() {
		return portal.ErrNotFound
	}
	return h.showClaim(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showClaim(c echo.Context, status int, values url.Values, refused error) error {
	return h.render(c, status, views.ClaimPage(h.page(c, portal.Say("Which taxpayer are you?")), views.Claim{Values: values, Err: refused, Now: h.db.Now()}))
}

// claimTaxpayer compares what someone knows with the records.
func (h *Handlers) claimTaxpayer(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	claim := portal.IdentityClaim{
		Number: form.Get("number"), Name: form.Get("name"), Street: form.Get("street"), ZIP: form.Get("zip"), By: form.Get("by"),
		Letter: form.Get("letter"), Figure: form.Get("figure"), Year: form.Get("year"), Amount: form.Get("amount"),
	}
	n, err := h.db.ClaimTaxpayer(ctx(c), actor(c), h.identity, claim)
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showClaim(c, status, form, err) })
	}
	return h.see(c, views.IdentityAddress(n)+"?done=matched")
}

// identityNumber reads the case in the address; what cannot be one is not found.
func identityNumber(c echo.Context) (portal.IdentityNumber, error) {
	n, ok := portal.ReadIdentityNumber(c.Param("ref"))
	if !ok {
		return 0, portal.ErrNotFound
	}
	return n, nil
}

func (h *Handlers) ownIdentityCase(c echo.Context) error {
	return h.showIdentityCase(c, http.StatusOK, c.QueryParam("for"), nil, federatedSaid(c))
}

func (h *Handlers) showIdentityCase(c echo.Context, status int, forService string, values url.Values, refused error) error {
	n, err := identityNumber(c)
	if err != nil {
		return err
	}
	shown := views.IdentityCase{Now: h.db.Now(), Values: values, Err: refused}
	if shown.IdentityCase, shown.Letters, err = h.db.OwnIdentityCase(ctx(c), actor(c), n); err != nil {
		return err
	}
	if _, review := shown.Reason(portal.PendingReview); review {
		if shown.Sent, err = h.db.OwnCaptures(ctx(c), actor(c), n); err != nil {
			return err
		}
	}
	held, err := h.db.Holding(ctx(c), actor(c), n)
	if err != nil && portal.CodeOf(err) != portal.NotFound {
		return err
	}
	shown.Held = held.Assurance
	shown.For, _ = portal.FindService(forService)
	shown.Federated = h.federatedOffer(shown.IdentityCase)
	page := views.IdentityDone(h.page(c, portal.Say("Prove who you are")), c.QueryParam("done"))
	return h.render(c, status, views.IdentityCasePage(page, shown))
}

// onIdentityCase does one thing about a case of one's own, and comes back to its page.
func (h *Handlers) onIdentityCase(done string, do func(c echo.Context, n portal.IdentityNumber, form url.Values) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		n, err := identityNumber(c)
		if err != nil {
			return err
		}
		form, err := h.form(c)
		if err != nil {
			return err
		}
		if err := do(c, n, form); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error {
				return h.showIdentityCase(c, status, form.Get("for"), url.Values{"code": form["code"]}, err)
			})
		}
		to := views.IdentityAddress(n) + "?done=" + done
		if s, going := portal.FindService(form.Get("for")); going {
			to += "&for=" + s.ID
		}
		return h.see(c, to)
	}
}

func (h *Handlers) beginRoute(c echo.Context, n portal.IdentityNumber, form url.Values) error {
	return h.db.BeginRoute(ctx(c), actor(c), h.identity, n, portal.Route(form.Get("route")))
}

func (h *Handlers) leaveRoute(c echo.Context, n portal.IdentityNumber, form url.Values) error {
	return h.db.LeaveReason(ctx(c), actor(c), h.identity, n, portal.Pending(form.Get("pending")))
}

func (h *Handlers) askForLetter(c echo.Context, n portal.IdentityNumber, _ url.Values) error {
	return h.db.AskForLetter(ctx(c), actor(c), h.identity, n)
}

// enterLetterCode takes the code of a letter. Its field has what is wrong with it.
func (h *Handlers) enterLetterCode(c echo.Context, n portal.IdentityNumber, form url.Values) error {
	return views.AtField(h.db.EnterLetterCode(ctx(c), actor(c), h.identity, n, form.Get("code")), "code")
}

// service lets someone use a service of the portal for a taxpayer, when they have what it asks. What is missing is said
// where it can be mended, and leads back here.
func (h *Handlers) service(s portal.Service, serve func(c echo.Context, holding portal.Holding) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		n, err := identityNumber(c)
		if err != nil {
			return err
		}
		holding, err := h.db.Holding(ctx(c), actor(c), n)
		if err != nil {
			return err
		}
		return h.serveWith(c, s, holding, views.ServiceAddress(s, n), serve)
	}
}

// serveWith serves whoever has what a service asks. Again is the address that they come back to.
func (h *Handlers) serveWith(c echo.Context, s portal.Service, holding portal.Holding, again string, serve func(c echo.Context, holding portal.Holding) error) error {
	switch s.Lacks(actor(c), holding, h.db.Now()) {
	case portal.NothingMissing:
		return serve(c, holding)
	case portal.AssuranceMissing:
		return h.see(c, views.IdentityAddress(holding.CaseNumber)+"?for="+s.ID)
	case portal.FreshnessMissing:
		if c.Request().Method == POST {
			return actor(c).StepUp(h.db.Now()) // what was typed is held until they have signed in
		}
		return h.see(c, "/sign-in/again?next="+url.QueryEscape(h.path(c, again)))
	case portal.FrozenMissing:
		return h.render(c, frozenStatus(c), views.ServiceClosedPage(h.page(c, s.Name), views.ServiceClosed{Service: s, Holding: holding, Missing: portal.FrozenMissing}))
	}
	return portal.ErrNotFound
}

// frozenStatus is that of a page that explains, and of a form that is refused.
func frozenStatus(c echo.Context) int {
	if c.Request().Method == GET {
		return http.StatusOK
	}
	return http.StatusForbidden
}

// records shows what the department has about a taxpayer.
func (h *Handlers) records(c echo.Context, holding portal.Holding) error {
	r := views.Records{Holding: holding}
	var err error
	if r.Record, r.Accounts, r.Letters, err = h.db.OwnRecords(ctx(c), actor(c), holding.CaseNumber); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.RecordsPage(h.page(c, portal.Say("See your records")), r))
}
