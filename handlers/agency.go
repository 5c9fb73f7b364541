package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// Staff may sign in with their agency's own sign-in, where the operator has named one. A press of a button leads there
// by a page of ours; the agency leads back to one address, which answers nothing itself but sends the browser on, so that
// no page stands under an address with a code in it.

const (
	agencyBack   = "/sign-in/agency/return"
	agencyCookie = "agency" // what this browser alone holds while someone is at the agency
)

// agencyDemand is how well and how lately the agency must have checked a person.
func (h *Handlers) agencyDemand(p portal.OpenIDPurpose) portal.OpenIDDemand {
	return portal.OpenIDDemand{Contexts: h.agency.Contexts, MaxAge: portal.AgencyMaxAge(p)}
}

// agencyOffer is what the pages need to know to offer it; nil where there is none.
func (h *Handlers) agencyOffer() *views.AgencyOffer {
	if h.agency == nil {
		return nil
	}
	return &views.AgencyOffer{Name: h.agency.Name, Issuer: h.agency.Issuer}
}

// ownAgency is the offer for who has bound an identity there, nil for everyone else.
func (h *Handlers) ownAgency(c echo.Context) (*views.AgencyOffer, error) {
	if h.agency == nil || !actor(c).Role.Staff() {
		return nil, nil
	}
	bound, err := h.db.AgencyIdentities(ctx(c), actor(c))
	for _, i := range bound {
		if i.Issuer == h.agency.Issuer {
			return h.agencyOffer(), err
		}
	}
	return nil, err
}

// agencySaid is the refusal that an address names.
func agencySaid(c echo.Context) error {
	return portal.AgencySaid(portal.OpenIDRefusal(c.QueryParam("agency")))
}

// toAgency begins a way by the agency's sign-in. Signing in is for anyone who says so; the other ways are for staff who
// are signed in. To taxpayers nothing is here.
func (h *Handlers) toAgency(purpose portal.OpenIDPurpose) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		a := actor(c)
		if h.agency == nil || purpose != portal.AgencySignIn && !a.Role.Staff() {
			return portal.ErrNotFound
		}
		if purpose == portal.AgencyBind {
			if err := a.StepUp(h.db.Now()); err != nil {
				return err
			}
		}
		ceremony := portal.OpenIDCeremony{Purpose: purpose, Return: portal.SafeReturn(form.Get("next")), Language: language(c)}
		if purpose != portal.AgencySignIn {
			ceremony.Session = a.Session
		}
		state, browser, err := h.db.BeginOpenID(ctx(c), a.Address, ceremony)
		if err != nil {
			return err
		}
		provider, err := h.agency.provider(ctx(c))
		if err != nil {
			return h.agencyOver(c, ceremony, err, db.AgencyShown{})
		}
		h.setCookie(c, agencyCookie, browser)
		return h.leadToAgency(c, ceremony, h.agency.address(provider, state, browser, h.agencyDemand(purpose), ceremony.Language))
	}
}

// leadToAgency leads on with a page of its own. A redirect would still count as what the form's press does, and the
// policy of our pages (form-action) lets no form leave the site; nor do we know all hosts that an agency leads through.
func (h *Handlers) leadToAgency(c echo.Context, ceremony portal.OpenIDCeremony, address string) error {
	page := h.page(c, portal.Say("On to your agency’s sign-in"))
	page.Address = agencyPage(ceremony)
	c.Response().Header().Set("Refresh", "0; url="+address)
	return h.render(c, http.StatusOK, views.AgencyLeadPage(page, address, agencyPage(ceremony)))
}

// agencyPage is the page that a way by the agency begins on, and that says why it led to nothing.
func agencyPage(ceremony portal.OpenIDCeremony) string {
	switch ceremony.Purpose {
	case portal.AgencyStepUp:
		return "/sign-in/again"
	case portal.AgencyBind:
		return securityAddress
	}
	return "/sign-in"
}

// agencyReturn is where the agency sends people back to.
func (h *Handlers) agencyReturn(c echo.Context) error {
	if h.agency == nil {
		return portal.ErrNotFound
	}
	if err := h.db.SpendSignIn(ctx(c), h.clientAddress(c)); err != nil {
		return err
	}
	state, browser := c.QueryParam("state"), h.cookie(c, agencyCookie)
	h.dropCookie(c, agencyCookie)
	ceremony, err := h.db.TakeOpenID(ctx(c), state, browser, portal.AgencyPurposes...)
	if err == nil && ceremony.Session != "" && ceremony.Session != actor(c).Session {
		err = portal.OpenIDLate
	}
	if err != nil {
		return h.agencyOver(c, ceremony, err, db.AgencyShown{})
	}
	shown := db.AgencyShown{Device: device(c), Known: callerOf(c).account.ID}
	v, err := h.agency.vouchedFor(ctx(c), c.QueryParams(), state, browser)
	shown.OpenIDIdentity = v.OpenIDIdentity
	if err == nil { // one that is not good enough is kept, too, so that its owner can be told
		err = h.agencyDemand(ceremony.Purpose).Judge(shown.OpenIDIdentity, ceremony.BegunAt, h.db.Now())
	}
	if err != nil {
		return h.agencyOver(c, ceremony, err, shown)
	}
	next, err := h.takeAgency(c, ceremony, shown)
	if err != nil {
		return h.agencyOver(c, ceremony, err, shown)
	}
	return c.Redirect(http.StatusSeeOther, next)
}

// takeAgency does what the way was for, and answers with where it leads.
func (h *Handlers) takeAgency(c echo.Context, ceremony portal.OpenIDCeremony, shown db.AgencyShown) (next string, err error) {
	in := ceremony.Language.Prefix()
	switch ceremony.Purpose {
	case portal.AgencyBind:
		session, a := signedInCaller(c)
		return in + securityAddress + "?done=agency", h.db.BindAgency(ctx(c), a, session, shown)
	case portal.AgencyStepUp:
		token, err := h.db.ShowAgencyAgain(ctx(c), actor(c), shown)
		if err != nil {
			return "", err
		}
		h.setCookie(c, sessionCookie, token)
		return h.backFrom(c, firstOf(ceremony.Return, in+"/account")), nil
	}
	visitor := portal.Actor{Address: h.clientAddress(c)}
	token, err := h.db.SignInByAgency(ctx(c), visitor, shown, ceremony.Return)
	if err != nil {
		return "", err
	}
	return h.enter(c, token, firstOf(ceremony.Return, in+"/account")), nil
}

// agencyOver writes a refusal down and sends the browser to the page that says it. Everything else fails.
func (h *Handlers) agencyOver(c echo.Context, ceremony portal.OpenIDCeremony, err error, shown db.AgencyShown) error {
	var refused portal.OpenIDRefusal
	if !errors.As(err, &refused) {
		return err
	}
	h.log.Info("the agency’s sign-in led to nothing", "incident", incident(c), "why", err.Error())
	if err := h.db.AgencyRefused(ctx(c), actor(c), ceremony.Purpose, refused, shown); err != nil {
		return err
	}
	query := url.Values{"agency": {string(refused)}}
	if ceremony.Return != "" {
		query.Set("next", ceremony.Return)
	}
	page := agencyPage(ceremony)
	switch signedIn := actor(c).Role != portal.Visitor; {
	case !signedIn: // the session ended meanwhile
		page = "/sign-in"
	case page == "/sign-in": // it would only send them on
		page = securityAddress
	}
	return c.Redirect(http.StatusSeeOther, ceremony.Language.Prefix()+page+"?"+query.Encode())
}

// removeAgency takes one of the caller's own agency identities away.
func (h *Handlers) removeAgency(c echo.Context) error {
	if err := h.db.RemoveAgency(ctx(c), actor(c), c.Param("id")); err != nil {
		if portal.CodeOf(err) == portal.Conflict {
			return h.showSecurity(c, http.StatusConflict, views.SecurityForm{Err: err})
		}
		return err
	}
	return h.see(c, securityAddress+"?done=agency-removed")
}

// unbindAgency takes the agency identity of one of the staff away.
func (h *Handlers) unbindAgency(c echo.Context, _ url.Values) error {
	return h.db.UnbindAgency(ctx(c), actor(c), c.Param("id"))
}
