package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Someone may prove who they are with a provider that has checked their ID, where the operator has named one. The way there
// and back is as it is for staff at their agency (agency.go); what it is about is one case.

const (
	federatedBack   = "/identity/return"
	federatedCookie = "identity" // what this browser alone holds while someone is at the provider
)

// federatedDemand is how well and how lately the provider must have checked a person.
func (h *Handlers) federatedDemand() portal.OpenIDDemand {
	return portal.OpenIDDemand{Contexts: h.federated.Contexts, MaxAge: portal.FederatedMaxAge}
}

// federatedOffer is what a case's page needs to know to offer it; nil where it is not for this case.
func (h *Handlers) federatedOffer(c portal.IdentityCase) *views.FederatedOffer {
	if h.federated == nil || c.CheckFederated() != nil {
		return nil
	}
	return &views.FederatedOffer{Name: h.federated.Name}
}

// federatedSaid is the refusal that an address names.
func federatedSaid(c echo.Context) error {
	return portal.FederatedSaid(portal.OpenIDRefusal(c.QueryParam("refused")))
}

// toFederated begins to prove a case of one's own at the provider.
func (h *Handlers) toFederated(c echo.Context) error {
	n, err := identityNumber(c)
	if err != nil || h.federated == nil {
		return portal.ErrNotFound
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	a := actor(c)
	if err := h.db.BeginFederated(ctx(c), a, n); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showIdentityCase(c, status, form.Get("for"), nil, err) })
	}
	ceremony := portal.OpenIDCeremony{Purpose: portal.ProveIdentity, Session: a.Session, About: n.String(), Language: language(c)}
	if s, going := portal.FindService(form.Get("for")); going {
		ceremony.Return = s.ID
	}
	state, browser, err := h.db.BeginOpenID(ctx(c), a.Address, ceremony)
	if err != nil {
		return err
	}
	provider, err := h.federated.provider(ctx(c))
	if err != nil {
		return h.federatedOver(c, ceremony, err, portal.OpenIDIdentity{})
	}
	h.setCookie(c, federatedCookie, browser)
	address := h.federated.address(provider, state, browser, h.federatedDemand(), ceremony.Language)
	page := h.page(c, views.FederatedTitle(h.federated.Name))
	page.Address = views.IdentityAddress(n)
	c.Response().Header().Set("Refresh", "0; url="+address) // as in leadToAgency
	return h.render(c, http.StatusOK, views.FederatedLeadPage(page, address, page.Address))
}

// federatedReturn is where the provider sends people back to. What it says is compared with the case that it was begun for.
func (h *Handlers) federatedReturn(c echo.Context) error {
	if h.federated == nil {
		return portal.ErrNotFound
	}
	if err := h.db.SpendSignIn(ctx(c), h.clientAddress(c)); err != nil {
		return err
	}
	state, browser := c.QueryParam("state"), h.cookie(c, federatedCookie)
	h.dropCookie(c, federatedCookie)
	ceremony, err := h.db.TakeOpenID(ctx(c), state, browser, portal.ProveIdentity)
	if err == nil && ceremony.Session != actor(c).Session {
		ceremony, err = portal.OpenIDCeremony{Language: ceremony.Language}, portal.OpenIDLate
	}
	if err != nil {
		return h.federatedOver(c, ceremony, err, portal.OpenIDIdentity{})
	}
	v, err := h.federated.vouchedFor(ctx(c), c.QueryParams(), state, browser)
	if err == nil {
		err = h.federatedDemand().Judge(v.OpenIDIdentity, ceremony.BegunAt, h.db.Now())
	}
	if err != nil {
		return h.federatedOver(c, ceremony, err, v.OpenIDIdentity)
	}
	n, _ := portal.ReadIdentityNumber(ceremony.About) // what we wrote
	switch err := h.db.ProveFederated(ctx(c), actor(c), h.identity, n, v.OpenIDIdentity, v.Person); {
	case errors.Is(err, portal.FederatedMisfit): // written down already
		return h.backToCase(c, ceremony, url.Values{"refused": {string(portal.FederatedMisfit)}})
	case err != nil:
		return err
	}
	return h.backToCase(c, ceremony, url.Values{"done": {"federated"}})
}

// federatedOver writes a refusal down and sends the browser to the page that says it. Everything else fails.
func (h *Handlers) federatedOver(c echo.Context, ceremony portal.OpenIDCeremony, err error, shown portal.OpenIDIdentity) error {
	var refused portal.OpenIDRefusal
	if !errors.As(err, &refused) {
		return err
	}
	h.log.Info("a proof of identity at the provider led to nothing", "incident", incident(c), "why", err.Error())
	n, _ := portal.ReadIdentityNumber(ceremony.About)
	if err := h.db.FederatedRefused(ctx(c), actor(c), n, refused, shown); err != nil {
		return err
	}
	return h.backToCase(c, ceremony, url.Values{"refused": {string(refused)}})
}

// backToCase leads to the case that a way was about, or to all of one's own where that is not known.
func (h *Handlers) backToCase(c echo.Context, ceremony portal.OpenIDCeremony, query url.Values) error {
	page := "/account/identity"
	if n, ok := portal.ReadIdentityNumber(ceremony.About); ok {
		page = views.IdentityAddress(n)
	}
	if ceremony.Return != "" {
		query.Set("for", ceremony.Return)
	}
	return c.Redirect(http.StatusSeeOther, ceremony.Language.Prefix()+page+"?"+query.Encode())
}
