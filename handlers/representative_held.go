package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Authorities, as those see them who act for others.

func (h *Handlers) requestPage(c echo.Context) error {
	return h.showAuthorityRequest(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showAuthorityRequest(c echo.Context, status int, values url.Values, refused error) error {
	return h.render(c, status, views.AuthorityRequestPage(h.page(c, portal.Say("Ask to act for someone")), values, refused))
}

// askForAuthority answers alike whether or not the details fit anyone.
func (h *Handlers) askForAuthority(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	claim := portal.AuthorityClaim{Number: form.Get("number"), Name: form.Get("name"), Letter: form.Get("letter")}
	if _, err := h.db.AskForAuthority(ctx(c), actor(c), h.identity, claim, portal.Level(form.Get("level"))); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showAuthorityRequest(c, status, form, err) })
	}
	return h.see(c, "/representatives?done=asked")
}

// openInvitation takes the code that was handed over.
func (h *Handlers) openInvitation(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	id := c.Param("id")
	if err := h.db.OpenInvitation(ctx(c), actor(c), id, form.Get("code-"+id)); err != nil {
		err = views.AtField(err, "code-"+id)
		return h.refuseForm(c, err, func(status int, err error) error {
			return h.showRepresentatives(c, status, id, form, err)
		})
	}
	return h.see(c, "/representatives/held/"+id)
}

// heldAuthority is one authority as its representative sees it: an offer that was opened, or what became of it.
func (h *Handlers) heldAuthority(c echo.Context) error {
	return h.showHeld(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showHeld(c echo.Context, status int, values url.Values, refused error) error {
	v := views.HeldAuthority{Values: values, Err: refused, Now: h.db.Now(), Acting: acting(c)}
	var err error
	if v.Authority, v.Events, err = h.db.AuthorityHeld(ctx(c), actor(c), c.Param("id")); err != nil {
		return err
	}
	held, err := h.db.AuthoritiesHeld(ctx(c), actor(c))
	if err != nil {
		return err
	}
	for _, f := range held.Firms {
		v.Firms = append(v.Firms, views.FirmChoice{ID: f.ID, Name: f.Name})
	}
	page := h.page(c, portal.Say("Acting for someone"))
	page.Flash = views.RepresentativesFlash(page, c.QueryParam("done"))
	return h.render(c, status, views.HeldAuthorityPage(page, v))
}

// answerInvitation accepts an offer, or declines it for a reason.
func (h *Handlers) answerInvitation(accept bool) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		id := c.Param("id")
		if err := h.db.AnswerInvitation(ctx(c), actor(c), id, accept, form.Get("refusal"), portal.Visible(form.Get("firm"))); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return h.refuseAnswer(c, status, form, err) })
		}
		if accept {
			return h.see(c, "/representatives/held/"+id+"?done=accepted")
		}
		return h.see(c, "/representatives?done=declined")
	}
}

// refuseAnswer comes back to where the form stood: an offer that was not opened stands in the list alone.
func (h *Handlers) refuseAnswer(c echo.Context, status int, form url.Values, refused error) error {
	if _, _, err := h.db.AuthorityHeld(ctx(c), actor(c), c.Param("id")); portal.CodeOf(err) == portal.NotFound {
		return h.showRepresentatives(c, status, c.Param("id"), form, refused)
	}
	return h.showHeld(c, status, form, refused)
}

// giveUp withdraws, as the representative, what was asked for or given.
func (h *Handlers) giveUp(c echo.Context) error {
	if err := h.db.WithdrawAuthority(ctx(c), actor(c), c.Param("id")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showHeld(c, status, nil, err) })
	}
	return h.see(c, "/representatives?done=withdrawn")
}

// clientRecords is what the department has about the taxpayer for whom someone acts, as far as their authority goes.
func (h *Handlers) clientRecords(c echo.Context) error {
	if acting(c).Under == nil {
		return h.see(c, "/acting?next="+url.QueryEscape(h.path(c, "/representatives/records")))
	}
	r := views.ClientRecords{Acting: acting(c)}
	var err error
	if r.Record, r.Accounts, r.Letters, err = h.db.ClientRecords(ctx(c), actor(c), r.Acting); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.ClientRecordsPage(h.page(c, portal.Say("Records")), r))
}
