package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Representatives, as the taxpayer sees and chooses them; and below, for whom someone acts themselves.

// representatives is one page for both sides: most people are on one of them alone.
func (h *Handlers) representatives(c echo.Context) error {
	return h.showRepresentatives(c, http.StatusOK, "", nil, nil)
}

// showRepresentatives draws the page. Id is the invitation whose code was refused.
func (h *Handlers) showRepresentatives(c echo.Context, status int, id string, values url.Values, refused error) error {
	p := views.Representatives{Acting: acting(c), Account: actor(c), Now: h.db.Now(), Refused: id, Values: values, Err: refused}
	var err error
	if p.Held, err = h.heldAuthorities(c); err != nil {
		return err
	}
	if p.Acting.Own() && !p.Acting.Alone() {
		holding, err := h.db.HoldingOf(ctx(c), actor(c), p.Acting)
		if err != nil {
			return err
		}
		p.Holding = holding
		if portal.SeeRepresentatives.Lacks(actor(c), holding, p.Now) == portal.NothingMissing {
			if p.Open, p.Over, err = h.db.AuthoritiesGiven(ctx(c), actor(c), p.Acting.Taxpayer); err != nil {
				return err
			}
			joint, err := h.db.JointAuthorities(ctx(c), actor(c), p.Acting.Taxpayer)
			if err != nil {
				return err
			}
			for _, j := range joint {
				p.Joint = append(p.Joint, views.JointAuthority{Authority: j.Authority, Giver: j.Giver, Agreed: j.Agreed})
			}
			if p.Kind, err = h.db.KindOf(ctx(c), p.Acting.Taxpayer); err != nil {
				return err
			}
		}
	}
	page := h.page(c, portal.Say("Representatives"))
	page.Flash = views.RepresentativesFlash(page, c.QueryParam("done"))
	return h.render(c, status, views.RepresentativesPage(page, p))
}

func (h *Handlers) heldAuthorities(c echo.Context) (v views.HeldAuthorities, err error) {
	held, err := h.db.AuthoritiesHeld(ctx(c), actor(c))
	v.Sealed, v.Open, v.Over = held.Sealed, held.Open, held.Over
	return v, err
}

func (h *Handlers) representativeNew(c echo.Context, holding portal.Holding) error {
	values := url.Values{"kind": {query(c, "kind")}, "replaces": {query(c, "replaces")}}
	return h.showRepresentativeNew(c, http.StatusOK, holding, values, nil)
}

func (h *Handlers) showRepresentativeNew(c echo.Context, status int, holding portal.Holding, values url.Values, refused error) error {
	i, err := h.invitation(c, holding, values)
	if err != nil {
		return err
	}
	i.Err = refused
	return h.render(c, status, views.InviteRepresentativePage(h.page(c, i.Title()), i))
}

// invitation is what its pages have in common.
func (h *Handlers) invitation(c echo.Context, holding portal.Holding, values url.Values) (i views.Invitation, err error) {
	i = views.Invitation{Owner: holding.Taxpayer, Holding: holding, Values: values}
	if i.TaxTypes, err = h.db.TaxTypes(ctx(c), actor(c), holding.Taxpayer); err != nil {
		return i, err
	}
	kind, err := h.db.KindOf(ctx(c), holding.Taxpayer)
	i.Member = values.Get("kind") == string(portal.MemberKind) && kind == portal.Organization
	return i, err
}

// checkInvitation shows the answers once more before anything is sent.
func (h *Handlers) checkInvitation(c echo.Context, holding portal.Holding) error {
	form, err := h.ownedForm(c)
	if err != nil {
		return err
	}
	if form.Get("change") != "" {
		return h.showRepresentativeNew(c, http.StatusOK, holding, form, nil)
	}
	typed := invitationOf(form)
	scope, err := h.db.CheckInvitation(ctx(c), actor(c), h.identity, holding.Taxpayer, &typed)
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showRepresentativeNew(c, status, holding, form, err) })
	}
	i, err := h.invitation(c, holding, form)
	if err != nil {
		return err
	}
	i.Name, i.Email, i.Scope = typed.Name, typed.Email, scope
	return h.render(c, http.StatusOK, views.CheckInvitationPage(h.page(c, portal.Say("Check your answers")), i))
}

// invite sends the invitation and shows its code, this once.
func (h *Handlers) invite(c echo.Context, holding portal.Holding) error {
	form, err := h.ownedForm(c)
	if err != nil {
		return err
	}
	a, code, err := h.db.InviteRepresentative(ctx(c), actor(c), h.identity, holding.Taxpayer, invitationOf(form))
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showRepresentativeNew(c, status, holding, form, err) })
	}
	return h.render(c, http.StatusOK, views.InvitationCodePage(h.page(c, portal.Say("Give them this code")), a, code))
}

func invitationOf(form url.Values) portal.AuthorityInvitation {
	return portal.AuthorityInvitation{
		Kind: portal.AuthorityKind(form.Get("kind")), Name: form.Get("name"), Email: form.Get("email"), Replaces: portal.Visible(form.Get("replaces")), Scope: scopeOf(form),
	}
}

func scopeOf(form url.Values) portal.ScopeForm {
	return portal.ScopeForm{
		Level: form.Get("level"), Types: form.Get("types"), Some: form["type"], Years: form.Get("years"), From: form.Get("from"), To: form.Get("to"),
		Lasts: form.Get("lasts"), Until: [3]string{form.Get("until.month"), form.Get("until.day"), form.Get("until.year")},
	}
}

// newCode draws another code for an invitation, and shows it this once.
func (h *Handlers) newCode(c echo.Context, holding portal.Holding) error {
	if _, err := h.ownedForm(c); err != nil {
		return err
	}
	a, code, err := h.db.NewInvitationCode(ctx(c), actor(c), holding.Taxpayer, c.Param("id"))
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.InvitationCodePage(h.page(c, portal.Say("Give them this code")), a, code))
}

// representative is one authority that the taxpayer gave, or is asked for.
func (h *Handlers) representative(c echo.Context, holding portal.Holding) error {
	return h.showRepresentative(c, http.StatusOK, holding, nil, nil)
}

func (h *Handlers) showRepresentative(c echo.Context, status int, holding portal.Holding, values url.Values, refused error) error {
	r := views.Representative{Owner: holding.Taxpayer, Holding: holding, Values: values, Err: refused, Now: h.db.Now()}
	var err error
	if r.Authority, r.Events, err = h.db.AuthorityGiven(ctx(c), actor(c), holding.Taxpayer, c.Param("id")); err != nil {
		return err
	}
	if r.TaxTypes, err = h.db.TaxTypes(ctx(c), actor(c), holding.Taxpayer); err != nil {
		return err
	}
	if r.Acts, err = h.db.RepresentativeActs(ctx(c), actor(c), holding.Taxpayer, r.ID, ""); err != nil {
		return err
	}
	page := h.page(c, portal.Say("Representative"))
	page.Flash = views.RepresentativesFlash(page, c.QueryParam("done"))
	return h.render(c, status, views.RepresentativePage(page, r))
}

// onRepresentative does one thing about an authority, and comes back to its page.
func (h *Handlers) onRepresentative(done string, do func(c echo.Context, owner, id string, form url.Values) error) func(c echo.Context, holding portal.Holding) error {
	return func(c echo.Context, holding portal.Holding) error {
		form, err := h.ownedForm(c)
		if err != nil {
			return err
		}
		if err := do(c, holding.Taxpayer, c.Param("id"), form); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return h.showRepresentative(c, status, holding, form, err) })
		}
		return h.see(c, "/representatives/"+c.Param("id")+"?done="+done)
	}
}

func (h *Handlers) revoke(c echo.Context, owner, id string, _ url.Values) error {
	return h.db.RevokeAuthority(ctx(c), actor(c), owner, id)
}

func (h *Handlers) changeScope(c echo.Context, owner, id string, form url.Values) error {
	return h.db.ChangeScope(ctx(c), actor(c), h.identity, owner, id, scopeOf(form))
}

func (h *Handlers) acceptRequest(c echo.Context, owner, id string, form url.Values) error {
	return h.db.AnswerRequest(ctx(c), actor(c), h.identity, owner, id, true, scopeOf(form), "")
}

func (h *Handlers) refuseRequest(c echo.Context, owner, id string, form url.Values) error {
	return h.db.AnswerRequest(ctx(c), actor(c), h.identity, owner, id, false, portal.ScopeForm{}, form.Get("refusal"))
}

// answerJointly is the word of the other taxpayer of a joint return.
func (h *Handlers) answerJointly(c echo.Context, holding portal.Holding) error {
	form, err := h.ownedForm(c)
	if err != nil {
		return err
	}
	if err := h.db.AnswerJointly(ctx(c), actor(c), holding.Taxpayer, c.Param("id"), form.Get("agrees") == "yes"); err != nil {
		return err
	}
	return h.see(c, "/representatives?done=joint")
}

// representativeActs is everything that representatives did and looked at.
func (h *Handlers) representativeActs(c echo.Context, holding portal.Holding) error {
	l := views.RepresentativeActs{Before: query(c, "before"), Authority: query(c, "authority")}
	var err error
	if l.Acts, err = h.db.RepresentativeActs(ctx(c), actor(c), holding.Taxpayer, l.Authority, l.Before); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.RepresentativeActsPage(h.page(c, portal.Say("What representatives did")), l))
}
