package handlers

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Representatives at the desk: who acts for a taxpayer, paper forms by two of the staff, joint returns, endings for a reason,
// and suspensions.

func deskAuthoritiesAddress(taxpayer string) string {
	return taxpayerAddress(taxpayer) + "/representatives"
}

func (h *Handlers) deskAuthorities(c echo.Context) error {
	return h.showDeskAuthorities(c, http.StatusOK, "", nil, nil)
}

// showDeskAuthorities draws the page. Form names the form that was refused.
func (h *Handlers) showDeskAuthorities(c echo.Context, status int, form string, values url.Values, refused error) error {
	id := c.Param("id")
	t, err := h.db.DeskTaxpayer(ctx(c), actor(c), id)
	if errors.Is(err, portal.ErrSayWhyTaxpayer) {
		return h.askWhyTaxpayer(c, http.StatusOK, id, nil, nil)
	}
	if err != nil {
		return err
	}
	r, err := h.db.DeskAuthorities(ctx(c), actor(c), id)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Representatives of "+t.Name())
	if err != nil {
		return err
	}
	desk.Flash = views.DeskAuthoritiesFlash(c.QueryParam("done"))
	p := views.DeskAuthorities{
		Desk: desk, Actor: actor(c), ID: id, Name: t.Name(), Open: r.Open, Over: r.Over, Waiting: r.Waiting, Joint: r.Joint, TaxTypes: r.TaxTypes,
		Now: h.db.Now(), Refused: form, Values: values, Err: refused,
	}
	return h.render(c, status, p.Show())
}

// onAuthority does one thing about who acts for a taxpayer, and comes back to the page.
func (h *Handlers) onAuthority(name, done string, do func(c echo.Context, taxpayer string, form url.Values) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		if err := do(c, c.Param("id"), form); err != nil {
			if errors.Is(err, portal.ErrSayWhyTaxpayer) {
				return h.see(c, deskAuthoritiesAddress(c.Param("id")))
			}
			return h.refuseForm(c, err, func(status int, err error) error {
				return h.showDeskAuthorities(c, status, name+c.Param("authority")+c.Param("joint"), form, err)
			})
		}
		return h.see(c, deskAuthoritiesAddress(c.Param("id"))+"?done="+done)
	}
}

func (h *Handlers) enterPaper(c echo.Context, taxpayer string, form url.Values) error {
	return h.db.EnterPaperAuthority(ctx(c), actor(c), h.identity, taxpayer, portal.PaperAuthority{
		Email: form.Get("email"), Both: form.Get("both") == "yes", Scope: scopeOf(form), Reason: form.Get("reason"),
	})
}

func (h *Handlers) decidePaper(c echo.Context, taxpayer string, form url.Values) error {
	d, err := portal.ReadDecision(form.Get("decision"), form.Get("reason"))
	if err != nil {
		return err
	}
	return h.db.DecidePaperAuthority(ctx(c), actor(c), taxpayer, c.Param("authority"), d, form.Get("refusal"))
}

func (h *Handlers) endAuthority(c echo.Context, taxpayer string, form url.Values) error {
	return h.db.EndAuthority(ctx(c), actor(c), taxpayer, c.Param("authority"), form.Get("ending"), form.Get("ending_words"))
}

func (h *Handlers) suspendRepresentative(c echo.Context, taxpayer string, form url.Values) error {
	return h.db.SuspendRepresentative(ctx(c), actor(c), taxpayer, c.Param("authority"), form.Get("whom") == "firm", form.Get("suspension_reason"))
}

func (h *Handlers) noteJointReturn(c echo.Context, taxpayer string, form url.Values) error {
	return h.db.NoteJointReturn(ctx(c), actor(c), h.identity, taxpayer, portal.JointForm{
		Number: form.Get("number"), TaxType: form.Get("tax"), From: form.Get("from"), To: form.Get("to"), Reason: form.Get("joint_reason"),
	})
}

func (h *Handlers) endJointReturn(c echo.Context, taxpayer string, form url.Values) error {
	return h.db.EndJointReturn(ctx(c), actor(c), taxpayer, c.Param("joint"), form.Get("ending_reason"))
}

// barredRepresentatives are who may represent nobody, and the firms about which a second of the staff decides.
func (h *Handlers) barredRepresentatives(c echo.Context) error {
	return h.showSuspensions(c, http.StatusOK, "", nil, nil)
}

func (h *Handlers) showSuspensions(c echo.Context, status int, id string, values url.Values, refused error) error {
	desk, err := h.desk(c, "Representatives")
	if err != nil {
		return err
	}
	desk.Flash = views.DeskAuthoritiesFlash(c.QueryParam("done"))
	p := views.Suspensions{Desk: desk, Actor: actor(c), Refused: id, Values: values, Err: refused}
	if p.Waiting, err = h.db.PaperAuthorities(ctx(c), actor(c)); err != nil {
		return err
	}
	if actor(c).Can(portal.StopRepresentatives) {
		if p.Open, p.Over, err = h.db.Suspensions(ctx(c), actor(c)); err != nil {
			return err
		}
	}
	return h.render(c, status, p.Show())
}

func (h *Handlers) onSuspension(done string, do func(c echo.Context, id string, form url.Values) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		id := c.Param("id")
		if err := do(c, id, form); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return h.showSuspensions(c, status, id, form, err) })
		}
		return h.see(c, "/desk/representatives?done="+done)
	}
}

func (h *Handlers) decideSuspension(c echo.Context, id string, form url.Values) error {
	d, err := portal.ReadDecision(form.Get("decision"), form.Get("reason"))
	if err != nil {
		return err
	}
	return h.db.DecideSuspension(ctx(c), actor(c), id, d)
}

func (h *Handlers) liftSuspension(c echo.Context, id string, form url.Values) error {
	return h.db.LiftSuspension(ctx(c), actor(c), id, form.Get("lifting-"+id))
}
